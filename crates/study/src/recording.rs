//! What a run remembers besides its rows of days: the digest so far, the visits, and what pictures need. It only looks, so that the
//! run goes on to the same bytes, and it can be kept and gone on with.

use serde::{Deserialize, Serialize};

use super::pictures::Pictures;
use super::run::{Record, Request};
use super::summary::relief_start;
use super::visits::Visits;
use admsc_model::digest::RunDigest;
use admsc_model::rules::plan::Plan;
use admsc_model::simulation::{Error, Simulation};

/// Everything that was seen so far.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Recording {
    digest: RunDigest,
    visits: Visits,
    pictures: Option<Pictures>,
}

impl Recording {
    /// Nothing seen yet.
    pub(crate) fn new(request: Request<'_>, plan: &Plan) -> Self {
        let pictures = request.pictures.then(|| Pictures::new(plan));
        Self { digest: RunDigest::default(), visits: Visits::default(), pictures }
    }

    /// Looks at the day whose row was just recorded.
    ///
    /// # Errors
    /// When some figure is no number any more.
    pub(crate) fn day(&mut self, request: Request<'_>, run: &Simulation) -> Result<(), Error> {
        let (plan, tissue) = (run.plan(), run.tissue());
        let Some(sample) = run.samples().last() else { return Ok(()) };
        run.check()?;
        // A visit between two rows is made at the next row.
        let next = |seen: usize| request.visits_days.get(seen).copied();
        while next(self.visits.days.len()).is_some_and(|visit| f64::from(visit) <= sample.time_days) {
            self.digest.add_state(tissue);
            self.visits.look(plan, tissue, request.keep);
        }
        if let Some(pictures) = &mut self.pictures {
            pictures.look(plan, sample, tissue);
        }
        Ok(())
    }

    /// Looks at a tick that has just passed.
    pub(crate) fn tick(&mut self, run: &Simulation) {
        if let Some(pictures) = &mut self.pictures {
            pictures.follow(run.plan(), run.tissue());
        }
    }

    /// The record of a run that is over.
    pub(crate) fn finish(self, request: Request<'_>, run: &Simulation) -> Record {
        let samples = run.samples().to_vec();
        let potency = request.setup.parameters.patient.potency;
        let is_constant = request.setup.changes.iter().all(|change| change.parameters.patient.potency == potency);
        let has_cells = request.setup.possible_doses().any(|dose| dose.cells > 0.0);
        Record {
            visits: self.visits,
            pictures: self.pictures.map(|pictures| pictures.finished(run.plan())),
            given_again: run.given_again().to_vec(),
            relief_start: relief_start(&run.plan().setup),
            // Of one that changes there is no single value to tell.
            potency: Some(potency).filter(|_| has_cells && is_constant),
            lives: Vec::new(),
            digest: self.digest.finish(&samples),
            samples,
        }
    }
}
