//! The mean field under the constants of the cells: what it says of the same patients.

use admsc_sim::population::enrolment::Enrolment;
use admsc_sim::population::patient::PatientError;
use admsc_sim::rules::mean_field::MeanField;
use admsc_sim::rules::plan::Plan;
use admsc_sim::rules::setup::Setup;
use admsc_sim::stats::share::{Share, responds};
use admsc_sim::study::threads::{available_threads, jobs};

use super::{Outcome, SEED, common, percent};

const DAYS: [f64; 8] = [0.0, 3.0, 7.0, 14.0, 28.0, 90.0, 180.0, 365.0];

/// Days on which the design expects a ratio of M2 to M1.
const RATIO_DAYS: [f64; 7] = [0.0, 3.0, 7.0, 14.0, 21.0, 28.0, 365.0];

/// The mean patient's course, and r50 and M2:M1 of a population.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(600);
    let mut text = String::new();
    for (name, setup, cells) in
        [("Discogenic", common::discogenic(), 18e6), ("Neuropathic", common::neuropathic(), 70e6)]
    {
        let people = super::people::enrolment(&name.to_lowercase(), SEED, n as u32);
        text += &course(name, &setup, cells)?;
        let outcomes = jobs(available_threads(), n, |number| outcome(&people, &setup, number as u32, cells));
        let outcomes: Vec<Patient> = outcomes.into_iter().collect::<Result<_, _>>()?;
        text += &format!(
            "\nOf {n} patients, {} respond (r50 at 12 months) after {:.0}e6 cells, {} untreated. M2:M1 from their mean share of \
             M1 after the cells: {}.\n\n",
            percent(Share::from_values(outcomes.iter().map(|patient| patient.responds_treated))),
            1e-6 * cells,
            percent(Share::from_values(outcomes.iter().map(|patient| patient.responds_untreated))),
            ratios(&outcomes),
        );
    }
    Ok(text)
}

/// The mean patient after one injection.
fn course(name: &str, setup: &Setup, cells: f64) -> Outcome<String> {
    let plan = Plan::new(setup.clone(), SEED, 0)?;
    let field = MeanField::new(&plan);
    let start = field.injected(field.baseline_start(), cells);
    let mut text = format!(
        "{name}, mean patient, {:.0}e6 cells on day 0:\n\n\
         | day | VAS | M1 share | TNFα, relative | imprint | matrix integrity | H | C |\n|---|---|---|---|---|---|---|---|\n",
        1e-6 * cells
    );
    for day in DAYS {
        let s = if day > 0.0 { field.after(start, day) } else { start };
        text += &format!(
            "| {day} | {:.2} | {:.3} | {:.3} | {:.3} | {:.3} | {:.2} | {:.2} |\n",
            field.pain(&s).total(),
            s.m1_share(),
            field.relative_tnf(&s),
            s.imprint,
            s.integrity,
            s.peripheral,
            s.central
        );
    }
    Ok(text)
}

/// What becomes of one patient.
struct Patient {
    responds_treated: bool,
    responds_untreated: bool,
    /// On [`RATIO_DAYS`] after the cells.
    m1_shares: [f64; RATIO_DAYS.len()],
}

/// One patient, treated and untreated.
fn outcome(people: &Enrolment, mean: &Setup, number: u32, cells: f64) -> Result<Patient, PatientError> {
    let setup = people.draw(mean, number)?;
    let plan = Plan::new(setup, SEED, number)?;
    let field = MeanField::new(&plan);
    let start = field.baseline_start();
    let treated = field.injected(start, cells);
    let at = |state, day| if day > 0.0 { field.after(state, day) } else { state };
    let before = field.pain(&start).total();
    let loses_half = |state| responds(before, field.pain(&at(state, 365.0)).total(), 0.5);
    Ok(Patient {
        responds_treated: loses_half(treated),
        responds_untreated: loses_half(start),
        m1_shares: RATIO_DAYS.map(|day| at(treated, day).m1_share()),
    })
}

/// M2:M1 from the mean share of M1, day by day.
fn ratios(patients: &[Patient]) -> String {
    let of = |(place, day): (usize, f64)| {
        let share = patients.iter().map(|patient| patient.m1_shares[place]).sum::<f64>() / patients.len() as f64;
        format!("{:.2} on day {day}", (1.0 - share) / share)
    };
    RATIO_DAYS.into_iter().enumerate().map(of).collect::<Vec<_>>().join(", ")
}
