//! The beginning of a scenario of one's own: a short file that extends another, with what can be changed commented out.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::report::influential;
use admsc_output::export::loose;
use admsc_scenario::language::{Language, english};
use admsc_scenario::ledger::{Ledger, values};
use admsc_scenario::reading::{BUILTIN, Scenario, load, named_in, schema};
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
    /// What it extends: `builtin:NAME`, or the path of a file.
    pub from: String,
    /// The schema's file.
    pub schema: PathBuf,
    /// Whether there is a schema of another version, which was left as it is.
    pub has_other_schema: bool,
}

/// Writes a scenario that extends the bundled one of a name or that of a file, and the schema beside it. Without a path it is
/// named after what it extends, and lies in the working folder, or beside the file; a path that ends as a folder is the folder.
///
/// # Errors
/// When there is no such scenario, it cannot be extended from there, the file is there and must not be replaced, or it cannot be
/// written.
pub fn start(path: Option<&Path>, from: &str, replaces: bool, language: Language) -> anyhow::Result<Started> {
    let base = Base::of(from);
    let scenario = load(Path::new(&base.shown()), &[])?;
    let file = file(path, &base)?;
    if fs::symlink_metadata(&file).is_ok() && !replaces {
        let message = english("{path} is already there; choose another name, or replace it with --force");
        return Err(Failure::refused(message.with("path", shown(&file))));
    }
    let file_name = file.file_name().unwrap_or_default().to_owned();
    let folder = folder_of(&file);
    let extends = base.extends(&folder)?;
    let from = base.shown();
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let title = english("{name}, from “{title}”").with("name", name).with("title", scenario.title_in(language));
    let text = text(&scenario, &language.say(title), &extends, &base.text(language)?, language)?;
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

/// What a scenario extends.
enum Base {
    /// The bundled scenario of a name.
    Bundled(String),
    /// A scenario in a file.
    File(PathBuf),
}

impl Base {
    /// What is asked for: a bundled scenario with or without `builtin:`, or a path.
    fn of(from: &str) -> Self {
        let is_path = Path::new(from).is_file() || from.contains(std::path::is_separator) || from.ends_with(".toml");
        match from.strip_prefix("builtin:") {
            Some(name) => Self::Bundled(name.to_owned()),
            None if is_path => Self::File(PathBuf::from(from)),
            None => Self::Bundled(from.to_owned()),
        }
    }

    /// As it is asked for.
    fn shown(&self) -> String {
        match self {
            Self::Bundled(name) => format!("builtin:{name}"),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }

    /// What a scenario of one's own is called after it.
    fn name(&self) -> String {
        match self {
            Self::Bundled(name) => name.clone(),
            Self::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }

    /// Its text; of a bundled scenario without remarks where these are not in the language.
    fn text(&self, language: Language) -> anyhow::Result<String> {
        match self {
            Self::Bundled(name) => {
                let bundled = BUILTIN.iter().find(|bundled| bundled.name == name);
                let text = bundled.map_or("", |bundled| bundled.text);
                Ok(if language == Language::English { text.to_owned() } else { without_remarks(text) })
            }
            Self::File(path) => Ok(fs::read_to_string(path)?),
        }
    }

    /// What a scenario in a folder writes to extend it.
    ///
    /// # Errors
    /// When scenarios of that folder cannot extend the file.
    fn extends(&self, folder: &Path) -> anyhow::Result<String> {
        let Self::File(path) = self else { return Ok(self.shown()) };
        let target = relative(folder, path).filter(|target| named_in(folder, target).is_ok());
        target.ok_or_else(|| {
            let beside = folder_of(path).join("NAME");
            let message = english(
                "a scenario in {folder} cannot extend {file}, which is not below it; write it there: admsc new {beside} --from {file}",
            );
            let message = message.with("folder", shown(folder)).with("file", shown(path));
            Failure::refused(message.with("beside", shown(&beside)))
        })
    }
}

/// The path from a folder to a file, with `/` between names as scenarios write it.
fn relative(folder: &Path, file: &Path) -> Option<String> {
    let (folder, file) = (folder.canonicalize().ok()?, file.canonicalize().ok()?);
    let common = folder.ancestors().find(|above| file.starts_with(above))?;
    let up = folder.strip_prefix(common).ok()?.components().map(|_| "..".to_owned());
    let down = file.strip_prefix(common).ok()?.components().map(|name| name.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// The folder of a file; that in which we are has a name.
fn folder_of(file: &Path) -> PathBuf {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_owned()
}

/// The file of the new scenario.
fn file(path: Option<&Path>, base: &Base) -> anyhow::Result<PathBuf> {
    let usual = format!("my-{}.toml", base.name());
    let is_folder = |path: &Path| {
        path.file_name().is_none() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator)
    };
    let file = match (path, base) {
        (Some(path), _) if is_folder(path) => path.join(usual),
        (Some(path), _) if path.extension().is_some_and(|ending| ending == "toml") => path.to_owned(),
        (Some(path), _) => {
            let mut name = path.file_name().unwrap_or_default().to_owned();
            name.push(".toml");
            path.with_file_name(name)
        }
        (None, Base::File(other)) => other.with_file_name(usual),
        (None, Base::Bundled(_)) => PathBuf::from(usual),
    };
    if file.is_dir() {
        let message = english("{path} is a directory; choose another name, for example {other}");
        let other = file.join(format!("my-{}.toml", base.name()));
        return Err(Failure::refused(message.with("path", shown(&file)).with("other", shown(&other))));
    }
    Ok(file)
}

/// The text of the scenario. A key that is commented out has no space behind its `#`.
fn text(scenario: &Scenario, title: &str, from: &str, base: &str, language: Language) -> anyhow::Result<String> {
    let say = |phrase| language.say(phrase);
    let head = english(
        "It is {from} until something is changed: take the # away in front of a line without a space behind it.",
    );
    let mut text = format!("#:schema ./{SCHEMA_FILE}\n");
    let keys = say(english("All keys: admsc schema --format markdown; parameters: admsc params").into());
    writeln!(text, "# {}\n# {keys}", say(head.with("from", from)))?;
    writeln!(text, "format = 1\nextends = {}\ntitle = {}\n", toml_text(from)?, toml_text(title)?)?;
    let body = body(base);
    let (top, sections) = body.split_at(body.find("\n[").map_or(body.len(), |place| place + 1));
    text += &commented(top.trim());
    for (key, value) in defaults(scenario).into_iter().filter(|(key, _)| !states(top, key)) {
        writeln!(text, "#{key} = {value}")?;
    }
    text += &parameters(scenario, &body, language)?;
    text += "\n";
    text += &commented(sections.trim());
    if scenario.study.is_none() && !sections.contains("[[dose]]") {
        writeln!(text, "\n# {}", say(english("a treatment").into()))?;
        text += "#[[dose]]\n#at = \"0 d\"\n#cells = 40e6\n#route = \"needle\"\n";
    }
    Ok(text.trim_end().to_owned() + "\n")
}

/// What the other scenario states besides its name: without its first remarks, its titles and what it extends itself.
fn body(text: &str) -> String {
    let mut body = String::new();
    let mut is_translation = false;
    for line in text.lines().skip_while(|line| line.starts_with('#')) {
        is_translation = if line.starts_with('[') { line.starts_with("[translation") } else { is_translation };
        let is_name =
            ["format", "extends", "title", "question"].iter().any(|key| states(line, key)) && !line.starts_with('#');
        if !is_translation && !is_name {
            body += line;
            body += "\n";
        }
    }
    body
}

/// A text without its remarks; keys that are commented out stay.
fn without_remarks(text: &str) -> String {
    let plain = |line: &str| {
        // A sign within quotes is part of a value.
        let is_remark = |place: &usize| line[..*place].matches('"').count().is_multiple_of(2);
        let end = line.match_indices("# ").map(|(place, _)| place).find(is_remark).unwrap_or(line.len());
        line[..end].trim_end().to_owned()
    };
    let is_kept = |line: &&str| !line.starts_with("# ") && *line != "#";
    text.lines().filter(is_kept).map(|line| plain(line) + "\n").collect()
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

/// Whether a text states a key at its top level, or offers it commented out.
fn states(top: &str, key: &str) -> bool {
    top.lines().any(|line| line.trim_start_matches('#').split([' ', '=']).next() == Some(key))
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
fn parameters(scenario: &Scenario, body: &str, language: Language) -> anyhow::Result<String> {
    let ledger = Ledger::bundled()?;
    let stated = values(&scenario.mean.parameters)?;
    let first = ["patient.potency", "patient.age", "stem_cell.retention", "stem_cell.half_life"].map(str::to_owned);
    let more = influential(scenario).map(|found| found.keys).unwrap_or_default();
    let mut text = String::new();
    for key in first.iter().chain(more.iter().filter(|key| !first.contains(key))) {
        let (Some(entry), Some(value)) = (ledger.entry(key), stated.get(key)) else { continue };
        let is_drawn = scenario.study.is_some() && entry.section() == "patient";
        let is_stated = body.lines().any(|line| states(line, key));
        if is_drawn || is_stated || body.contains(&format!("[{}]", entry.section())) {
            continue;
        }
        let value = entry.text(*value);
        let value = if entry.kind == Kind::Number { value } else { format!("\"{value}\"") };
        let range = english("plausible {low} to {high}")
            .with("low", entry.shown(entry.low))
            .with("high", entry.shown(entry.high));
        let line = format!("#{key} = {value}");
        writeln!(text, "{line:REMARKS$} # {}; {}", entry.meaning(language), language.say(range))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_go_and_keys_stay() {
        let text = "# A remark\n#\n#seed = 1\nname = \"a # b\"   # told\n\n[nerve]  # of it\n";
        assert_eq!(without_remarks(text), "#seed = 1\nname = \"a # b\"\n\n[nerve]\n");
        // What is begun in Japanese has no English remark, and reads as it does in English.
        for bundled in &BUILTIN {
            let base = Base::Bundled(bundled.name.to_owned());
            let plain = base.text(Language::Japanese).unwrap_or_default();
            let remark = plain.lines().find(|line| line.split('"').step_by(2).any(|part| part.contains("# ")));
            assert_eq!(remark, None, "{}", bundled.name);
            let read = |text: &str| toml::from_str::<toml::Table>(text).ok();
            assert_eq!(read(&plain), read(bundled.text), "{}", bundled.name);
        }
    }
}
