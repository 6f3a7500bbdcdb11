//! Where values stand in a scenario.

use super::mutate::Random;
use toml::{Table, Value};

/// The way to a value: keys, and numbers of items.
pub type Path = Vec<Step>;

/// One step of a way.
#[derive(Clone, PartialEq)]
pub enum Step {
    Key(String),
    Item(usize),
}

/// Ways to all values for which `wanted` holds.
pub fn all(table: &Table, wanted: impl Fn(&Value) -> bool) -> Vec<Path> {
    let mut found = Vec::new();
    let mut open: Vec<(Path, &Value)> =
        table.iter().map(|(key, value)| (vec![Step::Key(key.clone())], value)).collect();
    while let Some((path, value)) = open.pop() {
        let below = |step: Step| path.iter().cloned().chain([step]).collect::<Path>();
        match value {
            Value::Table(table) => open.extend(table.iter().map(|(key, value)| (below(Step::Key(key.clone())), value))),
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(row, value)| (below(Step::Item(row)), value)));
            }
            _ => {}
        }
        if wanted(value) {
            found.push(path);
        }
    }
    found
}

/// The value at the end of a way.
pub fn at<'a>(table: &'a mut Table, path: &[Step]) -> Option<&'a mut Value> {
    let (Step::Key(first), rest) = path.split_first()? else { return None };
    rest.iter().try_fold(table.get_mut(first)?, |value, step| match (value, step) {
        (Value::Table(table), Step::Key(key)) => table.get_mut(key),
        (Value::Array(items), Step::Item(row)) => items.get_mut(*row),
        _ => None,
    })
}

/// One of the values for which `wanted` holds.
pub fn any<'a>(table: &'a mut Table, random: &mut Random, wanted: impl Fn(&Value) -> bool) -> Option<&'a mut Value> {
    let paths = all(table, wanted);
    if paths.is_empty() { None } else { at(table, random.one_of::<Path>(&paths)) }
}

/// One of the tables, the whole scenario among them.
pub fn any_table<'a>(table: &'a mut Table, random: &mut Random) -> &'a mut Table {
    let mut paths = all(table, |value| value.as_table().is_some_and(|table| !table.is_empty()));
    paths.push(Path::new());
    let path = random.one_of(&paths).clone();
    match path.is_empty() {
        true => table,
        false => at(table, &path).and_then(Value::as_table_mut).unwrap_or_else(|| unreachable!("it was found there")),
    }
}
