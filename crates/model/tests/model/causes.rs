//! Causes, cell by cell: what acts on what, and nothing else. The model is no decoration over equations of means.

use std::sync::LazyLock;

use admsc_model::math;
use admsc_model::parallel::Serial;
use admsc_model::rules::axon::{self, AxonState};
use admsc_model::rules::macrophage::{self, Phenotype};
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::{Adhesion, Dose, Preparation, Route, Setup, Start};
use admsc_model::rules::species::{ALL, Species};
use admsc_model::rules::stem_cell::{self, StemCells};
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::{
    circulation, clearance, debris, drive, flare, matrix, microglia, niche, pain, persistence, polarisation,
    recruitment, secretion, sensitisation, t_cell, tumour,
};
use admsc_model::simulation::Simulation;

use crate::common;

/// A treated neuropathic patient a week after the needle: every kind of row is there.
fn treated_nerve() -> Simulation {
    static A_WEEK_AFTER: LazyLock<Simulation> = LazyLock::new(|| {
        let mut simulation = common::simulation(common::with_needle(common::neuropathic(), 70e6));
        simulation.run_to(7.0, Serial, |_, _| {});
        simulation
    });
    A_WEEK_AFTER.clone()
}

/// Parts of a tissue, as bytes, by name.
fn parts(tissue: &Tissue) -> Vec<(&'static str, Vec<u8>)> {
    let mut parts = vec![
        ("integrity", common::bytes(&tissue.integrity)),
        ("imprint", common::bytes(&tissue.imprint)),
        ("debris", common::bytes(&tissue.debris)),
        ("macrophage id", common::bytes(&tissue.macrophages.id)),
        ("macrophage position", common::bytes(&tissue.macrophages.position)),
        ("macrophage phenotype", common::bytes(&tissue.macrophages.phenotype)),
        ("stem cell id", common::bytes(&tissue.stem_cells.id)),
        ("stem cell position", common::bytes(&tissue.stem_cells.position)),
        ("stem cell licensing", common::bytes(&tissue.stem_cells.licensing)),
        ("stem cell life", common::bytes(&tissue.stem_cells.life)),
        ("axons", common::bytes(&tissue.axons)),
        ("circulation", common::bytes(&tissue.circulation)),
        ("t cell level", common::bytes(&tissue.t_cells.level)),
        ("t cell id", common::bytes(&tissue.t_cells.id)),
        ("t cell position", common::bytes(&tissue.t_cells.position)),
        ("t cell kind", common::bytes(&tissue.t_cells.kind)),
        ("microglia", common::bytes(&tissue.microglia)),
        ("tumour", common::bytes(&tissue.tumour_burden)),
        ("peripheral sensitisation", common::bytes(&tissue.sensitisation.peripheral)),
        ("central sensitisation", common::bytes(&tissue.sensitisation.central)),
        ("pain", common::bytes(&tissue.pain)),
    ];
    parts.extend(ALL.map(|species| (species.name(), common::bytes(&tissue.fields.field(species).values()))));
    parts
}

/// Names of the parts in which two tissues differ.
pub fn differing(a: &Tissue, b: &Tissue) -> Vec<&'static str> {
    parts(a).into_iter().zip(parts(b)).filter(|(a, b)| a.1 != b.1).map(|(a, _)| a.0).collect()
}

#[test]
fn deleting_all_stem_cells_changes_the_next_step_only_through_what_they_fed() {
    let mut with = treated_nerve();
    with.run_to(7.25, Serial, |_, _| {});
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
pub type Rule = (&'static str, fn(&Plan, &mut Tissue));

/// Every rule of the step that may read a field.
pub fn rules() -> Vec<Rule> {
    vec![
        ("circulation", |plan, tissue| circulation::circulate(plan, tissue)),
        ("t cell level", |plan, tissue| t_cell::look(plan, tissue)),
        ("secretion", |plan, tissue| {
            // The sources are no part of the state: solving with them shows what they read, in the other fields.
            secretion::feed(plan, tissue);
            tissue.fields.solve(&plan.transform, &plan.propagators, Serial);
        }),
        ("licensing", |plan, tissue| stem_cell::license(plan, tissue, Serial)),
        ("stem cell migration", |plan, tissue| stem_cell::migrate(plan, tissue, Serial)),
        ("stem cell death", |plan, tissue| drop(stem_cell::die(plan, tissue, Serial))),
        ("recruitment", |plan, tissue| recruitment::enter(plan, tissue, Serial)),
        ("t cell entry", |plan, tissue| t_cell::enter(plan, tissue)),
        ("macrophage migration", |plan, tissue| macrophage::migrate(plan, tissue, Serial)),
        ("t cell migration", |plan, tissue| t_cell::migrate(plan, tissue, Serial)),
        ("polarisation", |plan, tissue| polarisation::switch_phenotype(plan, tissue, Serial)),
        ("clearance", |plan, tissue| clearance::clear(plan, tissue, Serial)),
        ("macrophage loss", |plan, tissue| macrophage::die(plan, tissue, Serial)),
        ("t cell loss", |plan, tissue| t_cell::die(plan, tissue)),
        ("imprint", |plan, tissue| niche::imprint(plan, tissue, &[])),
        ("debris", |plan, tissue| debris::clear(plan, tissue)),
        ("matrix", |plan, tissue| matrix::remodel(plan, tissue)),
        ("axons", |plan, tissue| axon::regenerate(plan, tissue)),
        ("tumour", |plan, tissue| tumour::grow(plan, tissue)),
        ("microglia", |plan, tissue| microglia::react(plan, tissue)),
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
                "t cell entry",
                "polarisation",
                "matrix",
                "axons",
                "sensitisation",
            ]
        }
        Species::Il10 => vec!["secretion", "polarisation", "matrix", "microglia", "sensitisation"],
        Species::Mediator => vec!["secretion", "t cell entry", "polarisation", "sensitisation"],
        Species::Cxcl12 => vec!["circulation", "stem cell migration", "macrophage migration", "t cell migration"],
        Species::Ngf => vec!["matrix", "axons", "sensitisation"],
        Species::Gdnf | Species::Vegf => vec!["matrix", "axons"],
    }
}

/// Gives a weight to what the shipped values leave silent.
pub fn every_cause(setup: &mut Setup) {
    let p = &mut setup.parameters;
    (p.macrophage.m1_to_m2_rate_il10, p.macrophage.recruitment_gain_debris) = (0.3, 1.7);
    (p.drive.debris, p.drive.persistence) = (0.2, 0.25);
    p.microglia.resolution_il10 = 2.0;
    let s = &mut p.sensitisation;
    s.ngf_gain = 0.3;
    (s.m1_gain, s.tissue_ngf_gain, s.debris_gain, s.saturation, s.peripheral_decay_il10) = (2.4, 0.3, 0.7, 0.3, 1.7);
}

#[test]
fn a_species_set_to_zero_changes_exactly_its_listed_readers() {
    let mut setup = common::with_needle(common::neuropathic(), 70e6);
    setup.doses.push(common::vein(3.0, 400e6));
    // So many that each rule meets enough luck to show what it reads in one call.
    setup.parameters.circulation.tissue_fraction = 0.05;
    setup.parameters.axon.resume_rate = 2.0;
    if let Some(nerve) = &mut setup.nerve {
        nerve.axons = 600;
    }
    let mut simulation = common::simulation(setup);
    simulation.run_to(4.0, Serial, |_, _| {});
    let (mut plan, mut before) = (simulation.plan().clone(), simulation.tissue().clone());
    every_cause(&mut plan.setup);
    // So many T cells enter that their kinds show the mediator, which the infusion would hide.
    plan.setup.parameters.t_cell.reference_density = 1.5e7;
    before.circulation.education = 0.0;
    let plan = &plan;
    for species in ALL {
        let mut readers = Vec::new();
        for (name, rule) in rules() {
            let (mut with, mut without) = (before.clone(), before.clone());
            without.fields.of_mut(species).scale(0.0);
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

/// Rules that tell two tissues apart by something else than the parts in which they differ, whose names begin so.
pub fn readers(plan: &Plan, one: &Tissue, other: &Tissue, part: &str) -> Vec<&'static str> {
    let differ = |rule: fn(&Plan, &mut Tissue)| {
        let (mut one, mut other) = (one.clone(), other.clone());
        rule(plan, &mut one);
        rule(plan, &mut other);
        differing(&one, &other).iter().any(|found| !found.starts_with(part))
    };
    rules().into_iter().filter(|(_, rule)| differ(*rule)).map(|(name, _)| name).collect()
}

/// A cut nerve on a day on which its axons are ruins and macrophages have come.
fn cut_nerve(change: impl Fn(&mut Setup)) -> Simulation {
    let mut setup = common::coarse(common::acute_injury(1.0));
    setup.baseline_days = 20;
    every_cause(&mut setup);
    (setup.parameters.t_cell.reference_density, setup.parameters.t_cell.tnf_share) = (1.5e6, 0.01);
    change(&mut setup);
    let mut simulation = common::simulation(setup);
    simulation.run_to(6.0, Serial, |_, _| {});
    simulation
}

#[test]
fn debris_calls_macrophages_drives_them_and_sensitises_and_does_nothing_else() {
    let simulation = cut_nerve(|_| {});
    let (plan, with) = (simulation.plan(), simulation.tissue());
    assert!(with.debris.mean > 0.3 && with.debris.call > 0.1, "{:?}", with.debris.mean);
    let mut without = with.clone();
    without.debris = debris::Debris::default();
    assert_eq!(
        readers(plan, with, &without, "debris"),
        ["recruitment", "t cell entry", "polarisation", "sensitisation"]
    );
    let silent = cut_nerve(|setup| {
        let p = &mut setup.parameters;
        (p.macrophage.recruitment_gain_debris, p.drive.debris, p.sensitisation.debris_gain) = (0.0, 0.0, 0.0);
    });
    let (plan, with) = (silent.plan(), silent.tissue());
    let mut without = with.clone();
    without.debris = debris::Debris::default();
    assert!(readers(plan, with, &without, "debris").is_empty(), "without a weight nothing reads it");
}

#[test]
fn debris_goes_without_macrophages_faster_with_them_and_never_comes_without_degeneration() {
    let left = |rate: f64, crowd: bool| {
        let mut simulation = cut_nerve(|setup| setup.parameters.debris.degeneration_rate = rate);
        let plan = simulation.plan().clone();
        let tissue = simulation.tissue_mut();
        if crowd {
            tissue.macrophages.phenotype.fill(Phenotype::M2);
        } else {
            tissue.macrophages = Default::default();
        }
        let before = tissue.debris.mean;
        for _ in 0..20 {
            debris::clear(&plan, tissue);
        }
        (before, tissue.debris.mean)
    };
    let ((before, without), (_, with)) = (left(0.48, false), left(0.48, true));
    assert!(with < without && without < 0.6 * before, "{before} to {without}, with macrophages {with}");
    assert_eq!(left(0.0, true), (0.0, 0.0), "axons that do not degenerate leave no debris");
}

#[test]
fn an_injury_persists_in_the_lesion_until_what_keeps_it_going_is_taken_away() {
    let drive_at = |strength: f64, fading_rate: f64, end: f64, day: f64, voxel_in_lesion: bool| {
        let mut setup = common::coarse(common::acute_injury(0.5));
        every_cause(&mut setup);
        setup.parameters.persistence = persistence::Parameters { strength, fading_rate, end };
        let plan = common::plan(setup);
        let mut tissue = Tissue::empty(&plan);
        let ticks = tissue.clock.ticks_in(day.abs());
        tissue.clock.tick = if day < 0.0 { tissue.clock.origin - ticks } else { tissue.clock.origin + ticks };
        let voxel = plan.geometry.lesion.iter().position(|lesion| *lesion == voxel_in_lesion).unwrap();
        drive::at(&plan, &tissue, voxel)
    };
    let rest = drive_at(0.0, 0.0, 14.0, 3.0, true);
    assert!((drive_at(1.0, 0.0, 14.0, 3.0, true) - rest - 0.25).abs() < 1e-12);
    assert!((drive_at(0.5, 0.1, 14.0, 3.0, true) - rest - 0.125 * math::exp(-0.3)).abs() < 1e-12);
    for (end, day, voxel_in_lesion) in [(14.0, 14.0, true), (14.0, -3.0, true), (14.0, 3.0, false)] {
        assert_eq!(drive_at(1.0, 0.0, end, day, voxel_in_lesion), rest, "end {end}, day {day}");
    }
}

#[test]
fn the_tnf_of_an_injury_follows_the_share_of_axons_that_it_cuts() {
    let mass = |cut_share: f64, cut_weight: f64| {
        let mut setup = common::coarse(common::acute_injury(cut_share));
        setup.parameters.injury.cut_weight = cut_weight;
        let plan = common::plan(setup);
        let mut tissue = Tissue::empty(&plan);
        tissue.clock.tick = tissue.clock.origin;
        admsc_model::rules::injury::add_source(&plan, &mut tissue);
        tissue.fields.of_mut(Species::TnfAlpha).feed().iter().sum::<f64>()
    };
    let whole = mass(1.0, 1.0);
    assert!(whole > 0.0 && mass(0.3, 0.0) == whole && mass(1.0, 0.0) == whole);
    assert!((mass(0.3, 1.0) / whole - 0.3).abs() < 1e-12 && (mass(0.5, 0.5) / whole - 0.75).abs() < 1e-12);
}

#[test]
fn every_needle_flares_round_its_tip_and_nothing_else_does() {
    let base = common::discogenic();
    let tip = [1900.0, 1000.0, 50.0];
    let sham = |route| Dose { at_days: 1.25, cells: 0.0, cells_per_kg: None, preparation: Preparation::Sham, route };
    let after = |dose: Option<Dose>, day: f64| {
        let mut setup = base.clone();
        setup.baseline_days = 10;
        setup.doses = dose.into_iter().collect();
        let mut simulation = common::simulation(setup);
        simulation.run_to(day, Serial, |_, _| {});
        simulation.tissue().clone()
    };
    let untreated = after(None, 1.5);
    let found = differing(&untreated, &after(Some(sham(Route::Needle { tip_um: tip })), 1.5));
    // Six hours of flare, none of them with a slow step. The macrophages of this interval have met it; nobody else has had the time.
    assert!(found.contains(&"tnf_alpha"), "{found:?}");
    assert!(found.iter().all(|part| ["tnf_alpha", "macrophage phenotype"].contains(part)), "{found:?}");
    assert!(differing(&untreated, &after(Some(sham(Route::Vein)), 1.5)).is_empty());
    assert!(differing(&after(None, 1.25), &after(Some(sham(Route::Needle { tip_um: tip })), 1.25)).is_empty());
    let medium = Dose { preparation: Preparation::Medium, cells: 1e-9, ..sham(Route::Needle { tip_um: tip }) };
    let dead = Dose { preparation: Preparation::Dead, ..medium.clone() };
    let tnf = |tissue: &Tissue| common::bytes(&tissue.fields.field(Species::TnfAlpha).values());
    let of_the_sham = tnf(&after(Some(sham(Route::Needle { tip_um: tip })), 1.5));
    for dose in [medium, dead] {
        assert_eq!(tnf(&after(Some(dose), 1.5)), of_the_sham);
    }
}

#[test]
fn a_flare_gives_the_stated_tnf_within_its_reach_for_its_time() {
    let mut setup = common::discogenic();
    setup.doses = vec![common::needle(0.25, 0.0, [1900.0, 1000.0, 50.0])];
    let plan = common::plan(setup);
    let mut tissue = Tissue::empty(&plan);
    let grid = plan.setup.grid;
    let mut given = vec![0.0; grid.len()];
    for tick in (0..24 * 10).step_by(6) {
        tissue.clock.tick = tissue.clock.origin + tick;
        let mut fed = tissue.clone();
        flare::add_source(&plan, &mut fed);
        given
            .iter_mut()
            .zip(fed.fields.of_mut(Species::TnfAlpha).feed())
            .for_each(|(sum, rate)| *sum += *rate * plan.field_days());
    }
    let p = plan.setup.parameters.flare;
    for (voxel, sum) in given.iter().enumerate() {
        let [x, y, _] = grid.centre_um(voxel);
        let inside = (x - 1900.0).hypot(y - 1000.0) <= p.radius;
        let expected = if inside { p.tnf_secretion * p.duration } else { 0.0 };
        assert!((sum - expected).abs() < 1e-9, "{sum} of {expected} ng/mL at {x}, {y} µm");
    }
    assert!(given.iter().any(|sum| *sum > 0.0));
}

#[test]
fn a_tumour_is_felt_and_changes_nothing_else_and_cells_change_its_growth_only_while_they_act() {
    let mut setup = common::coarse(common::cancer());
    setup.baseline_days = 20;
    setup.parameters.tumour.admsc_factor = 1.3;
    setup.parameters.microglia.number = 1e4;
    let untreated = common::simulation(setup.clone());
    let (plan, with) = (untreated.plan(), untreated.tissue());
    assert_eq!(with.tumour_burden, plan.setup.parameters.tumour.initial_burden, "held until day 0");
    let mut without = with.clone();
    without.tumour_burden = 0.0;
    assert_eq!(readers(plan, with, &without, "tumour"), ["microglia", "pain"]);

    let burden = |doses: Vec<Dose>, day: f64| {
        let mut simulation = common::simulation(Setup { doses, ..setup.clone() });
        simulation.run_to(day, Serial, |_, _| {});
        simulation.tissue().tumour_burden
    };
    let p = setup.parameters.tumour;
    let tip = [700.0, 1000.0, 50.0];
    let dead = Dose { preparation: Preparation::Dead, ..common::needle(0.0, 40e6, tip) };
    let alone = tumour::grown(p.initial_burden, p.growth_rate, 10.0);
    assert!((burden(vec![], 10.0) - alone).abs() < 1e-12 && (burden(vec![dead], 10.0) - alone).abs() < 1e-12);
    let hastened = tumour::grown(p.initial_burden, 1.3 * p.growth_rate, 10.0);
    assert!((burden(vec![common::needle(0.0, 40e6, tip)], 10.0) - hastened).abs() < 1e-12);
    // Infused cells act while the lung holds one: it loses half of them a day, the 500 thousand are gone within three weeks.
    let infused = burden(vec![common::vein(0.0, 5e5)], 60.0);
    let [slow, fast] = [1.0, 1.3].map(|factor| tumour::grown(p.initial_burden, factor * p.growth_rate, 60.0));
    assert!(slow < infused && infused < fast, "{slow} < {infused} < {fast}");
}

#[test]
fn growth_factors_without_a_day_change_structure_and_nothing_else() {
    // Matrix is read by sensitisation and pain in the same slow step; microglia read them a day later.
    for species in [Species::Ngf, Species::Gdnf, Species::Vegf] {
        let mut with = treated_nerve();
        with.step(Serial);
        let mut without = with.clone();
        for _ in 0..24 {
            without.tissue_mut().fields.of_mut(species).scale(0.0);
            with.step(Serial);
            without.step(Serial);
        }
        let expected = ["integrity", "peripheral sensitisation", "pain", species.name()].to_vec();
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
        admsc_model::rules::dose::give(&plan, &mut tissue);
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
    let mirror = |mut setup: admsc_model::rules::setup::Setup| {
        let width = setup.grid.size_um()[0];
        let (from, to) = (setup.lesion.from_um[0], setup.lesion.to_um[0]);
        (setup.lesion.from_um[0], setup.lesion.to_um[0]) = (width - to, width - from);
        setup.doses[0] = common::needle(0.0, 18e6, [width - 1900.0, 1000.0, 50.0]);
        setup
    };
    // The baseline is mirrored with the rest, however long it is.
    let setup = Setup { baseline_days: 60, ..common::coarse(common::with_needle(common::discogenic(), 18e6)) };
    let width = setup.grid.size_um()[0];
    // Luck is not mirrored with the tissue, so means over patients are compared: distance of the cells' centre from the
    // lesion's wall, relative TNFα and pain, four weeks after the needle (a week for the cells).
    let figures = |setup: &admsc_model::rules::setup::Setup, mirrored: bool, patient: u32| {
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
    setup.nerve = Some(admsc_model::rules::setup::Nerve { axons: 20, height_share: 0.6 });
    let mut simulation = common::simulation(setup);
    simulation.run_to(1.0, Serial, |_, _| {});
    let plan = simulation.plan();
    let mut open = simulation.tissue().clone();
    // Quiet tissue, so that the block is the only hostile place.
    open.fields.of_mut(Species::TnfAlpha).scale(0.0);
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
    // Lost matrix and IL-10 act on its course as well.
    let sensitisation = &mut setup.parameters.sensitisation;
    (sensitisation.tissue_ngf_gain, sensitisation.peripheral_decay_il10) = (0.0, 0.0);
    let mut simulation = common::simulation(setup);
    // Without a drive every cell is M2 by day 0; the chronic H is put back.
    simulation.tissue_mut().sensitisation.peripheral = 0.9;
    let macrophages = &mut simulation.tissue_mut().macrophages;
    macrophages.phenotype.fill(Phenotype::M2);
    simulation.tissue_mut().fields.of_mut(Species::TnfAlpha).scale(0.0);
    simulation.run_to(20.0, Serial, |_, _| {});
    let h: Vec<f64> = simulation.samples().iter().map(|day| day.peripheral_sensitisation_relative).collect();
    let tau = 10.0 / math::ln(h[0] / h[10]);
    let expected = simulation.plan().setup.parameters.sensitisation.peripheral_decay_time;
    assert!((tau / expected - 1.0).abs() < 1e-9, "time constant {tau} d, expected {expected} d");
    assert!(simulation.samples().iter().all(|day| day.m1_cells == 0));
}

#[test]
fn no_rule_of_the_cells_reads_the_mean_field() {
    // Only the seeding of the baseline may, by name.
    let model = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut readers = Vec::new();
    for entry in std::fs::read_dir(model).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
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

#[test]
fn infused_cells_hold_where_tissue_calls_them_and_all_of_them_are_somewhere() {
    let infused = |change: &dyn Fn(&mut Setup)| {
        let mut setup = common::coarse(common::neuropathic());
        setup.baseline_days = 20;
        setup.adhesion = Adhesion::Inflamed;
        // So many that those in the window show the share that holds.
        setup.parameters.circulation.tissue_fraction = 0.05;
        setup.doses = vec![common::vein(0.0, 400e6)];
        change(&mut setup);
        let mut simulation = common::simulation(setup);
        simulation.run_to(0.5, Serial, |_, _| {});
        let held = simulation.tissue().circulation.whereabouts.tissue;
        let in_window = simulation.tissue().stem_cells.len();
        for day in 1..=40 {
            simulation.run_to(f64::from(day), Serial, |_, _| {});
            let c = &simulation.tissue().circulation;
            let all = c.lung + c.blood + c.whereabouts.tissue + c.whereabouts.elsewhere + c.whereabouts.dead;
            assert!((all / 400e6 - 1.0).abs() < 1e-9, "day {day}: {all} of 400 million");
        }
        (held, in_window)
    };
    let blocked = |setup: &mut Setup| {
        let signal = &mut setup.parameters.injury_signal;
        (signal.integrity_scale, signal.tnf_weight) = (f64::INFINITY, 0.0);
    };
    let ((called, in_window), (no_cxcl12, few)) = (infused(&|_| {}), infused(&blocked));
    let share = |held: f64| held / 400e6;
    assert!(called > 1.5 * no_cxcl12 && in_window > few, "{called} and {no_cxcl12} cells, {in_window} and {few}");
    // A chronic lesion holds 1.5 to 4 times as many as healthy tissue: our contract, on thin evidence.
    let (in_health, _) = infused(&|setup| setup.start = Start::AcuteInjury { cut_share: 0.0 });
    let ratio = called / in_health;
    println!("a chronic lesion holds {ratio:.2} times as many infused cells as healthy tissue");
    assert!((1.5..=4.0).contains(&ratio), "{ratio}");
    // Without CXCL12 the tissue holds what a healthy one does: a0 of 0.5 times the usual share.
    let p = common::neuropathic().parameters.circulation;
    let left = math::event_probability(1.0 / p.arrival_time, 0.5) * (1.0 - p.lung_fraction);
    let healthy = 0.05 / (1.0 - p.lung_fraction) * p.adhesion_base / 0.5 * left;
    assert!((share(no_cxcl12) / healthy - 1.0).abs() < 0.02, "{} of {healthy}", share(no_cxcl12));
}

#[test]
fn each_cycle_cuts_other_axons_until_none_is_whole() {
    let mut setup = common::coarse(common::neuropathic());
    (setup.start, setup.baseline_days) = (Start::AcuteInjury { cut_share: 0.4 }, 5);
    (setup.parameters.injury.cycles, setup.parameters.injury.cycle_time) = (3.0, 4.0);
    let mut simulation = common::simulation(setup);
    let axons = simulation.tissue().axons.len();
    for (cycle, cut) in [0.4, 0.8, 1.0, 1.0].into_iter().enumerate() {
        let day = 4.0 * cycle as f64;
        simulation.run_to(day, Serial, |_, _| {});
        let before = simulation.tissue().debris.breaking;
        simulation.run_to(day + 0.5, Serial, |_, _| {});
        let whole = simulation.tissue().axons.state.iter().filter(|state| **state == AxonState::Intact).count();
        assert_eq!(axons - whole, (cut * axons as f64).round() as usize, "cycle {cycle}");
        let breaks = simulation.tissue().debris.breaking > before;
        assert_eq!(breaks, cycle < 3, "cycle {cycle}: nothing is left for the last one");
    }
}
