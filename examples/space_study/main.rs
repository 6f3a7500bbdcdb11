//! The space study of the model: what space, chance and vessels change, before any calibration of cells.
//!
//! ```text
//! cargo run --release --example space_study -- fronts windows seeds vessels cohorts mean-field block
//! cargo run --release --example space_study -- --write docs/model.md cohorts
//! ```
//!
//! Each part prints a table. With `--write` it replaces what stands between `<!-- PART -->` and `<!-- /PART -->` in that
//! file, so that no figure is typed by hand. `--patients N` shortens a part for a look; the published figures are made
//! without it. Everything runs on voxels of 50 µm and steps of 12 h, unless a table says otherwise.

#[path = "../../crates/model/tests/common/mod.rs"]
mod common;

mod block;
mod cohorts;
mod fronts;
mod marks;
mod mean_field;
mod people;
mod seeds;
mod vessels;
mod windows;

use std::error::Error;

use admsc_sim::observe::Sample;
use admsc_sim::population::enrolment::Enrolment;
use admsc_sim::rules::setup::{Dose, Setup};
use admsc_sim::stats::estimators::{Coverage, Mean};
use admsc_sim::stats::share::{Share, responds};
use clap::Parser;

/// Result of a part.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// One part: a name and what makes its table, given the number of patients if it is not the published one.
type Part = (&'static str, fn(Option<usize>) -> Outcome<String>);

const PARTS: &[Part] = &[
    ("fronts", fronts::table),
    ("windows", windows::table),
    ("seeds", seeds::table),
    ("vessels", vessels::table),
    ("cohorts", cohorts::table),
    ("mean-field", mean_field::table),
    ("block", block::table),
];

/// The space study of the model.
#[derive(Parser)]
struct Arguments {
    /// Parts to run.
    #[arg(required = true, value_parser = PARTS.iter().map(|part| part.0).collect::<Vec<_>>())]
    parts: Vec<String>,
    /// Patients (or seeds) a figure instead of the published number.
    #[arg(long)]
    patients: Option<usize>,
    /// Document whose marked sections are replaced.
    #[arg(long)]
    write: Option<std::path::PathBuf>,
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    for (name, table) in PARTS.iter().filter(|part| arguments.parts.iter().any(|asked| asked == part.0)) {
        let text = table(arguments.patients)?;
        println!("{text}");
        if let Some(path) = &arguments.write {
            marks::replace(path, name, &text)?;
        }
    }
    Ok(())
}

/// Seed of the populations of this study.
const SEED: u64 = 11;

/// The discogenic mean patient on the coarse grid.
fn disc() -> Setup {
    common::coarse(common::discogenic())
}

/// One injection on day 0, half a millimetre outside the lesion.
fn injection(setup: &Setup, cells: f64) -> Vec<Dose> {
    common::with_needle(setup.clone(), cells).doses
}

/// So many people with discogenic pain.
fn people(patients: usize) -> Enrolment {
    people::enrolment("discogenic", SEED, patients as u32)
}

/// Share with at least half of the pain of day 0 gone on the last day.
fn r50(records: &[Vec<Sample>]) -> Share {
    Share::from_values(records.iter().map(|days| responds(days[0].vas_points, days[days.len() - 1].vas_points, 0.5)))
}

/// "48 % (38–58)", with the 95 % interval.
fn percent(share: Share) -> String {
    let (low, high) = share.interval(Coverage::NINETY_FIVE);
    format!("{:.0} % ({:.0}–{:.0})", 100.0 * share.value(), 100.0 * low, 100.0 * high)
}

/// Mean pain on a day.
fn vas(records: &[Vec<Sample>], day: usize) -> Mean {
    Mean::from_values(records.iter().map(|days| days[day].vas_points))
}
