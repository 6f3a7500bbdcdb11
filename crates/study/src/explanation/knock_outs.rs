//! Knock-outs: what is left of the relief when one step of the mechanism does not happen, on cells.
//!
//! All futures of a patient begin with the same tissue on the day of the first dose, where the knock-out begins as well, and
//! have the same random numbers. Relief counts from the pain of that day, before the dose.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::people::Person;
use super::pieces::{self, Pieces};
use super::{Error, Task};
use crate::coarse::coarse_voxels;
use crate::pain_scale::CHANGE;
use crate::summary::row_at;
use admsc_model::observe::Sample;
use admsc_model::observe::columns::table;
use admsc_model::rules::setup::{Preparation, Setup};
use admsc_scenario::population::enrolment::Enrolment;
use admsc_stats::difference;
use admsc_stats::estimators::{Coverage, Mean};
use admsc_stats::share::{Share, responds};

/// A time constant that is never over, days.
const NEVER: f64 = 1e12;

/// Visits at which the relief lost is told, days after that of the first dose; the end of the run is one more.
const VISITS: [u32; 4] = [30, 91, 183, 365];

/// A step of the mechanism that does not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnockOut {
    /// Injected cells stay where they are.
    Homing,
    /// Injected cells walk without direction.
    Direction,
    /// The mediator of injected cells turns no M1 into M2.
    M2Shift,
    /// Dying cells leave no imprint.
    Imprint,
    /// Injected cells secrete no NGF, GDNF and VEGF.
    GrowthFactors,
    /// Matrix, myelin and stalled axons stay as on day 0.
    Regeneration,
    /// Central sensitisation never fades.
    Desensitisation,
    /// The procedure without cells.
    Cells,
    /// The cells are there, but have no effect at all.
    Effects,
}

/// All knock-outs in their order; the last two must give the same.
pub const KNOCK_OUTS: [KnockOut; 9] = [
    KnockOut::Homing,
    KnockOut::Direction,
    KnockOut::M2Shift,
    KnockOut::Imprint,
    KnockOut::GrowthFactors,
    KnockOut::Regeneration,
    KnockOut::Desensitisation,
    KnockOut::Cells,
    KnockOut::Effects,
];

impl KnockOut {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            KnockOut::Homing => "homing",
            KnockOut::Direction => "direction",
            KnockOut::M2Shift => "m2-shift",
            KnockOut::Imprint => "imprint",
            KnockOut::GrowthFactors => "growth-factors",
            KnockOut::Regeneration => "regeneration",
            KnockOut::Desensitisation => "desensitisation",
            KnockOut::Cells => "cells",
            KnockOut::Effects => "effects",
        }
    }

    /// Takes the step out of a setup.
    pub fn apply(self, setup: &mut Setup) {
        let p = &mut setup.parameters;
        match self {
            KnockOut::Homing => {
                p.stem_cell.forward_index_max = 0.0;
                p.stem_cell.speed = 0.0;
            }
            KnockOut::Direction => p.stem_cell.forward_index_max = 0.0,
            KnockOut::M2Shift => p.macrophage.m1_to_m2_rate_mediator = 0.0,
            KnockOut::Imprint => p.niche.imprint_strength = 0.0,
            KnockOut::GrowthFactors => {
                p.stem_cell.ngf_secretion = 0.0;
                p.stem_cell.gdnf_secretion = 0.0;
                p.stem_cell.vegf_secretion = 0.0;
            }
            KnockOut::Regeneration => {
                p.matrix.repair_rate = 0.0;
                p.matrix.damage_rate = 0.0;
                p.matrix.wear_rate = 0.0;
                p.axon.resume_rate = 0.0;
                p.axon.growth_speed = 0.0;
                p.axon.myelin_time = NEVER;
            }
            // Held as it is: were it free to rise, chance alone would raise it.
            KnockOut::Desensitisation => {
                p.sensitisation.central_rise_time = NEVER;
                p.sensitisation.central_decay_time = NEVER;
            }
            KnockOut::Cells => setup.doses.iter_mut().for_each(|dose| dose.preparation = Preparation::Sham),
            KnockOut::Effects => {
                p.macrophage.inhibition_mediator_weight = 0.0;
                // Education is halved by no dose however large: it never begins.
                p.circulation.education_half_dose = f64::INFINITY;
                p.tumour.admsc_factor = 1.0;
                p.t_cell.regulatory_gain = 0.0;
                for one in [KnockOut::Homing, KnockOut::M2Shift, KnockOut::Imprint, KnockOut::GrowthFactors] {
                    one.apply(setup);
                }
            }
        }
    }
}

/// All courses of one person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Futures {
    /// As the scenario says.
    pub treated: Vec<Sample>,
    /// Under each of [`KNOCK_OUTS`].
    pub knocked_out: Vec<Vec<Sample>>,
}

table! {
    /// The relief that a knock-out costs at a visit.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct KnockOutRow {
        /// What does not happen: `homing` (cells stay), `direction` (they walk at random), `m2-shift`, `imprint`, `growth-factors`,
        /// `regeneration`, `desensitisation`, `cells` (sham), `effects` (cells without any effect).
        pub knock_out: String,
        /// Day of the visit.
        pub visit_days: u64,
        /// Patients in the cell model.
        pub patients_count: u64,
        /// Relief with nothing knocked out, the mean of the patients.
        pub relief_points: f64,
        /// Relief under the knock-out.
        pub relief_left_points: f64,
        /// Share of the patients who lost at least half of their pain on the day of the first dose, with nothing knocked out.
        pub r50_fraction: f64,
        /// The same share under the knock-out.
        pub r50_left_fraction: f64,
        /// Relief lost: their difference within patients.
        pub lost_points: f64,
        /// Lower end of its 95 % interval (Student's t, paired).
        pub low_points: Option<f64>,
        /// Upper end.
        pub high_points: Option<f64>,
        /// Lower end of the 95 % interval of the relief with nothing knocked out (Student's t); missing for one patient.
        pub relief_low_points: Option<f64>,
        /// Upper end.
        pub relief_high_points: Option<f64>,
        /// Lower end of the 95 % interval of the relief under the knock-out (Student's t); missing for one patient.
        pub relief_left_low_points: Option<f64>,
        /// Upper end.
        pub relief_left_high_points: Option<f64>,
        /// Lower end of the 95 % interval of the share with nothing knocked out (Wilson).
        pub r50_low_fraction: f64,
        /// Upper end.
        pub r50_high_fraction: f64,
        /// Lower end of the 95 % interval of the share under the knock-out (Wilson).
        pub r50_left_low_fraction: f64,
        /// Upper end.
        pub r50_left_high_fraction: f64,
        /// How much less relief is lost than to the step that costs most, which `cells` and `effects` are none of; missing of those two.
        pub behind_points: Option<f64>,
        /// Lower end of its 95 % interval (Student's t, paired): above 0 the steps can be told apart, also where their own intervals overlap.
        pub behind_low_points: Option<f64>,
        /// Upper end.
        pub behind_high_points: Option<f64>,
    }
}

/// The work of one person, seconds.
pub fn work() -> f64 {
    Task::Person.seconds() + (KNOCK_OUTS.len() + 1) as f64 * Task::Course.seconds()
}

/// Lives everybody of a population, drawn round `mean`, through everything, on coarse voxels and in the scenario's own steps.
///
/// # Errors
/// When somebody cannot be drawn, run or kept.
pub fn live_all(
    population: &Enrolment,
    mean: &Setup,
    threads: usize,
    pieces: Pieces<'_>,
) -> Result<Vec<Futures>, Error> {
    let follow = |person: &Person| Futures::of(person, || pieces.done(Task::Course));
    pieces.of_people((population, &coarse_voxels(mean)), pieces::KNOCK_OUTS, Task::Person, threads, |_| work(), follow)
}

impl Futures {
    /// Lives one person through everything; `done` is called after every course.
    ///
    /// # Errors
    /// When the person cannot be run.
    pub fn of(person: &Person, done: impl Fn()) -> Result<Self, Error> {
        let course = |change: &dyn Fn(&mut Setup)| {
            let course = person.live(change);
            done();
            course
        };
        let treated = course(&|_| {})?;
        let knocked_out =
            KNOCK_OUTS.iter().map(|which| course(&|setup| which.apply(setup))).collect::<Result<_, _>>()?;
        Ok(Self { treated, knocked_out })
    }
}

/// The visits of a run to `horizon` whose relief counts from the day `start`; the last is its end, to which a visit less than
/// a week before it gives way.
pub fn visits(start: u32, horizon: u32) -> Vec<u32> {
    let before = VISITS.into_iter().map(|day| start + day).filter(|day| day + 7 <= horizon);
    before.chain([horizon]).collect()
}

/// The relief lost to every knock-out at every visit of courses that begin on the day `start`.
pub fn rows(futures: &[Futures], start: u32, horizon: u32) -> Vec<KnockOutRow> {
    let reliefs_on = |day: u32, course: &dyn for<'a> Fn(&'a Futures) -> &'a [Sample]| -> Option<Vec<f64>> {
        futures.iter().map(|one| relief(course(one), day)).collect()
    };
    let is_step = |which: &usize| ![KnockOut::Cells, KnockOut::Effects].contains(&KNOCK_OUTS[*which]);
    // The relief that is left without the step that costs most.
    let least_left = |day: u32| {
        let left = (0..KNOCK_OUTS.len()).filter(is_step);
        let left = left.filter_map(|which| reliefs_on(day, &|one| &one.knocked_out[which]));
        left.min_by(|a, b| a.iter().sum::<f64>().total_cmp(&b.iter().sum::<f64>()))
    };
    let row = |(which, knock_out): (usize, &KnockOut), day: u32| {
        let reliefs = |course: &dyn for<'a> Fn(&'a Futures) -> &'a [Sample]| reliefs_on(day, course);
        let treated = reliefs(&|one| &one.treated)?;
        let left = reliefs(&|one| &one.knocked_out[which])?;
        let responders = |course: &dyn for<'a> Fn(&'a Futures) -> &'a [Sample]| -> Option<Share> {
            let responds: Option<Vec<bool>> = futures.iter().map(|one| is_responder(course(one), day)).collect();
            responds.map(Share::from_values)
        };
        let coverage = Coverage::NINETY_FIVE;
        let found = difference::paired(&treated, &left, coverage);
        let behind = Some(which).filter(is_step).and(least_left(day));
        let behind = behind.and_then(|least| difference::paired(&left, &least, coverage));
        let reliefs = [&treated, &left].map(|all| Mean::from_values(all.iter().copied()));
        let [relief_points, relief_left_points] = reliefs.map(|relief| relief.mean);
        let [whole, rest] = reliefs.map(|relief| relief.t_interval_within(CHANGE, coverage));
        let (r50, r50_left) = (responders(&|one| &one.treated)?, responders(&|one| &one.knocked_out[which])?);
        let [r50_ends, r50_left_ends] = [r50, r50_left].map(|share| share.interval(coverage));
        Some(KnockOutRow {
            knock_out: knock_out.name().to_owned(),
            visit_days: u64::from(day),
            patients_count: futures.len() as u64,
            relief_points,
            relief_left_points,
            r50_fraction: r50.value(),
            r50_left_fraction: r50_left.value(),
            lost_points: relief_points - relief_left_points,
            low_points: found.map(|found| found.low),
            high_points: found.map(|found| found.high),
            relief_low_points: whole.map(|ends| ends.0),
            relief_high_points: whole.map(|ends| ends.1),
            relief_left_low_points: rest.map(|ends| ends.0),
            relief_left_high_points: rest.map(|ends| ends.1),
            r50_low_fraction: r50_ends.0,
            r50_high_fraction: r50_ends.1,
            r50_left_low_fraction: r50_left_ends.0,
            r50_left_high_fraction: r50_left_ends.1,
            behind_points: behind.map(|behind| behind.difference),
            behind_low_points: behind.map(|behind| behind.low),
            behind_high_points: behind.map(|behind| behind.high),
        })
    };
    let all = visits(start, horizon);
    KNOCK_OUTS.iter().enumerate().flat_map(|one| all.iter().filter_map(move |day| row(one, *day))).collect()
}

/// Pain at the beginning of a course minus that of a day, points.
fn relief(course: &[Sample], day: u32) -> Option<f64> {
    Some(course.first()?.vas_points - row_at(course, day)?.vas_points)
}

/// Whether at least half of the pain at the beginning of a course is gone on a day.
fn is_responder(course: &[Sample], day: u32) -> Option<bool> {
    Some(responds(course.first()?.vas_points, row_at(course, day)?.vas_points, 0.5))
}

/// Whether two courses agree in everything but the injected cells themselves and what only they hold.
pub fn same_tissue(one: &[Sample], other: &[Sample]) -> bool {
    let tissue = |sample: &Sample| Sample {
        mediator_ng_per_ml: 0.0,
        admsc_alive_cells: 0,
        admsc_apoptotic_cells: 0,
        admsc_in_lesion_cells: 0,
        admsc_licensing_fraction: 0.0,
        admsc_lung_cells: 0.0,
        admsc_blood_cells: 0.0,
        ..*sample
    };
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| tissue(a) == tissue(b))
}

/// Whether cells without any effect give the same tissue as none, in everybody and on every day.
pub fn effects_are_all(futures: &[Futures]) -> bool {
    let place = |wanted: KnockOut| KNOCK_OUTS.iter().position(|known| *known == wanted);
    let (Some(cells), Some(effects)) = (place(KnockOut::Cells), place(KnockOut::Effects)) else { return false };
    futures.iter().all(|one| same_tissue(&one.knocked_out[cells], &one.knocked_out[effects]))
}
