//! Labels right of the plot: mean and band at the end, and how many responded.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{Ending, ReplicatesFigure, median_interval};
use crate::plot::frame::Frame;
use crate::plot::layout::spread;
use crate::plot::page::{FROM_LEFT, GREY, INK, NEUTRAL};
use crate::plot::{Drawn, fonts};
use admsc_scenario::language::{Message, english};
use admsc_scenario::units::interval::with_interval;
use admsc_scenario::units::sign::{fixed, percent};
use admsc_study::spread::FEWEST_WITH_QUANTILES;

/// Least distance of two labels, pixels.
const GAP: i32 = 76;
/// From the plot to a label.
const LEADER: i32 = 52;
/// Height of a line of the block, pixels.
const LINE: i32 = 38;

/// Names mean and band at their right ends, and writes the block of responders where they leave room.
pub fn draw(page: &Page, figure: &ReplicatesFigure<'_>, frame: &Frame, ending: &Ending) -> Drawn {
    let vas = ending.vas;
    let number = figure.records.len();
    let points = |value: f64| english("{value} points").with("value", format_args!("{value:.1}"));
    let mean = english("{value}, SD {deviation}")
        .with_said("value", with_interval(vas.mean, vas.mean_interval, |value| fixed(value, 1)))
        .with("deviation", format_args!("{:.2}", vas.standard_deviation));
    let ends = match number < FEWEST_WITH_QUANTILES {
        true => [english("Lowest"), english("Highest")],
        false => [english("5 % lie below"), english("95 % lie below")],
    };
    let [low, high] = vas.band();
    let rows =
        [(ends[1], high, points(high)), (english("Mean at the end"), vas.mean, mean), (ends[0], low, points(low))];
    let language = figure.language;
    let block = block(ending, number);
    let height = block.len() as i32 * LINE + 20;
    let is_low = frame.y(vas.mean) > (frame.top + frame.bottom) / 2;
    let (low, high, start) = if is_low {
        (frame.top + height + 40, frame.bottom - 26, frame.top + 12)
    } else {
        (frame.top + 20, frame.bottom - height - 60, frame.bottom - height + 10)
    };
    let wanted: Vec<i32> = rows.iter().map(|(_, value, _)| frame.y(*value)).collect();
    for (((name, _, value), from), y) in rows.iter().zip(&wanted).zip(spread(&wanted, GAP, low, high)) {
        let text = frame.right + LEADER;
        let leader = vec![(frame.right + 4, *from), (frame.right + 12, *from), (text - 18, y), (text - 10, y)];
        let is_mean = *name == rows[1].0;
        let style = if is_mean { INK.stroke_width(7) } else { NEUTRAL.stroke_width(3) };
        page.draw(&PathElement::new(leader, style))?;
        page.draw_text(language.translated(*name), &fonts::bold(28, &INK).pos(FROM_LEFT), (text, y - 17))?;
        page.draw_text(&language.say(value.clone()), &fonts::regular(28, &GREY).pos(FROM_LEFT), (text, y + 17))?;
    }
    for (line, y) in block.into_iter().zip((start..).step_by(LINE as usize)) {
        let style = if y == start { fonts::bold(30, &INK) } else { fonts::regular(28, &INK) };
        page.draw_text(&language.say(line), &style.pos(FROM_LEFT), (frame.right + LEADER, y + LINE / 2))?;
    }
    Ok(())
}

/// How many responded, and when.
fn block(ending: &Ending, number: usize) -> Vec<Message> {
    let mut lines = Vec::new();
    if let Some(share) = ending.responders {
        lines.push(english("{hits} of {all} replicates").with("hits", share.hits).with("all", share.all));
        lines.push(english("have half of their pain").into());
        lines.push(english("gone at the end.").into());
        let (low, high) = share.interval;
        lines.push(english("95 %: {low} to {high}").with("low", percent(low)).with("high", percent(high)));
    } else {
        lines.push(english("{number} replicates").with("number", number));
    }
    if let Some(days) = ending.halved {
        lines.push(english("Pain halved:").into());
        lines.push(english("day {day} (median)").with("day", format_args!("{:.0}", days.median)));
        lines.push(median_interval(&days));
    }
    lines
}
