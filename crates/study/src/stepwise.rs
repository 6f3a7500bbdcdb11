//! A run in pieces, for who looks at it while it goes on: the page of the Lab, a window of another program. Piece by piece it comes to the
//! bytes of [`crate::run::run`].

use super::recording::Recording;
use super::run::{BaselineStore, Record, Request};
use super::visits::Keep;
use crate::kept::baseline_key;
use admsc_model::observe::Sample;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::Steps;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{Error, Simulation, decode_baseline, encode_baseline, sound};

/// A run that has got somewhere.
#[derive(Debug)]
pub struct Stepwise {
    setup: Setup,
    seed: u64,
    patient: u32,
    visits_days: Vec<u32>,
    stage: Stage,
}

/// Before day 0, or from it on. Boxed: a stage is as large as what it holds, and they are not alike.
#[derive(Debug)]
enum Stage {
    Baseline(Box<(Plan, Tissue)>),
    Days(Box<(Simulation, Recording)>),
    /// Between the two, and after an error.
    Nothing,
}

/// Where a piece of a run has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reached {
    /// A day before day 0; day 0 is not reached yet.
    Before(f64),
    /// A day whose row is in the record.
    Day(f64),
    /// The horizon, whose row was reached before.
    End,
}

impl Stepwise {
    /// A run that has not begun; from day 0 on, where the store holds its baseline.
    ///
    /// # Errors
    /// When the window's size is not supported or the asked-for pain cannot be met.
    pub fn begin(request: Request<'_>, store: &impl BaselineStore) -> Result<Self, Error> {
        let Request { setup, seed, patient, visits_days, .. } = request;
        let plan = Plan::new(setup.clone(), seed, patient)?;
        let kept =
            store.load(&baseline_key(setup, seed, patient)?).and_then(|bytes| decode_baseline(&plan, &bytes).ok());
        let mut run =
            Self { setup: setup.clone(), seed, patient, visits_days: visits_days.to_vec(), stage: Stage::Nothing };
        match kept {
            Some(tissue) => run.enter(plan, tissue)?,
            None => {
                let tissue = baseline::seed(&plan);
                run.stage = Stage::Baseline(Box::new((plan, tissue)));
            }
        }
        Ok(run)
    }

    /// Goes on to the next day: one of the baseline, day 0, one with a row, or nothing where the horizon is behind it. `between` sees the
    /// ticks of a day that have no row.
    ///
    /// # Errors
    /// When the state has become one that cannot be, or cannot be kept; the run is over then.
    pub fn advance(
        &mut self,
        workers: impl Steps,
        store: &impl BaselineStore,
        mut between: impl FnMut(&Plan, &Tissue),
    ) -> Result<Reached, Error> {
        match std::mem::replace(&mut self.stage, Stage::Nothing) {
            Stage::Baseline(mut begun) => {
                let mut is_day = false;
                while !is_day && baseline::advance(&begun.0, &mut begun.1, workers, |_| is_day = true) {}
                if is_day && begun.1.clock.tick < begun.1.clock.origin {
                    let day = begun.1.clock.day();
                    self.stage = Stage::Baseline(begun);
                    return Ok(Reached::Before(day));
                }
                let (plan, tissue) = *begun;
                sound(&plan, &tissue)?;
                store.keep(&baseline_key(&self.setup, self.seed, self.patient)?, &encode_baseline(&tissue)?);
                self.enter(plan, tissue)?;
                Ok(Reached::Day(self.day()))
            }
            Stage::Days(mut going) => {
                let (run, recording) = &mut *going;
                let end = run.tissue().clock.tick_at(f64::from(self.setup.horizon_days));
                let mut reached = Reached::End;
                while reached == Reached::End && run.tissue().clock.tick < end {
                    run.advance(workers);
                    recording.tick(run);
                    if run.record() {
                        recording.day(request(&self.setup, self.seed, self.patient, &self.visits_days), run)?;
                        reached = Reached::Day(run.tissue().clock.day());
                    } else {
                        between(run.plan(), run.tissue());
                    }
                }
                self.stage = Stage::Days(going);
                Ok(reached)
            }
            Stage::Nothing => Err(Error::Stopped),
        }
    }

    /// Day 0, with its row.
    fn enter(&mut self, plan: Plan, tissue: Tissue) -> Result<(), Error> {
        let request = request(&self.setup, self.seed, self.patient, &self.visits_days);
        let mut recording = Recording::new(request, &plan);
        let mut run = Simulation::from_baseline(plan, tissue)?;
        if run.record() {
            recording.day(request, &run)?;
        }
        self.stage = Stage::Days(Box::new((run, recording)));
        Ok(())
    }

    /// The day that is reached, below 0 before day 0.
    pub fn day(&self) -> f64 {
        match &self.stage {
            Stage::Baseline(begun) => begun.1.clock.day(),
            Stage::Days(going) => going.0.tissue().clock.day(),
            Stage::Nothing => 0.0,
        }
    }

    /// What does not change, and the state; nothing after an error.
    pub fn state(&self) -> Option<(&Plan, &Tissue)> {
        match &self.stage {
            Stage::Baseline(begun) => Some((&begun.0, &begun.1)),
            Stage::Days(going) => Some((going.0.plan(), going.0.tissue())),
            Stage::Nothing => None,
        }
    }

    /// One row a day from day 0 to the present.
    pub fn samples(&self) -> &[Sample] {
        match &self.stage {
            Stage::Days(going) => going.0.samples(),
            _ => &[],
        }
    }

    /// The record of a run that has reached its horizon; nothing before.
    pub fn record(&self) -> Option<Record> {
        let Stage::Days(going) = &self.stage else { return None };
        let is_over = self.day() >= f64::from(self.setup.horizon_days);
        let request = request(&self.setup, self.seed, self.patient, &self.visits_days);
        is_over.then(|| going.1.clone().finish(request, &going.0))
    }
}

/// What is asked of a run that is looked at while it goes on: the record keeps no pictures, since the looker sees every day.
fn request<'a>(setup: &'a Setup, seed: u64, patient: u32, visits_days: &'a [u32]) -> Request<'a> {
    Request { setup, seed, patient, visits_days, keep: Keep::default(), pictures: false }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;
    use crate::run::{NoStore, run};
    use admsc_model::parallel::Serial;
    use admsc_scenario::reading::load_str;

    #[derive(Default)]
    struct Memory(RefCell<BTreeMap<String, Vec<u8>>>);

    impl BaselineStore for Memory {
        fn load(&self, key: &str) -> Option<Vec<u8>> {
            self.0.borrow().get(key).cloned()
        }

        fn keep(&self, key: &str, bytes: &[u8]) {
            self.0.borrow_mut().insert(key.to_owned(), bytes.to_vec());
        }
    }

    #[test]
    fn pieces_come_to_the_bytes_of_a_run() -> Result<(), Box<dyn std::error::Error>> {
        let text = "format = 1\nextends = \"builtin:neuropathic-single\"\nhorizon = \"12 d\"\ntissue = { voxel = \"100 um\" }\n";
        let scenario = load_str("pieces", text, &[])?;
        let asked = request(&scenario.setup, scenario.seed, scenario.patient, &scenario.visits_days);
        let whole = run(asked, Serial, &NoStore, |_| {})?;
        let store = Memory::default();
        // First with its baseline, then from the one that is kept.
        for before in [scenario.setup.baseline_days as usize - 1, 0] {
            let mut pieces = Stepwise::begin(asked, &store)?;
            let mut reached = Vec::new();
            while pieces.record().is_none() {
                reached.push(pieces.advance(Serial, &store, |_, _| {})?);
            }
            assert_eq!(pieces.advance(Serial, &store, |_, _| {})?, Reached::End);
            assert_eq!(reached.iter().filter(|reached| matches!(reached, Reached::Before(_))).count(), before);
            assert_eq!(reached.last(), Some(&Reached::Day(12.0)));
            let record = pieces.record().ok_or("no record")?;
            assert_eq!((record.digest, record.samples), (whole.digest.clone(), whole.samples.clone()));
        }
        Ok(())
    }
}
