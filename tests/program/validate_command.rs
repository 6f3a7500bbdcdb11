//! The command `admsc validate` as a user meets it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

fn admsc(folder: &std::path::Path, arguments: &[&str]) -> std::io::Result<Output> {
    Command::new(env!("CARGO_BIN_EXE_admsc")).current_dir(folder).args(arguments).output()
}

#[test]
fn wrong_commands_end_with_2_and_write_nothing() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    let wrong: [&[&str]; 3] =
        [&["validate", "--quick", "--full"], &["validate", "--patients", "1"], &["validate", "--quickly"]];
    for arguments in wrong {
        let output = admsc(folder.path(), arguments)?;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

#[test]
fn a_file_in_the_place_of_the_folder_is_said_before_anything_is_computed() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("taken"), "")?;
    let output = admsc(folder.path(), &["validate", "--quick", "--out", "taken/here"])?;
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("taken"), "{told}");
    Ok(())
}

#[test]
fn a_folder_in_the_place_of_the_document_is_refused_and_nothing_is_left() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    for document in ["..", ".", "/"] {
        let output = admsc(folder.path(), &["validate", "--quick", "--write", document])?;
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("--write") && told.contains("validation.md"), "{told}");
    }
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

/// The bench of the mechanism keeps its own number of seeds. With so few a row holds whose interval reaches into its band.
fn the_bench_holds(checks: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let rows: Vec<BTreeMap<String, String>> =
        csv::Reader::from_path(checks)?.deserialize().collect::<Result<_, _>>()?;
    let bench: Vec<_> = rows.iter().filter(|row| row["part"].starts_with("Biology")).collect();
    let hard: Vec<_> = bench.iter().filter(|row| row["duty"] == "must-hold").collect();
    let holds = |row: &BTreeMap<String, String>| {
        let number = |name: &str| row[name].parse::<f64>().ok();
        let end = |name| number(name).or(number("found_value")).unwrap_or(f64::NAN);
        number("expected_low_value").is_none_or(|low| end("found_high_value") >= low)
            && number("expected_high_value").is_none_or(|high| end("found_low_value") <= high)
    };
    let wrong: Vec<_> = hard.iter().filter(|row| !holds(row)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(hard.len() > 20 && bench.len() > 60, "{} of {}", hard.len(), bench.len());
    Ok(())
}

#[test]
fn a_validation_ends_is_written_in_all_forms_and_is_found_again() -> Result<(), Box<dyn std::error::Error>> {
    let place = tempfile::tempdir()?;
    let folder = place.path();
    let arguments = ["validate", "--quick", "--patients", "4", "--quiet", "--write", "docs/validation.md"];
    let first = admsc(folder, &arguments)?;
    let told = String::from_utf8(first.stdout)?;
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let document = read("docs/validation.md")?;
    let all: serde_json::Value = serde_json::from_str(&read("output/validation/validation.json")?)?;
    // The exit status says whether a check that must hold is missed.
    let missed = all["failing_checks"].as_u64().ok_or("no number")?;
    assert_eq!(first.status.code(), Some(i32::from(missed > 0)), "{told}");
    let checks = csv::Reader::from_path(folder.join("output/validation/checks.csv"))?.records().count();
    let rows = csv::Reader::from_path(folder.join("output/validation/clinical.csv"))?.records().count();
    assert_eq!(Some(checks), all["checks"].as_array().map(Vec::len));
    assert_eq!(Some(rows), all["clinical"]["rows"].as_array().map(Vec::len));
    assert!(checks > 60 && rows == 24, "{checks} {rows}");
    the_bench_holds(&folder.join("output/validation/checks.csv"))?;
    // Every check and every row stands in the document, and the sentences of the terminal too.
    let (judged, evidence) = document.split_once("## Evidence of the parameters").ok_or("no evidence")?;
    let lines = judged.lines().filter(|line| line.starts_with("| ") && !line.contains("| verdict |")).count();
    assert_eq!(lines, checks + rows);
    assert!(
        evidence.contains("assumed by the model's designers") && evidence.contains("| rheumatoid-cx611 |"),
        "{evidence}"
    );
    for part in [
        "4 patients in every study",
        "undecided",
        "potency most likely",
        "1 with autologous ADMSC",
        "not medical advice",
    ] {
        assert!(told.contains(part) && document.contains(part), "{part}: {told}");
    }
    let page = read("output/validation/validation.html")?;
    assert!(
        page.contains("neuro-lisa-3 †")
            && page.contains("disc-sd ‡")
            && page.contains("assumed by the model&#39;s designers")
            && page.contains("<svg")
    );
    // A second validation finds the patients, and says the same but for the place it is written to.
    let again = String::from_utf8(admsc(folder, &arguments)?.stdout)?;
    assert_eq!(again, told);
    Ok(())
}
