//! The pain figure: the pain proxy over time on the stack of its three causes, with doses, visits and the day on which
//! pain had halved.

mod areas;
mod found;
mod labels;
mod lives;
mod relief;
mod visits;

pub(super) use areas::{CAUSES, below, stack, vas_line};
pub(super) use labels::{causes, ends};
pub use lives::one_life;
pub(super) use lives::{beside, besides, others};

use super::axis::{self, TimeAxis};
use super::doses::{self, DoseMark};
use super::frame::{Frame, Place, meet};
use super::page::{self, GREY, INK, MARGIN, SIZE};
use super::sheet::Page;
use super::{Drawn, Error, Figure};
use admsc_model::observe::Sample;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::reading;
use admsc_study::lives::{Life, LivesCounts};
use admsc_study::summary::{Summary, relief_start, summarise};

/// Room right of the plot (for labels) and of the numbers left of it.
pub(super) const RIGHT: i32 = 412;
pub(super) const LEFT: i32 = MARGIN + 92;
/// Room below the axis, for the line at the foot.
pub(super) const BOTTOM: i32 = 62;

/// What the figure shows.
#[derive(Debug, Clone)]
pub struct PainFigure<'a> {
    /// Heading.
    pub title: &'a str,
    /// The question the scenario asks, below the heading.
    pub question: Option<&'a str>,
    /// The record, one row a day.
    pub samples: &'a [Sample],
    /// Lives of the patient that are shown behind it, the record itself first; none where it stands alone.
    pub lives: &'a [Life],
    /// Doses in the order of time.
    pub doses: Vec<DoseMark>,
    /// Day from which relief counts.
    pub relief_start: u32,
    /// Days whose pain is written at the line.
    pub visits_days: &'a [u32],
    /// Name of the structural cause, for example `Nerve damage`.
    pub damage_name: Phrase,
    /// Whether it shows a tumour: an exploration, which the line at the foot says.
    pub is_exploratory: bool,
    /// The language of its texts.
    pub language: Language,
}

impl<'a> PainFigure<'a> {
    /// The figure of a run.
    pub fn of_run(
        title: &'a str,
        question: Option<&'a str>,
        setup: &Setup,
        samples: &'a [Sample],
        lives: &'a [Life],
        visits_days: &'a [u32],
        language: Language,
    ) -> Self {
        let damage_name = match setup.parameters.pain.nerve_share {
            0.0 => english("Matrix damage"),
            1.0 => english("Nerve damage"),
            _ => english("Nerve and matrix damage"),
        };
        let (doses, is_exploratory) = (doses::marks(setup, language), reading::caution(setup).is_some());
        let relief_start = relief_start(setup);
        Self {
            title,
            question,
            samples,
            lives,
            doses,
            relief_start,
            visits_days,
            damage_name,
            is_exploratory,
            language,
        }
    }
}

impl Figure for PainFigure<'_> {
    fn title(&self) -> &str {
        self.title
    }

    fn language(&self) -> Language {
        self.language
    }

    fn alternative(&self) -> String {
        let (Some(first), Some(last)) = (self.samples.first(), self.samples.last()) else { return String::new() };
        let half = summarise(self.samples, &[], self.relief_start).and_then(|summary| summary.halved_day);
        let half = half.map_or(verbatim(""), |day| {
            english("; pain has halved by day {day}").with("day", format_args!("{day:.0}"))
        });
        let doses = match self.doses.len() {
            0 => english("no dose is given").into(),
            1 => english("one dose is given").into(),
            number => english("{number} doses are given").with("number", number),
        };
        let points = |value: f64| verbatim(format_args!("{value:.1}"));
        let said = self.language.say(
            english(
                "Pain proxy over {days} days: {first} of 10 points at the start and {last} at the end{half}; {doses}. \
                 At the end inflammation causes {inflammation}, {damage_name} {damage} and central sensitisation \
                 {central} points.",
            )
            .with("days", format_args!("{:.0}", last.time_days - first.time_days))
            .with_said("first", points(first.vas_points))
            .with_said("last", points(last.vas_points))
            .with_said("half", half)
            .with_said("doses", doses)
            .with_said("inflammation", points(last.pain_inflammation_points))
            .with("damage_name", self.language.say(self.damage_name).to_lowercase())
            .with_said("damage", points(last.pain_damage_points))
            .with_said("central", points(last.pain_central_points)),
        );
        match labels::ends(lives::others(self)).zip(LivesCounts::of(self.lives)) {
            Some(((lowest, highest), counts)) => {
                let others =
                    english(" The same patient with {number} other seeds ends between {lowest} and {highest} points.")
                        .with("number", lives::others(self).count())
                        .with_said("lowest", points(lowest))
                        .with_said("highest", points(highest));
                let outcomes = Message::joined([verbatim(""), counts.told()], english(" "));
                said + &self.language.say(others) + &self.language.say(outcomes)
            }
            None => said,
        }
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let (axis, frame) = TimeAxis::from_samples(self.samples, LEFT, SIZE.0 as i32 - RIGHT).ok_or(Error::Empty)?;
        let summary = summarise(self.samples, self.visits_days, self.relief_start).ok_or(Error::Empty)?;
        Ok(draw_all(page, self, &axis, frame, &summary)?)
    }
}

fn draw_all(page: &Page, figure: &PainFigure<'_>, axis: &TimeAxis, mut frame: Frame, summary: &Summary) -> Drawn {
    let found = found::finding(figure, summary).map(|found| figure.language.say(found));
    let heading = page::finding(page, found.as_deref(), figure.title, figure.question)?;
    frame.top = heading + doses::room(page, &figure.doses, &frame, figure.language)? + 22;
    frame.bottom = SIZE.1 as i32 - BOTTOM - axis::ROOM;
    lives::band(page, figure, &frame)?;
    areas::stack(page, figure, &frame)?;
    lives::lines(page, figure, &frame)?;
    axis::draw_pain(page, axis, &frame, figure.language)?;
    doses::draw(page, &figure.doses, &frame, frame.bottom, figure.language)?;
    areas::vas_line(page, figure, &frame)?;
    let written = visits::draw(page, figure, &frame)?;
    relief::draw(page, figure, &frame, summary, &written)?;
    let end = figure.samples.last().map_or(frame.right, |last| frame.x(last.time_days));
    labels::causes(page, figure, &frame, (end, labels::own(figure)))?;
    let mut signs = vec![english("○ visit")];
    signs.extend((!figure.lives.is_empty()).then_some(english("thin lines and grey band: other seeds")));
    signs.extend((!figure.doses.is_empty()).then_some(english("▼ dose")));
    signs.extend(summary.halved_day.map(|_| english("◆ pain has halved")));
    let signs: Vec<String> = signs.into_iter().map(|sign| figure.language.say(sign)).collect();
    let note = if figure.is_exploratory {
        english("Exploratory: not backed by clinical data. Pain proxy of a model; not medical advice.")
    } else {
        english("Pain proxy of a model; not medical advice.")
    };
    page::footer(page, &figure.language.say(note), &signs.join(page::BETWEEN_SIGNS))
}

/// Whether a line of pain, of this life or another, runs through a place, or close by.
fn on_line(figure: &PainFigure<'_>, frame: &Frame, place: &Place) -> bool {
    let meets = |points: Vec<(i32, i32)>| {
        points.windows(2).any(|ends| {
            let (left, right) = (ends[0].0, ends[1].0);
            let (high, low) = (ends[0].1.min(ends[1].1), ends[0].1.max(ends[1].1));
            meet(&[left - 3, high - 3, right + 3, low + 3], place)
        })
    };
    let own = figure.samples.iter().map(|s| (frame.x(s.time_days), frame.y(s.vas_points)));
    let of_life = |life: &Life| life.course.iter().map(|(day, vas)| (frame.x(*day), frame.y(*vas))).collect();
    meets(own.collect()) || figure.lives.iter().skip(1).any(|life| meets(of_life(life)))
}

#[cfg(test)]
mod tests;
