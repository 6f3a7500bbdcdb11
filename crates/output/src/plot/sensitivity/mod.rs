//! The influence of parameters on what a treatment does, with the grade of the evidence of each: where ignorance matters
//! most.

mod grades;
mod text;

pub use text::outcome_name;

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::frame::Place;
use super::layout::{dashed, wrap_evenly};
use super::numbers::{round_above, short, whole};
use super::page::{self, CENTRED, FROM_LEFT, FROM_RIGHT, GREY, GRID, INK, SIZE};
use super::sheet::Page;
use super::trace::{Trace, exact};
use super::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::units::interval::share_with_interval;
use admsc_stats::resampling::FEWEST;
use admsc_study::sensitivity::tables::{MorrisRow, SobolRow, grade_said};

/// Most parameters that are drawn, where each name has room for two lines.
const SHOWN: usize = 14;
/// Right end of the names, left end of the bars, and from their right end to the words for grades.
const NAMES: i32 = 560;
const BARS: i32 = 578;
const BESIDE: i32 = 16;
/// Left end of the panels at the right.
const RIGHT: i32 = 1400;
/// Size of text, and of the names of parameters, which are long.
const TEXT: u32 = 25;
const NAME_TEXT: u32 = 22;
/// From one line of a name to the next.
const NAME_LINE: i32 = 22;

/// The figure.
#[derive(Debug, Clone)]
pub struct SensitivityFigure<'a> {
    title: &'a str,
    outcome: &'a str,
    day: u64,
    rows: Vec<&'a MorrisRow>,
    sobol: Vec<&'a SobolRow>,
    settings: usize,
    not_chronic: usize,
    language: Language,
}

impl<'a> SensitivityFigure<'a> {
    /// Of the last day of an outcome, by the name that the tables give it, in a language; all settings of the trajectories, and those of them
    /// without the pain of a chronic patient on day 0.
    pub fn new(
        title: &'a str,
        (morris, sobol): (&'a [MorrisRow], &'a [SobolRow]),
        outcome: &'a str,
        [settings, not_chronic]: [usize; 2],
        language: Language,
    ) -> Self {
        let day = morris.iter().map(|row| row.visit_days).max().unwrap_or(0);
        let rows = morris.iter().filter(|row| row.outcome == outcome && row.visit_days == day).collect();
        let sobol = sobol.iter().filter(|row| row.outcome == outcome && row.visit_days == day).collect();
        Self { title, outcome, day, rows, sobol, settings, not_chronic, language }
    }

    /// The parameters whose influence is more than luck.
    fn certain(&self) -> impl Iterator<Item = &'a MorrisRow> + '_ {
        self.rows.iter().copied().filter(|row| row.mu_star_points > row.luck_points)
    }

    /// Whether there are enough trajectories for their intervals, and so for an order.
    fn has_order(&self) -> bool {
        self.rows.iter().all(|row| row.trajectories >= FEWEST as u64)
    }

    /// Those of them whose influence and weak grade together weigh most; none where there is no order.
    fn weakest(&self) -> Vec<&'a MorrisRow> {
        if !self.has_order() {
            return Vec::new();
        }
        let mut rows: Vec<&MorrisRow> = self.certain().filter(|row| row.ignorance_points > 0.0).collect();
        rows.sort_by(|a, b| b.ignorance_points.total_cmp(&a.ignorance_points));
        rows.truncate(grades::WEAKEST);
        rows
    }

    /// The parameter that moves the outcome most, or how many may, by the influence that the bars show, where there is an order.
    fn finding(&self) -> Option<Message> {
        let first = self.rows.iter().max_by(|a, b| a.mu_star_points.total_cmp(&b.mu_star_points))?;
        let overlaps = |row: &&MorrisRow| row.mu_star_high_points >= first.mu_star_low_points;
        let is_certain = first.mu_star_points > first.luck_points;
        let mut alike: Vec<&MorrisRow> = self.rows.iter().copied().filter(|row| overlaps(row)).collect();
        alike.sort_by(|a, b| b.mu_star_points.total_cmp(&a.mu_star_points));
        let alike: Vec<String> = alike.into_iter().map(|row| self.name(row)).collect();
        let most = (self.name(first), first.mu_star_points);
        self.has_order().then(|| text::finding(self.outcome, most, &alike, is_certain))
    }

    /// Total Sobol' index of a parameter with its interval, where it has one.
    fn total(&self, parameter: &str) -> Option<String> {
        let row = self.sobol.iter().find(|row| row.parameter == parameter)?;
        let ends = (row.total_low_fraction, row.total_high_fraction);
        Some(self.language.say(share_with_interval(row.total_fraction, Some(ends))))
    }

    /// What a parameter is called.
    fn name(&self, row: &MorrisRow) -> String {
        text::parameter(&row.parameter, self.language)
    }

    /// Right end of the bars: farther left where total indices stand right of the grades.
    fn bars_end(&self) -> i32 {
        if self.sobol.is_empty() { 1040 } else { 880 }
    }
}

impl Figure for SensitivityFigure<'_> {
    fn language(&self) -> Language {
        self.language
    }

    fn title(&self) -> &str {
        self.title
    }

    fn alternative(&self) -> String {
        let of_row = |row: &&MorrisRow| text::in_words(self.name(row), row.mu_star_points, &row.grade);
        let rows = self.rows.iter().take(8).map(of_row).collect();
        let weakest = self.weakest().iter().map(|row| verbatim(self.name(row))).collect();
        let total =
            |row: &&MorrisRow| Some(verbatim(format_args!("{} {}", self.name(row), self.total(&row.parameter)?)));
        let totals = self.rows.iter().take(8).filter_map(total).collect();
        let leaves = self.sobol.iter().any(|row| row.leaves_the_range());
        let said = text::alternative(self.outcome, self.day, rows, weakest).into_iter();
        self.language.say(Message::joined(said.chain(text::totals(totals, leaves)), english(" ")))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.rows.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

/// A grey for a grade, the darker the weaker it is: ignorance is looked for. The word stands beside it, and black lines on it are seen.
fn colour(grade: &str) -> RGBColor {
    let shade = match grade {
        "calibrated" => 125,
        "assumed" => 155,
        "recalled" => 185,
        _ => 215,
    };
    RGBColor(shade, shade, shade)
}

fn draw_all(page: &Page, figure: &SensitivityFigure<'_>) -> Drawn {
    let say = |message: Message| figure.language.say(message);
    let question = say(text::question(figure.outcome, figure.day));
    let found = figure.finding().map(say);
    let top = page::finding(page, found.as_deref(), figure.title, Some(&question))? + 56;
    let bottom = SIZE.1 as i32 - 158;
    let place = [BARS, top, figure.bars_end(), bottom];
    draw_influences(page, figure, &place)?;
    grades::draw_shares(page, figure, [RIGHT, top - 34])?;
    grades::draw_weakest(page, figure, [RIGHT, top + 314])?;
    let has_luck = figure.rows.iter().any(|row| row.luck_points > 0.0);
    let note = text::note(&figure.rows[0].model, figure.settings, figure.not_chronic);
    if figure.sobol.iter().any(|row| row.leaves_the_range()) {
        let below = (page::MARGIN, bottom + 92);
        page.draw_text(figure.language.translated(text::OUTSIDE), &fonts::regular(TEXT, &GREY).pos(FROM_LEFT), below)?;
    }
    let signs = if has_luck { text::SIGNS_WITH_LUCK } else { text::SIGNS };
    page::footer(page, &say(note), &say(signs.into()))
}

/// Bars of the influence of the most influential parameters, with interval, grade and total index.
fn draw_influences(page: &Page, figure: &SensitivityFigure<'_>, place: &Place) -> Drawn {
    let room = ((place[3] - place[1]) / (2 * NAME_LINE + 1)).clamp(1, SHOWN as i32);
    let shown: Vec<&MorrisRow> = figure.rows.iter().copied().take(room as usize).collect();
    let highest = shown.iter().map(|row| row.mu_star_high_points).fold(shown[0].luck_points, f64::max);
    let end = round_above(highest);
    let x = |points: f64| place[0] + ((points / end).clamp(0.0, 1.0) * f64::from(place[2] - place[0])).round() as i32;
    let language = figure.language;
    draw_axis(page, place, (end, shown[0].luck_points), language)?;
    let heads = [
        (language.translated(text::INFLUENCE), place[0], FROM_LEFT),
        (language.translated(text::GRADE), place[2] + BESIDE, FROM_LEFT),
        (if figure.sobol.is_empty() { "" } else { language.translated(text::TOTAL) }, RIGHT - 50, FROM_RIGHT),
    ];
    for (head, at, position) in heads {
        page.draw_text(head, &fonts::regular(TEXT, &GREY).pos(position), (at, place[1] - 34))?;
    }
    let pitch = (place[3] - place[1]) / room;
    let weakest = figure.weakest();
    for (number, row) in (0..).zip(&shown) {
        let y = place[1] + number * pitch + pitch / 2;
        let is_weak = weakest.iter().any(|weak| weak.parameter == row.parameter);
        let style = if is_weak { fonts::bold(NAME_TEXT, &INK) } else { fonts::regular(NAME_TEXT, &INK) };
        let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
        let lines = wrap_evenly(&figure.name(row), (NAMES - page::MARGIN) as u32, 2, measure);
        let first = y - NAME_LINE * (lines.len() as i32 - 1) / 2;
        for (line, y) in lines.iter().zip((first..).step_by(NAME_LINE as usize)) {
            page.draw_text(line, &style.pos(FROM_RIGHT), (NAMES, y))?;
        }
        let corners = [(place[0], y - pitch / 3), (x(row.mu_star_points).max(place[0] + 1), y + pitch / 3)];
        page.draw(&Rectangle::new(corners, colour(&row.grade).filled()))?;
        let [low, high] = [row.mu_star_low_points, row.mu_star_high_points].map(x);
        page.draw(&PathElement::new(vec![(low, y), (high, y)], INK.stroke_width(3)))?;
        for end in [low, high] {
            page.draw(&PathElement::new(vec![(end, y - 6), (end, y + 6)], INK.stroke_width(3)))?;
        }
        let grade = language.say(grade_said(&row.grade));
        page.draw_text(&grade, &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (place[2] + BESIDE, y))?;
        if let Some(total) = figure.total(&row.parameter) {
            page.draw_text(&total, &fonts::regular(TEXT, &INK).pos(FROM_RIGHT), (RIGHT - 50, y))?;
        }
    }
    Ok(())
}

/// Grid, numbers and the line of luck.
fn draw_axis(page: &Page, place: &Place, (end, luck): (f64, f64), language: Language) -> Drawn {
    let width = f64::from(place[2] - place[0]);
    for step in 0..=4 {
        let value = end * f64::from(step) / 4.0;
        let x = place[0] + (width * value / end).round() as i32;
        page.draw(&PathElement::new(vec![(x, place[1]), (x, place[3])], GRID.stroke_width(2)))?;
        page.draw_text(&whole(value), &fonts::regular(TEXT, &INK).pos(CENTRED), (x, place[3] + 22))?;
    }
    page.draw(&PathElement::new(vec![(place[0], place[1]), (place[0], place[3])], INK.stroke_width(2)))?;
    let middle = (place[0] + place[2]) / 2;
    page.draw_text(language.translated(text::AXIS), &fonts::regular(TEXT, &INK).pos(CENTRED), (middle, place[3] + 62))?;
    if luck > 0.0 {
        let x = place[0] + (width * luck / end).round() as i32;
        for piece in dashed(&exact(&[(x, place[1] - 8), (x, place[3])]), Some((12.0, 8.0))) {
            page.draw(&Trace::line(&piece, INK.stroke_width(2)))?;
        }
    }
    Ok(())
}

/// A number of points.
fn points(value: f64) -> String {
    short(value)
}

#[cfg(test)]
mod tests;
