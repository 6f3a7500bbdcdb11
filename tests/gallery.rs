//! The gallery and the worksheet show what their commands make.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "../examples/gallery/pictures.rs"]
mod pictures;

use pictures::PICTURES;

type Outcome = Result<(), Box<dyn Error>>;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn the_gallery_is_the_list_of_the_example_and_every_picture_is_there() -> Outcome {
    let found = fs::read_to_string(docs().join("gallery.md"))?;
    assert_eq!(found, pictures::markdown(), "cargo run --release --example gallery -- docs writes it anew");
    let listed: BTreeSet<String> = PICTURES.iter().map(|picture| format!("{}.png", picture.name)).collect();
    assert_eq!(listed.len(), PICTURES.len(), "a name stands twice");
    let mut there = BTreeSet::new();
    let mut bytes = 0;
    for entry in fs::read_dir(docs().join("images/gallery"))? {
        let entry = entry?;
        there.insert(entry.file_name().to_string_lossy().into_owned());
        bytes += entry.metadata()?.len();
        let reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(entry.path())?)).read_info()?;
        let info = reader.info();
        assert_eq!((info.width, info.height), (1280, 720), "{}", entry.path().display());
        let texts: Vec<&str> = info.uncompressed_latin1_text.iter().map(|text| text.keyword.as_str()).collect();
        assert_eq!(texts, ["Software", "Scenario", "Seed"], "{}", entry.path().display());
    }
    assert_eq!(there, listed);
    assert!(bytes < 3_000_000, "{bytes} bytes of pictures");
    Ok(())
}

/// Words of a command as a shell reads them, for the quotes that the worksheet uses.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().into_iter().for_each(|word| word.push(c)),
        }
    }
    words
}

/// The commands of a document: lines of its shell blocks.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter(|line| line.starts_with("admsc ")).collect()
}

/// Pain at the visits and the day of half relief, as a run prints them.
fn results(printed: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for visit in ["baseline", "1 month ", "3 months", "6 months", "12 months"] {
        let line = printed.lines().find(|line| line.starts_with(visit)).ok_or("a visit is missing")?;
        found.push(line[visit.len()..].split_whitespace().next().ok_or("no pain")?.to_owned());
    }
    let half = printed.lines().find_map(|line| line.strip_prefix("day of half relief: ")).ok_or("no half relief")?;
    found.push(half.split_whitespace().next().ok_or("no day")?.to_owned());
    Ok(found)
}

/// Every command is run in full; `ADMSC_UPDATE_DOCS=1` writes what comes of it.
#[test]
fn the_commands_of_the_worksheet_are_those_of_its_pictures_and_give_its_results() -> Outcome {
    let path = docs().join("worksheet.md");
    let text = fs::read_to_string(&path)?;
    let commands = commands(&text);
    let experiments = PICTURES.iter().filter(|picture| picture.name.starts_with("worksheet"));
    let expected: Vec<String> = experiments.clone().map(pictures::Picture::command).collect();
    assert_eq!(expected.len(), 5);
    assert_eq!(commands[0], PICTURES[0].command());
    assert_eq!(commands[1..], expected);
    for picture in experiments {
        assert!(text.contains(&format!("(images/gallery/{}.png)", picture.name)), "{}", picture.name);
    }
    let place = tempfile::tempdir()?;
    let mut table = "| experiment | baseline | 1 month | 3 months | 6 months | 12 months | day of half relief |\n\
                     |---|---|---|---|---|---|---|\n"
        .to_owned();
    for (number, command) in commands.iter().enumerate() {
        let run =
            Command::new(env!("CARGO_BIN_EXE_admsc")).current_dir(place.path()).args(&words(command)[1..]).output()?;
        assert!(run.status.success(), "{command}: {}", String::from_utf8_lossy(&run.stderr));
        let name = if number == 0 { "none".to_owned() } else { number.to_string() };
        table += &format!("| {name} | {} |\n", results(&String::from_utf8(run.stdout)?)?.join(" | "));
    }
    let (before, rest) = text.split_once("<!-- results -->\n").ok_or("no results")?;
    let (found, after) = rest.split_once("<!-- /results -->").ok_or("no end of the results")?;
    if std::env::var_os("ADMSC_UPDATE_DOCS").is_some() {
        return Ok(fs::write(&path, format!("{before}<!-- results -->\n{table}<!-- /results -->{after}"))?);
    }
    assert_eq!(found, table, "ADMSC_UPDATE_DOCS=1 writes it anew");
    Ok(())
}
