//! The reference of scenarios as Markdown, from the same tables as the schema: every key with what it takes, its
//! default, its range, what it means and an example.

use std::fmt::Write;

use super::block::stands_for;
use super::keys::{self, Form, KEYS, Key};
use super::study::{OF_DOSES, POTENCY};
use crate::language::Language;
use crate::ledger::limits::{self, Limit};
use crate::ledger::{Entry, Ledger, LedgerError};
use crate::units::Kind;
use admsc_model::rules::block;

/// The reference: one table a section.
///
/// # Errors
/// When the bundled ledger cannot be read.
pub fn reference() -> Result<String, LedgerError> {
    let ledger = Ledger::bundled()?;
    let mut text = String::new();
    section(&mut text, "Top level", "", &ledger);
    for path in tables(&ledger) {
        let heading = match path {
            "dose" => "`[[dose]]`, one for each treatment".to_owned(),
            "change" => "`[[change]]`, one for each day on which parameters change".to_owned(),
            "block" => "`[[block]]`, one for each thing that is blocked for a time".to_owned(),
            "arm" => "`[[arm]]`, one for each group of patients; may also set keys of the ledger that act through the \
                 cells"
                .to_owned(),
            path => format!("`[{path}]`"),
        };
        section(&mut text, &heading, path, &ledger);
    }
    Ok(text)
}

/// An example for every key that is not in the ledger, as a scenario of one key: path and text of the value.
pub fn examples() -> Vec<(String, String)> {
    KEYS.iter().map(|key| (path(key.table, key.name), example(key))).collect()
}

/// Sections and the tables in them, in the order of their names; a table stands behind its section.
fn tables(ledger: &Ledger) -> Vec<&str> {
    let mut all = keys::sections(ledger);
    all.extend(KEYS.iter().map(|key| key.table).filter(|table| !table.is_empty()));
    all.sort_unstable();
    all.dedup();
    all
}

fn section(text: &mut String, heading: &str, table: &str, ledger: &Ledger) {
    let own = KEYS.iter().filter(|key| key.table == table).map(row);
    let stored = ledger.of_section(table).map(parameter);
    let rows: Vec<[String; 6]> = own.chain(stored).collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n## {heading}\n");
    if table == "arm" {
        let _ = writeln!(text, "`{POTENCY}` of an arm multiplies every potency of the study.\n");
    }
    if table == "sweep" {
        let _ = writeln!(text, "{}\n", what_is_swept());
    }
    if table == "block" {
        let _ = writeln!(text, "{}\n", what_is_blocked());
    }
    let _ = write!(text, "| key | takes | default | range | meaning | example |\n|---|---|---|---|---|---|\n");
    for row in rows {
        let _ = writeln!(text, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
}

/// Which keys a sweep takes, and which it does not.
fn what_is_swept() -> String {
    let of_doses: Vec<String> = OF_DOSES.iter().map(|key| format!("`{key}`")).collect();
    format!(
        "What can be swept: every parameter of the ledger except one (those that `admsc params` lists), for example \
         `stem_cell.half_life`; and {}, which are set in every dose that is not a sham, in all arms. `{POTENCY}` \
         cannot be swept: its values are given in `[trial]`, under `potency`. Nor can settings that are not \
         parameters: the window and the lesion, the nerve, cadences, visits, seeds, the horizon, the population; \
         compare separate studies instead.",
        of_doses.join(", ")
    )
}

/// Names of what can be blocked, and what they stand for.
fn what_is_blocked() -> String {
    let mut text = "`knock_out` names what is missing from before the baseline on, `what` what a drug blocks for a time; an arm and a \
                    sweep may have either (`\"knock_out\" = [[], [\"recruitment\"]]` in `[sweep.grid]`):\n"
        .to_owned();
    for process in block::ALL {
        let stands_for = Language::English.say(stands_for(process));
        let _ = write!(text, "\n- `\"{}\"`: {stands_for}", process.name());
    }
    text
}

fn path(table: &str, name: &str) -> String {
    if table.is_empty() { name.to_owned() } else { format!("{table}.{name}") }
}

/// A key of the table of keys. What it is by default stands in its description.
fn row(key: &Key) -> [String; 6] {
    let (meaning, default) = match key.description.split_once("default ") {
        Some((before, default)) => (before.trim_end().trim_end_matches(';'), default),
        None => (key.description, ""),
    };
    let (default, rest) = default.split_once("; ").unwrap_or((default, ""));
    let meaning = [meaning, rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    let (takes, range) = takes(key.form);
    let example = format!("`{} = {}`", key.name, example(key));
    [format!("`{}`", key.name), takes, default.to_owned(), range, meaning, example]
}

/// What a form takes and its range.
fn takes(form: Form) -> (String, String) {
    let none = String::new;
    match form {
        Form::Integer(low, high) if high > u64::from(u32::MAX) => ("whole number".into(), format!("{low} or more")),
        Form::Integer(low, high) if low == high => ("whole number".into(), low.to_string()),
        Form::Integer(low, high) => ("whole number".into(), format!("{low} to {high}")),
        Form::Text => ("text".into(), none()),
        Form::Truth => ("`true` or `false`".into(), none()),
        Form::Choice(words) => (either(words), none()),
        Form::Words(words) => (format!("list of {}", either(words)), none()),
        Form::TruthOrWords(words) => (format!("`true`, `false` or a list of {}", either(words)), none()),
        Form::Quantity(kind) => (quantity(kind), none()),
        Form::Quantities(kind, low, high) => (format!("list: {}", quantity(kind)), format!("{low} to {high} of them")),
        Form::Table(path) => (format!("table [{path}]"), none()),
        Form::Tables(path) => (format!("tables [[{path}]]"), none()),
        Form::Open | Form::Spreads => ("table by key".into(), none()),
        Form::Values => ("list".into(), none()),
        Form::ValueOrValues => ("a value or a list".into(), none()),
    }
}

/// Words as they are written.
fn either(words: &[&str]) -> String {
    words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ")
}

/// `a length (um)`: a kind and its canonical unit.
fn quantity(kind: Kind) -> String {
    match kind {
        Kind::Number => kind.name().to_owned(),
        kind => format!("{} ({})", kind.name(), kind.canonical_unit()),
    }
}

/// A parameter of the ledger.
fn parameter(entry: &Entry) -> [String; 6] {
    let value = entry.shown(entry.value);
    let written = if entry.kind.takes_bare_number() { number(&value) } else { format!("\"{value}\"") };
    let (low, high) = (entry.shown(entry.low), entry.shown(entry.high));
    let must = match limits::for_key(&entry.key, entry.kind) {
        Limit::NotNegative => String::new(),
        limit => format!("; {}", limit.words()),
    };
    [
        format!("`{}`", entry.name()),
        quantity(entry.kind),
        value,
        format!("{low} to {high}{must}"),
        entry.description.clone(),
        format!("`{} = {written}`", entry.name()),
    ]
}

/// The number of a quantity whose unit may be left out.
fn number(text: &str) -> String {
    text.split_whitespace().next().unwrap_or(text).to_owned()
}

/// An example of what a key takes.
fn example(key: &Key) -> String {
    match (key.table, key.name) {
        ("", "extends") => "\"builtin:neuropathic\"".into(),
        ("", "dose") => "[{ at = \"0 d\", cells = 70e6 }]".into(),
        ("tissue", "window") => "[\"4 mm\", \"2 mm\"]".into(),
        ("tissue", "voxel") => "\"25 um\"".into(),
        ("tissue", "depth") => "\"100 um\"".into(),
        ("tissue", "lesion") => "{ from = [\"1.2 mm\"], to = [\"2.8 mm\"] }".into(),
        ("tissue.lesion", "from") => "[\"1.2 mm\"]".into(),
        ("tissue.lesion", "to") => "[\"2.8 mm\"]".into(),
        ("patient", "baseline") => "\"250 d\"".into(),
        ("dose", "at") => "\"0 d\"".into(),
        ("dose", "positions") => "\"x_um,y_um\\n700,1000\\n\"".into(),
        ("dose", "site") => "{ from_lesion_edge = \"0.2 mm\" }".into(),
        ("dose", "when") => "{ pain_above = 5, at_most = 3, not_before = \"3 months\" }".into(),
        ("dose.when", "pain_above") => "5".into(),
        ("dose.when", "at_most") => "3".into(),
        ("dose.when", "not_before") => "\"3 months\"".into(),
        ("dose.site", "from_lesion_edge") => "\"0.2 mm\"".into(),
        ("dose.site", "at") => "[\"1 mm\", \"1 mm\"]".into(),
        ("cadence", "tick") => "\"1 h\"".into(),
        ("cadence", "field") => "\"6 h\"".into(),
        ("cadence", "slow") => "\"24 h\"".into(),
        ("output", "visits") => "[\"0 d\", \"1 month\", \"6 months\"]".into(),
        ("", "arm") => "[{ name = \"sham\", dose = [{ at = \"0 d\", sham = true }] }]".into(),
        ("arm", "name") => "\"sham\"".into(),
        ("arm", "dose") => "[{ at = \"0 d\", sham = true }]".into(),
        ("", "spread") => "{ \"drive.autoimmune\" = \"lognormal cv 0.5\", \"patient.age\" = \"fixed\" }".into(),
        ("population", "n") => "200".into(),
        ("population", "hold") => "[\"patient.age\"]".into(),
        ("population", "vary") => "{ \"patient.age\" = \"normal mean 52 y sd 12 y within 22 y to 82 y\" }".into(),
        ("population", "correlations") => "[{ keys = [\"patient.age\", \"patient.donor_potency\"], r = -0.3 }]".into(),
        ("population", "admit") => "{ observed_pain_at_least = 4 }".into(),
        ("population.correlations", "keys") => "[\"patient.age\", \"patient.donor_potency\"]".into(),
        ("population.correlations", "r") => "-0.3".into(),
        ("trial", "ratio") => "[1, 2]".into(),
        ("trial", "control") => "\"sham\"".into(),
        ("trial", "compare") => "[[\"one\", \"sham\"]]".into(),
        ("trial", "potency") => "[\"optimistic\", \"sceptical\"]".into(),
        ("trial", "visits") => "[\"0 d\", \"3 months\", \"12 months\"]".into(),
        ("trial", "power_for") => "[20, 40]".into(),
        ("trial", "intercurrent") => "{ dropout_per_month = 0.02 }".into(),
        ("trial.intercurrent", "dropout_per_month") => "0.02".into(),
        ("trial.intercurrent", "reoperation_per_month") => "0.006".into(),
        ("", "change") => "[{ at = \"90 d\", set = { \"matrix.repair_rate\" = \"0.01 /day\" } }]".into(),
        ("", "block") | ("arm", "block") => {
            "[{ what = \"tnf\", from = \"4 d\", until = \"14 d\", share = 0.8 }]".into()
        }
        ("block", "what") => "\"tnf\"".into(),
        ("block", "from") => "\"4 d\"".into(),
        ("block", "until") => "\"14 d\"".into(),
        ("block", "share") => "0.8".into(),
        ("", "knock_out") | ("arm", "knock_out") => "[\"recruitment\"]".into(),
        ("checkpoint", "at") => "[\"90 d\", \"6 months\"]".into(),
        ("change", "at") => "\"90 d\"".into(),
        ("change", "set") => "{ \"matrix.repair_rate\" = \"0.01 /day\" }".into(),
        ("sweep", "grid") => "{ \"stem_cell.half_life\" = [\"2 d\", \"5 d\"] }".into(),
        ("sweep", "list") => "[{ \"stem_cell.half_life\" = \"2 d\" }, { \"stem_cell.half_life\" = \"5 d\" }]".into(),
        ("", "title") => "\"Half the dose\"".into(),
        ("", "question") => "\"Is half the dose enough?\"".into(),
        _ => general(key.form),
    }
}

/// An example by the form alone.
fn general(form: Form) -> String {
    let quoted = |kind: Kind| match kind.takes_bare_number() {
        true => number(kind.example()),
        false => format!("\"{}\"", kind.example()),
    };
    match form {
        Form::Integer(low, high) => (low + 3).min(high).to_string(),
        Form::Text => "\"text\"".into(),
        Form::Truth => "true".into(),
        Form::Choice(words) => format!("\"{}\"", words.last().copied().unwrap_or_default()),
        Form::Words(words) | Form::TruthOrWords(words) => {
            format!("[\"{}\"]", words.first().copied().unwrap_or_default())
        }
        Form::Quantity(kind) => quoted(kind),
        Form::Quantities(kind, low, _) => format!("[{}]", vec![quoted(kind); low].join(", ")),
        Form::Table(_) => "{}".into(),
        Form::Tables(_) => "[{}]".into(),
        Form::Open | Form::Spreads => "{}".into(),
        Form::Values | Form::ValueOrValues => "[]".into(),
    }
}
