//! Studies whose results are made up, for the tests of their figures.

use super::super::*;
use admsc_scenario::reading::load_str;
use admsc_study::trial::{Day, MeanEstimate, RowKey, ShareEstimate};

const LONG: &str =
    "A title that is so long that it has to be wrapped because it does not fit on one line of the figure";

/// A study with made-up results.
pub struct Made {
    pub study: Study,
    pub analysis: Analysis,
    pub patients: Vec<PatientRow>,
    pub curves: Vec<Curve>,
}

impl Made {
    pub fn results(&self) -> StudyResults<'_> {
        self.results_in(Language::English)
    }

    pub fn results_in(&self, language: Language) -> StudyResults<'_> {
        StudyResults {
            title: LONG,
            question: Some("Does it stay within the figure?"),
            language,
            study: &self.study,
            arms: &self.study.arms,
            analysis: &self.analysis,
            patients: &self.patients,
            curves: &self.curves,
            styles: &[],
        }
    }
}

/// Mean change of an arm at a visit: nothing in the first, more with every other, with potency and with time.
fn change(study: &Study, case: usize, day: u32) -> f64 {
    let found = &study.cases[case];
    -(found.arm as f64) * study.potencies[found.potency].value * f64::from(day) / 365.0
        * (1.0 + 0.1 * found.point as f64)
}

pub fn difference(value: f64, half: f64) -> Difference {
    let n = [20, 20];
    Difference {
        n,
        difference: value,
        standard_error: 0.5 * half,
        degrees_of_freedom: 19.0,
        low: value - half,
        high: value + half,
        p: 0.5,
    }
}

fn arm_row(study: &Study, which: RowKey, patients: usize) -> ArmRow {
    let mean = change(study, which.case, which.day);
    let share = (-0.2 * mean).clamp(0.0, 0.9);
    let estimated =
        |mean: f64| MeanEstimate { n: patients, mean, sd: Some(1.0), low: Some(mean - 0.3), high: Some(mean + 0.3) };
    let shared = |share: f64| ShareEstimate {
        n: patients,
        hits: (share * patients as f64) as usize,
        share,
        low: (share - 0.1).max(0.0),
        high: (share + 0.1).min(1.0),
    };
    ArmRow {
        which,
        vas: Some(estimated(7.0 + mean)),
        change: Some(estimated(mean)),
        r50: Some(shared(share)),
        r30: Some(shared((1.3 * share).min(1.0))),
        acr20: None,
        das28: None,
        left: which.day as usize / 100,
        rescued_or_operated: which.potency,
        flared: 0,
        tumour_progressed: 0,
        retreated: 0,
    }
}

fn patient_row(study: &Study, which: RowKey, place: u64) -> PatientRow {
    let luck = place as f64 / 60.0 - 0.5;
    let reported = (7.0 + 2.0 * change(study, which.case, which.day) * (0.5 + luck) + luck).clamp(0.0, 10.0);
    PatientRow {
        place,
        patient_number: place,
        screened_count: 2,
        point: which.point as u64,
        point_values: String::new(),
        potency_fraction: study.potencies[which.potency].value,
        arm: study.arms[which.arm].clone(),
        visit_days: u64::from(which.day),
        vas_points: reported,
        reported_vas_points: (place != 1).then_some(reported),
        baseline_reported_vas_points: if place == 0 { 1.0 } else { 7.0 },
        first_dose_reported_vas_points: if place == 0 { 1.0 } else { 7.0 },
        responder_50: None,
        responder_30: None,
        acr20_responder: None,
        das28_points: None,
        has_left: 0,
        is_rescued: 0,
        is_reoperated: 0,
        has_flared: 0,
        tumour_burden_fraction: 0.0,
        tnf_alpha_relative: 0.0,
        pain_inflammation_points: 0.0,
        pain_damage_points: 0.0,
        pain_central_points: 0.0,
        function_fraction: 0.0,
        admsc_alive_cells: 0,
        axons_arrived_count: 0,
        retreatments_count: 0,
        body_weight_kg: 70.0,
        prescribed_cells: 0.0,
    }
}

/// Values round a mean, two points to either side, within the scale of pain.
fn spread_around(mean: f64, n: usize) -> Vec<f64> {
    let place = |row: usize| if n > 1 { 4.0 * row as f64 / (n - 1) as f64 - 2.0 } else { 0.0 };
    (0..n).map(|row| (mean + place(row)).clamp(0.0, 10.0)).collect()
}

fn curve(study: &Study, case: usize, days: u32, n: usize) -> Curve {
    let day = |day: u32| {
        let mean = (7.0 + change(study, case, day)).clamp(0.0, 10.0);
        Day::from_values(&spread_around(mean, n))
    };
    let days: Vec<Day> = (0..=days).map(day).collect();
    let line = |shift: usize| days.iter().map(|day| day.mean + 0.1 * shift as f64).collect();
    Curve { case, lines: (0..n.min(30)).map(line).collect(), days }
}

/// A study of these sections with results that are made up.
pub fn made(sections: &str, horizon_days: u32, visits: &str) -> Result<Made, String> {
    let text = format!(
        "format = 1\nextends = \"builtin:discogenic\"\nhorizon = \"{horizon_days} d\"\noutput.visits = [{visits}]\n{sections}"
    );
    let scenario = load_str("mine.toml", &text, &[]).map_err(|errors| errors.to_string())?;
    let study = scenario.study.ok_or("no study")?;
    let patients = study.population.patients as usize;
    let visits = study.trial.visits_days.clone();
    let cases = 0..study.cases.len();
    let which = |case: usize, day: u32| {
        let found = &study.cases[case];
        RowKey { case, point: found.point, potency: found.potency, arm: found.arm, day }
    };
    let all: Vec<RowKey> = cases
        .clone()
        .flat_map(|case| visits.iter().map(move |day| (case, *day)))
        .map(|(case, day)| which(case, day))
        .collect();
    let arms = all.iter().map(|which| arm_row(&study, *which, patients)).collect();
    let is_paired = study.trial.allocation == Allocation::EveryArm;
    let against = |which: &RowKey| {
        let (which, control) = (*which, study.control);
        let others = (0..study.arms.len()).filter(move |other| *other == control || *other < which.arm);
        others.filter(move |_| which.arm != control).map(move |other| (which, other))
    };
    let differ = |(which, against): (RowKey, usize)| {
        let other = which.case + against - which.arm;
        let found = (patients > 1)
            .then(|| difference(change(&study, which.case, which.day) - change(&study, other, which.day), 0.4));
        DifferenceRow {
            which,
            against,
            paired: found.filter(|_| is_paired),
            unpaired: found,
            r50_paired: None,
            r50_unpaired: None,
            number_needed: None,
            variances: None,
            power: Vec::new(),
            holm_p: None,
        }
    };
    let differences = all.iter().flat_map(against).map(differ).collect();
    let last = all.iter().filter(|which| which.day == horizon_days && which.point == 0);
    let rows = last.flat_map(|which| (0..patients as u64).map(|place| patient_row(&study, *which, place)));
    let patients_rows = rows.collect();
    let curves = if study.points.len() == 1 {
        cases.map(|case| curve(&study, case, horizon_days, patients)).collect()
    } else {
        Vec::new()
    };
    let analysis = Analysis { patients, screened: patients + 7, arms, differences, ..Analysis::default() };
    Ok(Made { analysis, patients: patients_rows, curves, study })
}
