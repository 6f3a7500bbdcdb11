//! The same patient under many seeds: how much of a course is luck.

use admsc_sim::parallel::Serial;
use admsc_sim::rules::setup::Setup;
use admsc_sim::simulation::Simulation;
use admsc_sim::stats::estimators::{Mean, quantile};
use admsc_sim::stats::share::responds;

use super::{Outcome, common, disc, injection, people};

/// SD between seeds and share of changed responder labels.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let (n, seeds) = (patients.unwrap_or(24), 20);
    let enrolment = people(n);
    let mut base = disc();
    base.doses = injection(&base, 18e6);
    let people: Vec<Setup> = (0..n as u32).map(|number| enrolment.draw(&base, number)).collect::<Result<_, _>>()?;
    let runs = common::jobs(n * seeds, |job| year(&people[job / seeds], (job % seeds) as u64));
    let runs: Vec<(f64, bool)> = runs.into_iter().collect::<Result<_, _>>()?;
    let by_patient: Vec<&[(f64, bool)]> = runs.chunks(seeds).collect();
    let sds: Vec<f64> = by_patient.iter().map(|runs| Mean::from_values(runs.iter().map(|run| run.0)).sd).collect();
    let changed: Vec<f64> = by_patient.iter().map(|runs| minority(runs)).collect();
    let steady = changed.iter().filter(|share| **share == 0.0).count();
    let mut text = format!(
        "{n} discogenic patients, 18e6 cells, each under {seeds} seeds (vessels, baseline and course redrawn). VAS at \
         12 months, points.\n\n| figure | lowest | first quartile | median | third quartile | highest |\n|---|---|---|---|---|---|\n"
    );
    for (name, values, digits) in [("SD between seeds", &sds, 2), ("share of changed responder labels", &changed, 2)] {
        let at = |q| quantile(values, q);
        text += &format!(
            "| {name} | {:.digits$} | {:.digits$} | {:.digits$} | {:.digits$} | {:.digits$} |\n",
            at(0.0),
            at(0.25),
            at(0.5),
            at(0.75),
            at(1.0)
        );
    }
    text += &format!(
        "\nMean share of changed labels {:.0} %; {steady} of {n} patients have the same label under every seed.\n",
        100.0 * Mean::from_values(changed.iter().copied()).mean
    );
    Ok(text)
}

/// Pain after a year, and whether the patient responded.
fn year(setup: &Setup, seed: u64) -> Result<(f64, bool), admsc_sim::simulation::Error> {
    let mut run = Simulation::prepare(setup.clone(), 1000 + seed, 0, Serial, |_| {})?;
    run.run_to(365.0, Serial, |_, _| {});
    let (first, last) = (run.samples()[0].vas_points, run.samples()[365].vas_points);
    Ok((last, responds(first, last, 0.5)))
}

/// Share of the runs whose label differs from that of most.
fn minority(runs: &[(f64, bool)]) -> f64 {
    let share = runs.iter().filter(|run| run.1).count() as f64 / runs.len() as f64;
    share.min(1.0 - share)
}
