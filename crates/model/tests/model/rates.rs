//! Survival and recruitment against their formulas, and placed cells.

use admsc_model::engine::field::{Field, Propagator};
use admsc_model::math;
use admsc_model::parallel::Serial;
use admsc_model::rules::dose;
use admsc_model::rules::macrophage::{self, Phenotype};
use admsc_model::rules::polarisation;
use admsc_model::rules::recruitment;
use admsc_model::rules::setup::{Dose, Preparation, Route};
use admsc_model::rules::species::Species;
use admsc_model::rules::stem_cell;
use admsc_model::rules::tissue::Tissue;

use crate::common;

/// Holds a count out of `n` to a probability: at most four binomial standard deviations away.
fn assert_share(name: &str, count: usize, n: usize, expected: f64) {
    let share = count as f64 / n as f64;
    let error = (expected * (1.0 - expected) / n as f64).sqrt();
    println!("{name}: {share:.4}, formula {expected:.4} ± {error:.4}");
    assert!((share - expected).abs() < 4.0 * error, "{name}: {share:.4} against {expected:.4} ± {error:.4}");
}

#[test]
fn injected_cells_survive_exponentially_at_any_cadence() {
    for field_ticks in [1, 6, 24] {
        let mut setup = common::with_needle(common::discogenic(), 60e6);
        setup.cadence.field_ticks = field_ticks;
        let plan = common::plan(setup);
        let mut tissue = Tissue::empty(&plan);
        tissue.clock.tick = tissue.clock.origin;
        dose::give(&plan, &mut tissue);
        let injected = tissue.stem_cells.alive();
        let half_life = plan.setup.parameters.stem_cell.half_life;
        for day in 1..=21 {
            for _ in 0..24 / field_ticks {
                stem_cell::die(&plan, &mut tissue, Serial);
                tissue.clock.tick += field_ticks;
            }
            if day % 7 == 0 {
                let expected = math::exp(-math::half_life_rate(half_life) * f64::from(day));
                let name = format!("alive on day {day}, a decision every {field_ticks} h");
                assert_share(&name, tissue.stem_cells.alive(), injected, expected);
            }
        }
    }
}

#[test]
fn macrophages_are_lost_at_one_rate_whatever_their_phenotype() {
    let plan = common::plan(common::discogenic());
    let loss = plan.setup.parameters.macrophage.loss_rate;
    for phenotype in [Phenotype::M0, Phenotype::M1, Phenotype::M2] {
        let mut tissue = Tissue::empty(&plan);
        for id in 0..5000 {
            tissue.macrophages.push(id * 3 + phenotype as u64, [2000.0, 1000.0, 50.0], [1.0, 0.0, 0.0], phenotype, 0);
        }
        for _ in 0..40 {
            macrophage::die(&plan, &mut tissue, Serial);
            tissue.clock.tick += plan.setup.cadence.field_ticks;
        }
        assert_share(
            &format!("{phenotype:?} left after 10 d"),
            tissue.macrophages.len(),
            5000,
            math::exp(-10.0 * loss),
        );
    }
}

#[test]
fn monocytes_enter_as_a_poisson_process_at_the_rate_of_the_rule() {
    let plan = common::plan(common::discogenic());
    let mut tissue = Tissue::empty(&plan);
    // Without TNFα and sensitisation the drive is that of the matrix and j0, the same at every vessel.
    let drive = &plan.setup.parameters.drive;
    let integrity = plan.setup.parameters.tissue.healthy_integrity;
    let j = drive.autoimmune + drive.damage * (1.0 - integrity);
    let vessels = plan.geometry.vessels_um.len();
    let p = &plan.setup.parameters.macrophage;
    let expected =
        recruitment::rate(p, plan.geometry.lesion_volume_ml, vessels, j, 0.0) * vessels as f64 * plan.field_days();
    let counts: Vec<f64> = (0..4000)
        .map(|_| {
            let before = tissue.macrophages.len();
            recruitment::enter(&plan, &mut tissue, Serial);
            tissue.clock.tick += plan.setup.cadence.field_ticks;
            (tissue.macrophages.len() - before) as f64
        })
        .collect();
    let (mean, error) = common::mean_and_error(&counts);
    let variance = error * error * counts.len() as f64;
    println!("entered per interval: mean {mean:.3} ± {error:.3}, variance {variance:.3}; formula {expected:.3}");
    assert!((mean - expected).abs() < 4.0 * error, "mean {mean:.3} ± {error:.3}, formula {expected:.3}");
    // The variance of a Poisson variance estimate of n counts is about λ²·(2 + 1/λ)/n.
    let spread = expected * ((2.0 + 1.0 / expected) / counts.len() as f64).sqrt();
    assert!((variance - expected).abs() < 4.0 * spread, "variance {variance:.3}, a Poisson count has {expected:.3}");
    // In a steady state the committed cells have the density of the rule: entry against loss and commitment.
    let kc = p.commitment_rate();
    let committed =
        expected / plan.field_days() * kc / (kc + p.loss_rate) / p.loss_rate / plan.geometry.lesion_volume_ml;
    let density = p.reference_density * (p.recruitment_base + p.recruitment_gain * j);
    assert!((committed / density - 1.0).abs() < 1e-12);
}

/// Entering, committing, switching and loss together keep the density of the rule, however often they are decided.
#[test]
fn the_number_and_the_sides_of_macrophages_do_not_depend_on_the_cadence() {
    for field_ticks in [6, 24] {
        let mut setup = common::discogenic();
        setup.cadence.field_ticks = field_ticks;
        // Hazards at which one switch an interval, as the only one that could happen, would be seen to fall short.
        (setup.parameters.macrophage.m1_to_m2_rate, setup.parameters.macrophage.m2_to_m1_rate) = (0.6, 3.0);
        let plan = common::plan(setup);
        let mut tissue = Tissue::empty(&plan);
        let p = &plan.setup.parameters.macrophage;
        let (start, days) = (100, 4100);
        let mut sums = [0.0; 3];
        for interval in 0..days * 24 / field_ticks {
            recruitment::enter(&plan, &mut tissue, Serial);
            polarisation::switch_phenotype(&plan, &mut tissue, Serial);
            macrophage::die(&plan, &mut tissue, Serial);
            tissue.clock.tick += field_ticks;
            if interval * field_ticks >= start * 24 {
                for (sum, phenotype) in sums.iter_mut().zip([Phenotype::M0, Phenotype::M1, Phenotype::M2]) {
                    *sum += tissue.macrophages.count(phenotype) as f64;
                }
            }
        }
        let [m0, m1, m2] = sums.map(|sum| sum / f64::from((days - start) * 24 / field_ticks));
        let voxel = plan.geometry.vessel_voxels[0] as usize;
        let to_m1 = polarisation::hazard_to_m1(&plan, &tissue, voxel);
        let to_m2 = polarisation::hazard_to_m2(&plan, &tissue, voxel);
        let j = to_m1 / p.m2_to_m1_rate;
        let expected =
            p.reference_density * (p.recruitment_base + p.recruitment_gain * j) * plan.geometry.lesion_volume_ml;
        // A count whose cells stay for τ, averaged over T, has the variance 2τ/T times its mean.
        let error = (expected * 2.0 / p.loss_rate / f64::from(days - start)).sqrt();
        // As many commit as committed cells are lost.
        let expected_m0 = expected * p.loss_rate / p.commitment_rate();
        println!(
            "{field_ticks} h: {:.1} committed, formula {expected:.1} ± {error:.1}; M0 {m0:.1}, formula {expected_m0:.1}; \
             M1:M2 {:.4}, formula {:.4}",
            m1 + m2,
            m1 / m2,
            to_m1 / to_m2
        );
        assert!((m1 + m2 - expected).abs() < 4.0 * error, "{} committed, {expected:.1} ± {error:.1}", m1 + m2);
        // The error of second order that is left makes M0 3 % too few at 24 h; it was 36 %.
        assert!((m0 / expected_m0 - 1.0).abs() < 0.05, "{m0} M0, formula {expected_m0}");
        assert!((m1 / m2 / (to_m1 / to_m2) - 1.0).abs() < 0.03, "M1:M2 {}, formula {}", m1 / m2, to_m1 / to_m2);
    }
}

#[test]
fn placed_cells_lie_where_they_were_set_and_none_is_lost() {
    let mut setup = common::with_frozen_cells(common::neuropathic(), 0.0);
    setup.baseline_days = 0;
    let positions_um = vec![[100.0, 200.0, 50.0], [3999.5, 1.25, 50.0], [100.0, 200.0, 50.0]];
    let route = Route::Placed { positions_um: positions_um.clone() };
    setup.doses = vec![Dose { at_days: 1.0, cells: 3.0, cells_per_kg: None, preparation: Preparation::Live, route }];
    setup.parameters.stem_cell.half_life = 1e9;
    let mut simulation = common::simulation(setup);
    simulation.run_to(1.0, Serial, |_, _| {});
    assert!(simulation.tissue().stem_cells.is_empty());
    simulation.run_to(2.0, Serial, |_, _| {});
    let cells = &simulation.tissue().stem_cells;
    assert_eq!(cells.position, positions_um);
    assert!(cells.heading[0] != cells.heading[2], "two cells of one place go different ways");
    assert!(cells.licensing.iter().all(|licensing| *licensing > 0.0));
}

/// Why a field is solved as long as one ADMSC lives (docs/decisions/0016): beside it, its signals are well above a hundredth of
/// what half-saturates their readers.
#[test]
fn a_last_cell_is_noticed() {
    let plan = common::plan(common::neuropathic());
    let (grid, p) = (plan.setup.grid, &plan.setup.parameters);
    let (cell, growth) = (&p.stem_cell, &p.growth_factor);
    let mediator = cell.mediator_secretion_rest + cell.mediator_secretion_licensed;
    for (species, rate, half) in [
        (Species::Mediator, mediator, cell.mediator_half),
        (Species::Ngf, cell.ngf_secretion, growth.ngf_half),
        (Species::Gdnf, cell.gdnf_secretion, growth.gdnf_half),
        (Species::Vegf, cell.vegf_secretion * cell.hypoxia_vegf_factor, growth.vegf_half),
    ] {
        let own = species.parameters(p);
        let steady = Propagator::new(&grid, own.diffusivity, own.loss_rate, 1000.0);
        let highest = |voxel: usize| {
            let (mut field, mut source) = (Field::new(&grid), vec![0.0; grid.len()]);
            source[voxel] = rate / grid.voxel_volume_ml();
            field.step(&plan.transform, &steady, &source);
            field.values().iter().copied().fold(0.0, f64::max) / half
        };
        let [middle, wall, corner] =
            [grid.index(grid.nx / 2, grid.ny / 2, 0), grid.index(grid.nx / 2, 0, 0), 0].map(highest);
        println!("{}: middle {middle:.4}, wall {wall:.4}, corner {corner:.4}", species.name());
        assert!(0.01 < middle && middle < wall && wall < corner, "{}", species.name());
    }
}
