//! Runs that are stopped by a signal or killed, and go on.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

type Outcome = Result<(), Box<dyn Error>>;

/// Two lives of a patient over three years: long enough to be stopped in the middle.
const YEARS: [&str; 4] = ["--set", "horizon=\"3 years\"", "--set", "lives=2"];

fn admsc(place: &Path, out: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    command.current_dir(place).args(["run", "builtin:demo", "--out", out]).args(YEARS).args(more);
    command
}

/// Begins a run and waits until its baseline is kept: it is then on its way, and far from its end.
fn begun(place: &Path, more: &[&str]) -> Result<Child, Box<dyn Error>> {
    let child = admsc(place, "stopped", more).stderr(Stdio::piped()).stdout(Stdio::null()).spawn()?;
    wait_for(|| holds(&place.join("stopped/.baselines")))?;
    Ok(child)
}

fn holds(folder: &Path) -> bool {
    fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().ends_with(".bin")))
}

fn wait_for(is_so: impl Fn() -> bool) -> Outcome {
    for _ in 0..6000 {
        if is_so() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(10));
    }
    Err("nothing happened in a minute".into())
}

/// Everything that a run has written and its manifest vouches for.
fn results(place: &Path, out: &str) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let scenario = place.join(out).join("demo");
    let folder = scenario.join(fs::read_to_string(scenario.join("latest"))?.trim());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "run.log" {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Lets the same command go on, and holds what it gives to what a run gives that never was stopped.
fn assert_goes_on(place: &Path, more: &[&str]) -> Outcome {
    let whole = admsc(place, "whole", &["--quiet"]).output()?;
    let resumed = admsc(place, "stopped", &[&["--quiet"], more].concat()).output()?;
    assert_eq!(resumed.status.code(), Some(0), "{}", String::from_utf8_lossy(&resumed.stderr));
    assert_eq!(resumed.stdout, whole.stdout);
    assert_eq!(results(place, "stopped")?, results(place, "whole")?);
    assert!(!place.join("stopped/.checkpoints").exists(), "a finished run needs none");
    Ok(())
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) -> Outcome {
    let sent = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status()?;
    if sent.success() { Ok(()) } else { Err("no signal was sent".into()) }
}

#[test]
#[cfg(unix)]
fn a_run_that_a_signal_stops_goes_on_to_the_same_bytes() -> Outcome {
    for name in ["TERM", "HUP"] {
        let place = tempfile::tempdir()?;
        let child = begun(place.path(), &[])?;
        signal(&child, name)?;
        let ended = child.wait_with_output()?;
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(75), "{name}: {told}");
        assert!(told.contains("the same command goes on from there"), "{name}: {told}");
        assert!(holds(&place.path().join("stopped/.checkpoints")), "{name}");
        assert_goes_on(place.path(), &[])?;
    }
    Ok(())
}

#[test]
fn a_run_that_is_killed_goes_on_from_its_last_checkpoint() -> Outcome {
    let place = tempfile::tempdir()?;
    let often = ["--checkpoint-every", "0.01 s"];
    let mut child = begun(place.path(), &often)?;
    wait_for(|| holds(&place.path().join("stopped/.checkpoints")))?;
    child.kill()?;
    child.wait()?;
    assert!(!place.path().join("stopped/demo/latest").exists(), "it was killed before its end");
    assert_goes_on(place.path(), &often)
}

#[test]
fn a_damaged_checkpoint_is_refused_with_a_warning() -> Outcome {
    let place = tempfile::tempdir()?;
    let often = ["--checkpoint-every", "0.01 s"];
    let mut child = begun(place.path(), &often)?;
    let kept = place.path().join("stopped/.checkpoints");
    wait_for(|| holds(&kept))?;
    child.kill()?;
    child.wait()?;
    for entry in fs::read_dir(&kept)?.flatten() {
        let mut bytes = fs::read(entry.path())?;
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(entry.path(), bytes)?;
    }
    let resumed = admsc(place.path(), "stopped", &[]).output()?;
    let told = String::from_utf8_lossy(&resumed.stderr);
    assert!(resumed.status.success() && told.contains("is damaged; the run begins anew"), "{told}");
    Ok(())
}

#[test]
fn no_checkpoint_is_kept_where_none_is_wanted() -> Outcome {
    let place = tempfile::tempdir()?;
    let mut child = begun(place.path(), &["--no-checkpoint"])?;
    child.kill()?;
    child.wait()?;
    assert!(!place.path().join("stopped/.checkpoints").exists());
    let both = admsc(place.path(), "stopped", &["--no-checkpoint", "--checkpoint-every", "1 s"]).output()?;
    assert_eq!(both.status.code(), Some(2));
    Ok(())
}
