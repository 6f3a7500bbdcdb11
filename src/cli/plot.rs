//! `admsc plot`: draws the figures of finished runs again.

use std::path::PathBuf;

use super::failure::warn;
use super::{Failure, figures, output, terminal};
use crate::export::finished::FinishedRun;
use crate::plot::Provenance;
use crate::scenario;

/// Draws the figures of finished runs again, from their files
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc plot output/neuropathic-single
  admsc plot output/neuropathic-single/5567c6dc output/discogenic-repeat
  admsc plot output/neuropathic-single --text

RUN is the folder of a run, or of a scenario: then its newest run is drawn.")]
pub struct Arguments {
    /// Folders of finished runs
    #[arg(required = true, value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// Draw the pain in the terminal instead, and write nothing
    #[arg(long)]
    text: bool,
}

/// Draws all runs.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    for folder in &arguments.runs {
        let mut finished = FinishedRun::read(folder).map_err(anyhow::Error::from)?;
        let scenario = scenario::load_str("scenario.resolved.toml", &finished.resolved_toml, &[])
            .map_err(|errors| Failure::Scenario(errors.render(true)))?;
        if arguments.text {
            let lines = terminal::figure(&scenario, &finished)?;
            output::print(|out| {
                writeln!(out, "{}\n{}\n", finished.folder.display(), scenario.title)?;
                terminal::print(out, &lines)
            })?;
            continue;
        }
        let replicates = !finished.others.is_empty();
        if finished.pictures.is_none() && !replicates {
            let place = finished.folder.display();
            warn(&format!(
                "{place} keeps no pictures.bin that can be read: tissue and homing are not drawn; run the scenario again"
            ));
        }
        let manifest = &finished.manifest;
        let provenance =
            Provenance { version: &manifest.version, scenario_hash: &manifest.scenario_hash, seed: manifest.seed };
        let files = if replicates {
            figures::draw_replicates(&scenario, &finished.records(), &provenance)
        } else {
            figures::draw(&scenario, &finished.samples, finished.pictures.as_ref(), &provenance)
        };
        let files = files.map_err(anyhow::Error::from)?;
        finished.replace(&files).map_err(anyhow::Error::from)?;
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        output::print(|out| writeln!(out, "{}\n  {}", finished.folder.display(), names.join("  ")))?;
    }
    Ok(())
}
