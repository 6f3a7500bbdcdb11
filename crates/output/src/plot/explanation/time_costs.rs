//! What costs the time: the days of each group of processes on cells, and how far the mean field agrees.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::rows::{TEXT, axis, interval, name, row_y};
use super::{Explained, found};
use crate::plot::comparison::style::Style;
use crate::plot::frame::Place;
use crate::plot::page::{self, CENTRED, FROM_LEFT, GREY, INK, MARGIN, SIZE};
use crate::plot::study::panels::{Span, marks};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, Phrase, count, english};
use admsc_scenario::units::interval::{difference_with_interval, places, share_with_interval, with_interval};
use admsc_scenario::units::sign::{self, signed};
use admsc_study::explanation::attribution::{Confirmation, Model, TimeCost};
use admsc_study::explanation::names::group;

const DAYS: Phrase =
    english("Days of the delay that a group accounts for (Shapley value, 95 % interval; below 0: its slowness helps)");
const CHECKED: Phrase =
    english("Days that a group costs, in the patients whose pain halves in both (mean, 95 % interval)");

/// Room for the names left of the axis.
const NAMES: i32 = 540;
/// Room for the values right of it.
const VALUES: i32 = 300;
/// More room right of the confirmation.
const BESIDE: i32 = 250;
/// Height of the confirmation.
const BELOW: i32 = 420;

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct TimeCostsFigure<'a>(pub Explained<'a>);

impl TimeCostsFigure<'_> {
    /// The groups and the rest on cells, the dearest first.
    fn groups(&self) -> Vec<&TimeCost> {
        let is_part = |cost: &&TimeCost| cost.group != "delay";
        let mut groups: Vec<&TimeCost> = self.0.explanation.costs(Model::Cells).filter(is_part).collect();
        let is_rest = |cost: &TimeCost| cost.group == "rest";
        groups.sort_by(|a, b| is_rest(a).cmp(&is_rest(b)).then(b.cost_days.total_cmp(&a.cost_days)));
        groups
    }

    fn whole(&self) -> Option<&TimeCost> {
        self.0.explanation.delay()
    }
}

impl Figure for TimeCostsFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let said = |cost: &&TimeCost| {
            let ends = cost.low_days.zip(cost.high_days);
            let days = with_interval(cost.cost_days, ends, |days| sign::fixed(days, 1));
            let share = share_with_interval(cost.cost_share, cost.low_share.zip(cost.high_share));
            let value = english("{days} d, {share}").with_said("days", days).with_said("share", share);
            english("{name}: {value}").with_said("name", group(&cost.group)).with_said("value", value)
        };
        let all = Message::joined(self.groups().iter().map(said), english("; "));
        let confirmed = self.0.explanation.confirmations.iter().map(confirmed);
        let confirmed = Message::joined(confirmed, english(" "));
        let said = english("{question}. {all}. {confirmed}").with_said("question", question(self.whole()));
        self.0.say(said.with_said("all", all).with_said("confirmed", confirmed))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.groups().is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

fn draw_all(page: &Page, figure: &TimeCostsFigure<'_>) -> Drawn {
    let found = found::of_time_costs(&figure.0).map(|found| figure.0.say(found));
    let question = figure.0.say(question(figure.whole()));
    let top = page::finding(page, found.as_deref(), figure.0.title, Some(&question))? + 10;
    let confirmations = &figure.0.explanation.confirmations;
    let below = if confirmations.is_empty() { 0 } else { BELOW };
    let bottom = SIZE.1 as i32 - 166 - below;
    let place: Place = [MARGIN + NAMES, top, SIZE.0 as i32 - MARGIN - VALUES, bottom];
    let groups = figure.groups();
    let low = groups.iter().flat_map(|cost| [Some(cost.cost_days), cost.low_days]).flatten().fold(0.0, f64::min);
    let high = groups.iter().flat_map(|cost| [Some(cost.cost_days), cost.high_days]).flatten().fold(1.0, f64::max);
    let room = 0.04 * (high - low);
    let span = Span { from: low - room, to: high + room, start: place[0], end: place[2] };
    draw_axis(page, &place, &span, &figure.0.say(DAYS))?;
    for (row, cost) in groups.iter().enumerate() {
        let y = row_y(&place, row, groups.len());
        name(page, &figure.0.say(quickened(cost)), (place[0] - 14, y), NAMES - 10)?;
        let style = Style::for_run(if cost.group == "rest" { 0 } else { 1 });
        let (from, to) = (span.at(cost.cost_days.min(0.0)), span.at(cost.cost_days.max(0.0)));
        let bar = [(from, y - 12), (to.max(from + 1), y + 12)];
        page.draw(&Rectangle::new(bar, style.colour.mix(0.25).filled()))?;
        interval(page, style, &span, y, (cost.cost_days, cost.low_days.zip(cost.high_days)))?;
        let value = fonts::bold(TEXT, &INK).pos(FROM_LEFT);
        page.draw_text(&figure.0.say(days(cost)), &value, (place[2] + 20, y))?;
    }
    if !confirmations.is_empty() {
        draw_confirmations(page, figure, bottom + 112)?;
    }
    let patients = figure.whole().map_or(0, |whole| whole.patients_count);
    let confirmed = confirmations.first().map_or(0, |found| found.patients_count);
    let differing = confirmations.iter().filter(|found| differs(found)).count();
    let note = if differing == 0 {
        english(
            "{number} patients, cell model; {field} of them, mean field (no homing, no axons). Proxy of a model; not \
             medical advice.",
        )
    } else {
        english(
            "{number} patients, cell model; {field} of them, mean field (no homing, no axons), which disagrees in {differing} of {all} \
             groups. Proxy of a model; not medical advice.",
        )
    };
    let note = note.with("number", patients).with("field", confirmed);
    let note = note.with("differing", differing).with("all", confirmations.len());
    page::footer(page, &figure.0.say(note), &figure.0.say(english("hollow: no detectable cost")))
}

fn draw_axis(page: &Page, place: &Place, span: &Span, title: &str) -> Drawn {
    let numbers = marks(span.from, span.to, 9).into_iter().map(|value| (value, sign::at_most(value, 1)));
    axis(page, place, span, &numbers.collect::<Vec<_>>())?;
    let zero = span.at(0.0);
    page.draw(&PathElement::new(vec![(zero, place[1]), (zero, place[3])], INK.stroke_width(4)))?;
    let middle = ((place[0] + place[2]) / 2, place[3] + 64);
    page.draw_text(title, &fonts::regular(26, &INK).pos(CENTRED), middle)?;
    Ok(())
}

/// What each group costs on cells and in the mean field, and their difference in words.
fn draw_confirmations(page: &Page, figure: &TimeCostsFigure<'_>, top: i32) -> Drawn {
    let all = &figure.0.explanation.confirmations;
    let title = figure.0.say(english("A check: each group as much faster in both models"));
    page.draw_text(&title, &fonts::bold(28, &INK).pos(FROM_LEFT), (MARGIN, top))?;
    let place: Place = [MARGIN + NAMES, top + 26, SIZE.0 as i32 - MARGIN - VALUES - BESIDE, SIZE.1 as i32 - 166];
    let ends = |found: &Confirmation| {
        let (cells, field) = (of_cells(found), of_field(found));
        let known = [cells.1, field.1].into_iter().flatten().flat_map(|(low, high)| [low, high]);
        [cells.0, field.0].into_iter().chain(known).collect::<Vec<_>>()
    };
    let low = all.iter().flat_map(ends).fold(0.0, f64::min);
    let high = all.iter().flat_map(ends).fold(1.0, f64::max);
    let room = 0.05 * (high - low);
    let span = Span { from: low - room, to: high + room, start: place[0], end: place[2] };
    draw_axis(page, &place, &span, &figure.0.say(CHECKED))?;
    for (row, found) in all.iter().enumerate() {
        let y = row_y(&place, row, all.len());
        name(page, &figure.0.say(group(&found.group)), (place[0] - 14, y), NAMES - 10)?;
        interval(page, Style::for_run(1), &span, y - 12, of_cells(found))?;
        interval(page, Style::for_run(2), &span, y + 12, of_field(found))?;
        let style = fonts::regular(24, &INK);
        page.draw_text(&figure.0.say(difference(found)), &style.pos(FROM_LEFT), (place[2] + 20, y + 1))?;
    }
    let key = [(1, english("cell model"), 0), (2, english("mean field"), 310)];
    for (style, said, shift) in key {
        let x = SIZE.0 as i32 - MARGIN - VALUES - BESIDE + 20 + shift;
        Style::for_run(style).sign(page, (x + 10, top), 10)?;
        page.draw_text(&figure.0.say(said), &fonts::regular(26, &GREY).pos(FROM_LEFT), (x + 30, top))?;
    }
    Ok(())
}

/// Whether the two models differ by more than chance.
fn differs(found: &Confirmation) -> bool {
    let ends = found.cost_difference_low_days.zip(found.cost_difference_high_days);
    ends.is_some_and(|(low, high)| low > 0.0 || high < 0.0)
}

/// A group, and how many times as fast it was made.
fn quickened(cost: &TimeCost) -> Message {
    let name = group(&cost.group);
    match cost.times_as_fast {
        Some(times) => english("{group}, × {times}").with_said("group", name).with_said("times", count(times)),
        None => name,
    }
}

/// A cost and its interval.
type Cost = (f64, Option<(f64, f64)>);

fn of_cells(found: &Confirmation) -> Cost {
    (found.cells_cost_days, found.cells_cost_low_days.zip(found.cells_cost_high_days))
}

fn of_field(found: &Confirmation) -> Cost {
    (found.mean_field_cost_days, found.mean_field_cost_low_days.zip(found.mean_field_cost_high_days))
}

fn question(whole: Option<&TimeCost>) -> Message {
    let Some(whole) = whole else {
        return english(
            "What costs the time until pain has halved? Each group of processes made so many times (×) as fast, in the same patients",
        )
        .into();
    };
    english(
        "What costs the {days} days until pain has halved? Each group of processes made so many times (×) as fast, in the same patients",
    )
    .with_said("days", with_interval(whole.cost_days, whole.low_days.zip(whole.high_days), |days| sign::fixed(days, 0)))
}

/// Days and their share of the delay.
fn days(cost: &TimeCost) -> Message {
    let days = english("{days} d ({share})").with("days", sign::fixed(cost.cost_days, 1));
    days.with("share", sign::percent(cost.cost_share))
}

/// What a group costs on cells beyond what it costs in the mean field.
fn difference(found: &Confirmation) -> Message {
    let ends = found.cost_difference_low_days.zip(found.cost_difference_high_days);
    let places = ends.map_or(1, |ends| places(ends, 1));
    match ends {
        Some((low, high)) => english("cells − mean field {days} d ({low} to {high})")
            .with("low", signed(low, places))
            .with("high", signed(high, places)),
        None => english("cells − mean field {days} d").into(),
    }
    .with("days", signed(found.cost_difference_days, places))
}

fn confirmed(found: &Confirmation) -> Message {
    let said = english("{group} costs {cells} days in the cell model, {field} in the mean field of the same patients.");
    let days = |(days, ends): Cost| difference_with_interval(days, ends, 1);
    let said = said.with_said("group", group(&found.group)).with_said("cells", days(of_cells(found)));
    said.with_said("field", days(of_field(found)))
}
