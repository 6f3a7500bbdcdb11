//! The days until pain has halved on cells, with every combination of groups faster, and the mean field of the same patients beside them.
//!
//! All 32 courses of a patient begin with the tissue before the first dose, which is prepared once: until then nothing is faster.
//! The course as it is goes to the horizon, because pain may halve late; the others end where it has halved.

use serde::{Deserialize, Serialize};

use super::attribution::Confirmation;
use super::course::{INSTANT, Passage, Patient, Reference, first_dose};
use super::people::{Person, followed};
use super::pieces::{CELLS, Pieces};
use super::quicken::{COALITIONS, GROUPS, Group, members};
use super::{Error, Task, persistence};
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_stats::estimators::{Coverage, Mean};
use admsc_stats::shapley;

/// How much faster processes are that cells cannot follow when they are instantaneous.
pub const FASTER: f64 = 10.0;

/// How much faster a group is on cells. Sensitisation follows what causes it in exact steps, however fast it is; what moves, is
/// secreted or turns over would lie between two steps.
pub fn factor(group: Group) -> f64 {
    match group {
        Group::Signals | Group::Macrophages | Group::Structure => FASTER,
        Group::Peripheral | Group::Central => INSTANT,
    }
}

/// One patient on cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// The course as it is.
    pub reference: Reference,
    /// Days from the first dose until pain has halved in every combination; none where it never does.
    pub cells: Option<Vec<f64>>,
    /// The same of their mean field, at the same factors.
    pub mean_field: Option<Vec<f64>>,
}

/// The work of one patient, seconds.
pub fn work() -> f64 {
    Task::FinePerson.seconds() + Task::FineYear.seconds() + faster()
}

fn faster() -> f64 {
    (COALITIONS - 1) as f64 * Task::FineCourse.seconds()
}

/// Follows the people of a population, drawn round `mean`, in all combinations.
///
/// # Errors
/// When somebody cannot be drawn, run or kept.
pub fn follow(
    population: &Enrolment,
    mean: &Setup,
    threads: usize,
    pieces: Pieces<'_>,
) -> Result<Vec<Followed>, Error> {
    let follow = |person: &Person| Followed::of(person, pieces);
    pieces.of_people((population, &followed(mean)), CELLS, Task::FinePerson, threads, |_| work(), follow)
}

impl Followed {
    fn of(person: &Person, pieces: Pieces<'_>) -> Result<Self, Error> {
        let course = person.live(|_| {})?;
        pieces.done(Task::FineYear);
        let dose = first_dose(&person.setup).unwrap_or(0.0);
        let reference = persistence::reference(&course, dose);
        if !reference.halves() {
            pieces.watch.spared(faster());
            return Ok(Self { reference, cells: None, mean_field: None });
        }
        let mut passage = Passage::new(dose, reference.level());
        let _ = course.iter().try_for_each(|day| passage.see(day.time_days, day.vas_points));
        let own = Ok(passage.delay(f64::from(person.setup.horizon_days)));
        let others = (1..COALITIONS).map(|coalition| {
            let found = delay(person, coalition, dose, reference.level());
            pieces.done(Task::FineCourse);
            found
        });
        let cells = std::iter::once(own).chain(others).collect::<Result<_, Error>>()?;
        let field = Patient::new(person.setup.clone(), person.seed, person.number)?;
        let of_field = field.reference();
        let delays =
            || (0..COALITIONS).map(|coalition| field.delay_with(coalition, factor, of_field.level())).collect();
        let mean_field = of_field.halves().then(delays).transpose()?;
        Ok(Self { reference, cells: Some(cells), mean_field })
    }
}

/// Days to a level with the groups of a coalition faster; the run ends there.
fn delay(person: &Person, coalition: usize, dose: f64, level: f64) -> Result<f64, Error> {
    let mut run =
        person.future(|setup| members(coalition).for_each(|one| one.quicken(&mut setup.parameters, factor(one))))?;
    let (mut passage, horizon) = (Passage::new(dose, level), person.setup.horizon_days);
    let mut seen = 0;
    for day in dose.floor() as u32..=horizon {
        run.run_to(f64::from(day), Serial, |_, _| {});
        run.check()?;
        let new = &run.samples()[seen..];
        if new.iter().try_for_each(|row| passage.see(row.time_days, row.vas_points)).is_break() {
            break;
        }
        seen = run.samples().len();
    }
    Ok(passage.delay(f64::from(horizon)))
}

/// The delays of those who have relief on cells.
pub fn delays(people: &[Followed]) -> Vec<Vec<f64>> {
    people.iter().filter_map(|one| one.cells.clone()).collect()
}

/// Both models in the patients who have relief in both: one row per group.
pub fn confirm(people: &[Followed], groups: &[Group]) -> Vec<Confirmation> {
    let both: Vec<Both> = people.iter().filter_map(Both::of).collect();
    groups.iter().filter_map(|group| confirmation(*group, &both)).collect()
}

/// The delays of a patient in all combinations, and the Shapley values of all groups.
struct Both {
    cells: Vec<f64>,
    field: Vec<f64>,
    cells_costs: Vec<f64>,
    field_costs: Vec<f64>,
}

impl Both {
    fn of(one: &Followed) -> Option<Self> {
        let (cells, field) = (one.cells.clone()?, one.mean_field.clone()?);
        let costs = |delays: &[f64]| shapley::values(&delays.iter().map(|delay| -delay).collect::<Vec<_>>());
        Some(Self { cells_costs: costs(&cells)?, field_costs: costs(&field)?, cells, field })
    }
}

fn confirmation(group: Group, both: &[Both]) -> Option<Confirmation> {
    let place = GROUPS.iter().position(|known| *known == group)?;
    let alone = 1 << place;
    let mean = |values: &dyn Fn(&Both) -> f64| Mean::from_values(both.iter().map(values));
    let ends = |mean: Mean| mean.t_interval(Coverage::NINETY_FIVE).unzip();
    let (of_cells, of_field) =
        (|one: &Both| one.cells[0] - one.cells[alone], |one: &Both| one.field[0] - one.field[alone]);
    let (cells, field) = (mean(&of_cells), mean(&of_field));
    let difference = mean(&|one| of_cells(one) - of_field(one));
    let (cells_delay, mean_field_delay) = (mean(&|one| one.cells[0]), mean(&|one| one.field[0]));
    let delay_difference = mean(&|one| one.cells[0] - one.field[0]);
    let (cells_cost, field_cost) = (mean(&|one| one.cells_costs[place]), mean(&|one| one.field_costs[place]));
    let cost_difference = mean(&|one| one.cells_costs[place] - one.field_costs[place]);
    let delay_ends = |mean: Mean| mean.t_interval_within([0.0, f64::INFINITY], Coverage::NINETY_FIVE).unzip();
    let (cells_low_days, cells_high_days) = ends(cells);
    let (difference_low_days, difference_high_days) = ends(difference);
    let (mean_field_delay_low_days, mean_field_delay_high_days) = delay_ends(mean_field_delay);
    let (mean_field_low_days, mean_field_high_days) = ends(field);
    let (cells_delay_low_days, cells_delay_high_days) = delay_ends(cells_delay);
    let (cells_cost_low_days, cells_cost_high_days) = ends(cells_cost);
    let (mean_field_cost_low_days, mean_field_cost_high_days) = ends(field_cost);
    let (cost_difference_low_days, cost_difference_high_days) = ends(cost_difference);
    let (delay_difference_low_days, delay_difference_high_days) = ends(delay_difference);
    (!both.is_empty()).then(|| Confirmation {
        group: group.name().to_owned(),
        patients_count: both.len() as u64,
        mean_field_delay_days: mean_field_delay.mean,
        mean_field_saved_days: field.mean,
        cells_delay_days: cells_delay.mean,
        cells_saved_days: cells.mean,
        cells_low_days,
        cells_high_days,
        difference_days: difference.mean,
        difference_low_days,
        difference_high_days,
        mean_field_delay_low_days,
        mean_field_delay_high_days,
        mean_field_low_days,
        mean_field_high_days,
        cells_delay_low_days,
        cells_delay_high_days,
        times_as_fast: factor(group),
        cells_cost_days: cells_cost.mean,
        cells_cost_low_days,
        cells_cost_high_days,
        mean_field_cost_days: field_cost.mean,
        mean_field_cost_low_days,
        mean_field_cost_high_days,
        cost_difference_days: cost_difference.mean,
        cost_difference_low_days,
        cost_difference_high_days,
        delay_difference_days: delay_difference.mean,
        delay_difference_low_days,
        delay_difference_high_days,
    })
}
