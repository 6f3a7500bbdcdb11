//! Why it lasts, or does not: the path in the plane of TNFα against damage, treated and untreated.

use plotters::coord::Shift;
use plotters::prelude::*;

use super::Explained;
use super::rows::{TEXT, axis};
use crate::language::Language;
use crate::plot::compare::style::Style;
use crate::plot::frame::{Place, meet};
use crate::plot::layout::{straighten, wrap};
use crate::plot::page::{self, CENTRED, FROM_LEFT, FROM_RIGHT, GRID, INK, MARGIN, SIZE};
use crate::plot::study::panels::{Span, marks, title_left};
use crate::plot::{Drawn, Error, Figure, fonts};
use crate::study::explanation::persistence::{PathRow, Resting, Staying};

/// Room for what is said at the right.
const WORDS: i32 = 560;
/// Days that are marked on the treated path.
const MARKED: [f64; 6] = [0.0, 7.0, 28.0, 91.0, 183.0, 365.0];
/// Styles of the treated and the untreated path, and of the painful and the quiet state.
const STYLES: [usize; 4] = [2, 0, 1, 3];

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct PersistenceFigure<'a>(pub Explained<'a>);

impl Figure for PersistenceFigure<'_> {
    fn language(&self) -> Language {
        Language::English
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let mut said = vec![text::QUESTION.to_owned()];
        if let (Some(first), Some(last)) = (self.0.path.first(), self.0.path.last()) {
            said.push(text::ends(first, last));
        }
        said.extend(text::facts(&self.0));
        said.join(" ")
    }

    fn draw<DB: DrawingBackend>(&self, page: &DrawingArea<DB, Shift>) -> Result<(), Error>
    where
        DB::ErrorType: 'static,
    {
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
}

fn draw_all<DB: DrawingBackend>(page: &DrawingArea<DB, Shift>, figure: &PersistenceFigure<'_>) -> Drawn
where
    DB::ErrorType: 'static,
{
    let top = page::heading(page, figure.0.title, Some(text::QUESTION))? + 12;
    let place: Place = [MARGIN + 100, top, SIZE.0 as i32 - MARGIN - WORDS, SIZE.1 as i32 - 158];
    let plane = plane(figure, place);
    draw_axes(page, &plane)?;
    let (path, states) = (figure.0.path, &figure.0.explanation.resting_states);
    let untreated = |row: &PathRow| (row.untreated_tnf_alpha_relative, row.untreated_damage_fraction);
    let treated = |row: &PathRow| (row.treated_tnf_alpha_relative, row.treated_damage_fraction);
    draw_path(page, &plane, path.iter().map(untreated), Style::of(STYLES[1]))?;
    draw_path(page, &plane, path.iter().map(treated), Style::of(STYLES[0]))?;
    let mut taken = Vec::new();
    for state in states {
        draw_state(page, &plane, state, &mut taken)?;
    }
    draw_days(page, &plane, figure, &mut taken)?;
    draw_words(page, figure, &plane.place)?;
    page::footer(page, text::NOTE, "")
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

fn draw_axes<DB: DrawingBackend>(page: &DrawingArea<DB, Shift>, plane: &Plane) -> Drawn
where
    DB::ErrorType: 'static,
{
    let place = &plane.place;
    let numbers = |span: &Span, most: usize| -> Vec<(f64, String)> {
        marks(span.from, span.to, most).into_iter().map(|value| (value, text::mark(value))).collect()
    };
    axis(page, place, &plane.across, &numbers(&plane.across, 9))?;
    for (value, said) in numbers(&plane.up, 8) {
        let y = plane.up.at(value);
        page.draw(&PathElement::new(vec![(place[0], y), (place[2], y)], GRID.stroke_width(2)))?;
        page.draw_text(&said, &fonts::regular(TEXT - 1, &INK).pos(FROM_RIGHT), (place[0] - 12, y + 2))?;
    }
    page.draw(&PathElement::new(vec![(place[0], place[1]), (place[0], place[3])], INK.stroke_width(2)))?;
    let below = ((place[0] + place[2]) / 2, place[3] + 68);
    page.draw_text(text::ACROSS, &fonts::regular(28, &INK).pos(CENTRED), below)?;
    title_left(page, place, text::UP)
}

fn draw_path<DB: DrawingBackend>(
    page: &DrawingArea<DB, Shift>,
    plane: &Plane,
    path: impl Iterator<Item = (f64, f64)>,
    style: Style,
) -> Drawn
where
    DB::ErrorType: 'static,
{
    let points: Vec<(i32, i32)> = path.map(|(tnf, damage)| plane.at(tnf, damage)).collect();
    // The line of a path is whole, so that its turns can be followed; its colour and the marks tell the two apart.
    page.draw(&PathElement::new(straighten(&points), style.colour.stroke_width(4)))?;
    if let Some(last) = points.last() {
        style.sign(page, *last, 13)?;
    }
    Ok(())
}

/// A place in which the mean field stays.
fn draw_state<DB: DrawingBackend>(
    page: &DrawingArea<DB, Shift>,
    plane: &Plane,
    state: &Resting,
    taken: &mut Vec<Place>,
) -> Drawn
where
    DB::ErrorType: 'static,
{
    let style = Style::of(if state.from == "quiet" { STYLES[3] } else { STYLES[2] });
    let (x, y) = plane.at(state.tnf_alpha_relative, state.damage_fraction);
    page.draw(&Circle::new((x, y), 26, style.colour.stroke_width(4)))?;
    style.hollow(page, (x, y), 15)?;
    taken.push([x - 28, y - 28, x + 28, y + 28]);
    Ok(())
}

/// Days along the treated path, as far as there is room, and the day on which the last cell is gone.
fn draw_days<DB: DrawingBackend>(
    page: &DrawingArea<DB, Shift>,
    plane: &Plane,
    figure: &PersistenceFigure<'_>,
    taken: &mut Vec<Place>,
) -> Drawn
where
    DB::ErrorType: 'static,
{
    let last_cell = figure.0.explanation.last_cell_days;
    let end = figure.0.path.last().map(|row| row.time_days);
    let shown = |day: f64| figure.0.path.iter().find(|row| row.time_days >= day);
    let between = MARKED.into_iter().filter(|day| Some(*day) != end);
    let days = end.into_iter().chain(last_cell).chain(between);
    let style = fonts::bold(25, &INK);
    for day in days {
        let Some(row) = shown(day) else { continue };
        let (x, y) = plane.at(row.treated_tnf_alpha_relative, row.treated_damage_fraction);
        let said = if Some(day) == last_cell { text::last_cell(day) } else { text::day(day) };
        let width = page.estimate_text_size(&said, &style).map_or(120, |size| size.0 as i32);
        let beside = [(18, -24), (18, 24), (-18 - width, -24), (-18 - width, 24), (-width / 2, -44), (-width / 2, 44)];
        let free = beside.into_iter().map(|(dx, dy)| (x + dx, y + dy)).find(|(left, middle)| {
            let place = [left - 4, middle - 17, left + width + 4, middle + 17];
            let is_inside = place[0] > plane.place[0]
                && place[2] < plane.place[2]
                && place[1] > plane.place[1]
                && place[3] < plane.place[3];
            is_inside && taken.iter().all(|other| !meet(other, &place))
        });
        let Some((left, middle)) = free else { continue };
        // The last day has the sign of its path.
        if Some(day) != end {
            page.draw(&Circle::new((x, y), 9, INK.filled()))?;
        }
        page.draw(&Rectangle::new(
            [(left - 3, middle - 16), (left + width + 3, middle + 16)],
            WHITE.mix(0.85).filled(),
        ))?;
        page.draw_text(&said, &style.pos(FROM_LEFT), (left, middle + 1))?;
        taken.push([left - 4, middle - 17, left + width + 4, middle + 17]);
    }
    Ok(())
}

/// The key, and what is said in words.
fn draw_words<DB: DrawingBackend>(page: &DrawingArea<DB, Shift>, figure: &PersistenceFigure<'_>, place: &Place) -> Drawn
where
    DB::ErrorType: 'static,
{
    let left = place[2] + 36;
    let style = fonts::regular(TEXT, &INK);
    let two = figure.0.explanation.resting_states.len() == 2;
    let mut y = place[1] + 22;
    for (number, said) in text::key(two) {
        let own = Style::of(STYLES[number]);
        if number < 2 {
            page.draw(&PathElement::new(vec![(left, y), (left + 56, y)], own.colour.stroke_width(4)))?;
            own.sign(page, (left + 56, y), 12)?;
        } else {
            page.draw(&Circle::new((left + 32, y), 20, own.colour.stroke_width(4)))?;
            own.hollow(page, (left + 32, y), 12)?;
        }
        page.draw_text(said, &style.pos(FROM_LEFT), (left + 80, y))?;
        y += 50;
    }
    y += 24;
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for fact in text::facts(&figure.0) {
        for line in wrap(&fact, (SIZE.0 as i32 - MARGIN - left) as u32, 5, measure) {
            page.draw_text(&line, &style.pos(FROM_LEFT), (left, y))?;
            y += 36;
        }
        y += 22;
    }
    Ok(())
}

/// What the figure says.
mod text {
    use super::{Explained, PathRow, Staying};

    pub const QUESTION: &str = "Does it last? The tissue's path between a painful and a quiet state";
    pub const ACROSS: &str = "TNFα (relative to its reference)";
    pub const UP: &str = "Damage of the matrix, 1 − S (0 to 1)";
    pub const NOTE: &str =
        "One virtual patient; the shares are of others drawn round it. Proxy of a model; not medical advice.";

    pub fn key(two: bool) -> Vec<(usize, &'static str)> {
        let states = if two {
            vec![(2, "painful state, mean field"), (3, "quiet state, mean field")]
        } else {
            vec![(2, "the only state, mean field")]
        };
        [(0, "treated, its last day"), (1, "no cells, its last day")].into_iter().chain(states).collect()
    }

    pub fn day(day: f64) -> String {
        format!("day {day:.0}")
    }

    pub fn last_cell(day: f64) -> String {
        format!("day {day:.0}: last cell gone")
    }

    pub fn mark(value: f64) -> String {
        format!("{}", (value * 100.0).round() / 100.0)
    }

    pub fn ends(first: &PathRow, last: &PathRow) -> String {
        format!(
            "Treated: TNFα {:.2} to {:.2}, damage {:.2} to {:.2}; without cells: TNFα {:.2}, damage {:.2} at the end.",
            first.treated_tnf_alpha_relative,
            last.treated_tnf_alpha_relative,
            first.treated_damage_fraction,
            last.treated_damage_fraction,
            last.untreated_tnf_alpha_relative,
            last.untreated_damage_fraction
        )
    }

    pub fn facts(explained: &Explained<'_>) -> Vec<String> {
        let found = explained.explanation;
        let cells = match found.last_cell_days {
            Some(day) => format!("The last injected cell is gone on day {day:.0} of {}.", found.horizon_days),
            None => "Injected cells live to the end.".to_owned(),
        };
        let states = match found.resting_states.len() {
            2 => "Without cells the mean field has two states: who has crossed to the quiet one can stay there.",
            _ => "Without cells the mean field has one state: everybody returns to it in time.",
        };
        let staying = found.staying.iter().map(stays);
        [cells, states.to_owned()].into_iter().chain(staying).collect()
    }

    fn stays(found: &Staying) -> String {
        let model = if found.model == "cells" { "cells" } else { "mean field" };
        let percent = |share: f64| format!("{:.0}", 100.0 * share);
        match found.staying_share.zip(found.low_share).zip(found.high_share) {
            Some(((share, low), high)) => format!(
                "Patients ({model}): {} of {} with relief keep half of it to the end, {} % ({} to {}).",
                found.staying_count,
                found.relieved_count,
                percent(share),
                percent(low),
                percent(high)
            ),
            None => format!("Patients ({model}): nobody of {} has relief of 1 point.", found.patients_count),
        }
    }
}
