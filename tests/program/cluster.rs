//! `admsc cluster`: what it writes computes the study of one run, byte for byte, and what it refuses.
#![cfg(unix)]

use std::error::Error;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

type Tested = Result<(), Box<dyn Error>>;

const STUDY: &str = r#"
format = 1
extends = "builtin:discogenic"
horizon = "10 d"
patient.baseline = "10 d"
tissue.window = ["1.6 mm", "0.8 mm"]
tissue.voxel = "100 um"
tissue.lesion = { from = ["0.8 mm"], to = ["1.6 mm"] }
output.visits = ["0 d", "10 d"]

[population]
n = 10

[trial]
potency = 1.0

[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true }]

[[arm]]
name = "one"
dose = [{ at = "0 d", cells = 18e6 }]
"#;

/// A folder whose name no script may trip over, with a study in it.
struct Workplace(TempDir);

impl Workplace {
    fn new() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::Builder::new().prefix("it's $HOME {x} ").tempdir()?;
        fs::write(folder.path().join("my study.toml"), STUDY)?;
        Ok(Self(folder))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path()).args(arguments).env("NO_COLOR", "1");
        command
    }

    fn admsc(&self, arguments: &[&str]) -> Command {
        self.command(env!("CARGO_BIN_EXE_admsc"), arguments)
    }

    /// A program of this name for PATH, which does what a script says.
    fn stand_in(&self, name: &str, script: &str) -> Tested {
        fs::create_dir_all(self.path("bin"))?;
        let file = self.path("bin").join(name);
        fs::write(&file, format!("#!/bin/sh\n{script}\n"))?;
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755))?;
        Ok(())
    }
}

/// What a command prints that must succeed.
fn printed(command: &mut Command) -> Result<String, Box<dyn Error>> {
    let output = command.output()?;
    assert_eq!(output.status.code(), Some(0), "{command:?}: {}", told(&output));
    Ok(String::from_utf8(output.stdout)?)
}

/// What a command tells that must fail with a status and write no files.
fn refused(place: &Workplace, command: &mut Command, status: i32) -> Result<String, Box<dyn Error>> {
    let output = command.output()?;
    assert_eq!(output.status.code(), Some(status), "{command:?}: {}", told(&output));
    assert!(!place.path("output").exists() && !place.path("plan").exists(), "{command:?}");
    Ok(told(&output))
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default()
}

#[test]
fn the_scripts_of_slurm_compute_the_study_of_one_run() -> Tested {
    let place = Workplace::new()?;
    let set = ["--set", "stem_cell.half_life=\"4 d\"", "--seed", "9"];
    let mut alone = place.admsc(&["run", "my study.toml", "--quiet", "--out", "alone"]);
    let alone = printed(alone.args(set))?;
    let mut cluster = place.admsc(&["cluster", "slurm", "my study.toml", "--shards", "2", "--threads", "4"]);
    let plan = printed(cluster.args(set).args(["--files", "a plan", "--out", "the results"]))?;
    assert!(plan.contains("10 patients in 3 blocks") && plan.contains("2 shards of up to 2 blocks"), "{plan}");
    // The plan has a copy of the study: what happens to the file does not matter to the jobs.
    fs::remove_file(place.path("my study.toml"))?;

    let job = fs::read_to_string(place.path("a plan/job.sbatch"))?;
    for asked in ["--array=1-2", "--cpus-per-task=2", "--requeue", "--time=10", "--signal=B:USR1@60"] {
        assert!(job.contains(&format!("#SBATCH {asked}\n")), "{asked}: {job}");
    }
    let mut last = String::new();
    // Twice: a shard that is there already is done at once, and says the same.
    for task in ["2", "1", "1"] {
        let mut shard = place.command("bash", &["a plan/job.sbatch"]);
        last = printed(shard.env("SLURM_ARRAY_TASK_ID", task).env("SLURM_CPUS_PER_TASK", "2"))?;
    }
    assert_eq!(last_line(&last), "all blocks are complete: run admsc merge");
    assert_eq!(
        fs::read_dir(place.path("the results"))?.count(),
        3,
        "blocks, patients and an empty folder of the study"
    );
    for _ in 0..2 {
        let merged = printed(&mut place.command("bash", &["a plan/merge.sbatch"]))?;
        assert_eq!(last_line(&merged), last_line(&alone));
        assert!(!merged.contains("--fresh"), "merge has no such option: {merged}");
    }
    Ok(())
}

#[test]
fn a_stopped_or_killed_shard_is_queued_again_a_failed_one_is_not() -> Tested {
    let place = Workplace::new()?;
    printed(&mut place.admsc(&["cluster", "slurm", "my study.toml", "--shards", "2", "--files", "plan"]))?;
    let job = fs::read_to_string(place.path("plan/job.sbatch"))?;
    let line = job.lines().find(|line| line.starts_with("program=")).ok_or("no program")?;
    fs::write(place.path("job"), job.replace(line, "program=./worker"))?;
    place.stand_in("scontrol", "echo \"$@\" >> asked")?;
    let path = format!("{}:{}", place.path("bin").display(), std::env::var("PATH")?);
    let run = |worker: &str, restarts: &str| -> Result<(Option<i32>, String), Box<dyn Error>> {
        let _ = fs::remove_file(place.path("asked"));
        fs::write(place.path("worker"), format!("#!/bin/bash\n{worker}\n"))?;
        fs::set_permissions(place.path("worker"), fs::Permissions::from_mode(0o755))?;
        let mut shard = place.command("bash", &["job"]);
        let shard = shard.env("PATH", &path).env("SLURM_RESTART_COUNT", restarts).env("SLURM_ARRAY_TASK_ID", "2");
        let status = shard.env("SLURM_CPUS_PER_TASK", "1").env("SLURM_ARRAY_JOB_ID", "71").status()?;
        Ok((status.code(), fs::read_to_string(place.path("asked")).unwrap_or_default()))
    };
    let again = (Some(137), "requeue 71_2\n".to_owned());
    assert_eq!(run("kill -KILL $$", "0")?, again);
    // The warning before the time limit goes to the script, which is the worker's parent; the worker is told to stop, and goes on later.
    let stops = "trap 'exit 75' TERM; kill -USR1 $PPID; sleep 30 & wait";
    assert_eq!(run(stops, "4")?, (Some(75), "requeue 71_2\n".to_owned()));
    assert_eq!(run("kill -KILL $$", "5")?, (Some(137), String::new()));
    assert_eq!(run("exit 1", "0")?, (Some(1), String::new()));
    assert_eq!(run("exit 0", "0")?, (Some(0), String::new()));
    Ok(())
}

#[test]
fn both_jobs_are_submitted_and_their_numbers_printed() -> Tested {
    let place = Workplace::new()?;
    let log = place.path("asked");
    let script = "echo \"$@\" >> \"$LOG\"; echo \"$@\" | grep -q merge && echo '72;cluster' || echo '71;cluster'; test -f job.sbatch";
    place.stand_in("sbatch", script)?;
    let path = format!("{}:{}", place.path("bin").display(), std::env::var("PATH")?);
    let arguments = ["cluster", "slurm", "my study.toml", "--files", "plan", "--submit"];
    let by_program = printed(place.admsc(&arguments).env("PATH", &path).env("LOG", &log))?;
    let asked = "--parsable job.sbatch\n--parsable --dependency=afterok:71 merge.sbatch\n";
    assert_eq!(fs::read_to_string(&log)?, asked);
    let numbers = "job 71 (shards)\njob 72 (merge, when all shards are done)\n";
    assert!(by_program.ends_with(numbers), "{by_program}");

    fs::remove_file(&log)?;
    let mut by_script = Command::new(place.path("plan/submit.sh"));
    assert_eq!(printed(by_script.arg("--account=abc").env("PATH", &path).env("LOG", &log))?, numbers);
    assert_eq!(fs::read_to_string(&log)?, asked.replace("--parsable", "--parsable --account=abc"));

    place.stand_in("sbatch", "echo 'invalid account' >&2; exit 1")?;
    let output = place.admsc(&arguments).env("PATH", &path).output()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("invalid account"), "{}", told(&output));
    let output = place.admsc(&arguments).env("PATH", place.path("nothing")).output()?;
    assert_eq!(output.status.code(), Some(1));
    assert!(told(&output).contains("sbatch was not found") && told(&output).contains("plan/submit.sh"));
    Ok(())
}

/// The job's name in files for a study of this name and text, and the copy of the study that they read.
fn named(place: &Workplace, scheduler: &str, name: &str, set: &str) -> Result<(String, PathBuf), Box<dyn Error>> {
    let file = format!("{name}.toml");
    fs::write(place.path(&file), STUDY)?;
    let image: &[&str] = if scheduler == "kubernetes" { &["--image", "admsc"] } else { &[] };
    let mut command = place.admsc(&["cluster", scheduler, &file, "--shards", "1", "--files", "plan", "--set", set]);
    printed(command.args(image))?;
    let (main, before) = match scheduler {
        "kubernetes" => ("plan/shards.yaml", "name: admsc-"),
        "slurm" => ("plan/job.sbatch", "--job-name=admsc-"),
        _ => ("plan/Snakefile", "\"shards/"),
    };
    let text = fs::read_to_string(place.path(main))?;
    let (_, rest) = text.split_once(before).ok_or("no name")?;
    let job: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
    let hash = job.rsplit('-').next().unwrap_or_default().to_owned();
    let copy = place.path("plan").join(hash).join(&file);
    assert!(copy.is_file(), "{}: {text}", copy.display());
    Ok((job, copy))
}

#[test]
fn jobs_and_copies_are_named_by_what_is_computed() -> Tested {
    let place = Workplace::new()?;
    let seed = "seed=3";
    for scheduler in ["kubernetes", "slurm", "snakemake"] {
        let (job, copy) = named(&place, scheduler, "study", seed)?;
        assert_eq!(named(&place, scheduler, "study", seed)?, (job.clone(), copy.clone()), "{scheduler}");
        let before = fs::read(&copy)?;
        assert_ne!(named(&place, scheduler, "study", "seed=4")?.0, job, "{scheduler}");
        assert_eq!(fs::read(&copy)?, before, "the copy that queued jobs read stays");
        let long = "a".repeat(40);
        let names = ["痛み".to_owned(), "治療".to_owned(), format!("{long}-one"), format!("{long}-two")];
        let jobs = names
            .iter()
            .map(|name| Ok(named(&place, scheduler, name, seed)?.0))
            .collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        for (number, job) in jobs.iter().enumerate() {
            assert!(job.len() <= 34 && job.is_ascii() && !jobs[..number].contains(job), "{scheduler}: {jobs:?}");
        }
    }
    Ok(())
}

#[test]
fn wrong_plans_are_refused_before_anything_is_written() -> Tested {
    let place = Workplace::new()?;
    let slurm = |more: &[&str], status| -> Result<String, Box<dyn Error>> {
        refused(&place, place.admsc(&["cluster", "slurm", "my study.toml", "--files", "plan"]).args(more), status)
    };
    let many = slurm(&["--shards", "4"], 2)?;
    assert!(many.contains("10 patients in 3 blocks of 4") && many.contains("at most 3"), "{many}");
    slurm(&["--shards", "0"], 2)?;
    slurm(&["--threads", "0"], 2)?;
    let single = refused(&place, &mut place.admsc(&["cluster", "snakemake", "builtin:demo"]), 2)?;
    assert!(single.contains("demo is a single run and has no shards"), "{single}");
    let kubernetes = ["cluster", "kubernetes", "my study.toml", "--files", "plan"];
    let unnamed = refused(&place, &mut place.admsc(&kubernetes), 2)?;
    assert!(unnamed.contains("--image"), "{unnamed}");
    let claim = ["--image", "admsc", "--claim", "My Claim"];
    let claim = refused(&place, place.admsc(&kubernetes).args(claim), 2)?;
    assert!(claim.contains("lower-case letters"), "{claim}");
    Ok(())
}

#[test]
fn out_is_where_results_are_as_in_other_commands() -> Tested {
    let place = Workplace::new()?;
    let plan = |more: &[&str]| printed(place.admsc(&["cluster", "slurm", "my study.toml", "--shards", "2"]).args(more));
    let job = |files: &str| -> Result<String, Box<dyn Error>> {
        let text = fs::read_to_string(place.path(files).join("job.sbatch"))?;
        Ok(text.lines().find(|line| line.starts_with("results=")).unwrap_or_default().to_owned())
    };
    // The older name of the option means the same.
    for option in ["--out", "--results"] {
        let told = plan(&[option, "here"])?;
        assert!(told.contains("results   here"), "{told}");
        assert!(job("here/cluster/my-study-6754")?.trim_end_matches('\'').ends_with("/here"), "{option}");
        fs::remove_dir_all(place.path("here"))?;
    }
    plan(&[])?;
    assert!(job("output/cluster/my-study-6754")?.trim_end_matches('\'').ends_with("/output"));

    let kubernetes = ["cluster", "kubernetes", "my study.toml", "--image", "admsc", "--out"];
    let told = printed(place.admsc(&kubernetes).arg("of the claim"))?;
    assert!(told.contains("results   directory of the claim of the claim admsc"), "{told}");
    let files = place.path("of the claim/cluster/my-study-6754");
    assert!(fs::read_to_string(files.join("shards.yaml"))?.contains("value: \"/admsc/of the claim\"\n"));
    assert!(fs::read_to_string(files.join("merge.yaml"))?.contains("--out, \"/admsc/of the claim\"]"));
    let above = place.admsc(&kubernetes).arg("../elsewhere").output()?;
    assert!(
        above.status.code() == Some(2) && self::told(&above).contains("within the claim"),
        "{}",
        self::told(&above)
    );
    Ok(())
}
