//! The format as a JSON schema, for editors.

use serde_json::{Map, Value, json};

use super::keys::{self, Form, KEYS};
use crate::ledger::limits::{self, Limit};
use crate::ledger::{Entry, Ledger, LedgerError};
use crate::units::Kind;

/// JSON Schema (2020-12) of a scenario: every key with what it takes; ledger keys with unit, range and default.
///
/// # Errors
/// When the bundled ledger cannot be read.
pub fn schema() -> Result<Value, LedgerError> {
    let ledger = Ledger::bundled()?;
    let mut root = table(&ledger, "");
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        for section in keys::sections(&ledger) {
            properties.insert(section.to_string(), Value::Object(table(&ledger, section)));
        }
    }
    root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".into(), json!("admsc-sim scenario, format 1"));
    root.insert("required".into(), json!(["format"]));
    Ok(Value::Object(root))
}

/// The table at a path.
fn table(ledger: &Ledger, path: &str) -> Map<String, Value> {
    let mut properties = Map::new();
    for key in KEYS.iter().filter(|key| key.table == path) {
        let mut value = form(ledger, key.form);
        value.insert("description".into(), json!(key.description));
        properties.insert(key.name.into(), Value::Object(value));
    }
    for entry in ledger.of_section(path) {
        properties.insert(entry.name().into(), Value::Object(parameter(entry)));
    }
    if path == "arm" {
        // It may set parameters, as the scenario does.
        let own = |section: &str| (section.to_owned(), Value::Object(table(ledger, section)));
        properties.extend(ledger.sections().map(own));
    }
    object(json!({ "type": "object", "additionalProperties": false, "properties": properties }))
}

fn form(ledger: &Ledger, form: Form) -> Map<String, Value> {
    object(match form {
        Form::Integer(low, high) => json!({ "type": "integer", "minimum": low, "maximum": high }),
        Form::Text => json!({ "type": "string" }),
        Form::Truth => json!({ "type": "boolean" }),
        Form::Words(words) => words_of(words),
        Form::TruthOrWords(words) => json!({ "anyOf": [{ "type": "boolean" }, words_of(words)] }),
        Form::Choice(words) => json!({ "enum": words }),
        Form::Quantity(kind) => Value::Object(quantity(kind)),
        Form::Quantities(kind, low, high) => {
            json!({ "type": "array", "items": quantity(kind), "minItems": low, "maxItems": high })
        }
        Form::Table(path) => Value::Object(table(ledger, path)),
        Form::Open => json!({ "type": "object" }),
        Form::Spreads => spreads(ledger),
        Form::Values => json!({ "type": "array" }),
        Form::ValueOrValues => json!({ "type": ["array", "number", "string"] }),
        Form::Tables(path) => json!({ "type": "array", "items": table(ledger, path) }),
    })
}

/// A spread of each ledger key. The deprecated form is a table.
fn spreads(ledger: &Ledger) -> Value {
    let spread = |entry: &Entry| {
        let default = entry.distribution.map_or_else(|| "fixed".to_owned(), |spread| entry.spread_text(&spread));
        let description = format!("how patients differ: {}", entry.description);
        (entry.key.clone(), json!({ "type": ["string", "object"], "description": description, "default": default }))
    };
    json!({ "type": "object", "properties": ledger.entries().iter().map(spread).collect::<Map<_, _>>() })
}

/// An array of some of these words.
fn words_of(words: &[&str]) -> Value {
    json!({ "type": "array", "items": { "enum": words }, "uniqueItems": true })
}

/// A text with a unit, or a bare number where the unit is plain.
fn quantity(kind: Kind) -> Map<String, Value> {
    let types = if kind.takes_bare_number() { json!(["number", "string"]) } else { json!("string") };
    object(json!({ "type": types, "examples": [kind.example()] }))
}

fn parameter(entry: &Entry) -> Map<String, Value> {
    let mut value = quantity(entry.kind);
    let limit = limits::for_key(&entry.key, entry.kind);
    let (low, high) = (entry.text(entry.low), entry.text(entry.high));
    let description =
        format!("{}; {}; plausible {low} to {high}; {}", entry.description, entry.kind.name(), limit.words());
    value.insert("description".into(), json!(description));
    value.insert("x-unit".into(), json!(entry.unit));
    value.insert("x-range".into(), json!([low, high]));
    value.insert("x-grade".into(), json!(entry.grade));
    if entry.kind == Kind::Number {
        value.insert("default".into(), json!(entry.value));
        let bound = if limit.needs_positive() { "exclusiveMinimum" } else { "minimum" };
        value.insert(bound.into(), json!(0));
        if matches!(limit, Limit::Share | Limit::PositiveShare) {
            value.insert("maximum".into(), json!(1));
        }
    } else {
        value.insert("default".into(), json!(entry.text(entry.value)));
    }
    value
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
