//! One patient's run: state, record, checkpoints.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::engine::clock::Clock;
use crate::engine::transform::SizeError;
use crate::observe::{Sample, sample};
use crate::rules::baseline;
use crate::rules::pain;
use crate::rules::plan::Plan;
use crate::rules::retreatment::{Course, Reporting, Retreated};
use crate::rules::setup::{Dose, Setup, Start};
use crate::rules::step::Steps;
use crate::rules::tissue::Tissue;
use crate::rules::watch::{Fault, inspect};

/// Why a run could not start or go on.
#[derive(Debug)]
pub enum Error {
    /// The window's size is not one the transform supports.
    Size(SizeError),
    /// A stored state is none that this run can be in.
    Restore(Fault),
    /// A state cannot be encoded, or a stored one cannot be read.
    Code(postcard::Error),
    /// The run was told to stop before its end.
    Stopped,
    /// The state contradicts itself.
    Fault {
        /// First day on which it does.
        day: f64,
        /// What is wrong.
        fault: Fault,
    },
    /// The asked-for pain cannot be met because the patient has none.
    BaselinePain {
        /// Asked for, points.
        asked: f64,
        /// Found, points.
        found: f64,
    },
}

impl std::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Size(size) => size.fmt(f),
            Self::Restore(fault) => write!(f, "the stored state is none of this run: {fault}"),
            Self::Stopped => f.write_str("the run was stopped before its end"),
            Self::Code(reason) => write!(f, "the state cannot be stored or restored: {reason}"),
            Self::Fault { day, fault } => write!(
                f,
                "the run stops on day {day}: {fault}; look for parameters far outside their range, else the memory of this \
                 machine may be at fault"
            ),
            Self::BaselinePain { asked, found } => write!(
                f,
                "the baseline pain of {asked} points cannot be reached: this patient has {found:.2} points before \
                 scaling"
            ),
        }
    }
}

impl From<SizeError> for Error {
    fn from(size: SizeError) -> Self {
        Self::Size(size)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Restore(fault)
    }
}

impl From<postcard::Error> for Error {
    fn from(reason: postcard::Error) -> Self {
        Self::Code(reason)
    }
}

/// One patient's run.
#[derive(Debug, Clone)]
pub struct Simulation {
    plan: Plan,
    tissue: Tissue,
    samples: Vec<Sample>,
    course: Course,
    /// What was first found wrong, and on which day.
    fault: Option<(f64, Fault)>,
}

/// What a checkpoint holds. It is written from borrowed parts and read as owned ones: both have the same bytes.
#[derive(Serialize, Deserialize)]
struct Checkpoint<T, S, G> {
    pain_gain: f64,
    tissue: T,
    samples: S,
    given_again: G,
}

impl Simulation {
    /// A patient on day 0, the baseline computed. `progress` is told the share of the baseline done.
    ///
    /// # Errors
    /// When the window's size is not supported or the asked-for pain cannot be met.
    pub fn prepare(
        setup: Setup,
        seed: u64,
        patient: u32,
        workers: impl Steps,
        progress: impl FnMut(f64),
    ) -> Result<Self, Error> {
        let plan = Plan::new(setup, seed, patient)?;
        let tissue = baseline::prepare(&plan, workers, progress);
        Self::from_baseline(plan, tissue)
    }

    /// A patient whose tissue of day 0 is known. The gain of the pain proxy is scaled to the asked-for baseline pain:
    /// pain feeds nothing back, so this changes no cell.
    ///
    /// # Errors
    /// When the baseline is not finite or the asked-for pain cannot be met.
    pub fn from_baseline(mut plan: Plan, mut tissue: Tissue) -> Result<Self, Error> {
        sound(&plan, &tissue)?;
        if let Start::Chronic { baseline_pain: Some(asked) } = plan.setup.start {
            let scaled = pain_per_gain(&plan, &tissue);
            if scaled <= 0.0 {
                return Err(Error::BaselinePain { asked, found: 0.0 });
            }
            plan.setup.parameters.pain.gain = asked / scaled;
        }
        tissue.pain = pain::feel(&plan, &tissue);
        Ok(Self { plan, tissue, samples: Vec::new(), course: Course::default(), fault: None })
    }

    /// The same with somebody who observes the patient: treatment is given again by what they report.
    #[must_use]
    pub fn observed(self, reporting: Reporting) -> Self {
        Self { course: self.course.observed(reporting), ..self }
    }

    /// What was given again so far, because pain had returned.
    pub fn given_again(&self) -> &[Retreated] {
        self.course.given()
    }

    /// What does not change during the run.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The state.
    pub fn tissue(&self) -> &Tissue {
        &self.tissue
    }

    /// The state, to change it: for experiments on the model.
    pub fn tissue_mut(&mut self) -> &mut Tissue {
        &mut self.tissue
    }

    /// One row a day (a slow interval), from day 0 to the present.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Advances one base tick, recording first where a slow interval begins.
    pub fn step(&mut self, workers: impl Steps) {
        self.record();
        self.advance(workers);
    }

    /// Advances one base tick. Whoever calls this records before each tick: a day that is left out is not in the record.
    pub fn advance(&mut self, workers: impl Steps) {
        self.plan.follow(self.tissue.clock);
        workers.step(&self.plan, &mut self.tissue);
    }

    /// Runs to `day` and records that day. `each_day` sees every recorded sample and the tissue it was taken from.
    pub fn run_to(&mut self, day: f64, workers: impl Steps, mut each_day: impl FnMut(&Sample, &Tissue)) {
        let end = self.tissue.clock.tick_at(day);
        loop {
            if self.record() {
                each_day(&self.samples[self.samples.len() - 1], &self.tissue);
            }
            if self.tissue.clock.tick >= end || self.fault.is_some() {
                return;
            }
            self.advance(workers);
        }
    }

    /// Records the present once, if a slow interval begins; says whether it did.
    pub fn record(&mut self) -> bool {
        let now = self.tissue.clock.day();
        let due = self.tissue.clock.due(self.plan.setup.cadence.slow_ticks)
            && self.samples.last().is_none_or(|last| last.time_days < now);
        if due {
            let sample = sample(&self.plan, &self.tissue);
            self.fault = self.fault.or_else(|| inspect(&self.plan, &self.tissue).err().map(|fault| (now, fault)));
            self.course.look(&mut self.plan.setup, now, sample.vas_points);
            self.samples.push(sample);
        }
        due
    }

    /// Whether the state was sound whenever it was recorded. [`Simulation::run_to`] stops where it was not: what is recorded is a
    /// result only if this is good.
    ///
    /// # Errors
    /// When it was not, with the first day.
    pub fn check(&self) -> Result<(), Error> {
        self.fault.map_or(Ok(()), |(day, fault)| Err(Error::Fault { day, fault }))
    }

    /// The whole state and record as bytes.
    ///
    /// # Errors
    /// When the state cannot be encoded.
    pub fn checkpoint(&self) -> Result<Vec<u8>, Error> {
        let held = Checkpoint {
            pain_gain: self.plan.setup.parameters.pain.gain,
            tissue: &self.tissue,
            samples: &self.samples,
            given_again: self.course.given(),
        };
        Ok(postcard::to_stdvec(&held)?)
    }

    /// A run from a checkpoint of the same setup and seed. Who observes the patient must be said again.
    ///
    /// # Errors
    /// When the bytes cannot be read or belong to another window.
    pub fn resume(mut plan: Plan, bytes: &[u8]) -> Result<Self, Error> {
        let held: Checkpoint<Tissue, Vec<Sample>, Vec<Retreated>> = postcard::from_bytes(bytes)?;
        let Checkpoint { pain_gain, mut tissue, samples, given_again } = held;
        plan.setup.parameters.pain.gain = pain_gain;
        tissue.restore(&plan)?;
        recorded(&samples, tissue.clock.day())?;
        // What had come before the last tick; what comes with the next is put in place then.
        plan.follow(Clock { tick: tissue.clock.tick.saturating_sub(1), ..tissue.clock });
        let again: Vec<Dose> = given_again.iter().filter_map(|given| plan.setup.dose_given(*given)).collect();
        plan.setup.doses.extend(again);
        let now = samples.last().map_or(f64::NEG_INFINITY, |last: &Sample| last.time_days);
        let course = Course::resumed(&plan.setup, given_again, now);
        Ok(Self { plan, tissue, samples, course, fault: None })
    }
}

/// Holds a state to what the state of a patient can be.
///
/// # Errors
/// When it is none, with the day.
pub fn sound(plan: &Plan, tissue: &Tissue) -> Result<(), Error> {
    inspect(plan, tissue).map_err(|fault| Error::Fault { day: tissue.clock.day(), fault })
}

/// Holds stored rows to what a run up to a day has: days that ascend, and pain of 0 to 10 points.
fn recorded(samples: &[Sample], now: f64) -> Result<(), Fault> {
    let ascends = samples.windows(2).all(|pair| pair[0].time_days < pair[1].time_days);
    if !ascends || samples.iter().any(|sample| !(0.0..=now).contains(&sample.time_days)) {
        return Err(Fault::Unfit { what: "recorded days" });
    }
    match samples.iter().find(|sample| !(0.0..=10.0).contains(&sample.vas_points)) {
        Some(Sample { vas_points: value, .. }) => {
            Err(Fault::OutOfRange { what: "recorded pain", value: *value, range: (0.0, 10.0), place_um: None })
        }
        None => Ok(()),
    }
}

/// Pain per unit of gain, from the unclipped sum of causes.
fn pain_per_gain(plan: &Plan, tissue: &Tissue) -> f64 {
    let mut unit = plan.setup.parameters.pain;
    unit.gain = 1.0;
    let s = tissue.sensitisation;
    pain::from_causes(&unit, s.peripheral, pain::damage(plan, tissue), s.central).total()
}

/// Bytes of a baseline, to keep it for later runs.
///
/// # Errors
/// When the state cannot be encoded.
pub fn encode_baseline(tissue: &Tissue) -> Result<Vec<u8>, Error> {
    Ok(postcard::to_stdvec(tissue)?)
}

/// A kept baseline.
///
/// # Errors
/// When the bytes cannot be read or belong to another window.
pub fn decode_baseline(plan: &Plan, bytes: &[u8]) -> Result<Tissue, Error> {
    let mut tissue: Tissue = postcard::from_bytes(bytes)?;
    tissue.restore(plan)?;
    Ok(tissue)
}
