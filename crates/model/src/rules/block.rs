//! What is blocked: a gene that is knocked out, a drug that takes a share of a signal.
//!
//! A process is blocked by changing the parameters of those who read it, and no rule knows of it. A signal that is blocked is still
//! made, diffuses and stands in tables and maps, but whoever reads it reads `(1 − share)` of it: its half-saturations and
//! its reference become `1/(1 − share)` times as large, which is the same. What reads TNFα as drive may read part of it before a blocker
//! takes its share (see [`super::drive`]).
//!
//! - `recruitment` stands for CCR2-/- or an antagonist of CCR2: vessels call neither by drive nor by debris, and debris irritates no
//!   nociceptor (its cells are those that were called; assumed).
//! - `macrophage entry` stands for depletion (clodronate): fewer enter at all.
//! - `axon degeneration` stands for Wlds or SARM1-/-: broken axons become ruins 0.06 times as fast, weeks in place of days (Myers 1996
//!   and Ramer 1997, as reported by others), not never.
//! - `microglia` stands for minocycline, or for cells that lack P2X4: resting ones are not called.
//! - `t cells` stands for animals without them (nude, Rag1-/-), or for a drug that keeps them out: none enters.
//! - signals: antibodies, receptor antagonists, or a gene: TNFα (etanercept), IL-10, NGF (tanezumab; also that which tissue makes
//!   itself), GDNF, VEGF, CXCL12 (or its receptor CXCR4: AMD3100), and the mediator of ADMSC.

use serde::{Deserialize, Serialize};

use super::parameters::Parameters;
use super::species::{self, Species};

/// What can be blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Process {
    /// A soluble signal, before anybody reads it; NGF also that which tissue makes itself.
    Signal(Species),
    /// The call for monocytes by drive and debris.
    Recruitment,
    /// Every entry of monocytes.
    MacrophageEntry,
    /// Degeneration of cut axons.
    AxonDegeneration,
    /// The call of microglia.
    Microglia,
    /// Entry of T cells.
    TCells,
}

/// Number of signals.
const SIGNALS: usize = species::ALL.len();

/// Number of processes.
const PROCESSES: usize = SIGNALS + 5;

/// All processes.
pub const ALL: [Process; PROCESSES] = [
    Process::Signal(Species::TnfAlpha),
    Process::Signal(Species::Il10),
    Process::Signal(Species::Mediator),
    Process::Signal(Species::Cxcl12),
    Process::Signal(Species::Ngf),
    Process::Signal(Species::Gdnf),
    Process::Signal(Species::Vegf),
    Process::Recruitment,
    Process::MacrophageEntry,
    Process::AxonDegeneration,
    Process::Microglia,
    Process::TCells,
];

/// What is left of a signal that is blocked as a whole: nothing that shows, and no division by zero.
const TRACE: f64 = 1e-12;

/// Speed of the degeneration of axons that is left when it is blocked as a whole.
const SLOWED: f64 = 0.06;

impl Process {
    /// Name in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signal(Species::TnfAlpha) => "tnf",
            Self::Signal(signal) => signal.name(),
            Self::Recruitment => "recruitment",
            Self::MacrophageEntry => "macrophage entry",
            Self::AxonDegeneration => "axon degeneration",
            Self::Microglia => "microglia",
            Self::TCells => "t cells",
        }
    }

    /// Its place among all.
    fn place(self) -> usize {
        match self {
            Self::Signal(signal) => signal as usize,
            Self::Recruitment => SIGNALS,
            Self::MacrophageEntry => SIGNALS + 1,
            Self::AxonDegeneration => SIGNALS + 2,
            Self::Microglia => SIGNALS + 3,
            Self::TCells => SIGNALS + 4,
        }
    }

    /// The process of a name.
    pub fn named(name: &str) -> Option<Self> {
        ALL.into_iter().find(|process| process.name() == name)
    }

    /// Least that is left of it.
    fn least(self) -> f64 {
        match self {
            Self::Recruitment | Self::MacrophageEntry | Self::Microglia | Self::TCells => 0.0,
            Self::AxonDegeneration => SLOWED,
            Self::Signal(_) => TRACE,
        }
    }

    /// The same parameters with `left` of this process.
    fn leave(self, left: f64, p: &mut Parameters) {
        match self {
            // Those who read it divide by a reference that follows from what is left.
            Self::Signal(Species::TnfAlpha | Species::Il10) => {}
            Self::Signal(Species::Mediator) => p.stem_cell.mediator_half /= left,
            Self::Signal(Species::Cxcl12) => {
                p.chemotaxis.receptor_half /= left;
                p.circulation.adhesion_cxcl12_half /= left;
            }
            Self::Signal(Species::Ngf) => {
                p.growth_factor.ngf_half /= left;
                p.sensitisation.tissue_ngf_gain *= left;
            }
            Self::Signal(Species::Gdnf) => p.growth_factor.gdnf_half /= left,
            Self::Signal(Species::Vegf) => p.growth_factor.vegf_half /= left,
            Self::Recruitment => {
                p.macrophage.recruitment_gain *= left;
                p.macrophage.recruitment_gain_debris *= left;
                p.sensitisation.debris_gain *= left;
            }
            Self::MacrophageEntry => {
                p.macrophage.recruitment_base *= left;
                p.macrophage.recruitment_gain *= left;
                p.macrophage.recruitment_gain_debris *= left;
            }
            Self::AxonDegeneration => p.debris.degeneration_rate *= left,
            Self::Microglia => p.microglia.activation_rate *= left,
            Self::TCells => p.t_cell.reference_density *= left,
        }
    }
}

/// A share of a process that is blocked, always or from a day until a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// What is blocked.
    pub process: Process,
    /// First day; `None` for ever before, as a gene that is missing.
    pub from_days: Option<f64>,
    /// Day from which it is blocked no longer; `None` for never.
    pub until_days: Option<f64>,
    /// How much of it, 0 to 1.
    pub share: f64,
}

impl Block {
    /// Whether it holds from before the baseline on, as a gene that is missing.
    pub fn is_gene(&self) -> bool {
        self.from_days.is_none()
    }
}

/// What is left of each process, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Left([f64; PROCESSES]);

impl Default for Left {
    /// All of everything.
    fn default() -> Self {
        Self([1.0; PROCESSES])
    }
}

impl Left {
    /// What some blocks leave when `has_come` says of a day whether it has begun. Blocks of one process leave the product.
    pub fn by(blocks: &[Block], has_come: impl Fn(f64) -> bool) -> Self {
        let mut left = Self::default();
        let acts = |block: &&Block| block.from_days.is_none_or(&has_come) && !block.until_days.is_some_and(&has_come);
        for block in blocks.iter().filter(acts) {
            left.0[block.process.place()] *= 1.0 - block.share;
        }
        left
    }

    /// What is left of a process.
    pub fn of(&self, process: Process) -> f64 {
        self.0[process.place()].max(process.least())
    }

    /// Parameters with what is left of each process.
    pub fn act(&self, mut parameters: Parameters) -> Parameters {
        for process in ALL {
            // Untouched where it is whole, to the last bit.
            if self.of(process) < 1.0 {
                process.leave(self.of(process), &mut parameters);
            }
        }
        parameters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_act_between_their_days_and_multiply() {
        let block = |process, from_days, until_days, share| Block { process, from_days, until_days, share };
        let blocks = [
            block(Process::Signal(Species::TnfAlpha), Some(4.0), Some(14.0), 0.8),
            block(Process::Signal(Species::TnfAlpha), None, None, 0.5),
            block(Process::AxonDegeneration, None, None, 1.0),
        ];
        let on = |today: f64| Left::by(&blocks, |day| day <= today);
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        close(on(-250.0).of(Process::Signal(Species::TnfAlpha)), 0.5);
        close(on(4.0).of(Process::Signal(Species::TnfAlpha)), 0.1);
        close(on(14.0).of(Process::Signal(Species::TnfAlpha)), 0.5);
        close(on(0.0).of(Process::AxonDegeneration), SLOWED);
        assert_eq!(on(0.0).of(Process::Signal(Species::Ngf)), 1.0);
        assert_eq!(Left::by(&[], |_| true), Left::default());
    }

    #[test]
    fn every_process_has_a_name_and_its_place() {
        for (place, process) in ALL.into_iter().enumerate() {
            assert_eq!((process.place(), Process::named(process.name())), (place, Some(process)));
        }
    }
}
