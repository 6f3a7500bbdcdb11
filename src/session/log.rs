//! `run.log`: what was run, by what, when, and how long it took. It is for people; the manifest does not list it, because
//! its times differ from run to run. Here stand the clocks of the program; no result depends on one.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::Session;
use crate::build_info::{GIT_COMMIT, VERSION};
use admsc_output::export::directory::{LOG, ResultsFolder};
use admsc_output::export::manifest::Manifest;
use admsc_output::export::{Error, loose};
use admsc_scenario::reading::Scenario;

/// A line of a log: its name and what it says.
pub type Line = (&'static str, String);

/// What the log says of a scenario and of the kind of work that was done with it.
pub fn of_scenario(scenario: &Scenario, kind: String) -> Vec<Line> {
    let mut lines = vec![
        ("scenario", format!("{}: {}", scenario.name, scenario.title)),
        ("kind", kind),
        ("days", scenario.setup.horizon_days.to_string()),
    ];
    lines.extend(scenario.warnings.iter().map(|warning| ("warning", warning.in_english())));
    lines
}

/// Writes the log of results that were computed in some time, and just now drawn and put into their place.
///
/// # Errors
/// When it cannot be written.
pub fn write(
    folder: &ResultsFolder,
    about: Vec<Line>,
    manifest: &Manifest,
    [computing, drawing]: [Duration; 2],
    session: Session<'_>,
) -> Result<(), Error> {
    let ended = clock();
    let before = |time: SystemTime, took: Duration| time.checked_sub(took).unwrap_or(time);
    let computed = before(ended, drawing);
    let overrides = if manifest.overrides.is_empty() { "none".to_owned() } else { manifest.overrides.join("  ") };
    let mut lines =
        vec![("program", format!("admsc {VERSION}, commit {GIT_COMMIT}, build {}", short(&manifest.build_hash)))];
    lines.extend(about);
    lines.extend([
        ("seed", manifest.seed.to_string()),
        ("patient", manifest.patient.to_string()),
        ("overrides", overrides),
        ("run hash", manifest.run_hash.clone()),
        ("digest", manifest.digest.clone()),
        ("threads", session.threads.to_string()),
        ("began", time(before(computed, computing))),
        ("computed", format!("{}, after {:.3} s", time(computed), computing.as_secs_f64())),
        ("drawn", format!("{}, after {:.3} s", time(ended), drawing.as_secs_f64())),
    ]);
    let text: String = lines.iter().map(|(name, value)| format!("{name:<10}{value}\n")).collect();
    loose::write(&folder.path(), &[(LOG, text)])
}

/// When the results of a folder were computed, as its log tells; nothing where there is no such log.
pub fn computed_at(folder: &Path) -> Option<String> {
    let text = std::fs::read_to_string(folder.join(LOG)).ok()?;
    let (_, told) = text.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == "computed")?;
    told.trim().split(',').next().map(str::to_owned)
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
pub fn clock() -> SystemTime {
    SystemTime::now()
}

/// The present, to measure how long something takes.
#[expect(clippy::disallowed_methods, reason = "wall time is for people; no result depends on it")]
pub fn now() -> Instant {
    Instant::now()
}
