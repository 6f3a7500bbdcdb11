//! Watchdogs: a state that contradicts itself stops the run, with what, where and when; a sound one never does.

use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::species::ALL;
use admsc_model::rules::tissue::Tissue;
use admsc_model::rules::watch::{Fault, inspect};
use admsc_model::simulation::{Error, Simulation};

use crate::common;

fn treated() -> Simulation {
    let mut run = common::simulation(common::with_needle(common::neuropathic(), 70e6));
    run.run_to(3.0, Serial, |_, _| {});
    run
}

/// What is found after something was broken.
fn found(break_it: impl FnOnce(&mut Tissue)) -> Option<Fault> {
    let mut run = treated();
    break_it(run.tissue_mut());
    inspect(run.plan(), run.tissue()).err()
}

#[test]
fn a_sound_state_is_left_alone_with_cells_and_without() {
    assert_eq!(found(|_| {}), None);
    let mut run = treated();
    run.run_to(40.0, Serial, |_, _| {});
    assert!(run.check().is_ok());
}

#[test]
fn everything_that_cannot_be_is_found_with_its_place() {
    let Some(Fault::OutOfRange { what, value, place_um: Some([x, ..]), .. }) = found(|tissue| {
        tissue.integrity[[0, 1, 2]] = 1.5;
    }) else {
        panic!("integrity above 1 was not found")
    };
    assert!(what == "matrix integrity" && value == 1.5 && x > 0.0);
    let lost = |fault: Option<Fault>| matches!(fault, Some(Fault::NotFinite { .. }));
    assert!(lost(found(|tissue| tissue.imprint[[0, 0, 0]] = f64::NAN)));
    assert!(lost(found(|tissue| tissue.sensitisation.central = f64::NAN)));
    assert!(lost(found(|tissue| tissue.circulation.lung = f64::INFINITY)));
    assert!(lost(found(|tissue| tissue.pain.damage = f64::NAN)));
    let low = |fault: Option<Fault>| matches!(fault, Some(Fault::OutOfRange { .. }));
    assert!(low(found(|tissue| tissue.circulation.blood = -1.0)));
    assert!(low(found(|tissue| tissue.axons.myelin[3] = -0.1)));
    assert!(low(found(|tissue| tissue.stem_cells.licensing[0] = 1.1)));
    let outside = |fault: Option<Fault>| matches!(fault, Some(Fault::OutsideWindow { .. }));
    assert!(outside(found(|tissue| tissue.macrophages.position[0] = [-1.0, 1.0, 0.0])));
    assert!(outside(found(|tissue| tissue.stem_cells.position[0] = [1.0, f64::NAN, 0.0])));
    let unbalanced = |fault: Option<Fault>| matches!(fault, Some(Fault::Unbalanced { .. }));
    assert!(unbalanced(found(|tissue| tissue.macrophages.born.truncate(1))));
    assert!(unbalanced(found(|tissue| tissue.stem_cells.turnover.left += 1)));
    // All columns of a cell vanish without its going being counted.
    assert!(unbalanced(found(|tissue| {
        let cells = &mut tissue.macrophages;
        cells.id.pop();
        cells.position.pop();
        cells.heading.pop();
        cells.phenotype.pop();
        cells.born.pop();
    })));
}

#[test]
fn a_field_whose_equation_is_lost_stops_the_run_by_the_name_of_the_species() {
    for species in ALL {
        let run = treated();
        if !run.tissue().fields.field(species).is_occupied() {
            continue;
        }
        // A bit of the exponent of the mass turns in a stored state.
        let mut bytes = run.checkpoint().unwrap();
        let mass = run.tissue().fields.field(species).spectrum()[0].to_le_bytes();
        let place = bytes.windows(8).position(|eight| eight == mass).unwrap();
        for (byte, bits) in [(place + 7, 0x7f), (place + 6, 0xf8)] {
            bytes[byte] |= bits;
        }
        let told = Simulation::resume(run.plan().clone(), &bytes).unwrap_err().to_string();
        assert!(told.contains(species.name()) && told.contains("no number"), "{told}");
    }
}

#[test]
fn stored_rows_that_no_run_has_are_refused() {
    let run = treated();
    let first = *run.samples().first().unwrap();
    // The day of a row stands before its pain.
    let resumed = |before: usize, other: f64| {
        let mut bytes = run.checkpoint().unwrap();
        let pain = bytes.windows(8).position(|eight| eight == first.vas_points.to_le_bytes()).unwrap();
        let place = pain - before;
        bytes[place..place + 8].copy_from_slice(&other.to_le_bytes());
        Simulation::resume(run.plan().clone(), &bytes).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!((resumed(0, first.vas_points), resumed(8, first.time_days)), (String::new(), String::new()));
    for other in [-0.1, 10.1, f64::NAN, f64::INFINITY] {
        let told = resumed(0, other);
        assert!(told.contains("recorded pain"), "{other}: {told}");
    }
    assert!(resumed(8, 1e9).contains("recorded days"));
}

#[test]
fn a_stored_state_of_another_form_is_refused_with_what_does_not_fit() {
    let run = treated();
    let refused = |change: &dyn Fn(&mut Tissue)| {
        let mut other = run.clone();
        change(other.tissue_mut());
        let bytes = other.checkpoint().unwrap();
        Simulation::resume(run.plan().clone(), &bytes).err().map(|error| error.to_string())
    };
    assert_eq!(refused(&|_| {}), None);
    let told = |part: &str, change: &dyn Fn(&mut Tissue)| {
        let told = refused(change);
        assert!(told.as_ref().is_some_and(|told| told.contains(part)), "{part}: {told:?}");
    };
    told("clock", &|tissue| tissue.clock.origin += 1);
    told("clock", &|tissue| tissue.clock.tick = u32::MAX);
    told("maps", &|tissue| tissue.imprint = ndarray::Array3::zeros((1, 1, 1)));
    told("axons", &|tissue| tissue.axons.latency.truncate(1));
    told("matrix integrity", &|tissue| tissue.integrity[[0, 0, 0]] = f64::NAN);
    told("macrophage", &|tissue| tissue.macrophages.born.truncate(3));
    told("macrophage", &|tissue| tissue.macrophages.position[0][1] = -1.0);
    told("macrophage", &|tissue| tissue.macrophages.heading[0][0] = f32::NAN);
    told("ADMSC", &|tissue| tissue.stem_cells.id.push(1));
    told("length of an axon", &|tissue| tissue.axons.front[0] = f64::NEG_INFINITY);
    told("axon", &|tissue| tissue.axons.place[0] = [f64::NAN; 2]);
    told("arrive", &|tissue| tissue.circulation.arriving.push((0, -1.0)));
}

#[test]
fn a_run_stops_on_the_day_of_its_fault_and_says_so() {
    let mut run = treated();
    run.tissue_mut().circulation.blood = -5.0;
    run.run_to(30.0, Serial, |_, _| {});
    let Err(Error::Fault { day, fault }) = run.check() else { panic!("no fault was found") };
    assert_eq!((day, run.samples().last().map(|day| day.time_days)), (4.0, Some(4.0)));
    let told = Error::Fault { day, fault }.to_string();
    assert!(told.contains("day 4: number of infused ADMSC is -"), "{told}");
}

#[test]
fn more_macrophages_than_there_is_room_for_are_refused_before_they_enter() {
    let setup = common::neuropathic();
    let crowded = |loss_rate: f64| {
        let mut setup: Setup = setup.clone();
        setup.parameters.macrophage.loss_rate = loss_rate;
        Simulation::prepare(setup, common::SEED, 0, Serial, |_| {}).map(|run| run.tissue().macrophages.len())
    };
    assert!(crowded(setup.parameters.macrophage.loss_rate).is_ok());
    let Err(Error::Fault { day, fault: Fault::Crowded { expected, room } }) = crowded(1e4) else {
        panic!("they enter")
    };
    assert!(day <= 0.0 && expected > room);
}
