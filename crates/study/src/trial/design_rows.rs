//! Tables about the design of a trial: the power of smaller trials, and what common patients and common draws are worth.

use serde::Serialize;

use super::analysis::{Analysis, DifferenceRow};
use super::tables::point_text;
use admsc_model::observe::columns::table;
use admsc_scenario::reading::study::Study;
use admsc_stats::power::Test;

table! {
    /// The power of trials of one size, to tell an arm from another at a visit.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct PowerRow {
        /// Keys and values of the point; empty without a sweep.
        pub point_values: String,
        /// Value of the unknown potency.
        pub potency_fraction: f64,
        /// Name of the arm.
        pub arm: String,
        /// Name of the arm it is compared with.
        pub against: String,
        /// Day of the visit.
        pub visit_days: u64,
        /// The test of the change from day 0, at 5 % two-sided: `welch`.
        pub test: String,
        /// Patients an arm in each trial.
        pub patients_per_arm_count: u64,
        /// Simulated trials; their patients are drawn with replacement from those of the study.
        pub trials_count: u64,
        /// Trials that rejected.
        pub rejected_count: u64,
        /// Share of trials that rejected: the power.
        pub power_fraction: f64,
        /// Lower end of its 95 % interval (Wilson), for the number of simulated trials alone, not of patients.
        pub power_low_fraction: f64,
        /// Upper end of that interval.
        pub power_high_fraction: f64,
    }
}

table! {
    /// Variance of the difference of pain between an arm and another at a visit, under three designs.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct VarianceRow {
        /// Keys and values of the point; empty without a sweep.
        pub point_values: String,
        /// Value of the unknown potency.
        pub potency_fraction: f64,
        /// Name of the arm.
        pub arm: String,
        /// Name of the arm it is compared with.
        pub against: String,
        /// Day of the visit.
        pub visit_days: u64,
        /// Number of patients.
        pub patients_count: u64,
        /// The same patient in both arms, with the same random numbers.
        pub same_draws_points_squared: f64,
        /// The same patient in both arms, with other random numbers.
        pub other_draws_points_squared: f64,
        /// Other patients in each arm.
        pub other_patients_points_squared: f64,
        /// Other patients over same draws: how many times as many patients an arm a trial of other patients needs for
        /// the same standard error; missing where arms of the same draws never differ in their difference.
        pub other_patients_relative: Option<f64>,
    }
}

/// What both tables say first: point, potency, arm, the arm it is compared with, day.
fn named(study: &Study, row: &DifferenceRow) -> (String, f64, String, String, u64) {
    let case = &study.cases[row.which.case];
    let names = [case.arm, row.against].map(|arm| study.arms[arm].clone());
    let [arm, against] = names;
    let potency = study.potencies[case.potency].value;
    (point_text(study, case.point), potency, arm, against, u64::from(row.which.day))
}

/// The table of power; empty where none is asked for.
pub fn power_rows(study: &Study, analysis: &Analysis) -> Vec<PowerRow> {
    let of = |row: &DifferenceRow| {
        let (point_values, potency_fraction, arm, against, visit_days) = named(study, row);
        let power = row.power.iter().map(move |found| PowerRow {
            point_values: point_values.clone(),
            potency_fraction,
            arm: arm.clone(),
            against: against.clone(),
            visit_days,
            test: match found.test {
                Test::Welch => "welch".to_owned(),
            },
            patients_per_arm_count: found.per_arm as u64,
            trials_count: found.trials as u64,
            rejected_count: found.rejected as u64,
            power_fraction: found.power,
            power_low_fraction: found.low,
            power_high_fraction: found.high,
        });
        power.collect::<Vec<_>>()
    };
    analysis.differences.iter().flat_map(of).collect()
}

/// The table of variances; empty where the study has no other draws.
pub fn variance_rows(study: &Study, analysis: &Analysis) -> Vec<VarianceRow> {
    let of = |row: &DifferenceRow| {
        let found = row.variances?;
        let (point_values, potency_fraction, arm, against, visit_days) = named(study, row);
        Some(VarianceRow {
            point_values,
            potency_fraction,
            arm,
            against,
            visit_days,
            patients_count: found.n as u64,
            same_draws_points_squared: found.same_draws,
            other_draws_points_squared: found.other_draws,
            other_patients_points_squared: found.other_patients,
            other_patients_relative: found.ratio,
        })
    };
    analysis.differences.iter().filter_map(of).collect()
}
