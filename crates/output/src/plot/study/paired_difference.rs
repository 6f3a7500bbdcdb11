//! What a treatment adds: the contrasts of treatments that the study tells, and each arm minus the control, at each visit, with
//! intervals.

use std::collections::BTreeSet;

use plotters::prelude::*;

use super::super::sheet::Page;
use super::found::sign_of;
use super::panels::{self, Slots, Span};
use super::{StudyResults, of_design, signed};
use crate::plot::comparison::style::Style;
use crate::plot::frame::Place;
use crate::plot::layout::wrap;
use crate::plot::page::{self, FROM_LEFT, INK, MARGIN, SIZE};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::units::month::visit_name;
use admsc_stats::difference::Difference;
use admsc_study::trial::{DifferenceRow, contrasts};

/// Least room of one comparison at one visit, pixels.
const MARK: i32 = 26;
/// Height of a line of words above a panel.
const LINE: i32 = 32;
/// Room of the numbers of visits below a row that is not the last, pixels.
const AXIS: i32 = 24;
/// Size of those words, pixels.
const TEXT: u32 = 24;

/// A smaller difference is drawn as none, also where its interval leaves out 0: it would be written as 0.0 points.
const NOTHING_POINTS: f64 = 0.05;

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct PairedDifferenceFigure<'a>(pub StudyResults<'a>);

/// An arm and the one it is compared with.
type Pair = (usize, usize);

/// Comparisons that stand together.
struct Row {
    pairs: Vec<Pair>,
    title: Message,
    /// Whether the title names what the arms are compared with.
    names_other: bool,
}

/// Whether one arm is compared with several.
fn stands_twice(pairs: &[Pair]) -> bool {
    pairs.iter().map(|pair| pair.0).collect::<BTreeSet<usize>>().len() < pairs.len()
}

impl PairedDifferenceFigure<'_> {
    /// The contrasts of treatments, where the study was made for the first of them before all others, and the rest against the
    /// control.
    fn rows(&self) -> Vec<Row> {
        let (arms, control) = (self.0.shown_arms(), self.0.study.control);
        let told = contrasts(self.0.study).told;
        let is_shown = |pair: &Pair| pair.1 != control && arms.contains(&pair.0) && arms.contains(&pair.1);
        let between: Vec<Pair> = told.iter().map(|told| (told.arm, told.against)).filter(is_shown).collect();
        let against_control = arms.iter().filter(|arm| **arm != control).map(|arm| (*arm, control)).collect();
        // Beside each other, panels have no room for two names.
        let is_narrow = self.0.shown_potencies().len() > 1;
        let names = Message::joined(between.iter().map(|pair| self.pair(*pair)), english("; "));
        let named = english("Between treatments: {pairs}").with_said("pairs", names);
        let title = if is_narrow { named } else { english("Between treatments").into() };
        // Where an arm stands twice, its name alone does not tell which comparison it is.
        let names_other = is_narrow && !stands_twice(&between);
        let between = Row { pairs: between, title, names_other };
        let title = english("Against the control ({control})").with("control", &self.0.study.arms[control]);
        let against_control = Row { pairs: against_control, title, names_other: true };
        let control_is_first = told.first().is_none_or(|told| told.against == control);
        let rows = if control_is_first { [against_control, between] } else { [between, against_control] };
        rows.into_iter().filter(|row| !row.pairs.is_empty()).collect()
    }

    fn pair(&self, (arm, against): Pair) -> Message {
        let [arm, other] = [arm, against].map(|arm| &self.0.study.arms[arm]);
        english("{arm} − {other}").with("arm", arm).with("other", other)
    }

    fn row(&self, potency: usize, (arm, against): Pair, day: u32) -> Option<&DifferenceRow> {
        self.0.difference(self.0.case(0, potency, arm), against, day)
    }

    fn found(&self, potency: usize, pair: Pair, day: u32) -> Option<(&Difference, i8)> {
        let row = self.row(potency, pair, day)?;
        Some((of_design(row)?, sign_of(row)?))
    }

    /// Whether p adjusted by Holm decides what is detectable of some comparison that is shown.
    fn has_adjusted(&self, days: &[u32]) -> bool {
        let pairs: Vec<Pair> = self.rows().into_iter().flat_map(|row| row.pairs).collect();
        let is_adjusted = |row: &&DifferenceRow| {
            let is_shown = pairs.contains(&(row.which.arm, row.against)) && days.contains(&row.which.day);
            is_shown && row.holm_p.is_some()
        };
        self.0.analysis.differences.iter().any(|row| is_adjusted(&row))
    }

    /// How the comparisons of a row look: each as the arm that no other of them has, its first one if that is so; where neither is, as
    /// no arm does as long as there are styles.
    pub(super) fn looks(&self, pairs: &[Pair]) -> Vec<Style> {
        let turned: Vec<Pair> = pairs.iter().map(|(arm, against)| (*against, *arm)).collect();
        if let Some(own) = [pairs, &turned].into_iter().find(|pairs| !stands_twice(pairs)) {
            return own.iter().map(|(arm, _)| self.0.style(*arm)).collect();
        }
        (0..pairs.len()).map(|number| Style::for_run(self.0.study.arms.len() + number)).collect()
    }

    /// Values that all panels of a row have room for, with 0 among them.
    fn range(&self, row: &Row, days: &[u32]) -> (f64, f64) {
        let (mut low, mut high) = (-0.2_f64, 0.2_f64);
        for potency in self.0.shown_potencies() {
            for pair in &row.pairs {
                for (found, _) in days.iter().filter_map(|day| self.found(potency, *pair, *day)) {
                    (low, high) = (low.min(found.low), high.max(found.high));
                }
            }
        }
        let room = 0.05 * (high - low);
        (low - room, high + room)
    }

    fn in_words(&self, potency: usize, pair: Pair, day: u32, names_other: bool) -> [Message; 3] {
        let name = if names_other { verbatim(&self.0.study.arms[pair.0]) } else { self.pair(pair) };
        text::found(&name, self.found(potency, pair, day))
    }
}

impl Figure for PairedDifferenceFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let Some(day) = self.0.later_visits().last().copied() else { return String::new() };
        let pairs: Vec<Pair> = self.rows().into_iter().flat_map(|row| row.pairs).collect();
        let opening = match self.0.is_paired() {
            true => english(
                "Difference of the change of {pain} from day 0 between arms, within the same patients, with 95 % \
                 intervals; below zero is less pain. At {visit}:",
            ),
            false => english(
                "Difference of the change of {pain} from day 0 between arms, between groups, with 95 % intervals; \
                 below zero is less pain. At {visit}:",
            ),
        };
        let opening = opening.with_said("visit", visit_name(day)).with_said("pain", self.0.analysed().in_words());
        self.0.described(opening, |potency| {
            let first = |[said, ..]: [Message; 3]| said;
            pairs.iter().map(|pair| first(self.in_words(potency, *pair, day, false))).collect()
        })
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let visits = self.0.later_visits();
        if visits.is_empty() || self.rows().is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self, &visits)?)
    }
}

fn draw_all(page: &Page, figure: &PairedDifferenceFigure<'_>, visits: &[u32]) -> Drawn {
    let (results, rows) = (&figure.0, figure.rows());
    let potencies = results.shown_potencies();
    let question = match results.is_paired() {
        true => {
            english("What does each arm add? Difference of the change of {pain} from day 0, within the same patients")
        }
        false => english("What does each arm add? Difference of the change of {pain} from day 0, between groups"),
    };
    let question = question.with_said("pain", results.analysed().in_words());
    let beside =
        |top: i32, bottom: i32| panels::beside(potencies.len(), panels::LEFT, [top, bottom], 0, panels::NUMBERS);
    // Every row shows the same visits: as many as the one with most comparisons has room for.
    let most = rows.iter().map(|row| row.pairs.len() as i32).max().unwrap_or(1);
    let Some(slots) =
        beside(0, 0).first().map(|place| Slots::for_visits(visits, &results.told_visits(), place, MARK * (most + 1)))
    else {
        return Ok(());
    };
    let left_out = slots.left_out(visits);
    let question =
        results.asked(results.say(question), results.left_out_and_reporting().into_iter().chain(left_out).collect());
    let found = page::first_whole(page, results.findings());
    let heading = page::finding(page, found.as_deref(), results.title, Some(&question))?;
    let top = heading - 8;
    let bottom = SIZE.1 as i32 - panels::BOTTOM + 8;
    // Each row has its title, its plots and a line of words a comparison; the rest of the height is shared 3 to 2.
    let words: i32 = rows.iter().map(|row| (row.pairs.len() as i32) * LINE + 2 * panels::NAME + 28 + AXIS).sum();
    let parts = if rows.len() == 1 { [1, 0] } else { [3, 2] };
    let part = (bottom - top - words).max(0) / parts.iter().sum::<i32>();
    let mut y = top;
    for (number, (row, share)) in rows.iter().zip(parts).enumerate() {
        let name = fonts::bold(30, &INK);
        let measure = |line: &str| page.estimate_text_size(line, &name).map_or(u32::MAX, |size| size.0);
        for title in wrap(&results.say(row.title.clone()), SIZE.0 - 2 * MARGIN as u32, 1, measure) {
            page.draw_text(&title, &name.pos(FROM_LEFT), (MARGIN, y + panels::NAME / 2))?;
        }
        y += 2 * panels::NAME + row.pairs.len() as i32 * LINE + 6;
        let places = beside(y, y + part * share);
        let Some(first) = places.first() else { continue };
        let (low, high) = figure.range(row, &slots.days);
        for (potency, place) in potencies.iter().zip(&places) {
            draw_words(page, figure, row, *potency, place, visits)?;
            let span = Span { from: low, to: high, start: place[3], end: place[1] };
            let height = place[3] - place[1];
            let most = (height / 32).clamp(2, 7) as usize;
            // Zero alone says nothing of how much the others are.
            let more = [most, most + 1, most + 2].map(|most| panels::marks(low, high, most));
            let enough = |marks: &&Vec<f64>| marks.len() > 1 && marks.len() as i32 * 32 <= height;
            let marks = text::marks(more.iter().find(enough).unwrap_or(&more[0]));
            panels::values(page, place, &span, &marks)?;
            let slots = slots.moved(place);
            slots.draw(page, place)?;
            draw_panel(page, figure, row, *potency, (place, &slots, &span))?;
        }
        panels::title_left(page, first, &results.say(english("Points")))?;
        y += part * share;
        if number + 1 == rows.len() {
            panels::title_below(page, &places, &results.say(slots.title))?;
        }
        y += 22 + AXIS;
    }
    let note = match results.is_paired() {
        true => english("Paired: {patients} go through every arm, which no trial can do. 95 % intervals. {caution}")
            .with_said("patients", results.patients_in_words()),
        false => english("Unpaired, {groups}. 95 % intervals (Welch). {caution}")
            .with_said("groups", results.parallel_groups()),
    };
    let note = note.with_said("caution", results.short_caution());
    let hollow = match figure.has_adjusted(&slots.days) {
        true => english("hollow: not detectable, or below 0.05 points (exploratory: p adjusted by Holm)"),
        false => english("hollow: not detectable, or below 0.05 points"),
    };
    let signs = [english("below 0: less pain"), hollow];
    let signs = signs.map(|sign| results.say(sign));
    page::footer(page, &results.say(note), &signs.join(page::BETWEEN_SIGNS))
}

/// The line of no difference, then the intervals and points.
fn draw_panel(
    page: &Page,
    figure: &PairedDifferenceFigure<'_>,
    row: &Row,
    potency: usize,
    (place, slots, span): (&Place, &Slots, &Span),
) -> Drawn {
    let zero = span.at(0.0);
    page.draw(&PathElement::new(vec![(place[0], zero), (place[2], zero)], INK.stroke_width(5)))?;
    for (series, (pair, style)) in row.pairs.iter().zip(figure.looks(&row.pairs)).enumerate() {
        for (visit, day) in slots.days.iter().enumerate() {
            let Some((found, sign)) = figure.found(potency, *pair, *day) else { continue };
            let x = slots.x(visit, series, row.pairs.len());
            let ends = vec![(x, span.at(found.low)), (x, span.at(found.high))];
            for (_, end) in &ends {
                page.draw(&PathElement::new(vec![(x - 8, *end), (x + 8, *end)], style.colour.stroke_width(3)))?;
            }
            page.draw(&PathElement::new(ends, style.colour.stroke_width(4)))?;
            let point = (x, span.at(found.difference));
            match sign {
                0 => style.hollow(page, point, 10)?,
                _ if found.difference.abs() < NOTHING_POINTS => style.hollow(page, point, 10)?,
                _ => style.sign(page, point, 8)?,
            }
        }
    }
    Ok(())
}

/// Name of the panel and what each comparison came to at the last visit, above the plot.
fn draw_words(
    page: &Page,
    figure: &PairedDifferenceFigure<'_>,
    row: &Row,
    potency: usize,
    place: &Place,
    visits: &[u32],
) -> Drawn {
    let Some(day) = visits.last() else { return Ok(()) };
    let top = place[1] - 6 - row.pairs.len() as i32 * LINE;
    let name = english("{panel}; at {visit}:").with("panel", figure.0.potency_name(potency));
    let name = figure.0.say(name.with_said("visit", visit_name(*day)));
    panels::name(page, &[place[0], top, place[2], place[3]], &name)?;
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for ((pair, own), y) in
        row.pairs.iter().zip(figure.looks(&row.pairs)).zip((top + LINE / 2 - 4..).step_by(LINE as usize))
    {
        let found = figure.found(potency, *pair, *day);
        let sign = (place[0] + 12, y);
        match found {
            Some((_, 0)) => own.hollow(page, sign, 9)?,
            Some(_) => own.sign(page, sign, 8)?,
            None => (),
        }
        let room = (place[2] - place[0] - 30).max(1) as u32;
        // The first of the ways to say it that fits, or the shortest, cut.
        let ways = figure.in_words(potency, *pair, *day, row.names_other).map(|way| figure.0.say(way));
        let fitting = ways.iter().find(|way| measure(way) <= room).or(ways.last());
        for line in fitting.map_or_else(Vec::new, |way| wrap(way, room, 1, measure)) {
            page.draw_text(&line, &style.pos(FROM_LEFT), (place[0] + 30, y))?;
        }
    }
    Ok(())
}

/// What the figure says.
mod text {
    use super::{Difference, signed};
    use admsc_scenario::language::{Message, english};
    use admsc_scenario::units::interval::places;

    /// Values of an axis with as many places as the finest of them needs.
    pub fn marks(values: &[f64]) -> Vec<(f64, String)> {
        let is_whole = |scale: f64| values.iter().all(|value| (value * scale - (value * scale).round()).abs() < 1e-6);
        let places = [1.0, 10.0, 100.0].into_iter().position(is_whole).unwrap_or(3);
        values.iter().map(|value| (*value, signed(*value, places))).collect()
    }

    /// What a comparison came to, in ever fewer words. In the last way its name may be cut, but not its value.
    pub fn found(name: &Message, found: Option<(&Difference, i8)>) -> [Message; 3] {
        let name = || name.clone();
        let told = |name: Message, value: Message| {
            english("{name}: {value}").with_said("name", name).with_said("value", value)
        };
        let Some((found, sign)) = found else {
            let few = || Message::from(english("too few patients"));
            return [told(name(), few()), told(few(), name()), told(few(), name())];
        };
        let places = places((found.low, found.high), 2);
        let [value, low, high] = [found.difference, found.low, found.high].map(|end| signed(end, places));
        let value = || match sign {
            0 => english("no detectable difference").into(),
            _ => english("{value} points").with("value", &value),
        };
        let whole = || {
            let whole = english("{value} ({low} to {high})").with_said("value", value());
            whole.with("low", &low).with("high", &high)
        };
        [told(name(), whole()), told(name(), value()), told(value(), name())]
    }
}
