//! The clock of the therapy: half-times of all processes on one axis from minutes to years.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::rows::{self, TEXT, axis, row_y};
use super::{Explained, found};
use crate::plot::colours::{ADMSC, INFLAMING, SENSITISATION, STRUCTURE};
use crate::plot::comparison::style::Style;
use crate::plot::frame::Place;
use crate::plot::page::{self, CENTRED, FROM_LEFT, GRID, INK, MARGIN, SIZE};
use crate::plot::study::panels::Span;
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_model::math;
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::units::month::{MONTH, length};
use admsc_study::explanation::clock::Pace;
use admsc_study::explanation::names::process;

const QUESTION: Phrase = english("How fast is each process? Half-times in this run, from the first dose");
const NOTE: Phrase = english("One virtual patient, the scenario's own run. Proxy of a model; not medical advice.");
const MISSING: Phrase = english("not in this run");

/// Times that are marked, in days.
const MARKS: [(f64, Phrase); 10] = [
    (1.0 / 1440.0, english("1 min")),
    (10.0 / 1440.0, english("10 min")),
    (1.0 / 24.0, english("1 h")),
    (0.25, english("6 h")),
    (1.0, english("1 day")),
    (7.0, english("1 week")),
    (MONTH, english("1 month")),
    (3.0 * MONTH, english("3 months")),
    (12.0 * MONTH, english("1 year")),
    (48.0 * MONTH, english("4 years")),
];

/// Kinds of processes: number of the sign, colour and name.
const KINDS: [(usize, RGBColor, Phrase); 4] = [
    (2, ADMSC, english("signals and injected cells")),
    (1, INFLAMING, english("macrophages")),
    (3, STRUCTURE, english("matrix and axons")),
    (4, SENSITISATION, english("nervous system")),
];

/// Room for the names.
const NAMES: i32 = 480;
/// Room for the length right of the axis.
const RIGHT: i32 = 150;

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct ClockFigure<'a>(pub Explained<'a>);

impl ClockFigure<'_> {
    /// The processes from fast to slow; what the run does not show comes last.
    fn rows(&self) -> Vec<&Pace> {
        let mut rows: Vec<&Pace> = self.0.explanation.clock.iter().collect();
        let time = |pace: &Pace| pace.half_time_days.unwrap_or(f64::INFINITY);
        rows.sort_by(|a, b| time(a).total_cmp(&time(b)));
        rows
    }
}

impl Figure for ClockFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let said = |pace: &&Pace| {
            let time = pace.half_time_days.map_or_else(|| MISSING.into(), length);
            english("{name}: {value}").with_said("name", process(&pace.process)).with_said("value", time)
        };
        let all = Message::joined(self.rows().iter().map(said), english("; "));
        self.0.say(english("{question}. {all}.").with_said("question", QUESTION).with_said("all", all))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.0.explanation.clock.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

fn draw_all(page: &Page, figure: &ClockFigure<'_>) -> Drawn {
    let found = found::of_clock(&figure.rows()).map(|found| figure.0.say(found));
    let heading = page::finding(page, found.as_deref(), figure.0.title, Some(&figure.0.say(QUESTION)))?;
    let top = draw_key(page, figure, heading)?;
    let place: Place = [MARGIN + NAMES, top + 46, SIZE.0 as i32 - MARGIN - RIGHT, SIZE.1 as i32 - 158];
    let rows = figure.rows();
    let times = || rows.iter().filter_map(|pace| pace.half_time_days);
    let fastest = times().fold(1.0 / 144.0, f64::min);
    let slowest = times().fold(365.25, f64::max);
    let span = Span { from: math::ln(0.8 * fastest), to: math::ln(1.2 * slowest), start: place[0], end: place[2] };
    let marks = marks(&span, figure.0.language);
    axis(page, &place, &span, &marks)?;
    draw_halved(page, figure, &place, &span)?;
    for (row, pace) in rows.iter().enumerate() {
        let y = row_y(&place, row, rows.len());
        rows::name(page, &figure.0.say(process(&pace.process)), (place[0] - 16, y), NAMES - 20)?;
        draw_pace(page, (pace, figure.0.language), &place, &span, y)?;
    }
    page.draw(&PathElement::new(vec![(place[0], place[1]), (place[0], place[3])], INK.stroke_width(2)))?;
    let below = ((place[0] + place[2]) / 2, place[3] + 68);
    page.draw_text(
        &figure.0.say(english("Half-time: to half of the largest change (logarithmic)")),
        &fonts::regular(28, &INK).pos(CENTRED),
        below,
    )?;
    page::footer(page, &figure.0.say(NOTE), "")
}

/// The times that are marked, as far as there is room for their names.
fn marks(span: &Span, language: Language) -> Vec<(f64, String)> {
    let mut marks: Vec<(f64, String)> = Vec::new();
    for (days, name) in MARKS {
        let value = math::ln(days);
        let is_apart = marks.last().is_none_or(|(last, _)| span.at(value) - span.at(*last) >= 140);
        if is_apart && (span.from..=span.to).contains(&value) {
            marks.push((value, language.say(name)));
        }
    }
    marks
}

fn draw_pace(page: &Page, (pace, language): (&Pace, Language), place: &Place, span: &Span, y: i32) -> Drawn {
    let style = fonts::regular(TEXT, &INK).pos(FROM_LEFT);
    let Some(days) = pace.half_time_days else {
        page.draw_text(&language.say(MISSING), &style, (place[0] + 18, y))?;
        return Ok(());
    };
    let own = kind(&pace.process);
    let x = span.at(math::ln(days));
    page.draw(&PathElement::new(vec![(place[0], y), (x, y)], own.colour.stroke_width(5)))?;
    own.sign(page, (x, y), 12)?;
    // On white, because the line of halved pain may pass behind.
    let said = language.say(length(days));
    let width = page.estimate_text_size(&said, &style).map_or(0, |size| size.0 as i32);
    page.draw(&Rectangle::new([(x + 18, y - 17), (x + 26 + width, y + 17)], WHITE.filled()))?;
    page.draw_text(&said, &style, (x + 22, y + 2))?;
    Ok(())
}

/// An upright line where pain has halved: in the mean of the patients whose time is divided, or where there are none in this run.
fn draw_halved(page: &Page, figure: &ClockFigure<'_>, place: &Place, span: &Span) -> Drawn {
    let found = figure.0.explanation;
    let own = found.halved_days.map(|day| day - found.first_dose_days);
    let mean = found.delay().map(|delay| delay.cost_days);
    let Some(days) = mean.or(own).filter(|days| *days > 0.0) else { return Ok(()) };
    let said = match mean {
        Some(_) => english("pain halved, mean of the patients: {days} d"),
        None => english("pain halved in this run: {days} d"),
    };
    let x = span.at(math::ln(days));
    for y in (place[1]..place[3]).step_by(18) {
        page.draw(&PathElement::new(vec![(x, y), (x, (y + 10).min(place[3]))], INK.stroke_width(3)))?;
    }
    let style = fonts::bold(26, &INK);
    let said = figure.0.say(said.with("days", format_args!("{days:.0}")));
    let half = page.estimate_text_size(&said, &style).map_or(200, |size| size.0 as i32 / 2);
    let middle = x.clamp(MARGIN + half, SIZE.0 as i32 - MARGIN - half);
    page.draw_text(&said, &style.pos(CENTRED), (middle, place[1] - 22))?;
    Ok(())
}

/// What the colours stand for; returns where it ends.
fn draw_key(page: &Page, figure: &ClockFigure<'_>, top: i32) -> Drawn<i32> {
    let width = (SIZE.0 as i32 - 2 * MARGIN) / KINDS.len() as i32;
    for (number, (style, colour, name)) in KINDS.iter().enumerate() {
        let (x, y) = (MARGIN + number as i32 * width, top + 20);
        page.draw(&PathElement::new(vec![(x, y), (x + 40, y)], GRID.stroke_width(1)))?;
        Style::for_run(*style).coloured(*colour).sign(page, (x + 20, y), 12)?;
        page.draw_text(&figure.0.say(*name), &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (x + 52, y + 2))?;
    }
    Ok(top + 44)
}

/// The style of a process: that of its kind.
fn kind(process: &str) -> Style {
    let kind = match process {
        "polarisation M1 to M2" | "turnover of macrophages" | "imprint comes" | "imprint fades" => 1,
        "matrix" | "latency of axons" | "growth of axons" | "myelin" => 2,
        "peripheral sensitisation" | "central sensitisation" => 3,
        _ => 0,
    };
    let (sign, colour, _) = KINDS[kind];
    Style::for_run(sign).coloured(colour)
}
