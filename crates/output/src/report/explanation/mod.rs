//! The report of an explanation: what costs the time, what the relief needs, and whether it lasts.

mod answer;
mod tables;

use serde_json::Value;

use super::given::{Content, Given, treatments};
use super::numbers::Numbers;
use super::page::Page;
use super::sentence::{Sentence, sentence};
use admsc_scenario::language::english;
use admsc_study::explanation::attribution::Model;

/// The report of an explanation.
pub fn page(given: &Given<'_>) -> Page {
    let numbers = given.numbers();
    let design = treatments([("", Some(&given.scenario.setup))], None);
    let limits = vec![
        sentence(english("These are causes in the model, not in people: they show how its mechanisms act together.")),
        sentence(english(
            "Costs in time are from the cell model on voxels of 50 µm, in steps of an hour. Sensitisation is made \
             instantaneous there, everything else ten times as fast: about a tenth of its time stays in the rest.",
        )),
        given.potency(),
    ];
    given.page(Content {
        answer: answer::blocks(numbers),
        tables: tables::all(numbers),
        design: vec![design, given.listing()],
        limits,
    })
}

/// The answer in short, by what `summary.json` holds: what costs the time, and whether relief lasts.
pub fn in_short(summary: &Value) -> Vec<Sentence> {
    answer::short(Numbers(summary))
}

/// The rows of the costs in time on cells; those of the mean field stand in the files.
fn cost_rows(numbers: Numbers<'_>) -> Vec<usize> {
    let is_on_cells = |row: &usize| numbers.text(&cost(*row, "model")) == Some(Model::Cells.name());
    (0..numbers.count("/time_costs")).filter(is_on_cells).collect()
}

/// Where a number of a row of the costs in time stands.
fn cost(place: usize, name: &str) -> String {
    format!("/time_costs/{place}/{name}")
}
