//! From rows to populations with their arms.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{ClinicalOptions, Error};
use crate::clinical::targets::{Amount, Dosing, Target, Way};
use crate::trial::{self, PATIENTS_PER_BLOCK, PreparedStudy};
use admsc_model::rules::setup::{Dose, Preparation, Route, Setup};
use admsc_scenario::population::day_zero;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_scenario::reading::study::{Case, Potency, Study};
use admsc_scenario::reading::{MEMORY_LIMIT, Override, Scenario, gib, is_ending, load, memory_bytes, named_in};

/// What is run for some rows.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Populations, in the order in which the rows first name them.
    pub groups: Vec<Group>,
}

/// One population in all arms of its rows.
#[derive(Debug, Clone)]
pub struct Group {
    /// Indication of its first row.
    pub name: String,
    /// What is run.
    pub study: Study,
    /// Its rows.
    pub(super) rows: Vec<Row>,
    /// Its arms.
    pub(super) arms: Vec<Arm>,
    /// What two setups share that have the same state on day 0.
    identity: String,
}

/// How an arm is run.
#[derive(Debug, Clone)]
pub(super) struct Arm {
    /// Its case at each potency; a single one without cells.
    pub cases: Vec<usize>,
    /// Whether its patients get cells.
    pub has_cells: bool,
}

/// A row with the numbers of its arms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Number of the row.
    pub target: usize,
    /// The pooled arms.
    pub arms: Vec<usize>,
    /// The arms that are subtracted.
    pub minus: Vec<usize>,
}

/// Makes a plan.
///
/// # Errors
/// When a scenario cannot be used.
pub fn plan(asked: &ClinicalOptions<'_>) -> Result<Plan, Error> {
    let mut plan = Plan { groups: Vec::new() };
    let mut arms: Vec<Arms> = Vec::new();
    for (number, target) in asked.targets.iter().enumerate() {
        let scenario = read(asked, target, &target.model_arms.arm)?;
        let own = dosed(target, &scenario)?;
        let minus = match &target.model_arms.minus {
            Some(name) => vec![read(asked, target, name)?.mean],
            None => Vec::new(),
        };
        let identity = day_zero::identity(&scenario.mean)?;
        let spreads = &scenario.enrolment.spreads;
        let is_same = |group: &Group| group.identity == identity && group.study.population.spreads == *spreads;
        let place = plan.groups.iter().position(is_same).unwrap_or_else(|| {
            plan.groups.push(group(asked, target, &scenario, identity));
            arms.push(Arms::default());
            plan.groups.len() - 1
        });
        let horizon = target.days().into_iter().max().unwrap_or_default();
        let [own, minus] = [own, minus]
            .map(|setups| setups.into_iter().map(|setup| arms[place].number(setup, horizon)).collect::<Vec<usize>>());
        let group = &mut plan.groups[place];
        group.rows.push(Row { target: number, arms: own, minus });
        group.study.trial.visits_days.extend(target.days());
    }
    for (group, arms) in plan.groups.iter_mut().zip(arms) {
        group.finish(asked, arms)?;
    }
    Ok(plan)
}

/// Where the scenario of an arm is: a file, by its path from the folder of the table, or a bundled scenario, by its name.
pub fn place_of(folder: &Path, arm: &str) -> PathBuf {
    if is_file(arm) { folder.join(arm) } else { format!("builtin:{arm}").into() }
}

fn is_file(arm: &str) -> bool {
    Path::new(arm).extension().is_some_and(is_ending)
}

fn read(asked: &ClinicalOptions<'_>, target: &Target, arm: &str) -> Result<Scenario, Error> {
    let overrides: Vec<Override> = asked.resolution.overrides().into_iter().chain(asked.overrides.to_vec()).collect();
    let named = || (target.id.clone(), arm.to_owned());
    let path = if is_file(arm) { named_in(asked.folder, arm) } else { Ok(place_of(asked.folder, arm)) };
    let scenario = path.and_then(|path| load(&path, &overrides)).map_err(|errors| {
        let (row, scenario) = named();
        Error::Scenario { row, scenario, fault: errors.to_string() }
    })?;
    if scenario.study.as_ref().is_some_and(|study| study.arms.len() > 1 || study.points.len() > 1) {
        let (row, scenario) = named();
        return Err(Error::Study { row, scenario });
    }
    Ok(scenario)
}

/// The setups of a row's arm: one for each amount that the row gives, or that of the scenario.
fn dosed(target: &Target, scenario: &Scenario) -> Result<Vec<Setup>, Error> {
    let Some(dosing) = &target.dosing else { return undosed(target, scenario) };
    let local = dosing.way == Way::Local;
    let like = scenario.mean.doses.iter().filter(|dose| dose.route.is_local() == local);
    let Some(first) = like.clone().next() else {
        let way = if local { "by needle" } else { "by vein" };
        return Err(Error::NoDose { row: target.id.clone(), scenario: target.model_arms.arm.clone(), way });
    };
    let own: Vec<f64> = like.map(|dose| dose.at_days).collect();
    let days = if dosing.days.is_empty() { &own } else { &dosing.days };
    let setup = |amount: &Amount| Setup {
        doses: doses(scenario, dosing, *amount, first, days),
        retreatments: Vec::new(),
        ..scenario.mean.clone()
    };
    dosing.amounts.iter().map(|amount| fitting(target, setup(amount))).collect()
}

/// The setup of a row without cells.
fn undosed(target: &Target, scenario: &Scenario) -> Result<Vec<Setup>, Error> {
    if has_cells(&scenario.mean) {
        return Err(Error::Undosed { row: target.id.clone(), scenario: target.model_arms.arm.clone() });
    }
    Ok(vec![scenario.mean.clone()])
}

fn has_cells(setup: &Setup) -> bool {
    setup.possible_doses().any(|dose| dose.preparation != Preparation::Sham)
}

/// The setup, unless the cells of the row's doses exceed the memory that a run may need.
fn fitting(target: &Target, setup: Setup) -> Result<Setup, Error> {
    let needed = memory_bytes(&setup);
    if needed <= MEMORY_LIMIT {
        return Ok(setup);
    }
    let cells = setup.doses.iter().fold(0.0, |most: f64, dose| most.max(dose.cells));
    Err(Error::TooManyCells { row: target.id.clone(), cells, needed: gib(needed), limit: gib(MEMORY_LIMIT) })
}

fn doses(scenario: &Scenario, dosing: &Dosing, amount: Amount, first: &Dose, days: &[f64]) -> Vec<Dose> {
    let weight = if amount.per_kg { scenario.mean.parameters.patient.body_weight } else { 1.0 };
    let route = if dosing.way == Way::Vein { Route::Vein } else { first.route.clone() };
    let dose = |day: &f64| Dose {
        at_days: *day,
        cells: amount.cells * weight,
        cells_per_kg: amount.per_kg.then_some(amount.cells),
        preparation: Preparation::Live,
        route: route.clone(),
    };
    days.iter().map(dose).collect()
}

/// A population without arms.
fn group(asked: &ClinicalOptions<'_>, target: &Target, scenario: &Scenario, identity: String) -> Group {
    let population = Enrolment {
        seed: asked.seed,
        observed_pain_at_least: asked.observed_pain_at_least,
        ..scenario.enrolment.population(asked.patients.max(1).next_multiple_of(PATIENTS_PER_BLOCK))
    };
    let study = Study::of_arms(population, Vec::new(), vec![0]);
    Group { name: target.indication.clone(), study, rows: Vec::new(), arms: Vec::new(), identity }
}

/// The different setups of a population. The same treatment of several rows is one of them, run to the last of their visits.
#[derive(Debug, Default)]
struct Arms(Vec<Setup>);

impl Arms {
    /// Number of a setup that is followed up to a day.
    fn number(&mut self, setup: Setup, horizon: u32) -> usize {
        let setup = match self.0.iter().position(|other| is_same_treatment(other, &setup)) {
            Some(number) => {
                let held = &mut self.0[number];
                held.horizon_days = held.horizon_days.max(horizon);
                return number;
            }
            None => Setup { horizon_days: horizon, ..setup },
        };
        self.0.push(setup);
        self.0.len() - 1
    }
}

/// Whether two setups differ in nothing but how long they are followed.
fn is_same_treatment(one: &Setup, other: &Setup) -> bool {
    Setup { horizon_days: other.horizon_days, ..one.clone() } == *other
}

/// A treatment with cells of a potency. Cells of potency 0 do nothing, so that the course is that of the procedure without
/// them: the same for doses of any size.
pub(super) fn with_potency(setup: &Setup, potency: f64) -> Setup {
    let mut setup = setup.clone();
    setup.parameters.patient.potency = potency;
    if potency <= 0.0 {
        let again = setup.retreatments.iter_mut().map(|rule| &mut rule.dose);
        setup.doses.iter_mut().chain(again).for_each(|dose| (dose.preparation, dose.cells) = (Preparation::Sham, 0.0));
    }
    setup
}

impl Group {
    /// Writes the arms out as cases.
    fn finish(&mut self, asked: &ClinicalOptions<'_>, arms: Arms) -> Result<(), Error> {
        let visits: BTreeSet<u32> = self.study.trial.visits_days.iter().copied().collect();
        self.study.trial.visits_days = visits.into_iter().collect();
        self.study.potencies = asked.potencies.iter().map(|p| Potency { name: p.to_string(), value: *p }).collect();
        for (arm, mut setup) in arms.0.into_iter().enumerate() {
            setup.doses.retain(|dose| dose.at_days < f64::from(setup.horizon_days));
            let has_cells = has_cells(&setup);
            let potencies = if has_cells { asked.potencies } else { &asked.potencies[..asked.potencies.len().min(1)] };
            let case =
                |(potency, value): (usize, &f64)| Case { point: 0, potency, arm, setup: with_potency(&setup, *value) };
            let cases = potencies.iter().enumerate().map(|entry| self.number(case(entry))).collect();
            self.study.arms.push(format!("arm {arm}"));
            self.arms.push(Arm { cases, has_cells });
        }
        Ok(())
    }

    /// Number of a case, which the arms share that are the same treatment.
    fn number(&mut self, case: Case) -> usize {
        let cases = &mut self.study.cases;
        if let Some(number) = cases.iter().position(|other| is_same_treatment(&other.setup, &case.setup)) {
            let held = &mut cases[number].setup;
            held.horizon_days = held.horizon_days.max(case.setup.horizon_days);
            return number;
        }
        cases.push(case);
        cases.len() - 1
    }

    /// Potencies at which a row is estimated: a single one where none of its patients gets cells.
    pub(super) fn potencies(&self, row: &Row) -> usize {
        row.arms.iter().chain(&row.minus).map(|arm| self.arms[*arm].cases.len()).max().unwrap_or_default()
    }

    /// Simulated days of one patient, in all courses and the one baseline.
    pub fn days(&self) -> f64 {
        let setups = self.study.cases.iter().map(|case| &case.setup);
        let baseline = setups.clone().next().map_or(0, |setup| setup.baseline_days);
        f64::from(baseline) + setups.map(|setup| f64::from(setup.horizon_days)).sum::<f64>()
    }

    /// Name of its finished patients ([`PreparedStudy::kept_key`]).
    ///
    /// # Errors
    /// When a patient cannot be drawn.
    pub fn kept_key(&self) -> Result<String, trial::Error> {
        PreparedStudy::new(&self.study)?.kept_key()
    }
}
