//! Cells against their mean field: well mixed, without a nerve, away from the separatrix.

mod common;

use admsc_sim::model::baseline;
use admsc_sim::model::mean_field::{MeanField, State};
use admsc_sim::model::plan::Plan;
use admsc_sim::model::setup::{Cadence, Lesion, Setup};
use admsc_sim::model::step::step;
use admsc_sim::model::tissue::Tissue;
use admsc_sim::observe;
use admsc_sim::parallel::Serial;
use admsc_sim::rng::Purpose;

/// A window that is all lesion, a hundred times faster diffusion, one cell step an interval.
fn well_mixed(mut setup: Setup, voxels: [u32; 2]) -> Setup {
    (setup.grid.nx, setup.grid.ny) = (voxels[0], voxels[1]);
    setup.lesion = Lesion { from_um: [0.0; 3], to_um: setup.grid.size_um() };
    let p = &mut setup.parameters;
    for species in
        [&mut p.tnf_alpha, &mut p.il_10, &mut p.mediator, &mut p.cxcl12, &mut p.ngf, &mut p.gdnf, &mut p.vegf]
    {
        species.diffusivity *= 100.0;
    }
    setup.cadence = Cadence { tick_minutes: 60, field_ticks: 1, slow_ticks: 24 };
    setup
}

/// Puts every cell somewhere else in the window.
fn shuffle(plan: &Plan, tissue: &mut Tissue) {
    let size = plan.setup.grid.size_um();
    let tick = tissue.clock.tick;
    let Tissue { macrophages, stem_cells, .. } = tissue;
    for (ids, places) in [(&macrophages.id, &mut macrophages.position), (&stem_cells.id, &mut stem_cells.position)] {
        for (id, place) in ids.iter().zip(places) {
            let mut stream = plan.streams.open(Purpose::Verification, tick, *id);
            (place[0], place[1]) = (size[0] * stream.uniform(), size[1] * stream.uniform());
        }
    }
}

/// m, T, R, S of the cells on some days.
fn cells(plan: &Plan, days: &[f64]) -> Vec<[f64; 4]> {
    let mut tissue = baseline::seed(plan);
    let mut figures = Vec::new();
    for day in days {
        while tissue.clock.tick < tissue.clock.tick_at(*day) {
            shuffle(plan, &mut tissue);
            step(plan, &mut tissue, Serial);
        }
        let now = observe::sample(plan, &tissue);
        figures.push([now.m1_share(), now.tnf_alpha_relative, now.imprint_fraction, now.matrix_integrity_fraction]);
    }
    figures
}

/// The same of the mean field.
fn mean_field(plan: &Plan, cells: f64, days: &[f64]) -> Vec<[f64; 4]> {
    let field = MeanField::new(plan);
    let settled = field.after(field.baseline_start(), f64::from(plan.setup.baseline_days));
    let start = field.injected(settled, cells);
    let figures = |s: State| [s.m1_share(), field.relative_tnf(&s), s.imprint, s.integrity];
    days.iter().map(|day| figures(field.after(start, *day))).collect()
}

#[test]
fn explore() {
    let days = [7.0, 28.0, 90.0, 365.0];
    let n = 40;
    for (dose, j0) in [(0.0, 0.0272), (18e6, 0.2), (18e6, 0.0)] {
        let mut setup = well_mixed(common::discogenic(), [80, 40]);
        setup.grid.section_depth_um = 400.0;
        setup.cadence = Cadence { tick_minutes: 180, field_ticks: 1, slow_ticks: 8 };
        setup.parameters.drive.autoimmune = j0;
        setup.baseline_days = 20;
        setup.doses = if dose > 0.0 { vec![common::needle(0.0, dose, [1000.0, 500.0, 50.0])] } else { vec![] };
        setup.parameters.stem_cell.bolus_sd = 5000.0;
        let expected = mean_field(&common::plan(setup.clone()), dose, &days);
        let runs = common::jobs(n, |patient| cells(&Plan::new(setup.clone(), 1, patient as u32).unwrap(), &days));
        for (d, day) in days.iter().enumerate() {
            for f in 0..4 {
                let values: Vec<f64> = runs.iter().map(|run| run[d][f] - expected[d][f]).collect();
                let (mean, error) = common::mean_and_error(&values);
                println!(
                    "dose {dose:e} j0 {j0} day {day} {} mf {:.4} diff {mean:.4} ± {error:.4}",
                    ["m", "T", "R", "S"][f],
                    expected[d][f]
                );
            }
        }
    }
}

#[test]
fn explore_slope() {
    let days = [7.0, 14.0, 28.0, 60.0];
    for (side, n) in [(8, 4000), (16, 4000), (32, 2000)] {
        let mut setup = well_mixed(common::discogenic(), [side, side]);
        setup.baseline_days = 0;
        setup.start = admsc_sim::model::setup::Start::Chronic { baseline_pain: None };
        let expected = mean_field(&common::plan(setup.clone()), 0.0, &days);
        let runs = common::jobs(n, |patient| cells(&Plan::new(setup.clone(), 1, patient as u32).unwrap(), &days));
        for (d, day) in days.iter().enumerate() {
            for f in [0, 1, 3] {
                let values: Vec<f64> = runs.iter().map(|run| run[d][f] - expected[d][f]).collect();
                let (mean, error) = common::mean_and_error(&values);
                println!(
                    "side {side} day {day} {} mf {:.4} diff {mean:.5} ± {error:.5}",
                    ["m", "T", "R", "S"][f],
                    expected[d][f]
                );
            }
        }
    }
}
