//! What a sweep changes: a map over the swept keys of what a treatment adds, two visits beside each other. What cannot
//! be told from no difference is hatched and says so.

mod found;
mod index;
mod map;
mod table;

use std::collections::BTreeSet;

use super::super::sheet::Page;
use super::StudyResults;
use crate::plot::frame::Place;
use crate::plot::layout::wrap;
use crate::plot::numbers::short;
use crate::plot::page::{self, CENTRED, FROM_LEFT, INK, MARGIN, SIZE};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::units::month::{visit_name, whole_months};
use index::{Estimate, Index};
use table::{Panel, Table};

/// Room below the maps, for their title and the line at the foot.
const BOTTOM: i32 = 134;
/// Height of the name above a panel.
const NAME: i32 = 40;
/// Between panels that stand beside each other.
const GUTTER: i32 = 40;
/// Widest names of rows, pixels.
const MOST_NAME: i32 = 520;
/// Largest width and height of a cell, pixels: a few values do not fill the page.
const MOST_CELL: [i32; 2] = [800, 640];
/// Size of names of rows and columns, pixels.
const TEXT: u32 = 26;

/// What a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Difference of the mean change of reported pain, points.
    Change,
    /// Difference of the share of patients with half of their pain gone.
    HalfGone,
}

/// The figure of one potency, and of one arm where a third key takes the room of the others.
#[derive(Debug, Clone, Copy)]
pub struct SweepFigure<'a> {
    results: StudyResults<'a>,
    potency: usize,
    /// The arm; all of them where nothing is said.
    arm: Option<usize>,
    measure: Measure,
}

/// The sweep figures of a study, each with what its file's name ends in: one a potency, and one an arm where they do not
/// fit on one.
pub fn figures<'a>(results: &StudyResults<'a>, measure: Measure) -> Vec<(String, SweepFigure<'a>)> {
    let active = table::arms(results);
    let has_room = active.len() < 2 || Table::from_results(results, None).holds_arms;
    let arms: Vec<Option<usize>> = if has_room { vec![None] } else { active.into_iter().map(Some).collect() };
    let potencies = results.shown_potencies();
    let mut figures = Vec::new();
    for potency in &potencies {
        for arm in &arms {
            let mut ending = String::new();
            if potencies.len() > 1 {
                // A dot in the name of a file ends it.
                ending += &format!("-{}", results.study.potencies[*potency].name.replace('.', "-"));
            }
            if let Some(arm) = arm {
                ending += &format!("-arm-{}", arm + 1);
            }
            figures.push((ending, SweepFigure { results: *results, potency: *potency, arm: *arm, measure }));
        }
    }
    figures
}

impl SweepFigure<'_> {
    /// The last two visits at or after twelve months; otherwise the last.
    fn visits(&self) -> Vec<u32> {
        let all = self.results.later_visits();
        let is_late = |day: &&u32| **day >= 365 || whole_months(**day).is_some_and(|months| months >= 12);
        let late: Vec<u32> = all.iter().filter(is_late).copied().collect();
        if late.is_empty() {
            all.last().copied().into_iter().collect()
        } else {
            late[late.len().saturating_sub(2)..].to_vec()
        }
    }

    fn at<'b>(&'b self, index: &'b Index<'_>) -> impl Fn(&Panel, usize, usize, u32) -> Option<Estimate> + 'b {
        move |panel, row, column, day| {
            let (point, arm) = *panel.cells.get(&(row, column))?;
            index.found(&self.results, (self.results.case(point, self.potency, arm), arm), day, self.measure)
        }
    }

    /// End of the scale of colours: the largest value of all potencies and arms, so that their maps can be held against
    /// each other.
    fn largest(&self, index: &Index<'_>, table: &Table, visits: &[u32]) -> f64 {
        let mut largest = text::LEAST;
        let points: BTreeSet<usize> =
            table.panels.iter().flat_map(|panel| panel.cells.values()).map(|(point, _)| *point).collect();
        for point in points {
            for potency in self.results.shown_potencies() {
                for arm in table::arms(&self.results) {
                    let case = (self.results.case(point, potency, arm), arm);
                    let found = |day: &u32| index.found(&self.results, case, *day, self.measure);
                    largest = visits.iter().filter_map(found).fold(largest, |most, found| most.max(found.value.abs()));
                }
            }
        }
        largest
    }

    /// Whether there is no arm to compare with.
    fn is_alone(&self) -> bool {
        self.results.study.arms.len() == 1
    }

    fn compared(&self) -> Message {
        let arms = &self.results.study.arms;
        let against = |arm: Message| {
            let control = &arms[self.results.study.control];
            english("{arm} − {other}").with_said("arm", arm).with("other", control)
        };
        match (self.is_alone(), self.arm) {
            (true, _) => english("from day 0").into(),
            (false, Some(arm)) => against(verbatim(&arms[arm])),
            (false, None) => match table::arms(&self.results).as_slice() {
                [arm] => against(verbatim(&arms[*arm])),
                _ => against(english("each arm").into()),
            },
        }
    }

    /// Of two points what lies between them; of more over which range the values of the last visit lie, and how many of their
    /// intervals leave 0 out; nothing without values.
    fn finding(&self, table: &Table) -> Option<Message> {
        if let ([between], Measure::Change) = (self.results.between_points(self.potency).as_slice(), self.measure) {
            return Some(between.clone());
        }
        let (index, day) = (Index::from_results(&self.results), *self.visits().last()?);
        let at = self.at(&index);
        let of_panel = |panel: &Panel| {
            let cells = panel.cells.keys().filter_map(|(row, column)| at(panel, *row, *column, day));
            cells.collect::<Vec<Estimate>>()
        };
        let all: Vec<Estimate> = table.panels.iter().flat_map(of_panel).collect();
        found::finding(&all, self.measure, (self.compared(), day))
    }

    fn question(&self) -> Message {
        let what = match self.measure {
            Measure::Change => english("Change of {pain} (points): {compared}. {potency}"),
            Measure::HalfGone => {
                english("Share of patients with half of their pain gone (percentage points): {compared}. {potency}")
            }
        };
        what.with_said("pain", self.results.analysed().in_words())
            .with_said("compared", self.compared())
            .with("potency", self.results.potency_name(self.potency))
    }
}

impl Figure for SweepFigure<'_> {
    fn language(&self) -> Language {
        self.results.language
    }

    fn title(&self) -> &str {
        self.results.title
    }

    fn alternative(&self) -> String {
        let (index, table) = (Index::from_results(&self.results), Table::from_results(&self.results, self.arm));
        let at = self.at(&index);
        let mut told = Vec::new();
        for day in self.visits() {
            for panel in &table.panels {
                let cells = panel.cells.keys().filter_map(|(row, column)| {
                    let found = at(panel, *row, *column, day)?;
                    let place = [&panel.name, &panel.rows[*row], &panel.columns[*column]];
                    let place: Vec<&str> =
                        place.into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
                    Some(
                        english("at {visit}, {place}: {value}")
                            .with_said("visit", visit_name(day))
                            .with_said("place", Message::joined(place.into_iter().map(verbatim), english(", ")))
                            .with_said("value", text::found(&found, self.measure)),
                    )
                });
                told.extend(cells);
            }
        }
        // A description is for listening: of a large map the first cells stand for the rest.
        const MOST: usize = 60;
        let all = told.len();
        told.truncate(MOST);
        let rest = english("These are {some} of {all} results.").with("some", MOST).with("all", all);
        let list = english("{sentence}.").with_said("sentence", Message::joined(told, english("; ")));
        self.results.sentences([self.question(), list].into_iter().chain((all > MOST).then_some(rest)))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let table = Table::from_results(&self.results, self.arm);
        if table.panels.is_empty() || self.visits().is_empty() {
            return Err(Error::Empty);
        }
        Ok(draw_all(page, self, &table)?)
    }
}

fn draw_all(page: &Page, figure: &SweepFigure<'_>, table: &Table) -> Drawn {
    let index = Index::from_results(&figure.results);
    let at = figure.at(&index);
    let visits = figure.visits();
    let largest = figure.largest(&index, table, &visits);
    let scale = map::Scale { largest, measure: figure.measure };
    let results = &figure.results;
    let reporting = visits.last().and_then(|day| results.reporting(*day));
    let said = table.left_out.iter().cloned().chain(reporting).collect();
    let question = results.asked(results.say(figure.question()), said);
    let found = figure.finding(table).map(|found| results.say(found));
    let heading = page::finding(page, found.as_deref(), results.title, Some(&question))?;
    // One patient has no interval of a change.
    let of_panel = |panel: &Panel| -> Vec<bool> {
        let cells = panel.cells.keys().flat_map(|cell| visits.iter().map(move |day| (cell, *day)));
        cells.filter_map(|((row, column), day)| Some(at(panel, *row, *column, day)?.interval.is_some())).collect()
    };
    let have_intervals: Vec<bool> = table.panels.iter().flat_map(of_panel).collect();
    let has_interval = have_intervals.contains(&true);
    let unknown = (has_interval && have_intervals.contains(&false)).then(|| english("n. i.: no interval").into());
    let key = text::key(has_interval, figure.is_alone()).map(Message::from).into_iter().chain(unknown);
    let explained = has_interval.then(|| results.say(Message::joined(key, english("; "))));
    let top = map::key(page, (&scale, results.language), explained.as_deref(), heading - 6)?;
    let left = MARGIN + 46 + names_room(page, table);
    let most = |count: fn(&Panel) -> usize| table.panels.iter().map(count).max().unwrap_or(1) as i32;
    let width = (SIZE.0 as i32 - MARGIN - left + GUTTER) / visits.len() as i32;
    let width = width.min(MOST_CELL[0] * most(|panel| panel.columns.len()) + GUTTER);
    let pitch = (SIZE.1 as i32 - BOTTOM - top) / table.panels.len() as i32;
    let pitch = pitch.min(MOST_CELL[1] * most(|panel| panel.rows.len()) + NAME + 8);
    for (row, panel) in (0..).zip(&table.panels) {
        for (column, day) in (0..).zip(&visits) {
            let from = left + column * width;
            let place = [from, top + row * pitch + NAME, from + width - GUTTER, top + (row + 1) * pitch - 8];
            draw_name(page, &results.say(text::panel(&panel.name, *day)), &place)?;
            let found = |row, cell| at(panel, row, cell, *day);
            map::draw(page, panel, &place, (&scale, results.language), has_interval, found)?;
            if column == 0 {
                map::row_names(page, panel, &place, left - MARGIN - 46)?;
            }
            if row + 1 == table.panels.len() as i32 {
                map::column_names(page, panel, &place)?;
                let middle = ((place[0] + place[2]) / 2, place[3] + 62);
                page.draw_text(
                    &results.say(table.column_title.clone()),
                    &fonts::regular(28, &INK).pos(CENTRED),
                    middle,
                )?;
            }
        }
    }
    let middle = top + table.panels.len() as i32 * pitch / 2;
    let upright = fonts::regular(28, &INK).pos(CENTRED).transform(plotters::style::FontTransform::Rotate270);
    page.draw_text(&results.say(table.row_title.clone()), &upright, (MARGIN - 4, middle))?;
    page::footer(page, &results.say(text::note(results, has_interval)), "")
}

/// Writes the name of a panel above it.
fn draw_name(page: &Page, name: &str, place: &Place) -> Drawn {
    let style = fonts::bold(28, &INK);
    let measure = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    for line in wrap(name, (place[2] - place[0]).max(1) as u32, 1, measure) {
        page.draw_text(&line, &style.pos(FROM_LEFT), (place[0], place[1] - NAME / 2))?;
    }
    Ok(())
}

/// Room that the names of rows need, pixels.
fn names_room(page: &Page, table: &Table) -> i32 {
    let style = fonts::regular(TEXT, &INK);
    let width = |name: &String| page.estimate_text_size(name, &style).map_or(0, |size| size.0 as i32);
    let widest = table.panels.iter().flat_map(|panel| &panel.rows).map(width).max().unwrap_or(0);
    (widest + 16).min(MOST_NAME)
}

/// What the figure says.
mod text {
    use super::super::signed;
    use super::{Estimate, Measure, StudyResults, short};
    use admsc_scenario::language::{Message, Phrase, english};
    use admsc_scenario::units::month::visit_name;

    /// Least end of the scale, points or a share: less is not worth a colour.
    pub const LEAST: f64 = 0.1;

    pub fn value(value: f64, measure: Measure) -> String {
        match measure {
            Measure::Change => signed(value, 2),
            Measure::HalfGone => signed(100.0 * value, 0),
        }
    }

    pub fn interval((low, high): (f64, f64), measure: Measure) -> Message {
        english("{low} to {high}").with("low", value(low, measure)).with("high", value(high, measure))
    }

    pub fn key(has_interval: bool, alone: bool) -> Option<Phrase> {
        match (has_interval, alone) {
            (false, _) => None,
            (true, false) => Some(english("pale, n. d.: no detectable difference (95 % interval includes 0)")),
            (true, true) => Some(english("pale, n. d.: no detectable change (95 % interval includes 0)")),
        }
    }

    /// What stands at the ends of the scale of colours.
    pub fn ends(largest: f64, measure: Measure) -> [Message; 2] {
        let (scaled, low, high) = match measure {
            Measure::Change => (largest, english("{value}: less pain"), english("{value}: more pain")),
            Measure::HalfGone => {
                (100.0 * largest, english("{value}: fewer patients"), english("{value}: more patients"))
            }
        };
        let scaled = short(scaled);
        [low.with("value", format_args!("−{scaled}")), high.with("value", format_args!("+{scaled}"))]
    }

    pub fn panel(name: &str, day: u32) -> Message {
        match name {
            "" => visit_name(day),
            name => english("{panel}, {visit}").with("panel", name).with_said("visit", visit_name(day)),
        }
    }

    pub fn found(found: &Estimate, measure: Measure) -> Message {
        let said = value(found.value, measure);
        match found.interval {
            Some(between) => {
                let phrase = match found.includes_zero() {
                    true => english("{value} ({interval}), no detectable difference"),
                    false => english("{value} ({interval})"),
                };
                phrase.with("value", said).with_said("interval", interval(between, measure))
            }
            None => english("{value} (no interval)").with("value", said),
        }
    }

    pub fn note(results: &StudyResults<'_>, has_interval: bool) -> Message {
        let note = match (has_interval, results.is_paired()) {
            (false, _) => english("At each point {patients} (no intervals). {caution}"),
            (true, true) => english("At each point {patients}, compared within patients. {caution}"),
            (true, false) => english("At each point {patients}, compared between groups. {caution}"),
        };
        note.with_said("patients", results.patients_in_words()).with_said("caution", results.caution())
    }
}
