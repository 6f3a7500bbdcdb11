//! Writes every text, table and picture in the repository that comes from the program, or says which are out of date:
//!
//! ```sh
//! cargo write-docs
//! cargo check-docs
//! ```
//!
//! Every run is computed anew in a temporary folder: some minutes. Pictures are written and not compared.

mod drawn;
mod japanese;
mod pictures;
mod program;
mod written;

use std::error::Error;
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use program::Program;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    if arguments.first().is_some_and(|first| first == program::SELF) {
        return Ok(admsc_sim::cli::run(arguments));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = tempfile::tempdir()?;
    let this = std::env::current_exe()?;
    let program = Program::new(&format!("\"{}\" {}", this.display(), program::SELF), place.path())?;
    let documents = written::documents(root, &program)?;
    let outdated = written::outdated(root, &documents)?;
    outdated.iter().for_each(|line| println!("{line}"));
    if arguments.first().is_some_and(|first| first == "--check") {
        return Ok(ExitCode::from(u8::from(!outdated.is_empty())));
    }
    written::write(root, &documents)?;
    drawn::write(&root.join("docs"), &program)?;
    Ok(ExitCode::SUCCESS)
}
