//! In which keys resolved scenarios differ: what a reader of a comparison asks first.

use std::collections::{BTreeMap, BTreeSet};

/// A key in which scenarios differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferingKey {
    /// Its path, for example `patient.potency`; doses are counted from 0 as after `--set`, `dose[0].cells`.
    pub path: String,
    /// Its value in each scenario; none where the scenario has no such key.
    pub values: Vec<Option<String>>,
}

/// Keys that say what a scenario is called or how it is written, not what is run.
const WORDS: [&str; 3] = ["format", "title", "question"];
/// Their translations.
const TRANSLATION: &str = "translation.";

/// A key that is written only where it is not 1.
const LIVES: &str = "lives";

/// The keys in which resolved scenarios differ, by path, those about results only at the end. Titles and questions are
/// left out.
///
/// # Errors
/// When a text is not TOML.
pub fn differing_keys(resolved: &[&str]) -> Result<Vec<DifferingKey>, toml::de::Error> {
    let mut flat = Vec::new();
    for text in resolved {
        let mut values = BTreeMap::new();
        values.insert(LIVES.to_owned(), "1".to_owned());
        flatten("", &toml::Value::Table(text.parse()?), &mut values);
        flat.push(values);
    }
    let paths: BTreeSet<&String> = flat.iter().flat_map(BTreeMap::keys).collect();
    let mut differing: Vec<DifferingKey> = paths
        .into_iter()
        .filter(|path| !WORDS.contains(&path.as_str()) && !path.starts_with(TRANSLATION))
        .map(|path| DifferingKey { path: path.clone(), values: flat.iter().map(|v| v.get(path).cloned()).collect() })
        .filter(|key| key.values.iter().any(|value| *value != key.values[0]))
        .collect();
    differing.sort_by_key(|key| key.path.starts_with("output."));
    Ok(differing)
}

/// What a resolved study states of an arm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedArm {
    /// Its name.
    pub name: String,
    /// How many doses it lists.
    pub doses: usize,
    /// The keys in which it differs besides, with their values.
    pub keys: Vec<(String, String)>,
}

/// The arms of a resolved study in their order; none of what is no study.
pub fn stated_arms(resolved: &str) -> Vec<StatedArm> {
    let table: toml::Table = resolved.parse().unwrap_or_default();
    let arm = |arm: &toml::Value| {
        let mut keys = arm.as_table()?.clone();
        let name = keys.remove("name")?.as_str()?.to_owned();
        let doses = keys.remove("dose").and_then(|doses| doses.as_array().map(Vec::len)).unwrap_or(0);
        let mut flat = BTreeMap::new();
        flatten("", &toml::Value::Table(keys), &mut flat);
        Some(StatedArm { name, doses, keys: flat.into_iter().collect() })
    };
    table.get("arm").and_then(toml::Value::as_array).into_iter().flatten().filter_map(arm).collect()
}

/// Enters every value below a path.
fn flatten(path: &str, value: &toml::Value, into: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, value) in table {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&below, value, into);
            }
        }
        toml::Value::Array(items) if items.iter().any(toml::Value::is_table) => {
            for (number, item) in items.iter().enumerate() {
                flatten(&format!("{path}[{number}]"), item, into);
            }
        }
        toml::Value::Array(items) => {
            into.insert(path.to_owned(), items.iter().map(plain).collect::<Vec<_>>().join(", "));
        }
        single => {
            into.insert(path.to_owned(), plain(single));
        }
    }
}

/// A value without quotation marks.
fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_differ_are_found_with_their_values() -> Result<(), toml::de::Error> {
        let a = "title = \"a\"\nseed = 1\ntranslation.ja.title = \"甲\"\n[output]\nvisits = [\"0 day\"]\n[x]\nsame = 2\n[[dose]]\ncells = \"5 cells\"\n";
        let b = "title = \"b\"\nseed = 2\n[output]\nvisits = [\"0 day\", \"9 day\"]\n[x]\nsame = 2\n";
        let found = differing_keys(&[a, b])?;
        let told: Vec<_> = found.iter().map(|key| (key.path.as_str(), key.values[0].as_deref())).collect();
        assert_eq!(told, [("dose[0].cells", Some("5 cells")), ("seed", Some("1")), ("output.visits", Some("0 day"))]);
        assert_eq!(found[0].values[1], None);
        assert_eq!(found[2].values[1].as_deref(), Some("0 day, 9 day"));
        assert_eq!(differing_keys(&[a, a])?, []);
        assert!(differing_keys(&["= 3"]).is_err());
        Ok(())
    }
}
