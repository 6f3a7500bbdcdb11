//! The report of an explanation: what costs the time, what the relief needs, and whether it lasts.

mod answer;
mod largest;
mod tables;

use super::given::{Content, Given, treatments};
use super::page::Page;
use super::sentence::sentence;
use admsc_scenario::language::english;

/// The report of an explanation.
pub fn page(given: &Given<'_>) -> Page {
    let numbers = given.numbers();
    let design = treatments([("", Some(&given.scenario.setup))], None);
    let limits = vec![
        sentence(english("These are causes in the model, not in people: they show how its mechanisms act together.")),
        sentence(english(
            "Costs in time are from the mean field, which has no homing and no growth of axons; a table shows where \
             the cell model differs.",
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

/// Where a number of a row of the costs in time stands.
fn cost(place: usize, name: &str) -> String {
    format!("/time_costs/{place}/{name}")
}
