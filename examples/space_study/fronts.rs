//! Half a lesion in each state: which state invades the other, and how fast a lesion becomes uniform.

use admsc_sim::parallel::Serial;
use admsc_sim::rules::baseline;
use admsc_sim::rules::macrophage::{Macrophages, Phenotype};
use admsc_sim::rules::plan::Plan;
use admsc_sim::rules::setup::{Setup, Start};
use admsc_sim::rules::tissue::Tissue;
use admsc_sim::simulation::Simulation;
use admsc_sim::stats::estimators::Mean;
use admsc_sim::stats::share::Share;

use super::{Outcome, common, disc, percent};

/// Days of the table, and the share of M1 above which a lesion counts as painful at the end.
const DAYS: [usize; 6] = [0, 30, 90, 180, 270, 365];
const PAINFUL: f64 = 0.45;

/// The course of lesions half of which start quiet.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(60);
    let mut text = format!(
        "The mean discogenic patient under {n} seeds, untreated; the lower half of the lesion starts in the quiet state, \
         the upper half in the painful one. Mean shares of M1 in the two halves (quiet | painful); a lesion counts as \
         painful at day 365 above a share of {PAINFUL}.\n\n| D of TNFα, µm²/s |{} painful at day 365 | difference of halves at day 270 |\n|---|{}---|---|\n",
        DAYS.map(|day| format!(" day {day} |")).concat(),
        "---|".repeat(DAYS.len())
    );
    for diffusivity in [5.0, 10.0, 30.0] {
        let mut setup = disc();
        setup.parameters.tnf_alpha.diffusivity = diffusivity * 86_400.0;
        let runs = common::jobs(n, |seed| year(&setup, seed as u64));
        let runs: Vec<Vec<[f64; 2]>> = runs.into_iter().collect::<Result<_, _>>()?;
        let mean = |row: usize, half: usize| Mean::from_values(runs.iter().map(|days| days[row][half])).mean;
        let cells: String =
            (0..DAYS.len()).map(|row| format!(" {:.2} \\| {:.2} |", mean(row, 0), mean(row, 1))).collect();
        let painful = Share::from_values(runs.iter().map(|days| 0.5 * (days[5][0] + days[5][1]) > PAINFUL));
        let uneven = Mean::from_values(runs.iter().map(|days| days[4][1] - days[4][0]));
        text += &format!(
            "| {diffusivity} |{cells} {} | {:+.3} ± {:.3} |\n",
            percent(painful),
            uneven.mean,
            uneven.standard_error()
        );
    }
    Ok(text)
}

/// Shares of M1 in the lower and the upper half of the lesion, on the days of the table.
fn year(setup: &Setup, seed: u64) -> Result<Vec<[f64; 2]>, admsc_sim::simulation::Error> {
    let plan = Plan::new(setup.clone(), 4000 + seed, 0)?;
    let painful = baseline::prepare(&plan, Serial, |_| {});
    let quiet_setup = Setup { start: Start::AcuteInjury { cut_share: 0.0 }, ..setup.clone() };
    let quiet = baseline::prepare(&Plan::new(quiet_setup, 4000 + seed, 0)?, Serial, |_| {});
    let mut run = Simulation::from_baseline(plan.clone(), joined(&plan, &quiet, painful))?;
    let mut shares = Vec::new();
    for day in DAYS {
        run.run_to(day as f64, Serial, |_, _| {});
        shares.push(halves(&plan, &run.tissue().macrophages));
    }
    Ok(shares)
}

/// The painful tissue with the lower half of the quiet one. Its fields follow the cells within a day.
fn joined(plan: &Plan, quiet: &Tissue, mut tissue: Tissue) -> Tissue {
    let middle = 0.5 * plan.setup.grid.size_um()[1];
    let upper: Vec<bool> = tissue.macrophages.position.iter().map(|place| place[1] >= middle).collect();
    tissue.macrophages.retain(&upper);
    let cells = &quiet.macrophages;
    for row in (0..cells.len()).filter(|row| cells.position[*row][1] < middle) {
        // The two tissues share a stream of luck; another identity keeps their cells apart.
        let id = cells.id[row] ^ u64::MAX;
        tissue.macrophages.push(id, cells.position[row], cells.heading[row], cells.phenotype[row], cells.born[row]);
    }
    let rows = plan.setup.grid.ny as usize / 2;
    let lower = ndarray::s![.., ..rows, ..];
    tissue.integrity.slice_mut(lower).assign(&quiet.integrity.slice(lower));
    let (a, b) = (tissue.sensitisation, quiet.sensitisation);
    tissue.sensitisation.peripheral = 0.5 * (a.peripheral + b.peripheral);
    tissue.sensitisation.central = 0.5 * (a.central + b.central);
    tissue
}

/// Share of M1 among the committed cells of each half.
fn halves(plan: &Plan, cells: &Macrophages) -> [f64; 2] {
    let middle = 0.5 * plan.setup.grid.size_um()[1];
    [false, true].map(|upper| {
        let in_half = |row: &usize| (cells.position[*row][1] >= middle) == upper;
        let count = |kind| (0..cells.len()).filter(in_half).filter(|row| cells.phenotype[*row] == kind).count() as f64;
        let (m1, m2) = (count(Phenotype::M1), count(Phenotype::M2));
        m1 / (m1 + m2).max(1.0)
    })
}
