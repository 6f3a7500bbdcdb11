//! Figures of a study: its arms, who responds, what differs, who took part, and what a sweep changes.

pub mod arms;
pub mod consort;
mod files;
pub mod paired_difference;
pub(super) mod panels;
pub mod responders;
pub mod sweep;
pub mod waterfall;

pub use files::{File, draw};

use crate::evidence::difference::Difference;
use crate::plot::compare::style::{STYLES, Style};
use crate::scenario::study::{Allocation, Study};
use crate::study::trial::tables::PatientRow;
use crate::study::trial::{Analysis, ArmRow, Curve, DifferenceRow};
use crate::units::sign::signed;

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
    /// What was compared, and in whom.
    pub study: &'a Study,
    /// Every arm and every difference.
    pub analysis: &'a Analysis,
    /// A row a patient, case and visit.
    pub patients: &'a [PatientRow],
    /// Pain on every day; none for a sweep.
    pub curves: &'a [Curve],
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
        let control = self.study.control;
        if arm == control { Style::of(0) } else { Style::of(arm + usize::from(arm < control)) }
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

    /// Whether every patient lives through every arm.
    fn is_paired(&self) -> bool {
        self.study.trial.allocation == Allocation::EveryArm
    }

    /// Whether there is one patient, who tells nothing of others.
    fn is_one_patient(&self) -> bool {
        self.study.population.number.is_some()
    }

    /// Name of a potency, for the head of a panel; empty where there is only one and it has no name.
    fn potency_name(&self, potency: usize) -> String {
        let found = &self.study.potencies[potency];
        let is_number = found.name.parse::<f64>().is_ok();
        if is_number {
            format!("Potency {}", found.name)
        } else {
            format!("{} (potency {})", capital(&found.name), found.value)
        }
    }

    /// What a figure leaves out for want of room; may be empty.
    fn left_out(&self) -> String {
        let potencies = self.study.potencies.len();
        let mut said = self.arms_left_out();
        if potencies > MOST_POTENCIES {
            said += &format!(" {MOST_POTENCIES} of {potencies} potencies are shown.");
        }
        said
    }

    /// The same of arms alone.
    fn arms_left_out(&self) -> String {
        let arms = self.study.arms.len();
        if arms > MOST_ARMS { format!(" {MOST_ARMS} of {arms} arms are shown.") } else { String::new() }
    }

    /// What a figure asks, and what it leaves out.
    fn asked(&self, question: &str) -> String {
        let left_out = self.left_out();
        let stop = if left_out.is_empty() || question.ends_with(['?', '.']) { "" } else { "." };
        format!("{question}{stop}{left_out}")
    }

    /// How many patients, in words.
    fn patients_in_words(&self) -> String {
        match (self.is_one_patient(), self.analysis.patients) {
            (true, _) => "one virtual patient".to_owned(),
            (false, number) => format!("{number} virtual patients"),
        }
    }
}

/// The difference that fits the design: within patients where everyone lives through every arm, else between groups.
fn of_design(row: &DifferenceRow) -> Option<&Difference> {
    row.paired.as_ref().or(row.unpaired.as_ref())
}

/// Text with a capital first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
