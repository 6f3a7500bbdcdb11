//! `run.log`: what was run, by what, when, and how long it took. It is for people; the manifest does not list it, because
//! its times differ from run to run. Here stand the clocks of the program; no result depends on one.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use crate::build_info::{GIT_COMMIT, VERSION};
use admsc_output::export::directory::Staged;
use admsc_output::export::manifest::Manifest;
use admsc_scenario::reading::Scenario;

/// Name of the file.
const FILE: &str = "run.log";

/// Begins a log when a run has been computed, and before anything is drawn of it.
pub struct RunLog {
    computed: SystemTime,
    text: String,
}

impl RunLog {
    /// For a run, replicates or a study whose manifest says how long it took.
    pub fn new(scenario: &Scenario, manifest: &Manifest) -> Self {
        let kind = match (&scenario.study, scenario.replicates) {
            (Some(study), _) => format!("study of {} arms, {} patients", study.arms.len(), study.population.patients),
            (None, 1) => "one run".to_owned(),
            (None, replicates) => format!("{replicates} replicates"),
        };
        Self::of_kind(&kind, scenario, manifest)
    }

    /// For something else that was computed of a scenario.
    pub fn of_kind(kind: &str, scenario: &Scenario, manifest: &Manifest) -> Self {
        let computed = clock();
        let seconds = Duration::try_from_secs_f64(manifest.wall_time_seconds).unwrap_or_default();
        let began = computed.checked_sub(seconds).unwrap_or(computed);
        let overrides = if manifest.overrides.is_empty() { "none".to_owned() } else { manifest.overrides.join("  ") };
        let mut lines = vec![
            ("program", format!("admsc {VERSION}, commit {GIT_COMMIT}, build {}", short(&manifest.build_hash))),
            ("scenario", format!("{}: {}", scenario.name, scenario.title)),
            ("kind", kind.to_owned()),
            ("days", scenario.setup.horizon_days.to_string()),
            ("seed", manifest.seed.to_string()),
            ("patient", manifest.patient.to_string()),
            ("overrides", overrides),
            ("run hash", manifest.run_hash.clone()),
            ("digest", manifest.digest.clone()),
            ("threads", manifest.threads.to_string()),
        ];
        lines.extend(scenario.warnings.iter().map(|warning| ("warning", warning.in_english())));
        lines.push(("began", time(began)));
        lines.push(("computed", format!("{}, after {:.3} s", time(computed), seconds.as_secs_f64())));
        let text = lines.iter().fold(String::new(), |text, (name, value)| text + &line(name, value));
        Self { computed, text }
    }

    /// Adds the end and writes the log beside the results.
    pub fn write(mut self, staged: &mut Staged) -> Result<(), admsc_output::export::Error> {
        let ended = clock();
        let drawn = ended.duration_since(self.computed).unwrap_or_default();
        let _ = write!(self.text, "{}", line("drawn", &format!("{}, after {:.3} s", time(ended), drawn.as_secs_f64())));
        staged.write_unlisted(FILE, self.text.as_bytes())
    }
}

/// When the results of a folder were computed, as its log tells; nothing where there is no such log.
pub fn computed_at(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
    let (_, told) = text.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == "computed")?;
    told.trim().split(',').next().map(str::to_owned)
}

fn line(name: &str, value: &str) -> String {
    format!("{name:<10}{value}\n")
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

fn time(at: SystemTime) -> String {
    // A clock before 1970 or after 9999 is wrong, and has no form.
    let known = at.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|since| since.as_secs() < 253_402_300_800);
    if known { humantime::format_rfc3339_seconds(at).to_string() } else { "unknown".to_owned() }
}

/// The present as RFC 3339.
pub fn today() -> String {
    time(clock())
}

/// The time of day, coordinated universal time.
#[expect(clippy::disallowed_methods, reason = "wall time is for people; no result depends on it")]
fn clock() -> SystemTime {
    SystemTime::now()
}

/// The present, to measure how long something takes.
#[expect(clippy::disallowed_methods, reason = "wall time is for people; no result depends on it")]
pub fn now() -> Instant {
    Instant::now()
}
