//! `admsc cluster slurm`: an array job, and a job that joins its shards when all are done.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::files::{fill, shell_word};
use super::{Files, Local, Planned, local_files};
use crate::cli::output;
use admsc_scenario::language::Language;
use admsc_scenario::shown::shown;

const JOB: &str = include_str!("../../../assets/cluster/job.sbatch");
const MERGE: &str = include_str!("../../../assets/cluster/merge.sbatch");
const SUBMIT: &str = include_str!("../../../assets/cluster/submit-slurm.sh");

/// Writes, and optionally submits, a Slurm array job and a job that joins the shards
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc cluster slurm study.toml
  admsc cluster slurm study.toml --shards 40 --threads 8 --submit
  output/cluster/study/submit.sh --account=abc --partition=short

The directories of job files and results must have the same paths on all nodes. Options of submit.sh are passed to \
sbatch; with --submit, sbatch takes them from its environment variables, for example SBATCH_ACCOUNT and \
SBATCH_PARTITION. A shard that is preempted, killed or runs out of time is queued again and continues where it \
stopped. To repeat shards by hand, in the directory of the job files: sbatch --array=3,7 job.sbatch; then sbatch \
merge.sbatch.")]
pub struct Arguments {
    #[command(flatten)]
    local: Local,
    /// Submit both jobs with sbatch and print their job numbers
    #[arg(long)]
    submit: bool,
}

/// Writes the files, and submits them where that is asked for.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let planned = Planned::new(&arguments.local.common, &arguments.local.out, language)?;
    let folder = planned.folder.clone();
    let mut values = planned.values()?;
    let local = local_files(&arguments.local, &planned)?;
    values.extend(local.map(|(name, text)| (name, shell_word(&text))));
    let files = [("job.sbatch", JOB), ("merge.sbatch", MERGE), ("submit.sh", SUBMIT)];
    let filled: Files = files
        .map(|(name, text)| Ok((name.to_owned(), fill(text, &values)?)))
        .into_iter()
        .collect::<Result<_, anyhow::Error>>()?;
    planned.write(filled, &["logs"])?;
    planned.print(Some(&arguments.local.out))?;
    if arguments.submit {
        return submit(&folder);
    }
    let script = folder.join("submit.sh");
    output::print(|out| writeln!(out, "submit    {}", shell_word(&script.to_string_lossy())))
}

/// Submits both jobs and prints their numbers.
fn submit(folder: &Path) -> anyhow::Result<()> {
    let shards = sbatch(folder, &["job.sbatch"])?;
    let dependency = format!("--dependency=afterok:{shards}");
    let merge = sbatch(folder, &[&dependency, "merge.sbatch"]).map_err(|error| {
        anyhow::anyhow!("{error}\nthe shards were submitted as job {shards}; scancel {shards} cancels them")
    })?;
    output::print(|out| {
        writeln!(out, "job {shards} (shards)")?;
        writeln!(out, "job {merge} (merge, when all shards are done)")
    })
}

/// Runs sbatch in the folder of the files and gives the number of the job.
fn sbatch(folder: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let run = Command::new("sbatch").arg("--parsable").args(arguments).current_dir(folder).output();
    let place = shown(folder);
    let ran = run.map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!(
            "sbatch was not found: is Slurm on this machine and its directory in PATH? The files are written; run \
             {place}/submit.sh where Slurm is"
        ),
        _ => anyhow::anyhow!("sbatch could not be started: {error}"),
    })?;
    let told = String::from_utf8_lossy(&ran.stderr);
    if !ran.status.success() {
        anyhow::bail!("sbatch refused the job ({}): {}\nthe files are in {place}", ran.status, told.trim());
    }
    // "number" or "number;cluster".
    let printed = String::from_utf8_lossy(&ran.stdout);
    let number = printed.trim().split(';').next().unwrap_or_default();
    if number.is_empty() || !number.chars().all(|c| c.is_ascii_digit()) {
        anyhow::bail!("sbatch printed \"{}\", expected the number of the job", printed.trim());
    }
    Ok(number.to_owned())
}
