//! `[trial] compare`: the contrasts that a study was made for.

use super::super::diagnostics::Log;
use super::super::section;
use super::super::tree::{Item, Node, Table};
use super::super::values;
use super::{Contrast, tables, trial};
use crate::language::{Phrase, english};

/// What the key takes.
const PAIRS: Phrase = english("an array of pairs of arms, for example [[\"two doses\", \"one dose\"]]");

/// What one of its values is.
const PAIR: Phrase = english("an arm and the arm it is compared with, for example [\"two doses\", \"one dose\"]");

/// The pairs in the order of the file, the first of which is the primary contrast; none where the key is not given. A pair that names
/// no arm is an error, unless the arms were stated nearer to the user than the pair: who gives a study other arms need not write its
/// contrasts anew.
pub fn read(log: &mut Log, root: &Table, arms: &[String]) -> Option<Vec<Contrast>> {
    let Some(item) = section(log, root, "trial").get("compare") else { return Some(Vec::new()) };
    let items = pairs(log, item)?;
    let replaced = root.get("arm").is_some_and(|arm| log.distance(&arm.place) < log.distance(&item.place));
    let mut read = Vec::new();
    for pair in items {
        match names(log, pair) {
            Some(names) if replaced && !names.iter().all(|name| trial::place_of(arms, name).is_some()) => {
                let message = english("\"{arm}\" and \"{against}\" are not compared: the study has other arms");
                log.warn(&pair.place, message.with("arm", names[0]).with("against", names[1]));
            }
            Some(names) => read.push(contrast(log, pair, arms, &names).map(|contrast| (contrast, &pair.place))),
            None => read.push(None),
        }
    }
    let read: Vec<_> = read.into_iter().collect::<Option<_>>()?;
    let unordered = |found: &Contrast| (found.arm.min(found.against), found.arm.max(found.against));
    let once = read.iter().map(|(contrast, place)| (unordered(contrast), *place));
    let is_once = tables::is_once(log, once, english("these two arms are compared twice"));
    is_once.then(|| read.into_iter().map(|(contrast, _)| contrast).collect())
}

/// Notes what is wrong with the pairs where the arms may be stated elsewhere.
pub fn check_stated(log: &mut Log, table: &Table) {
    for pair in table.get("compare").and_then(|item| pairs(log, item)).into_iter().flatten() {
        names(log, pair);
    }
}

fn pairs<'a>(log: &mut Log, item: &'a Item) -> Option<&'a [Item]> {
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), PAIRS);
        return None;
    };
    let expectation = || english("expected {pairs}").with_said("pairs", PAIRS);
    if items.is_empty() {
        log.error(&item.place, english("there is no pair of arms"), expectation());
        return None;
    }
    if items.iter().all(|item| matches!(item.node, Node::Text(_))) {
        let suggestion = english("put brackets round each pair, also where there is one").into();
        log.error_with_suggestion(&item.place, english("these are arms, not pairs"), expectation(), Some(suggestion));
        return None;
    }
    Some(items)
}

/// The names of a pair as they are written.
fn names<'a>(log: &mut Log, item: &'a Item) -> Option<[&'a Item; 2]> {
    let Node::Array(pair) = &item.node else {
        values::wrong_type(log, item, item.node.name(), PAIR);
        return None;
    };
    let [arm, against] = pair.as_slice() else {
        let message = english("two arms were expected, not {number}").with("number", pair.len());
        log.error(&item.place, message, english("expected {pair}").with_said("pair", PAIR));
        return None;
    };
    let are_texts = [arm, against].map(|name| values::text(log, name, trial::NAME).is_some());
    are_texts.into_iter().all(|is_text| is_text).then_some([arm, against])
}

fn contrast(log: &mut Log, pair: &Item, arms: &[String], names: &[&Item; 2]) -> Option<Contrast> {
    let [arm, against] = names.map(|name| trial::arm(log, name, arms));
    let contrast = Contrast { arm: arm?, against: against? };
    if contrast.arm == contrast.against {
        let message = english("the arm \"{arm}\" is compared with itself").with("arm", &arms[contrast.arm]);
        log.error(&pair.place, message, english("expected {pair}").with_said("pair", PAIR));
        return None;
    }
    Some(contrast)
}
