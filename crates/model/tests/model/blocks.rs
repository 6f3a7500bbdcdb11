//! What is blocked: a signal is read as less of it by all who read it, everything else stays, and days are kept.

use admsc_model::math;
use admsc_model::parallel::Serial;
use admsc_model::rules::block::{self, Block, Process};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::species::{ALL, Species};
use admsc_model::rules::{drive, recruitment};
use admsc_model::simulation::Simulation;

use crate::causes::{differing, every_cause, rules};
use crate::common;

/// A share of a process that is blocked for ever.
fn always(process: Process, share: f64) -> Block {
    Block { process, from_days: None, until_days: None, share }
}

/// The plan of a simulation with something blocked.
fn blocked(plan: &Plan, blocks: Vec<Block>) -> Plan {
    common::plan(Setup { blocks, ..plan.setup.clone() })
}

/// A treated nerve on a day on which every rule has something to read.
fn busy() -> Simulation {
    let mut setup = common::coarse(common::with_needle(common::neuropathic(), 70e6));
    setup.doses.push(common::vein(3.0, 400e6));
    setup.baseline_days = 20;
    every_cause(&mut setup);
    let mut simulation = common::simulation(setup);
    simulation.run_to(4.0, Serial, |_, _| {});
    simulation
}

#[test]
fn half_of_a_signal_blocked_is_half_of_it_to_every_rule() {
    let mut simulation = busy();
    simulation.tissue_mut().clock.tick += 1;
    // The NGF of tissue is no field, and is blocked with the signal; the drive reads all TNFα as what is free.
    let mut setup = simulation.plan().setup.clone();
    setup.parameters.sensitisation.tissue_ngf_gain = 0.0;
    setup.parameters.drive.tnf_free_weight = 1.0;
    let (plan, before) = (common::plan(setup), simulation.tissue());
    for species in ALL {
        let process = Process::Signal(species);
        let half = blocked(&plan, vec![always(process, 0.5)]);
        let mut thinned = before.clone();
        thinned.fields.of_mut(species).scale(0.5);
        let mut told_apart = 0;
        for (name, rule) in rules() {
            let [mut whole, mut read, mut thin] = [before.clone(), before.clone(), thinned.clone()];
            rule(&plan, &mut whole);
            rule(&half, &mut read);
            rule(&plan, &mut thin);
            let differ: Vec<_> = differing(&read, &thin).into_iter().filter(|part| *part != species.name()).collect();
            assert!(differ.is_empty(), "{name} reads {} otherwise: {differ:?}", species.name());
            told_apart += usize::from(!differing(&whole, &read).is_empty());
        }
        assert!(told_apart > 0, "nobody reads {}", species.name());
    }
}

#[test]
fn a_blocker_of_tnf_takes_only_that_part_of_the_drive_which_reads_what_is_free() {
    let simulation = busy();
    let voxel = simulation.plan().geometry.lesion_voxels[40] as usize;
    let at = |free: f64, share: f64| {
        let mut setup = simulation.plan().setup.clone();
        setup.parameters.drive.tnf_free_weight = free;
        drive::at(
            &blocked(&common::plan(setup), vec![always(Process::Signal(Species::TnfAlpha), share)]),
            simulation.tissue(),
            voxel,
        )
    };
    let unblocked = at(1.0, 0.0);
    assert_eq!(at(0.0, 1.0), unblocked, "what is made is not blocked");
    let mut none = simulation.tissue().clone();
    none.fields.of_mut(Species::TnfAlpha).scale(0.0);
    let without = drive::at(simulation.plan(), &none, voxel);
    assert!((at(1.0, 1.0) - without).abs() < 1e-12 && without < unblocked);
    let half = at(0.5, 1.0);
    assert!(without < half && half < unblocked);
}

#[test]
fn blocked_recruitment_leaves_the_resting_entry_and_blocked_entry_leaves_none() {
    let simulation = busy();
    let (plan, tissue) = (simulation.plan(), simulation.tissue());
    let expected = |blocks| recruitment::expected(&blocked(plan, blocks), tissue);
    let all = expected(Vec::new());
    let mut resting = plan.setup.clone();
    let m = &mut resting.parameters.macrophage;
    (m.recruitment_gain, m.recruitment_gain_debris) = (0.0, 0.0);
    let base = recruitment::expected(&common::plan(resting), tissue);
    assert_eq!(expected(vec![always(Process::Recruitment, 1.0)]), base);
    assert!(base > 0.0 && base < all);
    assert_eq!(expected(vec![always(Process::MacrophageEntry, 1.0)]), 0.0);
    let fifth = expected(vec![always(Process::MacrophageEntry, 0.8)]);
    assert!((fifth - 0.2 * all).abs() < 1e-12 * all);
}

#[test]
fn blocked_degeneration_of_axons_is_late_not_absent() {
    let cut = |blocks| {
        let setup = Setup { baseline_days: 10, blocks, ..common::coarse(common::acute_injury(1.0)) };
        let mut simulation = common::simulation(setup);
        simulation.run_to(7.0, Serial, |_, _| {});
        simulation.tissue().debris.breaking
    };
    let (wild, slow) = (cut(Vec::new()), cut(vec![always(Process::AxonDegeneration, 1.0)]));
    assert!((math::ln(slow) / math::ln(wild) - 0.06).abs() < 1e-9, "{wild} {slow}");
}

#[test]
fn a_block_acts_from_its_day_to_its_end_and_a_resumed_run_is_the_same() {
    let setup = Setup { baseline_days: 10, ..common::coarse(common::neuropathic()) };
    let run = |blocks: Vec<Block>| {
        let mut simulation = common::simulation(Setup { blocks, ..setup.clone() });
        simulation.run_to(8.0, Serial, |_, _| {});
        simulation
    };
    let block =
        Block { process: Process::Signal(Species::TnfAlpha), from_days: Some(3.0), until_days: Some(5.0), share: 0.9 };
    let (without, with) = (run(Vec::new()), run(vec![block]));
    let same = |day: usize| common::bytes(&without.samples()[day]) == common::bytes(&with.samples()[day]);
    assert_eq!((0..=8).filter(|day| same(*day)).collect::<Vec<_>>(), [0, 1, 2, 3]);
    let relative = |day: usize| {
        let sample = &with.samples()[day];
        sample.tnf_alpha_relative * with.plan().references.tnf_alpha / sample.tnf_alpha_ng_per_ml
    };
    assert!((relative(4) - 0.1).abs() < 1e-12 && (relative(6) - 1.0).abs() < 1e-12);
    assert_eq!(run(vec![Block { share: 0.0, ..block }]).samples(), without.samples(), "nothing blocked is nothing");
    let mut first = common::simulation(Setup { blocks: vec![block], ..setup.clone() });
    first.run_to(4.0, Serial, |_, _| {});
    let plan = common::plan(Setup { blocks: vec![block], ..setup.clone() });
    let mut resumed = Simulation::resume(plan, &first.checkpoint().unwrap()).unwrap();
    resumed.run_to(8.0, Serial, |_, _| {});
    assert_eq!(resumed.samples(), with.samples());
}

#[test]
fn every_process_blocked_as_a_whole_gives_numbers() {
    for process in block::ALL {
        let mut setup = common::coarse(common::with_needle(common::acute_injury(1.0), 70e6));
        (setup.baseline_days, setup.blocks) = (5, vec![always(process, 1.0)]);
        let mut simulation = common::simulation(setup);
        simulation.run_to(10.0, Serial, |_, _| {});
        simulation.check().unwrap_or_else(|fault| panic!("{}: {fault}", process.name()));
    }
}
