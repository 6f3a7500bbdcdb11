//! A film of a run: the window of tissue, picture after picture, above the pain and its causes so far.

mod animation;
mod colours;

use plotters::prelude::*;

use super::axis::{self, TimeAxis};
use super::doses;
use super::fine::{self, Grain};
use super::page::{self, FROM_LEFT, INK, MARGIN, SIZE};
use super::pain::{self, BOTTOM, LEFT, PainFigure, RIGHT};
use super::sheet::{Page, Strokes};
use super::tissue::{self, TissueFigure, legend, segment};
use super::window::Window;
use super::{Drawn, Error, Figure, File, Provenance, fonts};
use admsc_model::observe::Sample;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Language, english};
use admsc_study::palette::{self, ramp};
use admsc_study::pictures::Pictures;
use animation::{Animation, Plays};

/// Most pictures that the days between two are chosen for.
const MOST: u32 = 200;
/// One picture of the film in how many is one of the small film.
const OF_SMALL: usize = 4;
/// Parts of a film at whose ends its colours are taken.
const OF_COLOURS: usize = 8;
/// Grain of the small film.
const SMALL: Grain = Grain { fineness: 1, block: 3 };

/// Height of the pain below the tissue, with its room on either side, pixels.
const PAIN: i32 = 300;
/// Room above the window for its day, and right of it, pixels.
const NAME: i32 = 46;
const GAP: i32 = 44;
/// Least room of the legend, pixels.
const LEGEND: i32 = 640;

/// Widths of a film, pixels, by what its sheet is divided by.
pub const WIDTHS: [(u32, u32); 4] = [(1920, 1), (960, 2), (640, 3), (480, 4)];

/// What a film shows, and how.
#[derive(Debug, Clone)]
pub struct Film<'a> {
    tissue: TissueFigure<'a>,
    pain: PainFigure<'a>,
    pictures: &'a Pictures,
}

/// Kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Animated PNG: small, for pages and messages. What does not know it shows the first picture.
    Png,
    /// For slides.
    Gif,
}

/// Days between two pictures: so many that a film lasts no longer than about twenty seconds.
pub fn usual_days(setup: &Setup) -> u32 {
    setup.horizon_days.div_ceil(MOST).max(1)
}

/// Whether a film with a picture in so many days has one of a day: the last one and those of doses are shown in any case.
pub fn is_shown(setup: &Setup, every_days: u32, day: f64) -> bool {
    let whole = day.floor();
    let is_dose = setup.doses.iter().any(|dose| dose.at_days.floor() == whole);
    day == whole && ((whole as u32).is_multiple_of(every_days) || is_dose || whole >= f64::from(setup.horizon_days))
}

impl<'a> Film<'a> {
    /// The film of a run, a picture for every snapshot of `pictures`.
    pub fn of_run(
        title: &'a str,
        setup: &Setup,
        samples: &'a [Sample],
        pictures: &'a Pictures,
        language: Language,
    ) -> Self {
        let tissue = TissueFigure::of_run(title, pictures, &setup.doses, language);
        let pain = PainFigure::of_run(title, None, setup, samples, &[], &[], language);
        Self { tissue, pain, pictures }
    }

    /// The three files of a film: animated PNG and GIF of 960 × 540, which go on and on, and a small animated PNG for a page, which plays once.
    ///
    /// # Errors
    /// When there is nothing to show, or drawing or encoding fails.
    pub fn files(&self, provenance: &Provenance<'_>) -> Result<[File; 3], Error> {
        let suffix = self.pain.language.file_suffix();
        let film = self.animation(1, Grain { fineness: 1, block: 2 })?;
        let small = self.animation(OF_SMALL, SMALL)?;
        Ok([
            (format!("film{suffix}.png"), self.encoded(&film, Kind::Png, Plays::Forever, provenance)?),
            (format!("film{suffix}.gif"), self.encoded(&film, Kind::Gif, Plays::Forever, provenance)?),
            (small_file(self.pain.language), self.encoded(&small, Kind::Png, Plays::Once, provenance)?),
        ])
    }

    /// The film as one file whose width is that of its sheet divided by `divisor`, one of [`WIDTHS`].
    ///
    /// # Errors
    /// When there is nothing to show, or drawing or encoding fails.
    pub fn file(&self, kind: Kind, divisor: u32, provenance: &Provenance<'_>) -> Result<Vec<u8>, Error> {
        let film = self.animation(1, Grain { fineness: 1, block: divisor })?;
        self.encoded(&film, kind, Plays::Forever, provenance)
    }

    fn encoded(
        &self,
        film: &Animation,
        kind: Kind,
        plays: Plays,
        provenance: &Provenance<'_>,
    ) -> Result<Vec<u8>, Error> {
        let last = Still { film: self, number: self.pictures.snapshots.len().saturating_sub(1) };
        let told = super::image::told(&last, provenance);
        Ok(match kind {
            Kind::Png => film.png(plays, &told)?,
            Kind::Gif => film.gif(&told)?,
        })
    }

    /// One picture in so many, and the last one, each as what differs from the one before.
    fn animation(&self, one_in: usize, grain: Grain) -> Result<Animation, Error> {
        let last = self.pictures.snapshots.len().checked_sub(1).ok_or(Error::Empty)?;
        let pixels = |number: usize| {
            let strokes = Strokes::lay_out(&Still { film: self, number })?;
            fine::pixels(&strokes, grain).map_err(|error| Error::Drawing(error.to_string()))
        };
        let mut seen = Vec::new();
        for part in 0..=OF_COLOURS {
            seen.extend(pixels(last * part / OF_COLOURS)?);
        }
        let mut film = Animation::new(grain.size(), colours::Palette::of(meant(), &seen));
        for number in (0..=last).filter(|number| number % one_in == 0 || *number == last) {
            film.push(&pixels(number)?);
        }
        Ok(film)
    }
}

/// The colours that mean something: of the map, of cells, of causes.
fn meant() -> Vec<colours::Colour> {
    let map = (0..ramp::LEVELS).map(|level| ramp::colour(level, ramp::TNF));
    let alone =
        [palette::INK, palette::GREY, palette::NEUTRAL, palette::ADMSC, palette::VESSEL, palette::SENSITISATION];
    let both = [palette::INFLAMING, palette::RESOLVING, palette::STRUCTURE];
    let both = both.into_iter().flat_map(|colour| [colour, palette::light(colour)]);
    map.chain(alone).chain(both).collect()
}

/// Name of the small film.
pub fn small_file(language: Language) -> String {
    format!("film-small{}.png", language.file_suffix())
}

/// Whether a file of a result is a film.
pub fn is_film(name: &str) -> bool {
    name.starts_with("film") && (name.ends_with(".png") || name.ends_with(".gif"))
}

/// One picture of a film.
struct Still<'a> {
    film: &'a Film<'a>,
    number: usize,
}

impl Figure for Still<'_> {
    fn title(&self) -> &str {
        self.film.pain.title
    }

    fn language(&self) -> Language {
        self.film.pain.language
    }

    fn alternative(&self) -> String {
        let said = english("A film: a window of tissue day by day above the pain so far. {course}");
        self.language().say(said.with("course", self.film.pain.alternative()))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let samples = self.film.pain.samples;
        let (axis, frame) = TimeAxis::from_samples(samples, LEFT, SIZE.0 as i32 - RIGHT).ok_or(Error::Empty)?;
        let snapshot = self.film.pictures.snapshots.get(self.number).ok_or(Error::Empty)?;
        let so_far = samples.partition_point(|sample| sample.time_days <= snapshot.day).max(1);
        let pain = PainFigure { samples: &samples[..so_far], ..self.film.pain.clone() };
        let bottom = SIZE.1 as i32 - BOTTOM - axis::ROOM;
        let frame = super::frame::Frame { top: bottom - PAIN, bottom, ..frame };
        Ok(self.draw_all(page, &pain, (&axis, &frame))?)
    }
}

impl Still<'_> {
    fn draw_all(&self, page: &Page, pain: &PainFigure<'_>, (axis, frame): (&TimeAxis, &super::frame::Frame)) -> Drawn {
        let (language, tissue) = (pain.language, &self.film.tissue);
        let top = page::heading(page, pain.title, None)?;
        let above = doses::room(page, &pain.doses, frame, language)? + 30;
        let Pictures { scene, snapshots, .. } = self.film.pictures;
        let snapshot = &snapshots[self.number];
        let room = [SIZE.0 as i32 - 2 * MARGIN - segment::WIDTH - GAP - LEGEND, frame.top - above - top - NAME];
        let window = Window::within(scene, MARGIN, top + NAME, room[0], room[1]);
        page.draw_text(&tissue.name(snapshot), &fonts::bold(38, &INK).pos(FROM_LEFT), (MARGIN, top + 18))?;
        tissue::draw_counts(page, tissue, snapshot, (MARGIN, top + 20), window.width)?;
        tissue::draw_day(page, tissue, snapshot, &window)?;
        let left = window.left + window.width + segment::WIDTH + GAP;
        legend::draw(page, tissue, (left, top + NAME), [SIZE.0 as i32 - MARGIN - left, room[1]], &window)?;

        pain::stack(page, pain, frame)?;
        axis::draw_points(page, axis, frame, language, english("Pain proxy (VAS)"))?;
        doses::draw(page, &pain.doses, frame, frame.bottom, language)?;
        pain::vas_line(page, pain, frame)?;
        if let Some(now) = pain.samples.last() {
            page.draw(&Circle::new((frame.x(now.time_days), frame.y(now.vas_points)), 8, INK.filled()))?;
        }
        pain::causes(page, pain, frame, (frame.right, english("Pain (VAS)").into()))?;
        let note = english("One patient of a model; not medical advice. Living cells are shown.");
        page::footer(page, &language.say(note), "")
    }
}

#[cfg(test)]
mod tests;
