//! What a calibration will compute, and how long that will take on this machine.

use super::super::estimate::{group_seconds, time};
use super::Asked;
use crate::cli::Failure;
use admsc_scenario::language::{Message, english};
use admsc_study::calibration::Stage;
use admsc_study::clinical::{self, Resolution};

/// Sets that are confirmed: the one before and the one found.
const CONFIRMED: f64 = 2.0;

/// The work in words. The mean field takes minutes at most and is not counted.
pub fn told(asked: &Asked<'_>) -> Result<Message, Failure> {
    let Asked { arguments, free, targets, settings, .. } = asked;
    if settings.evaluations == 0 {
        let text = english("parameters: {parameters}; fitted rows: {rows}; in the mean field alone, minutes at most");
        return Ok(text.with("parameters", free.len()).with("rows", targets.len()));
    }
    let coarse = seconds(asked, Resolution::Coarse)? * (Stage::Coarse.seeds().len() * settings.evaluations) as f64;
    let whole = coarse + seconds(asked, Resolution::Scenario)? * CONFIRMED;
    let threads = arguments.work.threads();
    let text = english(
        "parameters: {parameters}; fitted rows: {rows}; at most {evaluations} evaluations of {patients} patients × 2 seeds \
         on a coarse grid and 2 on the scenarios' own; about {time} on {threads} threads, less what is already there",
    );
    let text = text.with("parameters", free.len()).with("rows", targets.len());
    let text = text.with("evaluations", settings.evaluations).with("patients", arguments.patients);
    Ok(text.with_said("time", time(whole / threads as f64)).with("threads", threads))
}

/// Seconds on one core of all patients of all rows, once.
fn seconds(asked: &Asked<'_>, resolution: Resolution) -> Result<f64, Failure> {
    let Asked { arguments, targets, folder, .. } = asked;
    let usual = clinical::Asked::usual(targets, arguments.patients, arguments.seed, resolution);
    let once = clinical::Asked { potencies: &[1.0], folder, ..usual };
    group_seconds(&clinical::plan(&once).map_err(anyhow::Error::from)?.groups)
}
