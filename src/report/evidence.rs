//! How well the parameters behind a result are known.

use std::collections::BTreeMap;

use super::given::head;
use super::page::{Block, Table};
use super::sentence::{Sentence, own, sentence};
use crate::evidence::ledger::{Grade, Ledger};
use crate::evidence::targets::{self, Products, Target, blinded_contrasts};
use crate::language::{Message, Phrase, english};

/// All grades from best to least, as they are read.
const GRADES: [(Grade, Phrase); 7] = [
    (Grade::MeasuredMan, english("measured in man")),
    (Grade::MeasuredAnimal, english("measured in animals")),
    (Grade::InVitro, english("measured in cell culture")),
    (Grade::PublishedModel, english("taken from a published model")),
    (Grade::Recalled, english("recalled from the literature, source not checked")),
    (Grade::Assumed, english("assumed by the designers")),
    (Grade::Calibrated, english("fitted to clinical figures")),
];

/// The grades of the parameters that matter most, where they are known, and how many parameters have each grade. Nothing
/// where the ledger cannot be read.
pub fn blocks(influential: &[String]) -> Vec<Block> {
    let Ok(ledger) = Ledger::bundled() else { return Vec::new() };
    let mut counts: BTreeMap<Grade, usize> = BTreeMap::new();
    for entry in ledger.entries() {
        *counts.entry(entry.grade).or_default() += 1;
    }
    let row = |(grade, name): &(Grade, Phrase)| counts.get(grade).map(|number| vec![sentence(*name), own(number)]);
    let all = Table {
        caption: english("Parameters of the model by grade of their evidence").into(),
        head: head([(english("grade"), false), (english("number"), true)]),
        rows: GRADES.iter().filter_map(row).collect(),
    };
    let text = sentence(english("admsc params lists every parameter with its range and source."));
    let mattering = most_influential(&ledger, influential);
    mattering.into_iter().chain([Block::Table(all), Block::Sentences(vec![text])]).chain(clinical()).collect()
}

/// What the published figures are made of against which the model is held.
fn clinical() -> Vec<Block> {
    let Ok(targets) = targets::bundled() else { return Vec::new() };
    let lead = sentence(english("admsc validate holds the model against published clinical figures:"));
    vec![Block::Sentences(vec![lead]), Block::List(published(&targets).map(Sentence::from).into())]
}

/// How many published figures are about which cells, and which blinded comparisons found nothing.
pub fn published(targets: &[Target]) -> [Message; 2] {
    let products = Products::of(targets);
    let contrasts = blinded_contrasts(targets);
    let null = contrasts.iter().filter(|contrast| contrast.is_null());
    let null: Vec<String> = null.map(|contrast| format!("{}, day {}", contrast.study, contrast.visit_day)).collect();
    let rows = english(
        "of {all} rows {admsc} with autologous ADMSC, {fat} with fat grafts, {allogeneic} with cells of other people, \
         {svf} with freshly separated cells, {mixed} mixed, {none} without cells",
    );
    let rows = rows
        .with("all", targets.len())
        .with("admsc", products.autologous_admsc)
        .with("fat", products.fat_graft)
        .with("allogeneic", products.allogeneic)
        .with("svf", products.stromal_vascular_fraction)
        .with("mixed", products.mixed)
        .with("none", products.without_cells);
    let compared = english("blinded comparisons whose interval includes no difference: {null} of {all} ({which})")
        .with("null", null.len())
        .with("all", contrasts.len())
        .with("which", null.join("; "));
    [rows, compared]
}

fn most_influential(ledger: &Ledger, keys: &[String]) -> Option<Block> {
    let entries = keys.iter().filter_map(|key| ledger.entry(key));
    let rows: Vec<_> = entries
        .map(|entry| {
            let grade = GRADES.iter().find(|(grade, _)| *grade == entry.grade);
            let grade = grade.map_or_else(|| own("–"), |(_, name)| sentence(*name));
            vec![own(&entry.key), own(&entry.description), grade]
        })
        .collect();
    let head = head([(english("parameter"), false), (english("meaning"), false), (english("grade"), false)]);
    let caption = english("What the effect of a treatment depends on most in the preset, and how well it is known (mean field, near the preset's values)").into();
    (!rows.is_empty()).then_some(Block::Table(Table { caption, head, rows }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_counted_and_those_that_matter_are_named() -> Result<(), crate::evidence::ledger::LedgerError>
    {
        let ledger = Ledger::bundled()?;
        let tables = |influential: &[String]| {
            let tables = blocks(influential).into_iter().filter_map(|block| match block {
                Block::Table(table) => Some(table.rows),
                _ => None,
            });
            tables.collect::<Vec<_>>()
        };
        let counts = &tables(&[])[0];
        let counted = counts.iter().filter_map(|row| row[1].text(Default::default()).parse::<usize>().ok());
        assert_eq!(counted.sum::<usize>(), ledger.entries().len());
        let key = ledger.entries()[0].key.clone();
        let named = tables(&[key.clone(), "no.such".to_owned()]);
        assert_eq!(named.len(), 2);
        assert_eq!(named[0].iter().map(|row| row[0].text(Default::default())).collect::<Vec<_>>(), [key]);
        Ok(())
    }
}
