//! The people of a study once more: what was drawn for them.

use super::Error;
use super::lives::Lives;
use crate::threads::jobs;
use crate::trial::PreparedStudy;
use admsc_scenario::reading::study::Study;

/// Numbers of the first patients.
pub fn numbers(lives: &Lives, most: usize) -> Vec<u32> {
    lives.patients.iter().take(most).map(|member| member.number).collect()
}

/// Cells that came to lie in the window of each patient after one dose.
///
/// # Errors
/// When a patient cannot be drawn.
pub fn cells_given(study: &Study, lives: &Lives, threads: usize) -> Result<Vec<f64>, Error> {
    let (people, numbers) = (PreparedStudy::new(study)?, numbers(lives, usize::MAX));
    let treated = study.cases.iter().position(|case| study.arms[case.arm] == "one dose");
    let Some(treated) = treated else { return Ok(Vec::new()) };
    let one = |row: usize| -> Result<f64, Error> {
        let setup = &people.candidate(numbers[row])?.setups[treated];
        let share = setup.grid.volume_ml() / setup.parameters.tissue.treated_volume;
        let cells: f64 = setup.doses.iter().map(|dose| dose.cells).sum();
        Ok(cells * setup.parameters.stem_cell.retention * share)
    };
    jobs(threads, numbers.len(), one).into_iter().collect()
}
