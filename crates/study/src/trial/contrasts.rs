//! Which comparisons of arms a study was made for, and which stand beside them.

use std::collections::BTreeMap;

use super::DifferenceRow;
use super::trends::doses;
use admsc_scenario::reading::study::{Contrast, Study};
use admsc_stats::holm;

/// The comparisons that are told in sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contrasts {
    /// In the order in which they are told.
    pub told: Vec<Contrast>,
    /// Whether the study was made for them: it names them, or has no other. The first is then its primary contrast; else all
    /// comparisons are exploratory.
    pub are_planned: bool,
}

/// The contrasts that a study names; of one that names none, neighbouring arms (of doses each with the next lower one, else each with
/// the one before it), then every arm with the control.
pub fn contrasts(study: &Study) -> Contrasts {
    if !study.trial.compare.is_empty() {
        return Contrasts { told: study.trial.compare.clone(), are_planned: true };
    }
    let cases = study.cases.get(..study.arms.len()).unwrap_or_default();
    let by_dose: Vec<usize> =
        doses(cases).into_iter().map(|(arm, _)| arm).filter(|arm| *arm != study.control).collect();
    let others = (0..study.arms.len()).filter(|arm| *arm != study.control && !by_dose.contains(arm));
    let order: Vec<usize> = by_dose.iter().copied().chain(others).collect();
    let neighbours = order.windows(2).map(|pair| Contrast { arm: pair[1], against: pair[0] });
    let with_control = order.iter().map(|arm| Contrast { arm: *arm, against: study.control });
    Contrasts { told: neighbours.chain(with_control).collect(), are_planned: study.arms.len() == 2 }
}

impl Contrasts {
    /// The contrast that the study was made for.
    pub fn primary(&self) -> Option<Contrast> {
        self.told.first().copied().filter(|_| self.are_planned)
    }

    /// Whether a comparison stands beside those that the study was made for, whichever of its arms is named first.
    pub fn is_exploratory(&self, arm: usize, against: usize) -> bool {
        let is_same = |told: &Contrast| [(arm, against), (against, arm)].contains(&(told.arm, told.against));
        !(self.are_planned && self.told.iter().any(is_same))
    }

    /// Adjusts the p values of the exploratory comparisons, those of each visit, point and potency among themselves.
    pub(super) fn adjust(&self, rows: &mut [DifferenceRow]) {
        let mut families: BTreeMap<_, Vec<(usize, f64)>> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate().filter(|(_, row)| self.is_exploratory(row.which.arm, row.against)) {
            let key = (row.which.day, row.which.point, row.which.potency);
            families.entry(key).or_default().extend(row.of_design().map(|found| (place, found.p)));
        }
        for family in families.into_values() {
            let p: Vec<f64> = family.iter().map(|(_, p)| *p).collect();
            for ((place, _), adjusted) in family.into_iter().zip(holm::adjusted(&p)) {
                rows[place].holm_p = Some(adjusted);
            }
        }
    }
}
