//! Labels right of the plot: what each area is and how much of the pain it is at the end. No legend to look up.

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::super::sheet::Page;
use super::areas::{CAUSES, below};
use super::lives;
use super::{Frame, GREY, INK, PainFigure};
use crate::plot::layout::spread;
use crate::plot::page::FROM_LEFT;
use crate::plot::{Drawn, fonts};
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::reading::lives::Beside;
use admsc_study::lives::{Life, LivesCounts, Outcome, range};

/// Least distance of two labels, pixels.
const GAP: i32 = 76;
/// From the plot to a label.
const LEADER: i32 = 52;

/// A label: where it points, its colour and its two lines.
struct Label {
    points_to: i32,
    colour: RGBColor,
    name: Message,
    value: String,
}

/// Lowest and highest pain at the end of some lives; none where there are none.
pub fn ends<'a>(lives: impl Iterator<Item = &'a Life>) -> Option<(f64, f64)> {
    range(lives.filter_map(|life| life.course.last()).map(|(_, vas)| *vas))
}

/// What the lines behind the life in detail are.
fn of_lives(figure: &PainFigure<'_>, frame: &Frame) -> Vec<Label> {
    let language = figure.language;
    let beside =
        lives::beside(figure).and_then(|(which, life)| Some((which, life.course.last()?.1))).map(|(which, vas)| {
            Label {
                points_to: frame.y(vas),
                colour: lives::BESIDE,
                name: at_the_end(which).into(),
                value: language.say(of_besides(figure, vas)),
            }
        });
    let rest = figure.lives.get(1..).unwrap_or_default();
    let others = ends(lives::others(figure)).zip(LivesCounts::of(rest)).map(|((low, high), counts)| {
        let (low_said, high_said) = (format!("{low:.1}"), format!("{high:.1}"));
        let value = match low_said == high_said {
            true => english("other seeds {value} points").with("value", low_said),
            false => english("other seeds {low} to {high}").with("low", low_said).with("high", high_said),
        };
        Label { points_to: frame.y(high), colour: lives::OTHER, name: worst(counts), value: language.say(value) }
    });
    beside.into_iter().chain(others).collect()
}

/// Pain at the end beside the life in detail, and of those beside the others.
fn of_besides(figure: &PainFigure<'_>, vas: f64) -> Message {
    let rest = ends(lives::besides(figure).skip(1));
    let said = match rest {
        Some(_) => english("{value}; other seeds {low} to {high}"),
        None => english("{value} points"),
    };
    let (low, high) = rest.unwrap_or((vas, vas));
    let said = said.with("low", format_args!("{low:.1}")).with("high", format_args!("{high:.1}"));
    said.with("value", format_args!("{vas:.1}"))
}

fn at_the_end(which: Beside) -> Phrase {
    match which {
        Beside::Untreated => english("Untreated, at the end"),
        Beside::Sham => english("Sham, at the end"),
        Beside::FirstDose => english("First dose alone, at end"),
    }
}

/// What the life in detail does not show of the others: how many relapse, or are never relieved.
fn worst(counts: LivesCounts) -> Message {
    let all = counts.lives_treated_count;
    let (said, number) = match (counts.lives_relapsed_count, counts.lives_not_relieved_count) {
        (0, 0) if all == 1 => (english("The other life relieved"), all),
        (0, 0) => (english("All {all} others relieved"), all),
        (0, number) => (english("{number} of {all} others not halved"), number),
        (1, 0) => (english("1 of {all} others relapses"), 1),
        (number, 0) => (english("{number} of {all} others relapse"), number),
        (number, others) => {
            let both = english("{number} relapse, {others} not halved");
            return both.with("number", number).with("others", others);
        }
    };
    said.with("number", number).with("all", all)
}

/// The name of the line itself, at the end of the record.
pub fn own(figure: &PainFigure<'_>) -> Message {
    match figure.lives.first() {
        Some(life) => english("In detail: seed {seed}").with("seed", life.seed),
        None => english("Pain (VAS) at the end").into(),
    }
}

/// Names the line, which is the patient's `own`, and the areas, with leaders that begin at a column.
pub fn causes(root: &Page, figure: &PainFigure<'_>, frame: &Frame, (end, own): (i32, Message)) -> Drawn {
    let Some(last) = figure.samples.last() else { return Ok(()) };
    let language = figure.language;
    let value = |points: f64| language.say(english("{value} points").with("value", format_args!("{points:.1}")));
    let names = [figure.damage_name, english("Central sensitisation"), english("Inflammation")];
    let ends_as = english("{value} points").with("value", format_args!("{:.1}", last.vas_points));
    let ends_as = match figure.lives.first().map(Life::outcome) {
        Some(Outcome::Relapsed) => english("{value}, a relapse").with_said("value", ends_as),
        Some(Outcome::NotRelieved) => english("{value}, never halved").with_said("value", ends_as),
        Some(Outcome::Relieved) | None => ends_as,
    };
    // From the top of the figure downwards.
    let mut labels = of_lives(figure, frame);
    let points_to = frame.y(last.vas_points);
    labels.push(Label { points_to, colour: INK, name: own, value: language.say(ends_as) });
    for (number, cause) in CAUSES.iter().enumerate().rev() {
        let points = (cause.points)(last);
        let middle = below(last, number) + 0.5 * points;
        labels.push(Label {
            points_to: frame.y(middle),
            colour: cause.colour,
            name: names[number].into(),
            value: value(points),
        });
    }
    // Leaders do not cross where labels stand in the order of what they point to.
    labels.sort_by_key(|label| label.points_to);
    let wanted: Vec<i32> = labels.iter().map(|label| label.points_to).collect();
    let places = spread(&wanted, GAP, frame.top + 36, frame.bottom - 26);
    for (label, place) in labels.iter().zip(places) {
        draw(root, label, (end, frame.right), place, language)?;
    }
    Ok(())
}

fn draw(root: &Page, label: &Label, (end, right): (i32, i32), y: i32, language: Language) -> Drawn {
    let text = right + LEADER;
    let leader = vec![(end + 4, label.points_to), (right + 12, label.points_to), (text - 18, y), (text - 10, y)];
    root.draw(&PathElement::new(leader, label.colour.stroke_width(5)))?;
    root.draw_text(&language.say(label.name.clone()), &fonts::bold(26, &INK).pos(FROM_LEFT), (text, y - 16))?;
    root.draw_text(&label.value, &fonts::regular(28, &GREY).pos(FROM_LEFT), (text, y + 17))?;
    Ok(())
}
