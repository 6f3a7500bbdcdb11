//! Who took part: the flow of patients from screening to analysis, arm by arm, after the diagram that reports of trials
//! carry (CONSORT 2010, doi:10.1136/bmj.c332).

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{MOST_ARMS, StudyResults};
use crate::plot::frame::Place;
use crate::plot::layout::wrap;
use crate::plot::page::{self, CENTRED, INK, MARGIN, SIZE};
use crate::plot::{Drawn, Error, Figure, fonts};
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::observer::intercurrent::Estimand;
use admsc_scenario::units::month::visit_name;
use admsc_study::trial::ArmRow;

/// Width of the boxes that are not an arm's, pixels.
const WIDE: i32 = 760;
/// Height of a line of text, pixels.
const LINE: i32 = 34;
/// Between boxes of arms.
const GUTTER: i32 = 26;

/// The figure.
#[derive(Debug, Clone, Copy)]
pub struct ConsortFigure<'a>(pub StudyResults<'a>);

/// A number of patients over potencies and points of a sweep: the smallest and the largest.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Count {
    least: usize,
    most: usize,
}

/// What became of the patients of an arm.
struct Flow {
    name: String,
    allocated: usize,
    left: Count,
    rescued_or_operated: Count,
    analysed: Count,
}

impl Count {
    fn from_values(values: impl Iterator<Item = usize> + Clone) -> Self {
        Self { least: values.clone().min().unwrap_or(0), most: values.max().unwrap_or(0) }
    }
}

impl ConsortFigure<'_> {
    fn day(&self) -> Option<u32> {
        self.0.study.trial.visits_days.last().copied()
    }

    fn flow(&self, arm: usize) -> Flow {
        let at = |day: Option<u32>| {
            let wanted = move |row: &&ArmRow| row.which.arm == arm && Some(row.which.day) == day;
            self.0.analysis.arms.iter().filter(wanted)
        };
        let with_value = |row: &ArmRow| row.vas.map_or(0, |vas| vas.n);
        let last = || at(self.day());
        Flow {
            name: self.0.study.arms[arm].clone(),
            allocated: self.0.allocated(arm),
            left: Count::from_values(last().map(|row| row.left)),
            rescued_or_operated: Count::from_values(last().map(|row| row.rescued_or_operated)),
            analysed: Count::from_values(last().map(with_value)),
        }
    }

    fn flows(&self) -> Vec<Flow> {
        self.0.shown_arms().into_iter().map(|arm| self.flow(arm)).collect()
    }

    fn varies(&self) -> bool {
        let counts = |flow: &Flow| [flow.left, flow.rescued_or_operated, flow.analysed];
        self.flows().iter().flat_map(counts).any(|count| count.least != count.most)
    }

    /// How many took part, and how many of an arm are analysed at the last visit.
    pub(super) fn finding(&self) -> Option<Message> {
        let analysed: Vec<Count> = self.flows().iter().map(|flow| flow.analysed).collect();
        let least = analysed.iter().map(|count| count.least).min()?;
        let most = analysed.iter().map(|count| count.most).max()?;
        let said = english(
            "{number} of {screened} who were screened take part; {analysed} of each arm are analysed at {visit}",
        );
        let said = said.with("number", self.0.analysis.patients).with("screened", self.0.analysis.screened);
        let said = said.with_said("analysed", text::count(Count { least, most }));
        Some(said.with_said("visit", visit_name(self.day()?)))
    }

    /// The boxes above the arms, from top to bottom.
    fn trunk(&self) -> [Message; 3] {
        let (screened, admitted) = (self.0.analysis.screened, self.0.analysis.patients);
        let arms = self.0.study.arms.len();
        [
            english("{number} screened on day 0").with("number", screened),
            english("{number} admitted, {others} not admitted")
                .with("number", admitted)
                .with("others", screened.saturating_sub(admitted)),
            match (self.0.is_paired(), arms) {
                (true, 1) => english("{number} went through the arm").with("number", admitted),
                (true, _) => english("each of {number} went through all {arms} arms").with("number", admitted),
                (false, _) => english("{number} allocated to {arms} parallel groups").with("number", admitted),
            }
            .with("arms", arms),
        ]
    }
}

impl Figure for ConsortFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let Some(day) = self.day() else { return String::new() };
        let told = |flow: Flow| {
            let boxes = Message::joined(text::of_arm(&flow, day), english(", "));
            english("{name}: {value}").with("name", flow.name).with_said("value", boxes)
        };
        let closed =
            |parts: Vec<Message>| english("{sentence}.").with_said("sentence", Message::joined(parts, english("; ")));
        let sentences = [closed(self.trunk().into()), closed(self.flows().into_iter().map(told).collect())];
        self.0.sentences(sentences.into_iter().chain(self.0.arms_left_out()))
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        let day = self.day().filter(|_| !self.0.analysis.arms.is_empty()).ok_or(Error::Empty)?;
        Ok(draw_all(page, self, day)?)
    }
}

fn draw_all(page: &Page, figure: &ConsortFigure<'_>, day: u32) -> Drawn {
    let results = &figure.0;
    let question = results.asked(results.say(english("Who took part, and who was analysed?")), results.arms_left_out());
    let found = figure.finding().map(|found| results.say(found));
    let top = page::finding(page, found.as_deref(), results.title, Some(&question))? + 6;
    let middle = SIZE.0 as i32 / 2;
    let mut y = top;
    for (row, said) in figure.trunk().into_iter().enumerate() {
        let place = [middle - WIDE / 2, y, middle + WIDE / 2, y + LINE + 36];
        if row > 0 {
            arrow(page, (middle, place[1] - 40), (middle, place[1] - 2))?;
        }
        draw_box(page, &place, &[results.say(said)], None)?;
        y = place[3] + 40;
    }
    page.draw(&PathElement::new(vec![(middle, y - 40), (middle, y - 4)], INK.stroke_width(3)))?;
    let flows = figure.flows();
    let number = flows.len().clamp(1, MOST_ARMS) as i32;
    let width = ((SIZE.0 as i32 - 2 * MARGIN + GUTTER) / number).min(620);
    let left = middle - (number * width - GUTTER) / 2;
    let bar = |column: i32| left + column * width + (width - GUTTER) / 2;
    page.draw(&PathElement::new(vec![(bar(0), y - 4), (bar(number - 1), y - 4)], INK.stroke_width(3)))?;
    let lines = flows.iter().map(|flow| text::of_arm(flow, day).map(|line| results.say(line)));
    let bottom = SIZE.1 as i32 - 76;
    for (column, (flow, lines)) in (0..).zip(flows.iter().zip(lines)) {
        let from = left + column * width;
        arrow(page, (bar(column), y - 4), (bar(column), y + 34))?;
        draw_arm(page, &flow.name, &lines, &[from, y + 36, from + width - GUTTER, bottom])?;
    }
    let estimand = text::estimand(results.study.trial.intercurrent.estimand);
    let note = results.sentences([estimand, english("Virtual patients.").into()]);
    let ranges =
        if figure.varies() { results.say(english("a to b: over potencies and points")) } else { String::new() };
    page::footer(page, &note, &ranges)
}

/// The boxes of an arm below each other, as high as there is room for.
fn draw_arm(page: &Page, name: &str, lines: &[String], place: &Place) -> Drawn {
    const ARROW: i32 = 30;
    let boxes = lines.len().max(1) as i32;
    let height = (place[3] - place[1] - (boxes - 1) * ARROW) / boxes;
    let middle = (place[0] + place[2]) / 2;
    for (row, line) in (0..).zip(lines) {
        let top = place[1] + row * (height + ARROW);
        let own = [place[0], top, place[2], top + height];
        draw_box(page, &own, std::slice::from_ref(line), (row == 0).then_some(name))?;
        if row + 1 < boxes {
            arrow(page, (middle, own[3]), (middle, own[3] + ARROW - 2))?;
        }
    }
    Ok(())
}

/// A box with text in its middle, its name above the text.
fn draw_box(page: &Page, place: &Place, lines: &[String], name: Option<&str>) -> Drawn {
    let corners = [(place[0], place[1]), (place[2], place[1]), (place[2], place[3]), (place[0], place[3])];
    page.draw(&PathElement::new([&corners[..], &corners[..1]].concat(), INK.stroke_width(3)))?;
    let (regular, bold) = (fonts::regular(28, &INK), fonts::bold(28, &INK));
    let room = (place[2] - place[0] - 24).max(1) as u32;
    let most = ((place[3] - place[1] - 8) / LINE).max(1) as usize;
    let wrapped = |text: &str, style: &TextStyle<'_>, most: usize| {
        wrap(text, room, most, |line| page.estimate_text_size(line, style).map_or(u32::MAX, |size| size.0))
    };
    let named = name.map_or_else(Vec::new, |name| wrapped(name, &bold, 1));
    let rest = most.saturating_sub(named.len()).max(1);
    let said = lines.iter().flat_map(|line| wrapped(line, &regular, rest)).map(|line| (line, &regular));
    let all: Vec<(String, &TextStyle<'_>)> = named.into_iter().map(|line| (line, &bold)).chain(said).collect();
    let first = (place[1] + place[3]) / 2 - (all.len() as i32 - 1) * LINE / 2;
    for ((line, style), y) in all.iter().zip((first..).step_by(LINE as usize)) {
        page.draw_text(line, &style.pos(CENTRED), ((place[0] + place[2]) / 2, y + 4))?;
    }
    Ok(())
}

/// A line down with its head.
fn arrow(page: &Page, from: (i32, i32), (x, y): (i32, i32)) -> Drawn {
    page.draw(&PathElement::new(vec![from, (x, y - 8)], INK.stroke_width(3)))?;
    page.draw(&Polygon::new(vec![(x - 9, y - 14), (x + 9, y - 14), (x, y)], INK))?;
    Ok(())
}

/// What the figure says.
mod text {
    use super::{Count, Estimand, Flow};
    use admsc_scenario::language::{Message, english, verbatim};
    use admsc_scenario::units::month::visit_name;

    pub fn count(count: Count) -> Message {
        match count {
            Count { least, most } if least == most => verbatim(least),
            Count { least, most } => english("{low} to {high}").with("low", least).with("high", most),
        }
    }

    pub fn of_arm(flow: &Flow, day: u32) -> [Message; 4] {
        [
            english("{number} patients").with("number", flow.allocated),
            english("{number} dropped out by {visit}")
                .with_said("number", count(flow.left))
                .with_said("visit", visit_name(day)),
            english("{number} with rescue or reoperation").with_said("number", count(flow.rescued_or_operated)),
            english("{number} analysed at {visit}")
                .with_said("number", count(flow.analysed))
                .with_said("visit", visit_name(day)),
        ]
    }

    pub fn estimand(estimand: Estimand) -> Message {
        match estimand {
            Estimand::TreatmentPolicy => {
                english("Treatment policy: reports after rescue or reoperation count as they are.").into()
            }
            Estimand::Hypothetical => english("Hypothetical: reports after rescue or reoperation are missing.").into(),
            Estimand::Composite => english("Composite: patients with rescue or reoperation have failed.").into(),
        }
    }
}
