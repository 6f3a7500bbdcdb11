//! The lesson is run as it stands: every command of it, in order, and its table is what came of them.
#![cfg(unix)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

type Outcome = Result<(), Box<dyn Error>>;

const COLUMNS: [&str; 6] = ["baseline", "1 month", "3 months", "6 months", "12 months", "24 months"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The commands of a document: lines of its shell blocks.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).collect()
}

/// What a command prints, run by a shell in a folder where the program is on the path and the examples lie.
fn printed(place: &Path, command: &str) -> Result<String, Box<dyn Error>> {
    let programs = Path::new(env!("CARGO_BIN_EXE_admsc")).parent().ok_or("the program has no folder")?;
    let path = format!("{}:{}", programs.display(), std::env::var("PATH")?);
    let output = Command::new("sh").args(["-c", command]).current_dir(place).env("PATH", path).output()?;
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// The row of a single run: pain at the visits that it has, and the day of half relief.
fn row(command: &str, printed: &str) -> Option<String> {
    let changed = command.strip_prefix("admsc run builtin:").filter(|changed| !changed.contains("replicates"))?;
    // Where the results lie changes nothing of them.
    let changed = changed.split_once(" --out ").map_or(changed, |(changed, _)| changed);
    let half = printed.lines().find_map(|line| line.strip_prefix("day of half relief: "))?.split(' ').next()?;
    let at = |visit: &str| {
        let line = printed.lines().find(|line| line.starts_with(&format!("{visit} ")))?;
        line[visit.len()..].split_whitespace().next()
    };
    let cells: Vec<&str> = COLUMNS.iter().map(|visit| at(visit).unwrap_or("-")).chain([half]).collect();
    Some(format!("| `{changed}` | {} |\n", cells.join(" | ")))
}

#[test]
fn the_commands_of_the_lesson_give_its_table_in_both_languages() -> Outcome {
    let documents: [PathBuf; 2] = ["lesson.md", "lesson.ja.md"].map(|name| root().join("docs").join(name));
    let [english, japanese] = [fs::read_to_string(&documents[0])?, fs::read_to_string(&documents[1])?];
    assert_eq!(commands(&english), commands(&japanese));
    let place = tempfile::tempdir()?;
    fs::create_dir(place.path().join("examples"))?;
    fs::copy(root().join("examples/small-study.toml"), place.path().join("examples/small-study.toml"))?;
    let mut rows = String::new();
    for command in commands(&english) {
        let printed = printed(place.path(), command)?;
        rows += &row(command, &printed).unwrap_or_default();
    }
    assert_eq!(rows.lines().count(), 9, "{rows}");
    let heads = [
        ("run", COLUMNS, "day of half relief"),
        ("命令", ["開始時", "1か月", "3か月", "6か月", "12か月", "24か月"], "緩和が半分になる日"),
    ];
    for (path, (first, visits, half)) in documents.iter().zip(heads) {
        let table = format!("| {first} | {} | {half} |\n|---|---|---|---|---|---|---|---|\n{rows}", visits.join(" | "));
        let text = fs::read_to_string(path)?;
        let (before, rest) = text.split_once("<!-- results -->\n").ok_or("no results")?;
        let (found, after) = rest.split_once("<!-- /results -->").ok_or("no end of the results")?;
        if std::env::var_os("ADMSC_UPDATE_DOCS").is_some() {
            fs::write(path, format!("{before}<!-- results -->\n{table}<!-- /results -->{after}"))?;
        } else {
            assert_eq!(found, table, "{}: ADMSC_UPDATE_DOCS=1 writes it anew", path.display());
        }
    }
    Ok(())
}
