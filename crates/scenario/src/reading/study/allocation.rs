//! `[trial] allocation`: who gets which arm.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::diagnostics::Log;
use super::super::keys;
use super::super::section;
use super::super::tree::{Node, Table};
use super::super::values;
use super::Enrolment;
use crate::language::english;
use admsc_model::rng::{Purpose, Streams};

/// Most patients of one arm in a permuted block.
pub const MAX_RATIO: u64 = 100;

/// Who gets which arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Allocation {
    /// Every patient goes through every arm: paired counterfactuals, which no real trial can have.
    EveryArm,
    /// Every patient gets one arm, by permuted blocks with so many patients an arm.
    Parallel(Vec<u32>),
}

impl Allocation {
    /// Number of the one arm that the patient of a place gets in a population of this seed; nothing where every patient
    /// goes through every arm.
    pub fn arm(&self, seed: u64, place: u32) -> Option<usize> {
        let Self::Parallel(ratio) = self else { return None };
        let size = ratio.iter().sum::<u32>().max(1);
        Some(permuted(ratio, seed, place / size).get((place % size) as usize).copied().unwrap_or_default())
    }
}

/// The arms of a block in the order of its places, shuffled by a stream of its own.
fn permuted(ratio: &[u32], seed: u64, number: u32) -> Vec<usize> {
    let mut block: Vec<usize> =
        ratio.iter().enumerate().flat_map(|(arm, count)| (0..*count).map(move |_| arm)).collect();
    let mut stream = Streams::new(seed, number).open(Purpose::Allocation, 0, 0);
    for last in (1..block.len()).rev() {
        let other = (stream.uniform() * (last + 1) as f64) as usize;
        block.swap(last, other.min(last));
    }
    block
}

/// Reads who of a population gets which of these arms. Each arm must have somebody, where the population is known.
pub fn read(log: &mut Log, root: &Table, arms: &[String], population: Option<&Enrolment>) -> Option<Allocation> {
    let table = section(log, root, "trial");
    let parallel = match table.get("allocation") {
        Some(item) => values::choice(log, item, "allocation", keys::ALLOCATIONS)? == "parallel",
        None => false,
    };
    let ratio = match table.get("ratio") {
        None => vec![1; arms.len()],
        Some(item) if !parallel => {
            log.error(
                &item.key,
                english("a ratio needs allocation = \"parallel\""),
                english("every patient goes through every arm"),
            );
            return None;
        }
        Some(item) => match &item.node {
            Node::Array(items) if items.len() == arms.len() => {
                let counts: Vec<_> =
                    items.iter().map(|item| values::integer(log, item, "ratio", 1, MAX_RATIO)).collect();
                counts.into_iter().map(|count| count.map(|count| count as u32)).collect::<Option<_>>()?
            }
            _ => {
                log.error(
                    &item.place,
                    english("a ratio of {number} arms was expected").with("number", arms.len()),
                    english("for example ratio = [1, 1, 2]"),
                );
                return None;
            }
        },
    };
    if !parallel {
        return Some(Allocation::EveryArm);
    }
    if let Some(population) = population {
        check_groups(log, root, arms, &ratio, population)?;
    }
    Some(Allocation::Parallel(ratio))
}

/// Notes an arm that nobody gets: there is nothing to compare it with.
fn check_groups(log: &mut Log, root: &Table, arms: &[String], ratio: &[u32], population: &Enrolment) -> Option<()> {
    // Every arm stands in the first block.
    let first = permuted(ratio, population.seed, 0);
    let mut seen = BTreeSet::new();
    let places = first.iter().enumerate().filter(|(_, arm)| seen.insert(**arm)).map(|(place, _)| place);
    let needed = places.last().map_or(0, |place| place + 1);
    let number = section(log, root, "population").get("n");
    let given = first.get(..population.patients as usize).unwrap_or(&first);
    let without = arms.iter().enumerate().find(|(arm, _)| !given.contains(arm)).map(|(_, name)| name);
    match (number, without) {
        (Some(_), None) => Some(()),
        (Some(number), Some(arm)) => {
            let message = english("nobody is allocated to the arm \"{arm}\": the population has {patients}");
            let expectation = english("expected at least {number} patients: each group needs one");
            log.error(
                &number.place,
                message.with_said("patients", super::super::patients(population.patients)).with("arm", arm),
                expectation.with("number", needed),
            );
            None
        }
        (None, _) => {
            let item = section(log, root, "trial").get("allocation")?;
            log.error(
                &item.place,
                english("parallel groups need a population"),
                english("expected [population] with n, the number of patients, at least {number}")
                    .with("number", needed),
            );
            None
        }
    }
}
