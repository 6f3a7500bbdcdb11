//! Small samples say so: what of one patient is left has neither interval nor verdict, wherever it is told.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::common::{SMALL_NERVE, newest};
use crate::report::{answer as answer_of, summary_of_three_arms, three_arms};

type Tested = Result<(), Box<dyn Error>>;

/// Arms in a small piece of nerve, without the population and the trial.
const ARMS: &str = r#"
tissue.voxel = "100 um"
cadence = { tick = "6 h", field = "12 h" }
horizon = "60 d"
patient.baseline = "20 d"

[[arm]]
name = "sham"
dose = [{ at = "0 d", sham = true, site = { from_lesion_edge = "0.1 mm" } }]

[[arm]]
name = "cells"
dose = [{ at = "0 d", cells = 70e6, site = { from_lesion_edge = "0.1 mm" } }]
"#;

/// Of four patients three leave one after the other, before day 60.
const DROPOUT: &str = r#"
population = { n = 4, seed = 5 }
trial = { potency = ["optimistic"], observer = "sham-blinded", visits = ["0 d", "30 d", "60 d"], intercurrent = { dropout_per_month = 0.7 } }
"#;

/// One group of one patient beside one of two.
const GROUPS: &str = r#"
population = { n = 3, seed = 5 }
trial = { potency = ["optimistic"], observer = "sham-blinded", visits = ["0 d", "60 d"], allocation = "parallel" }
"#;

/// What is printed of a study in a language.
fn printed(place: &Path, name: &str, text: &[&str], language: &str) -> Result<String, Box<dyn Error>> {
    fs::write(place.join(format!("{name}.toml")), [&[SMALL_NERVE], text].concat().concat())?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    command.current_dir(place).args(["run", &format!("{name}.toml"), "--out", "out", "--lang", language]);
    let output = command.output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn file(place: &Path, study: &str, name: &str) -> Result<String, Box<dyn Error>> {
    Ok(fs::read_to_string(newest(&place.join("out").join(study)).join(name))?.replace('\u{a0}', " "))
}

/// The words of the answer of a page.
fn answer(html: &str) -> String {
    let answer = html.split("<section id=\"answer\">").nth(1).and_then(|rest| rest.split("</section>").next());
    let pieces =
        answer.unwrap_or_default().split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect()
}

/// Checks that some texts are told and others are not.
fn holds(told: &str, these: &[&str], not_these: &[&str]) {
    for wanted in these {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    for unwanted in not_these {
        assert!(!told.contains(unwanted), "{unwanted}: {told}");
    }
}

#[test]
fn an_arm_that_dropout_leaves_with_one_patient_says_so_and_is_not_judged() -> Tested {
    let place = tempfile::tempdir()?;
    let told = printed(place.path(), "left", &[DROPOUT, ARMS], "en")?;
    let here =
        ["n = 1", "one patient", "n: patients with a report", "no verdict: fewer than two patients", "dropped out"];
    holds(&told, &here, &["no detectable difference", "one patient an arm"]);
    let japanese = printed(place.path(), "left", &[DROPOUT, ARMS], "ja")?;
    holds(&japanese, &["n = 1", "患者1名", "判定不能", "脱落"], &["検出可能な差なし"]);
    let page = file(place.path(), "left", "report.html")?;
    let judged =
        ["a single patient gives no interval", "Only 1 of its patients had a report then", "No verdict is possible"];
    holds(&answer(&page), &judged, &["detectabl", "fell by", "rose by"]);
    assert!(page.contains("(one patient)"));
    for figure in ["responders.svg", "paired-difference.svg"] {
        holds(&file(place.path(), "left", figure)?, &["n = 1 in each arm"], &["cells: no detectable difference"]);
    }
    Ok(())
}

#[test]
fn intervals_of_mean_pain_end_where_the_scale_does_in_every_output() -> Tested {
    let place = tempfile::tempdir()?;
    let told = printed(place.path(), "groups", &[GROUPS, ARMS], "en")?;
    holds(
        &told,
        &["end where the scale does, at 0 and 10 points", "n = 1", "n = 2", "one patient"],
        &["one patient an arm"],
    );
    let table = file(place.path(), "groups", "arms.csv")?;
    let names = csv::Reader::from_reader(table.as_bytes()).headers()?.clone();
    let place_of = |name: &str| names.iter().position(|known| known == name).ok_or("no such column");
    let mut cut = 0;
    for (kind, [low, high]) in [("vas", [0.0, 10.0]), ("change", [-10.0, 10.0])] {
        let ends = [place_of(&format!("{kind}_mean_low_points"))?, place_of(&format!("{kind}_mean_high_points"))?];
        for row in csv::Reader::from_reader(table.as_bytes()).records() {
            let row = row?;
            for end in ends.map(|column| row[column].parse::<f64>()).into_iter().flatten() {
                assert!((low..=high).contains(&end), "{kind} {end}");
                cut += usize::from(end == low || end == high);
            }
        }
    }
    assert!(cut > 0, "no interval of two patients reaches an end of the scale: {table}");
    let judged = ["a single patient gives no interval", "No verdict is possible on the difference"];
    holds(&answer(&file(place.path(), "groups", "report.html")?), &judged, &["do not differ detectably"]);
    let differences = file(place.path(), "groups", "differences.csv")?;
    assert!(!differences.contains("number needed"), "{differences}");
    Ok(())
}

#[test]
fn points_of_a_sweep_with_one_patient_left_are_not_judged() -> Tested {
    let place = tempfile::tempdir()?;
    let swept = "[sweep.grid]\n\"stem_cell.half_life\" = [\"5 d\", \"10 d\"]\n";
    let told = printed(place.path(), "swept", &[DROPOUT, ARMS, swept], "en")?;
    holds(&told, &["n = 1", "no verdict: fewer than two patients"], &["no detectable difference"]);
    let page = answer(&file(place.path(), "swept", "report.html")?);
    holds(&page, &["a single patient gives no interval"], &["detectable at"]);
    holds(&file(place.path(), "swept", "sweep.svg")?, &["n = 1 in each arm", "no interval"], &["hatched"]);
    Ok(())
}

#[test]
fn a_difference_without_an_interval_counts_as_open_and_a_judged_one_shows_why() -> Tested {
    let mut summary = summary_of_three_arms();
    // Beside one that is told from zero by less than the printed places.
    let which = json!({ "point": 1, "potency": 0, "arm": 1, "day": 183 });
    let near = json!({ "difference": -0.04, "low": -0.08, "high": -0.004 });
    summary["differences"][0]["paired"] = near;
    let swept = "[population]\nn = 4\n[sweep.grid]\n\"stem_cell.half_life\" = [\"2 d\", \"5 d\"]\n";
    let open = json!({ "which": which, "against": 0, "paired": null, "unpaired": null });
    summary["differences"] = json!([summary["differences"][0], open]);
    let told = answer_of(&summary, &three_arms(swept)?)?;
    let here = ["−0.040 points (95 % interval −0.080 to −0.004)", "The other differences have no interval"];
    holds(&told, &here, &[]);
    summary["arms"][1]["change"] = json!({ "n": 4, "mean": -0.04, "sd": 1.0, "low": -0.08, "high": -0.004 });
    let told = answer_of(&summary, &three_arms("[population]\nn = 4\n")?)?;
    let near = ["pain fell by 0.040 points", "minus sham is −0.040 points", "(95 % interval −0.080 to −0.004)"];
    holds(&told, &near, &["Only", "no detectable"]);
    Ok(())
}
