//! Panels beside each other that share their axes, and what stands around them.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::StudyResults;
use crate::plot::axis::TimeAxis;
use crate::plot::frame::Place;
use crate::plot::layout::{spread, wrap, wrap_evenly};
use crate::plot::page::{CENTRED, FROM_LEFT, FROM_RIGHT, GREY, GRID, INK, MARGIN, SIZE};
use crate::plot::trace::exact;
use crate::plot::{Drawn, fonts};
use admsc_scenario::language::{Message, Phrase, english};
use admsc_scenario::units::month::{visit_name, whole_months};

/// Most visits without room that are named.
const NAMED: usize = 4;
/// Room for the numbers and the title left of the first panel.
pub const LEFT: i32 = MARGIN + 92;
/// Room below the panels for numbers, title and the line at the foot.
pub const BOTTOM: i32 = 154;
/// Height of the name above a panel.
pub const NAME: i32 = 40;
/// Height of a row of the key.
const KEY: i32 = 40;
/// Size of numbers and of names, pixels.
const TEXT: u32 = 26;
/// Height of a line of a label at the end of a line, pixels.
const LABEL_LINE: i32 = 29;
/// From a panel to its labels.
const LEADER: i32 = 26;

/// Values along an edge of a panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Value at the first pixel.
    pub from: f64,
    /// Value at the last pixel.
    pub to: f64,
    /// First pixel.
    pub start: i32,
    /// Last pixel.
    pub end: i32,
}

impl Span {
    /// Pixel of a value; values beyond the edges lie on them.
    pub fn at(&self, value: f64) -> i32 {
        self.exact(value).round() as i32
    }

    /// The same between whole pixels.
    pub fn exact(&self, value: f64) -> f64 {
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        f64::from(self.start) + share * f64::from(self.end - self.start)
    }

    /// The value of a pixel.
    pub fn value(&self, pixel: i32) -> f64 {
        let share = f64::from(pixel - self.start) / f64::from((self.end - self.start).max(1));
        self.from + share * (self.to - self.from)
    }
}

/// Values at even, round steps from `low` to `high`, at most `most` of them.
pub fn marks(low: f64, high: f64, most: usize) -> Vec<f64> {
    let width = (high - low).max(1e-9);
    let mut step = 1e-9;
    'wider: loop {
        for share in [1.0, 2.0, 5.0] {
            if width / (step * share) < most as f64 {
                step *= share;
                break 'wider;
            }
        }
        step *= 10.0;
    }
    let (first, last) = ((low / step - 1e-6).ceil() as i64, (high / step + 1e-6).floor() as i64);
    (first..=last).map(|mark| mark as f64 * step).collect()
}

/// Room left of a panel that is not the first, for the numbers of its own axis, pixels.
pub const NUMBERS: i32 = 78;

/// The places of panels beside each other from `left` to the right margin, each with room for labels right of it, and so many pixels
/// before the next.
pub fn beside(number: usize, left: i32, [top, bottom]: [i32; 2], labels: i32, gutter: i32) -> Vec<Place> {
    let number = number.max(1) as i32;
    let width = (SIZE.0 as i32 - MARGIN - left + gutter) / number;
    (0..number).map(|panel| [left + panel * width, top, left + (panel + 1) * width - gutter - labels, bottom]).collect()
}

/// Writes the name of a panel above it.
pub fn name(page: &Page, place: &Place, text: &str) -> Drawn {
    page.draw_text(text, &fonts::bold(28, &INK).pos(FROM_LEFT), (place[0], place[1] - NAME / 2))?;
    Ok(())
}

/// Draws the lines of the grid at values, the left edge and the numbers beside it.
pub fn values(page: &Page, place: &Place, span: &Span, marks: &[(f64, String)]) -> Drawn {
    let numbers = fonts::regular(TEXT, &INK).pos(FROM_RIGHT);
    for (value, text) in marks {
        let y = span.at(*value);
        page.draw(&PathElement::new(vec![(place[0], y), (place[2], y)], GRID.stroke_width(2)))?;
        if !text.is_empty() {
            page.draw_text(text, &numbers, (place[0] - 12, y + 2))?;
        }
    }
    page.draw(&PathElement::new(vec![(place[0], place[1]), (place[0], place[3])], INK.stroke_width(2)))?;
    Ok(())
}

/// Draws a time axis below a panel, without its title, with as many numbers as there is room for.
pub fn days(page: &Page, place: &Place, axis: &TimeAxis, span: &Span) -> Drawn {
    page.draw(&PathElement::new(vec![(place[0], place[3]), (place[2], place[3])], INK.stroke_width(2)))?;
    let numbers = fonts::regular(TEXT, &INK).pos(CENTRED);
    let step = (1..).find(|step| (span.end - span.start) / ((axis.marks.len() / step).max(1) as i32) >= 60);
    for mark in axis.marks.iter().step_by(step.unwrap_or(1)) {
        let x = span.at(mark * axis.unit_days);
        page.draw(&PathElement::new(vec![(x, place[3]), (x, place[3] + 8)], INK.stroke_width(2)))?;
        page.draw_text(&format!("{mark:.0}"), &numbers, (x, place[3] + 26))?;
    }
    Ok(())
}

/// Visits side by side, each with the same room.
#[derive(Debug, Clone, PartialEq)]
pub struct Slots {
    /// Days of the visits that are shown.
    pub days: Vec<u32>,
    /// What stands below each.
    numbers: Vec<String>,
    /// What stands below all of them.
    pub title: Phrase,
    left: i32,
    width: i32,
}

impl Slots {
    /// As many of the visits as have room, evenly chosen, the last and those that are told among them as far as these have room.
    /// `least` is the room of one, pixels.
    pub fn for_visits(visits: &[u32], told: &[u32], place: &Place, least: i32) -> Self {
        let room = ((place[2] - place[0]) / least.max(1)).max(1) as usize;
        let every = visits.len().div_ceil(room).max(1);
        let mut days: Vec<u32> = visits.iter().rev().step_by(every).rev().copied().collect();
        for day in told {
            let is_free = |other: &&u32| !told.contains(other) && visits.last() != Some(*other);
            let free = (0..days.len()).filter(|place| !days.contains(day) && is_free(&&days[*place]));
            if let Some(nearest) = free.min_by_key(|place| days[*place].abs_diff(*day)) {
                days[nearest] = *day;
                days.sort_unstable();
            }
        }
        let months: Option<Vec<u32>> = days.iter().map(|day| whole_months(*day)).collect();
        let text = |number: &u32| number.to_string();
        let (numbers, title) = match months {
            Some(months) => (months.iter().map(text).collect(), english("Visit (months)")),
            None => (days.iter().map(text).collect(), english("Visit (days)")),
        };
        let width = (place[2] - place[0]) / days.len().max(1) as i32;
        Self { days, numbers, title, left: place[0], width }
    }

    /// Which of the visits are not shown, in a sentence, where there was no room for all of them.
    pub fn left_out(&self, visits: &[u32]) -> Option<Message> {
        let missing: Vec<u32> = visits.iter().copied().filter(|day| !self.days.contains(day)).collect();
        let many = english("{shown} of {all} visits are shown.");
        let many = many.with("shown", self.days.len()).with("all", visits.len());
        let names = Message::joined(missing.iter().map(|day| visit_name(*day)), english(", "));
        let named = english("No room for the visit at {visits}.").with_said("visits", names);
        match missing.len() {
            0 => None,
            1..=NAMED => Some(named),
            _ => Some(many),
        }
    }

    /// Middle of the mark of one of several series at a visit.
    pub fn x(&self, visit: usize, series: usize, all: usize) -> i32 {
        let share = (series as f64 + 1.0) / (all as f64 + 1.0);
        self.left + visit as i32 * self.width + (share * f64::from(self.width)).round() as i32
    }

    /// Room of the mark of one of several series, pixels.
    pub fn room(&self, all: usize) -> i32 {
        self.width / (all as i32 + 1)
    }

    /// The same slots in another panel.
    pub fn moved(&self, place: &Place) -> Self {
        Self { left: place[0], ..self.clone() }
    }

    /// Draws the axis: faint lines between the visits, and their numbers below.
    pub fn draw(&self, page: &Page, place: &Place) -> Drawn {
        let numbers = fonts::regular(TEXT, &INK).pos(CENTRED);
        for (visit, number) in self.numbers.iter().enumerate() {
            let right = self.left + (visit as i32 + 1) * self.width;
            page.draw(&PathElement::new(vec![(right, place[1]), (right, place[3])], GRID.stroke_width(1)))?;
            page.draw_text(number, &numbers, (right - self.width / 2, place[3] + 24))?;
        }
        page.draw(&PathElement::new(vec![(place[0], place[3]), (place[2], place[3])], INK.stroke_width(2)))?;
        Ok(())
    }
}

/// Writes the title below all panels.
pub fn title_below(page: &Page, places: &[Place], text: &str) -> Drawn {
    if let (Some(first), Some(last)) = (places.first(), places.last()) {
        let middle = (first[0] + last[2]) / 2;
        page.draw_text(text, &fonts::regular(28, &INK).pos(CENTRED), (middle, first[3] + 62))?;
    }
    Ok(())
}

/// Writes a title upright, left of the first panel.
pub fn title_left(page: &Page, place: &Place, text: &str) -> Drawn {
    let upright = fonts::regular(28, &INK).pos(CENTRED).transform(plotters::style::FontTransform::Rotate270);
    page.draw_text(text, &upright, (MARGIN - 4, (place[1] + place[3]) / 2))?;
    Ok(())
}

/// Draws what the styles of the arms stand for; returns where it ends.
pub fn key(
    page: &Page,
    results: &StudyResults<'_>,
    arms: &[usize],
    text: impl Fn(usize) -> String,
    top: i32,
) -> Drawn<i32> {
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    let texts: Vec<String> = arms.iter().map(|arm| text(*arm)).collect();
    let width = |columns: usize| (SIZE.0 as i32 - 2 * MARGIN) / columns.max(1) as i32;
    let room = |columns: usize| (width(columns) - 104).max(1) as u32;
    let most = if matches!(arms.len(), 2 | 4) { 2 } else { 3.min(arms.len()) };
    let fits = |columns: &usize| texts.iter().all(|text| measure(text) <= room(*columns));
    let columns = (1..=most).rev().find(fits).unwrap_or(1);
    for (row, (arm, text)) in arms.iter().zip(&texts).enumerate() {
        let left = MARGIN + (row % columns) as i32 * width(columns);
        let y = top + KEY / 2 + (row / columns) as i32 * KEY;
        let own = results.style(*arm);
        own.line(page, &exact(&[(left, y), (left + 76, y)]), 5)?;
        own.sign(page, (left + 38, y), 9)?;
        for line in wrap(text, room(columns), 1, measure) {
            page.draw_text(&line, &style.pos(FROM_LEFT), (left + 88, y))?;
        }
    }
    Ok(top + arms.len().div_ceil(columns) as i32 * KEY)
}

/// A label at the end of a line.
pub struct Label {
    /// Arm whose colour leads to it.
    pub arm: usize,
    /// Row at which the line ends.
    pub y: i32,
    /// Name, bold.
    pub name: String,
    /// Value with its interval, below it.
    pub value: String,
    /// The value alone, where the panel has no room for the interval of each.
    pub short: String,
}

/// Writes labels right of a panel, apart from each other, with a line from each to its place. Where the names have no
/// room, the signs of the arms stand for them. Returns whether the values stand there in full, with their intervals.
pub fn labels(
    page: &Page,
    results: &StudyResults<'_>,
    place: &Place,
    room: i32,
    mut labels: Vec<Label>,
) -> Drawn<bool> {
    labels.sort_by_key(|label| (label.y, label.arm));
    let wanted: Vec<i32> = labels.iter().map(|label| label.y).collect();
    let (bold, regular) = (fonts::bold(24, &INK), fonts::regular(24, &GREY));
    let width = (room - LEADER).max(1) as u32;
    let measure = |line: &str| page.estimate_text_size(line, &bold).map_or(u32::MAX, |size| size.0);
    let names: Vec<Vec<String>> = labels.iter().map(|label| wrap_evenly(&label.name, width, 2, measure)).collect();
    let size = |text: &str| page.estimate_text_size(text, &regular).map_or(u32::MAX, |size| size.0);
    let has_room = labels.iter().all(|label| size(&label.value) <= width);
    let value = |label: &Label| if has_room { label.value.clone() } else { label.short.clone() };
    let highest = names.iter().map(Vec::len).max().unwrap_or(1) as i32;
    let is_cut = names.iter().flatten().any(|line| line.ends_with('…'));
    let gap = highest * LABEL_LINE + LABEL_LINE + 4;
    let is_full = gap * labels.len() as i32 > place[3] - place[1] + LABEL_LINE;
    let signs_only = is_cut || is_full;
    let places = spread(&wanted, if signs_only { LABEL_LINE + 6 } else { gap }, place[1] + 24, place[3] - 24);
    let left = place[2] + LEADER;
    for ((label, name), y) in labels.iter().zip(names).zip(places) {
        let style = results.style(label.arm);
        let leader = vec![(place[2] + 4, label.y), (left - 4, y)];
        page.draw(&PathElement::new(leader, style.colour.stroke_width(2)))?;
        if signs_only {
            style.sign(page, (left + 8, y), 8)?;
            page.draw_text(&label.short, &regular.pos(FROM_LEFT), (left + 24, y))?;
            continue;
        }
        let first = y - name.len() as i32 * LABEL_LINE / 2;
        let value = value(label);
        let lines = name.iter().map(|line| (line, &bold)).chain([(&value, &regular)]);
        for ((line, style), y) in lines.zip((first..).step_by(LABEL_LINE as usize)) {
            page.draw_text(line, &style.pos(FROM_LEFT), (left, y))?;
        }
    }
    Ok(has_room && !signs_only)
}
