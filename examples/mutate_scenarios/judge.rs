//! Whether `check` and `run` agree on a scenario.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use admsc_sim::scenario::{Scenario, load, memory_bytes};
use tempfile::TempDir;

/// What a process that stands for `admsc` is told first.
pub const SELF: &str = "admsc";

/// Time between two looks at a process.
const LOOK: Duration = Duration::from_millis(4);

/// What a study says whose patients are all screened out by their own state of day 0.
const NOBODY: &str = "screened patients was admitted on day 0";

/// Largest run that is tried: bytes of its state times steps of its fields. Windows that a mutation made large are checked only.
const LARGEST: f64 = 6e9;

/// What became of a scenario.
pub struct Verdict {
    /// In a word or two.
    pub name: &'static str,
    /// Whether it is a disagreement.
    pub disagree: bool,
    /// What both commands printed.
    pub printed: String,
}

/// Where the commands run.
pub struct Judge {
    place: TempDir,
    program: PathBuf,
    looks: u64,
}

/// How a command ended: nothing where it was stopped.
struct Ended {
    status: Option<ExitStatus>,
    said: String,
}

impl Ended {
    fn code(&self) -> Option<i32> {
        self.status.and_then(|status| status.code())
    }

    /// What is wrong with the way it ended, whatever it was asked.
    fn fault(&self) -> Option<&'static str> {
        match (self.status, self.code()) {
            (None, _) => Some("does not end"),
            _ if self.said.contains("panicked at") => Some("panics"),
            (_, None | Some(101)) => Some("aborts"),
            _ => None,
        }
    }

    /// Beside warnings a run says how far it is.
    fn warnings(&self) -> Vec<&str> {
        self.said.lines().filter(|line| line.starts_with("warning")).collect()
    }
}

impl Judge {
    /// One for which a command may take so many seconds.
    pub fn new(root: &Path, seconds: u64) -> io::Result<Self> {
        let place = tempfile::tempdir()?;
        // A shipped scenario reads it from beside itself.
        let positions = "every-export-cells.csv";
        fs::copy(root.join("examples").join(positions), place.path().join(positions))?;
        Ok(Self { place, program: std::env::current_exe()?, looks: seconds * 1000 / LOOK.as_millis() as u64 })
    }

    /// Whether a scenario can be read where the commands run.
    pub fn reads(&self, text: &str) -> Result<(), String> {
        let file = self.place.path().join("base.toml");
        fs::write(&file, text).map_err(|error| error.to_string())?;
        load(&file, &[]).map(drop).map_err(|errors| errors.to_string())
    }

    /// What both commands make of a scenario.
    pub fn of(&self, number: u64, text: &str) -> Result<Verdict, String> {
        let file = self.place.path().join(format!("{number}.toml"));
        let out = self.place.path().join(format!("{number}"));
        let judged = || -> io::Result<Verdict> {
            fs::create_dir_all(&out)?;
            fs::write(&file, text)?;
            let verdict = self.judge(&file, &out)?;
            fs::remove_dir_all(&out)?;
            fs::remove_file(&file)?;
            Ok(verdict)
        };
        judged().map_err(|error| format!("number {number}: {error}"))
    }

    fn judge(&self, file: &Path, out: &Path) -> io::Result<Verdict> {
        let verdict = |name, disagree, printed| Ok(Verdict { name, disagree, printed });
        let checked = self.ended(out, &["check".as_ref(), file.as_os_str()])?;
        if let Some(fault) = checked.fault() {
            return verdict(fault, true, format!("check:\n{}", checked.said));
        }
        if checked.code() == Some(0) && load(file, &[]).is_ok_and(|scenario| work(&scenario) > LARGEST) {
            return verdict("valid, too large here", false, checked.said);
        }
        let results = out.join("results");
        let run = ["run".as_ref(), file.as_os_str(), "--threads".as_ref(), "1".as_ref(), "--out".as_ref()];
        let run = self.ended(out, &[&run[..], &[results.as_os_str()]].concat())?;
        let printed = format!("check:\n{}\nrun:\n{}", checked.said, run.said);
        if let Some(fault) = run.fault() {
            return verdict(fault, true, printed);
        }
        match (checked.code(), run.code()) {
            (Some(0), Some(0)) if checked.warnings() != run.warnings() => verdict("other warnings", true, printed),
            (Some(0), Some(0)) => match not_finite(&results)? {
                Some(place) => verdict("not finite", true, format!("{place}\n{printed}")),
                None => verdict("valid, runs", false, printed),
            },
            // Who is screened on cells is known only then.
            (Some(0), _) if run.said.contains(NOBODY) => verdict("valid, nobody admitted", false, printed),
            (Some(0), _) => verdict("only run refuses", true, printed),
            (_, Some(0)) => verdict("only check refuses", true, printed),
            _ if checked.said != run.said => verdict("other errors", true, printed),
            _ => verdict("refused", false, printed),
        }
    }

    /// Runs a command to its end, or stops it.
    fn ended(&self, folder: &Path, arguments: &[&std::ffi::OsStr]) -> io::Result<Ended> {
        let said = folder.join("said");
        let mut command = Command::new(&self.program);
        command.arg(SELF).args(arguments).current_dir(folder).env_remove("ADMSC_LANG").env("NO_COLOR", "1");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&said)?).spawn()?;
        let mut status = None;
        for _ in 0..self.looks {
            status = child.try_wait()?;
            if status.is_some() {
                break;
            }
            sleep(LOOK);
        }
        if status.is_none() {
            child.kill()?;
            child.wait()?;
        }
        Ok(Ended { status, said: String::from_utf8_lossy(&fs::read(&said)?).into_owned() })
    }
}

/// How much a scenario is, in bytes of state times steps of the fields.
fn work(scenario: &Scenario) -> f64 {
    let of = |setup: &admsc_sim::rules::setup::Setup| {
        let interval = f64::from(setup.cadence.field_ticks * setup.cadence.tick_minutes) / 1440.0;
        memory_bytes(setup) * f64::from(setup.horizon_days + setup.baseline_days) / interval
    };
    match &scenario.study {
        Some(study) => {
            f64::from(study.population.patients) * study.cases.iter().map(|case| of(&case.setup)).sum::<f64>()
        }
        None => f64::from(scenario.replicates) * of(&scenario.setup),
    }
}

/// The first place in the results that is no number: in a table of values, or in a coordinate of a figure.
fn not_finite(folder: &Path) -> io::Result<Option<String>> {
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(path.read_dir()?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?);
            continue;
        }
        let is = |ending: &str| path.extension().is_some_and(|extension| extension == ending);
        if !is("csv") && !is("svg") {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        let bad = |word: &str| ["nan", "inf", "-inf", "null"].contains(&word.to_lowercase().as_str());
        let found = match is("csv") {
            true => text.lines().skip(1).find(|line| line.split(',').any(bad)),
            false => text
                .lines()
                .find(|line| line.split('"').skip(1).step_by(2).any(|value| value.split([' ', ',']).any(bad))),
        };
        if let Some(line) = found {
            return Ok(Some(format!("{}: {}", path.display(), line.chars().take(400).collect::<String>())));
        }
    }
    Ok(None)
}
