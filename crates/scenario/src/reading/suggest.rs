//! What a misspelt word was most likely meant to be.

use crate::language::{Message, english};

/// A suggestion of what is near.
pub fn did_you_mean(near: impl std::fmt::Display) -> Message {
    english("did you mean \"{near}\"?").with("near", near)
}

/// The word most like a misspelt one, if one is like it.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|word| (strsim::jaro_winkler(name, word), word))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
