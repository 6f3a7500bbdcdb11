//! What the tissue does, against what is known or designed: the quantitative tests of the model.

mod common;

use std::sync::LazyLock;

use admsc_sim::evidence::estimators::Mean;
use admsc_sim::model::setup::{Dose, Setup};
use admsc_sim::observe::Sample;
use admsc_sim::parallel::{Serial, available_threads};
use admsc_sim::study::cohort::{Cohort, Future, Record};

const PATIENTS: usize = 60;
const UNTREATED: usize = 0;
const NEEDLE: usize = 1;
const FROZEN: usize = 2;
const VEIN: usize = 3;
const NO_REGENERATION: usize = 4;

fn dose_of(setup: &Setup, cells: f64) -> Vec<Dose> {
    common::with_needle(setup.clone(), cells).doses
}

static DISC: LazyLock<Record> = LazyLock::new(|| {
    cohort(
        common::discogenic(),
        &[
            Future { name: "untreated", change: |_| {} },
            Future { name: "needle", change: |setup| setup.doses = dose_of(setup, 18e6) },
            Future {
                name: "frozen",
                change: |setup| {
                    setup.doses = dose_of(setup, 18e6);
                    setup.parameters.stem_cell.speed = 0.0;
                    setup.parameters.stem_cell.forward_index_max = 0.0;
                },
            },
            Future { name: "vein", change: |setup| setup.doses = vec![common::vein(0.0, 140e6)] },
        ],
    )
});

static NERVE: LazyLock<Record> = LazyLock::new(|| {
    cohort(
        common::neuropathic(),
        &[
            Future { name: "untreated", change: |_| {} },
            Future { name: "needle", change: |setup| setup.doses = dose_of(setup, 70e6) },
            Future {
                name: "frozen",
                change: |setup| {
                    setup.doses = dose_of(setup, 70e6);
                    setup.parameters.stem_cell.speed = 0.0;
                    setup.parameters.stem_cell.forward_index_max = 0.0;
                },
            },
            Future { name: "vein", change: |setup| setup.doses = vec![common::vein(0.0, 140e6)] },
            Future {
                name: "no regeneration",
                change: |setup| {
                    setup.doses = dose_of(setup, 70e6);
                    setup.parameters.axon.resume_rate = 0.0;
                },
            },
        ],
    )
});

fn cohort(base: Setup, futures: &[Future]) -> Record {
    let cohort = Cohort { base, fixed: Default::default(), seed: 11, patients: PATIENTS, threads: available_threads() };
    cohort.run(futures).unwrap()
}

/// Mean over the cohort of one figure of one day.
fn mean(record: &Record, future: usize, day: usize, figure: fn(&Sample) -> f64) -> Mean {
    Mean::of(record.figures(future, |days| figure(&days[day])))
}

/// Ratio of M2 to M1 from the cohort's mean share of M1.
fn m2_to_m1(record: &Record, future: usize, day: usize) -> f64 {
    let share = mean(record, future, day, Sample::m1_share).mean;
    (1.0 - share) / share
}

/// Mean fall of pain beyond the untreated future, points.
fn relief(record: &Record, future: usize, day: usize) -> f64 {
    mean(record, UNTREATED, day, |x| x.vas_points).mean - mean(record, future, day, |x| x.vas_points).mean
}

#[test]
fn explore() {
    for (name, record, futures) in [("disc", &*DISC, 4), ("nerve", &*NERVE, 5)] {
        println!("{name} screened {}", record.screened);
        let change = record.figures(UNTREATED, |d| d[365].vas_points - d[0].vas_points);
        println!("untreated change {:?} abs {:?}", Mean::of(change.clone()), Mean::of(change.iter().map(|x| x.abs())));
        for f in 0..futures {
            print!("future {f} VAS");
            for d in [0, 3, 7, 28, 60, 90, 180, 365] {
                print!(" {:.2}", mean(record, f, d, |x| x.vas_points).mean);
            }
            print!(" M2:M1");
            for d in [0, 3, 7, 14, 21, 28, 365] {
                print!(" {:.2}", m2_to_m1(record, f, d));
            }
            let tnf =
                mean(record, f, 14, |x| x.tnf_alpha_relative).mean / mean(record, f, 0, |x| x.tnf_alpha_relative).mean;
            print!(" T14 {tnf:.3} L");
            let hour = Mean::of(record.figures(f, |d| d[7].admsc_alive_cells as f64)).mean;
            let l1 = Mean::of(record.figures(f, |d| d[1].admsc_alive_cells as f64)).mean;
            let l21 = Mean::of(record.figures(f, |d| d[21].admsc_alive_cells as f64)).mean;
            print!(" {l1:.0} {:.3} {:.3} arrived", hour / l1, l21 / l1);
            for d in [0, 49, 56, 63, 70, 77, 84, 91, 98, 182, 273, 365] {
                print!(" {:.1}", mean(record, f, d, |x| x.axons_arrived_count as f64).mean);
            }
            println!(" relief 90 {:.2} 365 {:.2}", relief(record, f, 90), relief(record, f, 365));
        }
    }
}

/// Acute injuries of the mean patient under different seeds: daily rows.
fn injuries(cut_share: f64, tnf_secretion: f64, seeds: usize, days: f64) -> Vec<Vec<Sample>> {
    let mut setup = common::acute_injury(cut_share);
    setup.parameters.injury.tnf_secretion = tnf_secretion;
    setup.baseline_days = 60;
    common::jobs(seeds, |patient| {
        let mut run = common::patient_simulation(setup.clone(), patient as u32);
        run.run_to(days, Serial, |_, _| {});
        run.samples().to_vec()
    })
}

#[test]
fn explore_acute() {
    for s in [4.0, 8.0, 12.0, 40.0] {
        let runs = injuries(0.3, s, 30, 180.0);
        let m = |d: usize, f: fn(&Sample) -> f64| Mean::of(runs.iter().map(|r| f(&r[d]))).mean;
        print!("s {s} macs");
        for d in [0, 1, 2, 3, 4, 5, 7, 10, 14, 21, 60] {
            print!(" {:.0}", m(d, |x| (x.m0_cells + x.m1_cells + x.m2_cells) as f64));
        }
        print!(" T");
        for d in [0, 1, 2, 4, 7, 14, 60, 180] {
            print!(" {:.3}", m(d, |x| x.tnf_alpha_relative));
        }
        print!(" VAS");
        for d in [0, 1, 3, 7, 14, 28, 60, 90, 180] {
            print!(" {:.2}", m(d, |x| x.vas_points));
        }
        println!(" chronic {:.2}", runs.iter().filter(|r| r[180].tnf_alpha_relative > 0.2).count() as f64 / 30.0);
    }
    let runs = injuries(1.0, 8.0, 30, 180.0);
    let m = |d: usize, f: fn(&Sample) -> f64| Mean::of(runs.iter().map(|r| f(&r[d]))).mean;
    for d in [0, 7, 14, 21, 28, 60, 70, 80, 90, 100, 120, 150, 180] {
        println!(
            "all cut day {d} arrived {:.1} growing {:.1} stalled {:.1} conduction {:.3} VAS {:.2}",
            m(d, |x| x.axons_arrived_count as f64),
            m(d, |x| x.axons_growing_count as f64),
            m(d, |x| x.axons_stalled_count as f64),
            m(d, |x| x.conduction_fraction),
            m(d, |x| x.vas_points)
        );
    }
}
