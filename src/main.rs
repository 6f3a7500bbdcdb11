//! The command `admsc`.

use std::process::ExitCode;

fn main() -> ExitCode {
    match admsc_sim::cli::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
