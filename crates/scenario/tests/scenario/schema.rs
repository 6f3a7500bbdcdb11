//! The JSON schema takes what the program takes: every scenario that is shipped, and every resolved file that it writes.

use std::error::Error;
use std::path::{Path, PathBuf};

use admsc_scenario::reading::{Override, load, load_str, schema};
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// What a value has that its schema refuses. A word of the schema that is not known here is a fault as well.
fn faults(schema: &Value, value: &Value, path: &str, found: &mut Vec<String>) {
    let Some(words) = schema.as_object() else { return found.push(format!("{path}: no schema")) };
    for (word, asked) in words {
        let number = value.as_f64().unwrap_or(f64::NAN);
        let limit = asked.as_f64().unwrap_or(f64::NAN);
        let length = value.as_array().map_or(0, Vec::len) as f64;
        let good = match word.as_str() {
            "$schema" | "title" | "description" | "default" | "examples" | "x-unit" | "x-range" | "x-grade" => true,
            "type" => match asked {
                Value::Array(types) => types.iter().any(|asked| is(asked, value)),
                one => is(one, value),
            },
            "enum" => asked.as_array().is_some_and(|words| words.contains(value)),
            "anyOf" => asked.as_array().is_some_and(|all| all.iter().any(|schema| accepts(schema, value))),
            "required" => asked
                .as_array()
                .is_some_and(|names| names.iter().all(|name| value.get(name.as_str().unwrap_or_default()).is_some())),
            "minimum" => !value.is_number() || number >= limit,
            "maximum" => !value.is_number() || number <= limit,
            "exclusiveMinimum" => !value.is_number() || number > limit,
            "minItems" => !value.is_array() || length >= limit,
            "maxItems" => length <= limit,
            "uniqueItems" => value
                .as_array()
                .is_none_or(|all| all.iter().all(|one| all.iter().filter(|other| *other == one).count() == 1)),
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    faults(asked, item, &format!("{path}[{number}]"), found);
                }
                true
            }
            "properties" => {
                for (name, inner) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = asked.get(name) {
                        faults(schema, inner, &format!("{path}.{name}"), found);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = |name: &String| schema["properties"].get(name).is_some();
                *asked != Value::Bool(false) || value.as_object().is_none_or(|table| table.keys().all(known))
            }
            _ => false,
        };
        if !good {
            found.push(format!("{path}: {word} of {asked}, found {value}"));
        }
    }
}

fn is(asked: &Value, value: &Value) -> bool {
    match asked.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_i64() || value.is_u64(),
        _ => false,
    }
}

fn accepts(schema: &Value, value: &Value) -> bool {
    let mut found = Vec::new();
    faults(schema, value, "", &mut found);
    found.is_empty()
}

/// What the schema refuses in a text.
fn refused(schema: &Value, text: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    faults(schema, &serde_json::to_value(toml::from_str::<toml::Table>(text)?)?, "", &mut found);
    Ok(found)
}

/// All scenarios of the repository.
fn scenarios() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut all = Vec::new();
    for folder in ["scenarios", "scenarios/indications", "scenarios/studies", "examples"] {
        for entry in std::fs::read_dir(root.join(folder))? {
            all.push(entry?.path());
        }
    }
    all.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    Ok(all)
}

#[test]
fn every_shipped_scenario_and_its_resolved_file_keep_to_the_schema() -> Outcome {
    let (schema, mut seen) = (schema()?, 0);
    for path in scenarios()? {
        assert_eq!(refused(&schema, &std::fs::read_to_string(&path)?)?, [""; 0], "{}", path.display());
        let scenario = load(&path, &[])?;
        assert_eq!(refused(&schema, &scenario.resolved_toml)?, [""; 0], "{}, resolved", path.display());
        seen += 1;
    }
    assert!(seen > 30, "{seen} scenarios");
    Ok(())
}

#[test]
fn what_the_program_reads_keeps_to_the_schema() -> Outcome {
    let study = "format = 1\nextends = \"builtin:neuropathic\"\n[population]\nn = 2\nhold = []\n[trial]\npotency = 1.0\n\
                 power_for = []\n[[arm]]\nname = \"none\"\ndose = []\n[[arm]]\nname = \"one\"\npatient.potency = 0.1\n\
                 stem_cell.half_life = \"5 d\"\ndose = [{ at = \"0 d\", cells = 70e6 }]\n";
    let schema = schema()?;
    for potency in ["1.0", "\"sceptical\"", "[0.3, \"optimistic\"]"] {
        let text = study.replace("1.0", potency);
        let scenario = load_str("mine.toml", &text, &[Override::parse("horizon=\"60 d\"")?])?;
        assert_eq!(refused(&schema, &text)?, [""; 0]);
        assert_eq!(refused(&schema, &scenario.resolved_toml)?, [""; 0]);
    }
    for wrong in [
        "[population]\nn = 0",
        "[population]\nsize = 3",
        "seed = -1",
        "[[arm]]\nnam = \"a\"",
        "[[arm]]\npatient.age = []",
    ] {
        assert!(!refused(&schema, &format!("format = 1\n{wrong}\n"))?.is_empty(), "{wrong}");
    }
    Ok(())
}
