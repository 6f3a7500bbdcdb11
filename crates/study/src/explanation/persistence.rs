//! Why it lasts, or does not: the path of the run between a painful and a quiet state, and who stays.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::course::Reference;
use super::knock_outs::Futures;
use admsc_model::observe::Sample;
use admsc_model::observe::columns::table;
use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::plan::Plan;
use admsc_stats::estimators::Coverage;
use admsc_stats::share::Share;

/// Days after which the mean field is taken to be where it stays.
const SETTLED: f64 = 4000.0;

/// Distance in TNFα (relative) or matrix integrity from which two states are two.
const APART: f64 = 0.02;

table! {
    /// One day on the path, treated and untreated.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct PathRow {
        /// Time after the first day.
        pub time_days: f64,
        /// TNFα of the treated run, relative to its reference.
        pub treated_tnf_alpha_relative: f64,
        /// Damage of the matrix (1 − S) of the treated run.
        pub treated_damage_fraction: f64,
        /// Pain of the treated run.
        pub treated_vas_points: f64,
        /// TNFα of the same patient after the same procedure without cells.
        pub untreated_tnf_alpha_relative: f64,
        /// Damage of their matrix.
        pub untreated_damage_fraction: f64,
        /// Pain without treatment.
        pub untreated_vas_points: f64,
    }
}

table! {
    /// A state in which the mean field of the run's patient stays, without cells.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Resting {
        /// Where it was started: `painful` or `quiet`.
        pub from: String,
        /// TNFα, relative to its reference.
        pub tnf_alpha_relative: f64,
        /// Damage of the matrix, 1 − S.
        pub damage_fraction: f64,
        /// Pain, with the axons as on day 0.
        pub vas_points: f64,
    }
}

table! {
    /// In whom pain stays halved.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Staying {
        /// `cells` or `mean-field`.
        pub model: String,
        /// Patients.
        pub patients_count: u64,
        /// Of them those whose pain halves.
        pub relieved_count: u64,
        /// Of these, those whose pain is halved on the last day.
        pub staying_count: u64,
        /// Their share; missing where pain halves in no patient.
        pub staying_share: Option<f64>,
        /// Lower end of its 95 % interval (Wilson).
        pub low_share: Option<f64>,
        /// Upper end.
        pub high_share: Option<f64>,
        /// Lower end of the 95 % interval of the share of the patients whose pain halves (Wilson).
        pub relieved_low_share: f64,
        /// Upper end.
        pub relieved_high_share: f64,
    }
}

/// The path of two runs.
pub fn path(treated: &[Sample], untreated: &[Sample]) -> Vec<PathRow> {
    let row = |(a, b): (&Sample, &Sample)| PathRow {
        time_days: a.time_days,
        treated_tnf_alpha_relative: a.tnf_alpha_relative,
        treated_damage_fraction: 1.0 - a.matrix_integrity_fraction,
        treated_vas_points: a.vas_points,
        untreated_tnf_alpha_relative: b.tnf_alpha_relative,
        untreated_damage_fraction: 1.0 - b.matrix_integrity_fraction,
        untreated_vas_points: b.vas_points,
    };
    treated.iter().zip(untreated).map(row).collect()
}

/// The states in which the mean field stays: one, or two where the patient is bistable.
pub fn resting(plan: &Plan) -> Vec<Resting> {
    let field = MeanField::new(plan);
    let settled = |from: &str, start: State| {
        let state = field.after(start, SETTLED);
        Resting {
            from: from.to_owned(),
            tnf_alpha_relative: field.relative_tnf(&state),
            damage_fraction: 1.0 - state.integrity,
            vas_points: field.pain(&state).total(),
        }
    };
    let (painful, quiet) = (settled("painful", field.painful_start()), settled("quiet", field.quiet_start()));
    let is_one = (painful.tnf_alpha_relative - quiet.tnf_alpha_relative).abs() < APART
        && (painful.damage_fraction - quiet.damage_fraction).abs() < APART;
    if is_one { vec![painful] } else { vec![painful, quiet] }
}

/// First day without a living injected cell after the last that had one; none where there are cells to the end, or never were.
pub fn last_cell_day(samples: &[Sample]) -> Option<f64> {
    let last = samples.iter().rposition(|row| row.admsc_alive_cells > 0)?;
    samples.get(last + 1).map(|row| row.time_days)
}

/// Who keeps the relief on cells.
pub fn staying_on_cells(futures: &[Futures], first_dose: f64) -> Staying {
    let references: Vec<Reference> = futures.iter().map(|one| reference(&one.treated, first_dose)).collect();
    staying("cells", &references)
}

/// What a course on cells comes to.
pub fn reference(course: &[Sample], first_dose: f64) -> Reference {
    let before = course.iter().rfind(|row| row.time_days <= first_dose).map_or(0.0, |row| row.vas_points);
    let after = course.iter().filter(|row| row.time_days >= first_dose).map(|row| row.vas_points);
    let lowest = after.fold(before, f64::min);
    let last = course.last().map_or(before, |row| row.vas_points);
    Reference { start: before, lowest, end: last }
}

/// In whom pain stays halved.
pub fn staying(model: &str, references: &[Reference]) -> Staying {
    let share = Share::from_values(references.iter().filter(|one| one.halves()).map(Reference::stays));
    let known = (share.n > 0).then(|| share.interval(Coverage::NINETY_FIVE));
    let relieved = Share { n: references.len(), hits: share.n }.interval(Coverage::NINETY_FIVE);
    Staying {
        model: model.to_owned(),
        patients_count: references.len() as u64,
        relieved_count: share.n as u64,
        staying_count: share.hits as u64,
        staying_share: known.map(|_| share.value()),
        low_share: known.map(|(low, _)| low),
        high_share: known.map(|(_, high)| high),
        relieved_low_share: relieved.0,
        relieved_high_share: relieved.1,
    }
}
