//! The beginning of a scenario of one's own: a short file that extends a bundled one, with what can be changed commented out.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::report::influential;
use admsc_output::export::loose;
use admsc_scenario::language::{Language, english};
use admsc_scenario::ledger::{Ledger, values};
use admsc_scenario::reading::{BUILTIN, Scenario, load, schema};
use admsc_scenario::shown::shown;
use admsc_scenario::units::Kind;

/// Name of the schema beside a scenario.
pub const SCHEMA_FILE: &str = "scenario.schema.json";

/// Column at which the remarks of parameters begin.
const REMARKS: usize = 44;

/// What was written.
pub struct Started {
    /// The scenario's file.
    pub file: PathBuf,
    /// The bundled scenario that it extends, as `builtin:NAME`.
    pub from: String,
    /// The schema's file.
    pub schema: PathBuf,
    /// Whether there is a schema of another version, which was left as it is.
    pub has_other_schema: bool,
}

/// Writes a scenario that extends the bundled one of a name, and the schema beside it. Without a path it is named after the
/// bundled one and lies in the working folder.
///
/// # Errors
/// When there is no bundled scenario of this name, the file is there and must not be replaced, or it cannot be written.
pub fn start(path: Option<&Path>, from: &str, replaces: bool, language: Language) -> anyhow::Result<Started> {
    let name = from.strip_prefix("builtin:").unwrap_or(from);
    let from = format!("builtin:{name}");
    let scenario = load(Path::new(&from), &[])?;
    let path = path.map_or_else(|| PathBuf::from(format!("my-{name}")), Path::to_owned);
    let is_toml = path.extension().is_some_and(|ending| ending == "toml");
    let (Some(file_name), false) = (path.file_name(), path.is_dir()) else {
        let message = english("{path} is not the name of a file; give a name, for example mine");
        return Err(Failure::refused(message.with("path", shown(&path))));
    };
    let mut file_name = file_name.to_owned();
    if !is_toml {
        file_name.push(".toml");
    }
    let file = path.with_file_name(&file_name);
    if fs::symlink_metadata(&file).is_ok() && !replaces {
        let message = english("{path} is already there; choose another name, or replace it with --force");
        return Err(Failure::refused(message.with("path", shown(&file))));
    }
    let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_owned();
    let text = text(&scenario, &from, language)?;
    let schema_text = serde_json::to_string_pretty(&schema()?)? + "\n";
    let schema = file.with_file_name(SCHEMA_FILE);
    let old = fs::read_to_string(&schema).ok();
    let has_other_schema = !replaces && schema.exists() && old.as_deref() != Some(&schema_text);
    let mut files = vec![(file_name.to_string_lossy().into_owned(), text)];
    if !has_other_schema {
        files.push((SCHEMA_FILE.to_owned(), schema_text));
    }
    loose::write(&folder, &files)?;
    Ok(Started { file, from, schema, has_other_schema })
}

/// The text of the scenario. A key that is commented out has no space behind its `#`.
fn text(scenario: &Scenario, from: &str, language: Language) -> anyhow::Result<String> {
    let name = from.strip_prefix("builtin:").unwrap_or(from);
    let bundled = BUILTIN.iter().find(|bundled| bundled.name == name).map_or("", |bundled| bundled.text);
    let say = |phrase| language.say(phrase);
    let head = english(
        "It is {from} until something is changed: take the # away in front of a line without a space behind it.",
    );
    let mut text = format!("#:schema ./{SCHEMA_FILE}\n");
    let keys = say(english("All keys: admsc schema --format markdown; parameters: admsc params").into());
    writeln!(text, "# {}\n# {keys}", say(head.with("from", from)))?;
    let title = toml_text(scenario.title_in(language))?;
    writeln!(text, "format = 1\nextends = \"{from}\"\ntitle = {title}\n")?;
    let body = body(bundled);
    let (top, sections) = body.split_at(body.find("\n[").map_or(body.len(), |place| place + 1));
    text += &commented(top.trim());
    for (key, value) in defaults(scenario).into_iter().filter(|(key, _)| !states(top, key)) {
        writeln!(text, "#{key} = {value}")?;
    }
    text += &parameters(scenario, sections, language)?;
    text += "\n";
    text += &commented(sections.trim());
    if scenario.study.is_none() && !sections.contains("[[dose]]") {
        writeln!(text, "\n# {}", say(english("a treatment").into()))?;
        text += "#[[dose]]\n#at = \"0 d\"\n#cells = 40e6\n#route = \"needle\"\n";
    }
    Ok(text.trim_end().to_owned() + "\n")
}

/// What a bundled scenario states besides its name: without its first remarks, its titles and what it extends itself.
fn body(bundled: &str) -> String {
    let mut body = String::new();
    let mut is_translation = false;
    for line in bundled.lines().skip_while(|line| line.starts_with('#')) {
        is_translation = if line.starts_with('[') { line.starts_with("[translation") } else { is_translation };
        let is_name = ["format ", "extends ", "title ", "question "].iter().any(|key| line.starts_with(key));
        if !is_translation && !is_name {
            body += line;
            body += "\n";
        }
    }
    body
}

/// The same with every key commented out; remarks have a space behind their `#`.
fn commented(body: &str) -> String {
    let line = |line: &str| match line {
        "" => "\n".to_owned(),
        remark if remark.starts_with('#') => format!("{remark}\n"),
        // Further lines of a value are indented.
        key => format!("#{}\n", key.trim_start()),
    };
    body.lines().map(line).collect()
}

/// Whether a text states a key at its top level.
fn states(top: &str, key: &str) -> bool {
    top.lines().any(|line| line.split([' ', '=']).next() == Some(key))
}

/// Keys of the top level with what they are where nothing is stated. A study counts its patients, not replicates.
fn defaults(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let horizon = ("horizon", format!("\"{} d\"", scenario.setup.horizon_days));
    match scenario.study {
        Some(_) => vec![horizon],
        None => vec![("seed", scenario.seed.to_string()), ("replicates", scenario.replicates.to_string()), horizon],
    }
}

/// The parameters that are changed first: potency and age, and those that matter most for the effect. Sections that the
/// scenario states itself are left to it, and so are patients of a study, who are drawn.
fn parameters(scenario: &Scenario, sections: &str, language: Language) -> anyhow::Result<String> {
    let ledger = Ledger::bundled()?;
    let stated = values(&scenario.mean.parameters)?;
    let first = ["patient.potency", "patient.age", "stem_cell.retention", "stem_cell.half_life"].map(str::to_owned);
    let more = influential(scenario).map(|found| found.keys).unwrap_or_default();
    let mut text = String::new();
    for key in first.iter().chain(more.iter().filter(|key| !first.contains(key))) {
        let (Some(entry), Some(value)) = (ledger.entry(key), stated.get(key)) else { continue };
        let is_drawn = scenario.study.is_some() && entry.section() == "patient";
        if is_drawn || sections.contains(&format!("[{}]", entry.section())) {
            continue;
        }
        let value = entry.text(*value);
        let value = if entry.kind == Kind::Number { value } else { format!("\"{value}\"") };
        let range = english("plausible {low} to {high}")
            .with("low", entry.shown(entry.low))
            .with("high", entry.shown(entry.high));
        let line = format!("#{key} = {value}");
        writeln!(text, "{line:REMARKS$} # {}; {}", entry.description, language.say(range))?;
    }
    if text.is_empty() {
        return Ok(text);
    }
    let what = language.say(english("parameters: the first to change, then those that matter most for the effect"));
    Ok(format!("\n# {what}\n{text}"))
}

/// A text as TOML writes it, which reads JSON's.
fn toml_text(text: &str) -> anyhow::Result<String> {
    Ok(serde_json::to_string(text)?)
}
