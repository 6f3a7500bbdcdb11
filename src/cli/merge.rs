//! `admsc merge`: joins the shards of a study.

use std::path::{Path, PathBuf};

use super::common::Execution;
use super::paths::files;
use super::progress::Terminal;
use super::run::{Chosen, tell_warnings};
use super::show::show;
use super::{load_all, study};
use crate::session::failure::Failure;
use crate::session::run::{as_texts, identity};
use crate::session::study::StudyJob;
use admsc_scenario::language::{Language, english, verbatim};
use admsc_scenario::reading::Errors;
use admsc_scenario::shown::shown;

/// Joins the shards of a study and writes its results
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc run study.toml --shard 1/2 --out first
  admsc run study.toml --shard 2/2 --out second
  admsc merge study.toml --from first --from second

Give the same --seed and --set as for the shards. Shards that were written to the same directory need no --from. The \
results are the same bytes whatever the number of shards; merging again changes nothing.")]
pub struct Arguments {
    #[command(flatten)]
    chosen: Chosen,
    /// The --out directory of a shard; may be repeated
    #[arg(long, value_name = "DIR")]
    from: Vec<PathBuf>,
}

/// Joins the shards of all studies.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    if let Some(folder) = arguments.from.iter().find(|folder| !folder.is_dir()) {
        return Err(no_folder(folder).into());
    }
    let Chosen { files: paths, common } = &arguments.chosen;
    let overrides = common.all_overrides();
    let (scenarios, overrides) = (load_all(&files(paths)?, &overrides)?, as_texts(&overrides));
    for scenario in &scenarios {
        let Some(study) = &scenario.study else {
            return Err(Failure::refused(verbatim(format_args!("{} {}", scenario.name, study::IS_NONE))));
        };
        tell_warnings(scenario, language);
        let terminal = Terminal::new(&scenario.name, common.quiet, language);
        // Joining is work for one core.
        let session = common.session(&Execution { threads: Some(1), fresh: false }, &terminal);
        let (identity, joined) = (identity(scenario, &overrides), Some(arguments.from.as_slice()));
        let job = StudyJob { scenario, study, identity, joined };
        show(&job, session, |out, tables| study::print(out, scenario, study, tables, language))?;
    }
    Ok(())
}

/// What is said of a folder of `--from` that is not there.
fn no_folder(folder: &Path) -> Errors {
    let text = shown(folder);
    let message = english("there is no directory \"{folder}\"").with("folder", &text);
    let expectation = english("expected the --out directory of a shard");
    Errors::of_argument("--from", &text, 0..text.len(), message, expectation)
}
