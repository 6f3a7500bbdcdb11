//! Which weakly known parameters matter most, from analyses of the presets that are part of the program:
//! `validation/sensitivity-*.csv` are tables that `admsc sensitivity` wrote.

use super::tables::{MorrisRow, weakness};
use admsc_model::rules::setup::Setup;
use admsc_scenario::ledger::{Grade, Ledger, LedgerError};

const DISCOGENIC: &str = include_str!("../../../../validation/sensitivity-discogenic.csv");
const NEUROPATHIC: &str = include_str!("../../../../validation/sensitivity-neuropathic.csv");
const RHEUMATOID: &str = include_str!("../../../../validation/sensitivity-rheumatoid.csv");

/// A preset whose treatment was analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Analysed {
    /// One needle beside a disc.
    Discogenic,
    /// One needle beside a nerve.
    Neuropathic,
    /// Three infusions in rheumatoid arthritis.
    Rheumatoid,
}

impl Analysed {
    /// All.
    pub const ALL: [Self; 3] = [Self::Discogenic, Self::Neuropathic, Self::Rheumatoid];

    /// Scenario that was analysed.
    pub const fn scenario(self) -> &'static str {
        match self {
            Self::Discogenic => "discogenic-single",
            Self::Neuropathic => "neuropathic-single",
            Self::Rheumatoid => "rheumatoid-cx611",
        }
    }

    const fn table(self) -> &'static str {
        match self {
            Self::Discogenic => DISCOGENIC,
            Self::Neuropathic => NEUROPATHIC,
            Self::Rheumatoid => RHEUMATOID,
        }
    }

    /// The analysis that says something of a setup: of the same disease, by the same route. None for tumours, which nothing
    /// is known of, and for infusions outside systemic disease.
    pub fn for_setup(setup: &Setup) -> Option<Self> {
        let p = &setup.parameters;
        let by_vein = setup.doses.iter().any(|dose| !dose.route.is_local());
        match () {
            () if p.tumour.initial_burden > 0.0 => None,
            () if p.t_cell.systemic_share > 0.0 => Some(Self::Rheumatoid),
            () if by_vein => None,
            () if setup.nerve.is_some() => Some(Self::Neuropathic),
            () => Some(Self::Discogenic),
        }
    }
}

/// A parameter that matters, and how well it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Weak {
    /// Key of the parameter.
    pub parameter: String,
    /// μ\* of the effect of the treatment on the last day, points.
    pub influence_points: f64,
    /// Its 95 % interval.
    pub interval_points: [f64; 2],
    /// How well it is known, by the ledger of today.
    pub grade: Grade,
    /// Influence times weakness of the grade: what the list is sorted by.
    pub ignorance_points: f64,
}

/// The parameters whose uncertainty matters most for the effect of a treatment, the first most. Parameters that the ledger no longer has are left out, and so are those that are
/// measured in man and those whose influence cannot be told from luck.
///
/// # Errors
/// When the bundled table cannot be read.
pub fn weakest_that_matter(ledger: &Ledger, analysed: Analysed) -> Result<Vec<Weak>, LedgerError> {
    let rows: Vec<MorrisRow> =
        csv::Reader::from_reader(analysed.table().as_bytes()).deserialize().collect::<Result<_, _>>()?;
    let last = rows.iter().map(|row| row.visit_days).max();
    let mut weak: Vec<Weak> = rows
        .into_iter()
        .filter(|row| row.outcome == "effect" && Some(row.visit_days) == last && row.mu_star_points > row.luck_points)
        .filter_map(|row| {
            let grade = ledger.entry(&row.parameter)?.grade;
            Some(Weak {
                influence_points: row.mu_star_points,
                interval_points: [row.mu_star_low_points, row.mu_star_high_points],
                ignorance_points: row.mu_star_points * weakness(grade),
                parameter: row.parameter,
                grade,
            })
        })
        .collect();
    weak.retain(|weak| weak.ignorance_points > 0.0);
    weak.sort_by(|a, b| b.ignorance_points.total_cmp(&a.ignorance_points));
    Ok(weak)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_have_parameters_that_matter() -> Result<(), LedgerError> {
        let ledger = Ledger::bundled()?;
        for analysed in Analysed::ALL {
            let weak = weakest_that_matter(&ledger, analysed)?;
            assert!(weak.len() >= 3, "{analysed:?}: {}", weak.len());
            assert!(weak.windows(2).all(|pair| pair[0].ignorance_points >= pair[1].ignorance_points));
            assert!(weak.iter().all(|weak| weak.influence_points > 0.0 && weak.grade != Grade::MeasuredMan));
        }
        Ok(())
    }

    #[test]
    fn measured_in_man_is_not_weak_at_all() {
        assert_eq!([weakness(Grade::MeasuredMan), weakness(Grade::Calibrated)], [0.0, 1.0]);
        assert!(weakness(Grade::Recalled) < weakness(Grade::Assumed));
    }
}
