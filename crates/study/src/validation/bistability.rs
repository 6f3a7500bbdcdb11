//! Two states of the same patient: cells that start quiet stay quiet, and cells that start painful stay painful.

use serde::{Deserialize, Serialize};

use super::check::{Check, Expected, Part};
use super::estimate;
use super::lives::{Lives, Missing};
use super::{Error, Extent, people};
use crate::threads::jobs;
use crate::trial::PreparedStudy;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Setup, Start};
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::reading::study::Study;

/// Share of M1 above which a lesion counts as painful.
const PAINFUL: f64 = 0.45;
/// Days after which the states are compared.
const YEAR: u32 = 365;

/// Shares of M1 after a year from the quiet start, a patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuietStarts(Vec<f64>);

/// Number of patients.
pub fn patients(extent: Extent) -> usize {
    if extent == Extent::Quick { 8 } else { 60 }
}

/// Runs the first patients of the study of the disc from the quiet state of their own mean field.
///
/// # Errors
/// When a patient cannot be drawn or run.
pub fn run(
    study: &Study,
    lives: &Lives,
    extent: Extent,
    threads: usize,
    tell: impl Fn() + Sync,
) -> Result<QuietStarts, Error> {
    let (drawn, seed) = (PreparedStudy::new(study)?, study.population.seed);
    let numbers = people::numbers(lives, patients(extent));
    let one = |row: usize| -> Result<f64, Error> {
        let number = numbers[row];
        let Some(setup) = drawn.candidate(number)?.setups.into_iter().next() else { return Ok(f64::NAN) };
        let setup = Setup { horizon_days: YEAR, ..setup };
        let plan = |setup: Setup| Plan::new(setup, seed, number).map_err(simulation::Error::from);
        let healthy = Setup { start: Start::AcuteInjury { cut_share: 0.0 }, ..setup.clone() };
        let quiet = baseline::prepare(&plan(healthy)?, Serial, |_| {});
        let mut run = Simulation::from_baseline(plan(setup)?, quiet)?;
        run.run_to(f64::from(YEAR), Serial, |_, _| {});
        run.check()?;
        tell();
        Ok(run.samples().last().map_or(f64::NAN, Sample::m1_share))
    };
    Ok(QuietStarts(jobs(threads, numbers.len(), one).into_iter().collect::<Result<_, _>>()?))
}

/// The checks. The painful start is the untreated arm of the study.
///
/// # Errors
/// When the study lacks that arm.
pub fn checks(lives: &Lives, quiet: &QuietStarts, extent: Extent) -> Result<Vec<Check>, Missing> {
    let painful = lives.figures("untreated", YEAR, Sample::m1_share)?;
    let stays_quiet: Vec<bool> = quiet.0.iter().map(|share| *share < PAINFUL).collect();
    let stays_painful: Vec<bool> = painful.iter().take(quiet.0.len()).map(|share| *share > PAINFUL).collect();
    let both: Vec<bool> = stays_quiet.iter().zip(&stays_painful).map(|(quiet, painful)| *quiet && *painful).collect();
    let part = Part::Bistability;
    Ok(vec![
        Check::new(
            part,
            "share of chronic disc patients with both states from two starts, a year of cells",
            "",
            Expected::at_least(0.5),
            estimate::share(&both),
            extent,
        )
        .noted(format!("painful: share of M1 above {PAINFUL}")),
        Check::reported(part, "share whose quiet start stays quiet", "", estimate::share(&stays_quiet)),
        Check::reported(part, "share whose painful start stays painful", "", estimate::share(&stays_painful)),
    ])
}
