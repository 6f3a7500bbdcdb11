//! A flat section against a block: what the third dimension changes of homing, relief and a second dose.

use admsc_sim::observe::Sample;
use admsc_sim::rules::setup::{Dose, Setup};
use admsc_sim::stats::estimators::{Coverage, Mean};

use super::people::{Future, enrolment, figures};
use super::{Outcome, SEED, percent, r50, vas};

/// A geometry: its name, and what is written of the tissue.
const SHAPES: &[(&str, &str)] = &[
    ("section 4 × 2 mm, 100 µm deep, voxels of 50 µm", "window = [\"4 mm\", \"2 mm\"]\nvoxel = \"50 um\""),
    ("section 4 × 1 mm, 100 µm deep, voxels of 100 µm", "window = [\"4 mm\", \"1 mm\"]\nvoxel = \"100 um\""),
    ("block 4 × 1 × 1 mm, voxels of 100 µm", "window = [\"4 mm\", \"1 mm\", \"1 mm\"]\nvoxel = \"100 um\""),
];

/// Days in which cells walk.
const WALK: usize = 21;

const FUTURES: &[Future] = &[
    ("one", |_| {}),
    ("two", |setup| {
        let second = setup.doses.iter().map(|dose| Dose { at_days: 180.0, ..dose.clone() }).collect::<Vec<_>>();
        setup.doses.extend(second);
    }),
];

fn setup(tissue: &str) -> Setup {
    let text = format!(
        "format = 1\nextends = \"builtin:neuropathic-single\"\nlives = 1\ncadence = {{ tick = \"1 h\", field = \"6 h\" }}\n[tissue]\n{tissue}\n"
    );
    admsc_sim::scenario::load_str("block", &text, &[]).unwrap().setup
}

/// Share of the living cells that are in the lesion.
fn in_lesion(day: &Sample) -> f64 {
    day.admsc_in_lesion_cells as f64 / (day.admsc_alive_cells as f64).max(1.0)
}

/// First day on which the share in the lesion is half of what it comes to.
fn reached(days: &[Sample]) -> f64 {
    let most = days[..=WALK].iter().map(in_lesion).fold(0.0, f64::max);
    days.iter().position(|day| in_lesion(day) >= 0.5 * most).unwrap_or(WALK) as f64
}

/// First day on which pain has halved; none where it never does.
fn halved(days: &[Sample]) -> Option<f64> {
    let is_half = |day: &Sample| day.vas_points <= 0.5 * days[0].vas_points;
    days.iter().position(is_half).map(|day| day as f64)
}

fn interval(mean: Mean, digits: usize) -> String {
    let (low, high) = mean.interval(Coverage::NINETY_FIVE);
    format!("{:.digits$} ({low:.digits$} to {high:.digits$})", mean.mean)
}

/// A row a geometry.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(50);
    let mut text = format!(
        "{n} neuropathic patients each, 70e6 cells, fields every 6 h, 95 % intervals. Reached: day on which the share of living cells in \
         the lesion is half of its most in {WALK} days. Halved: day on which pain has halved, of those whose pain does. Second dose: on \
         day 180, change of the VAS at 12 months.\n\n\
         | tissue | reached, d | in the lesion, day 7 | VAS day 0 | VAS day 365 | halved, d | r50 | second dose, points |\n\
         |---|---|---|---|---|---|---|---|\n"
    );
    for (name, tissue) in SHAPES {
        let people = super::people::cohort(enrolment("neuropathic", SEED, n as u32), &setup(tissue), FUTURES);
        let days = figures(&people, 0, <[Sample]>::to_vec);
        let of = |figure: &dyn Fn(&[Sample]) -> f64| Mean::from_values(days.iter().map(|days| figure(days)));
        let last = |future: usize| figures(&people, future, |days| days[365].vas_points);
        let second = last(1).into_iter().zip(last(0)).map(|(two, one)| two - one);
        text += &format!(
            "| {name} | {} | {} | {:.2} | {} | {} | {} | {} |\n",
            interval(of(&reached), 1),
            interval(of(&|days| in_lesion(&days[7])), 2),
            vas(&days, 0).mean,
            interval(of(&|days| days[365].vas_points), 2),
            interval(Mean::from_values(days.iter().filter_map(|days| halved(days))), 0),
            percent(r50(&days)),
            interval(Mean::from_values(second), 2),
        );
    }
    Ok(text)
}
