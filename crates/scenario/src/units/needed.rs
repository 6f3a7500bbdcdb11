//! The number needed to treat, as people read it in a column of this name.

use super::sign::fixed;
use crate::language::{Message, english};
use admsc_stats::number_needed::{Estimate, NumberNeeded};

/// A number with its interval: `8.0 (4.0 to 20)`, `to harm: 8.0 (4.0 to 20)`, `8.0 (benefit 2.1 to infinity to harm 3.8)`.
pub fn needed(number: &NumberNeeded) -> Message {
    let (said, interval) = match *number {
        NumberNeeded::Benefit { number, fewest, most } => (treat(number), between(fewest, most)),
        NumberNeeded::Harm { number, fewest, most } => (harm(number), between(fewest, most)),
        NumberNeeded::ThroughInfinity { estimate, fewest_for_benefit, fewest_for_harm } => {
            let benefit = fewest_for_benefit.map(|number| english("benefit {number}").with("number", rounded(number)));
            let harm_end = fewest_for_harm.map(|number| english("harm {number}").with("number", rounded(number)));
            let (said, from, to) = match estimate {
                Estimate::Benefit(number) => (treat(number), benefit, harm_end),
                Estimate::Harm(number) => (harm(number), harm_end, benefit),
                Estimate::Neither => (english("infinite ({interval})").into(), benefit, harm_end),
            };
            let ends = from.into_iter().chain([english("infinity").into()]).chain(to);
            (said, Message::joined(ends, english(" to ")))
        }
    };
    said.with_said("interval", interval)
}

fn treat(number: f64) -> Message {
    english("{number} ({interval})").with("number", rounded(number))
}

fn harm(number: f64) -> Message {
    english("to harm: {number} ({interval})").with("number", rounded(number))
}

fn between(low: f64, high: f64) -> Message {
    english("{low} to {high}").with("low", rounded(low)).with("high", rounded(high))
}

/// Below 10 with one decimal, otherwise whole.
fn rounded(number: f64) -> String {
    fixed(number, if number < 9.95 { 1 } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn every_kind_of_interval_is_said_in_both_languages() {
        let of = |difference, low, high| {
            let found = NumberNeeded::from_interval(difference, low, high);
            found.map(|found| [Language::English, Language::Japanese].map(|language| language.say(needed(&found))))
        };
        let said = |english: &str, japanese: &str| Some([english.to_owned(), japanese.to_owned()]);
        assert_eq!(of(0.125, 0.05, 0.25), said("8.0 (4.0 to 20)", "8.0（4.0〜20）"));
        assert_eq!(of(-0.125, -0.25, -0.05), said("to harm: 8.0 (4.0 to 20)", "有害：8.0（4.0〜20）"));
        assert_eq!(
            of(0.1, -0.05, 0.25),
            said("10 (benefit 4.0 to infinity to harm 20)", "10（有益4.0〜無限大〜有害20）")
        );
        assert_eq!(
            of(-0.1, -0.25, 0.05),
            said("to harm: 10 (harm 4.0 to infinity to benefit 20)", "有害：10（有害4.0〜無限大〜有益20）")
        );
        assert_eq!(of(0.0, 0.0, 0.2), said("infinite (benefit 5.0 to infinity)", "無限大（有益5.0〜無限大）"));
    }
}
