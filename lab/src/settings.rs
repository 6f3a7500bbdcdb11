//! What the controls of the page stand for: eight keys of a scenario, the patient, the seed, the horizon and the size of the voxels. Settings
//! are written as a scenario that `admsc run` runs to the same digest, and read from one; [`crate::fragment`] writes them as a line.

use std::fmt::Write as _;

use admsc_scenario::language::{Language, Message, Phrase, count, english};
use admsc_scenario::reading::days;

/// A patient to begin with.
#[derive(Debug, PartialEq, Eq)]
pub struct Preset {
    /// The bundled scenario that it extends.
    pub name: &'static str,
    /// Its name for people.
    pub said: Phrase,
    /// Million cells that are usual for it, in tenths.
    pub cells: u32,
    /// Its usual horizon, months.
    pub months: u32,
}

/// The patients of the Lab. Pain of a tumour is none of them: no clinical data support what cells do to it.
pub const PRESETS: [Preset; 5] = [
    Preset { name: "neuropathic-single", said: english("an inflamed nerve"), cells: 700, months: 12 },
    Preset { name: "discogenic-single", said: english("a painful disc"), cells: 180, months: 12 },
    Preset { name: "crush", said: english("a nerve, crushed on day 0"), cells: 0, months: 4 },
    Preset { name: "constriction", said: english("a nerve, constricted for 60 days"), cells: 0, months: 12 },
    Preset { name: "constriction-short", said: english("a nerve, constricted for 14 days"), cells: 0, months: 12 },
];

/// How the dose is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// By a needle beside the lesion.
    Needle,
    /// Into a vein.
    Vein,
    /// By the same needle, without cells.
    Sham,
}

impl Route {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Needle, Self::Vein, Self::Sham];

    /// Its word in a fragment.
    pub fn word(self) -> &'static str {
        match self {
            Self::Needle => "needle",
            Self::Vein => "vein",
            Self::Sham => "sham",
        }
    }

    /// Its name for people.
    pub fn said(self) -> Phrase {
        match self {
            Self::Needle => english("needle beside the lesion"),
            Self::Vein => english("into a vein"),
            Self::Sham => english("needle without cells (sham)"),
        }
    }
}

/// Million cells of a dose, in tenths.
pub const CELLS: [u32; 9] = [0, 35, 70, 120, 180, 280, 350, 700, 1400];
/// How often a dose is given.
pub const TIMES: [u32; 6] = [1, 2, 3, 4, 5, 6];
/// Months between doses.
pub const EVERY: [u32; 3] = [1, 3, 6];
/// Day of the first dose.
pub const DAYS: [u32; 4] = [0, 4, 28, 90];
/// Days in which central sensitisation decays; 0 stands for the patient's own.
pub const CALM: [u32; 4] = [14, 0, 60, 90];
/// Months of a run.
pub const MONTHS: [u32; 4] = [4, 6, 12, 24];
/// Width of a voxel, µm.
pub const VOXELS: [u32; 2] = [50, 25];
/// Parts of the scale of potency.
pub const POTENCY_PARTS: u32 = 20;
/// Longest further line, and how many there may be.
pub const MORE: (usize, usize) = (12, 200);

/// All that the controls say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The patient.
    pub preset: &'static Preset,
    /// Width of a voxel, µm, of [`VOXELS`].
    pub voxel_um: u32,
    /// Seed of all random numbers.
    pub seed: u32,
    /// Horizon, of [`MONTHS`].
    pub months: u32,
    /// Cells of a dose, in tenths of a million, of [`CELLS`]. None is no dose at all.
    pub cells: u32,
    /// How they are given.
    pub route: Route,
    /// How many doses, of [`TIMES`].
    pub times: u32,
    /// Months between them, of [`EVERY`].
    pub every: u32,
    /// Day of the first, of [`DAYS`].
    pub first_day: u32,
    /// Potency in parts of [`POTENCY_PARTS`].
    pub potency: u32,
    /// Whether cells find the lesion.
    pub homing: bool,
    /// Whether dying cells leave an imprint.
    pub imprint: bool,
    /// Whether stalled axons grow again.
    pub regrowth: bool,
    /// Days of [`CALM`].
    pub calm: u32,
    /// Further lines `key = value` of a scenario.
    pub more: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&PRESETS[0])
    }
}

impl Settings {
    /// The usual settings of a patient: what the bundled scenario says, on voxels of 50 µm.
    pub fn of(preset: &'static Preset) -> Self {
        Self {
            preset,
            voxel_um: VOXELS[0],
            seed: 1,
            months: preset.months,
            cells: preset.cells,
            route: Route::Needle,
            times: 1,
            every: 1,
            first_day: 0,
            potency: POTENCY_PARTS,
            homing: true,
            imprint: true,
            regrowth: true,
            calm: 0,
            more: Vec::new(),
        }
    }

    /// Number of cells of a dose.
    pub fn cells_per_dose(&self) -> f64 {
        f64::from(self.cells) * 1e5
    }

    /// Potency, 0 to 1.
    pub fn potency_fraction(&self) -> f64 {
        f64::from(self.potency) / f64::from(POTENCY_PARTS)
    }

    /// What is given, in words.
    pub fn said_dose(&self) -> Message {
        if self.cells == 0 {
            return english("no dose").into();
        }
        let once = match self.route {
            Route::Sham => Message::from(Route::Sham.said()),
            route => english("{cells} cells, {route}")
                .with_said("cells", count(self.cells_per_dose()))
                .with_said("route", route.said()),
        };
        let first = match self.first_day {
            0 => once,
            day => english("{dose}, from {day} on").with_said("dose", once).with_said("day", on_day(day)),
        };
        if self.times == 1 {
            return first;
        }
        let said = english("{dose}, {times} times every {every}");
        said.with_said("dose", first).with("times", self.times).with_said("every", months(self.every))
    }

    /// The title of the scenario: who, and what is given.
    pub fn title(&self, language: Language) -> String {
        language.say(
            english("Lab: {patient}; {dose}")
                .with_said("patient", self.preset.said)
                .with_said("dose", self.said_dose()),
        )
    }

    /// The scenario, without comments.
    pub fn scenario(&self) -> String {
        let mut text = String::new();
        let mut line = |key: &str, value: &str| {
            // Writing into a text cannot fail.
            let _ = writeln!(text, "{key} = {value}");
        };
        let quoted = |text: &str| format!("\"{text}\"");
        line("format", "1");
        line("extends", &quoted(&format!("builtin:{}", self.preset.name)));
        line("title", &quoted(&self.title(Language::English)));
        line("translation.ja.title", &quoted(&self.title(Language::Japanese)));
        line("seed", &self.seed.to_string());
        line("lives", "1");
        line("horizon", &quoted(&format!("{} months", self.months)));
        line("tissue.voxel", &quoted(&format!("{} um", self.voxel_um)));
        line("dose", &self.dose());
        if self.potency != POTENCY_PARTS {
            line("patient.potency", &self.potency_fraction().to_string());
        }
        if !self.homing {
            line("stem_cell.forward_index_max", "0");
            line("stem_cell.speed", "\"0 um/min\"");
        }
        if !self.imprint {
            line("niche.imprint_strength", "0");
        }
        if !self.regrowth {
            line("axon.resume_rate", "\"0 /day\"");
        }
        if self.calm != 0 {
            line("sensitisation.central_decay_time", &quoted(&format!("{} d", self.calm)));
        }
        for more in &self.more {
            let (key, value) = more.split_once('=').unwrap_or((more, ""));
            line(key.trim(), value.trim());
        }
        text
    }

    /// The list of doses.
    pub(crate) fn dose(&self) -> String {
        if self.cells == 0 {
            return "[]".to_owned();
        }
        let what = match self.route {
            Route::Sham => "sham = true".to_owned(),
            Route::Needle => format!("cells = {:e}", self.cells_per_dose()),
            Route::Vein => format!("cells = {:e}, route = \"vein\"", self.cells_per_dose()),
        };
        let again = match self.times {
            1 => String::new(),
            times => format!(", repeat = {}, every = \"{} months\"", times - 1, self.every),
        };
        format!("[{{ at = \"{} d\", {what}{again} }}]", self.first_day)
    }
}

/// "1 month" or "3 months".
pub fn months(number: u32) -> Message {
    if number == 1 { english("1 month").into() } else { english("{number} months").with("number", number) }
}

/// "day 4".
pub fn on_day(day: u32) -> Message {
    english("day {day}").with("day", day)
}

/// The days in which the nervous system calms, where the patient's own are so many.
pub fn said_calm(calm: u32, own_days: f64) -> Message {
    match calm {
        0 => english("{days}, as usual").with_said("days", days(format_args!("{own_days:.0}"))),
        calm => days(calm),
    }
}
