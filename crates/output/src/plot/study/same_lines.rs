//! Arms whose lines lie on each other.

use super::arms::ArmsFigure;
use admsc_scenario::language::{Message, english};

/// Difference of two lines that nobody sees, points.
const UNSEEN: f64 = 0.03;

impl ArmsFigure<'_> {
    /// The arms before this one whose line lies under its own in a panel: no day's means can be told apart.
    pub(super) fn under(&self, potency: usize, arm: usize) -> Vec<usize> {
        let means = |arm: usize| -> Option<Vec<(f64, f64)>> {
            Some(self.course(potency, arm)?.days.iter().map(|(day, pain)| (*day, pain.mean)).collect())
        };
        let Some(own) = means(arm) else { return Vec::new() };
        let is_same = |other: &Vec<(f64, f64)>| {
            let pairs = || own.iter().zip(other);
            own.len() == other.len() && pairs().all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() <= UNSEEN)
        };
        let before = self.0.shown_arms().into_iter().take_while(|other| *other != arm);
        before.filter(|other| means(*other).is_some_and(|other| is_same(&other))).collect()
    }

    /// Which arms have one line in every panel.
    pub(super) fn same_lines(&self) -> Option<Message> {
        let potencies = self.0.shown_potencies();
        let first = |arm: usize| {
            let of_panels = potencies.iter().map(|potency| self.under(*potency, arm));
            let common = of_panels.reduce(|all, next| all.into_iter().filter(|arm| next.contains(arm)).collect());
            common.and_then(|common| common.first().copied())
        };
        let name = |arm: usize| &self.0.study.arms[arm];
        let pair =
            |arm: usize| Some(english("“{arm}” and “{other}”").with("arm", name(first(arm)?)).with("other", name(arm)));
        let pairs: Vec<Message> = self.0.shown_arms().into_iter().filter_map(pair).collect();
        let said = english("Lines that lie on each other: {arms}.");
        (!pairs.is_empty()).then(|| said.with_said("arms", Message::joined(pairs, english(", "))))
    }
}
