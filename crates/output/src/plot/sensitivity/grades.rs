//! The panels at the right: influence by grade, and where ignorance matters most.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{SensitivityFigure, TEXT, colour, points, text};
use crate::plot::layout::wrap;
use crate::plot::page::{FROM_LEFT, FROM_RIGHT, GREY, INK, MARGIN, SIZE};
use crate::plot::{Drawn, fonts};
use admsc_scenario::ledger::Grade;
use admsc_study::sensitivity::tables::{grade_name, grade_said};

/// How many parameters are named.
pub const WEAKEST: usize = 5;

/// Grades from weakest to best.
const GRADES: [Grade; 7] = [
    Grade::Calibrated,
    Grade::Assumed,
    Grade::Recalled,
    Grade::PublishedModel,
    Grade::InVitro,
    Grade::MeasuredAnimal,
    Grade::MeasuredMan,
];

/// Shares of the influence of all parameters, by grade.
pub fn draw_shares(page: &Page, figure: &SensitivityFigure<'_>, [left, top]: [i32; 2]) -> Drawn {
    const PITCH: i32 = 40;
    const NAMES: i32 = 230;
    page.draw_text(figure.language.translated(text::SHARES), &fonts::bold(TEXT + 2, &INK).pos(FROM_LEFT), (left, top))?;
    let all: f64 = figure.certain().map(|row| row.mu_star_points).sum();
    let bars = left + NAMES;
    let width = f64::from(SIZE.0 as i32 - MARGIN - bars - 78);
    for (number, grade) in (0..).zip(GRADES) {
        let name = grade_name(grade);
        let of_grade = figure.certain().filter(|row| row.grade == name);
        let share = of_grade.map(|row| row.mu_star_points).sum::<f64>() / all.max(f64::MIN_POSITIVE);
        let y = top + 44 + number * PITCH;
        let said = figure.language.say(grade_said(name));
        page.draw_text(&said, &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (left, y))?;
        let end = bars + (share * width).round() as i32;
        page.draw(&Rectangle::new([(bars, y - 13), (end.max(bars + 1), y + 13)], colour(name).filled()))?;
        // The sum of nothing is minus zero.
        let percent = format!("{:.0} %", 100.0 * share + 0.0);
        page.draw_text(&percent, &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (end + 10, y))?;
    }
    Ok(())
}

/// The parameters whose uncertainty weighs most.
pub fn draw_weakest(page: &Page, figure: &SensitivityFigure<'_>, [left, top]: [i32; 2]) -> Drawn {
    const PITCH: i32 = 74;
    page.draw_text(
        figure.language.translated(text::WEAKEST),
        &fonts::bold(TEXT + 2, &INK).pos(FROM_LEFT),
        (left, top),
    )?;
    if let Some(row) = figure.rows.first().filter(|_| !figure.has_order()) {
        for (line, y) in text::no_order(row.trajectories).into_iter().zip([top + 34, top + 68]) {
            page.draw_text(&figure.language.say(line), &fonts::regular(TEXT, &INK).pos(FROM_LEFT), (left, y))?;
        }
        return Ok(());
    }
    page.draw_text(
        figure.language.translated(text::WEIGHED),
        &fonts::regular(TEXT - 1, &GREY).pos(FROM_LEFT),
        (left, top + 34),
    )?;
    let weakest = figure.weakest();
    let most = weakest.first().map_or(1.0, |row| row.ignorance_points);
    let right = SIZE.0 as i32 - MARGIN;
    let (bold, regular) = (fonts::bold(TEXT, &INK), fonts::regular(TEXT, &INK));
    for (number, row) in (0..).zip(&weakest) {
        let y = top + 76 + number * PITCH;
        let value = points(row.ignorance_points);
        let taken = page.estimate_text_size(&value, &regular).map_or(0, |size| size.0) + 16;
        let measure = |line: &str| page.estimate_text_size(line, &bold).map_or(u32::MAX, |size| size.0);
        for line in wrap(&figure.name(row), (right - left) as u32 - taken, 1, measure) {
            page.draw_text(&line, &bold.pos(FROM_LEFT), (left, y))?;
        }
        page.draw_text(&value, &regular.pos(FROM_RIGHT), (right, y))?;
        let end = left + (f64::from(right - left) * row.ignorance_points / most).round() as i32;
        page.draw(&Rectangle::new([(left, y + 19), (end.max(left + 1), y + 31)], colour(&row.grade).filled()))?;
    }
    Ok(())
}
