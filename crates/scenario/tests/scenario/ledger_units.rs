//! The unit that a rule's doc comment states is the canonical unit of that parameter's ledger row.

use std::collections::BTreeMap;
use std::error::Error;

use admsc_scenario::ledger::Ledger;
use admsc_scenario::units::{Kind, Unit};

/// Section of the ledger and the file whose struct holds its fields.
const FILES: [(&str, &str, &str); 22] = [
    ("macrophage", "macrophage", "Parameters"),
    ("drive", "drive", "Parameters"),
    ("chemotaxis", "homing", "Parameters"),
    ("injury_signal", "secretion", "InjurySignal"),
    ("stem_cell", "stem_cell", "Parameters"),
    ("niche", "niche", "Parameters"),
    ("circulation", "circulation", "Parameters"),
    ("matrix", "matrix", "Parameters"),
    ("growth_factor", "growth_factor", "Parameters"),
    ("axon", "axon", "Parameters"),
    ("sensitisation", "sensitisation", "Parameters"),
    ("microglia", "microglia", "Parameters"),
    ("pain", "pain", "Parameters"),
    ("patient", "patient", "Parameters"),
    ("tissue", "geometry", "Parameters"),
    ("injury", "injury", "Parameters"),
    ("debris", "debris", "Parameters"),
    ("persistence", "persistence", "Parameters"),
    ("t_cell", "t_cell", "Parameters"),
    ("tumour", "tumour", "Parameters"),
    ("flare", "flare", "Parameters"),
    ("species", "species", "Parameters"),
];

/// The unit a doc comment ends its first sentence with; none stated is a plain number.
fn stated_kind(comment: &str) -> Result<(Kind, String), Box<dyn Error>> {
    let sentence = comment.split(". ").next().unwrap_or_default().trim_end_matches('.');
    if sentence.starts_with("Points per ") {
        return Ok((Kind::Points, "points".into()));
    }
    for phrase in sentence.split([',', '(']).rev() {
        let phrase = phrase.trim();
        if let Ok(unit) = Unit::parse(phrase)
            && let Some(kind) = unit.dimension().kind().filter(|kind| *kind != Kind::Number)
        {
            return Ok((kind, phrase.to_string()));
        }
    }
    Ok((Kind::Number, "1".into()))
}

/// Doc comments of the fields of one struct.
fn fields(file: &str, name: &str) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let path = format!("{}/../model/src/rules/{file}.rs", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(path)?;
    let body = source.split(&format!("pub struct {name} {{")).nth(1).and_then(|rest| rest.split("\n}").next());
    let mut comment = String::new();
    let mut found = BTreeMap::new();
    for line in body.ok_or(format!("{file}.rs has no struct {name}"))?.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            comment = format!("{comment}{text} ");
        } else if let Some((field, _)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(':')) {
            found.insert(field.to_string(), std::mem::take(&mut comment).trim().to_string());
        }
    }
    Ok(found)
}

#[test]
fn ledger_units_are_those_of_the_rules() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let mut checked = 0;
    for (section, file, name) in FILES {
        let sections = match section {
            "species" => vec!["tnf_alpha", "il_10", "mediator", "cxcl12", "ngf", "gdnf", "vegf"],
            other => vec![other],
        };
        for (field, comment) in fields(file, name)? {
            for section in &sections {
                let key = format!("{section}.{field}");
                let entry = ledger.entry(&key).ok_or(format!("{key} is not in the ledger"))?;
                let (kind, unit_text) = stated_kind(&comment)?;
                assert_eq!(entry.kind, kind, "{key}: the rule says \"{comment}\", the ledger \"{}\"", entry.unit);
                let unit = Unit::parse(&unit_text)?;
                assert_eq!(unit.to_canonical(3.7), 3.7, "{key}: \"{unit_text}\" is not canonical");
                checked += 1;
            }
        }
    }
    assert_eq!(checked, ledger.entries().len());
    Ok(())
}
