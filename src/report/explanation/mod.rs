//! The report of an explanation: what costs the time, what the relief needs, and whether it lasts.

pub mod names;

use super::given::{Content, Given, head, or_dash, treatments};
use super::numbers::{Number, Numbers};
use super::page::{Block, Page, Table};
use super::sentence::{Sentence, sentence};
use crate::language::{Phrase, english};
use names::{group, knock_out, process};

/// The report of an explanation; its numbers stand in `explanation.json`.
pub fn page(given: &Given<'_>) -> Page {
    let numbers = given.numbers();
    let said = [delay(numbers), dearest(numbers), needed(numbers), last_cell(numbers), staying(numbers)];
    let design = treatments([("", given.scenario.setup.doses.as_slice())], None);
    let limits = vec![
        sentence(english("These are causes in the model, not in people: they tell how its mechanisms act together.")),
        sentence(english(
            "Costs in time are of the mean field, which knows no homing and no growth of axons; where cells say otherwise, \
             the difference stands in the picture.",
        )),
        given.potency(),
    ];
    given.page(Content {
        answer: vec![Block::Sentences(said.into_iter().flatten().collect())],
        tables: vec![costs(numbers), knock_outs(numbers), clock(numbers), stayers(numbers)],
        design: vec![design, given.listing()],
        limits,
    })
}

/// The places of the list of costs that are groups of processes: all but the rest and the whole.
fn groups(numbers: Numbers<'_>) -> impl Iterator<Item = usize> {
    let is_group = move |place: &usize| !matches!(numbers.text(&cost(*place, "group")), Some("rest" | "delay") | None);
    (0..numbers.count("/time_costs")).filter(is_group)
}

fn cost(place: usize, name: &str) -> String {
    format!("/time_costs/{place}/{name}")
}

fn delay(numbers: Numbers<'_>) -> Option<Sentence> {
    let whole =
        (0..numbers.count("/time_costs")).find(|place| numbers.text(&cost(*place, "group")) == Some("delay"))?;
    let said = sentence(english(
        "In {number} patients of the mean field it takes {days} days from the first dose to half of the relief.",
    ));
    let said = said.put("number", numbers.at(cost(whole, "patients_count"))?.fixed(0));
    Some(said.put("days", numbers.at(cost(whole, "cost_days"))?.fixed(0)))
}

/// What costs most, where a cost can be told from none.
fn dearest(numbers: Numbers<'_>) -> Option<Sentence> {
    let value = |place: usize, name| numbers.at(cost(place, name));
    let most = groups(numbers).filter_map(|place| Some((place, value(place, "cost_days")?.value)));
    let (place, _) = most.max_by(|a, b| a.1.total_cmp(&b.1))?;
    if value(place, "low_days")?.value <= 0.0 {
        return Some(sentence(english("No group of processes has a cost that can be told from none.")));
    }
    let said = sentence(english(
        "Most of it is owed to this group: {group}, {days} days (95 % interval {low} to {high}), {share} of the delay.",
    ));
    let said = said.put("group", group(numbers.text(&cost(place, "group"))?));
    let said = said.put("days", &value(place, "cost_days")?).put("low", &value(place, "low_days")?);
    Some(said.put("high", &value(place, "high_days")?).put("share", value(place, "cost_share")?.percent()))
}

/// The row of a knock-out at the last visit.
fn at_the_end(numbers: Numbers<'_>, name: &str) -> Option<usize> {
    let rows = 0..numbers.count("/knock_outs");
    rows.rev().find(|row| numbers.text(&format!("/knock_outs/{row}/knock_out")) == Some(name))
}

/// The step whose absence costs most relief in the end, among those that are steps of the therapy.
fn needed(numbers: Numbers<'_>) -> Option<Sentence> {
    const STEPS: [&str; 7] =
        ["homing", "direction", "m2-shift", "imprint", "growth-factors", "regeneration", "desensitisation"];
    let of = |row: usize, name: &str| numbers.at(format!("/knock_outs/{row}/{name}"));
    let rows = STEPS.iter().filter_map(|name| Some((*name, at_the_end(numbers, name)?)));
    let lost = rows.filter_map(|(name, row)| Some((name, row, of(row, "lost_points")?.value)));
    let (name, row, _) = lost.max_by(|a, b| a.2.total_cmp(&b.2))?;
    if of(row, "low_points")?.value <= 0.0 {
        return None;
    }
    let said = sentence(english(
        "In {number} patients on cells the relief after {visit} was {relief} points; the largest part of it is lost with this \
         step knocked out: {step}, {lost} points (95 % interval {low} to {high}).",
    ));
    let said = said.put("number", of(row, "patients_count")?.fixed(0)).put("visit", of(row, "visit_days")?.visit());
    let said = said.put("relief", &of(row, "relief_points")?).put("step", knock_out(name));
    Some(
        said.put("lost", &of(row, "lost_points")?)
            .put("low", &of(row, "low_points")?)
            .put("high", &of(row, "high_points")?),
    )
}

fn last_cell(numbers: Numbers<'_>) -> Option<Sentence> {
    let day = numbers.at("/last_cell_days")?;
    Some(
        sentence(english("In the scenario's own run the last injected cell is gone on day {day}."))
            .put("day", day.fixed(0)),
    )
}

/// Who keeps the relief, on cells.
fn staying(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |name: &str| numbers.at(format!("/staying/0/{name}"));
    let said = sentence(english(
        "Of {relieved} patients with relief {staying} kept half of it to the end: {share} (95 % interval {low} to {high}).",
    ));
    let said = said.put("relieved", of("relieved_count")?.fixed(0)).put("staying", of("staying_count")?.fixed(0));
    let said = said.put("share", of("staying_share")?.percent()).put("low", of("low_share")?.percent());
    Some(said.put("high", of("high_share")?.percent()))
}

fn costs(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let days = |name| or_dash(numbers.at(cost(place, name)).map(|days| days.fixed(1)));
        let share = numbers.at(cost(place, "cost_share")).map(|share| share.percent());
        let name = or_dash(numbers.text(&cost(place, "group")).map(group));
        vec![name, days("cost_days"), days("low_days"), days("high_days"), or_dash(share)]
    };
    let columns: [(Phrase, bool); 5] = [
        (english("group"), false),
        (english("days"), true),
        (english("from"), true),
        (english("to"), true),
        (english("share"), true),
    ];
    let caption =
        english("What costs the time to half relief: Shapley values on the mean field, 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/time_costs")).map(row).collect() }
}

fn knock_outs(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let at = |name: &str| numbers.at(format!("/knock_outs/{place}/{name}"));
        let points = |name| or_dash(at(name).as_ref().map(|points: &Number| points.fixed(1)));
        let name = numbers.text(&format!("/knock_outs/{place}/knock_out")).map(knock_out);
        let visit = or_dash(at("visit_days").map(|day| day.visit()));
        vec![
            or_dash(name),
            visit,
            points("relief_points"),
            points("lost_points"),
            points("low_points"),
            points("high_points"),
        ]
    };
    let columns: [(Phrase, bool); 6] = [
        (english("knock-out"), false),
        (english("visit"), false),
        (english("whole relief"), true),
        (english("relief lost"), true),
        (english("from"), true),
        (english("to"), true),
    ];
    let caption = english("Relief lost when one step does not happen, points, 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/knock_outs")).map(row).collect() }
}

fn clock(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let name = numbers.text(&format!("/clock/{place}/process")).map(process);
        let days = numbers.at(format!("/clock/{place}/half_time_days")).map(|days| days.fixed(2));
        vec![or_dash(name), or_dash(days)]
    };
    let columns: [(Phrase, bool); 2] = [(english("process"), false), (english("half-time, days"), true)];
    let caption = english("The clock of the therapy, in the scenario's own run").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/clock")).map(row).collect() }
}

fn stayers(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let at = |name: &str| numbers.at(format!("/staying/{place}/{name}"));
        let count = |name| or_dash(at(name).map(|count: Number| count.fixed(0)));
        let share = |name| or_dash(at(name).map(|share: Number| share.percent()));
        let model = match numbers.text(&format!("/staying/{place}/model")) {
            Some("cells") => english("on cells"),
            _ => english("on the mean field"),
        };
        let counts = ["patients_count", "relieved_count", "staying_count"].map(count);
        let shares = ["staying_share", "low_share", "high_share"].map(share);
        std::iter::once(sentence(model)).chain(counts).chain(shares).collect()
    };
    let columns: [(Phrase, bool); 7] = [
        (english("model"), false),
        (english("patients"), true),
        (english("with relief"), true),
        (english("keep half of it"), true),
        (english("share"), true),
        (english("from"), true),
        (english("to"), true),
    ];
    let caption = english("Who keeps half of the relief to the end, 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/staying")).map(row).collect() }
}
