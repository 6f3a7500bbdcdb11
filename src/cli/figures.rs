//! The figures of a run, drawn when it is finished and drawn again later.

use crate::observe::Sample;
use crate::plot::homing::HomingFigure;
use crate::plot::mechanism::MechanismFigure;
use crate::plot::pain::PainFigure;
use crate::plot::replicates::ReplicatesFigure;
use crate::plot::tissue::TissueFigure;
use crate::plot::{self, Error, Figure, Provenance};
use crate::scenario::Scenario;
use crate::study::pictures::Pictures;

/// A drawn file: its name and its bytes.
pub type File = (String, Vec<u8>);

/// All figures that can be drawn, as SVG and PNG each.
pub fn draw(
    scenario: &Scenario,
    samples: &[Sample],
    pictures: Option<&Pictures>,
    provenance: &Provenance<'_>,
) -> Result<Vec<File>, Error> {
    let (setup, title) = (&scenario.setup, &scenario.title);
    let mut files = Vec::new();
    let pain = PainFigure::of_run(title, question(scenario), setup, samples, &scenario.visits_days);
    add(&mut files, "pain", &pain, provenance)?;
    add(&mut files, "mechanism", &MechanismFigure::of_run(title, setup, samples), provenance)?;
    if let Some(pictures) = pictures {
        let doses = setup.doses.iter().map(|dose| dose.at_days).collect();
        add(&mut files, "tissue", &TissueFigure::of_run(title, pictures, doses), provenance)?;
        if let Some(homing) = HomingFigure::of_run(title, pictures) {
            add(&mut files, "homing", &homing, provenance)?;
        }
    }
    Ok(files)
}

/// The figures of replicates, as SVG and PNG each.
pub fn draw_replicates(
    scenario: &Scenario,
    records: &[&[Sample]],
    provenance: &Provenance<'_>,
) -> Result<Vec<File>, Error> {
    let (setup, title) = (&scenario.setup, &scenario.title);
    let mut files = Vec::new();
    let pain = ReplicatesFigure::of_runs(title, question(scenario), setup, records, &scenario.visits_days);
    add(&mut files, "pain", &pain, provenance)?;
    add(&mut files, "mechanism", &MechanismFigure::of_replicates(title, setup, records), provenance)?;
    Ok(files)
}

/// Draws a figure as SVG and PNG.
pub fn add(files: &mut Vec<File>, name: &str, figure: &impl Figure, provenance: &Provenance<'_>) -> Result<(), Error> {
    files.push((format!("{name}.svg"), plot::svg(figure, provenance)?.into_bytes()));
    files.push((format!("{name}.png"), plot::png(figure, provenance)?));
    Ok(())
}

/// The scenario's question, if it asks one.
pub fn question(scenario: &Scenario) -> Option<&str> {
    Some(scenario.question.as_str()).filter(|question| !question.is_empty())
}
