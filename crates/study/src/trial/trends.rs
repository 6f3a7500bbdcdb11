//! How an effect grows with the dose, in a study whose arms differ in nothing else.

use serde::{Deserialize, Serialize};

use super::analysis::COVERAGE;
use admsc_model::math;
use admsc_model::rules::retreatment::Retreatment;
use admsc_model::rules::setup::{Dose, Setup};
use admsc_scenario::reading::study::{Allocation, Case, Study};
use admsc_stats::trend::{self, Trend};

/// Fewest doses that have a trend: of two the difference tells all.
const FEWEST: usize = 3;

/// The trend over doses at a visit: change of pain from day 0, points, for each doubling of the cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrendRow {
    /// Number of the point of the sweep.
    pub point: usize,
    /// Number of the potency.
    pub potency: usize,
    /// Day of the visit.
    pub day: u32,
    /// Number of the arm with the smallest dose.
    pub lowest: usize,
    /// Number of the arm with the largest one.
    pub highest: usize,
    /// Trend within patients; nothing in parallel groups.
    pub paired: Option<Trend>,
    /// The same as between different patients.
    pub unpaired: Option<Trend>,
}

/// The arms that differ from one another in the number of cells alone, and the cells of all their doses together, the fewest first;
/// empty where there are fewer than three such numbers. `cases` are those of one point and potency.
pub(super) fn doses(cases: &[Case]) -> Vec<(usize, f64)> {
    let treated: Vec<(&Case, f64)> =
        cases.iter().map(|case| (case, cells(&case.setup))).filter(|all| all.1 > 0.0).collect();
    let alike = |first: &Setup| {
        let same = without_cells(first);
        let mut found: Vec<(usize, f64)> = Vec::new();
        for (case, cells) in &treated {
            if without_cells(&case.setup) == same && found.iter().all(|(_, known)| known != cells) {
                found.push((case.arm, *cells));
            }
        }
        found
    };
    let groups = treated.iter().map(|(case, _)| alike(&case.setup)).filter(|found| found.len() >= FEWEST);
    // Of groups of one size the first.
    let mut largest = groups.fold(Vec::new(), |best, next| if next.len() > best.len() { next } else { best });
    largest.sort_by(|a, b| a.1.total_cmp(&b.1));
    largest
}

/// The cells of all doses that may be given.
fn cells(setup: &Setup) -> f64 {
    setup.possible_doses().map(|dose| dose.cells).sum()
}

/// A setup that tells treatments apart by all but their cells.
fn without_cells(setup: &Setup) -> Setup {
    let empty = |dose: &Dose| Dose { cells: 0.0, cells_per_kg: None, ..dose.clone() };
    let rule = |rule: &Retreatment| Retreatment { dose: empty(&rule.dose), ..rule.clone() };
    let retreatments = setup.retreatments.iter().map(rule).collect();
    Setup { doses: setup.doses.iter().map(empty).collect(), retreatments, ..setup.clone() }
}

/// The trends of a study. `changes` gives the changes from day 0 of a case at a visit, one a place.
pub(super) fn rows(study: &Study, changes: impl Fn(usize, usize) -> Vec<Option<f64>>) -> Vec<TrendRow> {
    let paired = study.trial.allocation == Allocation::EveryArm;
    let mut rows = Vec::new();
    for (visit, day) in study.trial.visits_days.iter().enumerate() {
        for (group, cases) in study.cases.chunks(study.arms.len().max(1)).enumerate() {
            let doses = doses(cases);
            let (Some((lowest, _)), Some((highest, _))) = (doses.first(), doses.last()) else { continue };
            let places: Vec<f64> = doses.iter().map(|(_, cells)| math::ln(*cells) / std::f64::consts::LN_2).collect();
            let columns: Vec<Vec<Option<f64>>> =
                doses.iter().map(|(arm, _)| changes(group * study.arms.len() + arm, visit)).collect();
            let patients = 0..columns.iter().map(Vec::len).min().unwrap_or(0);
            let whole = patients.filter_map(|place| columns.iter().map(|column| column[place]).collect());
            let whole: Vec<Vec<f64>> = whole.collect();
            let alone: Vec<Vec<f64>> =
                columns.iter().map(|column| column.iter().flatten().copied().collect()).collect();
            rows.push(TrendRow {
                point: cases[0].point,
                potency: cases[0].potency,
                day: *day,
                lowest: *lowest,
                highest: *highest,
                paired: paired.then(|| trend::paired(&places, &whole, COVERAGE)).flatten(),
                unpaired: trend::unpaired(&places, &alone, COVERAGE),
            });
        }
    }
    rows
}
