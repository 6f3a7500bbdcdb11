//! Which figures a study has, drawn as files.

use super::arms::ArmsFigure;
use super::consort::ConsortFigure;
use super::course::Pain;
use super::paired_difference::PairedDifferenceFigure;
use super::responders::RespondersFigure;
use super::sweep::{self, Measure};
use super::waterfall::WaterfallFigure;
use super::{StudyResults, of_design};
use crate::plot::{self, Error, Figure, File, Provenance};

/// All figures that make sense for a study, as SVG and PNG each: `arms` (and `arms-model` beside reports), `responders`, `waterfall`, `paired-difference`,
/// and instead of them `sweep` and `sweep-r50` (one a potency, and one an arm where a third key takes the room) where
/// something is swept; `consort` always. One patient without a population has `arms` or `sweep` only.
///
/// # Errors
/// When a picture cannot be drawn or encoded.
pub fn draw(results: &StudyResults<'_>, provenance: &Provenance<'_>) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    let is_one = results.is_one_patient();
    if results.study.points.len() > 1 {
        add_sweep(&mut files, "sweep", results, Measure::Change, provenance)?;
        if !is_one && results.study.begins_in_pain() {
            add_sweep(&mut files, "sweep-r50", results, Measure::HalfGone, provenance)?;
        }
    } else {
        add_arms(&mut files, results, provenance)?;
        if !is_one && !results.later_visits().is_empty() {
            add_compared(&mut files, results, provenance)?;
        }
    }
    if !is_one {
        add(&mut files, "consort", &ConsortFigure(*results), provenance)?;
    }
    Ok(files)
}

/// Pain over time: that which the study analyses, and beside reports the model's own.
fn add_arms(files: &mut Vec<File>, results: &StudyResults<'_>, provenance: &Provenance<'_>) -> Result<(), Error> {
    let main = results.analysed();
    let all = [("arms", main)].into_iter().chain((main == Pain::Reported).then_some(("arms-model", Pain::Model)));
    for (name, figure) in all.map(|(name, pain)| (name, ArmsFigure(*results, pain))) {
        if figure.last_day().is_some() {
            add(files, name, &figure, provenance)?;
        }
    }
    Ok(())
}

/// What tells one arm from another at the visits.
fn add_compared(files: &mut Vec<File>, results: &StudyResults<'_>, provenance: &Provenance<'_>) -> Result<(), Error> {
    if results.study.begins_in_pain() {
        add(files, "responders", &RespondersFigure(*results), provenance)?;
        add(files, "waterfall", &WaterfallFigure(*results), provenance)?;
    }
    if results.analysis.differences.iter().any(|row| of_design(row).is_some()) {
        add(files, "paired-difference", &PairedDifferenceFigure(*results), provenance)?;
    }
    Ok(())
}

fn add_sweep(
    files: &mut Vec<File>,
    name: &str,
    results: &StudyResults<'_>,
    measure: Measure,
    provenance: &Provenance<'_>,
) -> Result<(), Error> {
    for (ending, figure) in sweep::figures(results, measure) {
        add(files, &format!("{name}{ending}"), &figure, provenance)?;
    }
    Ok(())
}

fn add(files: &mut Vec<File>, name: &str, figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<(), Error> {
    files.extend(plot::files(name, figure, provenance)?);
    Ok(())
}
