//! The relief lost to each knock-out, a panel a visit.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::Explained;
use super::found::told_of;
use super::rows::{TEXT, axis, interval, name, row_y};
use crate::plot::comparison::style::Style;
use crate::plot::frame::Place;
use crate::plot::page::{self, CENTRED, FROM_LEFT, FROM_RIGHT, INK, MARGIN, SIZE};
use crate::plot::study::panels::{Span, marks};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::units::interval::{difference_with_interval, with_interval};
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::{self, signed};
use admsc_study::explanation::knock_outs::KnockOutRow;
use admsc_study::explanation::largest::{Part, SMALLEST_LOSS_POINTS, Standing, contenders, largest};
use admsc_study::explanation::names::{knock_out, step as step_of};

const QUESTION: Phrase =
    english("What does the relief need? Relief lost when one step does not happen, in the same patients");
/// What the marks mean, without and with a knock-out after which relief is larger.
const SIGNS: [Phrase; 2] =
    [english("hollow: no detectable loss"), english("hollow: no detectable loss; triangle: more relief without it")];

/// Room for the names.
const NAMES: i32 = 400;
/// Room for the values right of each panel.
const VALUES: i32 = 84;

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct KnockOutsFigure<'a>(pub Explained<'a>);

impl KnockOutsFigure<'_> {
    /// The rows of each visit, in order.
    fn visits(&self) -> Vec<Vec<&KnockOutRow>> {
        let all = &self.0.explanation.knock_outs;
        let mut days: Vec<u64> = all.iter().map(|row| row.visit_days).collect();
        days.sort_unstable();
        days.dedup();
        let last = days.last().copied();
        // As the last visit has them: the largest loss first, and what loses everything by construction at the foot.
        let lost = |row: &KnockOutRow| {
            let at_end = |other: &&KnockOutRow| other.knock_out == row.knock_out && Some(other.visit_days) == last;
            all.iter().find(at_end).map_or(0.0, |row| row.lost_points)
        };
        let is_control = |row: &KnockOutRow| CONTROLS.contains(&row.knock_out.as_str());
        let lost = |row: &KnockOutRow| if is_control(row) { 0.0 } else { lost(row) };
        let on = |day: u64| {
            let mut rows: Vec<&KnockOutRow> = all.iter().filter(|row| row.visit_days == day).collect();
            rows.sort_by(|a, b| is_control(a).cmp(&is_control(b)).then(lost(b).total_cmp(&lost(a))));
            rows
        };
        days.into_iter().map(on).collect()
    }
}

/// The knock-outs that show that nothing but the cells and their effects is at work: they lose everything by construction.
const CONTROLS: [&str; 2] = ["cells", "effects"];

impl KnockOutsFigure<'_> {
    /// The step without which most relief is lost at the last visit, as far as the intervals tell it from the others; nothing where
    /// no loss is detectable.
    pub(super) fn finding(&self) -> Option<Message> {
        let last = self.visits().pop()?;
        let without =
            last.iter().find(|row| row.knock_out == CONTROLS[0]).map(|row| row.relief_points - row.lost_points);
        let mut steps: Vec<&KnockOutRow> = last;
        steps.retain(|row| !CONTROLS.contains(&row.knock_out.as_str()));
        steps.sort_by(|a, b| b.lost_points.total_cmp(&a.lost_points));
        let part = |(row, step): (usize, &&'_ KnockOutRow)| {
            let (mean, ends) = (step.lost_points, step.low_points.zip(step.high_points));
            let is_detectable = mean >= SMALLEST_LOSS_POINTS && ends.is_some_and(|(low, _)| low > 0.0);
            Part { name: "", row, mean, ends, is_detectable, behind_low: step.behind_low_points }
        };
        let parts: Vec<Part<'_>> = steps.iter().enumerate().map(part).collect();
        let (told, standing) = largest(&parts)?;
        let alike = contenders(&parts);
        let said = match standing {
            Standing::OfDetectable if alike.len() > 1 => {
                english("Of {relief} most is lost without {steps}, which cannot be told apart")
            }
            Standing::OfAll => english("Of {relief} most is lost without {step}: {lost}"),
            Standing::OnlyDetectable => english("Of {relief} a detectable loss is only that without {step}: {lost}"),
            Standing::OfDetectable => english("Of {relief} the largest detectable loss is that without {step}: {lost}"),
            Standing::Undetected => return None,
        };
        let most = steps[told.row];
        let named = |part: &&Part<'_>| {
            let said = english("{step} ({lost})").with_said("step", step_of(&steps[part.row].knock_out));
            said.with("lost", sign::fixed(part.mean, 1))
        };
        let shown = told_of(alike.len());
        let more = alike.len() - shown;
        let others = (more > 0).then(|| english("{more} more").with("more", more));
        let steps = alike.iter().take(shown).map(named).chain(others);
        let said = said.with_said("steps", Message::joined(steps, english(", ")));
        let said = said.with_said("step", step_of(&most.knock_out)).with("lost", sign::fixed(most.lost_points, 1));
        let relief = match without {
            Some(_) => english("{points} points of relief at {visit} ({without} without cells)"),
            None => english("{points} points of relief at {visit}"),
        };
        let relief = relief.with("points", sign::fixed(most.relief_points, 1));
        let relief = relief.with("without", sign::fixed(without.unwrap_or_default(), 1));
        Some(said.with_said("relief", relief.with_said("visit", visit_name(most.visit_days as u32))))
    }
}

impl Figure for KnockOutsFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let Some(last) = self.visits().pop() else { return String::new() };
        let said = |row: &&KnockOutRow| {
            let name = knock_out(&row.knock_out);
            let value = difference_with_interval(row.lost_points, row.low_points.zip(row.high_points), 1);
            english("{name}: {value}").with_said("name", name).with_said("value", value)
        };
        let day = last.first().map_or(0, |row| row.visit_days);
        let all = Message::joined(last.iter().map(said), english("; "));
        let said = english("{question}. At {visit}: {all}.").with_said("question", QUESTION);
        self.0.say(said.with_said("visit", visit_name(day as u32)).with_said("all", all))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.0.explanation.knock_outs.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

fn draw_all(page: &Page, figure: &KnockOutsFigure<'_>) -> Drawn {
    let found = figure.finding().map(|found| figure.0.say(found));
    let top = page::finding(page, found.as_deref(), figure.0.title, Some(&figure.0.say(QUESTION)))? + 84;
    let visits = figure.visits();
    let bottom = SIZE.1 as i32 - 158;
    let left = MARGIN + NAMES;
    let width = (SIZE.0 as i32 - MARGIN - left) / visits.len().max(1) as i32;
    let of_row = |row: &KnockOutRow| [Some(row.lost_points), row.low_points, row.high_points];
    let ends = || figure.0.explanation.knock_outs.iter().flat_map(of_row).flatten();
    let (low, high) = (ends().fold(-0.2, f64::min), ends().fold(0.5, f64::max));
    let room = 0.06 * (high - low);
    for (panel, rows) in visits.iter().enumerate() {
        let start = left + panel as i32 * width;
        let place: Place = [start + 14, top, start + width - VALUES, bottom];
        let span = Span { from: low - room, to: high + room, start: place[0], end: place[2] };
        let places = marks(span.from, span.to, ((place[2] - place[0]) / 36).clamp(2, 7) as usize);
        let numbers: Vec<(f64, String)> = places.into_iter().map(|value| (value, sign::at_most(value, 1))).collect();
        axis(page, &place, &span, &numbers)?;
        let zero = span.at(0.0);
        page.draw(&PathElement::new(vec![(zero, place[1]), (zero, place[3])], INK.stroke_width(4)))?;
        draw_head(page, figure, rows, &place)?;
        for (row, found) in rows.iter().enumerate() {
            let y = row_y(&place, row, rows.len());
            if panel == 0 {
                name(page, &figure.0.say(knock_out(&found.knock_out)), (place[0] - 14, y), NAMES - 10)?;
            }
            interval(
                page,
                Style::for_run(if is_gain(found) { 2 } else { 1 }),
                &span,
                y,
                (found.lost_points, found.low_points.zip(found.high_points)),
            )?;
            let value = fonts::regular(TEXT, &INK).pos(FROM_RIGHT);
            page.draw_text(&signed(found.lost_points, 1), &value, (place[2] + VALUES - 8, y))?;
        }
    }
    let below = ((left + SIZE.0 as i32 - MARGIN) / 2, bottom + 68);
    let axis = figure.0.say(english("Relief lost (points of 0 to 10; mean and 95 % interval)"));
    page.draw_text(&axis, &fonts::regular(28, &INK).pos(CENTRED), below)?;
    let signs = SIGNS[usize::from(figure.0.explanation.knock_outs.iter().any(is_gain))];
    let patients = figure.0.explanation.knock_outs.first().map_or(0, |row| row.patients_count);
    page::footer(page, &figure.0.say(note(patients, figure.0.explanation.effects_are_all)), &figure.0.say(signs))
}

/// Whether relief is detectably larger without the step.
fn is_gain(row: &KnockOutRow) -> bool {
    row.high_points.is_some_and(|high| high < 0.0)
}

fn note(patients: u64, exact: bool) -> Message {
    let note = if exact {
        english(
            "{number} patients, cell model; the last two agree exactly. Proxy of a model; not medical \
             advice.",
        )
    } else {
        english("{number} patients, cell model. Proxy of a model; not medical advice.")
    };
    note.with("number", patients)
}

/// The visit, and the relief with nothing knocked out.
fn draw_head(page: &Page, figure: &KnockOutsFigure<'_>, rows: &[&KnockOutRow], place: &Place) -> Drawn {
    let Some(first) = rows.first() else { return Ok(()) };
    let bold = fonts::bold(30, &INK).pos(FROM_LEFT);
    page.draw_text(&figure.0.say(visit_name(first.visit_days as u32)), &bold, (place[0], place[1] - 58))?;
    let ends = first.relief_low_points.zip(first.relief_high_points);
    let points = with_interval(first.relief_points, ends, |points| sign::fixed(points, 1));
    let relief = english("full relief: {points}").with_said("points", points);
    let regular = fonts::regular(25, &INK).pos(FROM_LEFT);
    page.draw_text(&figure.0.say(relief), &regular, (place[0], place[1] - 24))?;
    Ok(())
}
