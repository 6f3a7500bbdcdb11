//! Which comparisons of arms a study was made for, and which stand beside them.

use std::collections::BTreeMap;

use super::DifferenceRow;
use super::trends::doses;
use crate::summary::SMALLEST_RELIEF_POINTS;
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::reading::study::{Contrast, Study};
use admsc_stats::holm;

/// Level that goes with 95 % intervals.
pub const LEVEL: f64 = 0.05;

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

/// Whether two arms differ, at one potency or at several: of each whether the interval of the difference lies below zero (−1), above it
/// (1), or includes it (0). Nothing of no potency.
fn verdict(signs: &[i8]) -> Option<Phrase> {
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

/// The same of differences of the share of patients with half of their pain gone.
pub fn verdict_on_shares(signs: &[i8]) -> Option<Phrase> {
    Some(match signs {
        [1] => english("more patients"),
        [-1] => english("fewer patients"),
        [_, ..] if signs.iter().all(|sign| *sign > 0) => english("more patients at every potency tried"),
        [_, ..] if signs.iter().all(|sign| *sign < 0) => english("fewer patients at every potency tried"),
        _ => return verdict(signs),
    })
}

/// The same of differences of pain in points, each with its sign: which way they go, and where none that is detectable is a point or more,
/// so that it may be too little to be felt.
pub fn verdict_on(differences: &[(i8, f64)]) -> Option<Phrase> {
    let signs: Vec<i8> = differences.iter().map(|(sign, _)| *sign).collect();
    let is_small = differences.iter().all(|(sign, points)| *sign == 0 || points.abs() < SMALLEST_RELIEF_POINTS);
    let (less, more, open) = (signs.contains(&-1), signs.contains(&1), signs.contains(&0));
    Some(match (less, more, open, signs.len()) {
        (true, false, false, 1) if is_small => english("less pain, by less than a point"),
        (false, true, false, 1) if is_small => english("more pain, by less than a point"),
        (true, false, false, _) if is_small => english("less pain at every potency tried, by less than a point"),
        (false, true, false, _) if is_small => english("more pain at every potency tried, by less than a point"),
        (true, false, true, _) if is_small => english("less pain by under a point, at only some potencies"),
        (false, true, true, _) if is_small => english("more pain by under a point, at only some potencies"),
        (true, true, ..) => english("less pain at some of the potencies tried, more at others"),
        (true, false, true, _) => english("less pain at only some of the potencies tried"),
        (false, true, true, _) => english("more pain at only some of the potencies tried"),
        _ => return verdict(&signs),
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

#[cfg(test)]
mod tests {
    use super::{verdict_on, verdict_on_shares};

    #[test]
    fn a_verdict_says_which_way_and_where_it_is_too_little_to_be_felt() {
        let said = |differences: &[(i8, f64)]| {
            verdict_on(differences).map_or("", admsc_scenario::language::Phrase::in_english)
        };
        for (differences, expected) in [
            (&[(-1, -1.8)][..], "less pain"),
            (&[(-1, -0.03)], "less pain, by less than a point"),
            (&[(1, 0.4)], "more pain, by less than a point"),
            (&[(0, -0.03)], "no detectable difference"),
            (&[(-1, -1.8), (-1, -0.3)], "less pain at every potency tried"),
            (&[(-1, -0.8), (-1, -0.3)], "less pain at every potency tried, by less than a point"),
            (&[(-1, -1.8), (0, -0.3)], "less pain at only some of the potencies tried"),
            (&[(0, 0.1), (1, 1.3)], "more pain at only some of the potencies tried"),
            (&[(-1, -0.05), (0, -1.4)], "less pain by under a point, at only some potencies"),
            (&[(0, -1.4), (1, 0.05)], "more pain by under a point, at only some potencies"),
            (&[(-1, -1.8), (1, 1.3)], "less pain at some of the potencies tried, more at others"),
            (&[(0, 0.1), (0, -0.1)], "no detectable difference at any potency tried"),
            (&[], ""),
        ] {
            assert_eq!(said(differences), expected, "{differences:?}");
        }
    }

    #[test]
    fn a_verdict_on_shares_has_no_words_of_pain() {
        let said = |signs: &[i8]| verdict_on_shares(signs).map_or("", admsc_scenario::language::Phrase::in_english);
        let told = [&[1][..], &[-1], &[0], &[1, 1], &[-1, -1], &[0, 0], &[1, 0], &[-1, 1], &[]].map(said);
        let expected = [
            "more patients",
            "fewer patients",
            "no detectable difference",
            "more patients at every potency tried",
            "fewer patients at every potency tried",
            "no detectable difference at any potency tried",
            "a detectable difference at only some of the potencies tried",
            "a detectable difference at only some of the potencies tried",
            "",
        ];
        assert_eq!(told, expected);
    }
}
