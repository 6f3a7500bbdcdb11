//! The working sets of both indications under the treatments of the design.

use admsc_sim::observe::Sample;
use admsc_sim::rules::setup::{Dose, Setup};
use admsc_sim::stats::estimators::Mean;

use super::people::{Future, figures, screened};
use super::{Outcome, SEED, common, disc, injection, percent, r50, vas};

const DISC: &[Future] = &[
    ("untreated", |_| {}),
    ("18e6", |setup| setup.doses = injection(setup, 18e6)),
    ("6e6", |setup| setup.doses = injection(setup, 6e6)),
    ("40e6", |setup| setup.doses = injection(setup, 40e6)),
    ("18e6, again on day 180", |setup| setup.doses = twice(setup)),
    ("18e6, cells frozen at the needle", |setup| *setup = common::with_frozen_cells(setup.clone(), 18e6)),
    ("18e6, random walk", |setup| {
        setup.doses = injection(setup, 18e6);
        setup.parameters.stem_cell.forward_index_max = 0.0;
    }),
    ("18e6, no imprint", |setup| no_imprint(setup, 18e6)),
    ("18e6, potency 0.3", |setup| weak(setup, 0.3)),
    ("18e6, potency 0.1", |setup| weak(setup, 0.1)),
    ("140e6 by vein", |setup| setup.doses = vec![common::vein(0.0, 140e6)]),
];

const NERVE: &[Future] = &[
    ("untreated", |_| {}),
    ("70e6", |setup| setup.doses = injection(setup, 70e6)),
    ("70e6, cells frozen at the needle", |setup| *setup = common::with_frozen_cells(setup.clone(), 70e6)),
    ("70e6, no imprint", |setup| no_imprint(setup, 70e6)),
    ("70e6, no regeneration", |setup| {
        setup.doses = injection(setup, 70e6);
        setup.parameters.axon.resume_rate = 0.0;
    }),
    ("140e6 by vein", |setup| setup.doses = vec![common::vein(0.0, 140e6)]),
];

fn twice(setup: &Setup) -> Vec<Dose> {
    let first = injection(setup, 18e6);
    let second = first.iter().map(|dose| Dose { at_days: 180.0, ..dose.clone() }).collect();
    [first, second].concat()
}

fn no_imprint(setup: &mut Setup, cells: f64) {
    setup.doses = injection(setup, cells);
    setup.parameters.niche.imprint_strength = 0.0;
}

fn weak(setup: &mut Setup, potency: f64) {
    setup.doses = injection(setup, 18e6);
    setup.parameters.patient.potency = potency;
}

/// A table an indication.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(150);
    let disc = one("discogenic", &disc(), n, DISC);
    let nerve = one("neuropathic", &common::coarse(common::neuropathic()), n, NERVE);
    Ok(format!("{disc}\n{nerve}"))
}

fn one(preset: &str, base: &Setup, n: usize, futures: &[Future]) -> String {
    let patients = super::people::cohort(super::people::enrolment(preset, SEED, n as u32), base, futures);
    let mut text = format!(
        "{}{}, {n} patients ({} screened), no observer, potency 1 unless said. VAS in points; r50: share with at \
         least half of the pain gone at 12 months (95 % interval); TNFα at day 14 relative to day 0.\n\n\
         | arm | VAS day 0 | day 28 | day 90 | day 365 (SD) | r50 | M2:M1 day 7 | TNFα day 14 | axons arrived, day 365 |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        preset[..1].to_uppercase(),
        &preset[1..],
        screened(&patients)
    );
    for (future, arm) in futures.iter().enumerate() {
        let days = figures(&patients, future, <[Sample]>::to_vec);
        let last = vas(&days, 365);
        let share = Mean::from_values(days.iter().map(|days| days[7].m1_share())).mean;
        let tnf = Mean::from_values(days.iter().map(|days| days[14].tnf_alpha_relative)).mean
            / Mean::from_values(days.iter().map(|days| days[0].tnf_alpha_relative)).mean;
        let arrived = Mean::from_values(days.iter().map(|days| days[365].axons_arrived_count as f64)).mean;
        text += &format!(
            "| {} | {:.1} | {:.1} | {:.1} | {:.1} ({:.1}) | {} | {:.2} | {tnf:.2} | {} |\n",
            arm.0,
            vas(&days, 0).mean,
            vas(&days, 28).mean,
            vas(&days, 90).mean,
            last.mean,
            last.sd,
            percent(r50(&days)),
            (1.0 - share) / share,
            if arrived > 0.0 { format!("{arrived:.0}") } else { "–".into() },
        );
    }
    text
}
