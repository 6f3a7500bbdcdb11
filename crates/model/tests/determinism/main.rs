//! The determinism contract: the same bytes on any number of threads, after a checkpoint, with more observers, and with
//! the `parallel` feature on or off.

use admsc_model::digest::RunDigest;
use admsc_model::parallel::{Parallel, Serial};
use admsc_model::rules::setup::Setup;
use admsc_model::rules::step::Steps;
use admsc_model::simulation::Simulation;

#[path = "../common/mod.rs"]
mod common;

/// Days on which the whole state goes into the digest.
const VISITS: [f64; 4] = [0.0, 7.0, 20.0, 40.0];

/// A nerve with both routes: every rule acts within forty days.
fn setup() -> Setup {
    let mut setup = common::with_needle(common::neuropathic(), 70e6);
    setup.doses.push(common::vein(10.0, 400e6));
    setup.parameters.circulation.tissue_fraction = 0.02;
    setup.baseline_days = 20;
    setup
}

fn digest(workers: impl Steps) -> String {
    let mut simulation = Simulation::prepare(setup(), common::SEED, 0, workers, |_| {}).unwrap();
    finish(&mut simulation, &VISITS, RunDigest::default(), workers)
}

fn finish(simulation: &mut Simulation, visits: &[f64], mut digest: RunDigest, workers: impl Steps) -> String {
    for visit in visits {
        simulation.run_to(*visit, workers, |_, _| {});
        digest.add_state(simulation.tissue());
    }
    digest.finish(simulation.samples())
}

/// The digest of [`setup`] on every machine, and below it those of its parts. They change when the model or a default changes;
/// then the new ones are printed by the failing test and belong into this file, with the reason in the commit.
const GOLDEN: &str = include_str!("../../../../tests/golden/digest.txt");

/// The digest of the whole.
fn golden() -> &'static str {
    GOLDEN.lines().next().unwrap_or_default()
}

/// Runs `work` on so many threads; without the `parallel` feature on this one.
fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    #[cfg(feature = "parallel")]
    return rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work);
    #[cfg(not(feature = "parallel"))]
    return (threads, work()).1;
}

#[test]
fn every_part_of_the_digest_is_the_golden_one() {
    let mut simulation = Simulation::prepare(setup(), common::SEED, 0, Serial, |_| {}).unwrap();
    let mut digest = RunDigest::default();
    for visit in VISITS {
        simulation.run_to(visit, Serial, |_, _| {});
        digest.add_state(simulation.tissue());
    }
    let digest = digest.with_record(simulation.samples());
    let parts = digest.parts().into_iter().map(|(part, hash)| format!("{hash} {part}\n"));
    assert_eq!(format!("{}\n{}", digest.whole(), parts.collect::<String>()), GOLDEN);
}

#[test]
fn threads_feature_and_machine_change_no_byte() {
    let golden = golden();
    assert_eq!(digest(Serial), golden, "on one core");
    for threads in [1, 2, 3, 8] {
        assert_eq!(with_threads(threads, || digest(Parallel)), golden, "on {threads} threads");
    }
}

#[test]
fn a_checkpoint_at_any_tick_changes_no_byte() {
    let golden = golden();
    // Within the baseline of the fields, at a visit, between field solves, while cells arrive from the blood.
    for hours in [1, 7, 24 * 7, 24 * 10 + 5, 24 * 13 + 18, 24 * 39 + 23] {
        let mut simulation = Simulation::prepare(setup(), common::SEED, 0, Serial, |_| {}).unwrap();
        let mut digest = RunDigest::default();
        let day = f64::from(hours) / 24.0;
        let (before, after): (Vec<f64>, Vec<f64>) = VISITS.iter().partition(|visit| **visit <= day);
        for visit in before {
            simulation.run_to(visit, Serial, |_, _| {});
            digest.add_state(simulation.tissue());
        }
        simulation.run_to(day, Serial, |_, _| {});
        let bytes = simulation.checkpoint().unwrap();
        let mut resumed = Simulation::resume(common::plan(setup()), &bytes).unwrap();
        assert_eq!(finish(&mut resumed, &after, digest, Serial), golden, "checkpoint after {hours} h");
    }
}

#[test]
fn more_observers_change_no_byte() {
    let mut simulation = Simulation::prepare(setup(), common::SEED, 0, Parallel, |_| {}).unwrap();
    let mut digest = RunDigest::default();
    let mut seen = 0.0;
    for visit in VISITS {
        while simulation.tissue().clock.day() < visit {
            // An observer that looks every hour, and one that looks every day.
            let hour = simulation.tissue().clock.day() + 1.0 / 24.0;
            simulation.run_to(hour, Parallel, |day, _| seen += day.vas_points);
            seen += admsc_model::observe::sample(simulation.plan(), simulation.tissue()).vas_points;
        }
        simulation.run_to(visit, Parallel, |_, _| {});
        digest.add_state(simulation.tissue());
    }
    assert!(seen > 0.0);
    assert_eq!(digest.finish(simulation.samples()), golden());
}

#[test]
fn another_seed_or_patient_has_another_fate() {
    let fate = |seed, patient| {
        let mut simulation = Simulation::prepare(setup(), seed, patient, Serial, |_| {}).unwrap();
        finish(&mut simulation, &[1.0], RunDigest::default(), Serial)
    };
    let fates = [fate(1, 0), fate(2, 0), fate(1, 1)];
    assert!(fates[0] != fates[1] && fates[0] != fates[2] && fates[1] != fates[2]);
}

#[cfg(feature = "parallel")]
mod two_workers {
    use std::collections::HashSet;
    use std::sync::Mutex;
    use std::thread::ThreadId;

    use admsc_model::parallel::Workers;
    use admsc_model::rules::plan::Plan;
    use admsc_model::rules::step::step;
    use admsc_model::rules::tissue::Tissue;

    use super::*;

    /// Workers that note which threads they are.
    #[derive(Clone, Copy)]
    struct Noted<'a>(&'a Mutex<HashSet<ThreadId>>);

    impl Noted<'_> {
        fn note(self) {
            self.0.lock().unwrap().insert(std::thread::current().id());
        }
    }

    impl Workers for Noted<'_> {
        fn each<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
            Parallel.each(items, |row, item| work(row, item));
            self.note();
        }

        fn each_heavy<A: Send>(self, items: &mut [A], work: impl Fn(usize, &mut A) + Sync + Send) {
            Parallel.each_heavy(items, |number, item| {
                self.note();
                work(number, item);
            });
        }

        fn map<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
            Parallel.map(rows, work)
        }

        fn map_heavy<T: Send>(self, rows: usize, work: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
            Parallel.map_heavy(rows, |row| {
                self.note();
                work(row)
            })
        }

        const SEVERAL: bool = true;
    }

    impl Steps for Noted<'_> {
        fn step(self, plan: &Plan, tissue: &mut Tissue) {
            step(plan, tissue, self);
        }
    }

    #[test]
    fn really_work() {
        let seen = Mutex::new(HashSet::new());
        let golden = golden();
        assert_eq!(with_threads(2, || digest(Noted(&seen))), golden);
        assert_eq!(seen.into_inner().unwrap().len(), 2, "threads that did a share of the run");
    }
}
