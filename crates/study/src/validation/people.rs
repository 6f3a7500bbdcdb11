//! The people of a study once more: what was drawn for them.

use super::Error;
use super::lives::Lives;
use crate::threads::jobs;
use crate::trial;
use admsc_scenario::ledger::{Ledger, LedgerError};
use admsc_scenario::population::patient::{PatientError, draw};
use admsc_scenario::population::spread::Spreads;
use admsc_scenario::reading::study::Study;

/// How people of the studies differ.
pub fn spreads() -> Result<Spreads, Error> {
    let ledger = |error: LedgerError| trial::Error::Patient(PatientError::from(error));
    Ok(Spreads::of(&Ledger::bundled().map_err(ledger)?))
}

/// Numbers of the first patients.
pub fn numbers(lives: &Lives, most: usize) -> Vec<u32> {
    lives.patients.iter().take(most).map(|member| member.number).collect()
}

/// Cells that came to lie in the window of each patient after one dose.
///
/// # Errors
/// When a patient cannot be drawn.
pub fn cells_given(study: &Study, lives: &Lives, threads: usize) -> Result<Vec<f64>, Error> {
    let (spreads, numbers) = (spreads()?, numbers(lives, usize::MAX));
    let treated = study.cases.iter().find(|case| study.arms[case.arm] == "one dose");
    let Some(base) = treated.map(|case| &case.setup) else { return Ok(Vec::new()) };
    let one = |row: usize| -> Result<f64, Error> {
        let setup = draw(&spreads, base, study.population.seed, numbers[row]).map_err(trial::Error::from)?;
        let share = setup.grid.volume_ml() / setup.parameters.tissue.treated_volume;
        let cells: f64 = setup.doses.iter().map(|dose| dose.cells).sum();
        Ok(cells * setup.parameters.stem_cell.retention * share)
    };
    jobs(threads, numbers.len(), one).into_iter().collect()
}
