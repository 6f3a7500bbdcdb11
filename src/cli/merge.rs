//! `admsc merge`: joins the shards of a study.

use std::path::{Path, PathBuf};

use super::run::{self, identity};
use super::study::Asked;
use super::{Failure, study};
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::Errors;

/// Joins the shards of a study and writes its results
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc run study.toml --shard 1/2 --out first
  admsc run study.toml --shard 2/2 --out second
  admsc merge study.toml --from first --from second

Give the same --seed and --set as to the shards. Shards that were written to one folder need no --from. The results \
are the same bytes whatever the number of shards; merging again changes nothing.")]
pub struct Arguments {
    #[command(flatten)]
    chosen: run::Chosen,
    /// Folder to which a shard was written with --out; may be given several times
    #[arg(long, value_name = "DIR")]
    from: Vec<PathBuf>,
}

/// Joins the shards of all studies.
pub fn run(arguments: &Arguments, language: Language) -> Result<(), Failure> {
    if let Some(folder) = arguments.from.iter().find(|folder| !folder.is_dir()) {
        return Err(Failure::Scenario(no_folder(folder).render(true, language)));
    }
    // Joining is work for one core.
    let run = run::Arguments::from(arguments.chosen.clone()).on_one_core();
    let (scenarios, overrides) = run.load(language)?;
    for scenario in &scenarios {
        let Some(found) = &scenario.study else {
            let message = "is one run and has no shards; give a scenario with [[arm]], [population] or [sweep]";
            return Err(anyhow::anyhow!("{} {message}", scenario.name).into());
        };
        let identity = identity(scenario, &overrides);
        let asked = Asked { arguments: &run, scenario, study: found, identity, language };
        study::merge(asked, &arguments.from)?;
    }
    Ok(())
}

/// What is said of a folder of `--from` that is not there.
fn no_folder(folder: &Path) -> Errors {
    let text = folder.display().to_string();
    let message = english("there is no folder \"{folder}\"").with("folder", &text);
    let expectation = english("expected a folder to which a shard was written with --out");
    Errors::of_argument("--from", &text, 0..text.len(), message, expectation)
}
