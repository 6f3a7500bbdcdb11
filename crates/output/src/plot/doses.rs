//! Doses: a triangle above the plot, a broken line through it, and what was given.
//!
//! Where there is room each dose, or row of equal doses, has its label beside its triangle. Where there is not, the
//! kinds of dose carry letters and a line above says what they stand for.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::frame::Frame;
use super::layout::wrap;
use super::page::{GREY, INK, SIZE};
use super::sheet::Page;
use super::{Drawn, fonts};
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_scenario::language::{Language, Message, count, english};

/// Height of a row of text above the plot, pixels.
const ROW: i32 = 38;
/// Size of the text, pixels.
const TEXT: u32 = 30;
/// Room for the triangles, pixels.
const TRIANGLE: i32 = 24;

/// A dose in a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseMark {
    /// When, days.
    pub day: f64,
    /// What and how, for example `70 million cells, needle`.
    pub label: String,
}

/// The doses of a run in the order of time.
pub fn marks(setup: &Setup, language: Language) -> Vec<DoseMark> {
    let mark = |dose: &Dose| DoseMark { day: dose.at_days, label: dose_label(dose, language) };
    let mut marks: Vec<DoseMark> = setup.doses.iter().map(mark).collect();
    marks.sort_by(|a, b| a.day.total_cmp(&b.day));
    marks
}

/// What is given in few words, equal doses that follow each other together: `sham, needle; 2 × 70 million cells, needle`.
pub fn in_words(setup: &Setup, language: Language) -> String {
    let mut groups: Vec<(usize, String)> = Vec::new();
    for mark in marks(setup, language) {
        match groups.last_mut() {
            Some((number, label)) if *label == mark.label => *number += 1,
            _ => groups.push((1, mark.label)),
        }
    }
    let words = groups.into_iter().map(|(number, label)| match number {
        1 => label,
        several => language.say(english("{number} × {label}").with("number", several).with("label", label)),
    });
    let again = setup.retreatments.iter().map(|rule| {
        let label = dose_label(&rule.dose, language);
        language.say(english("{dose} when pain is above {points}").with("dose", label).with("points", rule.pain_above))
    });
    words.chain(again).collect::<Vec<_>>().join(language.translated(english("; ")))
}

/// What stands above the plot.
enum Labels {
    /// Beside the triangles: left end and text.
    Beside(Vec<(i32, String)>),
    /// A letter at each dose, and the line that explains them.
    Lettered(Vec<(i32, char)>, String),
}

/// One label a dose, with the place of its triangle.
fn one_by_one(doses: &[DoseMark], frame: &Frame) -> Vec<(i32, String)> {
    doses.iter().map(|dose| (frame.x(dose.day), dose.label.clone())).collect()
}

/// One label for equal doses that follow each other, at the first of them.
fn grouped(doses: &[DoseMark], frame: &Frame, language: Language) -> Vec<(i32, String)> {
    let mut groups: Vec<(i32, usize, &str)> = Vec::new();
    for dose in doses {
        match groups.last_mut() {
            Some((_, number, label)) if *label == dose.label => *number += 1,
            _ => groups.push((frame.x(dose.day), 1, &dose.label)),
        }
    }
    let text = |number: usize, label: &str| match number {
        1 => label.to_owned(),
        several => language.say(english("{number} doses, each {label}").with("number", several).with("label", label)),
    };
    groups.into_iter().map(|(x, number, label)| (x, text(number, label))).collect()
}

/// Left ends of labels beside their triangles; none if one has no room between triangles and other labels.
fn beside(
    root: &Page,
    doses: &[DoseMark],
    frame: &Frame,
    wanted: Vec<(i32, String)>,
) -> Drawn<Option<Vec<(i32, String)>>> {
    let style = fonts::regular(TEXT, &INK);
    let mut free = frame.left;
    let mut placed = Vec::new();
    for (x, text) in wanted {
        let width = root.estimate_text_size(&text, &style)?.0 as i32;
        let is_free = |(from, to): &(i32, i32)| {
            let clear = doses.iter().map(|dose| frame.x(dose.day)).all(|at| at + 15 < *from || *to < at - 15);
            clear && *from >= free && *to <= SIZE.0 as i32 - 45
        };
        let sides = [(x + 20, x + 20 + width), (x - 20 - width, x - 20)];
        let Some((from, to)) = sides.into_iter().find(is_free) else { return Ok(None) };
        free = to + 26;
        placed.push((from, text));
    }
    Ok(Some(placed))
}

fn labels(root: &Page, doses: &[DoseMark], frame: &Frame, language: Language) -> Drawn<Labels> {
    for wanted in [one_by_one(doses, frame), grouped(doses, frame, language)] {
        if let Some(placed) = beside(root, doses, frame, wanted)? {
            return Ok(Labels::Beside(placed));
        }
    }
    Ok(lettered(root, doses, frame, language))
}

/// Letters by kind of dose, in the order of their first use; after Z they begin again.
fn lettered(root: &Page, doses: &[DoseMark], frame: &Frame, language: Language) -> Labels {
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    let letter = |kind: usize| char::from(b'A' + (kind % 26) as u8);
    let mut letters: Vec<(i32, char)> = Vec::new();
    for dose in doses {
        let kind = kinds.iter().position(|(label, _)| *label == dose.label).unwrap_or(kinds.len());
        match kinds.get_mut(kind) {
            Some((_, number)) => *number += 1,
            None => kinds.push((&dose.label, 1)),
        }
        let x = frame.x(dose.day);
        if letters.last().is_none_or(|(last, _)| x - last >= 30) {
            letters.push((x, letter(kind)));
        }
    }
    let explained = (0..).zip(&kinds).map(|(kind, (label, number))| {
        let text = if *number == 1 { Message::from(english("{letter}: {label}")) } else { several(*number) };
        text.with("letter", letter(kind)).with("label", label)
    });
    let explained = language.say(Message::joined(explained, english("; ")));
    let style = fonts::regular(TEXT, &INK);
    let measure = |line: &str| root.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    let room = (SIZE.0 as i32 - frame.left - 45).max(1) as u32;
    Labels::Lettered(letters, wrap(&explained, room, 1, measure).concat())
}

/// Height that the doses need above the plot, pixels. Only the frame's sides and days are read.
pub fn room(root: &Page, doses: &[DoseMark], frame: &Frame, language: Language) -> Drawn<i32> {
    Ok(match labels(root, doses, frame, language)? {
        _ if doses.is_empty() => 0,
        Labels::Beside(_) => TRIANGLE.max(ROW),
        Labels::Lettered(..) => TRIANGLE + 2 * ROW,
    })
}

/// Draws triangles, lines down to `bottom`, and labels.
pub fn draw(root: &Page, doses: &[DoseMark], frame: &Frame, bottom: i32, language: Language) -> Drawn {
    for dose in doses {
        let (x, tip) = (frame.x(dose.day), frame.top);
        root.draw(&Polygon::new(vec![(x, tip), (x - 13, tip - 22), (x + 13, tip - 22)], INK))?;
        for start in (frame.top..bottom).step_by(16) {
            let dash = vec![(x, start), (x, (start + 8).min(bottom))];
            root.draw(&PathElement::new(dash, GREY.stroke_width(2)))?;
        }
    }
    let style = fonts::regular(TEXT, &INK);
    match labels(root, doses, frame, language)? {
        Labels::Beside(texts) => {
            for (left, text) in texts {
                root.draw_text(&text, &style.pos(Pos::new(HPos::Left, VPos::Center)), (left, frame.top - 15))?;
            }
        }
        Labels::Lettered(letters, explained) => {
            let above = Pos::new(HPos::Center, VPos::Center);
            for (x, letter) in letters {
                root.draw_text(&letter.to_string(), &style.pos(above), (x, frame.top - 42))?;
            }
            root.draw_text(&explained, &style, (frame.left, frame.top - 98))?;
        }
    }
    Ok(())
}

/// What is given and how; of a dose by weight the cells per kg, since patients differ.
fn dose_label(dose: &Dose, language: Language) -> String {
    let route = match dose.route {
        Route::Needle { .. } => english("needle"),
        Route::Placed { .. } => english("placed"),
        Route::Vein => english("vein"),
    };
    let text = match (dose.preparation, dose.cells_per_kg) {
        (Preparation::Live, None) => english("{cells} cells, {route}"),
        (Preparation::Live, Some(_)) => english("{cells} cells per kg, {route}"),
        (Preparation::Dead, None) => english("{cells} dead cells, {route}"),
        (Preparation::Dead, Some(_)) => english("{cells} dead cells per kg, {route}"),
        (Preparation::Medium, None) => english("medium of {cells} cells, {route}"),
        (Preparation::Medium, Some(_)) => english("medium of {cells} cells per kg, {route}"),
        (Preparation::Sham, _) => return language.say(english("sham, {route}").with_said("route", route)),
    };
    let cells = count(dose.cells_per_kg.unwrap_or(dose.cells));
    language.say(Message::from(text).with_said("cells", cells).with_said("route", route))
}

/// A kind of dose that is given several times, in the line that explains the letters.
fn several(number: usize) -> Message {
    english("{letter}: {number} doses of {label}").with("number", number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doses_are_named_by_number_kind_and_route() {
        let needle = Route::Needle { tip_um: [0.0; 3] };
        let dose = |cells, preparation, route| Dose { at_days: 0.0, cells, cells_per_kg: None, preparation, route };
        let label = |cells, preparation, route| dose_label(&dose(cells, preparation, route), Language::English);
        assert_eq!(label(70e6, Preparation::Live, needle.clone()), "70 million cells, needle");
        assert_eq!(label(1.5e6, Preparation::Live, Route::Vein), "1.5 million cells, vein");
        assert_eq!(label(2e4, Preparation::Dead, needle.clone()), "20,000 dead cells, needle");
        assert_eq!(label(18e6, Preparation::Medium, needle.clone()), "medium of 18 million cells, needle");
        assert_eq!(label(0.0, Preparation::Sham, needle.clone()), "sham, needle");
        // The cells of the mean patient are nobody's.
        let by_weight = Dose { cells_per_kg: Some(1e6), ..dose(65e6, Preparation::Live, needle) };
        assert_eq!(dose_label(&by_weight, Language::English), "1 million cells per kg, needle");
        assert_eq!(dose_label(&by_weight, Language::Japanese), "体重1 kgあたり細胞100万個、局所注射");
        let japanese = dose_label(&dose(70e6, Preparation::Dead, Route::Vein), Language::Japanese);
        assert_eq!(japanese, "死細胞7000万個、静脈内投与");
    }
}
