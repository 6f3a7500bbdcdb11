//! `admsc cluster`: files that compute a study on a cluster, all from one plan.

mod files;
mod kubernetes;
mod plan;
mod slurm;
mod snakemake;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use self::files::{absolute, job_name};
use self::plan::{Plan, blocks, counted, shards, time};
use super::failure::{say, warn};
use super::{output, study};
use crate::session::cost::patients::{Cost, measure, merge_bytes, shard_bytes};
use crate::session::failure::Failure;
use crate::session::run::identity;
use admsc_output::export::directory::file_name;
use admsc_scenario::language::{Language, verbatim};
use admsc_scenario::reading::{self, Override, Scenario};
use admsc_scenario::shown::shown;
use admsc_study::trial::{PATIENTS_PER_BLOCK, PreparedStudy};

/// Time limit of the job that joins the shards, minutes.
const MERGE_MINUTES: u32 = 30;

/// Digits of the hash that names jobs.
const HASH: usize = 8;

/// Names and texts of files.
type Files = Vec<(String, String)>;

/// Writes job files to compute a study in shards on a cluster
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc cluster slurm study.toml --submit
  admsc cluster snakemake study.toml --shards 12
  admsc cluster kubernetes study.toml --image registry.example.org/admsc:0.1.0

Each command first benchmarks a few patients on this machine, for 20 seconds or a little more, and sizes the shards \
to take 10 to 60 minutes. The results are the same bytes as those of admsc run on one machine. A copy of the study \
with all its parameters is written beside the job files, so later changes to its file do not affect the jobs. Results are written to OUT/<study>/<hash>/, as by admsc run.")]
pub struct Arguments {
    #[command(subcommand)]
    scheduler: Scheduler,
}

#[derive(Debug, Subcommand)]
enum Scheduler {
    Slurm(slurm::Arguments),
    Snakemake(snakemake::Arguments),
    Kubernetes(kubernetes::Arguments),
}

/// What every plan needs.
#[derive(Debug, clap::Args)]
struct Common {
    /// Scenario with [[arm]], [population], [trial] or [sweep], or builtin:NAME
    #[arg(value_name = "STUDY")]
    study: PathBuf,
    /// Number of shards [default: so that each takes about half an hour]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    shards: Option<u32>,
    /// Threads per shard, with one CPU each
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1024))]
    threads: u32,
    /// Seed of the random numbers; overrides that of the study
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Override a value, as in `run`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    overrides: Vec<Override>,
    /// Directory for the job files [default: OUT/cluster/<study>]
    #[arg(long, value_name = "DIR")]
    files: Option<PathBuf>,
}

/// What plans for machines with this file system need.
#[derive(Debug, clap::Args)]
struct Local {
    #[command(flatten)]
    common: Common,
    /// Directory for results, shared by all nodes; job files are written to OUT/cluster/<study>
    #[arg(long, value_name = "DIR", default_value = "output", alias = "results")]
    out: PathBuf,
}

/// Writes the files for a scheduler.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    match &arguments.scheduler {
        Scheduler::Slurm(arguments) => slurm::run(arguments, language),
        Scheduler::Snakemake(arguments) => snakemake::run(arguments, language),
        Scheduler::Kubernetes(arguments) => kubernetes::run(arguments, language),
    }
}

/// A study that was measured and cut.
struct Planned {
    scenario: Scenario,
    plan: Plan,
    cost: Cost,
    shard_mib: u64,
    merge_mib: u64,
    /// Folder of the files.
    folder: PathBuf,
    /// Hash of what is computed: jobs and the study's file are named by it, so that neither is that of another study.
    hash: String,
    /// Name of the study's file.
    study_file: String,
}

impl Planned {
    /// Reads and measures a study and cuts it into shards.
    fn new(common: &Common, out: &Path, language: Language) -> anyhow::Result<Self> {
        let seed = common.seed.map(|seed| Override { key: "seed".to_owned(), value: seed.to_string() });
        let overrides: Vec<Override> = common.overrides.iter().cloned().chain(seed).collect();
        let scenario = reading::load(&common.study, &overrides)?;
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
        let Some(study) = &scenario.study else {
            return Err(Failure::refused(verbatim(format_args!("{} {}", scenario.name, study::IS_NONE))));
        };
        let patients = study.population.patients;
        if let Some(given) = common.shards.filter(|given| *given > blocks(patients)) {
            let message = format!(
                "--shards {given}: {} has {} in {} of {PATIENTS_PER_BLOCK}; expected at most {}",
                scenario.name,
                counted(patients, "patient"),
                counted(blocks(patients), "block"),
                blocks(patients)
            );
            return Err(Failure::refused(verbatim(message)));
        }
        let people = PreparedStudy::new(study)?;
        say(&format!("benchmarking patients of {}", scenario.name));
        let cost = measure(&people)?;
        let cut = |shards| Plan::new(patients, cost.patient_seconds, common.threads, shards);
        let plan = cut(common.shards);
        if let Some(remark) = plan.remark(&cut(None)) {
            warn(verbatim(&remark), language);
        }
        let mib = |bytes: f64| (bytes / (100.0 * 1024.0 * 1024.0)).ceil() as u64 * 100;
        let (shard_mib, merge_mib) = (mib(shard_bytes(&people, plan.threads)), mib(merge_bytes(&people)));
        let name = file_name(&scenario.name);
        let folder = common.files.clone().unwrap_or_else(|| out.join("cluster").join(&name));
        let hash = identity(&scenario, std::slice::from_ref(&scenario.name)).run_hash().chars().take(HASH).collect();
        Ok(Self { plan, cost, shard_mib, merge_mib, folder, hash, study_file: format!("{name}.toml"), scenario })
    }

    /// Values for the gaps of all templates.
    fn values(&self) -> anyhow::Result<Vec<(&'static str, String)>> {
        let plan = &self.plan;
        let minutes = plan.limit_minutes();
        Ok(vec![
            ("job", job_name(&self.scenario.name, &self.hash)),
            ("shards", plan.shards.to_string()),
            ("threads", plan.threads.to_string()),
            ("about", time(plan.shard_seconds)),
            ("minutes", minutes.to_string()),
            ("merge_minutes", MERGE_MINUTES.to_string()),
            ("shard_mib", self.shard_mib.to_string()),
            ("merge_mib", self.merge_mib.to_string()),
            ("hash", self.hash.clone()),
            ("study_file", self.study_file.clone()),
        ])
    }

    /// Writes the study and the files of a scheduler, and makes folders for what the jobs write.
    fn write(&self, mut files: Files, folders: &[&str]) -> anyhow::Result<()> {
        // In a folder of its own: jobs that are queued read it later, when the others may be those of a changed study.
        files.insert(0, (format!("{}/{}", self.hash, self.study_file), self.scenario.resolved_toml.clone()));
        for folder in folders.iter().copied().chain([self.hash.as_str()]) {
            let path = self.folder.join(folder);
            std::fs::create_dir_all(&path)
                .map_err(|error| anyhow::anyhow!("cannot create the directory {}: {error}", shown(&path)))?;
        }
        files::write(&self.folder, &files)
    }

    /// Prints the plan.
    fn print(&self, results: Option<&Path>) -> anyhow::Result<()> {
        let (plan, cost) = (&self.plan, &self.cost);
        let (name, folder) = (&self.scenario.name, shown(&self.folder));
        let timed = match cost.timed_patients {
            1 if (cost.timed_courses as usize) < cost.courses => {
                format!("{} of {} courses of one patient", cost.timed_courses, cost.courses)
            }
            1 => "one benchmarked".to_owned(),
            patients => format!("{patients} benchmarked"),
        };
        let patient = time(cost.patient_seconds);
        let cpus = if plan.threads == 1 { "CPU" } else { "CPUs" };
        let (largest, threads, each) = (counted(plan.largest(), "block"), plan.threads, time(plan.shard_seconds));
        output::print(|out| {
            writeln!(
                out,
                "study     {name}: {} in {}",
                counted(plan.patients, "patient"),
                counted(plan.blocks, "block")
            )?;
            writeln!(out, "cost      {patient} per patient on one core of this machine ({timed})")?;
            writeln!(out, "plan      {} of up to {largest}, about {each} each", shards(plan.shards))?;
            let (mib, minutes) = (self.shard_mib, plan.limit_minutes());
            writeln!(out, "request   {threads} {cpus}, {mib} MiB and {minutes} min for each")?;
            writeln!(out, "files     {folder}")?;
            results.map_or(Ok(()), |results| writeln!(out, "results   {}", shown(results)))
        })
    }
}

/// Program, study, results and folder as the files of a local plan name them.
fn local_files(local: &Local, planned: &Planned) -> anyhow::Result<[(&'static str, String); 4]> {
    let program =
        std::env::current_exe().map_err(|error| anyhow::anyhow!("cannot find the path of this program: {error}"))?;
    let study = planned.folder.join(&planned.hash).join(&planned.study_file);
    Ok([
        ("program", absolute(&program)?),
        ("study", absolute(&study)?),
        ("results", absolute(&local.out)?),
        ("folder", absolute(&planned.folder)?),
    ])
}
