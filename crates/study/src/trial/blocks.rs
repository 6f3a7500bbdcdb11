//! A study in fixed blocks of patients: what is kept together, and handed to shards.
//!
//! Blocks do not depend on threads, shards or earlier work, so that their bytes, put together in order, are the same
//! however they came about. Each thread works on a patient, and whoever ends the last one of a block keeps it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use sha2::{Digest, Sha256};

use super::tables::{PatientRow, arm_rows, difference_rows};
use super::{Analysis, EnrolledPatient, Error, PreparedStudy};
use crate::threads::{jobs, lock};
use admsc_model::digest::hex;

/// Patients of a block; the last block may have fewer.
pub const PATIENTS_PER_BLOCK: u32 = 4;

/// Keeps finished blocks by number, and the courses of which they are made by name. What it answers is what it was given, or
/// nothing; a store that keeps no courses answers nothing of them.
pub trait BlockStore: Sync {
    /// The bytes kept for a block.
    fn load(&self, block: u32) -> Option<Vec<u8>>;

    /// Keeps the bytes of a block.
    ///
    /// # Errors
    /// A sentence for the user when they cannot be kept.
    fn keep(&self, block: u32, bytes: &[u8]) -> Result<(), String>;

    /// The bytes kept for a course.
    fn load_course(&self, _key: &str) -> Option<Vec<u8>> {
        None
    }

    /// Keeps the bytes of a course.
    ///
    /// # Errors
    /// A sentence for the user when they cannot be kept.
    fn keep_course(&self, _key: &str, _bytes: &[u8]) -> Result<(), String> {
        Ok(())
    }
}

/// Keeps nothing.
pub(super) struct Nowhere;

impl BlockStore for Nowhere {
    fn load(&self, _: u32) -> Option<Vec<u8>> {
        None
    }

    fn keep(&self, _: u32, _: &[u8]) -> Result<(), String> {
        Ok(())
    }
}

/// The part of a study that is computed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Number of the part, from 0.
    pub index: u32,
    /// Number of parts.
    pub count: u32,
}

impl Part {
    /// Everything.
    pub const WHOLE: Part = Part { index: 0, count: 1 };
}

/// How far a study is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudyProgress {
    /// Patients of this part who are done.
    pub patients_done: u32,
    /// Those of them who were found finished.
    pub patients_found: u32,
    /// Patients of this part.
    pub patients: u32,
}

/// Number of blocks of a study.
pub fn blocks(people: &PreparedStudy<'_>) -> u32 {
    people.study.population.patients.div_ceil(PATIENTS_PER_BLOCK)
}

/// Places of a block.
fn places(people: &PreparedStudy<'_>, block: u32) -> std::ops::Range<u32> {
    let first = block * PATIENTS_PER_BLOCK;
    first..(first + PATIENTS_PER_BLOCK).min(people.study.population.patients)
}

/// Computes and keeps every block of a part that is not kept already. `tell` is called from all threads.
///
/// # Errors
/// That of a patient who failed, or why a block could not be kept; the others are stopped as soon as they can be.
pub fn run(
    people: &PreparedStudy<'_>,
    part: Part,
    threads: usize,
    store: &impl BlockStore,
    tell: impl Fn(StudyProgress) + Sync,
) -> Result<(), Error> {
    let mine: Vec<u32> = (0..blocks(people)).filter(|block| block % part.count == part.index).collect();
    let patients = mine.iter().map(|block| places(people, *block).len() as u32).sum();
    let (done, found, failed) = (AtomicU32::new(0), AtomicU32::new(0), AtomicBool::new(false));
    let report = |more: u32, kept: u32| {
        let patients_found = found.fetch_add(kept, Ordering::Relaxed) + kept;
        let patients_done = done.fetch_add(more, Ordering::Relaxed) + more;
        tell(StudyProgress { patients_done, patients_found, patients });
    };
    report(0, 0);
    let (there, open): (Vec<u32>, Vec<u32>) = mine.into_iter().partition(|block| store.load(*block).is_some());
    for block in there {
        let kept = places(people, block).len() as u32;
        report(kept, kept);
    }
    let open: Vec<Open> = open.into_iter().map(|block| Open { block, members: Mutex::default() }).collect();
    let work: Vec<(&Open, u32)> =
        open.iter().flat_map(|open| places(people, open.block).map(move |place| (open, place))).collect();
    let results = jobs(threads, work.len(), |row| -> Result<(), Error> {
        let (open, place) = work[row];
        if failed.load(Ordering::Relaxed) {
            return Err(Error::Stopped);
        }
        let member = EnrolledPatient::live_kept(people, place, store, &mut |_| true);
        let kept = member.and_then(|member| {
            report(1, 0);
            open.with(people, place, member)
                .map_or(Ok(()), |whole| store.keep(open.block, &whole?).map_err(Error::Store))
        });
        failed.fetch_or(kept.is_err(), Ordering::Relaxed);
        kept
    });
    let mut errors = results.into_iter().filter_map(Result::err).collect::<Vec<_>>();
    let real = errors.iter().position(|error| !matches!(error, Error::Stopped)).unwrap_or(0);
    if errors.is_empty() { Ok(()) } else { Err(errors.swap_remove(real)) }
}

/// A block that is being computed.
struct Open {
    block: u32,
    /// Its patients who are done, with their places.
    members: Mutex<Vec<(u32, EnrolledPatient)>>,
}

impl Open {
    /// Adds a patient; gives the bytes of the block where they were the last.
    fn with(&self, people: &PreparedStudy<'_>, place: u32, member: EnrolledPatient) -> Option<Result<Vec<u8>, Error>> {
        let mut members = lock(&self.members);
        members.push((place, member));
        if members.len() < places(people, self.block).len() {
            return None;
        }
        members.sort_by_key(|(place, _)| *place);
        let whole: Vec<EnrolledPatient> = std::mem::take(&mut *members).into_iter().map(|(_, member)| member).collect();
        Some(postcard::to_stdvec(&whole).map_err(|error| Error::Store(error.to_string())))
    }
}

/// How many of so many blocks are not kept.
pub fn missing(all: u32, store: &impl BlockStore) -> u32 {
    (0..all).filter(|block| store.load(*block).is_none()).count() as u32
}

/// What is told where a block is missing, and maybe more; one that is there but cannot be read is missing as well.
fn incomplete(all: u32, store: &impl BlockStore) -> Error {
    Error::Incomplete { missing: missing(all, store).max(1), all }
}

/// All patients in order, one block in memory at a time.
///
/// # Errors
/// When a block is missing.
pub fn members<'a, S: BlockStore>(
    people: &PreparedStudy<'_>,
    store: &'a S,
) -> Result<impl Iterator<Item = Result<EnrolledPatient, Error>> + use<'a, S>, Error> {
    let all = blocks(people);
    if missing(all, store) > 0 {
        return Err(incomplete(all, store));
    }
    Ok((0..all).flat_map(move |block| {
        let read = store.load(block).and_then(|bytes| postcard::from_bytes::<Vec<EnrolledPatient>>(&bytes).ok());
        match read {
            Some(members) => members.into_iter().map(Ok).collect::<Vec<_>>(),
            None => vec![Err(incomplete(all, store))],
        }
    }))
}

/// SHA-256 over all blocks in order and over every value of the tables of patients, arms and differences, hexadecimal: what
/// the observer makes of a course enters as well.
///
/// # Errors
/// When a block is missing.
pub fn digest(
    people: &PreparedStudy<'_>,
    store: &impl BlockStore,
    patients: &[PatientRow],
    analysis: &Analysis,
) -> Result<String, Error> {
    let mut hash = Sha256::new();
    let all = blocks(people);
    for block in 0..all {
        hash.update(store.load(block).ok_or_else(|| incomplete(all, store))?);
    }
    let refused = |error: postcard::Error| Error::Store(error.to_string());
    hash.update(postcard::to_stdvec(patients).map_err(refused)?);
    hash.update(postcard::to_stdvec(&arm_rows(people.study, analysis)).map_err(refused)?);
    hash.update(postcard::to_stdvec(&difference_rows(people.study, analysis)).map_err(refused)?);
    Ok(hex(&hash.finalize()))
}
