//! The experiments of the bench: scenarios on the nerve, as anybody could write them.

use serde::{Deserialize, Serialize};

use admsc_model::rules::setup::{Setup, Start};
use admsc_scenario::language::Language;
use admsc_scenario::ledger::{LedgerError, from_values, values};
use admsc_scenario::population::day_zero;
use admsc_scenario::reading;

use super::Error;

/// Values that replace those of the preset: ledger keys in canonical units.
pub type Constants = [(String, f64)];

/// An experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Experiment {
    /// Nothing is cut: what folds are relative to.
    Naive,
    /// All axons are cut.
    Crush,
    /// 30 % of the axons are cut.
    Cut30,
    /// Half of the axons are cut.
    Half,
    /// All axons are cut and break up slowly (Wlds).
    Wlds,
    /// Half of the axons are cut, monocytes are not called (Ccr2-/-).
    Ccr2,
    /// 30 % of the axons are cut, IL-10 is inert.
    Cut30WithoutIl10,
    /// All axons are cut, a fifth of the monocytes enters (clodronate).
    Clodronate,
    /// All axons are cut, a fifth of TNFα is left (etanercept).
    Etanercept,
    /// Half of the axons are cut under a constriction that fades.
    Fading,
    /// Half of the axons are cut under a constriction of 120 days.
    Constriction,
    /// The same with cells on day 4.
    ConstrictionEarly,
    /// The chronic mean patient, untreated.
    Chronic,
    /// With 7 million cells.
    Dose7,
    /// With 23 million cells.
    Dose23,
    /// With 70 million cells.
    Dose70,
    /// With 160 million cells.
    Dose160,
    /// With 70 million inert cells.
    Inert,
    /// Untreated, NGF is blocked.
    AntiNgf,
    /// Untreated, four fifths of TNFα are blocked.
    AntiTnf,
    /// Untreated, monocytes are not called.
    AntiRecruitment,
    /// Under a constriction of 120 days, four fifths of TNFα are blocked on the first 30.
    EarlyAntiTnf,
    /// Under a constriction of 120 days, four fifths of TNFα are blocked from day 60 on.
    LateAntiTnf,
    /// Half of the axons are cut under a constriction of 14 days.
    Constriction14,
    /// Half of the axons are cut under a constriction of 60 days.
    Constriction60,
    /// Half of the rim of a disc is wounded.
    DiscWound,
    /// Untreated, IL-10 was always inert.
    ChronicWithoutIl10,
    /// The same with 70 million cells.
    Dose70WithoutIl10,
}

/// A nerve that is injured, with axons that wait and grow as in rodents: all at their target within weeks.
const ACUTE: &str = "start = \"acute-injury\"\npatient.baseline = \"60 d\"\n\
     axon = { latency = \"5 d\", latency_spread = \"1 d\", growth_speed = \"4 mm/day\" }\n";

impl Experiment {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::Naive,
        Self::Crush,
        Self::Cut30,
        Self::Half,
        Self::Wlds,
        Self::Ccr2,
        Self::Cut30WithoutIl10,
        Self::Clodronate,
        Self::Etanercept,
        Self::Fading,
        Self::Constriction,
        Self::ConstrictionEarly,
        Self::Chronic,
        Self::Dose7,
        Self::Dose23,
        Self::Dose70,
        Self::Dose160,
        Self::Inert,
        Self::AntiNgf,
        Self::AntiTnf,
        Self::AntiRecruitment,
        Self::EarlyAntiTnf,
        Self::LateAntiTnf,
        Self::Constriction14,
        Self::Constriction60,
        Self::DiscWound,
        Self::ChronicWithoutIl10,
        Self::Dose70WithoutIl10,
    ];

    /// Days that are followed, and what is written besides the nerve of the preset.
    fn written(self) -> (u32, String) {
        let cut = |share: f64, days: u32, more: &str| (days, format!("{ACUTE}injury.cut_share = {share}\n{more}"));
        let from_day_0 = |what: &str| format!("block = [{{ what = \"{what}\", share = 0.8 }}]\n");
        let cells = |millions: u32, at: u32| format!("dose = [{{ at = \"{at} d\", cells = {millions}e6 }}]\n");
        let for_days = |days: u32| format!("persistence = {{ strength = 1, end = \"{days} d\" }}\n");
        let anti_tnf = |when: &str| for_days(120) + &format!("block = [{{ what = \"tnf\", share = 0.8, {when} }}]\n");
        match self {
            Self::Naive => cut(0.0, 120, ""),
            Self::Crush => cut(1.0, 120, ""),
            Self::Cut30 => cut(0.3, 200, ""),
            Self::Half => cut(0.5, 60, ""),
            Self::Wlds => cut(1.0, 30, "block = [{ what = \"axon degeneration\" }]\n"),
            Self::Ccr2 => cut(0.5, 30, "knock_out = [\"recruitment\"]\n"),
            Self::Cut30WithoutIl10 => cut(0.3, 200, "knock_out = [\"il_10\"]\n"),
            Self::Clodronate => cut(1.0, 60, &from_day_0("macrophage entry")),
            Self::Etanercept => cut(1.0, 30, &from_day_0("tnf")),
            Self::Fading => {
                cut(0.5, 180, "persistence = { strength = 1, fading_rate = \"0.0333333333333333 /day\" }\n")
            }
            Self::Constriction => cut(0.5, 365, &for_days(120)),
            Self::ConstrictionEarly => cut(0.5, 94, &(for_days(120) + &cells(70, 4))),
            Self::Chronic => (365, String::new()),
            Self::Dose7 => (180, cells(7, 0)),
            Self::Dose23 => (180, cells(23, 0)),
            Self::Dose70 => (365, cells(70, 0)),
            Self::Dose160 => (180, cells(160, 0)),
            Self::Inert => (365, format!("patient.potency = 0\n{}", cells(70, 0))),
            Self::AntiNgf => (112, "block = [{ what = \"ngf\" }]\n".to_owned()),
            Self::AntiTnf => (112, from_day_0("tnf")),
            Self::AntiRecruitment => (112, "block = [{ what = \"recruitment\" }]\n".to_owned()),
            Self::EarlyAntiTnf => cut(0.5, 90, &anti_tnf("until = \"30 d\"")),
            Self::LateAntiTnf => cut(0.5, 120, &anti_tnf("from = \"60 d\"")),
            Self::Constriction14 => cut(0.5, 200, &for_days(14)),
            Self::Constriction60 => cut(0.5, 200, &for_days(60)),
            Self::DiscWound => {
                (120, "start = \"acute-injury\"\npatient.baseline = \"60 d\"\ninjury.cut_share = 0.5\n".to_owned())
            }
            Self::ChronicWithoutIl10 => (90, "knock_out = [\"il_10\"]\n".to_owned()),
            Self::Dose70WithoutIl10 => (90, format!("knock_out = [\"il_10\"]\n{}", cells(70, 0))),
        }
    }

    /// The experiment on the nerve of the preset with other constants, on voxels of `voxel_um`.
    ///
    /// # Errors
    /// When the bundled preset or a constant is wrong.
    pub fn setup(self, constants: &Constants, voxel_um: f64) -> Result<Setup, Error> {
        let (days, own) = self.written();
        let indication = if self == Self::DiscWound { "discogenic" } else { "neuropathic" };
        let text = format!(
            "format = 1\nextends = \"builtin:{indication}\"\nhorizon = \"{days} d\"\ntissue.voxel = \"{voxel_um} um\"\n{own}"
        );
        let read = reading::load_str("bench", &text, &[]);
        let mut setup = read.map_err(|errors| Error::Scenario(errors.render(false, Language::English)))?.setup;
        set(&mut setup, constants)?;
        Ok(setup)
    }
}

/// Replaces parameters by the values of some keys.
pub(super) fn set(setup: &mut Setup, constants: &Constants) -> Result<(), LedgerError> {
    let mut all = values(&setup.parameters)?;
    for (key, value) in constants {
        all.insert(key.clone(), *value);
    }
    setup.parameters = from_values(&all)?;
    Ok(())
}

/// A text that two experiments share if they begin with the same tissue: how much is cut is decided on day 0.
///
/// # Errors
/// When a parameter is no finite number.
pub fn begins_with(setup: &Setup) -> Result<String, LedgerError> {
    let start = match setup.start {
        Start::AcuteInjury { .. } => Start::AcuteInjury { cut_share: 0.0 },
        chronic => chronic,
    };
    day_zero::identity(&Setup { start, ..setup.clone() })
}
