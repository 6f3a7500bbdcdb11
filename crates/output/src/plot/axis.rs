//! The time axis, in the unit a reader thinks in, and the values beside a plot.

use plotters::prelude::*;
use plotters::style::FontTransform;

use super::frame::Frame;
use super::page::{CENTRED, FROM_RIGHT, INK, MARGIN};
use super::sheet::Page;
use super::{Drawn, fonts};
use admsc_model::observe::Sample;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::units::month::MONTH;

/// Room that a time axis takes below its frame, pixels.
pub const ROOM: i32 = 92;
/// Size of the numbers, pixels.
const TEXT: u32 = 30;
/// Size of a title, pixels.
const TITLE: u32 = 32;

/// Most marks that an axis carries.
const MOST_MARKS: f64 = 13.0;

/// A time axis with its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeAxis {
    /// Days in a unit.
    pub unit_days: f64,
    /// What stands below the axis.
    pub title: Phrase,
    /// Places of the marks, in units.
    pub marks: Vec<f64>,
}

impl TimeAxis {
    /// The axis of a record. Its frame has no height yet.
    pub fn from_samples(samples: &[Sample], left: i32, right: i32) -> Option<(Self, Frame)> {
        let (first, last) = (samples.first()?.time_days, samples.last()?.time_days);
        let (from_day, end) = (first.min(0.0), last.max(first + 1.0));
        let axis = time_axis(from_day, end);
        // The last mark may lie a rounding beyond the record.
        let to_day = axis.marks.last().map_or(end, |mark| end.max(mark * axis.unit_days));
        Some((axis, Frame { from_day, to_day, highest: 10.0, left, right, top: 0, bottom: 1 }))
    }

    /// Draws the axis below a frame, with ticks, numbers and its title.
    pub fn draw(&self, page: &Page, frame: &Frame, language: Language) -> Drawn {
        let (left, right, y) = (frame.left, frame.right, frame.bottom);
        page.draw(&PathElement::new(vec![(left, y), (right, y)], INK.stroke_width(2)))?;
        let numbers = fonts::regular(TEXT, &INK).pos(CENTRED);
        for mark in &self.marks {
            let x = frame.x(mark * self.unit_days);
            page.draw(&PathElement::new(vec![(x, y), (x, y + 8)], INK.stroke_width(2)))?;
            page.draw_text(&format!("{mark:.0}"), &numbers, (x, y + 26))?;
        }
        let title = language.say(self.title);
        page.draw_text(&title, &fonts::regular(TITLE, &INK).pos(CENTRED), ((left + right) / 2, y + 66))?;
        Ok(())
    }
}

/// Draws lines of the grid at values, and the numbers beside them.
pub fn draw_values(page: &Page, frame: &Frame, marks: &[(f64, String)], line: &ShapeStyle) -> Drawn {
    let numbers = fonts::regular(TEXT, &INK).pos(FROM_RIGHT);
    for (value, text) in marks {
        let y = frame.y(*value);
        page.draw(&PathElement::new(vec![(frame.left, y), (frame.right, y)], *line))?;
        page.draw_text(text, &numbers, (frame.left - 12, y + 4))?;
    }
    page.draw(&PathElement::new(vec![(frame.left, frame.top), (frame.left, frame.bottom)], INK.stroke_width(2)))?;
    Ok(())
}

/// Days for a few weeks, months for longer; whole numbers at even steps.
pub fn time_axis(from_day: f64, to_day: f64) -> TimeAxis {
    let (unit_days, title, steps): (f64, _, &[f64]) = if to_day - from_day < 75.0 {
        (1.0, english("Time after the start (days)"), &[1.0, 2.0, 5.0, 7.0])
    } else {
        (MONTH, english("Time after the start (months)"), &[1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 60.0, 120.0])
    };
    let (from, to) = (from_day / unit_days, to_day / unit_days);
    let widest = (to - from) / MOST_MARKS;
    let step = steps.iter().copied().find(|step| (to - from) / step < MOST_MARKS).unwrap_or(widest.ceil().max(1.0));
    let first = (from / step).ceil() as i64;
    // Twelve months are 365 days to a scenario and 365.25 to this axis: the last mark is not lost for that.
    let last = ((to + 0.02 * step) / step).floor() as i64;
    TimeAxis { unit_days, title, marks: (first..=last).map(|mark| mark as f64 * step).collect() }
}

/// The axes of a pain figure: points of 0 to 10 at the left, time below.
pub fn draw_pain(page: &Page, axis: &TimeAxis, frame: &Frame, language: Language) -> Drawn {
    draw_points(page, axis, frame, language, english("Pain proxy VAS (points of 0 to 10)"))
}

/// The same with other words beside it.
pub fn draw_points(page: &Page, axis: &TimeAxis, frame: &Frame, language: Language, title: Phrase) -> Drawn {
    let marks: Vec<(f64, String)> = (0..=5).map(|mark| (2.0 * f64::from(mark), format!("{}", 2 * mark))).collect();
    draw_values(page, frame, &marks, &BLACK.mix(0.1).stroke_width(2))?;
    axis.draw(page, frame, language)?;
    let upright = fonts::regular(32, &INK).pos(CENTRED).transform(FontTransform::Rotate270);
    let title = language.say(title);
    page.draw_text(&title, &upright, (MARGIN + 4, (frame.top + frame.bottom) / 2))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_few_and_whole() {
        assert_eq!(time_axis(0.0, 365.0).marks, (0..=12).map(f64::from).collect::<Vec<_>>());
        assert_eq!(time_axis(0.0, 1461.0).marks, [0.0, 6.0, 12.0, 18.0, 24.0, 30.0, 36.0, 42.0, 48.0]);
        assert_eq!(time_axis(-7.0, 14.0).marks.first(), Some(&-6.0));
        for days in [1.0, 30.0, 74.0, 75.0, 700.0, 40_000.0, 1e6] {
            let axis = time_axis(0.0, days);
            assert!((2..=14).contains(&axis.marks.len()), "{days} days: {:?}", axis.marks);
        }
    }
}
