//! What stands where in the maps of a sweep.

use std::collections::BTreeMap;

use crate::plot::study::StudyResults;
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::ledger::names::{key_name, key_with_value, value_of_key};
use admsc_scenario::reading::study::Point;
use admsc_study::trial::{Axis, axes};

/// Most panels below each other.
const MOST_PANELS: usize = 4;
/// Most rows of a panel, of all panels together.
const MOST_ROWS: usize = 24;
/// Most columns of a panel.
const MOST_COLUMNS: usize = 40;

/// A map.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// What it is about besides its axes; may be empty.
    pub name: String,
    /// Names of its rows.
    pub rows: Vec<String>,
    /// Names of its columns.
    pub columns: Vec<String>,
    /// Point and arm by row and column.
    pub cells: BTreeMap<(usize, usize), (usize, usize)>,
}

/// All maps of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The maps, from top to bottom.
    pub panels: Vec<Panel>,
    /// What the rows are.
    pub row_title: Message,
    /// What the columns are.
    pub column_title: Message,
    /// Whether all arms are on the figure.
    pub holds_arms: bool,
    /// Sentences of what is not shown for want of room; there may be none.
    pub left_out: Vec<Message>,
}

/// The arms that are mapped: all but the control, unless there is no other.
pub fn arms(results: &StudyResults<'_>) -> Vec<usize> {
    let control = results.study.control;
    let others: Vec<usize> = results.shown_arms().into_iter().filter(|arm| *arm != control).collect();
    if others.is_empty() { vec![control] } else { others }
}

impl Table {
    /// The maps of a sweep: columns are the values of the last key, rows those of the one before, panels those of the
    /// one before that. With two keys the panels are the arms, with one key the rows are. A list has a row a point and a
    /// column an arm.
    pub fn from_results(results: &StudyResults<'_>, arm: Option<usize>) -> Self {
        let arms = arm.map_or_else(|| arms(results), |arm| vec![arm]);
        let table = match axes(&results.study.points).as_deref() {
            Some([.., panels, rows, columns]) => three(results, arms[0], panels, rows, columns),
            Some([rows, columns]) => two(results, &arms, rows, columns),
            Some([columns]) => one(results, &arms, columns),
            _ => list(results, &arms),
        };
        table.fitted(results)
    }

    /// Leaves out what has no room, and says so.
    fn fitted(mut self, results: &StudyResults<'_>) -> Self {
        let cells = |table: &Self| table.panels.iter().map(|panel| panel.cells.len()).sum::<usize>();
        let before = cells(&self);
        self.panels.truncate(MOST_PANELS);
        let most = (MOST_ROWS / self.panels.len().max(1)).max(1);
        for panel in &mut self.panels {
            panel.rows.truncate(most);
            panel.columns.truncate(MOST_COLUMNS);
            let (rows, columns) = (panel.rows.len(), panel.columns.len());
            panel.cells.retain(|(row, column), _| *row < rows && *column < columns);
        }
        let after = cells(&self);
        if after < before {
            let shown = english("{shown} of {all} results are shown.");
            self.left_out.push(shown.with("shown", after).with("all", before));
        }
        self.left_out.extend(results.arms_left_out());
        self
    }
}

/// Number of the point that holds these values, the first where keys are not asked for.
fn point(results: &StudyResults<'_>, wanted: &[(&str, &str)]) -> Option<usize> {
    let holds = |point: &Point, (key, value): &(&str, &str)| point.values.iter().any(|(k, v)| k == key && v == value);
    results.study.points.iter().position(|point| wanted.iter().all(|pair| holds(point, pair)))
}

fn shown(results: &StudyResults<'_>, (key, values): &Axis) -> Vec<String> {
    values.iter().map(|value| results.language.say(value_of_key(key, value))).collect()
}

/// What the values of an axis are.
fn title(results: &StudyResults<'_>, axis: &Axis) -> Message {
    verbatim(key_name(&axis.0, results.language))
}

/// Keys of a point with their values.
fn with_values<'a>(results: &StudyResults<'_>, pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    pairs
        .map(|(key, value)| key_with_value(key, value, results.language))
        .collect::<Vec<_>>()
        .join(results.language.translated(english("; ")))
}

fn three(results: &StudyResults<'_>, arm: usize, panels: &Axis, rows: &Axis, columns: &Axis) -> Table {
    let panel = |value: &String| Panel {
        name: key_with_value(&panels.0, value, results.language),
        rows: shown(results, rows),
        columns: shown(results, columns),
        cells: cells(results, arm, &[(&panels.0, value)], rows, columns),
    };
    let keys = results.study.points.first().map_or(0, |point| point.values.len());
    let first = results.study.points.first().into_iter().flat_map(|point| &point.values);
    let held = with_values(results, first.take(keys.saturating_sub(3)));
    Table {
        panels: panels.1.iter().map(panel).collect(),
        row_title: title(results, rows),
        column_title: title(results, columns),
        holds_arms: false,
        left_out: (!held.is_empty()).then(|| english("At {values}.").with("values", held)).into_iter().collect(),
    }
}

fn two(results: &StudyResults<'_>, arms: &[usize], rows: &Axis, columns: &Axis) -> Table {
    let panel = |arm: &usize| Panel {
        name: if arms.len() > 1 { results.study.arms[*arm].clone() } else { String::new() },
        rows: shown(results, rows),
        columns: shown(results, columns),
        cells: cells(results, *arm, &[], rows, columns),
    };
    Table {
        panels: arms.iter().map(panel).collect(),
        row_title: title(results, rows),
        column_title: title(results, columns),
        holds_arms: true,
        left_out: Vec::new(),
    }
}

fn cells(
    results: &StudyResults<'_>,
    arm: usize,
    fixed: &[(&str, &str)],
    rows: &Axis,
    columns: &Axis,
) -> BTreeMap<(usize, usize), (usize, usize)> {
    let mut cells = BTreeMap::new();
    for (row, value) in rows.1.iter().enumerate() {
        for (column, other) in columns.1.iter().enumerate() {
            let wanted = [fixed, &[(&rows.0, value), (&columns.0, other)]].concat();
            cells.extend(point(results, &wanted).map(|point| ((row, column), (point, arm))));
        }
    }
    cells
}

fn one(results: &StudyResults<'_>, arms: &[usize], columns: &Axis) -> Table {
    let mut panel = Panel { columns: shown(results, columns), ..Panel::default() };
    for (row, arm) in arms.iter().enumerate() {
        panel.rows.push(results.study.arms[*arm].clone());
        for (column, value) in columns.1.iter().enumerate() {
            panel.cells.extend(point(results, &[(&columns.0, value)]).map(|point| ((row, column), (point, *arm))));
        }
    }
    Table {
        panels: vec![panel],
        row_title: english("Arm").into(),
        column_title: title(results, columns),
        holds_arms: true,
        left_out: Vec::new(),
    }
}

fn list(results: &StudyResults<'_>, arms: &[usize]) -> Table {
    let mut panel =
        Panel { columns: arms.iter().map(|arm| results.study.arms[*arm].clone()).collect(), ..Panel::default() };
    for (row, point) in results.study.points.iter().enumerate() {
        panel.rows.push(with_values(results, point.values.iter()));
        panel.cells.extend(arms.iter().enumerate().map(|(column, arm)| ((row, column), (row, *arm))));
    }
    Table {
        panels: vec![panel],
        row_title: english("Point of the sweep").into(),
        column_title: english("Arm").into(),
        holds_arms: true,
        left_out: Vec::new(),
    }
}
