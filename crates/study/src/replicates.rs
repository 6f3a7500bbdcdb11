//! Replicates: one patient run several times. All that differs is the seed, and with it the luck of cells, vessels and
//! axons; parameters, doses and the patient's number stay. Their spread is luck within one patient, not a difference
//! between patients.

use sha2::{Digest, Sha256};

use super::run::{self, BaselineStore, Progress, Record, Request};
use crate::threads::jobs;
use admsc_model::digest::hex;
use admsc_model::parallel::Serial;
use admsc_model::simulation::Error;
use admsc_scenario::language::{Message, english, verbatim};

/// One run of several.
#[derive(Debug, Clone)]
pub struct Replicate {
    /// Its seed.
    pub seed: u64,
    /// Its record.
    pub record: Record,
}

/// Seed of replicate `row`, counted from 0. After the largest number seeds go on with 0.
pub fn seed(first: u64, row: u32) -> u64 {
    first.wrapping_add(u64::from(row))
}

/// The seeds of so many runs, from the first on, in words; a stretch for those before the largest number and one for those after.
pub fn seeds_in_words(first: u64, number: u32) -> Message {
    let last = seed(first, number.saturating_sub(1));
    let stretch = |low: u64, high: u64| match low == high {
        true => verbatim(low),
        false => english("{low} to {high}").with("low", low).with("high", high),
    };
    if last >= first {
        return stretch(first, last);
    }
    english("{first} and, after the largest number, {more}")
        .with_said("first", stretch(first, u64::MAX))
        .with_said("more", stretch(0, last))
}

/// Runs a patient `replicates` times on `threads` cores, each run on one of them. Every seed has a baseline of its own.
/// `progress` is told the row of a replicate, counted from 0, and how far it is.
///
/// # Errors
/// That of the first replicate, in their order, that could not be run.
pub fn run(
    request: Request<'_>,
    replicates: u32,
    threads: usize,
    store: &(impl BaselineStore + Sync),
    progress: impl Fn(u32, Progress) + Sync + Send,
) -> Result<Vec<Replicate>, Error> {
    let one = |row: usize| {
        let row = row as u32;
        let request = Request { seed: seed(request.seed, row), ..request };
        let record = run::run(request, Serial, store, |reached| progress(row, reached))?;
        Ok(Replicate { seed: request.seed, record })
    };
    jobs(threads, replicates as usize, one).into_iter().collect()
}

/// Digest over all replicates in order, hexadecimal: that of the run itself where there is one.
pub fn digest(replicates: &[Replicate]) -> String {
    if let [single] = replicates {
        return single.record.digest.clone();
    }
    let mut hash = Sha256::new();
    for replicate in replicates {
        hash.update(replicate.seed.to_le_bytes());
        hash.update(&replicate.record.digest);
    }
    hex(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replicate(seed: u64, digest: &str) -> Replicate {
        let record = Record {
            samples: Vec::new(),
            visits: crate::visits::Visits::default(),
            pictures: None,
            given_again: Vec::new(),
            relief_start: 0,
            potency: None,
            lives: Vec::new(),
            digest: digest.to_owned(),
        };
        Replicate { seed, record }
    }

    #[test]
    fn seeds_that_go_on_after_the_largest_number_say_so() {
        let said = |first, number| seeds_in_words(first, number).in_english();
        assert_eq!([said(4, 2), said(4, 1)], ["4 to 5", "4"]);
        assert_eq!(said(u64::MAX, 1), "18446744073709551615");
        assert_eq!(said(u64::MAX, 3), "18446744073709551615 and, after the largest number, 0 to 1");
        let last_two = "18446744073709551614 to 18446744073709551615 and, after the largest number, 0";
        assert_eq!(said(u64::MAX - 1, 3), last_two);
    }

    #[test]
    fn a_single_replicate_keeps_its_digest_and_several_are_told_apart_by_order() {
        let (a, b) = (replicate(1, "aa"), replicate(2, "bb"));
        assert_eq!(digest(std::slice::from_ref(&a)), "aa");
        let both = digest(&[a.clone(), b.clone()]);
        assert!(both.len() == 64 && both != digest(&[b, a]));
    }

    #[test]
    fn seeds_count_up_and_go_on_after_the_last() {
        assert_eq!([seed(7, 0), seed(7, 19), seed(u64::MAX, 1)], [7, 26, 0]);
    }
}
