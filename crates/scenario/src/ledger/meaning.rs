//! What a parameter means, in either language.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Entry;
use crate::language::Language;

/// Meanings in Japanese by key.
const JAPANESE: &str = include_str!("../../../../assets/language/parameters.ja.toml");

impl Entry {
    /// What the parameter is, in a language. A key that has no translation keeps its English.
    pub fn meaning(&self, language: Language) -> &str {
        match language {
            Language::English => &self.description,
            Language::Japanese => japanese().get(&self.key).unwrap_or(&self.description),
        }
    }
}

fn japanese() -> &'static BTreeMap<String, String> {
    static MEANINGS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    MEANINGS.get_or_init(|| toml::from_str(JAPANESE).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::{Ledger, LedgerError};
    use super::*;

    #[test]
    fn every_parameter_has_its_meaning_in_both_languages() -> Result<(), LedgerError> {
        let ledgers = [Ledger::bundled()?, Ledger::of_observer()?];
        let entries: Vec<&Entry> = ledgers.iter().flat_map(|ledger| ledger.entries()).collect();
        for entry in &entries {
            let meaning = entry.meaning(Language::Japanese);
            assert!(meaning.chars().any(|letter| letter >= '\u{3040}'), "{} means {meaning:?}", entry.key);
            assert_eq!(entry.meaning(Language::English), entry.description);
        }
        assert_eq!(japanese().len(), entries.len(), "a meaning is left over");
        Ok(())
    }
}
