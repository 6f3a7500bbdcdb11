//! How far the cells are from the lesion: the median of those alive, and the middle four fifths of them.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{FROM_LEFT, GREY, GRID, INK, SIZE, round_above};
use crate::plot::colours::ADMSC;
use crate::plot::frame::Frame;
use crate::plot::layout::spread as spread_labels;
use crate::plot::numbers::whole;
use crate::plot::trace::{Exact, Trace};
use crate::plot::{Drawn, axis, fonts};
use admsc_model::observe::tracks::Tracks;
use admsc_scenario::language::{Language, english};
use admsc_study::trial::FEWEST_WITH_TENTHS;

/// Distances of the living cells at one time, µm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Time after the dose, days.
    pub day: f64,
    /// A tenth of the cells is nearer; of a few cells the nearest.
    pub low: f64,
    /// Half are nearer.
    pub median: f64,
    /// Nine tenths are nearer; of a few cells the farthest.
    pub high: f64,
    /// Living cells.
    pub alive: usize,
}

/// The distances at every look, while any cell lives.
pub fn spread(tracks: &Tracks) -> Vec<Spread> {
    let looks = tracks.cells.iter().map(|track| track.distances_um.len()).max().unwrap_or(0);
    let at = |look: usize| {
        let alive = tracks.cells.iter().filter_map(|track| track.distances_um.get(look));
        let mut sorted: Vec<f64> = alive.map(|distance| f64::from(*distance)).collect();
        sorted.sort_by(f64::total_cmp);
        let rank = |share: f64| sorted[(share * (sorted.len() - 1) as f64).round() as usize];
        let day = (look as f64 + 1.0) * tracks.tick_days;
        let [low, high] = if sorted.len() < FEWEST_WITH_TENTHS { [0.0, 1.0] } else { [0.1, 0.9] };
        Spread { day, low: rank(low), median: rank(0.5), high: rank(high), alive: sorted.len() }
    };
    (0..looks).map(at).collect()
}

/// The plot, its upper left corner at a point.
pub fn draw(page: &Page, spread: &[Spread], (left, top): (i32, i32), language: Language) -> Drawn {
    let Some(last) = spread.last() else { return Ok(()) };
    let most = spread.iter().map(|at| at.high).filter(|high| high.is_finite()).fold(0.0, f64::max);
    let days = last.day.ceil().max(1.0);
    let frame = Frame {
        from_day: 0.0,
        to_day: days,
        highest: round_above(most),
        left,
        right: SIZE.0 as i32 - 190,
        top,
        bottom: SIZE.1 as i32 - 62 - axis::ROOM,
    };
    let title = language.say(english("Distance of living cells from the lesion (µm)"));
    page.draw_text(&title, &fonts::bold(30, &INK).pos(FROM_LEFT), (left - 84, top - 38))?;
    let mark = |fifth: i32| 0.2 * f64::from(fifth) * frame.highest;
    let marks: Vec<(f64, String)> = (0..=5).map(|fifth| (mark(fifth), whole(mark(fifth)))).collect();
    axis::draw_values(page, &frame, &marks, &GRID.stroke_width(2))?;
    let edge =
        |value: fn(&Spread) -> f64| -> Vec<Exact> { spread.iter().map(|at| frame.at(at.day, value(at))).collect() };
    let (low, high) = (edge(|at| at.low), edge(|at| at.high));
    page.draw(&Trace::between(&low, &high, &ADMSC.mix(0.22)))?;
    for edge in [low, high] {
        page.draw(&Trace::line(&edge, ADMSC.mix(0.6).stroke_width(2)))?;
    }
    page.draw(&Trace::line(&edge(|at| at.median), ADMSC.stroke_width(4)))?;
    axis::TimeAxis {
        unit_days: 1.0,
        title: english("Time after the dose (days)"),
        marks: (0..=days as i64).map(|day| day as f64).collect(),
    }
    .draw(page, &frame, language)?;
    labels(page, last, &frame, language)
}

/// Names at the right ends.
fn labels(page: &Page, last: &Spread, frame: &Frame, language: Language) -> Drawn {
    let x = frame.x(last.day) + 14;
    let [bold, regular] = [fonts::bold(30, &INK), fonts::regular(28, &GREY)];
    let median = language.say(english("median"));
    let [low, high] = match last.alive < FEWEST_WITH_TENTHS {
        true => [english("lowest"), english("highest")].map(|name| language.say(name)),
        false => ["10 %", "90 %"].map(str::to_owned),
    };
    let mut lines = vec![(last.high, &high, &regular), (last.median, &median, &bold)];
    // Where the lower two lines end in one place, the median has its name there: apart, one would stand beside another line.
    if frame.y(last.low) - frame.y(last.median) >= 30 {
        lines.push((last.low, &low, &regular));
    }
    let wanted: Vec<i32> = lines.iter().map(|(value, ..)| frame.y(*value)).collect();
    for ((_, name, style), y) in lines.into_iter().zip(spread_labels(&wanted, 36, frame.top, frame.bottom)) {
        page.draw_text(name, &style.pos(FROM_LEFT), (x, y))?;
    }
    Ok(())
}
