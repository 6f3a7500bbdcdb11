//! Other lives of the patient behind the one that is drawn in detail: the band between them, each as a thin line, and in dashes
//! the course without all or a part of the treatment.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::{Frame, PainFigure};
use crate::plot::Drawn;
use crate::plot::colours::{INK, NEUTRAL, light};
use crate::plot::layout::dashed;
use crate::plot::trace::{Exact, Trace};
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::lives::Beside;
use admsc_study::lives::Life;

/// Colour of lives with other seeds: those of replicates.
pub const OTHER: RGBColor = NEUTRAL;
/// Colour of the course beside the treated ones: pain, in dashes.
pub const BESIDE: RGBColor = INK;

/// The title of a figure that shows the run alone: of several lives with treatment that it is one of them, and which.
pub fn one_life(title: &str, lives: &[Life], language: Language) -> String {
    let treated = lives.iter().filter(|life| life.is_treated()).count();
    let Some(own) = lives.first().filter(|_| treated > 1) else { return title.to_owned() };
    let said = english("{title}, in the life of seed {seed} (one of {lives})").with("title", title);
    language.say(said.with("seed", own.seed).with("lives", treated))
}

/// Lives with other seeds than that of the run.
pub fn others<'a>(figure: &'a PainFigure<'_>) -> impl Iterator<Item = &'a Life> {
    figure.lives.iter().skip(1).filter(|life| life.is_treated())
}

/// The courses beside the treated ones.
pub fn besides<'a>(figure: &'a PainFigure<'_>) -> impl Iterator<Item = &'a Life> {
    figure.lives.iter().filter(|life| !life.is_treated())
}

/// That beside the life in detail, and what it is without.
pub fn beside<'a>(figure: &'a PainFigure<'_>) -> Option<(Beside, &'a Life)> {
    figure.lives.iter().find_map(|life| Some((life.beside?, life)))
}

fn points(life: &Life, frame: &Frame) -> Vec<Exact> {
    life.course.iter().map(|(day, vas)| frame.at(*day, *vas)).collect()
}

/// The band between the lowest and the highest of all treated lives, below everything else.
pub fn band(page: &Page, figure: &PainFigure<'_>, frame: &Frame) -> Drawn {
    let treated: Vec<&Life> = figure.lives.iter().filter(|life| life.is_treated()).collect();
    let rows = treated.iter().map(|life| life.course.len()).min().unwrap_or(0);
    if treated.len() < 2 || rows < 2 {
        return Ok(());
    }
    let edge = |pick: fn(f64, f64) -> f64| -> Vec<Exact> {
        let of_row = |row: usize| treated.iter().map(|life| life.course[row].1).reduce(pick).unwrap_or_default();
        (0..rows).map(|row| frame.at(treated[0].course[row].0, of_row(row))).collect()
    };
    page.draw(&Trace::between(&edge(f64::min), &edge(f64::max), &light(light(NEUTRAL))))?;
    Ok(())
}

/// The lines, above the areas.
pub fn lines(page: &Page, figure: &PainFigure<'_>, frame: &Frame) -> Drawn {
    for life in others(figure) {
        let line = points(life, frame);
        page.draw(&Trace::line(&line, WHITE.stroke_width(5)))?;
        page.draw(&Trace::line(&line, OTHER.stroke_width(3)))?;
    }
    for (number, life) in besides(figure).enumerate() {
        let (colour, width) = if number == 0 { (BESIDE, 4) } else { (OTHER, 3) };
        for dash in dashed(&points(life, frame), Some((20.0, 12.0))) {
            page.draw(&Trace::line(&dash, colour.stroke_width(width)))?;
        }
    }
    Ok(())
}
