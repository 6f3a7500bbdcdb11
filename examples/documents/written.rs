//! The texts that come from the program: whole files, and what stands between marks of a document.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use admsc_sim::export::dictionary;
use admsc_sim::language::Language;
use admsc_sim::ledger::Ledger;
use admsc_sim::scenario;
use admsc_sim::study::sensitivity::tables::{MorrisRow, grade_name};
use admsc_sim::study::sensitivity::{Analysed, weakest_that_matter};

use super::japanese;
use super::pictures::{self, PICTURES};
use super::program::{Program, commands};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The figure below the first run of the README, and where that run's results lie in the program's place.
pub const FIRST_FIGURE: &str = "docs/images/neuropathic-single.png";
/// See [`FIRST_FIGURE`].
pub const FIRST_RUN: &str = "first-run";

/// Indications whose mean patient lies beside the model as a serialised setup.
const PRESETS: [&str; 4] = ["cancer", "discogenic", "neuropathic", "rheumatoid"];

/// Texts of files by their path from the top, as they should be.
pub type Documents = BTreeMap<String, String>;

/// Everything that is written.
pub fn documents(root: &Path, program: &Program) -> Result<Documents> {
    let mut all = Documents::new();
    let mut block = |document: &str, name: &str, text: &str| -> Result<()> {
        let before = all.remove(document).map_or_else(|| fs::read_to_string(root.join(document)), Ok)?;
        all.insert(document.to_owned(), with_block(&before, name, text).map_err(|error| format!("{document}{error}"))?);
        Ok(())
    };
    let [model, observer] = ledger(root)?;
    let grades = format!(
        "{} {}\n",
        grades("parameters of the model", &model),
        grades("values of the observer of trials", &observer)
    );
    block("README.md", "grades", &grades)?;
    block("docs/model.md", "grades", &grades)?;
    block("README.md", "evidence", &evidence(root)?)?;
    block("docs/model.md", "parameters", &parameter_tables(&[model, observer].concat()))?;
    block("docs/model.md", "sensitivity", &parameters_that_matter()?)?;
    block("docs/model.md", "sensitivity-cells", &what_cells_say(root)?)?;
    block("docs/output.md", "columns", &dictionary::markdown())?;
    block("docs/scenario.md", "keys", &scenario::reference()?)?;
    block("README.md", "first-run", &first_run(root, program)?)?;
    for (document, table) in worksheet(root, program)?.into_iter().chain(lesson(root, program)?) {
        block(document, "results", &table)?;
    }
    all.insert("docs/gallery.md".into(), pictures::markdown(Language::English));
    all.insert("docs/gallery.ja.md".into(), pictures::markdown(Language::Japanese));
    all.insert("docs/glossary.ja.md".into(), japanese::glossary(root)?);
    all.insert("docs/parameters.ja.md".into(), japanese::parameters()?);
    for preset in PRESETS {
        let text = format!("format = 1\nextends = \"builtin:{preset}\"\n");
        let setup = scenario::load_str(preset, &text, &[])?.setup;
        all.insert(format!("crates/model/presets/{preset}.json"), serde_json::to_string_pretty(&setup)? + "\n");
    }
    Ok(all)
}

/// Where files differ from what they should be: file, line, both lines.
pub fn outdated(root: &Path, documents: &Documents) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (name, expected) in documents {
        let found = fs::read_to_string(root.join(name)).unwrap_or_default();
        if found != *expected {
            let (mut is, mut should) = (found.lines(), expected.lines());
            let differs = (1..).map(|line| (line, is.next(), should.next())).find(|(_, is, should)| is != should);
            let (line, is, should) = differs.ok_or("the ends of lines differ")?;
            wrong.push(format!(
                "{name}:{line} is {:?}\n    and should be {:?}",
                is.unwrap_or(""),
                should.unwrap_or("")
            ));
        }
    }
    Ok(wrong)
}

/// Writes what is out of date.
#[allow(dead_code, reason = "the test only compares")]
pub fn write(root: &Path, documents: &Documents) -> Result<()> {
    for (name, text) in documents {
        let path = root.join(name);
        if fs::read_to_string(&path).ok().as_ref() != Some(text) {
            fs::write(path, text)?;
        }
    }
    Ok(())
}

/// What the latest validation says first: how many published figures the model meets, and how many cells that do nothing.
fn evidence(root: &Path) -> Result<String> {
    let validation = fs::read_to_string(root.join("docs/validation.md"))?;
    let (_, rest) =
        validation.split_once("<!-- evidence -->\n").ok_or("docs/validation.md has no <!-- evidence -->")?;
    let (text, _) = rest.split_once("<!-- /evidence -->").ok_or("docs/validation.md has no <!-- /evidence -->")?;
    Ok(text.to_owned())
}

/// A document with a text between the marks of a name.
fn with_block(document: &str, name: &str, text: &str) -> std::result::Result<String, String> {
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = document.split_once(&begin).ok_or_else(|| format!(" has no {begin}"))?;
    let (_, after) = rest.split_once(&end).ok_or_else(|| format!(" has no {end}"))?;
    Ok(format!("{before}{begin}{text}{end}{after}"))
}

/// A row of the ledger by the names of its columns.
type LedgerRow = BTreeMap<String, String>;

/// The ledger's rows of parameters of the model, and those of the observer of trials.
fn ledger(root: &Path) -> Result<[Vec<LedgerRow>; 2]> {
    let mut reader = csv::Reader::from_path(root.join("validation/parameters.csv"))?;
    let rows: Vec<LedgerRow> = reader.deserialize().collect::<std::result::Result<_, _>>()?;
    let (observer, model) = rows.into_iter().partition(|row| row["key"].starts_with("observer."));
    Ok([model, observer])
}

/// One Markdown table a section of the ledger.
fn parameter_tables(rows: &[LedgerRow]) -> String {
    let mut text = String::new();
    let mut section = "";
    for row in rows {
        let (of, _) = row["key"].split_once('.').unwrap_or_default();
        if of != section {
            section = of;
            text += &format!(
                "\n**{section}**\n\n| parameter | symbol | meaning | value | range | spread | grade | source |\n"
            );
            text += "|---|---|---|---|---|---|---|---|\n";
        }
        let unit = if row["unit"] == "1" { String::new() } else { format!(" {}", row["unit"]) };
        let cells = [
            format!("`{}`", row["key"]),
            row["symbol"].clone(),
            row["description"].clone(),
            format!("{}{unit}", row["value"]),
            format!("{} to {}", row["low"], row["high"]),
            row["distribution"].clone(),
            row["grade"].replace('-', " "),
            row["source"].clone(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text + "\n"
}

/// The most influential of the weakly supported parameters, by preset.
fn parameters_that_matter() -> Result<String> {
    let ledger = Ledger::bundled()?;
    let mut text = String::new();
    for analysed in Analysed::ALL {
        let preset = analysed.scenario();
        text += &format!(
            "\n`{preset}`\n\n| parameter | μ*, points | 95 % interval | grade | influence × ignorance, points |\n|---|---|---|---|---|\n"
        );
        for weak in weakest_that_matter(&ledger, analysed)?.iter().take(8) {
            let [low, high] = weak.interval_points;
            let (name, points, grade) = (&weak.parameter, weak.influence_points, grade_name(weak.grade));
            text += &format!(
                "| `{name}` | {points:.2} | {low:.2} to {high:.2} | {grade} | {:.2} |\n",
                weak.ignorance_points
            );
        }
    }
    Ok(text + "\n")
}

/// What the analyses on cells say: for each preset the most influential parameter beside what differences between seeds alone could give.
fn what_cells_say(root: &Path) -> Result<String> {
    let mut text = String::from(
        "\n| preset | parameters | most influential for the effect on day 365 | μ*, points | 95 % interval | chance alone, at most |\n|---|---|---|---|---|---|\n",
    );
    for preset in ["discogenic", "neuropathic"] {
        let path = root.join(format!("validation/sensitivity-cells-{preset}.csv"));
        let rows: Vec<MorrisRow> =
            csv::Reader::from_path(path)?.deserialize().collect::<std::result::Result<_, _>>()?;
        let rows: Vec<&MorrisRow> =
            rows.iter().filter(|row| row.outcome == "effect" && row.visit_days == 365).collect();
        let most = rows.iter().max_by(|a, b| a.mu_star_points.total_cmp(&b.mu_star_points)).ok_or("no row")?;
        text += &format!(
            "| `{}` | {} | `{}` | {:.2} | {:.2} to {:.2} | {:.2} |\n",
            most.scenario,
            rows.len(),
            most.parameter,
            most.mu_star_points,
            most.mu_star_low_points,
            most.mu_star_high_points,
            most.luck_points
        );
    }
    Ok(text + "\n")
}

/// How many values have which grade, in one sentence; the strongest grades first.
fn grades(of: &str, rows: &[LedgerRow]) -> String {
    const GRADES: [(&str, &str); 7] = [
        ("measured-man", "measured in humans"),
        ("measured-animal", "measured in animals"),
        ("in-vitro", "measured in culture"),
        ("published-model", "taken from published models"),
        ("recalled", "recalled from the literature without a checked figure"),
        ("assumed", "assumed"),
        ("calibrated", "calibrated"),
    ];
    let count = |grade: &str| rows.iter().filter(|row| row["grade"] == grade).count();
    // Nothing measured in man is said; other empty grades are not.
    let said = GRADES.iter().enumerate().filter(|(place, (grade, _))| *place == 0 || count(grade) > 0);
    let all: Vec<String> = said.map(|(_, (grade, words))| format!("{} {words}", count(grade))).collect();
    assert_eq!(GRADES.iter().map(|(grade, _)| count(grade)).sum::<usize>(), rows.len());
    format!("Of {} {of}, {}.", rows.len(), all.join(", "))
}

/// The first run of the README: what it prints, but for the place of its results. The digest ties the figure to this very run.
fn first_run(root: &Path, program: &Program) -> Result<String> {
    let file = root.join("scenarios/neuropathic-single.toml");
    let text = program.printed(&format!("admsc run \"{}\" --out {FIRST_RUN}", file.display()))?;
    let (table, rest) = text.split_once("\nresults in").ok_or("no results")?;
    let digest = rest.lines().last().ok_or("no digest")?;
    let alternative = "Pain proxy over twelve months as the stack of its three causes";
    Ok(format!("```text\n{table}\n{digest}\n```\n\n![{alternative}]({FIRST_FIGURE})\n"))
}

/// What a run prints of a visit, and the day pain has halved.
fn pain<'a>(printed: &'a str, visit: &str) -> Option<&'a str> {
    let line = printed.lines().find(|line| line.starts_with(&format!("{visit} ")))?;
    line[visit.len()..].split_whitespace().next()
}

fn halved(printed: &str) -> Option<&str> {
    printed.lines().find_map(|line| line.strip_prefix("pain halved by day: "))?.split(' ').next()
}

/// A command of a document without the other lives of its patient: a table has the numbers of the life in detail.
fn in_detail(command: &str) -> String {
    let one = if command.starts_with("admsc run builtin:") { " --set lives=1" } else { "" };
    format!("{command}{one}")
}

/// Visits of the tables of results, in English as the program prints them, and in Japanese.
const VISITS: [[&str; 6]; 2] = [
    ["baseline", "1 month", "3 months", "6 months", "12 months", "24 months"],
    ["ベースライン", "1か月", "3か月", "6か月", "12か月", "24か月"],
];
const HALF_RELIEF: [&str; 2] = ["day pain has halved", "痛みが半分になった日"];

/// A document in both languages, whose commands are the same.
fn in_both_languages(root: &Path, documents: [&str; 2]) -> Result<String> {
    let [english, japanese] = documents.map(|name| fs::read_to_string(root.join(name)));
    let (english, japanese) = (english?, japanese?);
    assert!(commands(&english).eq(commands(&japanese)), "{documents:?} have the same commands");
    Ok(english)
}

/// A table of results with its first column and so many visits, in the language of a number.
fn results(language: usize, first: &str, visits: usize, rows: &str) -> String {
    let head = [&[first], &VISITS[language][..visits], &[HALF_RELIEF[language]]].concat().join(" | ");
    let [never, hardly] =
        [["never", "never (relief below 1 point)"], ["半減しない", "半減しない（軽減は1点未満）"]][language];
    let rows = rows.replace("| never |\n", &format!("| {never} |\n")).replace("| - |\n", &format!("| {hardly} |\n"));
    format!("| {head} |\n{}|\n{rows}", "|---".repeat(visits + 2))
}

/// The results of the worksheet: every command is run in full.
fn worksheet(root: &Path, program: &Program) -> Result<[(&'static str, String); 2]> {
    const DOCUMENTS: [&str; 2] = ["docs/worksheet.md", "docs/worksheet.ja.md"];
    let text = in_both_languages(root, DOCUMENTS)?;
    let experiments = PICTURES.iter().filter(|picture| picture.name.starts_with("worksheet"));
    let expected: Vec<String> = PICTURES.iter().take(1).chain(experiments).map(pictures::Picture::command).collect();
    let written: Vec<&str> = commands(&text).filter(|line| line.starts_with("admsc ")).collect();
    assert_eq!(written, expected, "the commands of the worksheet are those of its pictures");
    let mut rows = String::new();
    for (number, command) in written.iter().enumerate() {
        let printed = program.printed(&in_detail(command))?;
        let visits = VISITS[0][..5].iter().map(|visit| pain(&printed, visit));
        let cells: Option<Vec<&str>> = visits.chain([halved(&printed)]).collect();
        rows += &format!("| {number} | {} |\n", cells.ok_or("a visit is missing")?.join(" | "));
    }
    // The run that all others are compared with has no number.
    let table = |language: usize, first: &str, none: &str| {
        (DOCUMENTS[language], results(language, first, 5, &rows.replacen("| 0 |", &format!("| {none} |"), 1)))
    };
    Ok([table(0, "experiment", "none"), table(1, "実験", "なし")])
}

/// The results of the lesson: every command of it, in order, in a folder where the examples lie.
fn lesson(root: &Path, program: &Program) -> Result<[(&'static str, String); 2]> {
    const DOCUMENTS: [&str; 2] = ["docs/lesson.md", "docs/lesson.ja.md"];
    let text = in_both_languages(root, DOCUMENTS)?;
    fs::create_dir_all(program.place.join("examples"))?;
    fs::copy(root.join("examples/small-study.toml"), program.place.join("examples/small-study.toml"))?;
    let mut rows = String::new();
    for command in commands(&text) {
        let printed = program.printed(&in_detail(command))?;
        let Some(changed) = command.strip_prefix("admsc run builtin:") else { continue };
        // Several runs have no day on which the pain of one patient has halved; where results lie changes nothing of them.
        let Some(half) = halved(&printed).filter(|_| !changed.contains("replicates")) else { continue };
        let changed = changed.split_once(" --out ").map_or(changed, |(changed, _)| changed);
        let visits = VISITS[0].map(|visit| pain(&printed, visit).unwrap_or("-"));
        rows += &format!("| `{changed}` | {} | {half} |\n", visits.join(" | "));
    }
    assert_eq!(rows.lines().count(), 14, "{rows}");
    Ok([(DOCUMENTS[0], results(0, "run", 6, &rows)), (DOCUMENTS[1], results(1, "計算", 6, &rows))])
}
