//! The homing figure: the trajectories of some injected cells over the map they sense, and how far they are from the lesion.

mod distance;
mod trajectories;

use super::numbers::round_above;
use super::page::{self, CENTRED, FROM_LEFT, GREY, GRID, INK, MARGIN, SIZE};
use super::sheet::Page;
use super::window::{self, Window};
use super::{Drawn, Error, Figure, ramp};
use admsc_model::observe::snapshot::Scene;
use admsc_model::observe::tracks::{Track, Tracks};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_study::pictures::Pictures;

/// Room of the map, pixels.
const MAP: [i32; 2] = [1120, 640];

/// What the figure shows.
#[derive(Debug, Clone)]
pub struct HomingFigure<'a> {
    title: String,
    scene: &'a Scene,
    tracks: &'a Tracks,
    spread: Vec<distance::Spread>,
    language: Language,
}

impl<'a> HomingFigure<'a> {
    /// The figure of a run; none where no living cells were injected.
    pub fn of_run(title: &str, pictures: &'a Pictures, language: Language) -> Option<Self> {
        let tracks = pictures.tracks.as_ref()?;
        let spread = distance::spread(tracks);
        let title = language.say(english("{title}: paths of the cells").with("title", title));
        Some(Self { title, scene: &pictures.scene, tracks, spread, language })
    }
}

impl HomingFigure<'_> {
    /// Cells that are in the lesion at some time.
    fn reached(&self) -> usize {
        let inside = |track: &&Track| track.distances_um.contains(&0.0);
        self.tracks.cells.iter().filter(inside).count()
    }

    /// Cells that are in the lesion when they are first seen.
    fn at_once(&self) -> usize {
        self.tracks.cells.iter().filter(|track| track.distances_um.first() == Some(&0.0)).count()
    }

    /// How many cells come into the lesion, without those that were in it at once; nothing where none is followed.
    fn finding(&self) -> Option<Message> {
        let (days, cells) = (self.spread.last()?.day, self.tracks.cells.len());
        let at_once = self.at_once();
        let arrived = self.reached() - at_once;
        let said = match (arrived, at_once) {
            (0, 0) => english("None of the {cells} cells followed is in the lesion within {days} days"),
            (_, 0) => english("{reached} of the {cells} cells followed are in the lesion within {days} days"),
            (0, _) => english(
                "None of the {cells} cells followed comes into the lesion within {days} days; in it from the start: {at_once} more",
            ),
            _ => english(
                "{reached} of the {cells} cells followed come into the lesion within {days} days; in it from the start: {at_once} more",
            ),
        };
        let said = said.with("reached", arrived).with("cells", cells).with("at_once", at_once);
        let said = said.with("days", format_args!("{days:.0}"));
        let dead = cells - self.spread.last()?.alive.min(cells);
        Some(match dead {
            0 => said,
            _ => english("{said}; dead by then: {dead}").with_said("said", said).with("dead", dead),
        })
    }
}

impl Figure for HomingFigure<'_> {
    fn title(&self) -> &str {
        &self.title
    }

    fn language(&self) -> Language {
        self.language
    }

    fn alternative(&self) -> String {
        let (Some(first), Some(last)) = (self.spread.first(), self.spread.last()) else { return String::new() };
        let (cells, reached) = (self.tracks.cells.len(), self.reached());
        let whole = |value: f64| verbatim(format_args!("{value:.0}"));
        self.language.say(
            english(
                "Trajectories of {cells} injected ADMSC over {days} days from day {first_day}; {reached} of them are \
                 in the lesion at some time. Their median distance from it goes from {from} to {to} µm; {alive} are \
                 alive at the end.",
            )
            .with("cells", cells)
            .with_said("days", whole(last.day))
            .with_said("first_day", whole(self.tracks.dose_day))
            .with("reached", reached)
            .with_said("from", whole(first.median))
            .with_said("to", whole(last.median))
            .with("alive", last.alive),
        )
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.spread.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

fn draw_all(page: &Page, figure: &HomingFigure<'_>) -> Drawn {
    let cells = figure.tracks.cells.len();
    let days = figure.spread.last().map_or(0.0, |last| last.day);
    let language = figure.language;
    let question = language.say(
        english(
            "{cells} of the injected ADMSC, followed for {days} days from day {first_day}, over the CXCL12 they climb",
        )
        .with("cells", cells)
        .with("days", format_args!("{days:.0}"))
        .with("first_day", format_args!("{:.0}", figure.tracks.dose_day)),
    );
    let found = figure.finding().map(|found| language.say(found));
    let top = page::finding(page, found.as_deref(), &figure.title, Some(&question))? + 16;
    let window = Window::within(figure.scene, MARGIN, top, MAP[0], MAP[1]);
    let values = figure.tracks.cxcl12.ng_per_ml.iter().copied().filter(|value| value.is_finite());
    let highest = round_above(f64::from(values.fold(0.0, f32::max)));
    window::draw_map(page, &figure.tracks.cxcl12, &window, (highest, ramp::CXCL12))?;
    trajectories::draw(page, figure.scene, figure.tracks, &window)?;
    trajectories::legend(page, figure.scene, &window, highest, language)?;
    distance::draw(page, &figure.spread, (MARGIN + MAP[0] + 150, top + 50), language)?;
    let note = english("One patient of a model; not medical advice.");
    let slab = window::slab(figure.scene).map(|slab| {
        english("Paths of the whole block; vessels of {slab}, CXCL12 of the layer in its middle.")
            .with_said("slab", slab)
    });
    let note = language.say(Message::joined([note.into()].into_iter().chain(slab), english(" ")));
    page::footer(page, &note, &language.say(english("CXCL12 as it was when the cells arrived")))
}

#[cfg(test)]
mod tests;
