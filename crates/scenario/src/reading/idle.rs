//! Keys that decide nothing because what they belong to is not there: that is said with the key that would let them act.

use super::diagnostics::Log;
use super::overruled::{is_stated, mark_read};
use super::study::{named_in_sweep, swept, tables};
use super::tree::{Item, Node, Table};
use super::{Scenario, section, spread};
use crate::language::{Message, english, verbatim};
use crate::ledger::Ledger;
use crate::observer::intercurrent::Estimand;
use crate::population::idle::{self, Missing};
use admsc_model::rules::block::Process;
use admsc_model::rules::setup::{Preparation, Setup};

/// Key of the size of a tumour on day 0.
const TUMOUR: &str = "tumour.initial_burden";

/// Warns of every key of the user that cannot act in a scenario.
pub fn warn(log: &mut Log, ledger: &Ledger, root: &Table, scenario: &Scenario) {
    of_intercurrent(log, root, scenario);
    of_repeats(log, root);
    of_lives(log, root, scenario);
    of_parameters(log, ledger, root, scenario);
    of_blocks(log, root, scenario);
    of_spreads(log, ledger, root, scenario);
}

/// Notes a key of the user's own file, or of --set, that does not act without another.
fn without(log: &mut Log, key: &str, own: &Item, needed: impl Into<Message>) {
    if log.distance(&own.place) <= 1 {
        let message = english("{key} has no effect without {needed}");
        log.warn(&own.place, message.with("key", key).with_said("needed", needed));
    }
    mark_read(log, own);
}

/// What reoperations need, and what is made of events that never happen.
fn of_intercurrent(log: &mut Log, root: &Table, scenario: &Scenario) {
    let Some(rules) = scenario.study.as_ref().map(|study| study.trial.intercurrent) else { return };
    let trial = section(log, root, "trial");
    let table = section(log, trial, "intercurrent");
    let never_operated = rules.reoperation_per_month <= 0.0;
    if let (Some(own), true) = (table.get("reoperation_from"), never_operated) {
        without(log, "trial.intercurrent.reoperation_from", own, verbatim("reoperation_per_month"));
    }
    if let (Some(own), true, None) = (table.get("estimand"), never_operated, rules.rescue_from)
        && rules.estimand != Estimand::TreatmentPolicy
    {
        let needed = english("rescue_from or reoperation_per_month");
        without(log, "trial.intercurrent.estimand", own, needed);
    }
}

/// Lives, which only a single run shows.
fn of_lives(log: &mut Log, root: &Table, scenario: &Scenario) {
    let is_single = scenario.study.is_none() && scenario.replicates == 1;
    // Who asks for replicates of a scenario that shows lives has decided between them.
    let replaced = |log: &Log, own: &Item| {
        root.get("replicates").is_some_and(|other| log.distance(&other.place) < log.distance(&own.place))
    };
    match (root.get("lives"), is_single) {
        (Some(own), false) if replaced(log, own) => mark_read(log, own),
        (Some(own), false) => without(log, "lives", own, english("a single run")),
        _ => {}
    }
    if let (Some(Node::Table(section)), false) = (root.get("checkpoint").map(|item| &item.node), is_single)
        && let Some(own) = section.get("at")
    {
        without(log, "checkpoint.at", own, english("a single run"));
    }
    match (root.get("beside"), !is_single || scenario.lives.number < 2) {
        (Some(own), true) if replaced(log, own) => mark_read(log, own),
        (Some(own), true) => without(log, "beside", own, english("lives = 2 or more in a single run")),
        _ => {}
    }
}

/// The time between doses of which there is one, unless a sweep repeats it.
fn of_repeats(log: &mut Log, root: &Table) {
    if swept(root).iter().any(|(key, _)| key == "dose.repeat") {
        return;
    }
    let arms = super::stated::arms(root);
    let arms: Vec<&Table> = if root.contains_key("arm") { arms.collect() } else { vec![root] };
    for dose in arms.into_iter().flat_map(|arm| tables_of(arm, "dose")) {
        if let (Some(every), Some(Node::Integer(0))) = (dose.get("every"), dose.get("repeat").map(|item| &item.node)) {
            without(log, "every", every, english("repeat above 0"));
        }
    }
}

/// The tables of an array of a table.
fn tables_of<'a>(table: &'a Table, name: &str) -> impl Iterator<Item = &'a Table> {
    let items = match table.get(name).map(|item| &item.node) {
        Some(Node::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|item| if let Node::Table(table) = &item.node { Some(table) } else { None })
}

/// Parameters of what is in no setup: where the scenario, an arm or a sweep states them.
fn of_parameters(log: &mut Log, ledger: &Ledger, root: &Table, scenario: &Scenario) {
    let setups = setups(scenario);
    let swept = swept(root);
    for entry in ledger.entries() {
        let key = entry.key.as_str();
        let mut stated: Vec<(String, &Item)> = Vec::new();
        let own = tables::get(root, key).filter(|own| is_stated(log, ledger, key, own));
        stated.extend(own.map(|own| (key.to_owned(), own)));
        stated.extend(super::stated::arms(root).filter_map(|arm| Some((format!("arm.{key}"), tables::get(arm, key)?))));
        let of_sweep = swept.iter().find(|(other, _)| other == key);
        stated.extend(of_sweep.map(|(_, item)| (named_in_sweep(root, key), *item)));
        if stated.is_empty() {
            continue;
        }
        if let Some(needed) = needed(&setups, key, scenario) {
            stated.into_iter().for_each(|(name, own)| without(log, &name, own, needed.clone()));
        }
    }
}

/// What is knocked out or blocked though it is in no setup.
fn of_blocks(log: &mut Log, root: &Table, scenario: &Scenario) {
    let setups = setups(scenario);
    for table in std::iter::once(root).chain(super::stated::arms(root)) {
        let genes = match table.get("knock_out").map(|item| &item.node) {
            Some(Node::Array(items)) => items.as_slice(),
            _ => &[],
        };
        let drugs = tables_of(table, "block").filter_map(|block| block.get("what"));
        let named = genes.iter().map(|item| ("knock_out", item)).chain(drugs.map(|item| ("block.what", item)));
        for (key, item) in named {
            let Node::Text(name) = &item.node else { continue };
            // A parameter of what is blocked, which needs the same to act.
            let parameter = match Process::named(name) {
                Some(Process::AxonDegeneration) => "debris.degeneration_rate",
                Some(Process::TCells) => "t_cell.loss_rate",
                Some(Process::Microglia) => "microglia.rest_rate",
                _ => continue,
            };
            if let Some(needed) = needed(&setups, parameter, scenario) {
                without(log, &format!("{key} \"{name}\""), item, needed);
            }
        }
    }
}

/// All setups of a scenario.
fn setups(scenario: &Scenario) -> Vec<&Setup> {
    match &scenario.study {
        Some(study) => study.cases.iter().map(|case| &case.setup).collect(),
        None => vec![&scenario.setup],
    }
}

/// What a parameter needs to act in any of these setups; nothing where it can.
fn needed(setups: &[&Setup], key: &str, scenario: &Scenario) -> Option<Message> {
    let varies = |key: &str| scenario.enrolment.spreads.get(key).is_some();
    const T_CELLS: &str = "t_cell.reference_density";
    if key.starts_with("t_cell.") && key != T_CELLS {
        let never = !varies(T_CELLS) && setups.iter().all(|setup| setup.parameters.t_cell.reference_density <= 0.0);
        return never.then(|| english("t_cell.reference_density above 0").into());
    }
    const MICROGLIA: &str = "microglia.number";
    if key.starts_with("microglia.") && key != MICROGLIA {
        let never = !varies(MICROGLIA) && setups.iter().all(|setup| setup.parameters.microglia.number <= 0.0);
        return never.then(|| english("microglia.number above 0").into());
    }
    // Which key would let it act is that of the first setup: all lack it.
    let missing: Option<Vec<Missing>> = setups.iter().map(|setup| idle::missing(setup, key)).collect();
    // A scenario without any treatment is one that others extend.
    let is_treated =
        setups.iter().any(|setup| setup.possible_doses().any(|dose| dose.preparation != Preparation::Sham));
    let needed = match missing?.first()? {
        Missing::Nerve => english("a section [nerve]"),
        Missing::Injury => return Some(verbatim("start = \"acute-injury\"")),
        Missing::Tumour if key == TUMOUR || varies(TUMOUR) => return None,
        Missing::Tumour => english("tumour.initial_burden above 0"),
        Missing::Vein | Missing::Needle if !is_treated => return None,
        Missing::Adhesion => return Some(verbatim("circulation.adhesion = \"inflamed\"")),
        Missing::Vein => english("living cells by route = \"vein\""),
        Missing::Needle => english("a dose by route = \"needle\""),
    };
    Some(needed.into())
}

/// Spreads round the values of a patient who is not drawn, but for their means, which are values of that patient.
fn of_spreads(log: &mut Log, ledger: &Ledger, root: &Table, scenario: &Scenario) {
    let (patient, table) = (section(log, root, "patient"), section(log, root, "spread"));
    let Some(Node::Boolean(false)) = patient.get("draw").map(|item| &item.node) else { return };
    if scenario.study.is_some() {
        return;
    }
    let stated = tables::by_path(table);
    // A resolved file lists how all parameters vary: that is no statement of its own.
    let mut varying = ledger.entries().iter().filter(|entry| entry.distribution.is_some());
    if varying.all(|entry| stated.iter().any(|(key, _)| *key == entry.key)) {
        return;
    }
    let means = spread::means(ledger, table);
    for (key, own) in stated {
        if means.iter().all(|(other, _)| *other != key) {
            without(log, &format!("spread.\"{key}\""), own, verbatim("patient.draw = true"));
        }
    }
}
