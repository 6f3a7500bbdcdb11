//! What happens in the tissue of several runs: a panel a quantity, two columns over one time axis each.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::found::of_mechanism;
use super::style::{Style, sign_rows};
use super::{ComparedRun, Comparison, letter, named};
use crate::plot::axis::{self, TimeAxis};
use crate::plot::envelope::Envelope;
use crate::plot::frame::Frame;
use crate::plot::layout::{spread, wrap};
use crate::plot::mechanism::axons_at_target;
use crate::plot::numbers::{round_above, short, whole};
use crate::plot::page::{self, FROM_LEFT, GREY, GRID, INK, MARGIN, SIZE};
use crate::plot::trace::exact;
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_model::observe::Sample;
use admsc_scenario::language::{Language, Message, Phrase, english};

/// Room below the axis, for the line at the foot.
const BOTTOM: i32 = 58;
/// Panels of a column.
const ROWS: usize = 5;
/// Between the columns.
const GUTTER: i32 = 24;
/// Room for numbers left of a plot, and for letters right of it.
const NUMBERS: i32 = 112;
const LETTERS: i32 = 46;
/// Height of the name above a plot, and room below it.
const NAME: i32 = 32;
const GAP: i32 = 10;
/// Least distance of two letters, pixels.
const LETTER_GAP: i32 = 19;
/// Height of a row of the key, pixels.
const KEY: i32 = 40;
/// Lines that end this share of a panel's height apart are told to lie apart.
const APART: f64 = 0.1;

/// The mechanism figure of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct MechanismComparison<'a>(pub &'a Comparison<'a>);

/// A quantity.
struct Quantity {
    name: Phrase,
    unit: Phrase,
    at_least: f64,
    value: fn(&Sample) -> f64,
    /// Whether only a window with a nerve has it.
    of_nerve: bool,
}

impl Quantity {
    /// The quantity in a run; empty where the run has no such thing.
    fn in_run(&self, run: &ComparedRun<'_>) -> Envelope {
        let records = if self.of_nerve && !run.has_nerve { &[][..] } else { &run.records };
        Envelope::from_records(records, self.value)
    }

    /// The value at the top of its panel.
    fn highest(&self, envelopes: &[Envelope]) -> f64 {
        let values = envelopes.iter().flat_map(|envelope| envelope.mean.iter().chain(&envelope.high)).copied();
        round_above(values.filter(|value| value.is_finite()).fold(self.at_least, f64::max))
    }

    /// Whether the lines end so far apart that everybody sees it.
    fn ends_apart(&self, comparison: &Comparison<'_>) -> bool {
        let envelopes: Vec<Envelope> = comparison.runs.iter().map(|run| self.in_run(run)).collect();
        let ends = || envelopes.iter().filter_map(|envelope| envelope.mean.last().copied());
        let (low, high) = (ends().fold(f64::MAX, f64::min), ends().fold(f64::MIN, f64::max));
        high - low >= APART * self.highest(&envelopes)
    }
}

/// Ten quantities from the cells that were given down to pain.
fn quantities(comparison: &Comparison<'_>) -> Vec<Quantity> {
    let quantity = |name, unit, at_least, value| Quantity { name, unit, at_least, value, of_nerve: false };
    let nerve = |name, value| Quantity { name, unit: english("share, 0 to 1"), at_least: 1.0, value, of_nerve: true };
    let any = |is: &dyn Fn(&ComparedRun<'_>) -> bool| comparison.runs.iter().any(is);
    let has_cells = any(&|run| {
        !run.dose_days.is_empty() || run.records.iter().copied().flatten().any(|sample| sample.admsc_alive_cells > 0)
    });
    let (has_nerve, has_matrix) = (any(&|run| run.has_nerve), any(&|run| !run.has_nerve));
    let mut all = Vec::new();
    if has_cells {
        all.push(quantity(english("ADMSC alive"), english("cells in the window"), 0.0, |s| s.admsc_alive_cells as f64));
    }
    all.push(quantity(english("TNFα"), english("ng/mL"), 0.0, |s| s.tnf_alpha_ng_per_ml));
    all.push(quantity(english("IL-10"), english("ng/mL"), 0.0, |s| s.il_10_ng_per_ml));
    all.push(quantity(english("M1 macrophages"), english("cells in the window"), 0.0, |s| s.m1_cells as f64));
    all.push(quantity(english("M2 macrophages"), english("cells in the window"), 0.0, |s| s.m2_cells as f64));
    if has_nerve {
        all.push(nerve(english("Axons at target"), axons_at_target));
    }
    if has_nerve && !has_matrix {
        all.push(nerve(english("Myelin, regrown"), |s| s.myelin_fraction));
    }
    if has_matrix {
        all.push(quantity(english("Matrix integrity"), english("0 to 1"), 1.0, |s| s.matrix_integrity_fraction));
    }
    all.push(quantity(english("Peripheral sensitisation (nerve ends)"), english("relative"), 1.0, |s| {
        s.peripheral_sensitisation_relative
    }));
    all.push(quantity(english("Central sensitisation (spinal cord)"), english("0 to 1"), 1.0, |s| {
        s.central_sensitisation_fraction
    }));
    let fill = [
        quantity(english("Function"), english("0 to 1"), 1.0, |s| s.function_fraction),
        quantity(english("NGF"), english("ng/mL"), 0.0, |s| s.ngf_ng_per_ml),
    ];
    let missing = (2 * ROWS - 1).saturating_sub(all.len());
    all.extend(fill.into_iter().take(missing));
    all.push(quantity(english("Pain proxy"), english("VAS, 0 to 10"), 10.0, |s| s.vas_points));
    all
}

impl Figure for MechanismComparison<'_> {
    fn title(&self) -> &str {
        self.0.language.translated(english("What happens in the tissue, run by run"))
    }

    fn language(&self) -> Language {
        self.0.language
    }

    fn alternative(&self) -> String {
        let told = |quantity: &Quantity| {
            let ends = self.0.runs.iter().enumerate().filter_map(|(run, compared)| {
                let mean = quantity.in_run(compared).mean;
                let [from, to] = [mean.first()?, mean.last()?].map(|value| short(*value));
                let text = english("{letter} {from} to {to}").with("letter", letter(run));
                Some(text.with("from", from).with("to", to))
            });
            english("{name} ({unit}): {ends}")
                .with_said("name", quantity.name)
                .with_said("unit", quantity.unit)
                .with_said("ends", Message::joined(ends, english(", ")))
        };
        let runs = self.0.runs.iter().enumerate().map(|(run, compared)| {
            english("{letter} is {label}").with("letter", letter(run)).with("label", &compared.label)
        });
        let days = self.0.rows().and_then(|rows| rows.last()).map_or(0.0, |last| last.time_days);
        let quantities = quantities(self.0);
        let text = english(
            "Panels over one time axis to day {days}. {runs}. From the first to the last day: {changes}. {relation}",
        )
        .with("days", format_args!("{days:.0}"))
        .with_said("runs", Message::joined(runs, english("; ")))
        .with_said("changes", Message::joined(quantities.iter().map(told), english("; ")))
        .with("relation", &self.0.relation);
        self.0.language.say(text)
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let rows = self.0.rows().ok_or(Error::Empty)?;
        let width = (SIZE.0 as i32 - 2 * MARGIN - GUTTER) / 2;
        let (axis, frame) =
            TimeAxis::from_samples(rows, MARGIN + NUMBERS, MARGIN + width - LETTERS).ok_or(Error::Empty)?;
        Ok(draw_all(page, self, &axis, frame)?)
    }
}

fn draw_all(page: &Page, figure: &MechanismComparison<'_>, axis: &TimeAxis, frame: Frame) -> Drawn {
    let comparison = figure.0;
    let day = comparison.rows().and_then(|rows| rows.last()).map_or(0.0, |last| last.time_days);
    let (apart, together): (Vec<Quantity>, Vec<Quantity>) =
        quantities(comparison).into_iter().partition(|quantity| quantity.ends_apart(comparison));
    let [apart, together] = [apart, together].map(|all| all.iter().map(|one| one.name).collect::<Vec<_>>());
    let found = of_mechanism(&apart, &together, day).map(|found| comparison.language.say(found));
    let heading = page::finding(page, found.as_deref(), figure.title(), None)?;
    let top = key(page, comparison, heading - 8)? + 6;
    let bottom = SIZE.1 as i32 - BOTTOM - axis::ROOM;
    let pitch = (bottom + GAP - top) / ROWS as i32;
    let shift = (SIZE.0 as i32 - 2 * MARGIN + GUTTER) / 2;
    for (number, quantity) in quantities(comparison).iter().enumerate() {
        let (column, row) = ((number / ROWS) as i32, (number % ROWS) as i32);
        let top = top + row * pitch;
        let frame = Frame {
            left: frame.left + column * shift,
            right: frame.right + column * shift,
            top: top + NAME,
            bottom: top + pitch - GAP,
            ..frame
        };
        panel(page, comparison, quantity, frame)?;
        if row + 1 == ROWS as i32 {
            axis.draw(page, &Frame { bottom: top + pitch - GAP, ..frame }, comparison.language)?;
        }
    }
    let has_doses = comparison.runs.iter().any(|run| !run.dose_days.is_empty());
    let signs = comparison.language.translated(english("Upright broken lines: doses"));
    page::footer(page, &comparison.note(comparison.means()), if has_doses { signs } else { "" })
}

/// What the styles stand for; returns where it ends.
fn key(page: &Page, comparison: &Comparison<'_>, top: i32) -> Drawn<i32> {
    let runs = comparison.runs.len();
    let columns = if runs <= 4 { 2 } else { 3 };
    let width = (SIZE.0 as i32 - 2 * MARGIN) / columns as i32;
    let style = fonts::bold(26, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for (run, compared) in comparison.runs.iter().enumerate() {
        let left = MARGIN + (run % columns) as i32 * width;
        let y = top + KEY / 2 + (run / columns) as i32 * KEY;
        Style::for_run(run).line(page, &exact(&[(left, y), (left + 84, y)]), 5)?;
        Style::for_run(run).sign(page, (left + 42, y), 9)?;
        let called = comparison.language.say(named(letter(run), &compared.label));
        for line in wrap(&called, (width - 124).max(1) as u32, 1, measure) {
            page.draw_text(&line, &style.pos(FROM_LEFT), (left + 98, y))?;
        }
    }
    Ok(top + runs.div_ceil(columns) as i32 * KEY)
}

/// One quantity of all runs.
fn panel(page: &Page, comparison: &Comparison<'_>, quantity: &Quantity, frame: Frame) -> Drawn {
    let envelopes: Vec<Envelope> = comparison.runs.iter().map(|run| quantity.in_run(run)).collect();
    let highest = quantity.highest(&envelopes);
    let frame = Frame { highest, ..frame };
    let name = fonts::bold(26, &INK);
    let row = frame.top - NAME / 2 - 1;
    let [called, unit] = [quantity.name, quantity.unit].map(|text| comparison.language.translated(text));
    page.draw_text(called, &name.pos(FROM_LEFT), (frame.left, row))?;
    let width = page.estimate_text_size(called, &name)?.0 as i32;
    page.draw_text(unit, &fonts::regular(24, &GREY).pos(FROM_LEFT), (frame.left + width + 18, row))?;
    axis::draw_values(page, &frame, &[(0.0, "0".to_owned()), (highest, whole(highest))], &GRID.stroke_width(2))?;
    page.draw(&PathElement::new(vec![(frame.left, frame.bottom), (frame.right, frame.bottom)], INK.stroke_width(2)))?;
    doses(page, comparison, &frame)?;
    for (run, envelope) in envelopes.iter().enumerate() {
        envelope.draw_band(page, &frame, &Style::for_run(run).colour)?;
    }
    for (run, envelope) in envelopes.iter().enumerate() {
        if !envelope.days.is_empty() {
            Style::for_run(run).line(page, &envelope.line(&frame), 4)?;
        }
    }
    for (run, envelope) in envelopes.iter().enumerate() {
        for row in sign_rows(envelope.days.len(), run, envelopes.len()) {
            Style::for_run(run).sign(page, (frame.x(envelope.days[row]), frame.y(envelope.mean[row])), 6)?;
        }
    }
    letters(page, &envelopes, &frame)
}

/// A broken line at every day on which a run has a dose.
fn doses(page: &Page, comparison: &Comparison<'_>, frame: &Frame) -> Drawn {
    let days = comparison.runs.iter().flat_map(|run| &run.dose_days);
    let columns: std::collections::BTreeSet<i32> = days.map(|day| frame.x(*day)).collect();
    for x in columns {
        for start in (frame.top..frame.bottom).step_by(16) {
            let dash = vec![(x, start), (x, (start + 8).min(frame.bottom))];
            page.draw(&PathElement::new(dash, GREY.stroke_width(2)))?;
        }
    }
    Ok(())
}

/// The letters of the runs at the ends of their lines.
fn letters(page: &Page, envelopes: &[Envelope], frame: &Frame) -> Drawn {
    let end = |envelope: &Envelope| envelope.mean.last().map(|value| frame.y(*value));
    let mut ends: Vec<(i32, usize)> =
        envelopes.iter().enumerate().filter_map(|(run, envelope)| Some((end(envelope)?, run))).collect();
    ends.sort_unstable();
    let wanted: Vec<i32> = ends.iter().map(|(y, _)| *y).collect();
    let room = (ends.len() as i32 - 1).max(0) * LETTER_GAP;
    let low = (frame.top + 2).min((frame.top + frame.bottom - room) / 2);
    let places = spread(&wanted, LETTER_GAP, low, (frame.bottom - 2).max(low + room));
    for ((y, run), place) in ends.iter().zip(places) {
        let leader = vec![(frame.right + 3, *y), (frame.right + 20, place)];
        page.draw(&PathElement::new(leader, Style::for_run(*run).colour.stroke_width(2)))?;
        page.draw_text(&letter(*run).to_string(), &fonts::bold(23, &INK).pos(FROM_LEFT), (frame.right + 24, place))?;
    }
    Ok(())
}
