//! The settings of an analysis in blocks that are computed side by side and kept: the scenario itself, one a seed;
//! trajectories; rows of the design of Sobol' indices. What is kept is not computed again, and no byte depends on
//! threads.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::factors::{Factor, set};
use super::{Course, Design, Error, HALF_WIDTH, Model, Outcome, Question, cells, mean_field, tables};
use crate::kept::kept_key;
use crate::threads::jobs;
use crate::trial::BlockStore;
use admsc_model::digest::hex;
use admsc_model::rng::Streams;
use admsc_model::rules::setup::Setup;
use admsc_stats::morris::{self, Trajectory};
use admsc_stats::sobol;

/// Form in which courses are kept, how they are read off the model, and how settings follow from a design. Goes up by one with
/// any of them.
const FORM: u32 = 2;
/// Seeds under which the scenario itself is run, to see what luck does.
const OWN_SEEDS: u32 = 8;
/// Number of the first block of a trajectory.
const TRAJECTORIES: u32 = 1_000;
/// Number of the first block of rows.
const ROWS: u32 = 100_000;
/// Rows of a block.
const ROWS_PER_BLOCK: u32 = 4;

/// A part of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The scenario itself.
    Own,
    /// Trajectories.
    Trajectories,
    /// Rows of the design of Sobol' indices.
    Rows,
}

/// How far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnalysisProgress {
    /// What is computed.
    pub phase: Phase,
    /// Settings done.
    pub done: u32,
    /// Those of them that were found finished.
    pub found: u32,
    /// All settings of the phase.
    pub all: u32,
}

/// All settings of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Computed {
    /// The scenario itself, one a seed; in the mean field one.
    pub own: Vec<Course>,
    /// Every trajectory with its courses.
    pub trajectories: Vec<(Trajectory, Vec<Course>)>,
    /// Numbers of the parameters that have Sobol' indices, the most influential first.
    pub ranked: Vec<usize>,
    /// Courses of every row: of both points, then of the first with each of those parameters exchanged.
    pub rows: Vec<Vec<Course>>,
    /// SHA-256 over all courses in order, hexadecimal.
    pub digest: String,
}

/// Computes every setting that is not kept already. `tell` is called from all threads.
///
/// # Errors
/// When a setting cannot be run or kept.
pub fn compute(
    question: &Question<'_>,
    threads: usize,
    store: &impl BlockStore,
    tell: impl Fn(AnalysisProgress) + Sync,
) -> Result<Computed, Error> {
    let work = Runner { question, threads, store, tell: &tell };
    if question.design.model == Model::MeanField || question.design.rows > 0 {
        mean_field::check(question.setup)?;
    }
    let own = work.own()?;
    let trajectories = work.trajectories()?;
    let (ranked, rows) = if question.design.rows == 0 {
        (Vec::new(), Vec::new())
    } else {
        let ranked = work.ranked(&trajectories)?;
        let rows = work.enough_rows(&ranked)?;
        (ranked, rows)
    };
    let mut hash = Sha256::new();
    for courses in [&own].into_iter().chain(trajectories.iter().map(|(_, courses)| courses)).chain(&rows) {
        hash.update(encoded(courses)?);
    }
    Ok(Computed { own, trajectories, ranked, rows, digest: hex(&hash.finalize()) })
}

/// Everything but the model that decides the settings and their courses.
#[derive(Serialize)]
struct Decided<'a> {
    form: u32,
    setup: &'a Setup,
    /// Key and range of every parameter that is moved.
    factors: Vec<(&'a str, f64, f64)>,
    days: &'a [u32],
    design: Design,
    /// The first trajectory and the first row as this code draws them.
    first: Vec<Setup>,
    row: Vec<f64>,
}

impl Question<'_> {
    /// Name of its finished settings, hexadecimal: a hash over the code of the model, the scenario, the ranges, the design and
    /// the first settings as they are drawn.
    ///
    /// # Errors
    /// When the ledger does not fit the parameters.
    pub fn kept_key(&self) -> Result<String, Error> {
        let Question { setup, factors, days, design } = *self;
        let streams = Streams::new(design.seed, design.patient);
        let first = morris::trajectory(&streams, 0, factors.len());
        let of_row = if design.rows > 0 { design.top.min(sobol::MOST_PARAMETERS) } else { 0 };
        Ok(kept_key(&Decided {
            form: FORM,
            setup,
            factors: factors.iter().map(|factor| (factor.entry.key.as_str(), factor.low, factor.high)).collect(),
            days,
            // Rows follow one another whatever their number.
            design: Design { rows: design.rows.min(1), most_rows: 0, ..design },
            first: first.settings.iter().map(|shares| set(setup, factors, shares)).collect::<Result<_, _>>()?,
            row: sobol::row(design.seed, 0, of_row).a,
        })?)
    }
}

struct Runner<'a, S, T> {
    question: &'a Question<'a>,
    threads: usize,
    store: &'a S,
    tell: &'a T,
}

impl<S: BlockStore, T: Fn(AnalysisProgress) + Sync> Runner<'_, S, T> {
    /// The scenario as it stands.
    fn own(&self) -> Result<Vec<Course>, Error> {
        let Question { setup, days, design, .. } = self.question;
        let number = if design.model == Model::Cells { OWN_SEEDS } else { 1 };
        let blocks = self.blocks(Phase::Own, 0, number, 1, |seed, _| match design.model {
            Model::Cells => {
                let seed = design.seed.wrapping_add(u64::from(seed));
                cells::course(setup, seed, design.patient, days, &mut cells::Kept::default())
            }
            Model::MeanField => Ok(mean_field::course(setup, days, None)?.0),
        })?;
        Ok(blocks.concat())
    }

    fn trajectories(&self) -> Result<Vec<(Trajectory, Vec<Course>)>, Error> {
        let Question { factors, design, .. } = self.question;
        let streams = Streams::new(design.seed, design.patient);
        let all: Vec<Trajectory> =
            (0..design.trajectories).map(|number| morris::trajectory(&streams, number, factors.len())).collect();
        let settings = factors.len() as u32 + 1;
        let courses =
            self.several(Phase::Trajectories, TRAJECTORIES, design.trajectories, settings, |number, done| {
                self.along(number, &all[number as usize], done)
            })?;
        Ok(all.into_iter().zip(courses).collect())
    }

    /// The courses of a trajectory, each the mean over its seeds.
    fn along(&self, number: u32, trajectory: &Trajectory, done: &dyn Fn() -> bool) -> Result<Vec<Course>, Error> {
        let Question { setup, factors, days, design } = *self.question;
        let mut kept = vec![cells::Kept::default(); design.seeds as usize];
        let mut start: Option<mean_field::UntreatedStart> = None;
        let mut courses = Vec::new();
        for (at, shares) in trajectory.settings.iter().enumerate() {
            let moved = set(setup, factors, shares)?;
            courses.push(match design.model {
                Model::Cells => {
                    let first = design.seed.wrapping_add(u64::from(number * design.seeds));
                    let one = |(seed, kept): (u64, &mut cells::Kept)| {
                        cells::course(&moved, first.wrapping_add(seed), design.patient, days, kept)
                    };
                    mean((0..).zip(&mut kept).map(one).collect::<Result<_, _>>()?)
                }
                Model::MeanField => {
                    let shares_start = at > 0 && !factors[trajectory.moved[at - 1]].acts_without_cells();
                    let known = start.take().filter(|_| shares_start);
                    let (course, new) = mean_field::course(&moved, days, known.as_ref())?;
                    start = Some(new);
                    course
                }
            });
            if !done() {
                return Err(Error::Stopped);
            }
        }
        Ok(courses)
    }

    /// The most influential parameters of those that the mean field reads: moved to an end of its range alone, each
    /// changes the course of the scenario.
    fn ranked(&self, trajectories: &[(Trajectory, Vec<Course>)]) -> Result<Vec<usize>, Error> {
        let Question { setup, factors, days, design } = *self.question;
        let last = days.len().saturating_sub(1);
        let effects: Vec<Vec<f64>> = trajectories
            .iter()
            .map(|(trajectory, courses)| {
                let outcomes: Vec<f64> = courses.iter().map(|course| self.outcome().value(course, last)).collect();
                trajectory.effects(&outcomes)
            })
            .collect();
        let size = |factor: usize| effects.iter().map(|effects| effects[factor].abs()).sum::<f64>();
        let (own, start) = mean_field::course(setup, days, None)?;
        let is_read = |factor: &Factor| -> Result<bool, Error> {
            let known = (!factor.acts_without_cells()).then_some(&start);
            for end in [0.0, 1.0] {
                let moved = set(setup, std::slice::from_ref(factor), &[end])?;
                if mean_field::course(&moved, days, known)?.0 != own {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        let read = jobs(self.threads, factors.len(), |row| is_read(&factors[row]));
        let read = read.into_iter().collect::<Result<Vec<bool>, _>>()?;
        let mut ranked: Vec<usize> = (0..factors.len()).filter(|factor| read[*factor]).collect();
        ranked.sort_by(|a, b| size(*b).total_cmp(&size(*a)));
        ranked.truncate(design.top.min(sobol::MOST_PARAMETERS));
        Ok(ranked)
    }

    /// What parameters are ranked by: the effect of the treatment, or pain where there is none.
    fn outcome(&self) -> Outcome {
        if self.question.setup.doses.is_empty() { Outcome::Pain } else { Outcome::Effect }
    }

    /// As many rows as the design has, and twice as many as long as an index is not known well enough and so many may be
    /// computed. Rows that are there are kept.
    fn enough_rows(&self, ranked: &[usize]) -> Result<Vec<Vec<Course>>, Error> {
        let Design { mut rows, most_rows, .. } = self.question.design;
        loop {
            let found = self.rows(ranked, rows)?;
            if rows >= most_rows || tables::widest(self.question, &found) <= HALF_WIDTH {
                return Ok(found);
            }
            rows = rows.saturating_mul(2).min(most_rows);
        }
    }

    fn rows(&self, ranked: &[usize], number: u32) -> Result<Vec<Vec<Course>>, Error> {
        let Question { setup, factors, days, design } = *self.question;
        let factors: Vec<Factor> = ranked.iter().map(|factor| factors[*factor].clone()).collect();
        self.several(Phase::Rows, ROWS, number, factors.len() as u32 + 2, |number, done| {
            let row = sobol::row(design.seed, number, factors.len());
            let course = |shares: &[f64], known: Option<&mean_field::UntreatedStart>| -> Result<_, Error> {
                let moved: Setup = set(setup, &factors, shares)?;
                let found = mean_field::course(&moved, days, known)?;
                if done() { Ok(found) } else { Err(Error::Stopped) }
            };
            let (first, start) = course(&row.a, None)?;
            let mut courses = vec![first, course(&row.b, None)?.0];
            for (number, factor) in factors.iter().enumerate() {
                let known = (!factor.acts_without_cells()).then_some(&start);
                courses.push(course(&row.exchanged(number), known)?.0);
            }
            Ok(courses)
        })
    }

    /// Pieces of one course each.
    fn blocks(
        &self,
        phase: Phase,
        first: u32,
        number: u32,
        settings: u32,
        piece: impl Fn(u32, &dyn Fn() -> bool) -> Result<Course, Error> + Sync,
    ) -> Result<Vec<Vec<Course>>, Error> {
        self.several(phase, first, number, settings, |number, done| {
            let course = piece(number, done)?;
            if done() { Ok(vec![course]) } else { Err(Error::Stopped) }
        })
    }

    /// The courses of pieces of equal size: from the store, or computed and kept. The piece calls its second argument
    /// after every setting and stops where that says so.
    fn several(
        &self,
        phase: Phase,
        first: u32,
        pieces: u32,
        settings: u32,
        piece: impl Fn(u32, &dyn Fn() -> bool) -> Result<Vec<Course>, Error> + Sync,
    ) -> Result<Vec<Vec<Course>>, Error> {
        let per_block = if phase == Phase::Rows { ROWS_PER_BLOCK } else { 1 };
        let (done, found, failed) = (AtomicU32::new(0), AtomicU32::new(0), AtomicBool::new(false));
        let report = |more: u32, kept: u32| {
            let found = found.fetch_add(kept, Ordering::Relaxed) + kept;
            let done = done.fetch_add(more, Ordering::Relaxed) + more;
            (self.tell)(AnalysisProgress { phase, done, found, all: pieces * settings });
            !failed.load(Ordering::Relaxed)
        };
        let blocks =
            jobs(self.threads, pieces.div_ceil(per_block) as usize, |row| -> Result<Vec<Vec<Course>>, Error> {
                let numbers = row as u32 * per_block..((row as u32 + 1) * per_block).min(pieces);
                let kept = self.store.load(first + row as u32).and_then(|bytes| decoded::<Vec<Vec<Course>>>(&bytes));
                // The last block of fewer rows is not whole among more of them.
                if let Some(kept) = kept.filter(|kept| kept.len() == numbers.len()) {
                    let settings = numbers.len() as u32 * settings;
                    report(settings, settings);
                    return Ok(kept);
                }
                let computed = numbers.map(|number| piece(number, &|| report(1, 0))).collect::<Result<Vec<_>, _>>();
                let kept = computed.and_then(|courses| {
                    self.store.keep(first + row as u32, &encoded(&courses)?).map_err(Error::Store)?;
                    Ok(courses)
                });
                failed.fetch_or(kept.is_err(), Ordering::Relaxed);
                kept
            });
        joined(blocks)
    }
}

/// All blocks in order, or the error that was the first cause.
fn joined(blocks: Vec<Result<Vec<Vec<Course>>, Error>>) -> Result<Vec<Vec<Course>>, Error> {
    let (mut whole, mut errors) = (Vec::new(), Vec::new());
    for block in blocks {
        match block {
            Ok(courses) => whole.extend(courses),
            Err(error) => errors.push(error),
        }
    }
    let real = errors.iter().position(|error| !matches!(error, Error::Stopped)).unwrap_or(0);
    if errors.is_empty() { Ok(whole) } else { Err(errors.swap_remove(real)) }
}

/// The mean course; of none nothing.
fn mean(courses: Vec<Course>) -> Course {
    let number = courses.len() as f64;
    let of = |value: &dyn Fn(&Course) -> f64| courses.iter().map(value).sum::<f64>() / number;
    let days = courses.first().map_or(0, |course| course.treated.len());
    Course {
        before: of(&|course| course.before),
        first_dose: of(&|course| course.first_dose),
        treated: (0..days).map(|day| of(&|course| course.treated[day])).collect(),
        untreated: (0..days).map(|day| of(&|course| course.untreated[day])).collect(),
    }
}

fn encoded<C: Serialize>(courses: &C) -> Result<Vec<u8>, Error> {
    postcard::to_stdvec(courses).map_err(|error| Error::Store(error.to_string()))
}

fn decoded<C: DeserializeOwned>(bytes: &[u8]) -> Option<C> {
    postcard::from_bytes(bytes).ok()
}
