//! The pain figure of replicates: the pain of each as a thin line, their mean, and the band in which nine of ten lie. What
//! is shown is chance within one patient.

mod labels;

use plotters::prelude::*;

use super::axis::{self, TimeAxis};
use super::doses::{self, DoseMark};
use super::envelope::Envelope;
use super::frame::Frame;
use super::page::{self, INK, MARGIN, NEUTRAL, SIZE};
use super::sheet::Page;
use super::trace::Trace;
use super::{Drawn, Error, Figure};
use admsc_model::observe::Sample;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::units::interval::with_interval;
use admsc_scenario::units::sign::{fixed, percent};
use admsc_study::pain_scale::{FROM_ZERO, PAIN};
use admsc_study::spread::{FEWEST_WITH_QUANTILES, ShareOfReplicates, Spread, responders};
use admsc_study::summary::{Course, responders_start};

/// Room right of the plot (for labels) and of the numbers left of it.
const RIGHT: i32 = 470;
const LEFT: i32 = MARGIN + 92;
/// Room below the axis, for the line at the foot.
const BOTTOM: i32 = 62;
/// Most single replicates that are drawn: more would be one grey area.
const MOST_LINES: usize = 100;
/// What the figure shows.
#[derive(Debug, Clone)]
pub struct ReplicatesFigure<'a> {
    title: &'a str,
    question: Option<&'a str>,
    records: Vec<&'a [Sample]>,
    doses: Vec<DoseMark>,
    /// Days on which pain has halved, of those in which it does.
    halved_days: Vec<f64>,
    responders_start: u32,
    visits_days: &'a [u32],
    language: Language,
}

/// What the replicates come to at the end.
struct Ending {
    /// Pain on the last day.
    vas: Spread,
    /// Those with half of their pain gone on the last day; none where the day of the first dose was without pain.
    responders: Option<ShareOfReplicates>,
    /// Days on which pain has halved, of those in which it does.
    halved: Option<Spread>,
}

impl<'a> ReplicatesFigure<'a> {
    /// The figure of replicates.
    pub fn of_runs(
        title: &'a str,
        question: Option<&'a str>,
        setup: &Setup,
        courses: &[Course<'a>],
        visits_days: &'a [u32],
        language: Language,
    ) -> Self {
        let (doses, responders_start) = (doses::marks(setup, language), responders_start(setup));
        let records = courses.iter().map(|course| course.samples).collect();
        let halved_days = courses.iter().filter_map(|course| course.relief()?.halved_day).collect();
        Self { title, question, records, doses, halved_days, responders_start, visits_days, language }
    }

    fn ending(&self) -> Option<Ending> {
        let last: Vec<&Sample> = self.records.iter().map(|samples| samples.last()).collect::<Option<_>>()?;
        let day = last.first()?.time_days.floor() as u32;
        Some(Ending {
            vas: Spread::from_values(&last.iter().map(|sample| sample.vas_points).collect::<Vec<_>>(), PAIN)?,
            responders: responders(&self.records, day, self.responders_start),
            halved: Spread::from_values(&self.halved_days, FROM_ZERO),
        })
    }
}

impl Ending {
    /// In how many half of the pain is gone; nothing where there was none.
    fn finding(&self) -> Option<Message> {
        let share = self.responders?;
        let said = english("At least half of the pain is gone at the end in {hits} of {all} replicates of one patient");
        Some(said.with("hits", share.hits).with("all", share.all))
    }
}

/// The 95 % interval of a median day, or that there are too few for one.
fn median_interval(days: &Spread) -> Message {
    match days.median_interval {
        Some((low, high)) => english("95 %: {low} to {high}").with("low", fixed(low, 0)).with("high", fixed(high, 0)),
        None => english("{number} values: no interval").with("number", days.values_count),
    }
}

impl Figure for ReplicatesFigure<'_> {
    fn title(&self) -> &str {
        self.title
    }

    fn language(&self) -> Language {
        self.language
    }

    fn alternative(&self) -> String {
        let (Some(ending), Some(samples)) = (self.ending(), self.records.first()) else { return String::new() };
        let (Some(first), Some(last)) = (samples.first(), samples.last()) else { return String::new() };
        let start = self.records.iter().filter_map(|samples| samples.first()).map(|sample| sample.vas_points);
        let start = start.sum::<f64>() / self.records.len() as f64;
        let gone = ending.responders.map_or(verbatim(""), |share| {
            english(" At least half of the pain is gone in {hits} of {all} at the end (95 % interval {low} to {high}).")
                .with("hits", share.hits)
                .with("all", share.all)
                .with("low", percent(share.interval.0))
                .with("high", percent(share.interval.1))
        });
        let half = ending.halved.map_or(verbatim(""), |days| {
            english(" Pain has halved by day {day} (median of those in which it does; {interval}).")
                .with("day", fixed(days.median, 0))
                .with_said("interval", median_interval(&days))
        });
        let vas = ending.vas;
        let points = |value: f64| verbatim(format_args!("{value:.1}"));
        let few = self.records.len() < FEWEST_WITH_QUANTILES;
        let (which, [low, high]) = (if few { english("all") } else { english("nine of ten") }, vas.band());
        self.language.say(
            english(
                "Pain proxy of {number} replicates over {days} days, of 10 points: on average {start} at the start and \
                 {end} at the end, where {which} lie between {low} and {high} and the standard deviation is \
                 {deviation}.{gone}{half} In brackets: 95 % intervals. The replicates are one patient with different random numbers: their spread \
                 is chance within that patient, not a difference between patients.",
            )
            .with("number", self.records.len())
            .with("days", format_args!("{:.0}", last.time_days - first.time_days))
            .with_said("start", points(start))
            .with_said("end", with_interval(vas.mean, vas.mean_interval, |value| fixed(value, 1)))
            .with_said("which", which)
            .with_said("low", points(low))
            .with_said("high", points(high))
            .with("deviation", format_args!("{:.2}", vas.standard_deviation))
            .with_said("gone", gone)
            .with_said("half", half),
        )
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let samples = self.records.first().ok_or(Error::Empty)?;
        let (axis, frame) = TimeAxis::from_samples(samples, LEFT, SIZE.0 as i32 - RIGHT).ok_or(Error::Empty)?;
        let ending = self.ending().ok_or(Error::Empty)?;
        Ok(draw_all(page, self, &axis, frame, &ending)?)
    }
}

fn draw_all(page: &Page, figure: &ReplicatesFigure<'_>, axis: &TimeAxis, mut frame: Frame, ending: &Ending) -> Drawn {
    let found = ending.finding().map(|found| figure.language.say(found));
    let heading = page::finding(page, found.as_deref(), figure.title, figure.question)?;
    frame.top = heading + doses::room(page, &figure.doses, &frame, figure.language)? + 22;
    frame.bottom = SIZE.1 as i32 - BOTTOM - axis::ROOM;
    axis::draw_pain(page, axis, &frame, figure.language)?;
    doses::draw(page, &figure.doses, &frame, frame.bottom, figure.language)?;
    let envelope = Envelope::from_records(&figure.records, |sample| sample.vas_points);
    envelope.draw_band(page, &frame, &INK)?;
    for samples in figure.records.iter().take(MOST_LINES) {
        let points: Vec<_> = samples.iter().map(|s| frame.at(s.time_days, s.vas_points)).collect();
        page.draw(&Trace::line(&points, NEUTRAL.mix(0.6).stroke_width(2)))?;
    }
    page.draw(&Trace::line(&envelope.line(&frame), WHITE.stroke_width(11)))?;
    page.draw(&Trace::line(&envelope.line(&frame), INK.stroke_width(7)))?;
    visits(page, figure, &envelope, &frame)?;
    labels::draw(page, figure, &frame, ending)?;
    let number = figure.records.len();
    let lines = if number > MOST_LINES {
        english("; lines: the first {number}").with("number", MOST_LINES)
    } else {
        verbatim("")
    };
    let note = english(
        "{number} seeds of one patient: spread is chance, not patients{lines}. Proxy of a model; not medical advice.",
    );
    let note = figure.language.say(note.with("number", number).with_said("lines", lines));
    let signs = [Some(english("○ visit")), (!figure.doses.is_empty()).then_some(english("▼ dose"))];
    let signs: Vec<&str> = signs.into_iter().flatten().map(|sign| figure.language.translated(sign)).collect();
    page::footer(page, &note, &signs.join(page::BETWEEN_SIGNS))
}

/// Circles on the mean at the visits.
fn visits(page: &Page, figure: &ReplicatesFigure<'_>, envelope: &Envelope, frame: &Frame) -> Drawn {
    for visit in figure.visits_days {
        let at = envelope.days.iter().zip(&envelope.mean).find(|(day, _)| **day >= f64::from(*visit));
        let Some((day, mean)) = at else { continue };
        let place = (frame.x(*day), frame.y(*mean));
        page.draw(&Circle::new(place, 11, INK.filled()))?;
        page.draw(&Circle::new(place, 8, WHITE.filled()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
