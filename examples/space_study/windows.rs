//! Windows of other sizes at the same densities: what hangs on the window.

use admsc_sim::observe::Sample;
use admsc_sim::rules::setup::{Dose, Setup};
use admsc_sim::stats::estimators::{Coverage, Mean};
use admsc_sim::stats::share::responds;
use admsc_sim::study::trial::EnrolledPatient;

use super::people::{Future, figures};
use super::{Outcome, common, disc, people, percent, r50, vas};

/// A window: its name, its size against the default along x and y, its depth.
struct Window {
    name: &'static str,
    wider: u32,
    higher: u32,
    depth_um: f64,
}

const WINDOWS: &[Window] = &[
    Window { name: "4 × 2 mm, 100 µm", wider: 1, higher: 1, depth_um: 100.0 },
    Window { name: "8 × 2 mm, 100 µm", wider: 2, higher: 1, depth_um: 100.0 },
    Window { name: "8 × 4 mm, 100 µm", wider: 2, higher: 2, depth_um: 100.0 },
    Window { name: "4 × 2 mm, 300 µm", wider: 1, higher: 1, depth_um: 300.0 },
];

const TREATED: &[Future] = &[("18e6", inject)];

/// The lesion stays 1.6 mm wide at the right wall; what is added is border on its left, and height.
fn enlarged(window: &Window) -> Setup {
    let mut setup = disc();
    let before = setup.grid.size_um();
    setup.grid.nx *= window.wider;
    setup.grid.ny *= window.higher;
    setup.grid.section_depth_um = window.depth_um;
    let after = setup.grid.size_um();
    setup.lesion.from_um[0] += after[0] - before[0];
    setup.lesion.to_um = [setup.lesion.to_um[0] + after[0] - before[0], after[1], after[2]];
    setup
}

/// The same cells per lesion: one needle for each 2 mm of height, each with the cells of the default window.
fn inject(setup: &mut Setup) {
    let size = setup.grid.size_um();
    let needles = (size[1] / 2000.0).round();
    let share = 4000.0 * 2000.0 / (size[0] * size[1]);
    setup.doses = (0..needles as u32)
        .map(|needle| {
            let y = (f64::from(needle) + 0.5) / needles * size[1];
            common::needle(0.0, 18e6 * share, [setup.lesion.from_um[0] - 500.0, y, 0.5 * size[2]])
        })
        .collect::<Vec<Dose>>();
}

/// Mean pain and r50 of each window, against the default.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(300);
    let records: Vec<Vec<EnrolledPatient>> =
        WINDOWS.iter().map(|window| super::people::cohort(people(n), &enlarged(window), TREATED)).collect();
    let mut text = format!(
        "{n} discogenic patients each, 18e6 cells, the same people where both windows admit them (the cells on day 0 \
         decide). Differences from the default are paired over the patients admitted in both windows, with 90 % \
         intervals.\n\n\
         | window, depth | VAS day 0 | VAS day 365 (SD) | r50 | pairs | difference of VAS | difference of r50, points |\n|---|---|---|---|---|---|---|\n"
    );
    for (window, record) in WINDOWS.iter().zip(&records) {
        let days = figures(record, 0, <[Sample]>::to_vec);
        let last = vas(&days, 365);
        let [pain, share] = [|days: &[Sample]| days[365].vas_points, responder].map(|f| paired(record, &records[0], f));
        text += &format!(
            "| {} | {:.2} | {:.2} ({:.1}) | {} | {} | {} | {} |\n",
            window.name,
            vas(&days, 0).mean,
            last.mean,
            last.sd,
            percent(r50(&days)),
            pain.n,
            interval(pain, 1.0, 2),
            interval(share, 100.0, 0),
        );
    }
    Ok(text)
}

fn responder(days: &[Sample]) -> f64 {
    f64::from(u8::from(responds(days[0].vas_points, days[365].vas_points, 0.5)))
}

/// Differences over the patients whom both admitted.
fn paired(record: &[EnrolledPatient], reference: &[EnrolledPatient], figure: fn(&[Sample]) -> f64) -> Mean {
    let (own, others) = (figures(record, 0, figure), figures(reference, 0, figure));
    Mean::from_values(record.iter().zip(own).filter_map(|(patient, own)| {
        let other = reference.iter().position(|other| other.number == patient.number)?;
        Some(own - others[other])
    }))
}

fn interval(difference: Mean, scale: f64, digits: usize) -> String {
    let (low, high) = difference.interval(Coverage::NINETY);
    format!("{:+.digits$} ({:+.digits$} to {:+.digits$})", scale * difference.mean, scale * low, scale * high)
}
