//! What the published figures are called where people read them. The table keeps its English; what is not known here is said as it
//! stands there.

use super::targets::Estimator;
use admsc_scenario::language::{Message, Phrase, english, verbatim, word_in};
use admsc_scenario::observer::Mode;

/// What was measured.
pub fn estimator_said(estimator: Estimator) -> Phrase {
    match estimator {
        Estimator::MeanVas => english("mean VAS"),
        Estimator::MeanVasChange => english("mean VAS change"),
        Estimator::MeanVasDifference => english("mean VAS difference"),
        Estimator::SdOfVas => english("SD of VAS"),
        Estimator::R50 => english("r50"),
        Estimator::R30 => english("r30"),
        Estimator::Improved20 => english("share improved ≥ 20 %"),
        Estimator::Improved20And2Difference => english("difference in share improved ≥ 20 % and ≥ 2 points"),
        Estimator::StillResponding => english("r50 on day 180: share still responding"),
        Estimator::Reoperation => english("reoperation share"),
        Estimator::Acr20 => english("ACR20"),
        Estimator::Acr20Difference => english("difference in ACR20"),
    }
}

/// What patients got.
pub fn product_said(product: &str) -> Message {
    const PRODUCTS: [Phrase; 14] = [
        english("mixed MSC"),
        english("ADMSC/MSC"),
        english("SVF"),
        english("autologous ADMSC + HA"),
        english("allogeneic MPC + HA"),
        english("saline"),
        english("allogeneic BM-MSC"),
        english("fat graft (about 70e6 ASC assumed)"),
        english("fat graft"),
        english("none"),
        english("fat transfer"),
        english("allogeneic ADMSC"),
        english("placebo"),
        english("MSC"),
    ];
    word_in(&PRODUCTS, product)
}

/// A study: names stay, the words beside them are said.
pub fn study_said(study: &str) -> Message {
    const ENDS: [(&str, Phrase); 5] = [
        (" meta-analysis", english("{study} meta-analysis")),
        (" (other site)", english("{study} (other site)")),
        (" phase 2", english("{study} phase 2")),
        (" pilot", english("{study} pilot")),
        (" through the review article", english("{study} through the review article")),
    ];
    let end = ENDS.iter().find_map(|(end, said)| Some(said.with("study", study.strip_suffix(end)?)));
    end.unwrap_or_else(|| word_in(&[english("review article behind this project")], study))
}

/// What patients knew.
pub fn observer_said(observer: Mode) -> Message {
    match observer {
        Mode::None => verbatim("–"),
        Mode::Open => english("open").into(),
        Mode::ShamBlinded => english("sham-blinded").into(),
        Mode::Untreated => english("untreated").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::targets::{TargetsError, bundled};
    use super::*;
    use admsc_scenario::language::Language;

    #[test]
    fn every_product_and_study_of_the_bundled_table_is_known() -> Result<(), TargetsError> {
        for target in bundled()? {
            assert_eq!(study_said(&target.study).in_english(), target.study);
            let product = product_said(&target.product);
            assert_eq!(product.in_english(), target.product);
            // Abbreviations alone are the same in both languages.
            let is_word = |word: &str| word.chars().filter(char::is_ascii_lowercase).count() > 1;
            let japanese = Language::Japanese.say(product);
            assert!(!japanese.split([' ', '/', '(']).any(is_word), "{} is {japanese}", target.product);
            let japanese = Language::Japanese.say(estimator_said(target.estimator));
            assert!(
                japanese.chars().any(|letter| letter >= '\u{3040}') || ["r50", "r30", "ACR20"].contains(&&*japanese)
            );
            let japanese = Language::Japanese.say(study_said(&target.study));
            assert!(
                !["review", "meta", "site", "phase", "pilot"].iter().any(|word| japanese.contains(word)),
                "{japanese}"
            );
        }
        Ok(())
    }
}
