//! Figures of an explanation: the clock, the knock-outs, what costs the time, and why it lasts.

pub mod clock;
mod found;
pub mod knock_outs;
pub mod persistence;
mod rows;
pub mod time_costs;

use admsc_scenario::language::{Language, Message};
use admsc_study::explanation::Explanation;
use admsc_study::explanation::persistence::PathRow;

/// What the figures of an explanation are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// Heading of every figure.
    pub title: &'a str,
    /// The numbers.
    pub explanation: &'a Explanation,
    /// The path of the scenario's run.
    pub path: &'a [PathRow],
    /// The language of all texts.
    pub language: Language,
}

impl Explained<'_> {
    fn say(&self, message: impl Into<Message>) -> String {
        self.language.say(message)
    }
}

#[cfg(test)]
mod tests;
