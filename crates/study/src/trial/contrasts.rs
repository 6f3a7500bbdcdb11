//! Which comparisons of arms a study was made for, and which stand beside them.

use std::collections::BTreeMap;

use super::DifferenceRow;
use super::trends::doses;
use admsc_scenario::language::{Phrase, english};
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

/// Whether two arms differ in pain, at one potency or at several: of each whether the interval of the difference lies below zero (−1),
/// above it (1), or includes it (0). Nothing of no potency.
pub fn verdict(signs: &[i8]) -> Option<Phrase> {
    Some(match signs {
        [] => return None,
        [-1] => english("less pain"),
        [1] => english("more pain"),
        [_] => english("no detectable difference"),
        all if all.iter().all(|sign| *sign < 0) => english("less pain at every potency tried"),
        all if all.iter().all(|sign| *sign > 0) => english("more pain at every potency tried"),
        all if all.iter().all(|sign| *sign == 0) => english("no detectable difference at any potency tried"),
        _ => english("a detectable difference at only some of the potencies tried"),
    })
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
