//! A healthy nerve, injured on day 0 and left untreated: the mean patient under many seeds.

use serde::{Deserialize, Serialize};

use super::check::{Check, Estimate, Expected, Part};
use super::estimate;
use super::{Error, Extent, preset};
use crate::threads::jobs;
use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::{Setup, Start};
use admsc_model::simulation::Simulation;

/// Days that are followed.
const DAYS: f64 = 180.0;
/// Relative TNFα on the last day above which an injury has become chronic.
const CHRONIC: f64 = 0.2;
/// Days of cells before the injury: healthy tissue settles fast.
const SETTLING_DAYS: u32 = 60;

/// An injury.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Injury {
    /// 30 % of the axons, its strength spread evenly over 8 ng/mL/day ± 50 %.
    Usual,
    /// All axons.
    Full,
}

/// What is read of one day of one seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Day {
    tnf_alpha: f64,
    vas_points: f64,
    conduction: f64,
}

/// The days of every seed of an injury.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Injuries(Vec<Vec<Day>>);

impl Injury {
    /// All injuries.
    pub const ALL: [Self; 2] = [Self::Usual, Self::Full];

    /// Name of its work.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "acute-injury",
            Self::Full => "acute-injury-full",
        }
    }

    /// Number of seeds.
    pub fn seeds(self, extent: Extent) -> usize {
        if extent == Extent::Quick { 6 } else { 36 }
    }

    fn setup(self, seed: usize, seeds: usize) -> Result<Setup, Error> {
        let (cut_share, strength) = match self {
            Self::Usual => (0.3, 4.0 + 8.0 * (seed as f64 + 0.5) / seeds as f64),
            Self::Full => (1.0, 8.0),
        };
        let mut setup = preset("neuropathic")?;
        (setup.start, setup.baseline_days) = (Start::AcuteInjury { cut_share }, SETTLING_DAYS);
        setup.parameters.injury.tnf_secretion = strength;
        Ok(setup)
    }

    /// Name of what [`Injury::run`] computes, for keeping it: by the code of the model and every setup.
    ///
    /// # Errors
    /// When the preset cannot be read.
    pub fn kept_key(self, extent: Extent) -> Result<String, Error> {
        let seeds = self.seeds(extent);
        let setups = (0..seeds).map(|seed| self.setup(seed, seeds)).collect::<Result<Vec<Setup>, Error>>()?;
        Ok(format!("{}-{}", self.name(), crate::kept::kept_key(&(setups, DAYS))?))
    }

    /// Runs all seeds, on the default grid: the injury peaks after half a day, which coarse steps would miss. `tell` hears
    /// of every seed that is done.
    ///
    /// # Errors
    /// When a run fails.
    pub fn run(self, extent: Extent, threads: usize, tell: impl Fn() + Sync) -> Result<Injuries, Error> {
        self.run_seeds(self.seeds(extent), threads, tell)
    }

    /// The same with so many seeds.
    ///
    /// # Errors
    /// When a run fails.
    pub fn run_seeds(self, seeds: usize, threads: usize, tell: impl Fn() + Sync) -> Result<Injuries, Error> {
        let one = |seed: usize| -> Result<Vec<Day>, Error> {
            let mut run = Simulation::prepare(self.setup(seed, seeds)?, 1, seed as u32, Serial, |_| {})?;
            run.run_to(DAYS, Serial, |_, _| {});
            run.check()?;
            tell();
            Ok(run.samples().iter().map(Day::from_sample).collect())
        };
        Ok(Injuries(jobs(threads, seeds, one).into_iter().collect::<Result<_, _>>()?))
    }
}

impl Day {
    fn from_sample(sample: &Sample) -> Self {
        Self {
            tnf_alpha: sample.tnf_alpha_relative,
            vas_points: sample.vas_points,
            conduction: sample.conduction_fraction,
        }
    }
}

impl Injuries {
    fn on(&self, day: usize, figure: impl Fn(&Day) -> f64) -> Vec<f64> {
        self.0.iter().filter_map(|days| days.get(day)).map(figure).collect()
    }

    fn mean(&self, day: usize, figure: impl Fn(&Day) -> f64) -> Estimate {
        estimate::mean(&self.on(day, figure))
    }

    fn chronic(&self) -> Estimate {
        estimate::share(&self.0.iter().filter_map(|days| Some(days.last()?.tnf_alpha > CHRONIC)).collect::<Vec<bool>>())
    }

    /// The checks of an injury.
    pub fn checks(&self, injury: Injury, extent: Extent) -> Vec<Check> {
        let check = |what: &str, unit: &str, expected, found| {
            Check::new(Part::AcuteInjury, what, unit, expected, found, extent)
        };
        match injury {
            Injury::Usual => vec![
                check("relative TNFα on day 14", "", Expected::at_most(0.15), self.mean(14, |day| day.tnf_alpha)),
                check("relative TNFα on day 60", "", Expected::at_most(0.1), self.mean(60, |day| day.tnf_alpha)),
                check("VAS on day 60", "points", Expected::at_most(1.8), self.mean(60, |day| day.vas_points)),
                check("share chronic on day 180", "", Expected::at_most(0.2), self.chronic()),
            ],
            Injury::Full => vec![
                check(
                    "all axons cut: conduction on day 80",
                    "",
                    Expected::at_most(0.0),
                    self.mean(80, |day| day.conduction),
                ),
                check(
                    "all axons cut: conduction on day 180",
                    "",
                    Expected::at_least(0.0).with_interval_above(0.0),
                    self.mean(180, |day| day.conduction),
                ),
            ],
        }
    }
}
