//! Causes, cell by cell: what acts on what, and nothing else. The model is no decoration over equations of means.

mod common;

use admsc_sim::math;
use admsc_sim::model::axon::{self, AxonState};
use admsc_sim::model::macrophage::{self, Phenotype};
use admsc_sim::model::plan::Plan;
use admsc_sim::model::species::{ALL, Species};
use admsc_sim::model::stem_cell::{self, StemCells};
use admsc_sim::model::tissue::Tissue;
use admsc_sim::model::{
    circulation, clearance, matrix, niche, pain, polarisation, recruitment, secretion, sensitisation,
};
use admsc_sim::parallel::Serial;
use admsc_sim::simulation::Simulation;

/// A treated neuropathic patient some days after the needle: every kind of row is there.
fn treated_nerve(day: f64) -> Simulation {
    let mut simulation = common::simulation(common::with_needle(common::neuropathic(), 70e6));
    simulation.run_to(day, Serial, |_, _| {});
    simulation
}

/// Parts of a tissue, as bytes, by name.
fn parts(tissue: &Tissue) -> Vec<(&'static str, Vec<u8>)> {
    let mut parts = vec![
        ("integrity", common::bytes(&tissue.integrity)),
        ("imprint", common::bytes(&tissue.imprint)),
        ("macrophage id", common::bytes(&tissue.macrophages.id)),
        ("macrophage position", common::bytes(&tissue.macrophages.position)),
        ("macrophage phenotype", common::bytes(&tissue.macrophages.phenotype)),
        ("stem cell id", common::bytes(&tissue.stem_cells.id)),
        ("stem cell position", common::bytes(&tissue.stem_cells.position)),
        ("stem cell licensing", common::bytes(&tissue.stem_cells.licensing)),
        ("stem cell life", common::bytes(&tissue.stem_cells.life)),
        ("axons", common::bytes(&tissue.axons)),
        ("circulation", common::bytes(&tissue.circulation)),
        ("peripheral sensitisation", common::bytes(&tissue.sensitisation.peripheral)),
        ("central sensitisation", common::bytes(&tissue.sensitisation.central)),
        ("pain", common::bytes(&tissue.pain)),
    ];
    parts.extend(ALL.map(|species| (species.name(), common::bytes(&tissue.fields.of(species).values()))));
    parts
}

/// Names of the parts in which two tissues differ.
fn differing(a: &Tissue, b: &Tissue) -> Vec<&'static str> {
    parts(a).into_iter().zip(parts(b)).filter(|(a, b)| a.1 != b.1).map(|(a, _)| a.0).collect()
}

#[test]
fn deleting_all_stem_cells_changes_the_next_step_only_through_what_they_fed() {
    let mut with = treated_nerve(7.25);
    let mut without = with.clone();
    without.tissue_mut().stem_cells = StemCells::default();
    with.step(Serial);
    without.step(Serial);
    let differing = differing(with.tissue(), without.tissue());
    // The mediator steers the switch of macrophages, deaths leave the imprint; the growth factors are read at the
    // slow step only, which this is not.
    let expected = [
        "imprint",
        "macrophage phenotype",
        "stem cell id",
        "stem cell position",
        "stem cell licensing",
        "stem cell life",
        "mediator",
        "ngf",
        "gdnf",
        "vegf",
    ];
    assert_eq!(differing, expected);
}

/// A rule by name, called alone on a tissue.
type Rule = (&'static str, fn(&Plan, &mut Tissue));

/// Every rule of the step that may read a field.
fn rules() -> Vec<Rule> {
    vec![
        ("circulation", |plan, tissue| circulation::circulate(plan, tissue)),
        ("secretion", |plan, tissue| {
            // The sources are no part of the state: solving with them shows what they read, in the other fields.
            let sources = secretion::sources(plan, tissue);
            tissue.fields.solve(plan, &sources, Serial);
        }),
        ("licensing", |plan, tissue| stem_cell::license(plan, tissue, Serial)),
        ("stem cell migration", |plan, tissue| stem_cell::migrate(plan, tissue, Serial)),
        ("stem cell death", |plan, tissue| drop(stem_cell::die(plan, tissue, Serial))),
        ("recruitment", |plan, tissue| recruitment::enter(plan, tissue, Serial)),
        ("macrophage migration", |plan, tissue| macrophage::migrate(plan, tissue, Serial)),
        ("polarisation", |plan, tissue| polarisation::switch_phenotype(plan, tissue, Serial)),
        ("clearance", |plan, tissue| clearance::clear(plan, tissue, Serial)),
        ("macrophage loss", |plan, tissue| macrophage::die(plan, tissue, Serial)),
        ("imprint", |plan, tissue| niche::imprint(plan, tissue, &[])),
        ("matrix", |plan, tissue| matrix::remodel(plan, tissue)),
        ("axons", |plan, tissue| axon::regenerate(plan, tissue)),
        ("sensitisation", |plan, tissue| sensitisation::sensitise(plan, tissue)),
        ("pain", |plan, tissue| tissue.pain = pain::feel(plan, tissue)),
    ]
}

/// The documented readers of each species, and the parts that each may change.
fn listed_readers(species: Species) -> Vec<&'static str> {
    match species {
        Species::TnfAlpha => {
            vec![
                "circulation",
                "secretion",
                "licensing",
                "recruitment",
                "polarisation",
                "matrix",
                "axons",
                "sensitisation",
            ]
        }
        Species::Il10 => vec!["secretion", "matrix"],
        Species::Mediator => vec!["secretion", "polarisation"],
        Species::Cxcl12 => vec!["circulation", "stem cell migration", "macrophage migration"],
        Species::Ngf => vec!["matrix", "axons", "sensitisation"],
        Species::Gdnf | Species::Vegf => vec!["matrix", "axons"],
    }
}

#[test]
fn a_species_set_to_zero_changes_exactly_its_listed_readers() {
    let mut setup = common::with_needle(common::neuropathic(), 70e6);
    setup.doses.push(common::vein(3.0, 400e6));
    // So many that each rule meets enough luck to show what it reads in one call.
    setup.parameters.circulation.tissue_fraction = 0.05;
    setup.parameters.axon.resume_rate = 5.0;
    let mut simulation = common::simulation(setup);
    simulation.run_to(4.0, Serial, |_, _| {});
    let (plan, before) = (simulation.plan(), simulation.tissue());
    for species in ALL {
        let mut readers = Vec::new();
        for (name, rule) in rules() {
            let (mut with, mut without) = (before.clone(), before.clone());
            without.fields.of_mut(species).set_zero();
            rule(plan, &mut with);
            rule(plan, &mut without);
            // The zeroed field itself is no reader of itself.
            if differing(&with, &without).iter().any(|part| *part != species.name()) {
                readers.push(name);
            }
        }
        assert_eq!(readers, listed_readers(species), "readers of {}", species.name());
    }
}

#[test]
fn growth_factors_without_a_day_change_structure_and_nothing_else() {
    // Matrix is read by central sensitisation and pain in the same slow step; NGF acts on the periphery itself.
    for (species, also) in
        [(Species::Ngf, Some("peripheral sensitisation")), (Species::Gdnf, None), (Species::Vegf, None)]
    {
        let mut with = treated_nerve(7.0);
        with.step(Serial);
        let mut without = with.clone();
        for _ in 0..24 {
            without.tissue_mut().fields.of_mut(species).set_zero();
            with.step(Serial);
            without.step(Serial);
        }
        let mut expected = vec!["integrity"];
        expected.extend(also);
        expected.extend(["central sensitisation", "pain", species.name()]);
        let mut found = differing(with.tissue(), without.tissue());
        // An axon resumes by chance: a day without one factor may or may not change one. That axons read the factors is
        // held by the rules called one by one.
        found.retain(|part| *part != "axons");
        assert_eq!(found, expected, "a day without {}", species.name());
    }
}

#[test]
fn a_flat_signal_gives_no_drift_and_a_mirrored_signal_the_mirrored_drift() {
    // Displacement along x of the cells of one bolus after a day, with and without a slope of CXCL12.
    let drift = |slope_of: fn(f64) -> f64| {
        let mut setup = common::with_needle(common::discogenic(), 18e6);
        setup.doses[0] = common::needle(0.0, 18e6, [2000.0, 1000.0, 50.0]);
        let plan = common::plan(setup);
        let mut tissue = Tissue::empty(&plan);
        tissue.clock.tick = tissue.clock.origin;
        admsc_sim::model::dose::give(&plan, &mut tissue);
        let map: Vec<f64> =
            (0..plan.setup.grid.len()).map(|voxel| slope_of(plan.setup.grid.centre_um(voxel)[0])).collect();
        tissue.fields.of_mut(Species::Cxcl12).add_impulse(&plan.transform, &map);
        let start = tissue.stem_cells.position.clone();
        for _ in 0..24 {
            stem_cell::migrate(&plan, &mut tissue, Serial);
            tissue.clock.tick += 1;
        }
        let moved: Vec<f64> =
            tissue.stem_cells.position.iter().zip(&start).map(|(now, then)| now[0] - then[0]).collect();
        common::mean_and_error(&moved)
    };
    let (flat, flat_error) = drift(|_| 0.5);
    let (up, error) = drift(|x| 0.1 + x / 4000.0);
    let (down, _) = drift(|x| 1.1 - x / 4000.0);
    assert!(flat.abs() < 4.0 * flat_error, "drift {flat:.2} ± {flat_error:.2} µm without a gradient");
    assert!(up > 20.0 * error, "drift {up:.1} ± {error:.1} µm up the gradient");
    assert!((up + down).abs() < 4.0 * std::f64::consts::SQRT_2 * error, "mirrored drift: {up:.1} and {down:.1} µm");
}

#[test]
fn a_mirrored_lesion_and_needle_give_the_mirrored_result() {
    let mirror = |mut setup: admsc_sim::model::setup::Setup| {
        let width = setup.grid.size_um()[0];
        let (from, to) = (setup.lesion.from_um[0], setup.lesion.to_um[0]);
        (setup.lesion.from_um[0], setup.lesion.to_um[0]) = (width - to, width - from);
        setup.doses[0] = common::needle(0.0, 18e6, [width - 1900.0, 1000.0, 50.0]);
        setup
    };
    let setup = common::coarse(common::with_needle(common::discogenic(), 18e6));
    let width = setup.grid.size_um()[0];
    // Luck is not mirrored with the tissue, so means over patients are compared: distance of the cells' centre from the
    // lesion's wall, relative TNFα and pain, four weeks after the needle (a week for the cells).
    let figures = |setup: &admsc_sim::model::setup::Setup, mirrored: bool, patient: u32| {
        let mut simulation = common::patient_simulation(setup.clone(), patient);
        simulation.run_to(7.0, Serial, |_, _| {});
        let cells = &simulation.tissue().stem_cells.position;
        let centre = cells.iter().map(|place| place[0]).sum::<f64>() / cells.len() as f64;
        simulation.run_to(28.0, Serial, |_, _| {});
        let last = &simulation.samples()[28];
        [if mirrored { width - centre } else { centre }, last.tnf_alpha_relative, last.vas_points]
    };
    let mirrored = mirror(setup.clone());
    let patients = 24;
    let both = common::jobs(patients, |i| (figures(&setup, false, i as u32), figures(&mirrored, true, i as u32)));
    for (figure, name) in ["centre of the cells, µm", "relative TNFα", "VAS, points"].iter().enumerate() {
        let differences: Vec<f64> = both.iter().map(|(a, b)| a[figure] - b[figure]).collect();
        let (mean, error) = common::mean_and_error(&differences);
        println!("{name}: differs by {mean:.4} ± {error:.4} when mirrored");
        assert!(error < [20.0, 0.03, 0.4][figure], "{name}: the comparison is too coarse, ± {error:.4}");
        assert!(mean.abs() < 4.0 * error, "{name}: differs by {mean:.4} ± {error:.4} when mirrored");
    }
    let homed = both.iter().map(|(a, _)| a[0]).sum::<f64>() / patients as f64;
    assert!(homed > 2150.0, "the cells' centre moved from the needle at 1900 µm towards the lesion, to {homed:.0} µm");
}

#[test]
fn one_blocked_path_stops_that_axon_alone() {
    let mut setup = common::acute_injury(1.0);
    setup.nerve = Some(admsc_sim::model::setup::Nerve { axons: 20, height_share: 0.6 });
    let mut simulation = common::simulation(setup);
    simulation.run_to(1.0, Serial, |_, _| {});
    let plan = simulation.plan();
    let mut open = simulation.tissue().clone();
    // Quiet tissue, so that the block is the only hostile place.
    open.fields.of_mut(Species::TnfAlpha).set_zero();
    let mut blocked = open.clone();
    let row = (open.axons.place[7][0] / plan.setup.grid.spacing_um) as usize;
    blocked.integrity.slice_mut(ndarray::s![0, row, 60..64]).fill(0.0);
    for tissue in [&mut open, &mut blocked] {
        for _ in 0..120 {
            axon::regenerate(plan, tissue);
            tissue.clock.tick += plan.setup.cadence.slow_ticks;
        }
    }
    for axon in 0..20 {
        if axon == 7 {
            assert_eq!(blocked.axons.state[axon], AxonState::Stalled);
            assert_eq!(open.axons.state[axon], AxonState::Arrived);
        } else {
            assert_eq!(blocked.axons.front[axon], open.axons.front[axon]);
            assert_eq!(blocked.axons.state[axon], open.axons.state[axon]);
        }
    }
}

#[test]
fn peripheral_sensitisation_falls_with_its_own_time_constant_once_all_m1_are_m2() {
    let mut setup = common::discogenic();
    setup.parameters.macrophage.m2_to_m1_rate = 0.0;
    let mut simulation = common::simulation(setup);
    // Without a drive every cell is M2 by day 0; the chronic H is put back.
    simulation.tissue_mut().sensitisation.peripheral = 0.9;
    let macrophages = &mut simulation.tissue_mut().macrophages;
    macrophages.phenotype.fill(Phenotype::M2);
    simulation.tissue_mut().fields.of_mut(Species::TnfAlpha).set_zero();
    simulation.run_to(20.0, Serial, |_, _| {});
    let h: Vec<f64> = simulation.samples().iter().map(|day| day.peripheral_sensitisation_relative).collect();
    let tau = 10.0 / math::ln(h[0] / h[10]);
    let expected = simulation.plan().setup.parameters.sensitisation.peripheral_time;
    assert!((tau / expected - 1.0).abs() < 1e-9, "time constant {tau} d, expected {expected} d");
    assert!(simulation.samples().iter().all(|day| day.m1_cells == 0));
}

#[test]
fn no_rule_of_the_cells_reads_the_mean_field() {
    // Only the seeding of the baseline may, by name.
    let model = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/model");
    let mut readers = Vec::new();
    for entry in std::fs::read_dir(model).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        if code.clone().any(|line| line.contains("mean_field::") || line.contains("MeanField")) {
            readers.push(name);
        }
    }
    readers.sort();
    assert_eq!(readers, ["baseline.rs", "mean_field.rs"]);
}
