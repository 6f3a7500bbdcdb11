//! What the name of kept work notices, and what it does not.

use std::fs;
use std::path::{Path, PathBuf};

#[allow(dead_code, reason = "main belongs to the build")]
#[path = "../../build.rs"]
mod build;

fn hash(root: &Path, lock: &str) -> String {
    build::source_hash(root, lock).unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn lock() -> String {
    fs::read_to_string(root().join("../../Cargo.lock")).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let place = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &place);
        } else {
            fs::copy(&path, &place).unwrap();
        }
    }
}

/// A copy of this package, and what it hashes to after a change.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Self {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&place);
        copy(&root().join("src"), &place.join("src"));
        fs::copy(root().join("Cargo.toml"), place.join("Cargo.toml")).unwrap();
        Self(place)
    }

    fn hash(&self) -> String {
        hash(&self.0, &lock())
    }
}

#[test]
fn a_changed_rule_changes_the_name_wherever_its_file_lies() {
    let copy = Copy::new("rule");
    assert_eq!(copy.hash(), admsc_model::SOURCE_HASH, "an unchanged copy is the same code");
    let rule = copy.0.join("src/rules/polarisation.rs");
    let text = fs::read_to_string(&rule).unwrap();
    fs::write(&rule, text.replacen("pub fn", "pub  fn", 1)).unwrap();
    let changed = copy.hash();
    assert_ne!(changed, admsc_model::SOURCE_HASH);
    fs::write(&rule, text).unwrap();
    assert_eq!(copy.hash(), admsc_model::SOURCE_HASH);
    // A rule that is moved, and one that is new in a folder that nobody listed.
    let moved = copy.0.join("src/other/polarisation.rs");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(&rule, &moved).unwrap();
    assert_ne!(copy.hash(), admsc_model::SOURCE_HASH);
    fs::copy(&moved, &rule).unwrap();
    assert_ne!(copy.hash(), admsc_model::SOURCE_HASH);
}

#[test]
fn locked_versions_count_where_the_model_depends_on_them() {
    let bumped = |name: &str| {
        let lock = lock();
        let at = lock.find(&format!("name = \"{name}\"\n")).unwrap();
        let version = at + lock[at..].find("version = \"").unwrap() + "version = \"".len();
        format!("{}9{}", &lock[..version], &lock[version..])
    };
    // libm computes exponentials; rand_core is a dependency of a dependency; clap reads a command line.
    for (name, counts) in [("libm", true), ("ndarray", true), ("rand_core", true), ("clap", false), ("plotters", false)]
    {
        let hash = hash(root(), &bumped(name));
        assert_eq!(hash != admsc_model::SOURCE_HASH, counts, "{name}");
    }
}
