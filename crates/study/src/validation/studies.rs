//! The studies behind the checks of patients: which people, which arms, on which grid.

use super::{Error, Extent};
use crate::coarse;
use admsc_model::rules::setup::{Dose, Setup};
use admsc_scenario::reading::study::{Case, Point, Study};
use admsc_scenario::reading::{self, Override};

/// A study of the validation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckedStudy {
    /// Arms of treatment in the disc.
    Disc,
    /// Arms of treatment beside a nerve.
    Nerve,
    /// The same people at two ages.
    Ages,
    /// Finer steps and voxels.
    Equivalence,
    /// Windows of other sizes.
    Space,
}

/// Day after which arms are followed no further, but for those of two doses.
const ONE_YEAR: u32 = 365;
/// Arms that are followed for two years.
const TWO_YEARS: [&str; 3] = ["untreated", "one dose", "two doses"];

/// Cases of the study of equivalence.
pub const FINER: [&str; 5] =
    ["default", "fields every 3 h", "all cadences halved", "voxels halved", "coarse grid of the other checks"];
/// Cases of the study of space.
pub const WINDOWS: [&str; 4] = ["4 × 2 mm, 100 µm", "8 × 2 mm, 100 µm", "8 × 4 mm, 100 µm", "4 × 2 mm, 300 µm"];

impl CheckedStudy {
    /// Name of its work, for progress and for what is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disc => "disc",
            Self::Nerve => "nerve",
            Self::Ages => "ages",
            Self::Equivalence => "equivalence",
            Self::Space => "space",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Disc => include_str!("../../../../validation/disc.toml"),
            Self::Nerve => include_str!("../../../../validation/nerve.toml"),
            Self::Ages => include_str!("../../../../validation/ages.toml"),
            Self::Equivalence | Self::Space => include_str!("../../../../validation/one-dose.toml"),
        }
    }

    /// The studies of an extent, in the order of the work: the long ones, which are kept as soon as they are done, first.
    pub fn in_extent(extent: Extent) -> &'static [Self] {
        match extent {
            Extent::Quick | Extent::Usual => &[Self::Disc, Self::Nerve, Self::Ages],
            Extent::Full => &[Self::Equivalence, Self::Space, Self::Disc, Self::Nerve, Self::Ages],
        }
    }

    /// Number of patients.
    pub fn patients(self, extent: Extent) -> u32 {
        match (self, extent) {
            (_, Extent::Quick) => 8,
            (Self::Space, _) => 300,
            (Self::Nerve, _) => 100,
            (Self::Equivalence, _) => 240,
            _ => 200,
        }
    }

    /// How checks of so many patients are judged in an extent: fewer than the design's number are few.
    pub fn judged(self, extent: Extent, patients: u32) -> Extent {
        if patients < self.patients(Extent::Usual) { Extent::Quick } else { extent }
    }

    /// Whether it belongs to `--full` alone, whose results are kept for the other extents.
    pub fn is_long(self) -> bool {
        matches!(self, Self::Equivalence | Self::Space)
    }

    /// Whether it runs on the coarse grid, which the study of equivalence holds to the default one.
    pub fn is_coarse(self) -> bool {
        self != Self::Equivalence
    }

    /// The study with so many patients.
    ///
    /// # Errors
    /// When its scenario is wrong, which a test excludes.
    pub fn study(self, patients: u32) -> Result<Study, Error> {
        let mut overrides = vec![("population.n".to_owned(), patients.to_string())];
        if self.is_coarse() {
            overrides.extend(coarse::KEYS.map(|(key, value)| (key.to_owned(), value.to_owned())));
        }
        let overrides: Vec<Override> = overrides.into_iter().map(|(key, value)| Override { key, value }).collect();
        let scenario = reading::load_str(self.name(), self.text(), &overrides)
            .map_err(|errors| Error::Scenario(errors.render(false, admsc_scenario::language::Language::English)))?;
        let study = scenario.study.ok_or_else(|| Error::Scenario(format!("{} is not a study", self.name())))?;
        Ok(self.completed(study))
    }

    /// What a scenario cannot say: cases that differ before day 0, and arms of unlike length.
    fn completed(self, mut study: Study) -> Study {
        match self {
            Self::Disc => study.cases.iter_mut().for_each(|case| {
                if !TWO_YEARS.contains(&study.arms[case.arm].as_str()) {
                    case.setup.horizon_days = ONE_YEAR;
                }
            }),
            Self::Nerve => without_regeneration(&mut study),
            Self::Equivalence => vary(&mut study, &FINER, finer),
            Self::Space => vary(&mut study, &WINDOWS, window),
            Self::Ages => {}
        }
        study
    }
}

/// Adds the arm in which stalled axons never resume. The nerve is held until day 0, so that its past is that of the
/// other arms, although a scenario may not say so.
fn without_regeneration(study: &mut Study) {
    let treated = study.arms.iter().position(|arm| arm == "one dose");
    let Some(mut case) = treated.and_then(|arm| study.cases.iter().find(|case| case.arm == arm)).cloned() else {
        return;
    };
    case.arm = study.arms.len();
    case.setup.parameters.axon.resume_rate = 0.0;
    study.arms.push("no regeneration".to_owned());
    study.cases.push(case);
}

/// Makes a case of each name from the one case of a study; the study is then one of points.
fn vary(study: &mut Study, names: &[&str], change: fn(&mut Setup, usize)) {
    let Some(base) = study.cases.first().cloned() else { return };
    let case = |point: usize| {
        let mut setup = base.setup.clone();
        change(&mut setup, point);
        Case { point, setup, ..base.clone() }
    };
    study.cases = (0..names.len()).map(case).collect();
    let point = |name: &&str| Point { values: vec![("variant".to_owned(), (*name).to_owned())] };
    study.points = names.iter().map(point).collect();
}

/// The setup of [`FINER`].
fn finer(setup: &mut Setup, variant: usize) {
    let cadence = &mut setup.cadence;
    match variant {
        1 => cadence.field_ticks /= 2,
        2 => (cadence.tick_minutes, cadence.field_ticks, cadence.slow_ticks) = (30, 6, 24),
        3 => {
            let grid = &mut setup.grid;
            (grid.nx, grid.ny, grid.spacing_um) = (2 * grid.nx, 2 * grid.ny, 0.5 * grid.spacing_um);
        }
        4 => *setup = coarse::coarse(setup),
        _ => {}
    }
}

/// The setup of [`WINDOWS`]: the lesion stays as wide, at the right wall; border on its left and height are added. Each
/// 2 mm of height have a needle of their own with the cells of the default window.
fn window(setup: &mut Setup, variant: usize) {
    let (wider, higher, depth_um) = [(1, 1, 100.0), (2, 1, 100.0), (2, 2, 100.0), (1, 1, 300.0)][variant.min(3)];
    let before = setup.grid.size_um();
    (setup.grid.nx, setup.grid.ny, setup.grid.section_depth_um) =
        (setup.grid.nx * wider, setup.grid.ny * higher, depth_um);
    let after = setup.grid.size_um();
    setup.lesion.from_um[0] += after[0] - before[0];
    setup.lesion.to_um = [setup.lesion.to_um[0] + after[0] - before[0], after[1], after[2]];
    let share = before[0] * before[1] / (after[0] * after[1]);
    let moved = |dose: &Dose, needle: u32| {
        let mut dose = Dose { cells: dose.cells * share, cells_per_kg: None, ..dose.clone() };
        if let admsc_model::rules::setup::Route::Needle { tip_um } = &mut dose.route {
            tip_um[0] += after[0] - before[0];
            tip_um[1] = (f64::from(needle) + 0.5) / f64::from(higher) * after[1];
            tip_um[2] = 0.5 * after[2];
        }
        dose
    };
    let needles = |dose: &Dose| (0..higher).map(|needle| moved(dose, needle)).collect::<Vec<Dose>>();
    setup.doses = setup.doses.iter().flat_map(needles).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_study_can_be_read_and_its_cases_have_names_of_their_own() -> Result<(), Error> {
        for extent in [Extent::Quick, Extent::Usual, Extent::Full] {
            for which in CheckedStudy::in_extent(extent) {
                let study = which.study(which.patients(extent))?;
                assert_eq!(study.population.patients, which.patients(extent));
                let spacing = study.cases[0].setup.grid.spacing_um;
                assert_eq!(spacing, if which.is_coarse() { 50.0 } else { 25.0 });
                let mut names: Vec<(usize, usize)> = study.cases.iter().map(|case| (case.point, case.arm)).collect();
                names.dedup();
                assert_eq!(names.len(), study.cases.len());
                assert_eq!(study.arms.len() * study.points.len(), study.cases.len());
            }
        }
        Ok(())
    }

    #[test]
    fn windows_keep_the_density_of_cells_and_finer_steps_the_same_day() -> Result<(), Error> {
        let space = CheckedStudy::Space.study(4)?;
        let density = |case: &Case| {
            let cells: f64 = case.setup.doses.iter().map(|dose| dose.cells).sum();
            let lesion = case.setup.lesion.to_um[0] - case.setup.lesion.from_um[0];
            (
                cells * case.setup.grid.volume_ml() / case.setup.grid.size_um()[1] / case.setup.grid.section_depth_um,
                lesion,
            )
        };
        for case in &space.cases {
            assert!((density(case).0 / density(&space.cases[0]).0 - 1.0).abs() < 1e-9);
            assert!((density(case).1 - 1600.0).abs() < 1e-9);
        }
        let finer = CheckedStudy::Equivalence.study(4)?;
        for case in &finer.cases {
            let cadence = &case.setup.cadence;
            assert!(cadence.slow_ticks % cadence.field_ticks == 0);
            assert!([720, 1440].contains(&(cadence.slow_ticks * cadence.tick_minutes)));
        }
        Ok(())
    }
}
