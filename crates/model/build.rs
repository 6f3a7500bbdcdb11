//! Names the code that computes a patient's course: a hash over every source file of this crate, its manifest and the locked
//! versions of what it depends on. Work that is kept between runs carries it in its name, so that a course is never taken
//! from code that would compute another, and survives every change that cannot reach it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    let root = std::env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&root);
    // The lock file of the workspace; of a package from elsewhere there is none, and the manifest must do.
    let lock = root.ancestors().skip(1).map(|folder| folder.join("Cargo.lock")).find(|file| file.is_file());
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.toml");
    if let Some(lock) = &lock {
        println!("cargo::rerun-if-changed={}", lock.display());
    }
    let lock = lock.map_or_else(|| Ok(String::new()), fs::read_to_string)?;
    println!("cargo::rustc-env=ADMSC_SOURCE_HASH={}", source_hash(root, &lock)?);
    Ok(())
}

/// Hash over the sources and the manifest of the package at `root`, and over its dependencies as a lock file has them, as
/// hexadecimal text.
pub fn source_hash(root: &Path, lock: &str) -> Result<String, Box<dyn Error>> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let mut parts = BTreeMap::new();
    collect(&root.join("src"), "src", &mut parts)?;
    parts.extend(locked(&manifest, lock).into_iter().map(|package| (package, Vec::new())));
    parts.insert("Cargo.toml".to_owned(), manifest.into_bytes());
    let mut hash = Sha256::new();
    for (name, bytes) in parts {
        for part in [name.as_bytes(), bytes.as_slice()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Bytes of the Rust files of a folder, under names with forward slashes.
fn collect(folder: &Path, name: &str, parts: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{name}/{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, parts)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            parts.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}

/// Every package that the dependencies of a manifest lead to, as `name version checksum`. A name that is locked in several
/// versions counts with all of them.
fn locked(manifest: &str, lock: &str) -> BTreeSet<String> {
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "));
        line.unwrap_or_default().trim_matches('"').to_owned()
    };
    let mut waiting = dependencies(manifest);
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        for package in packages.iter().filter(|package| value(package, "name") == name) {
            found.insert(format!("{name} {} {}", value(package, "version"), value(package, "checksum")));
            let listed = package.split("dependencies = [").nth(1).and_then(|rest| rest.split(']').next());
            let names = listed.unwrap_or_default().split('"').skip(1).step_by(2);
            waiting.extend(names.filter_map(|entry| entry.split(' ').next()).map(str::to_owned));
        }
    }
    found
}

/// Names below `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let section = manifest.lines().skip_while(|line| line.trim() != "[dependencies]").skip(1);
    let lines = section.take_while(|line| !line.starts_with('['));
    let name = |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().to_owned();
    lines.filter(|line| !line.starts_with('#')).map(name).filter(|name| !name.is_empty()).collect()
}
