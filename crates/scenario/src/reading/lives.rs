//! The lives of the patient that a single run shows, and what stands beside them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diagnostics::Log;
use super::keys;
use super::tree::Table;
use super::values;
use crate::language::{Phrase, english};
use admsc_model::rules::setup::{Dose, Preparation, Setup};

/// How many lives of the patient a single run shows: the first in detail, of the others the pain; and what the first is without all or a
/// part of the treatment. With replicates, and in a study, it means nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lives {
    /// Their number.
    pub number: u32,
    /// What stands beside them.
    pub beside: Beside,
}

/// The course of the same patient, with the same random numbers, that stands beside the treated ones.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Beside {
    /// Without any treatment.
    #[default]
    Untreated,
    /// With all procedures, but without cells.
    Sham,
    /// With the first dose alone.
    FirstDose,
}

impl Beside {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Untreated, Self::Sham, Self::FirstDose];

    /// Its word in a scenario and in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Untreated => "untreated",
            Self::Sham => "sham",
            Self::FirstDose => "first-dose",
        }
    }

    /// Its name for people.
    pub fn said(self) -> Phrase {
        match self {
            Self::Untreated => english("untreated"),
            Self::Sham => english("sham (no cells)"),
            Self::FirstDose => english("first dose alone"),
        }
    }

    /// The setup of that course; nothing where it is the treated one itself.
    pub fn of(self, setup: &Setup) -> Option<Setup> {
        let without = match self {
            Self::Untreated => Setup { doses: Vec::new(), retreatments: Vec::new(), ..setup.clone() },
            Self::Sham => {
                let mut sham = setup.clone();
                let again = sham.retreatments.iter_mut().map(|rule| &mut rule.dose);
                sham.doses.iter_mut().chain(again).for_each(|dose| dose.preparation = Preparation::Sham);
                sham
            }
            Self::FirstDose => {
                let first = setup.doses.iter().min_by(|a, b| a.at_days.total_cmp(&b.at_days));
                let doses: Vec<Dose> = first.cloned().into_iter().collect();
                Setup { doses, retreatments: Vec::new(), ..setup.clone() }
            }
        };
        (without != *setup).then_some(without)
    }
}

/// Reads both; one life, and without treatment beside several, where nothing is said.
pub(super) fn read(log: &mut Log, root: &Table) -> Option<Lives> {
    let number = match root.get("lives") {
        Some(item) => values::integer(log, item, "lives", 1, keys::MAX_LIVES)? as u32,
        None => 1,
    };
    let beside = match root.get("beside") {
        Some(item) => {
            let word = values::choice(log, item, "beside", &keys::BESIDE)?;
            Beside::ALL.into_iter().find(|beside| beside.name() == word)?
        }
        None => Beside::default(),
    };
    Some(Lives { number, beside })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_key() {
        assert_eq!(Beside::ALL.map(Beside::name), keys::BESIDE);
    }
}
