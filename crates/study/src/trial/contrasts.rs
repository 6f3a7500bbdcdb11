//! Which comparisons of arms a study was made for, and which stand beside them.

use std::collections::BTreeMap;

use super::DifferenceRow;
use super::trends::doses;
use crate::summary::SMALLEST_RELIEF_POINTS;
use admsc_scenario::language::{Message, Phrase, english, verbatim};
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

/// What the signs of differences say at all potencies alike (−1: the interval lies below zero, 1: above it, 0: it includes it): each of
/// them by its phrases for one potency and for several; nothing where they are not alike.
fn alike(signs: &[i8], [below, above]: [[Phrase; 2]; 2]) -> Option<Phrase> {
    let first = *signs.first().filter(|first| signs.iter().all(|sign| sign == *first))?;
    let [one, several] = match first {
        -1 => below,
        1 => above,
        _ => [english("no detectable difference"), english("no detectable difference at any potency tried")],
    };
    Some(if signs.len() == 1 { one } else { several })
}

/// At which potencies a sign is found, in words.
fn at_potencies(signs: &[i8], sign: i8, potencies: &[f64]) -> Message {
    let found = signs.iter().zip(potencies).filter(|(own, _)| **own == sign);
    Message::joined(found.map(|(_, potency)| verbatim(potency)), english(", "))
}

/// What signs that are not alike say: which way the differences go, and at which potencies.
fn mixed(signs: &[i8], potencies: &[f64], [less, more, both]: [Phrase; 3]) -> Message {
    let at = |sign| at_potencies(signs, sign, potencies);
    let said = match (signs.contains(&-1), signs.contains(&1)) {
        (true, true) => both,
        (true, false) => less,
        _ => more,
    };
    said.with_said("below", at(-1)).with_said("above", at(1))
}

/// What differences of the share of patients with half of their pain gone say, by their signs at each potency; nothing of no potency.
pub fn verdict_on_shares(signs: &[i8], potencies: &[f64]) -> Option<Message> {
    let fewer = [english("fewer patients"), english("fewer patients at every potency tried")];
    let more = [english("more patients"), english("more patients at every potency tried")];
    let said = [
        english("fewer patients only with potency {below}"),
        english("more patients only with potency {above}"),
        english("fewer patients with potency {below}, more with {above}"),
    ];
    let different = || (signs.len() > 1).then(|| mixed(signs, potencies, said));
    alike(signs, [fewer, more]).map(Message::from).or_else(different)
}

/// The same of differences of pain in points, each with its sign: which way they go, and where none that is detectable is a point or more,
/// so that it may be too little to be felt.
pub fn verdict_on(differences: &[(i8, f64)], potencies: &[f64]) -> Option<Message> {
    let signs: Vec<i8> = differences.iter().map(|(sign, _)| *sign).collect();
    let is_small = differences.iter().all(|(sign, points)| *sign == 0 || points.abs() < SMALLEST_RELIEF_POINTS);
    let [less, more] = match is_small {
        false => [
            [english("less pain"), english("less pain at every potency tried")],
            [english("more pain"), english("more pain at every potency tried")],
        ],
        true => [
            [
                english("less pain, by less than a point"),
                english("less pain at every potency tried, by less than a point"),
            ],
            [
                english("more pain, by less than a point"),
                english("more pain at every potency tried, by less than a point"),
            ],
        ],
    };
    let both = english("less pain with potency {below}, more with {above}");
    let said = match is_small {
        false => [english("less pain only with potency {below}"), english("more pain only with potency {above}"), both],
        true => [
            english("less pain by under a point, only with potency {below}"),
            english("more pain by under a point, only with potency {above}"),
            both,
        ],
    };
    let different = || (signs.len() > 1).then(|| mixed(&signs, potencies, said));
    alike(&signs, [less, more]).map(Message::from).or_else(different)
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
    fn a_verdict_says_which_way_and_at_which_potency_and_where_it_is_too_little_to_be_felt() {
        let said = |differences: &[(i8, f64)]| {
            verdict_on(differences, &[1.0, 0.3]).map_or_else(String::new, |said| said.in_english())
        };
        for (differences, expected) in [
            (&[(-1, -1.8)][..], "less pain"),
            (&[(-1, -0.03)], "less pain, by less than a point"),
            (&[(1, 0.4)], "more pain, by less than a point"),
            (&[(0, -0.03)], "no detectable difference"),
            (&[(-1, -1.8), (-1, -0.3)], "less pain at every potency tried"),
            (&[(-1, -0.8), (-1, -0.3)], "less pain at every potency tried, by less than a point"),
            (&[(-1, -1.8), (0, -0.3)], "less pain only with potency 1"),
            (&[(0, 0.1), (1, 1.3)], "more pain only with potency 0.3"),
            (&[(-1, -0.05), (0, -1.4)], "less pain by under a point, only with potency 1"),
            (&[(0, -1.4), (1, 0.05)], "more pain by under a point, only with potency 0.3"),
            (&[(-1, -1.8), (1, 1.3)], "less pain with potency 1, more with 0.3"),
            (&[(0, 0.1), (0, -0.1)], "no detectable difference at any potency tried"),
            (&[], ""),
        ] {
            assert_eq!(said(differences), expected, "{differences:?}");
        }
    }

    #[test]
    fn a_verdict_on_shares_has_no_words_of_pain() {
        let said =
            |signs: &[i8]| verdict_on_shares(signs, &[1.0, 0.3]).map_or_else(String::new, |said| said.in_english());
        let told = [&[1][..], &[-1], &[0], &[1, 1], &[-1, -1], &[0, 0], &[1, 0], &[-1, 1], &[]].map(said);
        let expected = [
            "more patients",
            "fewer patients",
            "no detectable difference",
            "more patients at every potency tried",
            "fewer patients at every potency tried",
            "no detectable difference at any potency tried",
            "more patients only with potency 1",
            "fewer patients with potency 1, more with 0.3",
            "",
        ];
        assert_eq!(told, expected);
    }
}
