//! Vessel maps: how much of a course hangs on where the vessels lie, how many they are, and how many lie on walls.

use admsc_sim::parallel::Serial;
use admsc_sim::rng::Streams;
use admsc_sim::rules::baseline;
use admsc_sim::rules::geometry::Geometry;
use admsc_sim::rules::plan::Plan;
use admsc_sim::rules::setup::Setup;
use admsc_sim::simulation::Simulation;
use admsc_sim::stats::estimators::Mean;

use super::people::{Future, figures};
use super::{Outcome, common, disc, injection, people, percent, r50, vas};

const FUTURES: &[Future] = &[("untreated", |_| {}), ("18e6", |setup| setup.doses = injection(setup, 18e6))];

/// Densities and wall shares, then maps against luck.
pub fn table(patients: Option<usize>) -> Outcome<String> {
    let n = patients.unwrap_or(150);
    let mut text = format!(
        "{n} discogenic patients each, 18e6 cells. VAS in points.\n\n\
         | vessels per mm² | on walls | VAS day 0 | untreated day 365 | treated day 90 | treated day 365 | r50 |\n|---|---|---|---|---|---|---|\n"
    );
    for (density, walls) in [(25.0, 0.0), (25.0, 0.05), (25.0, 0.1), (60.0, 0.0), (60.0, 0.05)] {
        let mut base = disc();
        base.parameters.tissue.vessel_density = density;
        base.parameters.tissue.wall_vessel_share = walls;
        let patients = super::people::cohort(people(n), &base, FUTURES);
        let untreated = figures(&patients, 0, <[_]>::to_vec);
        let treated = figures(&patients, 1, <[_]>::to_vec);
        text += &format!(
            "| {density} | {:.0} % | {:.1} | {:.1} | {:.1} | {:.1} | {} |\n",
            100.0 * walls,
            vas(&treated, 0).mean,
            vas(&untreated, 365).mean,
            vas(&treated, 90).mean,
            vas(&treated, 365).mean,
            percent(r50(&treated)),
        );
    }
    Ok(text + &maps(patients.map_or(12, |n| n.min(12)))?)
}

/// The mean patient under `maps` vessel maps and as many seeds on each.
fn maps(maps: usize) -> Outcome<String> {
    let mut setup = disc();
    setup.doses = injection(&setup, 18e6);
    let runs = common::jobs(maps * maps, |job| year(&setup, (job / maps) as u64, (job % maps) as u64));
    let runs: Vec<f64> = runs.into_iter().collect::<Result<_, _>>()?;
    let by_map: Vec<Mean> = runs.chunks(maps).map(|runs| Mean::from_values(runs.iter().copied())).collect();
    let within = (by_map.iter().map(|map| map.sd * map.sd).sum::<f64>() / maps as f64).sqrt();
    let between = Mean::from_values(by_map.iter().map(|map| map.mean)).sd;
    Ok(format!(
        "\nThe mean discogenic patient on {maps} maps with {maps} seeds each: VAS at 12 months {:.1}, SD between \
         seeds on one map {within:.2}, SD between the means of maps {between:.2} points ({:.2} expected if maps made no difference).\n",
        Mean::from_values(runs.iter().copied()).mean,
        within / (maps as f64).sqrt(),
    ))
}

/// Pain after a year with the vessels of one seed and the other random numbers of another.
fn year(setup: &Setup, map: u64, luck: u64) -> Result<f64, admsc_sim::simulation::Error> {
    let mut plan = Plan::new(setup.clone(), 2000 + luck, 0)?;
    plan.geometry = Geometry::new(setup, &Streams::new(3000 + map, 0));
    let day_zero = baseline::prepare(&plan, Serial, |_| {});
    let mut run = Simulation::from_baseline(plan, day_zero)?;
    run.run_to(365.0, Serial, |_, _| {});
    Ok(run.samples()[365].vas_points)
}
