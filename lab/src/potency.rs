//! The potency of a cell as a control: what stands beside its values, and the two that the trials fit.

use super::settings::POTENCY_PARTS;
use admsc_scenario::language::{Message, english, verbatim};

/// A potency that rows of trials fit best, with the ends of its credible interval, in hundredths.
type Fitted = [u32; 3];

/// By trials in which nobody knew who had cells, and by series in which all knew.
const BLINDED: Fitted = written_by_validation("potency most likely by the sham-blinded ones: ");
const OPEN: Fitted = written_by_validation("potency most likely by the open-label ones: ");

/// What stands behind some words in the document that `admsc validate` writes, as in "0.29 (95 %: 0.15 to 0.47". It is read when the page is
/// built, which ends where the words are missing.
const fn written_by_validation(words: &str) -> Fitted {
    let (text, words) = (include_str!("../../docs/validation.md").as_bytes(), words.as_bytes());
    let (mut at, mut same) = (0, 0);
    while same < words.len() {
        same = if text[at] == words[same] { same + 1 } else { (text[at] == words[0]) as usize };
        at += 1;
    }
    let (mut fitted, mut found) = ([0; 3], 0);
    while found < fitted.len() {
        at += 1;
        if text[at] == b'.' {
            let (ones, tenths, hundredths) = (text[at - 1] - b'0', text[at + 1] - b'0', text[at + 2] - b'0');
            fitted[found] = 100 * ones as u32 + 10 * tenths as u32 + hundredths as u32;
            found += 1;
        }
    }
    fitted
}

/// The value of the control that is nearest to a potency.
fn nearest(fitted: Fitted) -> u32 {
    (fitted[0] * POTENCY_PARTS + 50) / 100
}

/// Values of the control that are marked: what the blinded and the open trials fit.
pub fn marks() -> [u32; 2] {
    [BLINDED, OPEN].map(nearest)
}

/// A potency, with what is said of its ends and of what trials fit.
pub fn said(parts: u32) -> Message {
    let number = verbatim(f64::from(parts) / f64::from(POTENCY_PARTS));
    let of = |text: Message, fitted: Fitted| {
        let [potency, low, high] =
            fitted.map(|hundredths| verbatim(format_args!("{:.2}", f64::from(hundredths) / 100.0)));
        text.with_said("potency", potency).with_said("low", low).with_said("high", high)
    };
    let text = match parts {
        POTENCY_PARTS => Message::from(english("{number}, the optimistic end")),
        0 => english("{number}, cells that do nothing").into(),
        parts if parts == nearest(BLINDED) => {
            of(english("{number}; blinded trials: {potency} ({low} to {high})").into(), BLINDED)
        }
        parts if parts == nearest(OPEN) => {
            of(english("{number}; open series: {potency} ({low} to {high})").into(), OPEN)
        }
        _ => return number,
    };
    text.with_said("number", number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::language::Language;

    #[test]
    fn what_trials_fit_is_that_of_the_document_and_stands_beside_the_nearest_value() {
        let document = include_str!("../../docs/validation.md");
        for (which, fitted) in [("sham-blinded", BLINDED), ("open-label", OPEN)] {
            let [potency, low, high] = fitted.map(|hundredths| f64::from(hundredths) / 100.0);
            let line = format!("the {which} ones: {potency:.2} (95 %: {low:.2} to {high:.2};");
            assert!(document.contains(&line), "{line}");
            let (part, text) = (nearest(fitted), said(nearest(fitted)).in_english());
            assert!(
                (f64::from(part) / f64::from(POTENCY_PARTS) - potency).abs() <= 0.5 / f64::from(POTENCY_PARTS) + 1e-9
            );
            // An end keeps its own words.
            if (1..POTENCY_PARTS).contains(&part) {
                assert!(text.contains(&format!(": {potency:.2} ({low:.2} to {high:.2})")), "{text}");
                assert!(Language::Japanese.say(said(part)).contains(&format!("{potency:.2}")));
            }
        }
    }
}
