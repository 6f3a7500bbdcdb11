//! Cells against their mean field: well mixed, without a nerve, away from the separatrix.

use admsc_model::math;
use admsc_model::observe;
use admsc_model::parallel::Serial;
use admsc_model::rng::Purpose;
use admsc_model::rules::baseline;
use admsc_model::rules::mean_field::{MeanField, State};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Cadence, Lesion, Setup};
use admsc_model::rules::step::step;
use admsc_model::rules::tissue::Tissue;

use crate::common;

/// A window that is all lesion, on so many voxels of 100 µm; a hundred times faster diffusion, one cell step an interval. Where all
/// is mixed, finer voxels would cost time and tell nothing.
fn well_mixed(mut setup: Setup, voxels: [u32; 2]) -> Setup {
    (setup.grid.nx, setup.grid.ny, setup.grid.spacing_um) = (voxels[0], voxels[1], 100.0);
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

/// m, T, R, S of the cells on some days, from the densities of a state.
fn cells(plan: &Plan, start: &State, days: &[f64]) -> Vec<[f64; 4]> {
    let mut tissue = baseline::seed_at(plan, start);
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

/// Days of the comparison.
const DAYS: [f64; 4] = [7.0, 28.0, 90.0, 365.0];

/// What is compared.
const FIGURES: [&str; 4] = ["M1 share", "relative TNFα", "imprint", "matrix integrity"];

/// A patient: cells injected on day 0 and the drive j0. All lie more than a tenth of the whole drive from a fold.
fn patient(cells: f64, autoimmune: f64) -> Setup {
    // A quarter of the default window, four times as deep: the same cells.
    let mut setup = well_mixed(common::discogenic(), [20, 10]);
    setup.grid.section_depth_um = 400.0;
    setup.cadence = Cadence { tick_minutes: 360, field_ticks: 1, slow_ticks: 4 };
    setup.baseline_days = 20;
    setup.parameters.drive.autoimmune = autoimmune;
    if cells > 0.0 {
        setup.doses = vec![common::needle(0.0, cells, [1000.0, 500.0, 200.0])];
    }
    setup
}

#[test]
fn well_mixed_cells_follow_the_mean_field() {
    let patients = [("untreated", 0.0, 0.0272), ("relapses", 18e6, 0.2), ("stays quiet", 60e6, 0.0)];
    for (name, dose, autoimmune) in patients {
        let setup = patient(dose, autoimmune);
        let plan = common::plan(setup.clone());
        let (start, expected) = (MeanField::new(&plan).baseline_start(), mean_field(&plan, dose, &DAYS));
        let runs =
            common::jobs(56, |number| cells(&Plan::new(setup.clone(), 1, number as u32).unwrap(), &start, &DAYS));
        for (day, expected) in expected.iter().enumerate() {
            for (figure, label) in FIGURES.iter().enumerate() {
                let bias: Vec<f64> = runs.iter().map(|run| run[day][figure] - expected[figure]).collect();
                let (mean, error) = common::mean_and_error(&bias);
                let at = DAYS[day];
                println!("{name}, day {at}: {label} {:.3}, cells differ by {mean:+.4} ± {error:.4}", expected[figure]);
                assert!(error <= 0.005, "{name}, day {at}: {label} is known to ± {error:.4} only");
                assert!(mean.abs() + 1.96 * error <= 0.03, "{name}, day {at}: {label} off by {mean:+.4} ± {error:.4}");
            }
        }
    }
}

#[test]
fn an_infusion_educates_as_in_the_mean_field() {
    let mut setup = patient(0.0, 0.0272);
    setup.doses = vec![common::vein(0.0, 140e6)];
    let plan = common::plan(setup);
    let field = MeanField::new(&plan);
    let expected = field.after(field.infused(field.baseline_start(), 140e6), 10.0);
    let mut tissue = baseline::seed(&plan);
    tissue.clock.tick = tissue.clock.origin;
    while tissue.clock.day() < 10.0 {
        step(&plan, &mut tissue, Serial);
    }
    assert!((tissue.circulation.education / expected.education - 1.0).abs() < 1e-9);
    assert!(expected.education > 0.3 && expected.stem_cells > 0.0);
}

#[test]
fn no_compared_patient_lies_near_a_fold() {
    for (dose, autoimmune) in [(0.0, 0.0272), (18e6, 0.2), (60e6, 0.0)] {
        let end = |scale: f64| {
            let mut setup = patient(dose, autoimmune);
            let drive = &mut setup.parameters.drive;
            for weight in [&mut drive.autoimmune, &mut drive.tnf, &mut drive.damage, &mut drive.central] {
                *weight *= scale;
            }
            mean_field(&common::plan(setup), dose, &[365.0])[0][0] > 0.45
        };
        assert!(end(0.9) == end(1.0) && end(1.1) == end(1.0), "dose {dose:e}, j0 {autoimmune}");
    }
}

#[test]
fn the_bias_of_small_windows_falls_with_their_volume() {
    let points: Vec<(f64, f64)> = [(2, 4000), (4, 4000), (8, 8000)]
        .into_iter()
        .map(|(side, runs)| {
            let mut setup = well_mixed(common::discogenic(), [side, side]);
            setup.baseline_days = 0;
            // The segment is as large beside a small window as beside a large one: its chance does not fall with the volume.
            setup.parameters.microglia.number = 0.0;
            let plan = common::plan(setup.clone());
            let (start, expected) = (MeanField::new(&plan).baseline_start(), mean_field(&plan, 0.0, &[7.0])[0][0]);
            let bias = common::jobs(runs, |number| {
                cells(&Plan::new(setup.clone(), 1, number as u32).unwrap(), &start, &[7.0])[0][0] - expected
            });
            let (mean, error) = common::mean_and_error(&bias);
            let volume = f64::from(side * side) / 4.0;
            println!("volume × {volume}: bias of the M1 share {mean:+.5} ± {error:.5}");
            (math::ln(volume), math::ln(mean.abs()))
        })
        .collect();
    let mid = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
    let (x, y) = (mid(|p| p.0), mid(|p| p.1));
    let slope = points.iter().map(|p| (p.0 - x) * (p.1 - y)).sum::<f64>()
        / points.iter().map(|p| (p.0 - x) * (p.0 - x)).sum::<f64>();
    println!("slope {slope:.2}");
    assert!((slope + 1.0).abs() <= 0.3, "the bias falls as volume to the power {slope:.2}, not −1");
}
