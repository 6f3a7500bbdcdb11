//! What costs the time: the days until pain has halved, shared among five groups of processes.
//!
//! Every group is made faster, in all 32 combinations with the others, in the same patients: on cells as far as their steps
//! can follow ([`super::on_cells`]), on the mean field instantaneous. The
//! delay of a patient is the day on which the pain has halved; where it
//! does not before the horizon, the days to the horizon count (a restricted mean). The Shapley value of a group is the
//! days that it saves, averaged over all orders in which the groups can be made faster. Values and what remains
//! with all groups faster sum to the delay.
//!
//! Cells count. The mean field, in which no cell homes and no axon grows, checks them: at the same factors in the same
//! patients.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::course::{INSTANT, Patient, RESOLUTION_DAYS, Reference, first_dose};
use super::on_cells;
use super::pieces::{self, Pieces};
use super::quicken::{COALITIONS, GROUPS, Group, members};
use super::{Error, Task};
use crate::coarse::coarse;
pub use crate::model::Model;
use crate::threads::jobs;
use admsc_model::observe::columns::table;
use admsc_model::rules::setup::Setup;
use admsc_scenario::population::enrolment::Enrolment;
use admsc_stats::estimators::{Coverage, Mean};
use admsc_stats::resampling;
use admsc_stats::shapley;

/// Patients of the mean field who are screened, for each that is wanted.
const MOST_SCREENED: usize = 4;

/// In which model the delay is divided: on cells what they cannot follow is ten times as fast, in the mean field everything is
/// instantaneous.
impl Model {
    /// How much faster a group is made.
    pub fn factor(self, group: Group) -> f64 {
        match self {
            Model::Cells => on_cells::factor(group),
            Model::MeanField => INSTANT,
        }
    }

    /// How far delays are exact, days: that of cells is one course, whose error is in the spread of the patients.
    fn resolution(self) -> f64 {
        match self {
            Model::Cells => 0.0,
            Model::MeanField => RESOLUTION_DAYS,
        }
    }
}

table! {
    /// The days that a group of processes costs.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct TimeCost {
        /// The group: `signals`, `macrophages`, `structure`, `peripheral` or `central`; `rest` is what remains with all of them
        /// faster, `delay` the whole.
        pub group: String,
        /// Patients of the model whose pain halves.
        pub patients_count: u64,
        /// Its Shapley value: days of the delay until pain has halved that it accounts for, the mean of the patients.
        pub cost_days: f64,
        /// Lower end of the 95 % interval (bootstrap over patients, of fewer than 30 Student's t; in the mean field
        /// widened by the error of the solver); missing for one patient.
        pub low_days: Option<f64>,
        /// Upper end.
        pub high_days: Option<f64>,
        /// Its share of the mean delay.
        pub cost_share: f64,
        /// Lower end of the 95 % interval of the share (as of the days, of the share's linear part in each patient, and with 0 where
        /// that of the days includes it); missing for one patient and of the whole.
        pub low_share: Option<f64>,
        /// Upper end.
        pub high_share: Option<f64>,
        /// The model: `cells`, which counts, or `mean-field`, which checks it.
        pub model: String,
        /// How many times as fast the group was made; 10,000 is instantaneous. Missing for the rest and the whole.
        pub times_as_fast: Option<f64>,
        /// How much less it costs than the group that costs most, mean of the patients; missing of the whole.
        pub behind_days: Option<f64>,
        /// Lower end of its 95 % interval, within patients (as of the days); missing for one patient and of the whole. Where it is above
        /// 0, the groups can be told apart, also where their own intervals overlap.
        pub behind_low_days: Option<f64>,
        /// Upper end.
        pub behind_high_days: Option<f64>,
    }
}

table! {
    /// A combination of groups made faster.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Combination {
        /// Groups that are faster, as much as the table of the costs says, joined by `+`; `none` for the course as it is.
        pub instantaneous: String,
        /// Patients of the model whose pain halves.
        pub patients_count: u64,
        /// Mean of the days until pain has halved, of at most those to the horizon.
        pub delay_days: f64,
        /// Lower end of its 95 % interval (bootstrap over patients, of fewer than 30 Student's t; in the mean field
        /// widened by the error of the solver); missing for one patient.
        pub low_days: Option<f64>,
        /// Upper end.
        pub high_days: Option<f64>,
        /// Patients who do not reach the level before the horizon.
        pub not_reached_count: u64,
        /// The model: `cells` or `mean-field`.
        pub model: String,
    }
}

table! {
    /// A group made faster, on cells and on the mean field, in the patients whose pain halves in both.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct Confirmation {
        /// The group.
        pub group: String,
        /// Patients.
        pub patients_count: u64,
        /// Mean number of days until pain has halved in the unchanged mean field.
        pub mean_field_delay_days: f64,
        /// Mean number of these days saved by the faster group in the mean field.
        pub mean_field_saved_days: f64,
        /// Mean number of days until pain has halved in the unchanged cell model.
        pub cells_delay_days: f64,
        /// Mean number of these days saved by the faster group in the cell model.
        pub cells_saved_days: f64,
        /// Lower end of the 95 % interval of the days saved in the cell model (Student's t).
        pub cells_low_days: Option<f64>,
        /// Upper end.
        pub cells_high_days: Option<f64>,
        /// Days saved in the cell model minus those in the mean field, mean of the patients.
        pub difference_days: f64,
        /// Lower end of its 95 % interval (Student's t, paired).
        pub difference_low_days: Option<f64>,
        /// Upper end.
        pub difference_high_days: Option<f64>,
        /// Lower end of the 95 % interval of the days until pain has halved in the mean field (Student's t).
        pub mean_field_delay_low_days: Option<f64>,
        /// Upper end.
        pub mean_field_delay_high_days: Option<f64>,
        /// Lower end of the 95 % interval of the days saved in the mean field (Student's t).
        pub mean_field_low_days: Option<f64>,
        /// Upper end.
        pub mean_field_high_days: Option<f64>,
        /// Lower end of the 95 % interval of the days until pain has halved in the cell model (Student's t).
        pub cells_delay_low_days: Option<f64>,
        /// Upper end.
        pub cells_delay_high_days: Option<f64>,
        /// How many times as fast the group was made in both models; 10,000 is instantaneous.
        pub times_as_fast: f64,
        /// The Shapley value of the group in the cell model, mean of these patients.
        pub cells_cost_days: f64,
        /// Lower end of its 95 % interval (Student's t).
        pub cells_cost_low_days: Option<f64>,
        /// Upper end.
        pub cells_cost_high_days: Option<f64>,
        /// The Shapley value of the group in the mean field, mean of these patients.
        pub mean_field_cost_days: f64,
        /// Lower end of its 95 % interval (Student's t).
        pub mean_field_cost_low_days: Option<f64>,
        /// Upper end.
        pub mean_field_cost_high_days: Option<f64>,
        /// The Shapley value in the cell model minus that in the mean field, mean of these patients.
        pub cost_difference_days: f64,
        /// Lower end of its 95 % interval (Student's t, paired).
        pub cost_difference_low_days: Option<f64>,
        /// Upper end.
        pub cost_difference_high_days: Option<f64>,
        /// Days until pain has halved in the cell model minus those in the mean field, mean of these patients.
        pub delay_difference_days: f64,
        /// Lower end of its 95 % interval (Student's t, paired).
        pub delay_difference_low_days: Option<f64>,
        /// Upper end.
        pub delay_difference_high_days: Option<f64>,
    }
}

/// What the mean field says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attribution {
    /// The groups, the rest and the whole; empty where pain halves in too few patients.
    pub costs: Vec<TimeCost>,
    /// All combinations, in the order of the coalitions.
    pub combinations: Vec<Combination>,
    /// Everybody who was looked at.
    pub references: Vec<Reference>,
}

/// Shares the delay in the mean field among the groups, in as many patients whose pain halves as the population has, drawn round
/// `mean`. Patients are screened in the order of their numbers.
///
/// # Errors
/// When a patient cannot be drawn, run or kept.
pub fn attribute(
    population: &Enrolment,
    mean: &Setup,
    threads: usize,
    pieces: Pieces<'_>,
) -> Result<Attribution, Error> {
    let (wanted, seed, base) = (population.patients as usize, population.seed, coarse(mean));
    let (mut references, mut delays): (Vec<Reference>, Vec<Vec<f64>>) = (Vec::new(), Vec::new());
    while delays.len() < wanted && references.len() < MOST_SCREENED * wanted {
        let (batch, first) = (wanted - delays.len(), references.len());
        let of_one = |row: usize| {
            let number = (first + row) as u32;
            let work = |found: &Delayed| if found.1.is_some() { Task::MeanField.seconds() } else { 0.0 };
            pieces.piece(pieces::MEAN_FIELD + number, work, || {
                let found = instantaneous(Patient::new(population.draw(&base, number)?, seed, number)?)?;
                if found.1.is_some() {
                    pieces.done(Task::MeanField);
                }
                Ok(found)
            })
        };
        for found in jobs(threads, batch, of_one) {
            let (reference, delayed) = found?;
            references.push(reference);
            delays.extend(delayed);
        }
    }
    pieces.watch.spared((wanted - delays.len()) as f64 * Task::MeanField.seconds());
    let horizon = f64::from(mean.horizon_days) - first_dose(mean).unwrap_or(0.0);
    let costs = costs(Model::MeanField, &delays, seed);
    let combinations = combinations(Model::MeanField, &delays, horizon, seed);
    Ok(Attribution { costs, combinations, references })
}

/// What the course of a patient is, and the delays in all combinations where pain halves.
type Delayed = (Reference, Option<Vec<f64>>);

fn instantaneous(person: Patient) -> Result<Delayed, Error> {
    let reference = person.reference();
    let all = || (0..COALITIONS).map(|coalition| person.delay(coalition, INSTANT, reference.level())).collect();
    let delays = reference.halves().then(all).transpose()?;
    Ok((reference, delays))
}

/// Least of days that cannot be negative.
const NONE: f64 = 0.0;

/// Mean of some patients, with its interval where there are several, which ends at the least that the values can be.
fn resampled(values: &[f64], least: f64, open: f64, seed: u64) -> Option<(f64, Option<f64>, Option<f64>)> {
    let mean = Mean::from_values(values.iter().copied()).mean;
    let ends = resampling::mean_interval(values, Coverage::NINETY_FIVE, seed);
    let (low, high) = ends.map(|(low, high)| ((low - open).max(least), high + open)).unzip();
    mean.is_finite().then_some((mean, low, high))
}

/// The days of each group from the delays of each patient in all combinations.
pub fn costs(model: Model, delays: &[Vec<f64>], seed: u64) -> Vec<TimeCost> {
    // Delays fall when a group is made faster: what it costs is what it saves.
    let saved: Vec<Vec<f64>> = delays
        .iter()
        .filter_map(|delays| shapley::values(&delays.iter().map(|delay| -delay).collect::<Vec<_>>()))
        .collect();
    let of = |value: &dyn Fn(usize) -> f64| (0..delays.len()).map(value).collect::<Vec<f64>>();
    let whole = of(&|row| delays[row][0]);
    let rest = of(&|row| delays[row][COALITIONS - 1]);
    let groups: Vec<(&str, Vec<f64>)> =
        GROUPS.iter().enumerate().map(|(group, which)| (which.name(), of(&|row| saved[row][group]))).collect();
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    let dearest = groups.iter().max_by(|a, b| sum(&a.1).total_cmp(&sum(&b.1))).map(|(_, values)| values.clone());
    let behind = |group: &str, values: &[f64]| {
        let differences: Vec<f64> = dearest.as_ref()?.iter().zip(values).map(|(most, own)| most - own).collect();
        let found = resampled(&differences, f64::NEG_INFINITY, 2.0 * model.resolution(), seed);
        found.filter(|_| group != "delay")
    };
    let mean_delay = Mean::from_values(whole.iter().copied()).mean;
    let row = |(group, values): (&str, Vec<f64>)| {
        let least = if ["rest", "delay"].contains(&group) { NONE } else { f64::NEG_INFINITY };
        let (cost_days, low_days, high_days) = resampled(&values, least, model.resolution(), seed)?;
        let cost_share = if mean_delay > 0.0 { cost_days / mean_delay } else { 0.0 };
        let share_ends = share_interval(&values, &whole, cost_share, seed);
        let (low_share, high_share) = share_ends
            .map(|ends| {
                let open = model.resolution() / mean_delay;
                let (low, high) = as_certain((ends.0 - open, ends.1 + open), low_days.zip(high_days));
                (low.max(least), high)
            })
            .unzip();
        let which = GROUPS.iter().find(|known| known.name() == group);
        let (behind_days, behind_low_days, behind_high_days) =
            behind(group, &values).map_or((None, None, None), |(mean, low, high)| (Some(mean), low, high));
        Some(TimeCost {
            group: group.to_owned(),
            patients_count: values.len() as u64,
            cost_days,
            low_days,
            high_days,
            cost_share,
            low_share,
            high_share,
            model: model.name().to_owned(),
            times_as_fast: which.map(|group| model.factor(*group)),
            behind_days,
            behind_low_days,
            behind_high_days,
        })
    };
    groups.into_iter().chain([("rest", rest), ("delay", whole.clone())]).filter_map(row).collect()
}

/// The interval of a share, so wide that it leaves nothing out only where that of the days does: a row has one verdict.
fn as_certain((low, high): (f64, f64), days: Option<(f64, f64)>) -> (f64, f64) {
    let includes_none = days.is_some_and(|(low, high)| low <= 0.0 && 0.0 <= high);
    if includes_none { (low.min(0.0), high.max(0.0)) } else { (low, high) }
}

/// Interval of the share that the sum of `parts` has in the sum of `wholes`: that of the mean of its linear parts in each
/// patient (Cochran 1977, Sampling Techniques, section 6.4). None of the whole itself.
fn share_interval(parts: &[f64], wholes: &[f64], share: f64, seed: u64) -> Option<(f64, f64)> {
    let mean = Mean::from_values(wholes.iter().copied()).mean;
    let linear: Vec<f64> =
        parts.iter().zip(wholes).map(|(part, whole)| share + (part - share * whole) / mean).collect();
    resampling::mean_interval(&linear, Coverage::NINETY_FIVE, seed).filter(|_| parts != wholes)
}

/// The delays of the patients in all combinations.
pub fn combinations(model: Model, delays: &[Vec<f64>], horizon: f64, seed: u64) -> Vec<Combination> {
    let row = |coalition: usize| {
        let values: Vec<f64> = delays.iter().map(|delays| delays[coalition]).collect();
        let (delay_days, low_days, high_days) = resampled(&values, NONE, model.resolution(), seed)?;
        let names: Vec<&str> = members(coalition).map(Group::name).collect();
        Some(Combination {
            instantaneous: if names.is_empty() { "none".to_owned() } else { names.join("+") },
            patients_count: values.len() as u64,
            delay_days,
            low_days,
            high_days,
            not_reached_count: values.iter().filter(|delay| **delay >= horizon).count() as u64,
            model: model.name().to_owned(),
        })
    };
    (0..COALITIONS).filter_map(row).collect()
}

/// All groups, the dearest first; none where nothing is known of them.
pub fn dearest(costs: &[TimeCost]) -> Vec<Group> {
    let cost = |group: &Group| costs.iter().find(|cost| cost.group == group.name()).map_or(0.0, |cost| cost.cost_days);
    let mut groups = GROUPS.to_vec();
    groups.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
    if costs.is_empty() { Vec::new() } else { groups }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_share_is_that_of_its_linear_part() {
        // scipy 1.17.1: R = 6/11, d = (p − R·w)/mean(w); R ± stats.t.ppf(0.975, 2)·d.std(ddof=1)/√3.
        let (parts, wholes) = ([1.0, 2.0, 3.0], [2.0, 5.0, 4.0]);
        let found = share_interval(&parts, &wholes, 6.0 / 11.0, 1);
        assert!(found.is_some_and(|(low, high)| {
            (low - 0.019_227_721_163_322).abs() < 1e-13 && (high - 1.071_681_369_745_768).abs() < 1e-12
        }));
        assert_eq!(share_interval(&wholes, &wholes, 1.0, 1), None);
        assert_eq!(share_interval(&[1.0], &[2.0], 0.5, 1), None);
        assert_eq!(share_interval(&[0.0, 0.0], &[0.0, 0.0], 0.0, 1), None);
    }

    #[test]
    fn a_delay_of_few_patients_is_never_shorter_than_none_and_a_cost_may_be() {
        let delays = |whole: f64, rest: f64| {
            let of = |coalition: usize| if coalition == COALITIONS - 1 { rest } else { whole };
            (0..COALITIONS).map(of).collect::<Vec<f64>>()
        };
        let costs = costs(Model::MeanField, &[delays(1.0, 0.0), delays(30.0, 0.0)], 1);
        let low = |name: &str| costs.iter().find(|cost| cost.group == name).and_then(|cost| cost.low_days);
        assert_eq!((low("delay"), low("rest")), (Some(0.0), Some(0.0)));
        assert!(low("central").is_some_and(|low| low < 0.0), "{costs:?}");
        // The share of every group is the same in both patients, but the days do not show that there are any.
        let central = costs.iter().find(|cost| cost.group == "central");
        assert!(central.is_some_and(|cost| cost.low_share == Some(0.0) && cost.high_share > Some(0.1)), "{costs:?}");
    }
}
