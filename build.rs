//! Names the code that computed a result: a hash over everything that is compiled, and the git commit if there is one. Results
//! carry both, so that a result is never reused by code that would write another. Work that is kept between runs is named by
//! the code of the model alone (`crates/model/build.rs`).

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

/// What the build hash covers, relative to the package: all code, and the folders of what is bundled with it.
const COVERED: [&str; 7] = ["src", "Cargo.toml", "Cargo.lock", "CITATION.cff", "assets", "scenarios", "validation"];

/// What is no part of the program in the folder of a crate, whose rest is covered.
const NOT_COVERED_OF_CRATES: [&str; 2] = ["tests", "README.md"];

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    println!("cargo::rerun-if-changed=build.rs");
    let files = covered(&root)?;
    println!("cargo::rustc-env=ADMSC_BUILD_HASH={}", hash(&files)?);
    println!("cargo::rustc-env=ADMSC_GIT_COMMIT={}", commit(&root).unwrap_or_else(|| "unknown".to_owned()));
    Ok(())
}

/// Name and path of every covered file, in the order of the names.
fn covered(root: &Path) -> Result<Vec<(String, PathBuf)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for covered in COVERED.iter().map(ToString::to_string).chain(of_crates(root)?) {
        let path = root.join(&covered);
        // A package from the registry may lack some of them; cargo would rerun for ever for a missing path.
        if path.exists() {
            println!("cargo::rerun-if-changed={covered}");
            collect(&path, &covered, &mut files)?;
        }
    }
    files.sort();
    Ok(files)
}

/// What is covered of the crates, relative to the package.
fn of_crates(root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for folder in fs::read_dir(root.join("crates")).into_iter().flatten() {
        let folder = folder?;
        for entry in fs::read_dir(folder.path())? {
            let name = entry?.file_name();
            if !NOT_COVERED_OF_CRATES.iter().any(|other| name == *other) {
                found.push(format!("crates/{}/{}", folder.file_name().to_string_lossy(), name.to_string_lossy()));
            }
        }
    }
    Ok(found)
}

/// Hash over name and bytes of every file.
fn hash(files: &[(String, PathBuf)]) -> Result<String, Box<dyn Error>> {
    let mut hash = Sha256::new();
    for (name, path) in files {
        let bytes = fs::read(path)?;
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Adds a file, or the files of a folder, under names with forward slashes.
fn collect(path: &Path, name: &str, files: &mut Vec<(String, PathBuf)>) -> Result<(), Box<dyn Error>> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            collect(&entry.path(), &format!("{name}/{}", entry.file_name().to_string_lossy()), files)?;
        }
    } else {
        files.push((name.to_owned(), path.to_owned()));
    }
    Ok(())
}

/// The commit: from the note that cargo puts into a published package, else from git.
fn commit(root: &Path) -> Option<String> {
    packaged_commit(root).or_else(|| git_commit(root))
}

fn packaged_commit(root: &Path) -> Option<String> {
    let note = fs::read_to_string(root.join(".cargo_vcs_info.json")).ok()?;
    let rest = note.split("\"sha1\"").nth(1)?;
    rest.split('"').nth(1).map(str::to_owned)
}

/// Asks git, and takes the answer only if this package is the top of the repository: a package that lies unpacked
/// within somebody else's repository has no commit of its own. Covered files that differ from the commit's are told.
fn git_commit(root: &Path) -> Option<String> {
    let top = git(root, &["rev-parse", "--show-toplevel"])?;
    if fs::canonicalize(top).ok()? != fs::canonicalize(root).ok()? {
        return None;
    }
    for watched in ["HEAD", "logs/HEAD"] {
        let path = root.join(git(root, &["rev-parse", "--git-path", watched])?);
        if path.exists() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    let head = git(root, &["rev-parse", "HEAD"])?;
    let changed = git(root, &[&["status", "--porcelain", "--", "crates"], &COVERED[..]].concat()).is_some();
    Some(if changed { format!("{head}-changed") } else { head })
}

fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("--no-optional-locks").current_dir(root).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
