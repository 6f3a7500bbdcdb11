//! What is published, replaced and left.

use super::*;
use crate::export::manifest::{Identity, Program};

#[test]
fn names_of_folders_are_plain() {
    assert_eq!(file_name("neuropathic-single"), "neuropathic-single");
    assert_eq!(file_name("../a b:c"), "-a-b-c-3d71");
    assert_ne!(file_name("a b"), file_name("a-b"), "they would share a folder");
    assert_eq!(file_name(".."), "scenario");
    assert_eq!(file_name("Schübe_2.5"), "Schübe_2.5");
}

#[test]
fn what_is_not_published_leaves_nothing() -> Result<(), Box<dyn std::error::Error>> {
    let out = tempfile::tempdir()?;
    let folder = ResultsFolder::new(out.path(), "s", "0123456789");
    let mut staged = folder.stage()?;
    staged.write("a.txt", b"a")?;
    drop(staged);
    assert_eq!(fs::read_dir(out.path().join("s"))?.count(), 0);
    assert!(!folder.path().exists());
    Ok(())
}

#[test]
#[cfg(unix)]
fn what_an_interrupted_run_left_is_removed_and_nothing_else() -> Result<(), Box<dyn std::error::Error>> {
    let out = tempfile::tempdir()?;
    let folder = ResultsFolder::new(out.path(), "s", "0123456789");
    let (abandoned, other) = (out.path().join("s/.01234567-a.tmp"), out.path().join("s/.89abcdef-a.tmp"));
    for left in [&abandoned, &other] {
        fs::create_dir_all(left)?;
        fs::write(left.join("a.txt"), b"a")?;
    }
    fs::write(out.path().join("s/.01234567-file.tmp"), b"mine")?;
    let mut concurrent = folder.stage()?;
    assert!(!abandoned.exists() && other.join("a.txt").exists());
    // Whoever is still writing is not disturbed by the next one.
    drop(folder.stage()?);
    concurrent.write("a.txt", b"a")?;
    assert!(out.path().join("s/.01234567-file.tmp").exists());
    Ok(())
}

fn manifest_of(program: Program) -> Manifest {
    Manifest::new(Identity { program, resolved_toml: "", seed: 0, patient: 0, overrides: &[] }, "d")
}

#[test]
fn what_is_published_again_keeps_only_what_is_no_result() -> Result<(), Box<dyn std::error::Error>> {
    let out = tempfile::tempdir()?;
    let program = Program { version: "1", git_commit: "c", build_hash: "b" };
    let folder = ResultsFolder::new(out.path(), "s", &manifest_of(program).run_hash);
    for bytes in [b"one", b"two"] {
        let mut staged = folder.stage()?;
        staged.write("vtk/a.txt", bytes)?;
        if bytes == b"one" {
            staged.write("old.svg", bytes)?;
        }
        folder.publish(staged, manifest_of(program))?;
        let place = folder.path();
        assert_eq!(fs::read(place.join("vtk/a.txt"))?, bytes);
        if bytes == b"one" {
            fs::write(place.join("mine.txt"), b"mine")?;
            fs::write(place.join("vtk/mine.txt"), b"mine")?;
            fs::create_dir_all(place.join("notes/deep"))?;
            fs::write(place.join("notes/deep/mine.txt"), b"mine")?;
            fs::write(place.join(LOG), b"times")?;
            #[cfg(unix)]
            std::os::unix::fs::symlink("nowhere", place.join("link"))?;
        }
    }
    for own in ["mine.txt", "vtk/mine.txt", "notes/deep/mine.txt"] {
        assert_eq!(fs::read(folder.path().join(own))?, b"mine", "{own}");
    }
    #[cfg(unix)]
    assert_eq!(fs::read_link(folder.path().join("link"))?, Path::new("nowhere"));
    assert!(!folder.path().join("old.svg").exists() && !folder.path().join(LOG).exists());
    assert_eq!(fs::read_dir(out.path().join("s"))?.count(), 2, "the results and their name");
    Ok(())
}

#[test]
fn results_that_were_moved_aside_by_a_process_that_was_killed_come_back() -> Result<(), Box<dyn std::error::Error>> {
    let out = tempfile::tempdir()?;
    let program = Program { version: "1", git_commit: "c", build_hash: "b" };
    let folder = ResultsFolder::new(out.path(), "s", &manifest_of(program).run_hash);
    let mut staged = folder.stage()?;
    staged.write("a.txt", b"one")?;
    folder.publish(staged, manifest_of(program))?;
    let aside = out.path().join("s/.old-abcdef.tmp");
    let move_aside = || fs::create_dir(&aside).and_then(|()| fs::rename(folder.path(), aside.join("old")));
    move_aside()?;
    let other = ResultsFolder::new(out.path(), "s", "0123456789");
    drop(other.hold(|| {})?);
    assert!(!folder.path().exists(), "they are not those of another run");
    drop(folder.hold(|| {})?);
    assert!(folder.path().join("a.txt").exists() && !aside.exists());
    // Where two folders cannot be swapped, the same steps replace what was there.
    let mut staged = folder.stage()?;
    staged.write("a.txt", b"two")?;
    folder.replace_in_two_steps(staged.folder)?;
    assert_eq!(fs::read(folder.path().join("a.txt"))?, b"two");
    assert_eq!(fs::read_dir(out.path().join("s"))?.count(), 2);
    Ok(())
}
