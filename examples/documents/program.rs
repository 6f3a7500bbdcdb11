//! The program as the documents call it: in a shell, by its name.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a program that stands for `admsc` is told first, and the name by which documents call it.
pub const SELF: &str = "admsc";

/// The program, and the folder in which its commands are run.
pub struct Program {
    /// Where commands write their results.
    pub place: PathBuf,
}

impl Program {
    /// The program that `call` starts, as a shell reads it.
    pub fn new(call: &str, place: &Path) -> Result<Self, Box<dyn Error>> {
        let name = place.join("bin").join(SELF);
        fs::create_dir_all(place.join("bin"))?;
        fs::write(&name, format!("#!/bin/sh\nexec {call} \"$@\"\n"))?;
        #[cfg(unix)]
        fs::set_permissions(&name, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
        Ok(Self { place: place.to_owned() })
    }

    /// What a command of a document prints.
    pub fn printed(&self, command: &str) -> Result<String, Box<dyn Error>> {
        let path = format!("{}:{}", self.place.join("bin").display(), std::env::var("PATH")?);
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(&self.place).env("PATH", path).env_remove("ADMSC_LANG");
        let output = shell.output()?;
        if !output.status.success() {
            return Err(format!("{command}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// The commands of a document: lines of its shell blocks.
pub fn commands(text: &str) -> impl Iterator<Item = &str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines)
}
