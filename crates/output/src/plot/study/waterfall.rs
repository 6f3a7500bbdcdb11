//! Every patient: the change of reported pain at the last visit in percent, sorted, a panel an arm and potency.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::StudyResults;
use super::found::over_potencies;
use super::panels::{self, Span};
use crate::plot::colours::{NEUTRAL, light};
use crate::plot::frame::Place;
use crate::plot::layout::{spread, wrap};
use crate::plot::page::{self, FROM_LEFT, FROM_RIGHT, GREY, INFLAMING, INK, RESOLVING, SIZE};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::study::Contrast;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign;
use admsc_study::trial;
use admsc_study::trial::tables::PatientRow;

/// Largest rise that is drawn, percent: who began with little pain can have any.
const MOST: f64 = 50.0;
/// Between the rows of panels, with the name of the lower one.
const GAP: i32 = 84;
/// Between two panels beside each other, which share their axis, pixels.
const BESIDE: i32 = 22;
/// Height of a line above a panel, and size of its text, pixels.
const LINE: i32 = 30;
const TEXT: u32 = 24;
/// Colour of a relief of 30 to 50 %.
const SOME_RELIEF: RGBColor = light(RESOLVING);
/// Colour of less relief.
const LITTLE_RELIEF: RGBColor = light(NEUTRAL);

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct WaterfallFigure<'a>(pub StudyResults<'a>);

/// The patients of one arm at one potency.
struct Changes {
    /// Change of each patient with a value, percent, worst first.
    percent: Vec<f64>,
    /// Patients without one.
    missing: usize,
}

impl WaterfallFigure<'_> {
    fn day(&self) -> Option<u32> {
        self.0.later_visits().last().copied()
    }

    fn changes(&self, potency: usize, arm: usize) -> Changes {
        let day = self.day().map(u64::from);
        let value = self.0.study.potencies[potency].value;
        let rows = self.0.rows_of(arm).filter(|row| Some(row.visit_days) == day && row.potency_fraction == value);
        let all: Vec<Option<f64>> = rows.map(percent).collect();
        let mut percent: Vec<f64> = all.iter().copied().flatten().collect();
        percent.sort_by(|a, b| b.total_cmp(a));
        Changes { missing: all.len() - percent.len(), percent }
    }

    /// How many patients of these arms have less pain, and half or less of it; with several potencies from the lowest to the highest count.
    fn in_full(&self, arms: &[usize]) -> Option<Message> {
        let (results, potencies) = (&self.0, self.0.shown_potencies());
        let of_arm = |arm: usize| {
            let changes: Vec<Changes> = potencies.iter().map(|potency| self.changes(*potency, arm)).collect();
            let all = changes.first()?.percent.len();
            let is_told = all > 0 && results.shown_arms().contains(&arm);
            let counts = |count: fn(&Changes) -> usize| {
                over_potencies(&changes.iter().map(count).collect::<Vec<_>>(), |count| count.to_string())
            };
            let said = match potencies.len() {
                1 => english("“{arm}”: {less} of {all} patients have less pain, {half} by half or more"),
                _ => english(
                    "“{arm}”: {less} of {all} patients have less pain, {half} by half or more (over the potencies)",
                ),
            };
            let said = said.with("arm", &results.study.arms[arm]).with("all", all);
            let said = said.with_said("less", counts(Changes::less));
            let said = said.with_said("half", counts(|changes| changes.with(50.0)));
            (is_told && changes.iter().all(|changes| changes.percent.len() == all)).then_some(said)
        };
        Some(Message::joined(arms.iter().map(|arm| of_arm(*arm)).collect::<Option<Vec<_>>>()?, english("; ")))
    }

    /// How many patients of these arms have half of their pain or less; nothing where an arm has no panel.
    fn of_half(&self, arms: &[usize]) -> Option<Message> {
        let (results, potencies) = (&self.0, self.0.shown_potencies());
        let shown = results.shown_arms();
        arms.iter().all(|arm| shown.contains(arm)).then_some(())?;
        let of_arm = |arm: usize| {
            let changes: Vec<Changes> = potencies.iter().map(|potency| self.changes(*potency, arm)).collect();
            let all = changes.first()?.percent.len();
            let is_told = all > 0 && changes.iter().all(|changes| changes.percent.len() == all);
            let half: Vec<usize> = changes.iter().map(|changes| changes.with(50.0)).collect();
            let half = over_potencies(&half, |count| count.to_string());
            let said = english("{half} of {all} patients with “{arm}”").with_said("half", half).with("all", all);
            is_told.then(|| said.with("arm", &results.study.arms[arm]))
        };
        let arms = arms.iter().map(|arm| of_arm(*arm)).collect::<Option<Vec<Message>>>()?;
        let said = match potencies.len() {
            1 => english("Half of the pain or more is gone in {arms}"),
            _ => english("Half of the pain or more is gone in {arms} (over the potencies)"),
        };
        Some(said.with_said("arms", Message::joined(arms, english(", "))))
    }

    /// Between which shares of the patients the same lies in all arms and rows.
    fn range(&self) -> Option<Message> {
        let shares = self.0.shown_potencies().into_iter().flat_map(|potency| {
            let of_arm = move |arm: usize| {
                let changes = self.changes(potency, arm);
                changes.with(50.0) as f64 / changes.percent.len() as f64
            };
            self.0.shown_arms().into_iter().map(of_arm)
        });
        let shares: Vec<f64> = shares.collect();
        let said = english("Half of the pain or more is gone in {low} to {high} of the patients of an arm");
        let [low, high] = [shares.iter().copied().reduce(f64::min)?, shares.iter().copied().reduce(f64::max)?];
        let are_known = shares.iter().all(|share| share.is_finite());
        are_known.then(|| said.with("low", sign::percent(low)).with("high", sign::percent(high)))
    }

    /// What is told of the primary contrast, beside what the control gives, or else of all arms; in several ways, the fullest first.
    pub(super) fn findings(&self) -> Vec<Message> {
        let Some(Contrast { arm, against }) = trial::contrasts(self.0.study).primary() else {
            let all: Vec<usize> = (0..self.0.study.arms.len()).collect();
            return self.of_half(&all).into_iter().chain(self.range()).collect();
        };
        let control = self.0.study.control;
        let arms: Vec<usize> = [arm, against].into_iter().chain((against != control).then_some(control)).collect();
        [self.in_full(&arms), self.of_half(&arms), self.of_half(&[arm, control])].into_iter().flatten().collect()
    }
}

/// Change of a patient's reported pain, percent of that on day 0.
fn percent(row: &PatientRow) -> Option<f64> {
    let change = 100.0 * (row.reported_vas_points? / row.baseline_reported_vas_points - 1.0);
    change.is_finite().then_some(change)
}

impl Changes {
    /// Patients with less pain.
    fn less(&self) -> usize {
        self.percent.iter().filter(|change| **change < -1e-9).count()
    }

    /// Patients with at least so much of the pain gone.
    fn with(&self, fall: f64) -> usize {
        // What a division leaves of exactly half must not decide.
        self.percent.iter().filter(|change| **change <= 1e-9 - fall).count()
    }
}

impl Figure for WaterfallFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let Some(day) = self.day() else { return String::new() };
        let of_arm = |potency: usize, arm: usize| {
            let changes = self.changes(potency, arm);
            let counts = [changes.with(50.0), changes.with(30.0), changes.percent.len()];
            text::in_words(&self.0.study.arms[arm], counts, changes.missing)
        };
        let opening =
            english("Change of {pain} in percent at {visit}, one bar per patient, sorted from worst to best.");
        self.0.described(
            opening.with_said("visit", visit_name(day)).with_said("pain", self.0.analysed().in_words()),
            |potency| self.0.shown_arms().into_iter().map(|arm| of_arm(potency, arm)).collect(),
        )
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let day = self.day().filter(|_| !self.0.patients.is_empty()).ok_or(Error::Empty)?;
        Ok(draw_all(page, self, day)?)
    }
}

fn draw_all(page: &Page, figure: &WaterfallFigure<'_>, day: u32) -> Drawn {
    let results = &figure.0;
    let (arms, potencies) = (results.shown_arms(), results.shown_potencies());
    let all: Vec<Vec<Changes>> =
        potencies.iter().map(|potency| arms.iter().map(|arm| figure.changes(*potency, *arm)).collect()).collect();
    let worst = all.iter().flatten().flat_map(|changes| changes.percent.first()).fold(0.0, |a: f64, b| a.max(*b));
    let highest = (10.0 * (worst / 10.0).ceil()).clamp(20.0, MOST);
    let question = english("Change of {pain} from day 0 at {visit}, patient by patient");
    let question = question.with_said("pain", results.analysed().in_words());
    let question = results.asked(results.say(question.with_said("visit", visit_name(day))), results.left_out());
    let found = page::first_whole(page, figure.findings().into_iter().map(|found| results.say(found)));
    let top = page::finding(page, found.as_deref(), results.title, Some(&question))? - 14;
    let bottom = SIZE.1 as i32 - 66;
    let pitch = (bottom - top) / potencies.len().max(1) as i32;
    let beside = |top: i32, lines: i32| {
        let rows = [top + GAP + (lines - 1) * LINE, top + pitch - 14];
        panels::beside(arms.len(), panels::LEFT + 10, rows, 0, BESIDE)
    };
    let widths: Vec<i32> = beside(top, 1).iter().map(|place| place[2] - place[0]).collect();
    let is_narrow = |changes: &Vec<Changes>| {
        let of_arm = arms.iter().zip(changes).zip(&widths);
        of_arm.into_iter().any(|((arm, changes), width)| !is_one_line(page, figure, *arm, changes, *width))
    };
    let lines = if all.iter().any(is_narrow) { 2 } else { 1 };
    for (row, (potency, changes)) in potencies.iter().zip(&all).enumerate() {
        let top = top + row as i32 * pitch;
        let places = beside(top, lines);
        let name = results.potency_name(*potency);
        page.draw_text(&name, &fonts::bold(26, &INK).pos(FROM_LEFT), (page::MARGIN, top + 22))?;
        for (panel, ((arm, changes), place)) in arms.iter().zip(changes).zip(&places).enumerate() {
            let y = Span { from: -100.0, to: highest, start: place[3], end: place[1] };
            draw_heading(page, figure, *arm, changes, place, lines)?;
            draw_panel(page, changes, place, &y, panel == 0)?;
        }
    }
    let mut note = vec![english("Each bar is a virtual patient, sorted.").into()];
    note.extend((worst > MOST).then(|| english("Increases above +50 % are cut off.").into()));
    note.push(results.caution());
    page::footer(page, &results.sentences(note), &results.say(english("broken lines: 30 % and 50 % gone")))
}

/// Whether name and counts of a panel stand beside each other in its width.
fn is_one_line(page: &Page, figure: &WaterfallFigure<'_>, arm: usize, changes: &Changes, width: i32) -> bool {
    let [counts, _] = text::counts(changes).map(|counts| figure.0.say(counts));
    let size = |text: &str, style: &TextStyle<'_>| page.estimate_text_size(text, style).map_or(u32::MAX, |size| size.0);
    let both = size(&figure.0.study.arms[arm], &fonts::bold(TEXT, &INK))
        .saturating_add(size(&counts, &fonts::regular(TEXT, &GREY)));
    both.saturating_add(16) <= width as u32
}

/// Name of the arm and how many have which relief, above its panel: beside each other, or in two lines.
fn draw_heading(
    page: &Page,
    figure: &WaterfallFigure<'_>,
    arm: usize,
    changes: &Changes,
    place: &Place,
    lines: i32,
) -> Drawn {
    let counts = text::counts(changes).map(|counts| figure.0.say(counts));
    let (bold, regular) = (fonts::bold(TEXT, &INK), fonts::regular(TEXT, &GREY));
    let width = (place[2] - place[0]).max(1) as u32;
    let size = |text: &str, style: &TextStyle<'_>| page.estimate_text_size(text, style).map_or(u32::MAX, |size| size.0);
    let below = place[1] - 20;
    let name = wrap(&figure.0.study.arms[arm], width, 1, |line| size(line, &bold)).concat();
    page.draw_text(&name, &bold.pos(FROM_LEFT), (place[0], below - (lines - 1) * LINE))?;
    if lines == 1 {
        page.draw_text(&counts[0], &regular.pos(FROM_RIGHT), (place[2], below))?;
        return Ok(());
    }
    let said = counts.iter().find(|count| size(count, &regular) <= width).unwrap_or(&counts[1]);
    let said = wrap(said, width, 1, |line| size(line, &regular)).concat();
    page.draw_text(&said, &regular.pos(FROM_LEFT), (place[0], below))?;
    Ok(())
}

/// Bars from the worst to the best; patients of one pixel column share it by their place, none is left out of the sum.
fn draw_panel(page: &Page, changes: &Changes, place: &Place, y: &Span, is_first: bool) -> Drawn {
    let lines = [-100.0, 0.0].map(|value: f64| (value, String::new()));
    panels::values(page, place, y, &lines)?;
    if is_first {
        draw_numbers(page, place, y)?;
    }
    let (number, zero) = (changes.percent.len().max(1) as i32, y.at(0.0));
    let width = place[2] - place[0] - 8;
    let gap = i32::from(width / number >= 5);
    for (row, change) in (0..).zip(&changes.percent) {
        let left = place[0] + 4 + row * width / number;
        let right = (place[0] + 4 + (row + 1) * width / number - gap).max(left + 1);
        // Whose pain hardly changed has a bar as well, on its own side of the line.
        let [top, bottom] = match *change > 0.0 {
            true => [y.at(*change).min(zero - 4), zero],
            false => [zero, y.at(*change).max(zero + 4)],
        };
        page.draw(&Rectangle::new([(left, top), (right, bottom)], colour(*change).filled()))?;
    }
    page.draw(&PathElement::new(vec![(place[0], zero), (place[2], zero)], INK.stroke_width(2)))?;
    for row in [-30.0, -50.0].map(|value| y.at(value)) {
        for start in (place[0]..place[2]).step_by(16) {
            page.draw(&PathElement::new(vec![(start, row), ((start + 9).min(place[2]), row)], INK.stroke_width(2)))?;
        }
    }
    Ok(())
}

/// Numbers left of the first panel, moved apart where the panel is low.
fn draw_numbers(page: &Page, place: &Place, y: &Span) -> Drawn {
    const SIZE: u32 = 24;
    let values = [0.0, -30.0, -50.0, -100.0];
    let rows = spread(&values.map(|value| y.at(value)), SIZE as i32 + 3, place[1], place[3]);
    for (value, row) in values.iter().zip(rows) {
        let style = fonts::regular(SIZE, &INK).pos(FROM_RIGHT);
        page.draw_text(&sign::percent(0.01 * value), &style, (place[0] - 12, row + 2))?;
    }
    Ok(())
}

fn colour(change: f64) -> RGBColor {
    match change {
        half if half <= 1e-9 - 50.0 => RESOLVING,
        some if some <= 1e-9 - 30.0 => SOME_RELIEF,
        little if little <= 0.0 => LITTLE_RELIEF,
        _ => INFLAMING,
    }
}

/// What the figure says.
mod text {
    use super::Changes;
    use admsc_scenario::language::{Message, Phrase, english};

    /// How many respond, and the same in fewer words.
    pub fn counts(changes: &Changes) -> [Message; 2] {
        let all = changes.percent.len();
        let said = |whole: Phrase, missing: Phrase| {
            let phrase = if changes.missing == 0 { whole } else { missing };
            phrase
                .with("half", changes.with(50.0))
                .with("some", changes.with(30.0))
                .with("all", all)
                .with("missing", changes.missing)
        };
        [
            said(
                english("half gone in {half}, 30 % in {some} of {all}"),
                english("half gone in {half}, 30 % in {some} of {all} ({missing} missing)"),
            ),
            said(
                english("50 %: {half}, 30 %: {some} of {all}"),
                english("50 %: {half}, 30 %: {some} of {all} (+{missing})"),
            ),
        ]
    }

    pub fn in_words(arm: &str, [half, some, all]: [usize; 3], missing: usize) -> Message {
        english("{arm}: half of the pain gone in {half}, 30 % gone in {some} of {all}, {missing} missing")
            .with("arm", arm)
            .with("half", half)
            .with("some", some)
            .with("all", all)
            .with("missing", missing)
    }
}
