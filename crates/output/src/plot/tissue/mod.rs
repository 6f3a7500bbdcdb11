//! The tissue figure: the window on chosen days side by side, with TNFα, the cells by kind, and the nerve.

mod found;
pub(super) mod legend;
mod marks;
pub(super) mod segment;

use super::numbers::{round_above, short};
use super::page::{self, CENTRED, FROM_LEFT, FROM_RIGHT, GREY, INK, MARGIN, SIZE};
use super::sheet::Page;
use super::window::{self, Window};
use super::{Drawn, Error, Figure, fonts, ramp};
use admsc_model::observe::cells::CellKind;
use admsc_model::observe::snapshot::{Scene, Snapshot};
use admsc_model::rules::microglia::Activity;
use admsc_model::rules::setup::{Dose, Route};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_study::pictures::Pictures;

/// Room between the pictures, pixels.
const GAP: i32 = 36;
/// Room above a picture for its day, and the size of its letters, pixels.
const NAME: i32 = 42;
const NAME_TEXT: u32 = 30;
/// Room at the foot of the page, pixels.
const BOTTOM: i32 = 58;
/// Least room of the legend, pixels.
const LEGEND: [i32; 2] = [560, 250];

/// What the figure shows.
#[derive(Debug, Clone)]
pub struct TissueFigure<'a> {
    title: String,
    pictures: &'a Pictures,
    doses: Vec<Given>,
    highest: f64,
    language: Language,
}

/// A dose in the pictures.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Given {
    /// When, days.
    day: f64,
    /// Tip of its needle, µm, where it is given by one.
    needle_um: Option<[f32; 2]>,
}

impl Given {
    fn from_dose(dose: &Dose) -> Self {
        let needle_um = match dose.route {
            Route::Needle { tip_um: [x, y, _] } => Some([x as f32, y as f32]),
            _ => None,
        };
        Self { day: dose.at_days, needle_um }
    }

    /// Whether it is given on the day of a picture.
    fn follows(&self, snapshot: &Snapshot) -> bool {
        self.day.floor() == snapshot.day
    }
}

impl<'a> TissueFigure<'a> {
    /// The figure of a run with its doses.
    pub fn of_run(title: &str, pictures: &'a Pictures, doses: &[Dose], language: Language) -> Self {
        let values = pictures.snapshots.iter().flat_map(|snapshot| &snapshot.tnf_alpha.ng_per_ml);
        let highest = values.copied().filter(|value| value.is_finite()).fold(0.0, f32::max);
        let title = language.say(english("{title}: the tissue").with("title", title));
        let doses = doses.iter().map(Given::from_dose).collect();
        Self { title, pictures, doses, highest: round_above(f64::from(highest)), language }
    }

    /// Tips of the needles that are there on the day of a picture.
    fn needles(&self, snapshot: &Snapshot) -> Vec<[f32; 2]> {
        self.doses.iter().filter(|dose| dose.follows(snapshot)).filter_map(|dose| dose.needle_um).collect()
    }

    /// What stands above a picture.
    pub(super) fn name(&self, snapshot: &Snapshot) -> String {
        let before = self.doses.iter().any(|dose| dose.follows(snapshot));
        let text = if before { english("day {day}, before the dose") } else { english("day {day}") };
        self.language.say(Message::from(text).with("day", format_args!("{:.0}", snapshot.day)))
    }
}

impl Figure for TissueFigure<'_> {
    fn title(&self) -> &str {
        &self.title
    }

    fn language(&self) -> Language {
        self.language
    }

    fn alternative(&self) -> String {
        let size = self.pictures.scene.size_um.map(|size| size / 1000.0);
        let shown = self.shown().map_or(verbatim(""), |shown| english(" ({shown})").with_said("shown", shown));
        let days = self.pictures.snapshots.iter().map(|snapshot| self.one_day(snapshot));
        self.language.say(
            english(
                "A window of {width} by {height} mm of tissue with its TNFα and its cells on {number} days{shown}. On {days}.",
            )
            .with_said("shown", shown)
            .with("width", size[0])
            .with("height", size[1])
            .with("number", days.len())
            .with_said("days", Message::joined(days, english("; "))),
        )
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        if self.pictures.snapshots.is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self)?)
    }
}

impl TissueFigure<'_> {
    /// Which part of a block is shown; nothing of a section.
    fn shown(&self) -> Option<Message> {
        let said = english("Cells, vessels and axons of {slab}; TNFα of the layer in its middle");
        Some(said.with_said("slab", window::slab(&self.pictures.scene)?))
    }

    /// A day in words.
    fn one_day(&self, snapshot: &Snapshot) -> Message {
        let [m1, m2, admsc] = [CellKind::M1, CellKind::M2, CellKind::Admsc].map(|kind| count(snapshot, kind));
        let alive = english(", {number} living ADMSC").with("number", admsc);
        let values = snapshot.tnf_alpha.ng_per_ml.iter().copied();
        let most = short(f64::from(values.filter(|value| value.is_finite()).fold(0.0, f32::max)));
        let reactive = snapshot.microglia.iter().filter(|activity| **activity == Activity::Reactive).count();
        let glia = english(", {number} of {all} microglia of the segment reactive").with("number", reactive);
        let glia = glia.with("all", snapshot.microglia.len());
        let [effector, regulatory] = [CellKind::TEffector, CellKind::TRegulatory].map(|kind| count(snapshot, kind));
        let t_cells = english(", {number} T cells, {regulatory} of them regulatory");
        let t_cells = t_cells.with("number", effector + regulatory).with("regulatory", regulatory);
        let unless = |none: bool, said: Message| if none { verbatim("") } else { said };
        english("day {day}: TNFα up to {most} ng/mL, {m_one} M1, {m_two} M2{t_cells}{alive}{glia}")
            .with("day", format_args!("{:.0}", snapshot.day))
            .with("most", most)
            .with("m_one", m1)
            .with("m_two", m2)
            .with_said("t_cells", unless(effector + regulatory == 0, t_cells))
            .with_said("alive", unless(admsc == 0, alive))
            .with_said("glia", unless(snapshot.microglia.is_empty(), glia))
    }
}

/// Where pictures and legend lie.
struct Arrangement {
    columns: i32,
    slot: [i32; 2],
    top: i32,
}

impl Arrangement {
    /// The arrangement with the largest pictures that leaves room for the legend in the last row.
    fn fitting(pictures: i32, scene: &Scene, top: i32) -> Self {
        let room = [SIZE.0 as i32 - 2 * MARGIN + GAP, SIZE.1 as i32 - BOTTOM - top];
        let of = |columns: i32| {
            let rows = (pictures + columns) / columns;
            Self { columns, slot: [room[0] / columns, room[1] / rows], top }
        };
        let fits = |a: &Self| a.legend_width(pictures) >= LEGEND[0] && a.slot[1] >= LEGEND[1];
        let size = |a: &Self| a.window(0, scene).width;
        (1..=5).map(of).filter(fits).max_by_key(size).unwrap_or_else(|| of(3))
    }

    fn corner(&self, number: i32) -> (i32, i32) {
        (MARGIN + number % self.columns * self.slot[0], self.top + number / self.columns * self.slot[1])
    }

    fn window(&self, number: i32, scene: &Scene) -> Window {
        let (left, top) = self.corner(number);
        Window::within(scene, left, top + NAME, self.slot[0] - GAP - segment::WIDTH, self.slot[1] - NAME - 14)
    }

    fn legend_width(&self, pictures: i32) -> i32 {
        (self.columns - pictures % self.columns) * self.slot[0] - GAP
    }
}

fn draw_all(page: &Page, figure: &TissueFigure<'_>) -> Drawn {
    let shown = figure.shown().map(|shown| figure.language.say(shown));
    let found = found::finding(&figure.pictures.snapshots).map(|found| figure.language.say(found));
    let top = page::finding(page, found.as_deref(), &figure.title, shown.as_deref())? + 4;
    let Pictures { scene, snapshots, .. } = figure.pictures;
    let count = snapshots.len() as i32;
    let arrangement = Arrangement::fitting(count, scene, top);
    for (number, snapshot) in (0..).zip(snapshots) {
        let (left, top) = arrangement.corner(number);
        page.draw_text(&figure.name(snapshot), &fonts::bold(NAME_TEXT, &INK).pos(FROM_LEFT), (left, top + 20))?;
        let window = arrangement.window(number, scene);
        draw_counts(page, figure, snapshot, (left, top + 20), window.width)?;
        draw_day(page, figure, snapshot, &window)?;
    }
    let corner = arrangement.corner(count);
    let window = arrangement.window(count, scene);
    let room = [arrangement.legend_width(count), arrangement.slot[1] - 8];
    legend::draw(page, figure, (corner.0, corner.1 + 8), room, &window)?;
    let note = english("One patient of a model; not medical advice. Living cells are shown.");
    page::footer(page, &figure.language.say(note), "")
}

/// The window on a day, and the segment beside it.
pub(super) fn draw_day(page: &Page, figure: &TissueFigure<'_>, snapshot: &Snapshot, window: &Window) -> Drawn {
    window::draw_map(page, &snapshot.tnf_alpha, window, (figure.highest, ramp::TNF))?;
    marks::draw(page, &figure.pictures.scene, snapshot, (&figure.needles(snapshot), window))?;
    segment::draw(page, &snapshot.microglia, window)
}

/// Macrophages of either side at the right end of a picture's name, as large as there is room.
pub(super) fn draw_counts(
    page: &Page,
    figure: &TissueFigure<'_>,
    snapshot: &Snapshot,
    (left, y): (i32, i32),
    width: i32,
) -> Drawn {
    let [m1, m2] = [CellKind::M1, CellKind::M2].map(|kind| count(snapshot, kind));
    let said = figure.language.say(english("M1 {m_one}, M2 {m_two}").with("m_one", m1).with("m_two", m2));
    let wide = |text: &str, style| page.estimate_text_size(text, &style).map_or(i32::MAX, |size| size.0 as i32);
    let room = width - wide(&figure.name(snapshot), fonts::bold(NAME_TEXT, &INK)) - 16;
    let size = [28, 25, 22, 19].into_iter().find(|size| wide(&said, fonts::regular(*size, &GREY)) <= room);
    match size {
        Some(size) => page.draw_text(&said, &fonts::regular(size, &GREY).pos(FROM_RIGHT), (left + width, y))?,
        None => return Ok(()),
    }
    Ok(())
}

/// Cells of a kind in a picture.
fn count(snapshot: &Snapshot, kind: CellKind) -> usize {
    snapshot.spots.iter().filter(|spot| spot.kind == kind).count()
}

#[cfg(test)]
pub(super) mod tests;
