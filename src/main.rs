//! The command `admsc`.

use std::process::ExitCode;

fn main() -> ExitCode {
    admsc_sim::cli::run(std::env::args_os())
}
