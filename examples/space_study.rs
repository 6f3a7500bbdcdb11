//! temporary
use admsc_sim::evidence::estimators::*;
use admsc_sim::model::setup::*;
use admsc_sim::study::cohort::*;
#[path = "../tests/common/mod.rs"]
mod common;

const FUTURES: &[Future] = &[
    Future { name: "sham", change: |_| {} },
    Future { name: "18e6", change: |s| s.doses = vec![dose(s, 18e6)] },
    Future { name: "6e6", change: |s| s.doses = vec![dose(s, 6e6)] },
    Future { name: "40e6", change: |s| s.doses = vec![dose(s, 40e6)] },
    Future { name: "two", change: |s| s.doses = vec![dose(s, 18e6), Dose { at_days: 180.0, ..dose(s, 18e6) }] },
    Future {
        name: "frozen",
        change: |s| {
            s.doses = vec![dose(s, 18e6)];
            s.parameters.stem_cell.speed = 0.0;
        },
    },
    Future {
        name: "random walk",
        change: |s| {
            s.doses = vec![dose(s, 18e6)];
            s.parameters.stem_cell.forward_index_max = 0.0;
        },
    },
    Future {
        name: "no imprint",
        change: |s| {
            s.doses = vec![dose(s, 18e6)];
            s.parameters.niche.imprint_strength = 0.0;
        },
    },
    Future {
        name: "potency .3",
        change: |s| {
            s.doses = vec![dose(s, 18e6)];
            s.parameters.patient.potency = 0.3;
        },
    },
    Future {
        name: "potency .1",
        change: |s| {
            s.doses = vec![dose(s, 18e6)];
            s.parameters.patient.potency = 0.1;
        },
    },
    Future { name: "vein 140e6", change: |s| s.doses = vec![common::vein(0.0, 140e6)] },
];
const NERVE: &[Future] = &[
    Future { name: "sham", change: |_| {} },
    Future { name: "70e6", change: |s| s.doses = vec![dose(s, 70e6)] },
    Future {
        name: "frozen",
        change: |s| {
            s.doses = vec![dose(s, 70e6)];
            s.parameters.stem_cell.speed = 0.0;
        },
    },
    Future {
        name: "no imprint",
        change: |s| {
            s.doses = vec![dose(s, 70e6)];
            s.parameters.niche.imprint_strength = 0.0;
        },
    },
    Future {
        name: "no resume",
        change: |s| {
            s.doses = vec![dose(s, 70e6)];
            s.parameters.axon.resume_rate = 0.0;
        },
    },
    Future { name: "vein 140e6", change: |s| s.doses = vec![common::vein(0.0, 140e6)] },
];

fn dose(s: &Setup, cells: f64) -> Dose {
    common::needle(0.0, cells, [s.lesion.from_um[0] - 500.0, 1000.0, 50.0])
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let nerve = args[1] == "nerve";
    let n: usize = args[2].parse().unwrap();
    let fine = args[3] == "fine";
    let seed: u64 = args[4].parse().unwrap();
    let base = if nerve { common::neuropathic() } else { common::discogenic() };
    let base = if fine { base } else { common::coarse(base) };
    let futures = if nerve { NERVE } else { FUTURES };
    let futures = if args.len() > 5 { &futures[..args[5].parse().unwrap()] } else { futures };
    let t = std::time::Instant::now();
    let record = Cohort { base, fixed: Default::default(), seed, patients: n, threads: 2 }.run(futures).unwrap();
    eprintln!("{:.1} s", t.elapsed().as_secs_f64());
    println!("screened {}", record.screened);
    for (f, future) in futures.iter().enumerate() {
        let vas = |d: usize| Mean::of(record.patients.iter().map(|p| &p.futures).map(|r| r[f][d].vas_points));
        let r50 = Share::of(
            record.patients.iter().map(|p| &p.futures).map(|r| responds(r[f][0].vas_points, r[f][365].vas_points, 0.5)),
        );
        let (lo, hi) = r50.interval(Coverage::NINETY_FIVE);
        let t14 = Mean::of(
            record
                .patients
                .iter()
                .map(|p| &p.futures)
                .map(|r| r[f][14].tnf_alpha_relative / r[f][0].tnf_alpha_relative),
        );
        let ratio = |d: usize| {
            let m = Mean::of(record.patients.iter().map(|p| &p.futures).map(|r| r[f][d].m1_share())).mean;
            (1.0 - m) / m
        };
        let l = |d: usize| {
            Mean::of(record.patients.iter().map(|p| &p.futures).map(|r| r[f][d].admsc_alive_cells as f64)).mean
        };
        let arrived = |d: usize| {
            Mean::of(record.patients.iter().map(|p| &p.futures).map(|r| r[f][d].axons_arrived_count as f64)).mean
        };
        let stalled = |d: usize| {
            Mean::of(record.patients.iter().map(|p| &p.futures).map(|r| r[f][d].axons_stalled_count as f64)).mean
        };
        println!(
            "{:12} VAS {:.2} {:.2} {:.2} {:.2} {:.2} sd {:.2} r50 {:.0} ({:.0}-{:.0}) T14 {:.2} M2:M1 {:.2} {:.2} {:.2} {:.2} {:.2} {:.2} L {:.0} {:.0} {:.0} arrived {:.0} {:.0} {:.0} {:.0} stalled {:.0} {:.0} {:.0}",
            future.name,
            vas(0).mean,
            vas(28).mean,
            vas(90).mean,
            vas(180).mean,
            vas(365).mean,
            vas(365).sd,
            100.0 * r50.value(),
            100.0 * lo,
            100.0 * hi,
            t14.mean,
            ratio(0),
            ratio(3),
            ratio(7),
            ratio(14),
            ratio(28),
            ratio(365),
            l(1),
            l(7),
            l(21),
            arrived(0),
            arrived(56),
            arrived(182),
            arrived(365),
            stalled(0),
            stalled(56),
            stalled(182),
        );
    }
}
