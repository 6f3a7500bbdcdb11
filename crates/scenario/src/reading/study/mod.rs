//! Studies: several arms of treatment, virtual patients, a trial, a sweep over keys.
//!
//! `[[arm]]`, `[population]`, `[trial]` and `[sweep]` turn a scenario into a study. Everything they multiply out to is
//! a [`Case`]: a complete setup of the mean patient. Every patient goes through all cases with the same random numbers.

mod allocation;
mod arms;
mod compare;
mod once;
mod sweep;
pub(super) mod tables;
mod trial;

use serde::{Deserialize, Serialize};

use super::diagnostics::Log;
use super::parameters::Given;
use super::tree::{Item, Node, Table};
use super::{TOP, section, values};
use crate::language::{Phrase, english, verbatim};
use crate::ledger::limits::Limit;
use crate::ledger::{self, Ledger, from_values};
use crate::observer::Mode;
use crate::observer::intercurrent::Rules;
use crate::population::day_zero;
use crate::population::enrolment::Enrolment;
use crate::units::Kind;
use admsc_model::rules::parameters::Parameters;
use admsc_model::rules::setup::{Preparation, Setup, Start};

pub use allocation::Allocation;
pub use sweep::OF_DOSES;
pub use trial::{POTENCIES, POTENCY};

pub(super) use sweep::{
    Written as WrittenPoint, apply as apply_point, keys as swept, named as named_in_sweep, of_every_point,
};
pub(super) use trial::POTENCY_IN_TRIAL;

/// Sections that make a study of a scenario.
pub const SECTIONS: [&str; 4] = ["arm", "population", "trial", "sweep"];

/// Key of the size of a tumour on day 0.
const TUMOUR: &str = "tumour.initial_burden";

/// Most cases of a study: points of a sweep × potencies × arms.
pub const MAX_CASES: usize = 10_000;

/// Points of a sweep for which a patient is drawn while the scenario is read.
const MOST_TRIED: usize = 16;

/// What a study compares, and in whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// Who takes part.
    pub population: Enrolment,
    /// Points of the sweep; a single one without keys where nothing is swept.
    pub points: Vec<Point>,
    /// Values of the unknown `potency`.
    pub potencies: Vec<Potency>,
    /// Names of the arms, in the order of the file.
    pub arms: Vec<String>,
    /// Number of the arm that the others are compared with.
    pub control: usize,
    /// How the patients are followed.
    pub trial: Trial,
    /// Every setup that is run, by point, then potency, then arm.
    pub cases: Vec<Case>,
}

/// A point of a sweep.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// Key and value as the file writes it, in the order of the sweep.
    pub values: Vec<(String, String)>,
}

/// A value of the unknown factor on every effect of the cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Potency {
    /// `optimistic`, `intermediate`, `sceptical`, or the number itself.
    pub name: String,
    /// The factor, 0 to 1.
    pub value: f64,
}

/// One setup of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Number of the point.
    pub point: usize,
    /// Number of the potency.
    pub potency: usize,
    /// Number of the arm.
    pub arm: usize,
    /// What the mean patient undergoes.
    pub setup: Setup,
}

/// How the patients are followed.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Who gets which arm.
    pub allocation: Allocation,
    /// Days on which patients are seen, ascending.
    pub visits_days: Vec<u32>,
    /// What the patients of treated arms know.
    pub observer: Mode,
    /// What happens to patients besides their treatment.
    pub intercurrent: Rules,
    /// Sizes of trials whose power is asked for, patients an arm.
    pub power_for: Vec<usize>,
    /// Whether every patient also goes through every arm with other random numbers.
    pub other_draws: bool,
    /// The contrasts that the study was made for, the primary one first; empty where it names none.
    pub compare: Vec<Contrast>,
}

/// An arm and the arm it is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrast {
    /// Number of the arm.
    pub arm: usize,
    /// Number of the arm it is compared with.
    pub against: usize,
}

impl Study {
    /// Whether patients are in pain on day 0, so that a share of it can be lost; not where tissue is healthy until then.
    pub fn begins_in_pain(&self) -> bool {
        self.cases.iter().all(|case| matches!(case.setup.start, Start::Chronic { .. }))
    }

    /// Arms of treatment that no scenario multiplies out: everybody goes through each, and is seen as the model has them.
    pub fn of_arms(population: Enrolment, arms: Vec<(String, Setup)>, visits_days: Vec<u32>) -> Self {
        let (names, setups): (Vec<String>, Vec<Setup>) = arms.into_iter().unzip();
        let case = |(arm, setup)| Case { point: 0, potency: 0, arm, setup };
        let trial = Trial {
            allocation: Allocation::EveryArm,
            visits_days,
            // Admission reads a report; on day 0 it is the same in all modes of observation but that of none.
            observer: Mode::Open,
            intercurrent: Rules::default(),
            power_for: Vec::new(),
            other_draws: false,
            compare: Vec::new(),
        };
        Self {
            population,
            points: vec![Point::default()],
            potencies: Vec::new(),
            arms: names,
            control: 0,
            trial,
            cases: setups.into_iter().enumerate().map(case).collect(),
        }
    }

    /// What is said before its results; nothing where no patient needs a caution. A tumour may come with the spread between
    /// patients alone.
    pub fn caution(&self) -> Option<Phrase> {
        let is_spread = self.population.spreads.get(TUMOUR).is_some();
        let of_case = self.cases.iter().find_map(|case| super::caution(&case.setup));
        of_case.or_else(|| is_spread.then(super::tumour_caution))
    }
}

/// Whether a scenario is a study.
pub(super) fn asked_for(root: &Table) -> bool {
    SECTIONS.iter().any(|name| root.contains_key(*name))
}

/// The scenario of the mean patient: without the sections of a study, but with its visits.
pub(super) fn mean_patient(log: &mut Log, root: &Table) -> Table {
    let mut table = root.clone();
    for name in SECTIONS {
        table.remove(name);
    }
    if let Some(visits) = section(log, root, "trial").get("visits") {
        tables::set(&mut table, "output.visits", visits.clone());
    }
    table
}

/// What a study is read with.
pub(super) struct Context<'a> {
    /// The ledger.
    pub ledger: &'a Ledger,
    /// The scenario of the mean patient.
    pub mean: &'a Table,
    /// Its parameters.
    pub given: &'a Given,
    /// The patient of a study without `[population]`.
    pub patient: &'a Setup,
    /// Who takes part; nothing where that is wrong.
    pub enrolment: Option<&'a Enrolment>,
    /// Its visits.
    pub visits_days: &'a [u32],
    /// From a scenario to its setup.
    pub setup: &'a dyn Fn(&mut Log, &Table) -> Option<Setup>,
}

/// Reads the sections of a study.
pub(super) fn read(log: &mut Log, root: &Table, context: &Context<'_>) -> Option<Study> {
    let ledger = context.ledger;
    let arms = arms::read(log, ledger, root);
    let points = sweep::read(log, ledger, root);
    let is_given = context.given.places.contains_key(POTENCY);
    let potencies = trial::potencies(log, root, context.given.value(POTENCY), is_given);
    let (arms, points, potencies) = (arms?, points?, potencies?);
    once::check(log, ledger, &arms, root)?;
    let count = points.len().checked_mul(potencies.len()).and_then(|all| all.checked_mul(arms.len()));
    if count.is_none_or(|count| count > MAX_CASES) {
        let message = english("{points} points × {potencies} potencies × {arms} arms are too many")
            .with("points", points.len())
            .with("potencies", potencies.len())
            .with("arms", arms.len());
        let place = root.get("sweep").or(root.get("arm")).map_or(&TOP, |item| &item.key);
        log.error(place, message, english("expected a product of at most {number}").with("number", MAX_CASES));
        return None;
    }
    let cases = read_cases(log, root, context, &arms, &potencies, &points)?;
    let names: Vec<String> = arms.iter().map(|arm| arm.name.clone()).collect();
    let without_cells = cases.iter().find(|case| !has_cells(&case.setup)).map(|case| case.arm);
    let control = trial::control(log, root, &names, without_cells);
    let population = context.enrolment?.clone();
    let trial = trial::read(log, context.ledger, root, (&names, Some(&population)), context.visits_days);
    let text = |point: &sweep::Written| point.iter().map(|(key, item)| (key.clone(), item.to_string())).collect();
    somebody_can_be_drawn(log, root, &population, &cases)?;
    if trial.as_ref().is_some_and(|trial| trial.observer == Mode::ShamBlinded) {
        tell_who_waits(log, &arms, &cases);
    }
    Some(Study {
        population,
        points: points.iter().map(|point| Point { values: text(point) }).collect(),
        potencies: potencies.into_iter().map(|(potency, _)| potency).collect(),
        arms: names,
        control: control?,
        trial: trial?,
        cases,
    })
}

/// Notes what is wrong with the sections of a study, each read by itself, and gives the points that are swept.
pub(super) fn check(log: &mut Log, ledger: &Ledger, root: &Table, enrolment: Option<&Enrolment>) -> Vec<WrittenPoint> {
    trial::potencies(log, root, 1.0, true);
    match arms::read(log, ledger, root) {
        Some(arms) => {
            once::check(log, ledger, &arms, root);
            let names: Vec<String> = arms.into_iter().map(|arm| arm.name).collect();
            trial::control(log, root, &names, None);
            trial::read(log, ledger, root, (&names, enrolment), &[]);
        }
        None => {
            let table = section(log, root, "trial");
            trial::check_stated(log, ledger, table);
        }
    }
    sweep::read(log, ledger, root).unwrap_or_default()
}

/// The same where more may be stated elsewhere.
pub(super) fn check_stated(log: &mut Log, ledger: &Ledger, root: &Table) -> Vec<WrittenPoint> {
    let arms = root.contains_key("arm").then(|| arms::read(log, ledger, root)).flatten();
    let table = section(log, root, "trial");
    trial::potencies(log, root, 1.0, true);
    trial::check_stated(log, ledger, table);
    if let Some(arms) = arms {
        once::check(log, ledger, &arms, root);
        let names: Vec<String> = arms.into_iter().map(|arm| arm.name).collect();
        trial::control(log, root, &names, None);
        compare::read(log, root, &names);
    }
    let sweep = section(log, root, "sweep");
    let is_empty = |item: &Item| matches!(&item.node, Node::Table(table) if table.is_empty());
    if ["grid", "list"].iter().filter_map(|key| sweep.get(*key)).all(is_empty) {
        return Vec::new();
    }
    sweep::read(log, ledger, root).unwrap_or_default()
}

/// Every combination, read as a scenario of its own.
fn read_cases(
    log: &mut Log,
    root: &Table,
    context: &Context<'_>,
    arms: &[arms::Written],
    potencies: &[(Potency, Option<Item>)],
    points: &[sweep::Written],
) -> Option<Vec<Case>> {
    let mut cases = Vec::new();
    for (point, written) in points.iter().enumerate() {
        for (potency, (_, value)) in potencies.iter().enumerate() {
            for (arm, overlaid) in arms.iter().enumerate() {
                let mut table = context.mean.clone();
                super::tree::overlay(&mut table, overlaid.table.clone());
                if let Some(item) = value {
                    let item = potency_in_arm(log, item, &overlaid.table)?;
                    tables::set(&mut table, POTENCY, item);
                }
                sweep::apply(log, &mut table, written);
                let mut setup = (context.setup)(log, &table)?;
                if log.has_errors() {
                    return None;
                }
                if !root.contains_key("population") {
                    setup = setup.with_parameters(of_the_patient(context, &setup.parameters)?);
                }
                cases.push(Case { point, potency, arm, setup });
            }
        }
    }
    check_arms(log, arms, &cases)?;
    Some(cases)
}

/// The potency of an arm where the study has an axis of it. An arm's own value is a property of its cells, for example that
/// frozen ones act a tenth as much: it multiplies every value of the axis.
fn potency_in_arm(log: &mut Log, axis: &Item, arm: &Table) -> Option<Item> {
    let Some(own) = tables::get(arm, POTENCY) else { return Some(axis.clone()) };
    let factor = values::limited(log, own, POTENCY, Kind::Number, Limit::Share)?;
    let Node::Float(potency) = axis.node else { return Some(axis.clone()) };
    log.warn(&own.place, english("{key} of an arm multiplies every potency of the study").with("key", POTENCY));
    Some(Item { node: Node::Float(factor * potency), ..own.clone() })
}

/// Whether the first patient can be drawn: a population that nobody fits is told before anything is computed. Cases of one point
/// share the patient before day 0; of many points some are tried.
fn somebody_can_be_drawn(log: &mut Log, root: &Table, population: &Enrolment, cases: &[Case]) -> Option<()> {
    let mut firsts: Vec<&Setup> = Vec::new();
    for (row, case) in cases.iter().enumerate() {
        if row == 0 || cases[row - 1].point != case.point {
            firsts.push(&case.setup);
        }
    }
    let some: Vec<&Setup> = firsts.iter().step_by(firsts.len().div_ceil(MOST_TRIED).max(1)).copied().collect();
    let bases: Vec<usize> = (0..some.len()).collect();
    let Err(error) = population.candidate(&some, &bases, 0) else { return Some(()) };
    let place = ["sweep", "population"].map(|name| root.get(name).map(|item| &item.key));
    let place = log.blame(place).unwrap_or(&TOP);
    log.error(place, verbatim(error), english("expected parameters that allow a patient to be drawn"));
    None
}

/// The one patient's parameters, with those values that a case sets.
fn of_the_patient(context: &Context<'_>, case: &Parameters) -> Option<Parameters> {
    let mut all = ledger::values(&context.patient.parameters).ok()?;
    let set =
        ledger::values(case).ok()?.into_iter().filter(|(key, value)| context.given.values.get(key) != Some(value));
    all.extend(set);
    from_values(&all).ok()
}

/// Arms may differ by what acts from day 0 on only.
fn check_arms(log: &mut Log, arms: &[arms::Written], cases: &[Case]) -> Option<()> {
    for pair in cases.windows(2).filter(|pair| (pair[0].point, pair[0].potency) == (pair[1].point, pair[1].potency)) {
        // A gene that is missing is an arm's own.
        let [one, other] = [&pair[0].setup, &pair[1].setup].map(|setup| Setup { blocks: Vec::new(), ..setup.clone() });
        let alike = day_zero::identity(&one).ok() == day_zero::identity(&other).ok();
        if !alike {
            let arm = &arms[pair[1].arm];
            let place = arm.item.as_ref().map_or(&TOP, |item| &item.place);
            let message = english("the arm \"{arm}\" changes the patient before day 0").with("arm", &arm.name);
            log.error(place, message, english("arms differ by treatment; a [sweep] changes other keys"));
            return None;
        }
    }
    Some(())
}

/// Warns of arms that begin later than others where patients are not to know what they get: who waits without a needle knows it, and
/// has no placebo response until then.
fn tell_who_waits(log: &mut Log, arms: &[arms::Written], cases: &[Case]) {
    let begins = |case: &Case| case.setup.doses.iter().map(|dose| dose.at_days).min_by(f64::total_cmp);
    let of_arms = cases.iter().take(arms.len()).filter(|case| case.setup.retreatments.is_empty());
    let begun: Vec<(usize, f64)> = of_arms.filter_map(|case| Some((case.arm, begins(case)?))).collect();
    let Some(first) = begun.iter().map(|(_, day)| *day).min_by(f64::total_cmp) else { return };
    for (arm, day) in begun.into_iter().filter(|(_, day)| *day > first) {
        let arm = &arms[arm];
        let message = english(
            "the arm \"{arm}\" is first treated on day {day}, others on day {first}: whoever waits knows it and has no placebo \
             response until then; a dose with sham = true on day {first} blinds the arm",
        );
        let place = arm.item.as_ref().map_or(&TOP, |item| &item.place);
        log.warn(place, message.with("arm", &arm.name).with("day", day).with("first", first));
    }
}

/// Whether anybody gets cells, or what they made.
fn has_cells(setup: &Setup) -> bool {
    setup.possible_doses().any(|dose| dose.preparation != Preparation::Sham)
}
