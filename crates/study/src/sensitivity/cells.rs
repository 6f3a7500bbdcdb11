//! Settings cell by cell.

use super::factors::free;
use super::{Course, Error};
use crate::coarse::{VOXEL_UM, coarse, is_between_steps};
use crate::summary::relief_start;
use admsc_model::parallel::Serial;
use admsc_model::rules::baseline;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::{self, Simulation};
use admsc_scenario::population::day_zero;

/// A scenario on the coarse grid.
///
/// # Errors
/// When the window or the days of the doses do not fit.
pub fn on_coarse_grid(setup: &Setup) -> Result<Setup, Error> {
    let coarse = coarse(setup);
    if coarse.grid.spacing_um < VOXEL_UM {
        return Err(Error::NoCoarseGrid("the window is not a whole number of voxels of 50 µm along each axis"));
    }
    if coarse.cadence != setup.cadence && setup.doses.iter().any(|dose| is_between_steps(dose.at_days)) {
        return Err(Error::NoCoarseGrid("a dose is not given at a multiple of 12 h"));
    }
    Ok(coarse)
}

/// What neighbouring settings of a trajectory share under one seed: a move of a parameter that only injected cells
/// read changes neither day 0 nor the course without treatment.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    day_zero: Option<(String, Tissue)>,
    untreated: Option<(String, [f64; 2], Vec<f64>)>,
}

/// Pain of a setting on the days, with and without treatment, on one core.
pub fn course(setup: &Setup, seed: u64, patient: u32, days: &[u32], kept: &mut Kept) -> Result<Course, Error> {
    let treated = free(setup);
    let untreated = Setup { doses: Vec::new(), ..treated.clone() };
    let plan = |setup: &Setup| Plan::new(setup.clone(), seed, patient).map_err(simulation::Error::from);
    let identity = day_zero::identity(&treated)?;
    if kept.day_zero.as_ref().is_none_or(|(known, _)| *known != identity) {
        kept.day_zero = Some((identity, baseline::prepare(&plan(&treated)?, Serial, |_| {})));
    }
    let Some((_, tissue)) = &kept.day_zero else { return Err(Error::Stopped) };
    let identity = day_zero::course(&untreated)?;
    if kept.untreated.as_ref().is_none_or(|(known, ..)| *known != identity) {
        let (before, later) = pain(plan(&untreated)?, tissue, relief_start(setup), days)?;
        kept.untreated = Some((identity, before, later));
    }
    let Some((_, [before, first_dose], untreated)) = kept.untreated.clone() else { return Err(Error::Stopped) };
    // Up to the first dose the two courses are one.
    let treated = if setup.doses.is_empty() { untreated.clone() } else { pain(plan(&treated)?, tissue, 0, days)?.1 };
    Ok(Course { before, first_dose, treated, untreated })
}

/// Pain on day 0, on the day `start` and on the days.
fn pain(plan: Plan, day_zero: &Tissue, start: u32, days: &[u32]) -> Result<([f64; 2], Vec<f64>), Error> {
    let horizon = days.last().copied().unwrap_or(0).max(start);
    let mut run = Simulation::from_baseline(plan, day_zero.clone())?;
    run.run_to(f64::from(horizon), Serial, |_, _| {});
    run.check()?;
    let at = |day: f64| run.samples().iter().find(|sample| sample.time_days >= day).map(|sample| sample.vas_points);
    let later: Vec<f64> = days.iter().filter_map(|day| at(f64::from(*day))).collect();
    Ok(([0, start].map(|day| at(f64::from(day)).unwrap_or(0.0)), later))
}

#[cfg(test)]
mod tests {
    use super::super::Outcome;
    use super::*;
    use admsc_scenario::reading::load_str;

    const SMALL: &str = r#"
        format = 1
        extends = "builtin:discogenic"
        horizon = "6 d"
        patient.baseline = "4 d"
        [tissue]
        window = ["1 mm", "0.5 mm"]
        lesion = { from = ["0.5 mm"], to = ["1 mm"] }
        [[dose]]
        at = "1 d"
        cells = 18e6
    "#;

    #[test]
    fn what_is_kept_changes_no_course() -> Result<(), Box<dyn std::error::Error>> {
        let setup = on_coarse_grid(&load_str("small", SMALL, &[])?.setup)?;
        let mut other = setup.clone();
        other.parameters.stem_cell.half_life = 12.0;
        let mut third = other.clone();
        third.parameters.drive.tnf = 0.6;
        let mut kept = Kept::default();
        for setup in [&setup, &other, &third] {
            let with = course(setup, 3, 0, &[2, 6], &mut kept)?;
            assert_eq!(with, course(setup, 3, 0, &[2, 6], &mut Kept::default())?);
            assert!(with.treated != with.untreated && with.treated.len() == 2);
            let first_dose = course(setup, 3, 0, &[1], &mut Kept::default())?;
            assert_eq!(
                [with.first_dose; 2],
                [first_dose.treated[0], first_dose.untreated[0]],
                "before the dose of day 1"
            );
            assert_eq!(Outcome::Relief.value(&with, 1), with.first_dose - with.treated[1]);
        }
        Ok(())
    }

    #[test]
    fn the_coarse_grid_keeps_the_window_or_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        let fine = load_str("small", SMALL, &[])?.setup;
        let rough = on_coarse_grid(&fine)?;
        assert_eq!((rough.grid.size_um(), rough.grid.spacing_um), (fine.grid.size_um(), 50.0));
        assert_eq!(on_coarse_grid(&rough)?, rough);
        let text = SMALL.replace("at = \"1 d\"", "at = \"7 h\"");
        assert!(matches!(on_coarse_grid(&load_str("small", &text, &[])?.setup), Err(Error::NoCoarseGrid(_))));
        let text = SMALL.replace("0.5 mm\"]\n        lesion", "0.675 mm\"]\n        lesion");
        assert!(matches!(on_coarse_grid(&load_str("small", &text, &[])?.setup), Err(Error::NoCoarseGrid(_))));
        Ok(())
    }
}
