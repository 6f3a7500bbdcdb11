//! The command `admsc validate` as a user meets it.

use std::process::{Command, Output};

fn admsc(folder: &std::path::Path, arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_admsc")).current_dir(folder).args(arguments).output()
}

#[test]
fn wrong_commands_end_with_2_and_write_nothing() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let wrong: [&[&str]; 3] =
        [&["validate", "--quick", "--full"], &["validate", "--patients", "1"], &["validate", "--quickly"]];
    for arguments in wrong {
        let output = admsc(folder.path(), arguments)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

#[test]
fn a_file_in_the_place_of_the_folder_is_said_before_anything_is_computed() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("taken"), "")?;
    let output = admsc(folder.path(), &["validate", "--quick", "--out", "taken/here"])?;
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("taken"), "{told}");
    Ok(())
}
