//! Other futures of a finished run.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{ONE_DOSE, SMALL_NERVE, newest};

type Outcome = Result<(), Box<dyn Error>>;

/// What a command prints and says, and its exit status.
fn ran(place: &Path, arguments: &[&str]) -> Result<(Option<i32>, String, String), Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_admsc")).current_dir(place).args(arguments).output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok((output.status.code(), text(&output.stdout), text(&output.stderr)))
}

/// Every file of a result but its log, by name.
fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Box<dyn Error>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "run.log" {
            found.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(found)
}

fn scenario(more: &str) -> String {
    format!("{SMALL_NERVE}horizon = \"6 d\"\npatient.baseline = \"2 d\"\n{more}{ONE_DOSE}")
}

/// A place with a finished run of a scenario.
fn finished(text: &str) -> Result<tempfile::TempDir, Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    fs::write(place.path().join("run.toml"), text)?;
    assert_eq!(ran(place.path(), &["run", "run.toml", "--quiet"])?.0, Some(0));
    Ok(place)
}

#[test]
fn a_branch_that_adds_a_dose_is_the_run_whose_scenario_has_it() -> Outcome {
    let place = finished(&scenario("checkpoint.at = [\"2 d\", \"4 d\"]\n"))?;
    let at = place.path();
    fs::create_dir(at.join("whole"))?;
    let second = "{ at = \"4 d\", cells = 7e6, site = { from_lesion_edge = \"0.1 mm\" } }";
    let both = scenario("").trim_end().trim_end_matches(']').to_owned() + ", " + second + "]\n";
    fs::write(at.join("whole/run.toml"), both)?;
    let (status, _, told) = ran(at, &["run", "whole/run.toml", "--out", "whole/output"])?;
    assert!(status == Some(0) && !told.contains("kept state"), "{told}");
    let dose = second.replace("at = \"4 d\", ", "");
    let (status, _, told) = ran(at, &["branch", "output/run", "--at", "4 d", "--dose", &dose])?;
    assert!(status == Some(0) && told.contains("begins with the kept state of day 4"), "{told}");
    let (whole, branch) = (newest(&at.join("whole/output/run")), newest(&at.join("output/run")));
    let (whole, branch) = (files(&whole)?, files(&branch)?);
    assert_eq!(whole.keys().collect::<Vec<_>>(), branch.keys().collect::<Vec<_>>());
    for (name, bytes) in &whole {
        assert!(branch.get(name) == Some(bytes), "{name} differs");
    }
    Ok(())
}

#[test]
fn a_damaged_state_is_told_and_the_one_before_it_takes_its_place() -> Outcome {
    let place = finished(&scenario("checkpoint.at = [\"2 d\", \"4 d\"]\n"))?;
    let at = place.path();
    let dose = |million: usize| format!("{{ cells = {million}e6, site = {{ from_lesion_edge = \"0.1 mm\" }} }}");
    let branch = |dose: &str| ran(at, &["branch", "output/run", "--at", "4 d", "--dose", dose]);
    assert!(branch(&dose(7))?.2.contains("begins with the kept state of day 4"));
    let states = fs::read_dir(at.join("output/.states"))?.collect::<Result<Vec<_>, _>>()?;
    assert_eq!(states.len(), 2);
    let all: Vec<Vec<u8>> = states.iter().map(|state| fs::read(state.path())).collect::<Result<_, _>>()?;
    // Each of the two in turn: that of day 2 is not needed while that of day 4 is whole.
    let mut told = Vec::new();
    for (number, (state, whole)) in states.iter().zip(&all).enumerate() {
        let mut bytes = whole.clone();
        *bytes.last_mut().ok_or("it is empty")? ^= 1;
        fs::write(state.path(), &bytes)?;
        let (status, _, said) = branch(&dose(8 + number))?;
        assert_eq!(status, Some(0), "{said}");
        told.push(said);
        fs::write(state.path(), whole)?;
    }
    told.sort_by_key(|said| said.contains("is damaged"));
    assert!(told[0].contains("begins with the kept state of day 4") && !told[0].contains("is damaged"), "{told:?}");
    assert!(told[1].contains("is damaged") && told[1].contains("begins with the kept state of day 2"), "{told:?}");
    Ok(())
}

#[test]
fn a_dose_before_a_later_one_and_after_one_by_pain_is_that_of_the_scenario_too() -> Outcome {
    let dose = |at: &str| format!("{{ {at}cells = 70e6, site = {{ from_lesion_edge = \"0.1 mm\" }} }}");
    let by_pain = dose("when = { pain_above = 0, at_most = 1, not_before = \"1 d\" }, ");
    let list = |doses: &[&str]| {
        format!("{SMALL_NERVE}horizon = \"6 d\"\npatient.baseline = \"2 d\"\ndose = [{}]\n", doses.join(", "))
    };
    let (first, second, last) = (dose("at = \"0 d\", "), dose("at = \"3 d\", "), dose("at = \"5 d\", "));
    let kept = "checkpoint.at = \"3 d\"\noutput.visits = [\"0 d\", \"2 d\", \"6 d\"]\n";
    for (had, has) in
        [(vec![&first, &last], vec![&first, &second, &last]), (vec![&first, &by_pain], vec![&first, &second, &by_pain])]
    {
        let text = |doses: &[&String]| list(&doses.iter().map(|dose| dose.as_str()).collect::<Vec<_>>()) + kept;
        let place = finished(&text(&had))?;
        let at = place.path();
        fs::create_dir(at.join("whole"))?;
        fs::write(at.join("whole/run.toml"), text(&has))?;
        let (_, whole, _) = ran(at, &["run", "whole/run.toml", "--out", "whole/output", "--quiet"])?;
        let (status, branch, told) = ran(at, &["branch", "output/run", "--at", "3 d", "--dose", &dose(""), "--quiet"])?;
        assert!(status == Some(0) && branch == whole, "{told}: {branch} {whole}");
    }
    Ok(())
}

#[test]
fn a_parameter_that_changes_on_a_day_gives_one_course_wherever_it_begins() -> Outcome {
    let place = finished(&scenario("checkpoint.at = \"2 d\"\n"))?;
    let at = place.path();
    let before = fs::read_to_string(newest(&at.join("output/run")).join("timeseries.csv"))?;
    let branch = ["branch", "output/run", "--at", "3 d", "--set", "macrophage.loss_rate=0.5 /day", "--quiet"];
    let (status, kept, told) = ran(at, &branch)?;
    assert_eq!(status, Some(0), "{told}");
    let (_, fresh, _) = ran(at, &[&branch[..], &["--fresh"]].concat())?;
    assert_eq!(kept, fresh, "from the state of day 2 and from day 0");
    let after = fs::read_to_string(newest(&at.join("output/run")).join("timeseries.csv"))?;
    let same = before.lines().zip(after.lines()).take_while(|(one, other)| one == other).count();
    // The head and the rows of days 0 to 3, the last of which comes before the change.
    assert_eq!(same, 5, "{before}\n{after}");
    let resolved = fs::read_to_string(newest(&at.join("output/run")).join("scenario.resolved.toml"))?;
    assert!(resolved.contains("[[change]]\nat = \"3 day\"\nset = { \"macrophage.loss_rate\" ="), "{resolved}");
    Ok(())
}

#[test]
fn what_would_change_the_past_is_refused() -> Outcome {
    let place = finished(&scenario(""))?;
    let at = place.path();
    let branch = |more: &[&str]| ran(at, &[&["branch", "output/run", "--at", "3 d"], more].concat());
    for (more, expected) in [
        (&["--dose", "{ at = \"1 d\", cells = 7e6, route = \"vein\" }"][..], "comes before its day 3"),
        (&["--dose", "7e6"], "a dose is a TOML table"),
        (&["--set", "dose=[]"], "--dose adds one"),
        (&["--set", "tissue.vessel_density=\"300 /mm2\""], "cannot change during a run"),
        (&["--set", "seed=2"], "unknown key \"seed\""),
        (&["--set", "patient.body_weight=\"90 kg\""], "cannot change during a run"),
        (&["--set", "horizon=\"2 d\""], "would end on day 2"),
        (
            &["--dose", "{ cells = 7e6, route = \"vein\", when = { pain_above = 0, at_most = 1 } }"],
            "that pain decides on",
        ),
        (&["--at", "9 d"], "the last day but one of its run, day 5"),
    ] {
        let arguments: Vec<&str> = if more[0] == "--at" { Vec::new() } else { more.to_vec() };
        let (status, _, told) = match more[0] {
            "--at" => ran(at, &["branch", "output/run", "--at", more[1]])?,
            _ => branch(&arguments)?,
        };
        assert!(status == Some(2) && told.contains(expected), "{more:?}: {status:?} {told}");
    }
    Ok(())
}

#[test]
fn a_state_that_is_named_after_the_run_is_told_to_be_missing() -> Outcome {
    let place = finished(&scenario(""))?;
    let at = place.path();
    fs::write(at.join("run.toml"), scenario("checkpoint.at = \"2 d\"\n"))?;
    let missing = "not the state of day 2";
    let (status, first, told) = ran(at, &["run", "run.toml"])?;
    assert!(status == Some(0) && told.contains(missing), "{told}");
    let (status, fresh, told) = ran(at, &["run", "run.toml", "--fresh", "--quiet"])?;
    assert!(status == Some(0) && first.ends_with(&fresh) && !told.contains(missing), "{told}");
    let (_, _, told) = ran(at, &["run", "run.toml"])?;
    assert!(!told.contains(missing), "{told}");
    Ok(())
}
