//! The pain of several runs over one time axis.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::found::{self, End};
use super::style::{Style, sign_rows};
use super::{ComparedRun, Comparison, calls, letter, named, strip};
use crate::plot::axis::{self, TimeAxis};
use crate::plot::colours::light;
use crate::plot::envelope::Envelope;
use crate::plot::frame::Frame;
use crate::plot::layout::{spread, wrap};
use crate::plot::page::{self, FROM_LEFT, GREY, INK, MARGIN, SIZE};
use crate::plot::trace::{Exact, Trace, exact};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::units::interval::with_interval;
use admsc_scenario::units::sign;
use admsc_study::comparison::State;
use admsc_study::pain_scale::PAIN;
use admsc_study::spread::Spread;

/// Room right of the plot (for labels) and of the numbers left of it.
const RIGHT: i32 = 560;
const LEFT: i32 = MARGIN + 92;
/// Room below the axis, for the line at the foot.
const BOTTOM: i32 = 62;
/// From the plot to a label.
const LEADER: i32 = 96;
/// Least distance of two labels, pixels.
const GAP: i32 = 112;
/// Height of a line of a label, pixels.
const LINE: i32 = 32;

/// The pain figure of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct PainComparison<'a>(pub &'a Comparison<'a>);

/// A run as it is drawn.
struct Curve {
    run: usize,
    label: String,
    envelope: Envelope,
    /// Day on which pain has halved, of replicates with the interval of its median.
    halved_day: Option<f64>,
    halved_interval: Option<(f64, f64)>,
    /// Number of replicates, and the interval of their mean at the end.
    replicates: usize,
    end_interval: Option<(f64, f64)>,
    /// Number of the lives that its run shows, and their mean pain at the end.
    lives: Option<(usize, f64)>,
}

impl Curve {
    /// Its pain at the end and the day on which it has halved, of replicates with intervals and their number, on two lines.
    fn values(&self) -> Vec<Message> {
        let end = self.envelope.mean.last().copied().unwrap_or(0.0);
        let day = |half: f64| with_interval(half, self.halved_interval, |day| format!("{day:.0}"));
        if self.replicates == 1 {
            let value = match self.halved_day {
                Some(half) => english("{value} points, ◆ day {day}").with_said("day", day(half)),
                None => english("{value} points").into(),
            };
            let lives = self.lives.map(|(lives, mean)| {
                english("{lives} lives: mean {mean}").with("lives", lives).with("mean", sign::fixed(mean, 1))
            });
            return std::iter::once(value.with("value", format_args!("{end:.1}"))).chain(lives).collect();
        }
        let points = |value: f64| sign::fixed(value, 1);
        let value = match self.end_interval {
            Some((low, high)) => {
                english("{value} points (95 %: {low} to {high})").with("low", points(low)).with("high", points(high))
            }
            None => english("{value} points").into(),
        };
        let number = match self.halved_day {
            Some(half) => english("n = {number}, ◆ median day {day}").with_said("day", day(half)),
            None => english("n = {number}").into(),
        };
        vec![value.with("value", points(end)), number.with("number", self.replicates)]
    }
}

impl PainComparison<'_> {
    /// The 95 % interval of the mean pain on the last day, over replicates.
    fn end_interval(&self, run: &ComparedRun<'_>) -> Option<(f64, f64)> {
        let last = self.0.rows()?.last()?.time_days;
        State::at(&run.records, last as u32)?.vas_interval_points
    }

    fn curves(&self) -> Vec<Curve> {
        let last = self.0.rows().and_then(|rows| rows.last()).map(|last| last.time_days);
        let curve = |(run, compared): (usize, &'_ ComparedRun<'_>)| Curve {
            run,
            label: compared.label.clone(),
            envelope: Envelope::from_records(&compared.records, |sample| sample.vas_points),
            halved_day: compared.halved_day,
            halved_interval: compared.halved_interval_days,
            replicates: compared.records.len(),
            end_interval: self.end_interval(compared),
            lives: last.and_then(|day| of_lives(compared, day)).map(|lives| (compared.lives.len(), lives.mean)),
        };
        self.0.runs.iter().enumerate().map(curve).collect()
    }
}

impl Figure for PainComparison<'_> {
    fn title(&self) -> &str {
        self.0.language.translated(english("Pain, run by run"))
    }

    fn language(&self) -> Language {
        self.0.language
    }

    fn alternative(&self) -> String {
        let told = |curve: &Curve| {
            let (first, last) = (curve.envelope.mean.first()?, curve.envelope.mean.last()?);
            let half = curve
                .halved_day
                .map_or(verbatim(""), |day| english(", halved by day {day}").with("day", format_args!("{day:.0}")));
            let text = english("{letter} ({label}): {first} to {last} points{half}")
                .with("letter", letter(curve.run))
                .with("label", &curve.label)
                .with("first", format_args!("{first:.1}"))
                .with("last", format_args!("{last:.1}"));
            Some(text.with_said("half", half))
        };
        let runs: Vec<Message> = self.curves().iter().filter_map(told).collect();
        let days = self.0.rows().and_then(|rows| rows.last()).map_or(0.0, |last| last.time_days);
        let text = english("Pain proxy of {number} runs to day {days}, of 10 points. {runs}. {relation}")
            .with("number", runs.len())
            .with("days", format_args!("{days:.0}"))
            .with_said("runs", Message::joined(runs, english("; ")))
            .with("relation", &self.0.relation);
        self.0.language.say(text)
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let rows = self.0.rows().ok_or(Error::Empty)?;
        let (axis, frame) = TimeAxis::from_samples(rows, LEFT, SIZE.0 as i32 - RIGHT).ok_or(Error::Empty)?;
        Ok(draw_all(page, self, &axis, frame)?)
    }
}

fn draw_all(page: &Page, figure: &PainComparison<'_>, axis: &TimeAxis, mut frame: Frame) -> Drawn {
    let curves = figure.curves();
    let found = finding(&curves, &figure.0.runs, figure.0.is_same_chance).map(|found| figure.0.language.say(found));
    let heading = page::finding(page, found.as_deref(), figure.title(), Some(&figure.0.relation))?;
    frame.top = heading + strip::room(figure.0) + 22;
    frame.bottom = SIZE.1 as i32 - BOTTOM - axis::ROOM;
    axis::draw_pain(page, axis, &frame, figure.0.language)?;
    strip::draw(page, figure.0, &frame)?;
    for curve in &curves {
        curve.envelope.draw_band(page, &frame, &Style::for_run(curve.run).colour)?;
    }
    draw_lives(page, figure.0, &frame)?;
    for curve in &curves {
        Style::for_run(curve.run).line(page, &curve.envelope.line(&frame), 6)?;
    }
    for curve in &curves {
        draw_markers(page, curve, &frame, curves.len())?;
    }
    labels(page, &curves, &frame, figure.0.language)?;
    let has_doses = figure.0.runs.iter().any(|run| !run.dose_days.is_empty());
    let mut shown = vec![english("dashes and signs only tell runs apart")];
    shown.extend(has_doses.then_some(english("▼ dose")));
    shown.extend(curves.iter().any(|curve| curve.halved_day.is_some()).then_some(english("◆ day pain has halved")));
    let has_lives = figure.0.runs.iter().any(|run| run.lives.len() > 1);
    shown.extend(has_lives.then_some(english("thin lines: other lives")));
    let shown: Vec<&str> = shown.into_iter().map(|sign| figure.0.language.translated(sign)).collect();
    page::footer(page, &figure.0.note(None), &shown.join(page::BETWEEN_SIGNS))
}

/// The other lives of runs that show several, as thin lines below the compared ones.
fn draw_lives(page: &Page, comparison: &Comparison<'_>, frame: &Frame) -> Drawn {
    let end = comparison.rows().and_then(|rows| rows.last()).map_or(0.0, |last| last.time_days);
    for (run, compared) in comparison.runs.iter().enumerate() {
        for life in compared.lives.iter().skip(1) {
            let days = life.course.iter().filter(|(day, _)| *day <= end);
            let line: Vec<Exact> = days.map(|(day, vas)| frame.at(*day, *vas)).collect();
            page.draw(&Trace::line(&line, light(Style::for_run(run).colour).stroke_width(3)))?;
        }
    }
    Ok(())
}

/// Pain of the lives of a run on a day; nothing of a run of one life.
fn of_lives(run: &ComparedRun<'_>, day: f64) -> Option<Spread> {
    let ends: Vec<f64> = run.lives.iter().filter_map(|life| life.vas_on(day as u32)).collect();
    Spread::from_values(&ends, PAIN).filter(|_| ends.len() > 1)
}

/// What was found on the last day: of runs that show several lives over these, not of the one that is drawn in full.
fn finding(curves: &[Curve], runs: &[ComparedRun<'_>], is_same_chance: bool) -> Option<Message> {
    let day = *curves.first()?.envelope.days.last()?;
    let have_lives = runs.iter().any(|run| run.lives.len() > 1);
    let end = |curve: &Curve| {
        let (start, points) = (*curve.envelope.mean.first()?, *curve.envelope.mean.last()?);
        Some(match of_lives(runs.get(curve.run)?, day) {
            Some(lives) => End { run: curve.run, points: lives.mean, start, interval: lives.mean_interval },
            None => End { run: curve.run, points, start, interval: curve.end_interval },
        })
    };
    let calls = calls(&curves.iter().map(|curve| curve.label.as_str()).collect::<Vec<_>>());
    let found = found::finding(curves.iter().map(end).collect::<Option<_>>()?, &calls, day, is_same_chance)?;
    let of_lives = english("{found} (means of all lives)");
    Some(if have_lives { of_lives.with_said("found", found) } else { found })
}

/// The signs of a run on its line, and the day pain has halved as a white diamond with a rim.
fn draw_markers(page: &Page, curve: &Curve, frame: &Frame, runs: usize) -> Drawn {
    let style = Style::for_run(curve.run);
    let envelope = &curve.envelope;
    let place = |row: usize| (frame.x(envelope.days[row]), frame.y(envelope.mean[row]));
    for row in sign_rows(envelope.days.len(), curve.run, runs) {
        style.sign(page, place(row), 10)?;
    }
    let half = curve.halved_day.and_then(|half| envelope.days.iter().position(|day| *day >= half));
    if let Some((x, y)) = half.map(place) {
        for (half, colour) in [(19, WHITE), (17, style.colour), (9, WHITE)] {
            page.draw(&Polygon::new(vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)], colour))?;
        }
    }
    Ok(())
}

/// Letter and name of each run at the end of its line, with its pain there and its day pain has halved.
fn labels(page: &Page, curves: &[Curve], frame: &Frame, language: Language) -> Drawn {
    let end = |curve: &Curve| curve.envelope.mean.last().copied().unwrap_or(0.0);
    let mut ordered: Vec<&Curve> = curves.iter().collect();
    ordered.sort_by(|a, b| end(b).total_cmp(&end(a)).then(a.run.cmp(&b.run)));
    let wanted: Vec<i32> = ordered.iter().map(|curve| frame.y(end(curve))).collect();
    // Where there is no room for names of two lines, each has one.
    let gap = if curves.iter().any(|curve| curve.values().len() > 1) { GAP + LINE } else { GAP };
    let (gap, name_rows) = match curves.len() as i32 * gap <= frame.bottom - frame.top + 30 {
        true => (gap, 2),
        false => (gap - LINE, 1),
    };
    let places = spread(&wanted, gap, frame.top + gap / 2 - 10, frame.bottom - gap / 2 + 20);
    let name = fonts::bold(26, &INK);
    let text = frame.right + LEADER;
    let room = (SIZE.0 as i32 - MARGIN - text) as u32;
    let measure = |line: &str| page.estimate_text_size(line, &name).map_or(u32::MAX, |size| size.0);
    for ((curve, from), y) in ordered.iter().zip(&wanted).zip(places) {
        let style = Style::for_run(curve.run);
        page.draw(&PathElement::new(
            vec![(frame.right + 4, *from), (text - 70, y)],
            style.colour.mix(0.7).stroke_width(2),
        ))?;
        style.line(page, &exact(&[(text - 70, y), (text - 10, y)]), 6)?;
        style.sign(page, (text - 40, y), 10)?;
        let called = language.say(named(letter(curve.run), &curve.label));
        let values = curve.values().into_iter().map(|value| (language.say(value), fonts::regular(26, &GREY)));
        let name_lines = wrap(&called, room, name_rows, measure).into_iter().map(|line| (line, name.clone()));
        let lines: Vec<_> = name_lines.chain(values).collect();
        let top = y - (lines.len() as i32 - 1) * LINE / 2;
        for ((line, style), row) in lines.iter().zip((top..).step_by(LINE as usize)) {
            page.draw_text(line, &style.pos(FROM_LEFT), (text, row))?;
        }
    }
    Ok(())
}
