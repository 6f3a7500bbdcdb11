//! A person of a study in the mean field: the fast rung for searches over many parameters, never for results.
//!
//! The same people as on cells, drawn with the same random numbers, but without space and without chance, and with the
//! nerve in its chronic shares. What is given besides living cells does nothing here.

use super::{EnrolledPatient, Error, Outcome, PreparedStudy};
use admsc_model::observe::Sample;
use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::retreatment::{self, Reporting, Retreated};
use admsc_model::rules::setup::{Dose, Preparation, Route};
use admsc_model::simulation;

impl EnrolledPatient {
    /// Finds the patient of a place and follows them through all their cases in the mean field, on one core.
    ///
    /// # Errors
    /// When nobody can be drawn or admitted.
    pub fn live_in_mean_field(people: &PreparedStudy<'_>, place: u32) -> Result<Self, Error> {
        let ((number, outcomes), screened) = people.study.population.fill(place, |number| -> Result<_, Error> {
            let Some(persons) = admitted(people, number)? else { return Ok(None) };
            let outcomes = persons.iter().enumerate().map(|(case, (plan, _))| {
                let start = persons[people.day_zero[case]].1;
                let reporting = people.reporting(number, &plan.setup);
                people.takes_part(place, case).then(|| course(people, plan, start, reporting)).flatten()
            });
            Ok(Some((number, outcomes.collect())))
        })?;
        Ok(Self { place, number, screened, outcomes, other_draws: Vec::new() })
    }
}

/// A person in one case, with the state of day 0 of cases that prepare one.
type Person = (Plan, Option<State>);

/// A candidate in every case; nothing where the candidate is not admitted.
fn admitted(people: &PreparedStudy<'_>, number: u32) -> Result<Option<Vec<Person>>, Error> {
    let population = &people.study.population;
    let candidate = people.candidate(number)?;
    let mut persons = Vec::with_capacity(candidate.setups.len());
    for (case, (setup, known)) in candidate.setups.into_iter().zip(candidate.starts).enumerate() {
        let plan = Plan::new(setup, population.seed, number).map_err(simulation::Error::from)?;
        let field = MeanField::new(&plan);
        let start = (people.day_zero[case] == case).then(|| known.unwrap_or_else(|| field.baseline_start()));
        let pain = start.map(|start| field.pain(&start).total());
        if people.screened(case)
            && pain.is_some_and(|pain| {
                !population.admits(&plan.setup, pain, |pain| people.report_at_screening(number, pain))
            })
        {
            return Ok(None);
        }
        persons.push((plan, start));
    }
    Ok(Some(persons))
}

/// One course from day 0 to the horizon.
fn course(people: &PreparedStudy<'_>, plan: &Plan, start: Option<State>, reporting: Reporting) -> Option<Outcome> {
    let field = MeanField::new(plan);
    let state = start?;
    let day_zero = seen(plan, &field, &state, 0);
    let mut outcome = Outcome { daily_vas_points: Vec::new(), day_zero, visits: Vec::new(), given_again: Vec::new() };
    outcome.given_again = follow(plan, state, reporting, |day, state| {
        outcome.daily_vas_points.push(field.pain(state).total());
        if people.study.trial.visits_days.contains(&day) {
            outcome.visits.push(seen(plan, &field, state, day));
        }
    });
    Some(outcome)
}

/// Advances a person day by day, with their doses. `see` is shown every day; gives what was given again.
fn follow(plan: &Plan, mut state: State, reporting: Reporting, mut see: impl FnMut(u32, &State)) -> Vec<Retreated> {
    let mut plan = plan.clone();
    let mut setup = plan.setup.clone();
    let mut visits = retreatment::Course::default().observed(reporting);
    for day in 0..=plan.setup.horizon_days {
        see(day, &state);
        let mut now = f64::from(day);
        visits.look(&mut setup, now, MeanField::new(&plan).pain(&state).total());
        plan.on_day(now);
        let field = MeanField::new(&plan);
        state = if day == 0 { field.cut(state) } else { state };
        let tomorrow = now + 1.0;
        let mut today: Vec<&Dose> = setup.doses.iter().filter(|dose| (now..tomorrow).contains(&dose.at_days)).collect();
        today.sort_by(|a, b| a.at_days.total_cmp(&b.at_days));
        for dose in today {
            state = field.after(state, dose.at_days - now);
            state = given(&field, &plan, state, dose);
            now = dose.at_days;
        }
        state = field.after(state, tomorrow - now);
    }
    visits.given().to_vec()
}

/// The state after a dose.
fn given(field: &MeanField<'_>, plan: &Plan, state: State, dose: &Dose) -> State {
    if dose.preparation != Preparation::Live {
        return state;
    }
    match &dose.route {
        Route::Needle { .. } => field.injected(state, dose.cells),
        Route::Vein => field.infused(state, dose.cells),
        // None of them are lost, and they lie in the window alone.
        Route::Placed { positions_um } => {
            let lost = plan.window_share() * plan.setup.parameters.stem_cell.retention;
            field.injected(state, positions_um.len() as f64 / lost)
        }
    }
}

/// What a visit measures, as far as the mean field has it.
fn seen(plan: &Plan, field: &MeanField<'_>, state: &State, day: u32) -> Sample {
    let pain = field.pain(state);
    let cells = |density: f64| (density * plan.setup.grid.volume_ml()).round() as u64;
    Sample {
        time_days: f64::from(day),
        vas_points: pain.total(),
        pain_inflammation_points: pain.inflammation,
        pain_damage_points: pain.damage,
        pain_central_points: pain.central,
        tnf_alpha_ng_per_ml: state.tnf_alpha,
        il_10_ng_per_ml: state.il_10,
        mediator_ng_per_ml: state.mediator,
        ngf_ng_per_ml: state.ngf,
        gdnf_ng_per_ml: state.gdnf,
        vegf_ng_per_ml: state.vegf,
        tnf_alpha_relative: field.relative_tnf(state),
        m0_cells: cells(state.m0),
        m1_cells: cells(state.m1),
        m2_cells: cells(state.m2),
        admsc_alive_cells: cells(state.stem_cells),
        admsc_licensing_fraction: state.licensing,
        education_fraction: state.education,
        imprint_fraction: state.imprint,
        matrix_integrity_fraction: state.integrity,
        peripheral_sensitisation_relative: state.peripheral,
        central_sensitisation_fraction: state.central,
        ..Sample::default()
    }
}
