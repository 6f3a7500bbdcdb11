//! Why it lasts, or does not: the path in the plane of TNFα against damage, treated and untreated.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::rows::{TEXT, axis};
use super::{Explained, found};
use crate::plot::colours::ADMSC;
use crate::plot::comparison::style::Style;
use crate::plot::frame::{Place, meet};
use crate::plot::layout::wrap;
use crate::plot::page::{self, CENTRED, FROM_LEFT, FROM_RIGHT, GRID, INFLAMING, INK, MARGIN, RESOLVING, SIZE};
use crate::plot::study::panels::{Span, marks, title_left};
use crate::plot::trace::{Exact, Trace};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::units::sign;
use admsc_study::explanation::persistence::{PathRow, Resting, Staying};

const QUESTION: Phrase = english("Does it last? The tissue's path between a painful and a quiet state");
const NOTE: Phrase = english(
    "Lines: one virtual patient, day by day. Rings: the mean field, its averaged model. Proxy of a model; not medical advice.",
);

/// Room for what is said at the right.
const WORDS: i32 = 560;
/// Days that are marked on the treated path, after that of the first dose.
const MARKED: [f64; 6] = [0.0, 7.0, 28.0, 91.0, 183.0, 365.0];
/// Signs and colours of the treated and the untreated path, and of the painful and the quiet state.
const STYLES: [(usize, RGBColor); 4] = [(2, ADMSC), (0, INK), (1, INFLAMING), (3, RESOLVING)];

/// One of them.
fn look(number: usize) -> Style {
    let (sign, colour) = STYLES[number];
    Style::for_run(sign).coloured(colour)
}

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct PersistenceFigure<'a>(pub Explained<'a>);

impl Figure for PersistenceFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let start = f64::from(self.0.explanation.relief_start());
        let first = self.0.path.iter().find(|row| row.time_days >= start);
        let ends = first.zip(self.0.path.last()).map(|(first, last)| ends(first, last));
        let question = english("{sentence}.").with_said("sentence", QUESTION);
        let all = std::iter::once(question).chain(ends).chain(facts(&self.0));
        self.0.say(Message::joined(all, english(" ")))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.0.path.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

/// The plane: where TNFα and damage lie.
struct Plane {
    place: Place,
    across: Span,
    up: Span,
}

impl Plane {
    fn at(&self, tnf: f64, damage: f64) -> (i32, i32) {
        (self.across.at(tnf), self.up.at(damage))
    }

    fn line(&self, path: impl Iterator<Item = (f64, f64)>, style: Style, width: u32) -> Line {
        let path: Vec<(f64, f64)> = path.collect();
        let points = path.iter().map(|(tnf, damage)| self.at(*tnf, *damage)).collect();
        let exact = path.iter().map(|(tnf, damage)| (self.across.exact(*tnf), self.up.exact(*damage))).collect();
        Line { points, exact, style, width }
    }

    /// Whether a place lies within the axes.
    fn holds(&self, place: &Place) -> bool {
        place[0] > self.place[0] && place[2] < self.place[2] && place[1] > self.place[1] && place[3] < self.place[3]
    }
}

/// A path in pixels.
struct Line {
    points: Vec<(i32, i32)>,
    exact: Vec<Exact>,
    style: Style,
    width: u32,
}

impl Line {
    /// Whether it runs through a place, or close by.
    fn runs_through(&self, place: &Place) -> bool {
        self.points.windows(2).any(|ends| {
            let [(a, b), (c, d)] = [ends[0], ends[1]];
            meet(&[a.min(c) - 3, b.min(d) - 3, a.max(c) + 3, b.max(d) + 3], place)
        })
    }
}

fn draw_all(page: &Page, figure: &PersistenceFigure<'_>) -> Drawn {
    let found = found::of_path(&figure.0).map(|found| figure.0.say(found));
    let question = found::of_persistence(&figure.0).map_or(QUESTION.into(), |counted| {
        english("{question}. {counted}.").with_said("question", QUESTION).with_said("counted", counted)
    });
    let top = page::finding(page, found.as_deref(), figure.0.title, Some(&figure.0.say(question)))? + 12;
    let place: Place = [MARGIN + 100, top, SIZE.0 as i32 - MARGIN - WORDS, SIZE.1 as i32 - 158];
    let plane = plane(figure, place);
    draw_axes(page, figure, &plane)?;
    let (path, states) = (figure.0.path, &figure.0.explanation.resting_states);
    let untreated = |row: &PathRow| (row.untreated_tnf_alpha_relative, row.untreated_damage_fraction);
    let treated = |row: &PathRow| (row.treated_tnf_alpha_relative, row.treated_damage_fraction);
    let lines = [plane.line(path.iter().map(untreated), look(1), 2), plane.line(path.iter().map(treated), look(0), 4)];
    for line in &lines {
        draw_path(page, line)?;
    }
    let ends = lines.iter().filter_map(|line| line.points.last()).map(|(x, y)| [x - 15, y - 15, x + 15, y + 15]);
    let mut taken: Vec<Place> = ends.collect();
    for state in states {
        draw_state(page, &plane, state, &mut taken)?;
    }
    draw_days(page, &plane, figure, (&lines, taken))?;
    draw_words(page, figure, &plane.place)?;
    page::footer(page, &figure.0.say(NOTE), "")
}

fn plane(figure: &PersistenceFigure<'_>, place: Place) -> Plane {
    let states = &figure.0.explanation.resting_states;
    let path = figure.0.path;
    let tnf = || {
        let of_path = path.iter().flat_map(|row| [row.treated_tnf_alpha_relative, row.untreated_tnf_alpha_relative]);
        of_path.chain(states.iter().map(|state| state.tnf_alpha_relative))
    };
    let damage = || {
        let of_path = path.iter().flat_map(|row| [row.treated_damage_fraction, row.untreated_damage_fraction]);
        of_path.chain(states.iter().map(|state| state.damage_fraction))
    };
    let (lowest, highest) = (damage().fold(1.0, f64::min), damage().fold(0.0, f64::max));
    let room = 0.08 * (highest - lowest).max(0.1);
    Plane {
        place,
        across: Span { from: 0.0, to: 1.08 * tnf().fold(0.1, f64::max), start: place[0], end: place[2] },
        up: Span { from: (lowest - room).max(0.0), to: highest + room, start: place[3], end: place[1] },
    }
}

fn draw_axes(page: &Page, figure: &PersistenceFigure<'_>, plane: &Plane) -> Drawn {
    let place = &plane.place;
    let numbers = |span: &Span, most: usize| -> Vec<(f64, String)> {
        marks(span.from, span.to, most).into_iter().map(|value| (value, sign::at_most(value, 2))).collect()
    };
    axis(page, place, &plane.across, &numbers(&plane.across, 9))?;
    for (value, said) in numbers(&plane.up, 8) {
        let y = plane.up.at(value);
        page.draw(&PathElement::new(vec![(place[0], y), (place[2], y)], GRID.stroke_width(2)))?;
        page.draw_text(&said, &fonts::regular(TEXT - 1, &INK).pos(FROM_RIGHT), (place[0] - 12, y + 2))?;
    }
    page.draw(&PathElement::new(vec![(place[0], place[1]), (place[0], place[3])], INK.stroke_width(2)))?;
    let below = ((place[0] + place[2]) / 2, place[3] + 68);
    let across = figure.0.say(english("Inflammation: TNFα (relative to its reference)"));
    page.draw_text(&across, &fonts::regular(28, &INK).pos(CENTRED), below)?;
    title_left(page, place, &figure.0.say(english("Damage of the matrix (0 none, 1 complete)")))
}

fn draw_path(page: &Page, line: &Line) -> Drawn {
    // The line of a path is whole, so that its turns can be followed; its colour and the marks tell the two apart.
    page.draw(&Trace::line(&line.exact, line.style.colour.stroke_width(line.width)))?;
    match line.points.last() {
        Some(last) => line.style.sign(page, *last, 13),
        None => Ok(()),
    }
}

/// A place in which the mean field stays.
fn draw_state(page: &Page, plane: &Plane, state: &Resting, taken: &mut Vec<Place>) -> Drawn {
    let style = look(if state.from == "quiet" { 3 } else { 2 });
    let (x, y) = plane.at(state.tnf_alpha_relative, state.damage_fraction);
    page.draw(&Circle::new((x, y), 26, style.colour.stroke_width(4)))?;
    style.hollow(page, (x, y), 15)?;
    taken.push([x - 28, y - 28, x + 28, y + 28]);
    Ok(())
}

/// Days along the treated path, as far as there is room beside the paths, and the day on which the last cell is gone.
fn draw_days(
    page: &Page,
    plane: &Plane,
    figure: &PersistenceFigure<'_>,
    (lines, mut taken): (&[Line], Vec<Place>),
) -> Drawn {
    let last_cell = figure.0.explanation.last_cell_days;
    let end = figure.0.path.last().map(|row| row.time_days);
    let marked = MARKED.into_iter().map(|day| day + f64::from(figure.0.explanation.relief_start()));
    let between = marked.filter(|day| Some(*day) != end && Some(*day) != last_cell);
    let days = end.into_iter().chain(last_cell.filter(|day| Some(*day) != end)).chain(between);
    let style = fonts::bold(25, &INK);
    let on_path = |day: f64| {
        let row = figure.0.path.iter().find(|row| row.time_days >= day)?;
        Some((day, plane.at(row.treated_tnf_alpha_relative, row.treated_damage_fraction)))
    };
    let days: Vec<(f64, (i32, i32))> = days.filter_map(on_path).collect();
    // No label lies on the mark of another day.
    taken.extend(days.iter().map(|(_, (x, y))| [x - 11, y - 11, x + 11, y + 11]));
    for (day, (x, y)) in days {
        let said = if Some(day) == last_cell { english("day {day}: last cell gone") } else { english("day {day}") };
        let said = figure.0.say(said.with("day", format_args!("{day:.0}")));
        let width = page.estimate_text_size(&said, &style).map_or(120, |size| size.0 as i32);
        let place = |(left, middle): (i32, i32)| [left - 6, middle - 18, left + width + 6, middle + 18];
        let is_free = |at: &(i32, i32)| {
            let place = place(*at);
            let is_apart = taken.iter().all(|other| !meet(other, &place));
            plane.holds(&place) && is_apart && !lines.iter().any(|line| line.runs_through(&place))
        };
        let Some((left, middle)) = beside((x, y), width).find(is_free) else { continue };
        let near = if left > x { left - 6 } else { left + width + 6 };
        page.draw(&PathElement::new(vec![(x, y), (near, middle)], INK.stroke_width(1)))?;
        // The last day has the sign of its path.
        if Some(day) != end {
            page.draw(&Circle::new((x, y), 9, INK.filled()))?;
        }
        page.draw(&Rectangle::new([(left - 3, middle - 16), (left + width + 3, middle + 16)], WHITE.filled()))?;
        page.draw_text(&said, &style.pos(FROM_LEFT), (left, middle + 1))?;
        taken.push(place((left, middle)));
    }
    Ok(())
}

/// Places for a label of a width round a point, the nearest first: its left end and its middle.
fn beside((x, y): (i32, i32), width: i32) -> impl Iterator<Item = (i32, i32)> {
    [20, 45, 70, 100, 150, 200].into_iter().flat_map(move |away| {
        let sides = [x + away, x - away - width].into_iter();
        sides.flat_map(move |left| [-24, 24, 0].into_iter().map(move |up| (left, y + up)))
    })
}

/// The key, and what is said in words.
fn draw_words(page: &Page, figure: &PersistenceFigure<'_>, place: &Place) -> Drawn {
    let left = place[2] + 36;
    let style = fonts::regular(TEXT, &INK);
    let two = figure.0.explanation.resting_states.len() == 2;
    let mut y = place[1] + 22;
    for (number, said) in key(two) {
        let own = look(number);
        if number < 2 {
            page.draw(&PathElement::new(vec![(left, y), (left + 56, y)], own.colour.stroke_width(4)))?;
            own.sign(page, (left + 56, y), 12)?;
        } else {
            page.draw(&Circle::new((left + 32, y), 20, own.colour.stroke_width(4)))?;
            own.hollow(page, (left + 32, y), 12)?;
        }
        page.draw_text(&figure.0.say(said), &style.pos(FROM_LEFT), (left + 80, y))?;
        y += 50;
    }
    y += 24;
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for fact in facts(&figure.0) {
        for line in wrap(&figure.0.say(fact), (SIZE.0 as i32 - MARGIN - left) as u32, 5, measure) {
            page.draw_text(&line, &style.pos(FROM_LEFT), (left, y))?;
            y += 36;
        }
        y += 22;
    }
    Ok(())
}

/// What the lines and signs stand for, by the number of their style.
fn key(two: bool) -> Vec<(usize, Phrase)> {
    let states = if two {
        vec![(2, english("painful state: the tissue rests here")), (3, english("quiet state: the tissue rests here"))]
    } else {
        vec![(2, english("the only state in which it rests"))]
    };
    [(0, english("with cells; sign: the last day")), (1, english("without cells; sign: the last day"))]
        .into_iter()
        .chain(states)
        .collect()
}

fn ends(first: &PathRow, last: &PathRow) -> Message {
    let said = english(
        "Treated: TNFα {first_tnf} to {last_tnf}, damage {first_damage} to {last_damage}; without cells: TNFα {tnf}, damage \
         {damage} at the end.",
    );
    let said = said.with("first_tnf", sign::fixed(first.treated_tnf_alpha_relative, 2));
    let said = said.with("last_tnf", sign::fixed(last.treated_tnf_alpha_relative, 2));
    let said = said.with("first_damage", sign::fixed(first.treated_damage_fraction, 2));
    let said = said.with("last_damage", sign::fixed(last.treated_damage_fraction, 2));
    let said = said.with("tnf", sign::fixed(last.untreated_tnf_alpha_relative, 2));
    said.with("damage", sign::fixed(last.untreated_damage_fraction, 2))
}

fn facts(explained: &Explained<'_>) -> Vec<Message> {
    let found = explained.explanation;
    let cells = match found.last_cell_days {
        Some(day) => english("The last injected cell is gone on day {day} of {all}.")
            .with("day", format_args!("{day:.0}"))
            .with("all", found.horizon_days),
        None => english("Some injected cells survive to the end.").into(),
    };
    let cells = found.had_cells().then_some(cells);
    let states = match found.resting_states.len() {
        2 => english(
            "Without cells the mean field of this patient has two stable states: a patient who has crossed to the \
             quiet one can stay there.",
        ),
        _ => english("Without cells the mean field of this patient has one stable state, to which it returns in time."),
    };
    cells.into_iter().chain([states.into()]).chain(found.staying.iter().map(stays)).collect()
}

fn stays(found: &Staying) -> Message {
    let is_cells = found.model == "cells";
    let said = match (found.staying_share.zip(found.low_share).zip(found.high_share), is_cells) {
        (None, true) => english("Patients (cell model): pain halves in none of {all} ({low} to {high})."),
        (None, false) => english("Patients (mean field): pain halves in none of {all} ({low} to {high})."),
        (Some(((share, low), high)), _) => {
            let said = if is_cells {
                english(
                    "Patients (cell model): half of the pain is still gone at the end in {number} of {all} whose pain halves, {share} ({low} to {high}).",
                )
            } else {
                english(
                    "Patients (mean field): half of the pain is still gone at the end in {number} of {all} whose pain halves, {share} ({low} to {high}).",
                )
            };
            let said = said.with("number", found.staying_count).with("all", found.relieved_count);
            let said = said.with("share", sign::percent(share)).with("low", sign::fixed(100.0 * low, 0));
            return said.with("high", sign::fixed(100.0 * high, 0));
        }
    };
    let said = said.with("all", found.patients_count).with("low", sign::percent(found.relieved_low_share));
    said.with("high", sign::percent(found.relieved_high_share))
}
