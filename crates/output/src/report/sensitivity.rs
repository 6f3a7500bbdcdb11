//! The report of a sensitivity analysis: which parameters move the outcome, how well they are known, and what was not moved.

use super::given::{Content, Given, or_dash, treatments};
use super::numbers::{Number, Numbers};
use super::page::{Block, Page, Table, head};
use super::sentence::{Sentence, own, sentence};
use crate::plot::sensitivity::outcome_name;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::ledger::names::key_name;
use admsc_stats::resampling::FEWEST;
use admsc_study::sensitivity::tables::grade_said;

/// The report of an analysis.
pub fn page(given: &Given<'_>) -> Page {
    let numbers = given.numbers();
    let design = treatments([("", Some(&given.scenario.setup))], None);
    let limits = vec![
        sentence(english(
            "Influence within the model, over the plausible ranges of the ledger: what the model leaves out is not covered.",
        )),
        given.potency(),
    ];
    given.page(Content {
        answer: answer(numbers, given.language).map(Block::Sentences).into_iter().collect(),
        tables: vec![influences(numbers, given.language)],
        design: vec![design, given.listing()],
        limits,
    })
}

/// A number of a parameter.
fn at(place: usize, name: &str) -> String {
    format!("/influences/{place}/{name}")
}

fn parameter(numbers: Numbers<'_>, place: usize, language: Language) -> Option<Sentence> {
    Some(own(key_name(numbers.text(&at(place, "parameter"))?, language)))
}

/// Mean and ends of the influence of a parameter, by which the picture and the table have their order.
const MEASURE: [&str; 3] = ["mu_star_points", "mu_star_low_points", "mu_star_high_points"];

/// The parameter with the largest influence, how far its interval tells it from the others, and its grade.
fn answer(numbers: Numbers<'_>, language: Language) -> Option<Vec<Sentence>> {
    let value = |place: usize, name: &str| numbers.at(at(place, name));
    let rows = || 0..numbers.count("/influences");
    let [mean, low, high] = MEASURE;
    let known = rows().filter_map(|row| Some((row, value(row, mean)?.value)));
    let (most, _) = known.max_by(|a, b| a.1.total_cmp(&b.1))?;
    let [found, lowest, highest] = [mean, low, high].map(|name| value(most, name));
    let (found, lowest, highest) = (found?, lowest?, highest?);
    let reaches = |row: &usize| *row != most && value(*row, high).is_some_and(|high| high.value >= lowest.value);
    let others = rows().filter(reaches).count();
    let has_order = numbers.at("/trajectories_count").is_none_or(|count| count.value >= FEWEST as f64);
    let phrase = match (has_order, others) {
        (false, _) => english(
            "In too few trajectories for an order, “{parameter}” moves {outcome} most: {mean} points over its range ({low} to {high}).",
        ),
        (true, 0) => english(
            "“{parameter}” moves {outcome} most: {mean} points over its range (95 % interval {low} to {high}), more than every other \
             parameter.",
        ),
        (true, _) => english(
            "No parameter stands out for {outcome}: “{parameter}” is the first with {mean} points over its range (95 % interval {low} \
             to {high}), which the intervals of {others} others reach.",
        ),
    };
    let shown = |number: &Number| number.fixed(2);
    let said = sentence(phrase).put("parameter", parameter(numbers, most, language)?);
    let said = said.put("outcome", sentence(outcome_name(numbers.text("/outcome")?))).put("others", own(others));
    let said = said.put("mean", shown(&found)).put("low", shown(&lowest)).put("high", shown(&highest));
    let grade = sentence(english("The grade of its evidence: {grade}."));
    Some(vec![said, grade.put("grade", grade_said(numbers.text(&at(most, "grade"))?))])
}

/// Every parameter that was moved, the most influential first.
fn influences(numbers: Numbers<'_>, language: Language) -> Table {
    let row = |place: usize| {
        let value = |name: &str| numbers.at(at(place, name));
        let points = |name: &str| or_dash(value(name).map(|points| points.fixed(2)));
        let ends = value("total_low_fraction").zip(value("total_high_fraction"));
        let total = value("total_fraction").map(|total| total.with_interval(ends, Number::percent));
        let key = or_dash(numbers.text(&at(place, "parameter")).map(own));
        let grade = or_dash(numbers.text(&at(place, "grade")).map(grade_said));
        let name = or_dash(parameter(numbers, place, language));
        let influence = ["mu_star_points", "mu_star_low_points", "mu_star_high_points"].map(points);
        [name, key, grade].into_iter().chain(influence).chain([or_dash(total)]).collect()
    };
    let columns: [(Phrase, bool); 7] = [
        (english("parameter"), false),
        (english("key"), false),
        (english("grade"), false),
        (english("points over its range"), true),
        (english("from"), true),
        (english("to"), true),
        (english("total index (95 %)"), true),
    ];
    let caption = english("Influence of each parameter, the most influential first, with 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/influences")).map(row).collect() }
}
