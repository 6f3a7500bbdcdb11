//! From the text of a table to its rows.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::{Dosing, Estimator, Fault, ModelArms, RESPONDERS_DAY, Role, Target, TargetsError};
use admsc_scenario::csv_line::line;
use admsc_scenario::observer::Mode;

/// Names of the columns.
const COLUMNS: [&str; 17] = [
    "id",
    "indication",
    "study",
    "doi",
    "product",
    "model_arm",
    "dose",
    "observer",
    "visit_day",
    "estimator",
    "value",
    "low",
    "high",
    "n",
    "role",
    "status",
    "note",
];

/// Latest visit, days (a century, as in scenarios).
const MAX_DAY: u32 = 36_525;

/// Names of the modes of observation.
const OBSERVERS: [(&str, Mode); 4] =
    [("open", Mode::Open), ("sham-blinded", Mode::ShamBlinded), ("untreated", Mode::Untreated), ("none", Mode::None)];

/// Reads a table.
pub fn read(table: &str, text: &str) -> Result<Vec<Target>, TargetsError> {
    let unreadable = |fault: String| TargetsError::Table { table: table.into(), fault, columns: COLUMNS.join(", ") };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(error.to_string()))?.clone();
    if let Some(whole) = header.get(0).filter(|whole| header.len() == 1 && whole.contains([';', '\t'])) {
        let separator = if whole.contains(';') { "semicolons" } else { "tabs" };
        return Err(unreadable(format!("its columns are separated by {separator}; expected commas")));
    }
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let found = header.iter().position(|name| name == column);
        *place = found.ok_or_else(|| unreadable(format!("the column {column} is missing")))?;
    }
    if let Some(odd) = header.iter().find(|name| !COLUMNS.contains(name)) {
        return Err(unreadable(format!("the column \"{odd}\" is not known")));
    }
    let (mut targets, mut faults, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(error.to_string()))?;
        let line = line(text, record.position());
        let mut row = Row { table, line, record: &record, places: &places, faults: &mut faults };
        if record.len() == header.len() {
            targets.extend(row.target(&mut ids));
        } else {
            let (found, expected) = (record.len(), header.len());
            let quotes = "cells that contain commas need quotation marks";
            row.fault::<()>(
                "id",
                format!("the row has {found} cells"),
                format!("{expected}, as the header has; {quotes}"),
            );
        }
    }
    match (faults.is_empty(), targets.is_empty()) {
        (false, _) => Err(TargetsError::Cells(faults)),
        (true, true) => Err(TargetsError::Empty(table.into())),
        (true, false) => Ok(targets),
    }
}

/// A row that is being read.
struct Row<'a> {
    table: &'a str,
    line: u64,
    record: &'a StringRecord,
    places: &'a [usize; COLUMNS.len()],
    faults: &'a mut Vec<Fault>,
}

impl Row<'_> {
    fn cell(&self, column: &str) -> String {
        let place = COLUMNS.iter().position(|name| *name == column).map(|column| self.places[column]);
        place.and_then(|place| self.record.get(place)).unwrap_or_default().to_owned()
    }

    fn fault<T>(&mut self, column: &str, fault: impl Into<String>, expected: impl Into<String>) -> Option<T> {
        let (table, column) = (self.table.to_owned(), column.to_owned());
        self.faults.push(Fault { table, line: self.line, column, fault: fault.into(), expected: expected.into() });
        None
    }

    /// The row; nothing when a cell is faulty. All cells are read in any case.
    fn target(&mut self, ids: &mut BTreeSet<String>) -> Option<Target> {
        let id = self.text("id");
        if let Some(id) = &id
            && !ids.insert(id.clone())
        {
            self.fault::<()>("id", format!("\"{id}\" is given twice"), "a different name in every row");
        }
        let (indication, study) = (self.text("indication"), self.text("study"));
        let estimator = self.estimator();
        let model_arms = self.model_arms(estimator);
        let (observer, visit_day, role) = (self.observer(), self.visit_day(estimator), self.role());
        let dosing = self.dosing(visit_day);
        let figures = self.figures(estimator);
        let n = self.patients();
        let (value, low, high) = figures?;
        Some(Target {
            id: id?,
            indication: indication?,
            study: study?,
            doi: self.cell("doi"),
            product: self.cell("product"),
            model_arms: model_arms?,
            dosing: dosing?,
            observer: observer?,
            visit_day: visit_day?,
            estimator: estimator?,
            value,
            low,
            high,
            n: n?,
            role: role?,
            status: self.cell("status"),
            note: self.cell("note"),
        })
    }

    fn text(&mut self, column: &str) -> Option<String> {
        let text = self.cell(column);
        if text.is_empty() {
            return self.fault(column, "the cell is empty", "a text");
        }
        Some(text)
    }

    fn estimator(&mut self) -> Option<Estimator> {
        let text = self.cell("estimator");
        let known = Estimator::ALL.iter().find(|(_, name)| *name == text).map(|(estimator, _)| *estimator);
        let names = || Estimator::ALL.map(|(_, name)| format!("\"{name}\"")).join(", ");
        known.or_else(|| {
            self.fault("estimator", format!("\"{text}\" is not an estimator"), format!("one of {}", names()))
        })
    }

    fn model_arms(&mut self, estimator: Option<Estimator>) -> Option<ModelArms> {
        let text = self.text("model_arm")?;
        let name = |arm: &str| arm.trim().strip_suffix(" pooled").unwrap_or(arm.trim()).trim().to_owned();
        let arms = match text.split_once(" minus ") {
            Some((arm, minus)) => ModelArms { arm: name(arm), minus: Some(name(minus)) },
            None => ModelArms { arm: name(&text), minus: None },
        };
        if arms.arm.is_empty() || arms.minus.as_ref().is_some_and(String::is_empty) {
            return self.fault("model_arm", format!("\"{text}\" lacks an arm"), "SCENARIO, or SCENARIO minus SCENARIO");
        }
        match (estimator.map(Estimator::is_difference), arms.minus.is_some()) {
            (Some(true), false) => {
                let expected = "two arms: SCENARIO minus SCENARIO";
                self.fault("model_arm", "the estimator is a difference, but only one arm is given", expected)
            }
            (Some(false), true) => {
                self.fault("model_arm", "two arms are given, but the estimator is not a difference", "one SCENARIO")
            }
            _ => Some(arms),
        }
    }

    fn dosing(&mut self, visit_day: Option<u32>) -> Option<Option<Dosing>> {
        let text = self.cell("dose");
        if text.is_empty() || text == "-" {
            return Some(None);
        }
        let Some(dosing) = Dosing::parse(&text) else {
            return self.fault("dose", format!("\"{text}\" is not a dose"), dosing_examples());
        };
        match (dosing.days.first(), visit_day) {
            (Some(first), Some(visit)) if *first >= f64::from(visit) => {
                let fault = format!("the first dose is on day {first}, the visit on day {visit}");
                self.fault("dose", fault, "a dose before the visit")
            }
            _ => Some(Some(dosing)),
        }
    }

    fn observer(&mut self) -> Option<Mode> {
        let text = self.cell("observer");
        let known = OBSERVERS.iter().find(|(name, _)| *name == text).map(|(_, mode)| *mode);
        let names = || OBSERVERS.map(|(name, _)| name).join(", ");
        known
            .or_else(|| self.fault("observer", format!("\"{text}\" is not an observer"), format!("one of {}", names())))
    }

    fn visit_day(&mut self, estimator: Option<Estimator>) -> Option<u32> {
        let text = self.cell("visit_day");
        let first = if estimator == Some(Estimator::StillResponding) { RESPONDERS_DAY + 1 } else { 1 };
        let day = text.parse::<u32>().ok().filter(|day| (first..=MAX_DAY).contains(day));
        let expected = || format!("a whole day from {first} to {MAX_DAY}");
        day.or_else(|| self.fault("visit_day", format!("\"{text}\" is not the day of a visit"), expected()))
    }

    fn role(&mut self) -> Option<Role> {
        let text = self.cell("role");
        let known = [Role::Fit, Role::Check].into_iter().find(|role| role.name() == text);
        known.or_else(|| self.fault("role", format!("\"{text}\" is not a role"), "fit or check"))
    }

    fn number(&mut self, column: &str) -> Option<f64> {
        let text = self.cell(column);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.or_else(|| self.fault(column, format!("\"{text}\" is not a number"), "a number, for example 3.5"))
    }

    /// Value and interval.
    fn figures(&mut self, estimator: Option<Estimator>) -> Option<(f64, f64, f64)> {
        let [value, low, high] = ["value", "low", "high"].map(|column| self.number(column));
        let (value, low, high, (least, most)) = (value?, low?, high?, estimator?.range());
        for (column, number) in [("value", value), ("low", low), ("high", high)] {
            if !(least..=most).contains(&number) {
                return self.fault(
                    column,
                    format!("{number} is impossible"),
                    format!("a number from {least} to {most}"),
                );
            }
        }
        if low > value || value > high || low == high {
            let expected = "low ≤ value ≤ high, and low < high";
            return self.fault("low", format!("the interval {low} to {high} does not contain {value}"), expected);
        }
        Some((value, low, high))
    }

    fn patients(&mut self) -> Option<Option<u32>> {
        let text = self.cell("n");
        if text.is_empty() {
            return Some(None);
        }
        let n = text.parse::<u32>().ok().filter(|n| *n > 0);
        n.map(Some)
            .or_else(|| self.fault("n", format!("\"{text}\" is not a number of patients"), "1 or more, or nothing"))
    }
}

fn dosing_examples() -> String {
    let examples = ["18e6 local", "6e6 and 18e6 local", "2 x 18e6 at 0 and 180 d", "1-4e6/kg iv days 1 8 15", "-"];
    format!("for example {}", examples.map(|text| format!("\"{text}\"")).join(", "))
}
