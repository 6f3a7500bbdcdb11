//! Answers to what people ask: which of many did best, what pain decided, how arms differ, all of it in both languages.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{ONE_DOSE, SMALL_NERVE, newest};

type Outcome = Result<(), Box<dyn Error>>;

fn printed(folder: &Path, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    let output = command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("ADMSC_LANG").output()?;
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

const FEW_DAYS: &str = "horizon = \"3 d\"\npatient.baseline = \"2 d\"\n";

/// A scenario of a few days in a small window, written as NAME.toml.
fn write(place: &Path, name: &str, rest: &str) -> Outcome {
    Ok(fs::write(place.join(format!("{name}.toml")), format!("{SMALL_NERVE}{FEW_DAYS}{rest}"))?)
}

#[test]
fn a_batch_names_the_best_and_says_whether_its_lead_is_luck() -> Outcome {
    let place = tempfile::tempdir()?;
    for seed in 1..=7 {
        write(place.path(), &format!("s{seed}"), &format!("seed = {seed}\n{ONE_DOSE}"))?;
    }
    let single = printed(place.path(), &["run", "."])?;
    assert!(single.contains("the best of 7, by pain at the end") && single.contains("Best: s"), "{single}");
    assert!(single.contains("such a lead can be luck") && single.contains("--set replicates=20"), "{single}");
    // The five best and the worst, with a sign of the places that are left out.
    let (_, ranked) = single.split_once("the best of 7").ok_or("no ranking")?;
    let ranks: Vec<&str> = ranked.lines().skip(1).take(7).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(ranks, ["1", "2", "3", "4", "5", "…", "7"], "{single}");
    let several = printed(place.path(), &["run", "s1.toml", "s2.toml", "--set", "replicates=2"])?;
    assert!(several.contains("Its 95 % interval, as between independent lives or patients, is "), "{several}");
    let japanese = printed(place.path(), &["--lang", "ja", "run", "."])?;
    assert!(japanese.contains("最もよい結果：s") && japanese.contains("既存7件"), "{japanese}");
    for word in [" to ", "scenarios", "found", "leads", "luck"] {
        assert!(!japanese.contains(word), "{word}: {japanese}");
    }
    assert!(!printed(place.path(), &["run", ".", "--quiet"])?.contains("Best"));
    Ok(())
}

#[test]
fn a_sweep_names_its_best_point_and_a_study_of_one_point_none() -> Outcome {
    let place = tempfile::tempdir()?;
    let arms = format!(
        "population.n = 3\narm = [{{ name = \"none\", dose = [] }}, {{ name = \"one\", {} }}]\n",
        ONE_DOSE.trim_end()
    );
    write(place.path(), "plain", &arms)?;
    write(
        place.path(),
        "sweep",
        &format!("{arms}sweep.grid.\"stem_cell.half_life\" = [\"2 d\", \"5 d\", \"9 d\"]\ntrial.potency = [1.0]\n"),
    )?;
    let swept = printed(place.path(), &["run", "sweep.toml"])?;
    assert!(
        swept.contains("points of the sweep: \"one\" minus \"none\"") && swept.contains("the best of 3"),
        "{swept}"
    );
    assert!(swept.contains("Best: ADMSC local half-life = "), "{swept}");
    let between = "“one” against “none” with ADMSC local half-life = 5 days instead of 2 days, in the same \
                   patients at day 3: ";
    assert!(swept.contains(between) && swept.contains("neighbouring points of the sweep"), "{swept}");
    let folder = newest(&place.path().join("output/sweep"));
    assert_eq!(
        fs::read_to_string(folder.join("between-points.csv"))?.lines().count(),
        1 + 2,
        "two pairs at the only later visit"
    );
    // Of two points the difference between them tells all.
    let few =
        printed(place.path(), &["run", "sweep.toml", "--set", "sweep.grid.stem_cell.half_life=[\"2 d\", \"5 d\"]"])?;
    assert!(few.contains(between) && !few.contains("Best: "), "{few}");
    let text = printed(place.path(), &["plot", "output/sweep", "--text"])?;
    assert!(text.contains("“one” against “none” at day 3: with"), "{text}");
    assert!(!printed(place.path(), &["run", "plain.toml"])?.contains("Best: "));
    Ok(())
}

#[test]
fn a_comparison_says_whose_doses_pain_decided() -> Outcome {
    let place = tempfile::tempdir()?;
    let again = "dose = [{ at = \"0 d\", cells = 7e6, site = { from_lesion_edge = \"0.1 mm\" } }, { when = { pain_above = 0.5, at_most = 1, not_before = \"1 d\" }, cells = 7e6, site = { from_lesion_edge = \"0.1 mm\" } }]\noutput.visits = [\"0 d\", \"2 d\", \"3 d\"]\n";
    write(place.path(), "again", again)?;
    write(place.path(), "never", &again.replace("pain_above = 0.5", "pain_above = 9.9"))?;
    write(place.path(), "once", ONE_DOSE)?;
    for name in ["again", "never", "once"] {
        printed(place.path(), &["run", &format!("{name}.toml"), "--quiet"])?;
    }
    printed(place.path(), &["run", "again.toml", "--quiet", "--set", "replicates=2", "--out", "replicates"])?;
    let runs = ["output/once", "output/again", "output/never", "replicates/again"];
    let text = printed(place.path(), &[&["compare"], &runs[..], &["--out", "c"]].concat())?;
    for said in [
        "B: pain decided when treatment was given again: on days 2.",
        "C: pain decided whether treatment was given again, which it never was.",
        "D: pain decided when treatment was given again, in each replicate by itself: 2 of 2 were treated again.",
        "runs differ in what was given as well",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("A: pain decided"), "{text}");
    let page = fs::read_to_string(place.path().join("c/report.html"))?;
    assert!(page.contains("pain above 0.5 at a visit") && page.contains("on days 2"));
    let plain = printed(place.path(), &["compare", "output/once", "output/never", "--out", "d"])?;
    assert!(plain.contains("B: pain decided whether"), "{plain}");
    Ok(())
}

#[test]
fn what_an_arm_does_differently_stands_in_the_table_of_treatments_and_in_methods() -> Outcome {
    let place = tempfile::tempdir()?;
    let dose = ONE_DOSE.trim_end();
    let arms = format!(
        "population.n = 2\narm = [{{ name = \"none\", dose = [] }}, {{ name = \"usual\", {dose} }}, {{ name = \"short\", stem_cell.half_life = \"3 d\", {dose} }}]\n"
    );
    write(place.path(), "arms", &arms)?;
    printed(place.path(), &["run", "arms.toml", "--quiet"])?;
    let page = fs::read_to_string(newest(&place.path().join("output/arms")).join("report.html"))?;
    assert!(page.contains("what else differs") && page.contains("ADMSC local half-life = 3 days"));
    let methods = printed(place.path(), &["cite", "arms", "--format", "text"])?;
    assert!(methods.contains("short (70 million cells, needle, ADMSC local half-life = 3 days)"), "{methods}");
    // Arms that differ by their doses alone have no such column.
    write(place.path(), "doses", &arms.replace("stem_cell.half_life = \"3 d\", ", ""))?;
    printed(place.path(), &["run", "doses.toml", "--quiet"])?;
    let page = fs::read_to_string(newest(&place.path().join("output/doses")).join("report.html"))?;
    assert!(page.contains("Treatments") && !page.contains("what else differs"));
    Ok(())
}

#[test]
fn the_number_needed_to_treat_is_said_in_the_language() -> Outcome {
    let place = tempfile::tempdir()?;
    let arms = format!(
        "population.n = 3\narm = [{{ name = \"none\", dose = [] }}, {{ name = \"one\", {} }}]\n",
        ONE_DOSE.trim_end()
    );
    write(place.path(), "study", &arms)?;
    let english = printed(place.path(), &["run", "study.toml"])?;
    assert!(english.contains("cannot be told"), "{english}");
    let japanese = printed(place.path(), &["--lang", "ja", "run", "study.toml"])?;
    assert!(japanese.contains("求められない"), "{japanese}");
    for word in ["infinity", "harm", "benefit", "needed"] {
        assert!(!japanese.contains(word), "{word}: {japanese}");
    }
    Ok(())
}
