//! `admsc cluster snakemake`: a Snakefile with a rule for the shards and one that joins them.

use super::files::{fill, quoted, shell_word};
use super::{Local, Planned, local_files};
use crate::cli::output;
use admsc_scenario::language::Language;

const SNAKEFILE: &str = include_str!("../../../assets/cluster/Snakefile");

/// Writes a Snakefile whose rules compute the shards and join them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc cluster snakemake study.toml
  snakemake --snakefile output/cluster/study/Snakefile --cores 8
  snakemake --snakefile output/cluster/study/Snakefile --executor slurm --jobs 8")]
pub struct Arguments {
    #[command(flatten)]
    local: Local,
}

/// Writes the Snakefile.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let planned = Planned::new(&arguments.local.common, &arguments.local.out, language)?;
    let mut values = planned.values()?;
    for (name, text) in local_files(&arguments.local, &planned)? {
        values.push((name, quoted(&text)?));
    }
    planned.write(vec![("Snakefile".to_owned(), fill(SNAKEFILE, &values)?)], &["logs"])?;
    planned.print(Some(&arguments.local.out))?;
    let snakefile = shell_word(&planned.folder.join("Snakefile").to_string_lossy());
    output::print(|out| writeln!(out, "run       snakemake --snakefile {snakefile} --cores {}", planned.plan.threads))
}
