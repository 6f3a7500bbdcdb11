//! Figures of a study: its arms, who responds, what differs, who took part, and what a sweep changes.

pub mod arms;
mod bars;
pub mod consort;
pub mod course;
mod files;
mod found;
pub mod paired_difference;
pub(super) mod panels;
pub mod responders;
mod same_lines;
pub mod sweep;
pub mod terminal;
pub mod waterfall;

use std::collections::BTreeSet;

pub use files::draw;

use crate::plot::comparison::style::{STYLES, Style};
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::study::{Allocation, Study};
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::signed;
use admsc_stats::difference::Difference;
use admsc_study::trial::tables::PatientRow;
use admsc_study::trial::{Analysis, ArmRow, Curve, DifferenceRow};

/// Most arms of a figure: as many as there are styles.
pub const MOST_ARMS: usize = STYLES.len();
/// Most potencies that stand beside each other.
pub const MOST_POTENCIES: usize = 3;

/// What the figures of a study are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct StudyResults<'a> {
    /// Heading of every figure.
    pub title: &'a str,
    /// The question that the scenario asks.
    pub question: Option<&'a str>,
    /// The language of the figures.
    pub language: Language,
    /// What was compared, and in whom, with the names of the arms in the language of the figures.
    pub study: &'a Study,
    /// The names of the arms in the tables, which are those of the file in every language.
    pub arms: &'a [String],
    /// Every arm and every difference.
    pub analysis: &'a Analysis,
    /// A row a patient, case and visit.
    pub patients: &'a [PatientRow],
    /// Pain on every day; none for a sweep.
    pub curves: &'a [Curve],
    /// Number of the style of each arm where the figures of several studies share their arms; empty where it follows from their order.
    pub styles: &'a [usize],
}

impl StudyResults<'_> {
    /// The arms that a figure has room for, the control among them, in the order of the study.
    fn shown_arms(&self) -> Vec<usize> {
        let others = (0..self.study.arms.len()).filter(|arm| *arm != self.study.control);
        let mut arms: Vec<usize> = others.take(MOST_ARMS - 1).chain([self.study.control]).collect();
        arms.sort_unstable();
        arms
    }

    /// How an arm looks: the control black, the others in the order of the study.
    fn style(&self, arm: usize) -> Style {
        if let Some(style) = self.styles.get(arm) {
            return Style::for_run(*style);
        }
        let control = self.study.control;
        if arm == control { Style::for_run(0) } else { Style::for_run(arm + usize::from(arm < control)) }
    }

    /// The potencies that a figure has room for, the largest first; of more than there is room for, the smallest is last.
    fn shown_potencies(&self) -> Vec<usize> {
        let value = |potency: &usize| self.study.potencies[*potency].value;
        let mut all: Vec<usize> = (0..self.study.potencies.len()).collect();
        all.sort_by(|a, b| value(b).total_cmp(&value(a)));
        if all.len() > MOST_POTENCIES {
            all.drain(MOST_POTENCIES - 1..all.len() - 1);
        }
        all
    }

    /// Number of the case of a point, a potency and an arm.
    fn case(&self, point: usize, potency: usize, arm: usize) -> usize {
        (point * self.study.potencies.len() + potency) * self.study.arms.len() + arm
    }

    /// Days of the visits after day 0.
    fn later_visits(&self) -> Vec<u32> {
        self.study.trial.visits_days.iter().copied().filter(|day| *day > 0).collect()
    }

    /// An arm at a visit.
    fn arm(&self, case: usize, day: u32) -> Option<&ArmRow> {
        self.analysis.arms.iter().find(|row| row.which.case == case && row.which.day == day)
    }

    /// An arm against another at a visit.
    fn difference(&self, case: usize, against: usize, day: u32) -> Option<&DifferenceRow> {
        let wanted = |row: &&DifferenceRow| (row.which.case, row.against, row.which.day) == (case, against, day);
        self.analysis.differences.iter().find(wanted)
    }

    /// Whether every patient goes through every arm.
    fn is_paired(&self) -> bool {
        self.study.trial.allocation == Allocation::EveryArm
    }

    /// Whether there is one patient, who tells nothing of others.
    fn is_one_patient(&self) -> bool {
        self.analysis.patients == 1
    }

    /// A text in the language of the figures.
    fn say(&self, message: impl Into<Message>) -> String {
        self.language.say(message)
    }

    /// Name of a potency, for the head of a panel.
    fn potency_name(&self, potency: usize) -> String {
        let found = &self.study.potencies[potency];
        let phrase = match found.name.as_str() {
            "optimistic" => english("Optimistic (potency {value})"),
            "intermediate" => english("Intermediate (potency {value})"),
            "sceptical" => english("Sceptical (potency {value})"),
            _ => english("Potency {value}"),
        };
        self.say(phrase.with("value", found.value))
    }

    /// What a figure leaves out for want of room, in sentences; there may be none.
    fn left_out(&self) -> Vec<Message> {
        let potencies = self.study.potencies.len();
        let shown = english("{shown} of {all} potencies are shown.").with("shown", MOST_POTENCIES);
        let mut said = self.arms_left_out();
        said.extend((potencies > MOST_POTENCIES).then(|| shown.with("all", potencies)));
        said
    }

    /// The same of arms alone.
    fn arms_left_out(&self) -> Vec<Message> {
        let arms = self.study.arms.len();
        let shown = english("{shown} of {all} arms are shown.").with("shown", MOST_ARMS);
        (arms > MOST_ARMS).then(|| shown.with("all", arms)).into_iter().collect()
    }

    /// Sentences in a row.
    fn sentences(&self, all: impl IntoIterator<Item = Message>) -> String {
        self.say(Message::joined(all, english(" ")))
    }

    /// What a figure asks, and the sentences that follow.
    fn asked(&self, question: String, more: Vec<Message>) -> String {
        if more.is_empty() {
            return question;
        }
        let is_closed = question.ends_with(['?', '.', '？', '。']);
        let question = if is_closed { question } else { self.say(english("{sentence}.").with("sentence", question)) };
        self.sentences([verbatim(question)].into_iter().chain(more))
    }

    /// A description for listening: what is shown, a sentence a potency with what is said of each arm, and what is left
    /// out.
    fn described(&self, opening: Message, of_potency: impl Fn(usize) -> Vec<Message>) -> String {
        let all = self.shown_potencies().into_iter().map(|potency| {
            let arms = Message::joined(of_potency(potency), english("; "));
            english("{potency}: {arms}.").with("potency", self.potency_name(potency)).with_said("arms", arms)
        });
        self.sentences([opening].into_iter().chain(all).chain(self.left_out_and_reporting()))
    }

    /// Patients of an arm: all of them where everyone goes through every arm.
    fn allocated(&self, arm: usize) -> usize {
        if self.is_paired() {
            return self.analysis.patients;
        }
        self.rows_of(arm).map(|row| row.place).collect::<BTreeSet<u64>>().len()
    }

    /// The rows of an arm in the table of patients, at the first point of a sweep.
    fn rows_of(&self, arm: usize) -> impl Iterator<Item = &PatientRow> {
        self.patients.iter().filter(move |row| row.point == 0 && row.arm == self.arms[arm])
    }

    /// How many patients of each arm have a report at a visit, in a sentence, where these are not all of an arm.
    fn reporting(&self, day: u32) -> Option<Message> {
        let at = || self.analysis.arms.iter().filter(|row| row.which.day == day);
        let reports = |row: &ArmRow| row.vas.map_or(0, |vas| vas.n);
        let is_fewer = at().any(|row| reports(row) < self.allocated(row.which.arm));
        let (least, most) = (at().map(reports).min()?, at().map(reports).max()?);
        let said = match least == most {
            true => english("At {visit} n = {most} in each arm."),
            false => english("At {visit} n = {least} to {most} in each arm."),
        };
        is_fewer.then(|| said.with_said("visit", visit_name(day)).with("least", least).with("most", most))
    }

    /// The same of the last visit, after what a figure leaves out.
    fn left_out_and_reporting(&self) -> Vec<Message> {
        let last = self.study.trial.visits_days.last().and_then(|day| self.reporting(*day));
        self.left_out().into_iter().chain(last).collect()
    }

    /// Name of an arm, in parallel groups with the number of its patients.
    fn arm_with_size(&self, arm: usize) -> Message {
        let name = &self.study.arms[arm];
        match self.is_paired() {
            true => verbatim(name),
            false => english("{arm} (n = {number})").with("arm", name).with("number", self.allocated(arm)),
        }
    }

    /// Who is shown, where the groups have their sizes beside their names.
    fn shown_patients(&self) -> Message {
        match self.is_paired() {
            true => self.patients_in_words(),
            false => english("virtual patients in parallel groups").into(),
        }
    }

    /// How many patients, in words.
    fn patients_in_words(&self) -> Message {
        let number = self.analysis.patients;
        match (self.is_one_patient(), self.is_paired()) {
            (true, _) => english("one virtual patient").into(),
            (false, true) => english("{number} virtual patients").with("number", number),
            (false, false) => english("{number} virtual patients in {groups}")
                .with("number", number)
                .with_said("groups", self.parallel_groups()),
        }
    }

    /// The groups of a parallel trial with their sizes, where these are few enough to be read.
    fn parallel_groups(&self) -> Message {
        const MOST: usize = 4;
        let arms = self.study.arms.len();
        if arms > MOST {
            return english("{arms} parallel groups").with("arms", arms);
        }
        let sizes = Message::joined((0..arms).map(|arm| verbatim(self.allocated(arm))), english(" + "));
        english("parallel groups (n = {sizes})").with_said("sizes", sizes)
    }

    /// What pain is in a figure, and what it is not.
    fn caution(&self) -> Message {
        match self.is_exploratory() {
            true => english("Exploratory: not backed by clinical data.").into(),
            false => english("Proxy of a model; not medical advice.").into(),
        }
    }

    /// The same in few words.
    fn short_caution(&self) -> Message {
        if self.is_exploratory() { self.caution() } else { english("Not medical advice.").into() }
    }

    fn is_exploratory(&self) -> bool {
        self.study.caution().is_some()
    }
}

/// The difference that fits the design: within patients where everyone goes through every arm, else between groups.
fn of_design(row: &DifferenceRow) -> Option<&Difference> {
    row.paired.as_ref().or(row.unpaired.as_ref())
}

#[cfg(test)]
mod tests;
