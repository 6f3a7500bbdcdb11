//! How well the parameters behind a result are known.

use std::collections::{BTreeMap, BTreeSet};

use super::page::{Block, Table, head};
use super::sentence::{Sentence, own, sentence};
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::ledger::{Grade, Ledger};
use admsc_study::clinical::targets::{self, Contrast, Products, Target, blinded_contrasts};

/// All grades from best to least.
const GRADES: [Grade; 7] = [
    Grade::MeasuredMan,
    Grade::MeasuredAnimal,
    Grade::InVitro,
    Grade::PublishedModel,
    Grade::Recalled,
    Grade::Assumed,
    Grade::Calibrated,
];

/// The parameters that matter most for the effect of a treatment, as an analysis of a scenario found them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Influential {
    /// The scenario that was analysed.
    pub scenario: &'static str,
    /// Their keys, the most influential first.
    pub keys: Vec<String>,
}

/// The grades of the parameters that matter most, where they are known, how many parameters have each grade, and what the
/// published figures are made of. Nothing where the ledger cannot be read.
pub fn blocks(influential: Option<&Influential>, language: Language) -> Vec<Block> {
    let Ok(ledger) = Ledger::bundled() else { return Vec::new() };
    let row = |(name, number): (Phrase, usize)| vec![sentence(name), own(number)];
    let all = Table {
        caption: ALL.into(),
        head: head([(english("grade"), false), (english("number"), true)]),
        rows: grade_counts(&ledger).into_iter().map(row).collect(),
    };
    let text = sentence(english("admsc params lists every parameter with its range and source."));
    let mattering = influential.and_then(|found| most_influential(&ledger, found, language));
    mattering.into_iter().chain([Block::Table(all), Block::Sentences(vec![text])]).chain(clinical()).collect()
}

/// Caption of the grades.
pub const ALL: Phrase = english("Parameters of the model by grade of their evidence");

/// How many parameters have each grade, from the best to the least; grades that none has are left out.
pub fn grade_counts(ledger: &Ledger) -> Vec<(Phrase, usize)> {
    let mut counts: BTreeMap<Grade, usize> = BTreeMap::new();
    for entry in ledger.entries() {
        *counts.entry(entry.grade).or_default() += 1;
    }
    GRADES.iter().filter_map(|grade| Some((grade_name(*grade), *counts.get(grade)?))).collect()
}

/// A grade as it is read.
pub fn grade_name(grade: Grade) -> Phrase {
    match grade {
        Grade::MeasuredMan => english("measured in humans"),
        Grade::MeasuredAnimal => english("measured in animals"),
        Grade::InVitro => english("measured in cell culture"),
        Grade::PublishedModel => english("taken from a published model"),
        Grade::Recalled => english("from the literature, source not checked"),
        Grade::Assumed => english("assumed by the model's designers"),
        Grade::Calibrated => english("fitted to published figures or own bands"),
    }
}

/// What the published figures are made of against which the model is held.
fn clinical() -> Vec<Block> {
    let Ok(targets) = targets::bundled() else { return Vec::new() };
    let lead = sentence(english("admsc validate compares the model with published clinical figures:"));
    vec![Block::Sentences(vec![lead]), Block::List(published(&targets).map(Sentence::from).into())]
}

/// How many published figures are about which cells, and which blinded comparisons found nothing.
pub fn published(targets: &[Target]) -> [Message; 2] {
    let products = Products::from_targets(targets);
    let contrasts = blinded_contrasts(targets);
    let null = contrasts.iter().filter(|contrast| contrast.is_null());
    let told = |contrast: &Contrast| {
        // Where the study gives two arms and no difference, the difference is computed here.
        let mark = if contrast.ids.len() > 1 { "*" } else { "" };
        format!("{}{mark}, day {}", contrast.study, contrast.visit_day)
    };
    let null: Vec<String> = null.map(told).collect();
    let studies: BTreeSet<&str> = contrasts.iter().map(|contrast| contrast.study.as_str()).collect();
    let rows = english(
        "of {all} rows {admsc} with autologous ADMSC, {fat} with fat grafts, {allogeneic} with allogeneic cells, {svf} \
         with freshly separated cells, {mixed} mixed, {none} without cells",
    );
    let rows = rows
        .with("all", targets.len())
        .with("admsc", products.autologous_admsc)
        .with("fat", products.fat_graft)
        .with("allogeneic", products.allogeneic)
        .with("svf", products.stromal_vascular_fraction)
        .with("mixed", products.mixed)
        .with("none", products.without_cells);
    let compared = english(
        "null blinded comparisons (the 95 % interval includes zero): {null} of {all}, in {studies} studies ({which}; \
         *: computed here from the figures of two arms, not reported by the study)",
    )
    .with("studies", studies.len())
    .with("null", null.len())
    .with("all", contrasts.len())
    .with("which", null.join("; "));
    [rows, compared]
}

fn most_influential(ledger: &Ledger, found: &Influential, language: Language) -> Option<Block> {
    let entries = found.keys.iter().filter_map(|key| ledger.entry(key));
    let rows: Vec<_> = entries
        .map(|entry| vec![own(&entry.key), own(entry.meaning(language)), sentence(grade_name(entry.grade))])
        .collect();
    let head = head([(english("parameter"), false), (english("meaning"), false), (english("grade"), false)]);
    let caption = english(
        "What the effect of a treatment depends on most in {scenario}, and how well it is known (mean field, near the \
         values of that scenario; for others run admsc sensitivity)",
    );
    let caption = caption.with("scenario", found.scenario);
    (!rows.is_empty()).then_some(Block::Table(Table { caption, head, rows }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_counted_and_those_that_matter_are_named() -> Result<(), admsc_scenario::ledger::LedgerError> {
        let ledger = Ledger::bundled()?;
        let tables = |influential: Option<&Influential>| {
            let tables = blocks(influential, Language::English).into_iter().filter_map(|block| match block {
                Block::Table(table) => Some(table.rows),
                _ => None,
            });
            tables.collect::<Vec<_>>()
        };
        let counts = &tables(None)[0];
        let counted = counts.iter().filter_map(|row| row[1].text(Default::default()).parse::<usize>().ok());
        assert_eq!(counted.sum::<usize>(), ledger.entries().len());
        let key = ledger.entries()[0].key.clone();
        let named = tables(Some(&Influential { scenario: "x", keys: vec![key.clone(), "no.such".to_owned()] }));
        assert_eq!(named.len(), 2);
        assert_eq!(named[0].iter().map(|row| row[0].text(Default::default())).collect::<Vec<_>>(), [key]);
        Ok(())
    }
}
