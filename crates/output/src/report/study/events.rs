//! What happened to patients besides their treatment.

use super::super::given::or_dash;
use super::super::page::Table;
use super::tables::{head, labels};
use super::{Read, Row};
use admsc_scenario::language::{Phrase, english};

/// What the counts are, and what they hang on.
pub const CAPTION: Phrase = english(
    "Events by arm: patients by the last visit; flares and the growth of tumours depend on parameters that the ledger \
     grades as assumed, dropout, rescue and reoperations on the rules of the scenario",
);

/// The counts of an arm's row in `summary.json`, and what they are called.
pub const COUNTS: [(&str, Phrase); 5] = [
    ("left", english("dropped out")),
    ("retreated", english("treated again, as pain had returned")),
    ("flared", english("flare after an injection")),
    ("rescued_or_operated", english("rescue or reoperation")),
    ("tumour_progressed", english("tumour grown by a fifth in diameter")),
];

/// Events in every arm. One that happened to nobody is left out: a column of noughts would read as a finding.
pub(super) fn table(read: &Read<'_>) -> Table {
    let at_end: Vec<Row> = read.arms.iter().copied().filter(|row| row.day == read.last_day()).collect();
    let happened = |name: &str| at_end.iter().any(|row| read.number(*row, name).is_some_and(|count| count.value > 0.0));
    let shown: Vec<(&str, Phrase)> = COUNTS.into_iter().filter(|(name, _)| happened(name)).collect();
    let row = |row: &Row| {
        let counts = shown.iter().map(|(name, _)| or_dash(read.number(*row, name).map(|count| count.fixed(0))));
        labels(read, *row).into_iter().chain(counts).collect()
    };
    let rows = if shown.is_empty() { Vec::new() } else { at_end.iter().map(row).collect() };
    let columns = shown.iter().map(|(_, name)| (*name, true));
    Table { caption: CAPTION.into(), head: head(read, None, columns), rows }
}
