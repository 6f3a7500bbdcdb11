//! Who is enrolled: `[population]`, how people differ, and what the scenario pins.

use std::collections::BTreeSet;

use super::diagnostics::{Location, Log};
use super::keys;
use super::names::MAX_PATIENTS;
use super::overruled::{overruled, overruled_parameter};
use super::parameters::Given;
use super::section;
use super::spread::{self, Said};
use super::study::{POTENCY, POTENCY_IN_TRIAL, swept, tables};
use super::tree::{Item, Node, Table};
use super::{TOP, values};
use crate::language::{english, verbatim};
use crate::ledger::limits::Limit;
use crate::ledger::{Distribution, Ledger};
use crate::population::enrolment::Enrolment;
use crate::population::spread::{Correlation, CorrelationError, Spreads};
use crate::units::Kind;

/// Reads who takes part: those of `[population]`, or the patient of the run.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table, given: &Given, seed: u64) -> Option<Enrolment> {
    let table = section(log, root, "population");
    let (patients, number) = match root.get("population") {
        Some(item) => (size(log, root, item, table), Some(None)),
        None => (Some(1), number(log, root).map(Some)),
    };
    let spreads = read_spreads(log, ledger, root, given);
    let observed_pain_at_least = read_admission(log, ledger, table);
    Some(Enrolment { patients: patients?, seed, number: number?, spreads: spreads?, observed_pain_at_least })
}

/// Notes what is wrong with those who take part, of whom more may be stated elsewhere.
pub fn check_stated(log: &mut Log, ledger: &Ledger, root: &Table) {
    number(log, root);
    let table = section(log, root, "population");
    if table.contains_key("n") {
        size(log, root, &root["population"], table);
    }
    let [of_indication, of_population] = sections(log, root).map(|section| spread::read(log, ledger, section));
    if let Some(item) = table.get("hold") {
        read_held(log, ledger, item);
    }
    if let (Some(_), Some(said)) = (of_indication, of_population) {
        check_held(log, table, &said);
    }
    if let Some(Node::Array(items)) = table.get("correlations").map(|item| &item.node) {
        items.iter().for_each(|item| drop(read_correlation(log, ledger, item)));
    }
    read_admission(log, ledger, table);
}

/// Number of the scenario's patient; 0 for the mean patient.
fn number(log: &mut Log, root: &Table) -> Option<u32> {
    match section(log, root, "patient").get("number") {
        Some(item) => Some(values::integer(log, item, "patient.number", 0, u64::from(u32::MAX))? as u32),
        None => Some(0),
    }
}

/// Number of places of a population, which has no patient of its own.
fn size(log: &mut Log, root: &Table, population: &Item, table: &Table) -> Option<u32> {
    let patient = section(log, root, "patient");
    for other in ["number", "draw"].into_iter().filter_map(|key| patient.get(key)) {
        log.error(&other.key, english("one patient and a population are both given"), english("remove one of them"));
    }
    let Some(item) = table.get("n") else {
        if matches!(population.node, Node::Table(_)) {
            let expectation = english("expected the number of patients: n = 200");
            log.error(&population.key, english("the population has no size"), expectation);
        }
        return None;
    };
    Some(values::integer(log, item, "population.n", 1, MAX_PATIENTS)? as u32)
}

/// How people differ: as the ledger says, or the scenario in its place, but for what is pinned.
fn read_spreads(log: &mut Log, ledger: &Ledger, root: &Table, given: &Given) -> Option<Spreads> {
    let table = section(log, root, "population");
    // Both are read, so that the errors of both are told.
    let [of_indication, of_population] = sections(log, root).map(|section| spread::read(log, ledger, section));
    let (mut said, of_population) = (of_indication?, of_population?);
    said.extend(of_population);
    let pinned = match table.get("hold") {
        Some(item) => read_held(log, ledger, item),
        None => Some(pinned(log, root, given, &said)),
    };
    check_held(log, table, &said)?;
    let spreads =
        Spreads::from_ledger(ledger).with(said.into_iter().map(|(key, (_, spread))| (key, spread))).without(&pinned?);
    check_potency(log, root, &spreads)?;
    warn_of_uniform(log, ledger, root, &spreads);
    read_correlations(log, ledger, table, spreads)
}

/// `[spread]` and `[population.vary]`, which goes before it.
fn sections<'a>(log: &mut Log, root: &'a Table) -> [&'a Table; 2] {
    let population = section(log, root, "population");
    [section(log, root, "spread"), section(log, population, "vary")]
}

/// Sets the means that spreads state: they are values of the mean patient, unless a value stands nearer to the user.
pub fn set_means(log: &mut Log, ledger: &Ledger, root: &Table, mean_patient: &mut Table) {
    for (key, mean) in sections(log, root).into_iter().flat_map(|section| spread::means(ledger, section)) {
        let own = tables::get(mean_patient, &key);
        if own.is_none_or(|own| log.distance(&mean.place) <= log.distance(&own.place)) {
            // The mean of [spread] is replaced by that of the population, which that section's own warning says.
            if let Some(own) = tables::get(root, &key) {
                overruled(log, &key, own, "the mean of its spread", &mean.place);
            }
            tables::set(mean_patient, &key, mean);
        }
    }
}

/// The patient's keys that the scenario sets or sweeps: they are the same in everybody, unless a spread stands as near to
/// the user.
fn pinned(log: &Log, root: &Table, given: &Given, said: &Said) -> BTreeSet<String> {
    let given = given.places.iter().map(|(key, place)| (key.clone(), place));
    let all = given.chain(swept(root).into_iter().map(|(key, item)| (key, &item.place)));
    let is_pinned = |(key, place): &(String, &Location)| {
        let spread = said.get(key);
        key.starts_with("patient.") && spread.is_none_or(|(spread, _)| log.distance(place) < log.distance(spread))
    };
    all.filter(is_pinned).map(|(key, _)| key).collect()
}

/// Keys that are the same in everybody.
fn read_held(log: &mut Log, ledger: &Ledger, item: &Item) -> Option<BTreeSet<String>> {
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), english("an array of keys, for example [\"patient.age\"]"));
        return None;
    };
    let (mut keys, mut good) = (BTreeSet::new(), true);
    for item in items {
        let key = values::text(log, item, english("a key of the ledger"));
        good &= key.is_some_and(|key| tables::is_parameter(log, ledger, key, item, &[]));
        keys.extend(key.map(str::to_owned));
    }
    good.then_some(keys)
}

/// Notes every key that is held and has a spread in `vary`. Of the two places the one nearer to the user is shown; in one
/// file, the spread.
fn check_held(log: &mut Log, population: &Table, said: &Said) -> Option<()> {
    let Some(Node::Array(held)) = population.get("hold").map(|item| &item.node) else { return Some(()) };
    let mut good = true;
    for (key, spread) in tables::by_path(section(log, population, "vary")) {
        let same = held.iter().find(|item| matches!(&item.node, Node::Text(text) if *text == key));
        let (Some(same), Some((_, Some(_)))) = (same, said.get(&key)) else { continue };
        let place = log.blame([Some(&spread.key), Some(&same.place)]).unwrap_or(&spread.key);
        log.error(
            place,
            english("{key} is in both hold and vary").with("key", &key),
            english("expected it in only one: keys in hold are the same in all patients"),
        );
        good = false;
    }
    good.then_some(())
}

/// Warns of every value of the scenario in whose place a population has its own: a uniform spread lies round none.
fn warn_of_uniform(log: &mut Log, ledger: &Ledger, root: &Table, spreads: &Spreads) {
    let [of_indication, of_population] = sections(log, root).map(tables::by_path);
    for (section, entries) in [("population.vary", of_population), ("spread", of_indication)] {
        for (key, item) in entries {
            if root.contains_key("population") && spreads.get(&key).is_some_and(Distribution::is_uniform) {
                overruled_parameter(log, ledger, root, &key, &format!("{section}.\"{key}\""), &item.place);
            }
        }
    }
}

/// The unknown potency is an axis of the study, not a property of its patients: a spread would replace its values.
fn check_potency(log: &mut Log, root: &Table, spreads: &Spreads) -> Option<()> {
    if !root.contains_key("population") || spreads.get(POTENCY).is_none() {
        return Some(());
    }
    let [of_indication, of_population] = sections(log, root).map(tables::by_path);
    let mut entries = of_population.into_iter().chain(of_indication);
    let place = entries.find(|(key, _)| key == POTENCY).map_or(&TOP, |(_, item)| &item.key);
    log.error(place, english("the potency of a study cannot vary between patients"), POTENCY_IN_TRIAL);
    None
}

/// The spreads with the correlations of a population.
fn read_correlations(log: &mut Log, ledger: &Ledger, table: &Table, spreads: Spreads) -> Option<Spreads> {
    let Some(item) = table.get("correlations") else { return Some(spreads) };
    let example = english("an array, for example [{ keys = [\"patient.age\", \"patient.donor_potency\"], r = -0.3 }]");
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), example);
        return None;
    };
    let read: Vec<Option<Correlation>> = items.iter().map(|item| read_correlation(log, ledger, item)).collect();
    let correlations: Vec<Correlation> = read.into_iter().collect::<Option<_>>()?;
    let pairs = correlations.iter().zip(items).map(|(pair, item)| {
        let mut keys = pair.keys.clone();
        keys.sort_unstable();
        (keys, &item.place)
    });
    if !tables::is_once(log, pairs, english("these two keys already have a correlation")) {
        return None;
    }
    let correlated = spreads.correlated(&correlations).map_err(|error| {
        let has = |key: &String| correlations.iter().position(|pair| pair.keys.contains(key));
        let place = match &error {
            CorrelationError::Fixed(key) => has(key).map_or(&item.place, |row| &items[row].place),
            CorrelationError::Impossible => &item.key,
        };
        log.error(place, verbatim(error), english("expected correlations that are possible together"));
    });
    correlated.ok()
}

fn read_correlation(log: &mut Log, ledger: &Ledger, item: &Item) -> Option<Correlation> {
    let table = values::table(log, item, english("{ keys = [a, b], r = 0.3 }"))?;
    keys::check(log, ledger, "population.correlations", table);
    let (Some(keys), Some(r)) = (table.get("keys"), table.get("r")) else {
        log.error(
            &item.place,
            english("a correlation needs keys and r"),
            english("expected { keys = [a, b], r = 0.3 }"),
        );
        return None;
    };
    let pair = spread::two(log, keys, english("expected two keys of the ledger"))?;
    let [a, b] = [&pair[0], &pair[1]].map(|key| {
        let path = values::text(log, key, english("a key of the ledger"))?.to_string();
        tables::is_parameter(log, ledger, &path, key, &[]).then_some(path)
    });
    let coefficient = values::quantity(log, r, Kind::Number)?;
    let (a, b) = (a?, b?);
    let (different, possible) = (a != b, coefficient.abs() < 1.0);
    if !different {
        let message = english("a correlation needs two different keys");
        log.error(&pair[1].place, message, english("expected a key other than the first"));
    }
    if !possible {
        let message = english("r must lie between -1 and 1, found {found}").with("found", coefficient);
        log.error(&r.place, message, english("expected r between -1 and 1, both excluded"));
    }
    (different && possible).then_some(Correlation { keys: [a, b], coefficient })
}

fn read_admission(log: &mut Log, ledger: &Ledger, table: &Table) -> Option<f64> {
    let admit = section(log, table, "admit");
    keys::check(log, ledger, "population.admit", admit);
    let item = admit.get("observed_pain_at_least")?;
    values::limited(log, item, "observed_pain_at_least", Kind::Points, Limit::PainScale)
}
