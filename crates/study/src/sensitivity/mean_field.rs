//! Settings in the mean field: thousands of them cost what a few cost cell by cell.

use super::factors::free;
use super::{Course, Error};
use crate::summary::relief_start;
use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup, Start};
use admsc_model::simulation;

/// What settings share that differ in parameters of injected cells alone: day 0 and the course without treatment.
#[derive(Debug, Clone)]
pub struct UntreatedStart {
    state: State,
    before: f64,
    first_dose: f64,
    untreated: Vec<f64>,
}

/// Whether the mean field has the scenario.
///
/// # Errors
/// What it does not have.
pub fn check(setup: &Setup) -> Result<(), Error> {
    if matches!(setup.start, Start::AcuteInjury { .. }) {
        return Err(Error::NotInMeanField("acute injury"));
    }
    let unknown = |dose: &Dose| matches!(dose.preparation, Preparation::Dead | Preparation::Medium);
    if setup.doses.iter().any(unknown) {
        return Err(Error::NotInMeanField("dead cells and no conditioned medium"));
    }
    let placed = |dose: &Dose| matches!(dose.route, Route::Placed { .. });
    if setup.doses.iter().any(placed) { Err(Error::NotInMeanField("cells set at chosen points")) } else { Ok(()) }
}

/// Pain of a setting on the days, with and without treatment; `known` is what it shares with another setting.
pub fn course(setup: &Setup, days: &[u32], known: Option<&UntreatedStart>) -> Result<(Course, UntreatedStart), Error> {
    // The random numbers place vessels, which the mean field does not read.
    let plan = Plan::new(free(setup), 0, 0).map_err(simulation::Error::from)?;
    let field = MeanField::new(&plan);
    let start = match known {
        Some(known) => known.clone(),
        None => {
            let state = field.baseline_start();
            let before = |day: u32| field.pain(&until(&field, state, &mut 0.0, f64::from(day))).total();
            let (untreated, first_dose) = (run(&field, state, &[], days), before(relief_start(setup)));
            UntreatedStart { state, before: before(0), first_dose, untreated }
        }
    };
    let given = |dose: &&Dose| dose.preparation == Preparation::Live;
    let mut doses: Vec<&Dose> = setup.doses.iter().filter(given).collect();
    doses.sort_by(|a, b| a.at_days.total_cmp(&b.at_days));
    let treated = if doses.is_empty() { start.untreated.clone() } else { run(&field, start.state, &doses, days) };
    let UntreatedStart { before, first_dose, untreated, .. } = start.clone();
    Ok((Course { before, first_dose, treated, untreated }, start))
}

/// Pain on the days under doses, both in order.
fn run(field: &MeanField<'_>, mut state: State, doses: &[&Dose], days: &[u32]) -> Vec<f64> {
    let mut now = 0.0;
    let mut doses = doses.iter().peekable();
    let mut pain = Vec::new();
    for day in days {
        let end = f64::from(*day);
        while let Some(dose) = doses.next_if(|dose| dose.at_days < end) {
            state = until(field, state, &mut now, dose.at_days);
            state = match dose.route {
                Route::Vein => field.infused(state, dose.cells),
                _ => field.injected(state, dose.cells),
            };
        }
        state = until(field, state, &mut now, end);
        pain.push(field.pain(&state).total());
    }
    pain
}

fn until(field: &MeanField<'_>, state: State, now: &mut f64, end: f64) -> State {
    let days = end - *now;
    *now = end;
    if days > 0.0 { field.after(state, days) } else { state }
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::reading::load_str;

    #[test]
    fn a_treatment_relieves_and_a_known_start_changes_nothing() -> Result<(), Box<dyn std::error::Error>> {
        let text = "format = 1\nextends = \"builtin:discogenic\"\ndose = [{ at = \"30 d\", cells = 18e6 }]\n";
        let setup = load_str("x", text, &[])?.setup;
        check(&setup)?;
        let (found, start) = course(&setup, &[20, 30, 120], None)?;
        assert_eq!(found.treated[..2], found.untreated[..2]);
        assert!(found.untreated[2] - found.treated[2] > 1.0 && found.before > 4.0, "{found:?}");
        assert!((found.first_dose - found.treated[1]).abs() < 1e-6 && found.first_dose != found.before, "{found:?}");
        assert_eq!(course(&setup, &[20, 30, 120], Some(&start))?.0, found);
        let untreated = Setup { doses: Vec::new(), ..setup };
        assert_eq!(course(&untreated, &[20, 30, 120], None)?.0.treated, found.untreated);
        Ok(())
    }
}
