//! The mean field under the constants of the cells: what it says of the same patients.

use admsc_sim::evidence::estimators::{Share, responds};
use admsc_sim::evidence::ledger::Ledger;
use admsc_sim::evidence::patient;
use admsc_sim::evidence::spread::Spreads;
use admsc_sim::model::mean_field::MeanField;
use admsc_sim::model::plan::Plan;
use admsc_sim::model::setup::Setup;
use admsc_sim::parallel::{available_threads, jobs};

use super::{Outcome, SEED, common, percent};

const DAYS: [f64; 8] = [0.0, 3.0, 7.0, 14.0, 28.0, 90.0, 180.0, 365.0];

/// The mean patient's course, and r50 of a population.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(600);
    let mut text = String::new();
    for (name, setup, cells) in
        [("Discogenic", common::discogenic(), 18e6), ("Neuropathic", common::neuropathic(), 70e6)]
    {
        text += &course(name, &setup, cells)?;
        let outcomes = jobs(available_threads(), n, |number| responder(&setup, number as u32, cells));
        let outcomes: Vec<[bool; 2]> = outcomes.into_iter().collect::<Result<_, _>>()?;
        text += &format!(
            "\nOf {n} patients, {} respond (r50 at 12 months) after {:.0}e6 cells, {} untreated.\n\n",
            percent(Share::of(outcomes.iter().map(|outcome| outcome[0]))),
            1e-6 * cells,
            percent(Share::of(outcomes.iter().map(|outcome| outcome[1]))),
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

/// Whether a patient responds, treated and untreated.
fn responder(base: &Setup, number: u32, cells: f64) -> Result<[bool; 2], patient::PatientError> {
    let setup = patient::draw(&Spreads::of(&Ledger::bundled()?), base, SEED, number)?;
    let plan = Plan::new(setup, SEED, number)?;
    let field = MeanField::new(&plan);
    let start = field.baseline_start();
    let before = field.pain(&start).total();
    let after = |state| responds(before, field.pain(&field.after(state, 365.0)).total(), 0.5);
    Ok([after(field.injected(start, cells)), after(start)])
}
