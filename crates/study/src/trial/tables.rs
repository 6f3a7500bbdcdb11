//! The tables of a study: a row a patient, case and visit; a row an arm and visit; a row a pair of arms and visit.

use serde::{Deserialize, Serialize};

use super::analysis::{Analysis, ArmRow, DifferenceRow, RowKey};
use super::{EnrolledPatient, Error, PreparedStudy};
use crate::summary::{may_begin_by_pain, relief_start};
use admsc_model::observe::columns::table;
use admsc_model::rules::retreatment::Retreated;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::reading::study::Study;

table! {
    /// One patient in one case at one visit.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct PatientRow {
        /// Place in the population, from 0.
        pub place: u64,
        /// Number of the patient; `[patient] number` with the population's seed runs the same person alone.
        pub patient_number: u64,
        /// Candidates screened to fill the place.
        pub screened_count: u64,
        /// Number of the point of the sweep, from 0.
        pub point: u64,
        /// Keys and values of the point; empty without a sweep.
        pub point_values: String,
        /// Value of the unknown potency.
        pub potency_fraction: f64,
        /// Name of the arm.
        pub arm: String,
        /// Day of the visit.
        pub visit_days: u64,
        /// The pain proxy of the model.
        pub vas_points: f64,
        /// Reported pain that the analysis counts; missing after a dropout, or where the estimand requires it.
        pub reported_vas_points: Option<f64>,
        /// Reported pain on day 0, enrolment: changes and responders of every arm count from it.
        pub baseline_reported_vas_points: f64,
        /// Reported pain on the day of the arm's first dose, before it; on day 0 without a dose, and where pain decides when
        /// the first one is given. Nothing counts from it.
        pub first_dose_reported_vas_points: f64,
        /// 1 where at least half of the reported pain of day 0 is gone, else 0.
        pub responder_50: Option<u64>,
        /// 1 where at least 30 % of the reported pain of day 0 is gone, else 0.
        pub responder_30: Option<u64>,
        /// 1 where joints and reported pain are 20 % better than on day 0 (ACR20), else 0; missing outside systemic
        /// autoimmune disease.
        pub acr20_responder: Option<u64>,
        /// DAS28-CRP: activity of the disease by joints, CRP and reported pain as the model has them; missing outside systemic
        /// autoimmune disease.
        pub das28_points: Option<f64>,
        /// 1 where the patient has left, else 0.
        pub has_left: u64,
        /// 1 where rescue medication is taken, else 0.
        pub is_rescued: u64,
        /// 1 where the patient has been operated on again, else 0.
        pub is_reoperated: u64,
        /// 1 where the model's pain has risen by a point within a week of a needle, else 0.
        pub has_flared: u64,
        /// Burden of a tumour, relative to the carrying capacity of the site.
        pub tumour_burden_fraction: f64,
        /// TNFα, mean over the lesion, relative to its reference.
        pub tnf_alpha_relative: f64,
        /// Part of the model's pain from inflammation.
        pub pain_inflammation_points: f64,
        /// Part of it from structural damage.
        pub pain_damage_points: f64,
        /// Part of it from central sensitisation.
        pub pain_central_points: f64,
        /// Function, 0 to 1.
        pub function_fraction: f64,
        /// Living injected cells in the window.
        pub admsc_alive_cells: u64,
        /// Axons at their target, never injured or regrown.
        pub axons_arrived_count: u64,
        /// Doses given again by then because pain had returned; one that is given on the day of the visit counts.
        pub retreatments_count: u64,
        /// Body weight.
        pub body_weight_kg: f64,
        /// Cells of all doses given before the visit, as prescribed and before any loss; of conditioned medium, the cells that
        /// made it. A dose on the day of the visit is given after it.
        pub prescribed_cells: f64,
    }
}

table! {
    /// One arm at one visit.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct ArmTableRow {
        /// Number of the point of the sweep, from 0.
        pub point: u64,
        /// Keys and values of the point; empty without a sweep.
        pub point_values: String,
        /// Value of the unknown potency.
        pub potency_fraction: f64,
        /// Name of the arm.
        pub arm: String,
        /// Day of the visit.
        pub visit_days: u64,
        /// Patients with a value.
        pub patients_count: u64,
        /// Mean reported pain.
        pub vas_mean_points: Option<f64>,
        /// Standard deviation of it between patients.
        pub vas_sd_points: Option<f64>,
        /// Lower end of the 95 % interval of the mean (Student's t, cut at 0 and 10 points).
        pub vas_mean_low_points: Option<f64>,
        /// Upper end of that interval.
        pub vas_mean_high_points: Option<f64>,
        /// Mean change of reported pain from day 0.
        pub change_mean_points: Option<f64>,
        /// Standard deviation of the change.
        pub change_sd_points: Option<f64>,
        /// Lower end of the 95 % interval of the mean change (Student's t, cut at −10 and 10 points).
        pub change_mean_low_points: Option<f64>,
        /// Upper end of that interval.
        pub change_mean_high_points: Option<f64>,
        /// Share of patients with at least half of the pain of day 0 gone, whenever the arm's first dose is given.
        pub r50_fraction: Option<f64>,
        /// Lower end of its 95 % interval (Wilson).
        pub r50_low_fraction: Option<f64>,
        /// Upper end of that interval.
        pub r50_high_fraction: Option<f64>,
        /// Share of patients with at least 30 % of that pain gone.
        pub r30_fraction: Option<f64>,
        /// Lower end of its 95 % interval (Wilson).
        pub r30_low_fraction: Option<f64>,
        /// Upper end of that interval.
        pub r30_high_fraction: Option<f64>,
        /// Share of ACR20 responders; missing outside systemic autoimmune disease.
        pub acr20_fraction: Option<f64>,
        /// Lower end of its 95 % interval (Wilson).
        pub acr20_low_fraction: Option<f64>,
        /// Upper end of that interval.
        pub acr20_high_fraction: Option<f64>,
        /// Mean DAS28-CRP; missing outside systemic autoimmune disease.
        pub das28_mean_points: Option<f64>,
        /// Lower end of its 95 % interval (Student's t).
        pub das28_mean_low_points: Option<f64>,
        /// Upper end of that interval.
        pub das28_mean_high_points: Option<f64>,
        /// Patients who have left.
        pub left_count: u64,
        /// Patients who have been rescued or operated on again.
        pub rescued_or_operated_count: u64,
        /// Patients whose pain in the model has risen by a point within a week of a needle.
        pub flared_count: u64,
        /// Patients whose tumour has grown by 73 % (a fifth in diameter) since day 0.
        pub tumour_progressed_count: u64,
        /// Patients to whom treatment was given again because pain had returned.
        pub retreated_count: u64,
    }
}

table! {
    /// One arm against another at one visit.
    #[derive(Debug, Clone, PartialEq, Serialize)]
    pub struct DifferenceTableRow {
        /// Number of the point of the sweep, from 0.
        pub point: u64,
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
        /// Difference of the mean changes from day 0 within patients; missing in parallel groups.
        pub paired_difference_points: Option<f64>,
        /// Lower end of its 95 % interval (Student's t).
        pub paired_low_points: Option<f64>,
        /// Upper end of that interval.
        pub paired_high_points: Option<f64>,
        /// Two-sided p of the paired t test.
        pub paired_p: Option<f64>,
        /// Difference of the mean changes as between different patients.
        pub unpaired_difference_points: Option<f64>,
        /// Lower end of its 95 % interval (Welch).
        pub unpaired_low_points: Option<f64>,
        /// Upper end of that interval.
        pub unpaired_high_points: Option<f64>,
        /// Two-sided p of Welch's t test.
        pub unpaired_p: Option<f64>,
        /// Difference of the shares with half of the pain of day 0 gone, as between different patients.
        pub r50_difference_fraction: Option<f64>,
        /// Lower end of its 95 % interval (Newcombe).
        pub r50_low_fraction: Option<f64>,
        /// Upper end of that interval.
        pub r50_high_fraction: Option<f64>,
        /// Lower end of the 95 % interval within patients (Newcombe); missing in parallel groups.
        pub r50_paired_low_fraction: Option<f64>,
        /// Upper end of that interval.
        pub r50_paired_high_fraction: Option<f64>,
        /// Number needed to treat for one more such responder, in words with its interval; missing where an arm has one patient.
        pub number_needed: Option<String>,
        /// Share of the arm's patients with half of the pain of day 0 gone.
        pub arm_r50_fraction: Option<f64>,
        /// The same share of the other arm.
        pub against_r50_fraction: Option<f64>,
        /// Of an exploratory comparison: p of the paired t test (in parallel groups of Welch's), adjusted by Holm for the
        /// exploratory comparisons of the same visit, point and potency; missing where the study was made for the comparison.
        pub holm_p: Option<f64>,
    }
}

/// What names a case in a table.
struct Named {
    point: u64,
    point_values: String,
    potency_fraction: f64,
    arm: String,
}

/// Keys and values of a point in one line.
pub fn point_text(study: &Study, point: usize) -> String {
    let values = study.points[point].values.iter().map(|(key, value)| format!("{key} = {value}"));
    values.collect::<Vec<_>>().join(", ")
}

/// From when everything counts, where an arm's first dose comes after day 0 (at the first point of a sweep), or may, and that shares of pain
/// mean nothing where there was none; else nothing.
pub fn how_counted(study: &Study) -> Option<Message> {
    let first = study.arms.iter().zip(study.cases.iter().map(|case| &case.setup));
    let late: Vec<Message> = first
        .filter(|(_, setup)| may_begin_by_pain(setup) || relief_start(setup) > 0)
        .map(|(arm, _)| verbatim(arm))
        .collect();
    let said = english(
        "Changes and shares of patients count from day 0 in every arm, also where the first dose comes later ({arms}).",
    );
    let late = (!late.is_empty()).then(|| said.with_said("arms", Message::joined(late, english(", "))));
    let injured = english(
        "Who loses a share of the pain is not told: the study begins with the injury of healthy tissue, and on day 0 there is hardly any pain.",
    );
    let injured = (!study.begins_in_pain()).then(|| injured.into());
    let said: Vec<Message> = late.into_iter().chain(injured).collect();
    (!said.is_empty()).then(|| Message::joined(said, english(" ")))
}

fn named(study: &Study, case: usize) -> Named {
    let found = &study.cases[case];
    Named {
        point: found.point as u64,
        point_values: point_text(study, found.point),
        potency_fraction: study.potencies[found.potency].value,
        arm: study.arms[found.arm].clone(),
    }
}

/// The rows of all patients, in the order of their places.
///
/// # Errors
/// When a patient cannot be read.
pub fn patient_rows(
    people: &PreparedStudy<'_>,
    members: impl IntoIterator<Item = Result<EnrolledPatient, Error>>,
) -> Result<Vec<PatientRow>, Error> {
    let mut rows = Vec::new();
    for member in members {
        let member = member?;
        let setups = people.candidate(member.number)?.setups;
        for (case, setup) in setups.iter().enumerate() {
            rows.extend(rows_of(people, &member, case, setup));
        }
    }
    Ok(rows)
}

/// The visits of a patient in a case, whose setup is `setup`.
fn rows_of(people: &PreparedStudy<'_>, member: &EnrolledPatient, case: usize, setup: &Setup) -> Vec<PatientRow> {
    let outcome = member.outcomes.get(case).and_then(Option::as_ref);
    let (Some(outcome), Some(reports)) = (outcome, people.reports(member, case)) else { return Vec::new() };
    let treated = setup.as_given(&outcome.given_again);
    let prescribed = |day: u32| {
        let before = treated.doses.iter().filter(|dose| dose.at_days < f64::from(day));
        // An empty sum of floats is −0.
        before.map(|dose| dose.cells).sum::<f64>() + 0.0
    };
    let row = |(report, sample): (&super::Report, &admsc_model::observe::Sample)| {
        let Named { point, point_values, potency_fraction, arm } = named(people.study, case);
        let by_now = |day: Option<u32>| u64::from(day.is_some_and(|event| event <= report.day));
        let by_visit = |given: &&Retreated| given.at_days <= f64::from(report.day);
        PatientRow {
            place: u64::from(member.place),
            patient_number: u64::from(member.number),
            screened_count: u64::from(member.screened),
            point,
            point_values,
            potency_fraction,
            arm,
            visit_days: u64::from(report.day),
            vas_points: sample.vas_points,
            reported_vas_points: report.vas_points,
            baseline_reported_vas_points: report.baseline_points,
            first_dose_reported_vas_points: report.first_dose_points,
            responder_50: report.responder_50.map(u64::from),
            responder_30: report.responder_30.map(u64::from),
            acr20_responder: report.acr20.map(u64::from),
            das28_points: report.das28_points,
            has_left: by_now(reports.events.dropout_day),
            is_rescued: by_now(reports.events.rescue_day),
            is_reoperated: by_now(reports.events.reoperation_day),
            has_flared: by_now(reports.events.flare_day),
            tumour_burden_fraction: sample.tumour_burden_fraction,
            tnf_alpha_relative: sample.tnf_alpha_relative,
            pain_inflammation_points: sample.pain_inflammation_points,
            pain_damage_points: sample.pain_damage_points,
            pain_central_points: sample.pain_central_points,
            function_fraction: sample.function_fraction,
            admsc_alive_cells: sample.admsc_alive_cells,
            axons_arrived_count: sample.axons_at_target(),
            retreatments_count: outcome.given_again.iter().filter(by_visit).count() as u64,
            body_weight_kg: setup.parameters.patient.body_weight,
            prescribed_cells: prescribed(report.day),
        }
    };
    reports.visits.iter().zip(&outcome.visits).map(row).collect()
}

/// The table of arms.
pub fn arm_rows(study: &Study, analysis: &Analysis) -> Vec<ArmTableRow> {
    analysis.arms.iter().map(|row| arm_row(study, row)).collect()
}

fn arm_row(study: &Study, row: &ArmRow) -> ArmTableRow {
    let RowKey { case, day, .. } = row.which;
    let Named { point, point_values, potency_fraction, arm } = named(study, case);
    ArmTableRow {
        point,
        point_values,
        potency_fraction,
        arm,
        visit_days: u64::from(day),
        patients_count: row.vas.map_or(0, |vas| vas.n as u64),
        vas_mean_points: row.vas.map(|vas| vas.mean),
        vas_sd_points: row.vas.and_then(|vas| vas.sd),
        vas_mean_low_points: row.vas.and_then(|vas| vas.low),
        vas_mean_high_points: row.vas.and_then(|vas| vas.high),
        change_mean_points: row.change.map(|change| change.mean),
        change_sd_points: row.change.and_then(|change| change.sd),
        change_mean_low_points: row.change.and_then(|change| change.low),
        change_mean_high_points: row.change.and_then(|change| change.high),
        r50_fraction: row.r50.map(|share| share.share),
        r50_low_fraction: row.r50.map(|share| share.low),
        r50_high_fraction: row.r50.map(|share| share.high),
        r30_fraction: row.r30.map(|share| share.share),
        r30_low_fraction: row.r30.map(|share| share.low),
        r30_high_fraction: row.r30.map(|share| share.high),
        acr20_fraction: row.acr20.map(|share| share.share),
        acr20_low_fraction: row.acr20.map(|share| share.low),
        acr20_high_fraction: row.acr20.map(|share| share.high),
        das28_mean_points: row.das28.map(|mean| mean.mean),
        das28_mean_low_points: row.das28.and_then(|mean| mean.low),
        das28_mean_high_points: row.das28.and_then(|mean| mean.high),
        left_count: row.left as u64,
        rescued_or_operated_count: row.rescued_or_operated as u64,
        flared_count: row.flared as u64,
        tumour_progressed_count: row.tumour_progressed as u64,
        retreated_count: row.retreated as u64,
    }
}

/// The table of differences.
pub fn difference_rows(study: &Study, analysis: &Analysis) -> Vec<DifferenceTableRow> {
    analysis.differences.iter().map(|row| difference_row(study, row)).collect()
}

fn difference_row(study: &Study, row: &DifferenceRow) -> DifferenceTableRow {
    let RowKey { case, day, .. } = row.which;
    let Named { point, point_values, potency_fraction, arm } = named(study, case);
    DifferenceTableRow {
        point,
        point_values,
        potency_fraction,
        arm,
        against: study.arms[row.against].clone(),
        visit_days: u64::from(day),
        paired_difference_points: row.paired.map(|paired| paired.difference),
        paired_low_points: row.paired.map(|paired| paired.low),
        paired_high_points: row.paired.map(|paired| paired.high),
        paired_p: row.paired.map(|paired| paired.p),
        unpaired_difference_points: row.unpaired.map(|unpaired| unpaired.difference),
        unpaired_low_points: row.unpaired.map(|unpaired| unpaired.low),
        unpaired_high_points: row.unpaired.map(|unpaired| unpaired.high),
        unpaired_p: row.unpaired.map(|unpaired| unpaired.p),
        r50_difference_fraction: row.r50_unpaired.map(|share| share.difference),
        r50_low_fraction: row.r50_unpaired.map(|share| share.low),
        r50_high_fraction: row.r50_unpaired.map(|share| share.high),
        r50_paired_low_fraction: row.r50_paired.map(|share| share.low),
        r50_paired_high_fraction: row.r50_paired.map(|share| share.high),
        number_needed: row.number_needed.map(|number| number.to_string()),
        arm_r50_fraction: row.r50_unpaired.map(|share| share.shares[0]),
        against_r50_fraction: row.r50_unpaired.map(|share| share.shares[1]),
        holm_p: row.holm_p,
    }
}
