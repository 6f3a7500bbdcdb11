//! The program as its users run it: commands, files, pages, exit statuses.

mod answers;
mod batch;
mod branch;
mod calibrate;
mod checkpoint;
mod cluster;
mod command_line;
mod commands;
mod common;
mod contrasts;
mod everyday;
mod explain;
mod film;
mod lives;
mod output_files;
mod paths;
mod reliability;
mod report;
mod sensitivity;
mod several_runs;
#[path = "../../crates/study/tests/common/small.rs"]
mod small;
mod small_samples;
mod study_command;
mod validate_command;
mod warnings;
