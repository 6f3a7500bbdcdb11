use std::error::Error;

use admsc_scenario::reading::load;

use super::support::{answer, check_file, plain};

/// A secret beside the folder of the scenarios, and what tries to reach it.
fn try_to_reach(target: &str, below: &str) -> Result<(), Box<dyn Error>> {
    let outside = tempfile::tempdir()?;
    std::fs::write(outside.path().join("secret.toml"), "format = 1\ntitle = \"secret\"\n")?;
    let folder = outside.path().join(below);
    std::fs::create_dir_all(&folder)?;
    let target = target.replace("OUTSIDE", &outside.path().display().to_string());
    let text = format!("format = 1\nextends = «\"{target}\"»\n");
    let path = folder.join("mine.toml");
    std::fs::write(&path, plain(&text))?;
    let answers = [answer("is outside the directory of the scenarios", "a relative path within", "")];
    check_file(&path.display().to_string(), &text, load(&path, &[]), &answers);
    Ok(())
}

#[test]
fn a_path_cannot_leave_the_folder() -> Result<(), Box<dyn Error>> {
    try_to_reach("../secret.toml", "mine")?;
    try_to_reach("../not-even-there.toml", "mine")?;
    try_to_reach("../../secret.toml", "scenarios/mine")?;
    try_to_reach("OUTSIDE/secret.toml", "mine")?;
    try_to_reach("/etc/hostname", "mine")
}

#[cfg(unix)]
#[test]
fn a_link_cannot_either() -> Result<(), Box<dyn Error>> {
    let outside = tempfile::tempdir()?;
    std::fs::write(outside.path().join("secret.toml"), "format = 1\n")?;
    let folder = outside.path().join("mine");
    std::fs::create_dir(&folder)?;
    std::os::unix::fs::symlink(outside.path().join("secret.toml"), folder.join("near.toml"))?;
    let text = "format = 1\nextends = «\"near.toml\"»\n";
    std::fs::write(folder.join("mine.toml"), plain(text))?;
    let answers = [answer("is outside the directory of the scenarios", "a relative path within", "")];
    let path = folder.join("mine.toml");
    check_file(&path.display().to_string(), text, load(&path, &[]), &answers);
    Ok(())
}
