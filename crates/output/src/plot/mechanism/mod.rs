//! The mechanism figure: from the cells that were given down to pain, one panel a stage over one time axis.

mod curves;
mod found;
mod panel;

use super::axis::{self, TimeAxis};
use super::doses::{self, DoseMark};
use super::envelope::Envelope;
use super::frame::Frame;
use super::page::{self, MARGIN, SIZE};
use super::sheet::Page;
use super::{Drawn, Error, Figure};
use admsc_model::observe::Sample;
use admsc_model::rules::setup::{Preparation, Setup};
use admsc_scenario::language::{Language, Message, count, english, verbatim};
use admsc_study::spread::band_name;
use admsc_study::summary::relief_start;
use curves::{CONCENTRATION, Curve, Panel, panels};

pub(in crate::plot) use curves::axons_at_target;

/// Left edge of the plots: beside names of the panels and numbers.
const LEFT: i32 = MARGIN + 340;
/// Room right of the plots, for names of the curves.
const RIGHT: i32 = 500;
/// Room below the axis, for the line at the foot.
const BOTTOM: i32 = 62;
/// From panel to panel, pixels.
const GAP: i32 = 26;

/// What the figure shows.
#[derive(Debug, Clone)]
pub struct MechanismFigure<'a> {
    title: String,
    /// The record; of replicates, one each.
    records: Vec<&'a [Sample]>,
    doses: Vec<DoseMark>,
    has_nerve: bool,
    has_cells: bool,
    /// Living cells that are given in all.
    given: f64,
    /// Day from which relief counts.
    relief_start: u32,
    language: Language,
}

impl<'a> MechanismFigure<'a> {
    /// The figure of a run.
    pub fn of_run(title: &str, setup: &Setup, samples: &'a [Sample], language: Language) -> Self {
        Self::of_replicates(title, setup, &[samples], language)
    }

    /// The figure of replicates: means, with the band in which nine of ten lie.
    pub fn of_replicates(title: &str, setup: &Setup, records: &[&'a [Sample]], language: Language) -> Self {
        let title = language.say(english("{title}: what happens in the tissue").with("title", title));
        let mut samples = records.iter().copied().flatten();
        let has_cells = !setup.doses.is_empty() || samples.any(|sample| sample.admsc_alive_cells > 0);
        let (doses, has_nerve) = (doses::marks(setup, language), setup.nerve.is_some());
        let live = setup.doses.iter().filter(|dose| dose.preparation == Preparation::Live);
        let given = live.map(|dose| dose.cells).sum();
        let relief_start = relief_start(setup);
        Self { title, records: records.to_vec(), doses, has_nerve, has_cells, given, relief_start, language }
    }

    /// Most injected cells that lived in the window on a day.
    fn most_alive(&self) -> f64 {
        let alive = self.records.iter().copied().flatten().map(|sample| sample.admsc_alive_cells);
        alive.max().unwrap_or(0) as f64
    }

    /// The panels; without cells there is none for them.
    fn panels(&self) -> Vec<Panel> {
        let mut panels = panels(self.has_nerve);
        if !self.has_cells {
            panels.remove(0);
        }
        panels
    }
}

impl Figure for MechanismFigure<'_> {
    fn title(&self) -> &str {
        &self.title
    }

    fn language(&self) -> Language {
        self.language
    }

    fn alternative(&self) -> String {
        let Some((first, last)) = self.records.first().and_then(|samples| samples.first().zip(samples.last())) else {
            return String::new();
        };
        let panels = self.panels();
        let curves = panels.iter().flat_map(|panel| panel.curves.iter().map(move |curve| (panel, curve)));
        let change = |(panel, curve): (&Panel, &Curve)| {
            let mean = Envelope::from_records(&self.records, curve.value).mean;
            let [from, to] = [mean.first(), mean.last()].map(|value| panel.value(value.copied().unwrap_or(0.0)));
            let name = if panel.curves.len() > 1 { curve.name } else { panel.name };
            let unit = if panel.unit == CONCENTRATION { " ng/mL" } else { "" };
            let most = panel.value(mean.iter().copied().fold(0.0, f64::max));
            let passed = most != from && most != to;
            let most = english(" (at most {most})").with("most", most);
            english("{name} {from} to {to}{unit}{most}")
                .with_said("name", name)
                .with("from", from)
                .with("to", to)
                .with("unit", unit)
                .with_said("most", if passed { most } else { verbatim("") })
        };
        let changes = Message::joined(curves.map(change), english(", "));
        let days = last.time_days - first.time_days;
        let of = match self.records.len() {
            1 => verbatim(""),
            number => {
                english("Means of {number} replicates of one patient, whose spread is chance: ").with("number", number)
            }
        };
        self.language.say(
            english("{of}Panels over one time axis of {days} days; from the first to the last day: {changes}.")
                .with_said("of", of)
                .with("days", format_args!("{days:.0}"))
                .with_said("changes", changes),
        )
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let (axis, frame) =
            TimeAxis::from_samples(self.records.first().ok_or(Error::Empty)?, LEFT, SIZE.0 as i32 - RIGHT)
                .ok_or(Error::Empty)?;
        Ok(draw_all(page, self, &axis, frame)?)
    }
}

fn draw_all(page: &Page, figure: &MechanismFigure<'_>, axis: &TimeAxis, frame: Frame) -> Drawn {
    let found = found::finding(&figure.records, figure.relief_start).or_else(|| found::peaks(&figure.records));
    let found = found.map(|found| figure.language.say(found));
    let heading = page::finding(page, found.as_deref(), &figure.title, None)?;
    let top = heading + doses::room(page, &figure.doses, &frame, figure.language)? + 10;
    let bottom = SIZE.1 as i32 - BOTTOM - axis::ROOM;
    let panels = figure.panels();
    let pitch = (bottom + GAP - top) / panels.len() as i32;
    let place = |number: usize, panel: &Panel| {
        let top = top + number as i32 * pitch;
        Frame { top, bottom: top + pitch - GAP, highest: panel.highest(&figure.records), ..frame }
    };
    let frames: Vec<Frame> = panels.iter().enumerate().map(|(number, panel)| place(number, panel)).collect();
    let (Some(first), Some(last)) = (frames.first(), frames.last()) else { return Ok(()) };
    for (panel, frame) in panels.iter().zip(&frames) {
        panel::axes(page, panel, frame, figure.language)?;
    }
    doses::draw(page, &figure.doses, first, last.bottom, figure.language)?;
    for (panel, frame) in panels.iter().zip(&frames) {
        panel::curves(page, panel, &figure.records, frame, figure.language)?;
    }
    axis.draw(page, last, figure.language)?;
    let note: Message = match figure.records.len() {
        1 if figure.given > 0.0 => english(
            "Counts: in the window, a small piece of tissue (at most {most} of {given} cells given). Signals: means over the lesion. \
             Proxy of a model; not medical advice.",
        )
        .with_said("most", count(figure.most_alive()))
        .with_said("given", count(figure.given)),
        1 => english("Counts: in the window, a small piece of tissue. Signals: means over the lesion. Proxy of a model; not medical advice.").into(),
        number => english(
            "Mean and band ({band}) of {number} replicates: chance within one patient; proxy, not medical advice.",
        )
        .with_said("band", band_name(number))
        .with("number", number),
    };
    let note = figure.language.say(note);
    let signs = if figure.doses.is_empty() { String::new() } else { figure.language.say(english("▼ dose")) };
    page::footer(page, &note, &signs)
}

#[cfg(test)]
mod tests;
