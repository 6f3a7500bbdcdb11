//! What stands before the answer of a result with a tumour.

use super::page::Block;
use super::sentence::{Sentence, own, sentence};
use admsc_scenario::language::{Phrase, english};
use admsc_scenario::ledger::Ledger;

/// Key of the factor on the growth of a tumour while injected cells act.
const FACTOR: &str = "tumour.admsc_factor";

/// The paragraph that a reader must have seen before any number of a result with a tumour.
pub fn caution(caution: Phrase) -> Block {
    let exploratory = sentence(english("This result is {caution}.")).put("caution", caution);
    let advice = sentence(english("It is not medical advice."));
    Block::Sentences([Some(exploratory), unknown(), Some(advice)].into_iter().flatten().collect())
}

/// What the ledger knows of the effect of cells on a tumour, which is no more than a range on both sides of none.
fn unknown() -> Option<Sentence> {
    let ledger = Ledger::bundled().ok()?;
    let factor = ledger.entry(FACTOR)?;
    let said = sentence(english(
        "How injected cells change tumour growth is an assumption: a factor on the growth rate, anywhere from {low} \
         (slower) to {high} (faster) ({key}); neither the direction nor the size of the effect is known.",
    ));
    let [low, high] = [factor.low, factor.high].map(|end| own(factor.text(end)));
    Some(said.put("low", low).put("high", high).put("key", own(FACTOR)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::ledger::LedgerError;

    #[test]
    fn the_range_of_the_ledger_has_no_effect_within_it() -> Result<(), LedgerError> {
        let ledger = Ledger::bundled()?;
        let factor = ledger.entry(FACTOR).ok_or_else(|| LedgerError::UnknownKey(FACTOR.into()))?;
        assert!(factor.low < 1.0 && factor.high > 1.0, "the sentence says slower and faster");
        let said = unknown().map(|said| said.text(Default::default())).unwrap_or_default();
        assert!([factor.low, factor.high].iter().all(|end| said.contains(&end.to_string())), "{said}");
        Ok(())
    }
}
