//! What a patient reports at the visits of a trial.

use serde::Serialize;

use super::{EnrolledPatient, Outcome, PreparedStudy};
use crate::summary::responders_start;
use admsc_model::observe::Sample;
use admsc_model::rng::Streams;
use admsc_model::rules::retreatment::Reporting;
use admsc_model::rules::setup::{Route, Setup};
use admsc_scenario::observer::acr::{self, acr20};
use admsc_scenario::observer::das28::das28;
use admsc_scenario::observer::intercurrent::{Estimand, Events};
use admsc_scenario::observer::{Mode, Observer};
use admsc_stats::share::responds;

/// A report of one patient in one arm at one visit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Report {
    /// Day of the visit.
    pub day: u32,
    /// Report on day 0, points.
    pub baseline_points: f64,
    /// The value that the analysis counts, points; nothing where it is missing.
    pub vas_points: Option<f64>,
    /// Report on the day of the arm's first dose, before it; that of day 0 without a dose, and where pain decides when the first
    /// one is given. Nothing counts from it.
    pub first_dose_points: f64,
    /// Whether at least half of the pain of day 0 is gone, whenever the arm's doses are given; nothing where it is missing, or
    /// where there was no pain on day 0.
    pub responder_50: Option<bool>,
    /// Whether at least 30 % of it is gone.
    pub responder_30: Option<bool>,
    /// Whether joints and pain are a fifth better (ACR20); nothing outside systemic autoimmune disease.
    pub acr20: Option<bool>,
    /// DAS28-CRP, points; nothing outside systemic autoimmune disease, or where the report of pain is missing.
    pub das28_points: Option<f64>,
    /// Whether a tumour is a fifth larger in diameter than on day 0.
    pub tumour_progressed: bool,
}

impl Report {
    /// Change from day 0, points.
    pub fn change_points(&self) -> Option<f64> {
        self.vas_points.map(|points| points - self.baseline_points)
    }
}

/// What one patient reported in one arm, and what happened to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {
    /// One a visit.
    pub visits: Vec<Report>,
    /// Dropout, rescue, reoperation, flare.
    pub events: Events,
}

impl PreparedStudy<'_> {
    /// What a patient reported in a case; nothing where they did not take part.
    pub fn reports(&self, member: &EnrolledPatient, case: usize) -> Option<Reports> {
        let outcome = member.outcomes.get(case)?.as_ref()?;
        self.reports_of(member.number, &self.study.cases[case].setup, outcome)
    }

    /// The same with other random numbers, where the study has them.
    pub fn other_reports(&self, member: &EnrolledPatient, case: usize) -> Option<Reports> {
        let outcome = member.other_draws.get(case)?.as_ref()?;
        self.reports_of(member.number, &self.study.cases[case].setup, outcome)
    }

    /// The report of a person on day 0, whose pain by the model is `pain` points: what admission reads.
    pub(super) fn report_at_screening(&self, number: u32, pain: f64) -> f64 {
        let observer = self.observer_of(number, 0);
        // On day 0 nobody has responded to anything yet: the mode does not matter, only whether there is an observer.
        observer.report(self.study.trial.observer, pain, 0, 0.0).unwrap_or(pain)
    }

    fn observer_of(&self, number: u32, last_day: u32) -> Observer {
        Observer::new(self.observer, &Streams::new(self.study.population.seed, number), last_day)
    }

    /// Who observes a patient in a case: treatment is given again by what the patient reports at the visits they come to.
    pub(super) fn reporting(&self, number: u32, setup: &Setup) -> Reporting {
        let trial = &self.study.trial;
        if setup.retreatments.is_empty() {
            return Reporting::default();
        }
        let observer = self.observer_of(number, setup.horizon_days);
        let (mode, is_treated) = (self.mode(setup), setup.possible_doses().next().is_some());
        let streams = Streams::new(self.study.population.seed, number);
        let dropout_day = trial.intercurrent.dropout_day(&streams, setup.horizon_days.saturating_add(1));
        Reporting::new(move |day, pain, first_dose| {
            let comes = dropout_day.is_none_or(|left| day < left);
            let since = since_treatment(day, first_dose, is_treated);
            observer.report(mode, pain, day as i32, since).filter(|_| comes)
        })
    }

    /// What the patients of a case know.
    fn mode(&self, setup: &Setup) -> Mode {
        match (self.study.trial.observer, setup.possible_doses().next()) {
            (Mode::None, _) => Mode::None,
            (_, None) => Mode::Untreated,
            (mode, Some(_)) => mode,
        }
    }

    fn reports_of(&self, number: u32, setup: &Setup, outcome: &Outcome) -> Option<Reports> {
        let trial = &self.study.trial;
        let observer = self.observer_of(number, setup.horizon_days);
        let (mode, is_treated) = (self.mode(setup), setup.possible_doses().next().is_some());
        let (dose_day, setup) = (responders_start(setup), &setup.as_given(&outcome.given_again));
        let first_dose = setup.doses.iter().map(|dose| dose.at_days).reduce(f64::min);
        let report = |day: u32| {
            let pain = *outcome.daily_vas_points.get(day as usize)?;
            observer.report(mode, pain, day as i32, since_treatment(day, first_dose, is_treated))
        };
        let (baseline_points, first_dose_points) = (report(0)?, report(dose_day)?);
        let seen: Vec<(u32, f64)> = trial.visits_days.iter().filter_map(|day| Some((*day, report(*day)?))).collect();
        let streams = Streams::new(self.study.population.seed, number);
        let needles = setup.doses.iter().filter(|dose| matches!(dose.route, Route::Needle { .. }));
        let events = Events::from_course(&trial.intercurrent, &streams, &outcome.daily_vas_points, &seen)
            .with_flares(needles.map(|dose| dose.at_days), &outcome.daily_vas_points);
        let retreated_day = outcome.given_again.first().map(|given| given.at_days as u32);
        let events = Events { retreated_day, ..events };
        let joints = Joints::for_patient(&streams, self.observer.joint_count_noise, setup, outcome, baseline_points);
        let visit = |(row, (day, vas)): (usize, &(u32, f64))| {
            let acr20 = joints.as_ref().and_then(|joints| joints.acr20(outcome, row, *day, *vas));
            let grown = progressed(setup.parameters.tumour.initial_burden, outcome.visits.get(row));
            let counted = self.counted(&events, *day, [baseline_points, *vas], acr20);
            Report {
                tumour_progressed: grown && !events.has_left(*day),
                first_dose_points,
                das28_points: counted
                    .vas_points
                    .and(joints.as_ref())
                    .and_then(|joints| joints.das28(outcome, row, *day, *vas)),
                ..counted
            }
        };
        let visits = seen.iter().enumerate().map(visit).collect();
        Some(Reports { visits, events })
    }

    /// What the analysis makes of a report of pain, beside that of day 0. All arms count from day 0, when they were alike.
    fn counted(&self, events: &Events, day: u32, [baseline, vas]: [f64; 2], acr20: Option<bool>) -> Report {
        let happened = events.has_happened(day);
        let estimand = self.study.trial.intercurrent.estimand;
        let missing = events.has_left(day) || happened && estimand == Estimand::Hypothetical;
        let failed = happened && estimand == Estimand::Composite;
        let vas_points = (!missing).then_some(if failed { baseline } else { vas });
        let responder = |fall: f64| {
            // Nobody without pain can lose a share of it.
            let in_pain = vas_points.filter(|_| baseline > 0.0 && self.study.begins_in_pain());
            in_pain.map(|points| !failed && responds(baseline, points, fall))
        };
        Report {
            day,
            baseline_points: baseline,
            vas_points,
            first_dose_points: baseline,
            responder_50: responder(0.5),
            responder_30: responder(0.3),
            tumour_progressed: false,
            das28_points: None,
            acr20: acr20.filter(|_| !missing).map(|better| better && !failed),
        }
    }
}

/// Days since the first treatment; of somebody who is treated later than that day, or may be and is not yet, negative; of
/// somebody who is never treated, since the trial began.
fn since_treatment(day: u32, first_dose: Option<f64>, is_treated: bool) -> f64 {
    let untreated = if is_treated { f64::INFINITY } else { 0.0 };
    f64::from(day) - first_dose.unwrap_or(untreated)
}

/// Growth of a tumour that counts as progression: a fifth in diameter, as in RECIST, is 73 % in volume.
const PROGRESSION: f64 = 1.2 * 1.2 * 1.2;

/// Whether a tumour has progressed since day 0.
fn progressed(burden_on_day_0: f64, sample: Option<&Sample>) -> bool {
    sample.is_some_and(|now| burden_on_day_0 > 0.0 && now.tumour_burden_fraction >= PROGRESSION * burden_on_day_0)
}

/// The joints of a patient with systemic autoimmune disease.
struct Joints<'a> {
    streams: &'a Streams,
    baseline: acr::Visit,
    /// Coefficient of variation of a joint count.
    noise: f64,
}

impl<'a> Joints<'a> {
    /// Nothing outside systemic disease.
    fn for_patient(
        streams: &'a Streams,
        noise: f64,
        setup: &Setup,
        outcome: &Outcome,
        reported_points: f64,
    ) -> Option<Self> {
        let tnf_alpha_relative = outcome.day_zero.tnf_alpha_relative;
        let baseline = acr::Visit { day: 0, tnf_alpha_relative, reported_points };
        (setup.parameters.t_cell.systemic_share > 0.0).then_some(Self { streams, baseline, noise })
    }

    /// ACR20 at a visit; nothing at the baseline visit itself.
    fn acr20(&self, outcome: &Outcome, row: usize, day: u32, reported_points: f64) -> Option<bool> {
        let visit = Self::seen(outcome, row, day, reported_points).filter(|_| day > 0)?;
        Some(acr20(self.streams, &self.baseline, &visit, self.noise))
    }

    /// DAS28 at a visit.
    fn das28(&self, outcome: &Outcome, row: usize, day: u32, reported_points: f64) -> Option<f64> {
        Some(das28(self.streams, &Self::seen(outcome, row, day, reported_points)?, self.noise))
    }

    fn seen(outcome: &Outcome, row: usize, day: u32, reported_points: f64) -> Option<acr::Visit> {
        let tnf_alpha_relative = outcome.visits.get(row)?.tnf_alpha_relative;
        Some(acr::Visit { day, tnf_alpha_relative, reported_points })
    }
}
