//! Axons and microglia in the mean field.

use super::{MeanField, State};
use crate::rules::setup::Start;
use crate::rules::{microglia, sensitisation};

impl MeanField<'_> {
    /// The nerve before the start: intact, or in its chronic shares.
    pub(super) fn nerve(&self) -> State {
        let p = &self.plan.setup.parameters.axon;
        match (self.plan.setup.nerve, self.plan.setup.start) {
            (Some(_), Start::Chronic { .. }) => State {
                arrived: p.chronic_arrived,
                stalled: p.chronic_stalled,
                lost: 1.0 - p.chronic_arrived - p.chronic_stalled,
                ..State::default()
            },
            _ => State::default(),
        }
    }

    /// Reactive and resolving microglia in the long run at peripheral sensitisation H without damage; none without cells.
    pub(super) fn reacting(&self, peripheral: f64) -> [f64; 2] {
        let p = &self.plan.setup.parameters;
        let input = sensitisation::central_input(&p.sensitisation, peripheral, 0.0);
        match self.plan.segment.is_populated {
            true => microglia::long_run(microglia::rates(&p.microglia, &self.plan.segment, input, 0.0)),
            false => [0.0; 2],
        }
    }

    /// Rates of change of the shares of axons per day at relative TNFα `tnf` and effect `growth` of growth factors.
    pub(super) fn axons(&self, s: &State, tnf: f64, growth: f64) -> State {
        let p = &self.plan.setup.parameters.axon;
        let myelin = (s.arrived * self.myelin(s) - s.myelin) / p.myelin_time;
        if s.day < 0.0 {
            return State { myelin, ..State::default() };
        }
        let hostile = tnf > p.stall_tnf || s.integrity < p.stall_integrity;
        let stalls = if hostile { s.waiting / p.stall_time } else { 0.0 };
        let resume = p.resume_rate * (p.resume_base + growth) * (1.0 - tnf).max(0.0);
        let resumes = if hostile { 0.0 } else { resume * s.stalled };
        let ruined = self.plan.setup.parameters.debris.degeneration_rate * s.breaking;
        let begin = s.waiting / p.latency.max(1.0);
        let arrive = s.growing * p.growth_speed / p.target_distance;
        State {
            waiting: ruined - begin - stalls,
            growing: begin + resumes - arrive,
            stalled: stalls - resumes,
            arrived: arrive,
            myelin,
            ..State::default()
        }
    }

    /// Rates of change of the shares of microglia per day.
    pub(super) fn microglia(&self, s: &State, damage: f64, il10: f64) -> State {
        let (p, segment) = (&self.plan.setup.parameters, &self.plan.segment);
        if !segment.is_populated {
            return State::default();
        }
        let input = sensitisation::central_input(&p.sensitisation, s.peripheral, damage);
        let [called, resolved, rested] = microglia::rates(&p.microglia, segment, input, il10);
        State {
            reactive: called * (1.0 - s.reactive - s.resolving) - resolved * s.reactive,
            resolving: resolved * s.reactive - rested * s.resolving,
            ..State::default()
        }
    }
}
