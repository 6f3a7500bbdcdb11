//! Published clinical figures with their intervals, the model's beside them: rows for fitting and rows for checking apart.

mod text;

use super::super::sheet::Page;
use plotters::prelude::*;
use plotters::style::RGBColor;

use crate::plot::colours::KINDS;
use crate::plot::layout::wrap;
use crate::plot::page::{self, CENTRED, FROM_LEFT, GREY, GRID, INK, MARGIN, SIZE};
use crate::plot::study::panels::{Span, marks};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::observer::Mode;
use admsc_study::clinical::targets::{Estimator, Role};
use admsc_study::clinical::verdict::Judged;
use admsc_study::clinical::words::product_said;
use admsc_study::validation::{Verdict, clinical_word, verdict_said};

/// Size of the words of a row, pixels.
const TEXT: u32 = 24;
/// Size and distance of the lines of what does not fit on one line, pixels.
const SMALL: u32 = 20;
const LINE: i32 = 23;
/// Left ends of the columns of words: study, estimate, product.
const COLUMNS: [i32; 3] = [MARGIN, 415, 800];
/// Ends of the axis.
const AXIS: [i32; 2] = [1090, 1650];
/// Left end of the verdicts.
const VERDICTS: i32 = 1680;
/// Room below the rows for the numbers of the axis, its title and the foot.
const BOTTOM: i32 = 142;

/// Which figures stand on one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Points of pain.
    Points,
    /// Shares of patients and their differences.
    Shares,
}

impl Scale {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Points, Self::Shares];

    /// Name of the file without its ending.
    pub fn file(self) -> &'static str {
        match self {
            Self::Points => "forest-points",
            Self::Shares => "forest-shares",
        }
    }

    fn holds(self, estimator: Estimator) -> bool {
        estimator.is_in_points() == (self == Self::Points)
    }
}

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct ForestFigure<'a> {
    /// All judged rows.
    pub rows: &'a [Judged],
    /// Which of them are drawn.
    pub scale: Scale,
    /// The common potency at which rows with cells are judged.
    pub potency: Option<f64>,
    /// The potencies that the sham-blinded and the open rows alone make most likely.
    pub apart: [Option<f64>; 2],
    /// Whether blinded and open rows cannot share one potency.
    pub disagree: bool,
    /// Whether there are too few virtual patients for verdicts that more could change.
    pub few: bool,
    /// Fewest and most virtual patients of a row.
    pub patients: [u32; 2],
    /// Language of its texts.
    pub language: Language,
}

impl<'a> ForestFigure<'a> {
    fn of_role(&self, role: Role) -> Vec<&'a Judged> {
        self.rows.iter().filter(|row| row.target.role == role && self.scale.holds(row.target.estimator)).collect()
    }

    fn groups(&self) -> Vec<(Phrase, Vec<&'a Judged>)> {
        let groups = [(text::FIT, self.of_role(Role::Fit)), (text::CHECK, self.of_role(Role::Check))];
        groups.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
    }

    fn count(&self, rows: &[&Judged], verdict: Verdict) -> usize {
        rows.iter().filter(|row| clinical_word(row, self.few) == verdict.word()).count()
    }

    fn has_undecided(&self) -> bool {
        self.groups().iter().any(|(_, rows)| self.count(rows, Verdict::Undecided) > 0)
    }

    /// How many rows of each group are met, missed and undecided, those held out first; nothing of a group that was not judged.
    pub fn finding(&self) -> Option<String> {
        let of_role = |(name, role): (Phrase, Role)| {
            let rows = self.of_role(role);
            let counts = text::COUNTS.map(|(verdict, said)| (said, self.count(&rows, verdict)));
            let told = counts.into_iter().filter(|(_, number)| *number > 0);
            let told: Vec<Message> = told.map(|(said, number)| said.with("number", number)).collect();
            let said = name.with("all", rows.len());
            (!told.is_empty()).then(|| said.with_said("counts", Message::joined(told, english(", "))))
        };
        let said: Vec<Message> =
            [(text::HELD_OUT, Role::Check), (text::FITTED, Role::Fit)].into_iter().filter_map(of_role).collect();
        (!said.is_empty()).then(|| self.language.say(Message::joined(said, english("; "))))
    }

    /// Values that the axis has room for, with 0 among them.
    fn range(&self) -> (f64, f64) {
        let ends = |row: &Judged| {
            let model = row.judged_at.map_or((0.0, 0.0), |met| (met.estimate.low, met.estimate.high));
            (row.target.low.min(model.0), row.target.high.max(model.1))
        };
        let rows = self.rows.iter().filter(|row| self.scale.holds(row.target.estimator)).map(ends);
        let (low, high) = rows.fold((0.0_f64, 0.0_f64), |all, row| (all.0.min(row.0), all.1.max(row.1)));
        let room = 0.03 * (high - low).max(1e-6);
        (low - room, high + room)
    }
}

impl Figure for ForestFigure<'_> {
    fn language(&self) -> Language {
        self.language
    }

    fn title(&self) -> &str {
        self.language.translated(match self.scale {
            Scale::Points => text::POINTS,
            Scale::Shares => text::SHARES,
        })
    }

    fn alternative(&self) -> String {
        let group = |(name, rows): (Phrase, Vec<&Judged>)| {
            let rows = rows.into_iter().map(|row| verbatim(text::in_words(row, self.few, self.language)));
            let value = Message::joined(rows, english("; "));
            let said = english("{name}: {value}").with_said("name", name).with_said("value", value);
            english("{sentence}.").with_said("sentence", said)
        };
        self.language.say(Message::joined(self.groups().into_iter().map(group), english(" ")))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.groups().is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

fn draw_all(page: &Page, figure: &ForestFigure<'_>) -> Drawn {
    let say = |phrase: Phrase| figure.language.translated(phrase);
    let question = figure.language.say(text::question(figure));
    let top = page::finding(page, figure.finding().as_deref(), figure.title(), Some(&question))? + 4;
    let bottom = SIZE.1 as i32 - BOTTOM;
    let groups = figure.groups();
    let lines: usize = groups.iter().map(|(_, rows)| rows.len() + 1).sum();
    let pitch = ((bottom - top) / lines.max(1) as i32).min(64);
    let (low, high) = figure.range();
    let axis = Span { from: low, to: high, start: AXIS[0], end: AXIS[1] };
    let end = top + pitch * lines as i32;
    draw_axis(page, figure.scale, &axis, [top, end])?;
    let mut y = top + pitch / 2;
    for (name, rows) in groups {
        page.draw_text(say(name), &fonts::bold(TEXT + 2, &INK).pos(FROM_LEFT), (MARGIN, y))?;
        y += pitch;
        for row in rows {
            draw_words(page, row, (y, figure.few), figure.language)?;
            draw_values(page, row, &axis, (y, pitch))?;
            y += pitch;
        }
    }
    let unit = fonts::regular(SMALL, &INK).pos(CENTRED);
    page.draw_text(say(text::unit(figure.scale)), &unit, ((AXIS[0] + AXIS[1]) / 2, end + 46))?;
    draw_signs(page, end + 72, figure)?;
    page::footer(page, say(text::NOTE), say(text::SHARED))
}

/// Lines of the grid, numbers below.
fn draw_axis(page: &Page, scale: Scale, axis: &Span, rows: [i32; 2]) -> Drawn {
    let numbers = fonts::regular(TEXT, &INK).pos(CENTRED);
    for mark in marks(axis.from, axis.to, 9) {
        let x = axis.at(mark);
        let is_zero = mark.abs() < 1e-9;
        let style = if is_zero { INK.stroke_width(2) } else { GRID.stroke_width(2) };
        page.draw(&PathElement::new(vec![(x, rows[0]), (x, rows[1])], style))?;
        page.draw_text(&text::mark(mark, scale), &numbers, (x, rows[1] + 20))?;
    }
    Ok(())
}

/// Study, estimate, product, verdict.
fn draw_words(page: &Page, row: &Judged, (y, few): (i32, bool), language: Language) -> Drawn {
    let target = &row.target;
    let words = [text::study(row), text::estimate(row), product_said(&target.product)].map(|said| language.say(said));
    let ends = [COLUMNS[1], COLUMNS[2], AXIS[0]];
    for ((text, left), end) in words.iter().zip(COLUMNS).zip(ends) {
        draw_in_column(page, text, (left, y), (end - left - 16).max(1) as u32)?;
    }
    let word = clinical_word(row, few);
    let style = match word {
        clear if [Verdict::Miss, Verdict::Pass].map(Verdict::word).contains(&clear) => fonts::bold(TEXT, &INK),
        _ => fonts::regular(TEXT, &GREY),
    };
    page.draw_text(&language.say(verdict_said(word)), &style.pos(FROM_LEFT), (VERDICTS, y))?;
    Ok(())
}

/// A text within a width: on one line, or smaller on two.
fn draw_in_column(page: &Page, text: &str, (left, y): (i32, i32), width: u32) -> Drawn {
    let lines = |size: u32, most: usize| {
        let style = fonts::regular(size, &INK);
        wrap(text, width, most, |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0))
    };
    let (size, lines) = match lines(TEXT, 2) {
        one if one.len() < 2 => (TEXT, one),
        _ => (SMALL, lines(SMALL, 2)),
    };
    let first = y - (lines.len() as i32 - 1) * LINE / 2;
    for (line, y) in lines.iter().zip((first..).step_by(LINE as usize)) {
        page.draw_text(line, &fonts::regular(size, &INK).pos(FROM_LEFT), (left, y))?;
    }
    Ok(())
}

/// The published interval above, the model's below.
fn draw_values(page: &Page, row: &Judged, axis: &Span, (y, pitch): (i32, i32)) -> Drawn {
    let target = &row.target;
    let apart = (pitch / 5).clamp(6, 11);
    whisker(page, axis, [target.low, target.high], y - apart, &INK)?;
    sign(page, (axis.at(target.value), y - apart), target.observer)?;
    if let Some(met) = row.judged_at {
        whisker(page, axis, [met.estimate.low, met.estimate.high], y + apart, &KINDS[1])?;
        let (x, y) = (axis.at(met.estimate.value), y + apart);
        let diamond = vec![(x - 9, y), (x, y - 9), (x + 9, y), (x, y + 9)];
        page.draw(&Polygon::new(diamond, KINDS[1].filled()))?;
    }
    Ok(())
}

fn whisker(page: &Page, axis: &Span, ends: [f64; 2], y: i32, colour: &RGBColor) -> Drawn {
    let [from, to] = ends.map(|end| axis.at(end));
    page.draw(&PathElement::new(vec![(from, y), (to, y)], colour.stroke_width(3)))?;
    for x in [from, to] {
        page.draw(&PathElement::new(vec![(x, y - 5), (x, y + 5)], colour.stroke_width(3)))?;
    }
    Ok(())
}

/// What patients knew, by the shape: blinded a full square, open a hollow one, untreated a hollow circle.
fn sign(page: &Page, (x, y): (i32, i32), observer: Mode) -> Drawn {
    let square = |half: i32| [(x - half, y - half), (x + half, y + half)];
    match observer {
        Mode::ShamBlinded => page.draw(&Rectangle::new(square(8), INK.filled()))?,
        Mode::Untreated | Mode::None => {
            page.draw(&Circle::new((x, y), 9, INK.filled()))?;
            page.draw(&Circle::new((x, y), 5, WHITE.filled()))?;
        }
        Mode::Open => {
            page.draw(&Rectangle::new(square(8), INK.filled()))?;
            page.draw(&Rectangle::new(square(4), WHITE.filled()))?;
        }
    }
    Ok(())
}

/// The key of the signs that are drawn.
fn draw_signs(page: &Page, y: i32, figure: &ForestFigure<'_>) -> Drawn {
    let language = figure.language;
    let groups = figure.groups();
    let is_drawn = |(observer, _): &(Mode, Phrase)| {
        groups.iter().flat_map(|(_, rows)| rows).any(|row| row.target.observer == *observer)
    };
    let y = y.min(SIZE.1 as i32 - 70);
    let style = fonts::regular(TEXT, &INK).pos(FROM_LEFT);
    let known = [(Mode::ShamBlinded, text::BLINDED), (Mode::Open, text::OPEN), (Mode::Untreated, text::UNTREATED)];
    let mut x = MARGIN + 10;
    for (observer, said) in known.into_iter().filter(is_drawn) {
        let said = language.translated(said);
        sign(page, (x, y), observer)?;
        page.draw_text(said, &style, (x + 22, y))?;
        x += 60 + page.estimate_text_size(said, &style)?.0 as i32;
    }
    page.draw(&Polygon::new(vec![(x - 9, y), (x, y - 9), (x + 9, y), (x, y + 9)], KINDS[1].filled()))?;
    page.draw_text(language.translated(text::MODEL), &style, (x + 22, y))?;
    Ok(())
}
