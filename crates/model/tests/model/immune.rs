//! T cells and microglia: what they read, what reads them, and the numbers of their rules.

use admsc_model::parallel::Serial;
use admsc_model::rules::block::{Block, Process};
use admsc_model::rules::change::Change;
use admsc_model::rules::macrophage::Phenotype;
use admsc_model::rules::mean_field::MeanField;
use admsc_model::rules::microglia::{self, Activity};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::t_cell::{self, Kind, TCells};
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::{drive, sensitisation};

use super::causes::readers;
use crate::common;

/// A patient with rheumatoid arthritis on a day when every rule that reads the drive has luck to show it, and the same without
/// effectors.
fn with_and_without_effectors(systemic_share: f64, help_share: f64) -> (Plan, Tissue, Tissue) {
    let mut setup = common::coarse(common::rheumatoid());
    (setup.parameters.t_cell.systemic_share, setup.parameters.t_cell.help_share) = (systemic_share, help_share);
    (setup.parameters.t_cell.reference_density, setup.parameters.t_cell.tnf_share) = (1.5e6, 0.01);
    setup.parameters.drive.autoimmune = 2.0;
    setup.baseline_days = 20;
    let simulation = common::simulation(setup);
    let (plan, with) = (simulation.plan().clone(), simulation.tissue().clone());
    let mut without = with.clone();
    let effectors: Vec<bool> = with.t_cells.kind.iter().map(|kind| *kind == Kind::Regulatory).collect();
    without.t_cells.retain(&effectors);
    without.t_cells.level = 0.0;
    (plan, with, without)
}

#[test]
fn effectors_make_tnf_help_macrophages_to_m1_and_carry_a_systemic_drive() {
    let of = |systemic, help| {
        let (plan, with, without) = with_and_without_effectors(systemic, help);
        assert!(with.t_cells.count(Kind::Effector) > 50);
        readers(&plan, &with, &without, "t cell")
    };
    assert_eq!(of(0.0, 0.0), ["secretion"]);
    assert_eq!(of(0.0, 0.3), ["secretion", "polarisation"]);
    assert_eq!(of(1.0, 0.0), ["secretion", "recruitment", "polarisation"]);
}

#[test]
fn help_reaches_fifty_micrometres() {
    let mut setup = common::neuropathic();
    setup.parameters.t_cell.help_share = 0.3;
    let plan = common::plan(setup);
    let mut tissue = Tissue::empty(&plan);
    let place = plan.setup.grid.centre_um(plan.geometry.lesion_voxels[900] as usize);
    tissue.t_cells.push(1, place, [1.0, 0.0, 0.0], Kind::Effector, 0);
    tissue.t_cells.push(2, [place[0] + 300.0, place[1], place[2]], [1.0, 0.0, 0.0], Kind::Regulatory, 0);
    let helped = t_cell::Helped::by(&plan, &tissue);
    let at = |x: f64| helped.at(plan.setup.grid.voxel_at([place[0] + x, place[1], place[2]]));
    assert_eq!([at(75.0), at(-100.0), at(300.0)], [0.7; 3]);
    assert!(at(0.0) > 1.0 && at(50.0) == at(0.0) && at(-25.0) == at(0.0));
}

/// Entry, kind and loss keep the densities of the rule.
#[test]
fn the_number_and_the_kinds_of_t_cells_are_those_of_the_rule() {
    for (education, regulatory) in [(0.0, 0.1), (1.0, 0.5)] {
        let mut setup = common::neuropathic();
        setup.parameters.t_cell.reference_density = 3e6;
        setup.parameters.circulation.education_effect = 0.0;
        let plan = common::plan(setup);
        let mut tissue = Tissue::empty(&plan);
        tissue.circulation.education = education;
        let (mut counts, days) = ([0.0; 2], 3000);
        for interval in 0..4 * (days + 100) {
            t_cell::enter(&plan, &mut tissue);
            t_cell::die(&plan, &mut tissue);
            tissue.clock.tick += plan.setup.cadence.field_ticks;
            if interval >= 400 {
                counts[0] += tissue.t_cells.count(Kind::Effector) as f64;
                counts[1] += tissue.t_cells.count(Kind::Regulatory) as f64;
            }
        }
        let [effector, found] = counts.map(|sum| sum / f64::from(4 * days));
        let p = &plan.setup.parameters;
        let j = drive::at(&plan, &tissue, plan.geometry.vessel_voxels[0] as usize);
        let expected = 3e6 * (p.macrophage.recruitment_base + j) * plan.geometry.lesion_volume_ml;
        let error = (expected * 2.0 / p.t_cell.loss_rate / f64::from(days)).sqrt();
        assert!((effector + found - expected).abs() < 4.0 * error + 0.02 * expected, "{effector} {found} {expected}");
        assert!((found / (effector + found) - regulatory).abs() < 0.02, "{found} of {}", effector + found);
        let turnover = tissue.t_cells.turnover;
        assert_eq!(turnover.entered - turnover.left, tissue.t_cells.len() as u64);
    }
}

#[test]
fn a_disc_has_no_t_cells_and_misses_none() {
    let mut setup = common::coarse(common::discogenic());
    setup.baseline_days = 10;
    let simulation = common::simulation(setup);
    assert!(simulation.tissue().t_cells.is_empty());
    let helped = t_cell::Helped::by(simulation.plan(), simulation.tissue());
    assert_eq!(helped.at(0), 1.0);
}

/// The mean of several lives of a joint after an infusion against the mean field.
#[test]
fn an_infusion_turns_t_cells_to_regulatory_ones_and_the_mean_field_agrees() {
    let mut setup = common::coarse(common::rheumatoid());
    setup.baseline_days = 30;
    setup.parameters.t_cell.reference_density *= 10.0;
    setup.doses = vec![common::vein(0.0, 130e6)];
    let mut simulation = common::simulation(setup);
    let share = |cells: &TCells| cells.count(Kind::Regulatory) as f64 / cells.len() as f64;
    let before = share(&simulation.tissue().t_cells);
    let plan = simulation.plan().clone();
    let field = MeanField::new(&plan);
    let state = field.after(field.infused(field.baseline_start(), 130e6), 10.0);
    simulation.run_to(10.0, Serial, |_, _| {});
    let (found, expected) =
        (share(&simulation.tissue().t_cells), state.t_regulatory / (state.t_regulatory + state.t_effector));
    let error = (expected * (1.0 - expected) / simulation.tissue().t_cells.len() as f64).sqrt();
    assert!(before < 0.15 && expected > 0.2, "{before} {expected}");
    assert!((found - expected).abs() < 4.0 * error, "{found}, mean field {expected} ± {error}");
}

#[test]
fn without_t_cells_macrophages_are_less_often_m1() {
    let m1 = |blocks: Vec<Block>| {
        let mut setup = common::coarse(common::neuropathic());
        setup.baseline_days = 60;
        setup.blocks = blocks;
        let simulation = common::simulation(setup);
        let cells = &simulation.tissue().macrophages;
        (simulation.tissue().t_cells.len(), cells.count(Phenotype::M1) as f64 / cells.len() as f64)
    };
    let missing = Block { process: Process::TCells, from_days: None, until_days: None, share: 1.0 };
    let ((with, whole), (without, less)) = (m1(Vec::new()), m1(vec![missing]));
    assert!(with > 5 && without == 0 && less < whole, "{with} {without} {whole} {less}");
}

/// Microglia at a constant input, for long.
fn microglia_at(peripheral: f64, change: impl Fn(&mut Setup)) -> (Plan, [f64; 3]) {
    let mut setup = common::coarse(common::discogenic());
    setup.parameters.microglia.number = 1000.0;
    change(&mut setup);
    let plan = common::plan(setup);
    let mut tissue = Tissue::empty(&plan);
    tissue.microglia = microglia::place(&plan, [0.0, 0.0]);
    tissue.sensitisation.peripheral = peripheral;
    let (mut sums, days) = ([0.0; 3], 400);
    for day in 0..days + 200 {
        microglia::react(&plan, &mut tissue);
        tissue.clock.tick += plan.setup.cadence.slow_ticks;
        if day >= 200 {
            for (sum, activity) in sums.iter_mut().zip([Activity::Resting, Activity::Reactive, Activity::Resolving]) {
                *sum += tissue.microglia.share(activity) / f64::from(days);
            }
        }
    }
    (plan, sums)
}

#[test]
fn microglia_are_as_active_in_the_long_run_as_their_rates_say() {
    for peripheral in [0.4, 1.0, 3.0] {
        let (plan, [resting, reactive, resolving]) = microglia_at(peripheral, |_| {});
        let p = &plan.setup.parameters;
        let damage = 1.0 - p.tissue.healthy_integrity;
        let input = sensitisation::central_input(&p.sensitisation, peripheral, damage);
        let rates = microglia::rates(&p.microglia, &plan.segment, input, 0.0);
        let [expected, calmed] = microglia::long_run(rates);
        // A step a day at most makes a cycle up to half a day a step longer.
        assert!((reactive / expected - 1.0).abs() < 0.06, "{peripheral}: {reactive}, rates say {expected}");
        assert!((resolving / calmed - 1.0).abs() < 0.06, "{peripheral}: {resolving}, rates say {calmed}");
        assert!((resting + reactive + resolving - 1.0).abs() < 1e-12);
    }
    let blocked = Block { process: Process::Microglia, from_days: None, until_days: None, share: 1.0 };
    let (_, [resting, ..]) = microglia_at(3.0, |setup| setup.blocks = vec![blocked]);
    assert!((resting - 1.0).abs() < 1e-12, "those that are not called rest: {resting}");
}

#[test]
fn microglia_that_are_ever_faster_go_to_the_same_place() {
    for factor in [1.0, 30.0, 1e4] {
        let (plan, [_, reactive, _]) = microglia_at(1.0, |setup| {
            let p = &mut setup.parameters.microglia;
            for rate in [&mut p.activation_rate, &mut p.resolution_rate, &mut p.rest_rate] {
                *rate *= factor;
            }
        });
        let p = &plan.setup.parameters;
        let input = sensitisation::central_input(&p.sensitisation, 1.0, 1.0 - p.tissue.healthy_integrity);
        let [expected, _] = microglia::long_run(microglia::rates(&p.microglia, &plan.segment, input, 0.0));
        assert!((reactive / expected - 1.0).abs() < 0.06, "× {factor}: {reactive}, rates say {expected}");
    }
}

#[test]
fn a_change_of_rates_moves_cells_and_not_what_they_are_measured_by() {
    let mut setup = common::coarse(common::neuropathic());
    let mut parameters = setup.parameters.clone();
    (parameters.microglia.resolution_rate, parameters.t_cell.reference_density) = (0.5, 0.0);
    setup.changes = vec![Change { at_days: 1.0, parameters }];
    let before = common::plan(setup);
    let mut after = before.clone();
    after.on_day(2.0);
    assert_eq!((after.segment, after.effector_density), (before.segment, before.effector_density));
    assert_eq!(after.setup.parameters.microglia.resolution_rate, 0.5);
}

#[test]
fn microglia_outlast_the_input_that_called_them_and_are_all_that_central_sensitisation_reads() {
    let mut simulation = common::simulation({
        let mut setup = common::coarse(common::neuropathic());
        setup.baseline_days = 60;
        setup
    });
    let plan = simulation.plan().clone();
    let tissue = simulation.tissue_mut();
    let before = tissue.microglia.share(Activity::Reactive);
    assert!(before > 0.1, "{before}");
    tissue.sensitisation.peripheral = 0.0;
    tissue.axons = Default::default();
    tissue.integrity.fill(1.0);
    let mut shares = Vec::new();
    for _ in 0..30 {
        microglia::react(&plan, tissue);
        tissue.clock.tick += plan.setup.cadence.slow_ticks;
        shares.push(tissue.microglia.share(Activity::Reactive));
    }
    assert!(shares[2] > 0.5 * before && shares[29] < 0.15 * before, "{before} {shares:?}");
    let with = tissue.clone();
    let mut without = with.clone();
    without.microglia = microglia::place(&plan, [1.0, 0.0]);
    assert_eq!(readers(&plan, &with, &without, "microglia"), ["sensitisation"]);
}
