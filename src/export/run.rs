//! All files of one run.

use super::Error;
use super::directory::ResultsFolder;
use super::manifest::Manifest;
use super::{summary, timeseries};
use crate::model::setup::Setup;
use crate::plot::pain::{self, PainFigure};
use crate::study::run::Record;
use crate::study::summary::{Summary, summarise};

pub use super::summary::NOTE;

/// Name of the resolved scenario's file.
pub const SCENARIO_FILE: &str = "scenario.resolved.toml";

/// What the files say about the scenario.
#[derive(Debug, Clone, Copy)]
pub struct Described<'a> {
    /// Name of the scenario.
    pub name: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// Its question.
    pub question: Option<&'a str>,
    /// The complete scenario as TOML.
    pub resolved_toml: &'a str,
    /// What it was resolved to.
    pub setup: &'a Setup,
    /// Days of the visits, ascending.
    pub visits_days: &'a [u32],
}

/// Writes all files of a run and puts the folder into its place: all of them or none.
///
/// # Errors
/// When something cannot be written.
pub fn write(
    folder: &ResultsFolder,
    about: Described<'_>,
    record: &Record,
    manifest: Manifest,
) -> Result<Manifest, Error> {
    let summary = summarise(&record.samples, about.visits_days).ok_or(Error::Empty)?;
    let figure = PainFigure::of_run(about.title, about.question, about.setup, &record.samples, about.visits_days);
    let mut staged = folder.stage()?;
    staged.write(SCENARIO_FILE, about.resolved_toml.as_bytes())?;
    staged.write(timeseries::FILE, &timeseries::encode(&record.samples)?)?;
    staged.write(summary::FILE, &summary::encode(about.name, about.title, about.question, &summary)?)?;
    staged.write("pain.svg", pain::svg(&figure)?.as_bytes())?;
    staged.write_by_path("pain.png", |path| Ok(pain::png(&figure, path)?))?;
    folder.publish(staged, manifest)
}

/// The summary of results that are already there; none if it cannot be read.
pub fn read_summary(folder: &ResultsFolder) -> Option<Summary> {
    let text = std::fs::read(folder.path().join(summary::FILE)).ok()?;
    serde_json::from_slice(&text).ok()
}
