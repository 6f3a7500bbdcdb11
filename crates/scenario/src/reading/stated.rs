//! What can be known of a scenario whose base cannot be read: the errors of what it states itself come at once with that of its
//! base. What the base may have said is no error, so what is missing stands at a value that contradicts nothing.

use super::diagnostics::Log;
use super::dose::Context;
use super::study::{self, tables};
use super::tree::{Item, Node, Table};
use super::{
    MAX_DAYS, Scenario, TOP, course, dose, enrolment, exports, interpret, keys, parameters, section, tissue, values,
};
use crate::ledger::Ledger;

/// Notes what is wrong with the keys and values that are stated. There is no scenario then.
pub fn check(log: &mut Log, root: &Table) -> Option<Scenario> {
    let ledger = interpret::bundled_ledger(log)?;
    interpret::check_keys(log, &ledger, root);
    interpret::check_texts(log, root);
    let completed = study::mean_patient(log, &completed(root));
    let course = course::read(log, &completed);
    let given = parameters::read_stated(log, &ledger, root);
    let output = section(log, root, "output");
    let exports = exports::read(log, output);
    interpret::read_replicates(log, root, &exports, study::asked_for(root));
    let patient = section(log, root, "patient");
    patient.get("draw").map(|item| values::boolean(log, item));
    let window = tissue::read_stated(log, root);
    let is_known = tables::get(root, "cadence.tick").is_some();
    let context = Context {
        window: window.as_ref(),
        body_weight: given.value("patient.body_weight"),
        horizon_days: course.horizon_days,
        tick_minutes: if is_known { course.cadence.tick_minutes } else { 1 },
        visits_days: &course.visits_days,
    };
    dose::read(log, &ledger, root, context);
    for arm in arms(root) {
        for name in ledger.sections() {
            let table = section(log, arm, name);
            keys::check(log, &ledger, name, table);
        }
        parameters::read_stated(log, &ledger, arm);
        dose::read(log, &ledger, arm, context);
    }
    check_points(log, &ledger, root, Context { window: None, ..context });
    enrolment::check_stated(log, &ledger, root);
    None
}

/// The arms that are stated.
fn arms(root: &Table) -> impl Iterator<Item = &Table> {
    let items = match root.get("arm").map(|item| &item.node) {
        Some(Node::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|item| if let Node::Table(arm) = &item.node { Some(arm) } else { None })
}

/// Notes what is wrong with the sections of a study and with every value that is swept, in a dose that takes each.
fn check_points(log: &mut Log, ledger: &Ledger, root: &Table, context: Context<'_>) {
    let any_dose = [
        ("at", Node::Text("0 d".into())),
        ("cells", Node::Integer(1)),
        ("repeat", Node::Integer(0)),
        ("every", Node::Text("1 d".into())),
    ];
    let any_dose = any_dose.map(|(key, node)| (key.to_owned(), placeholder(node)));
    let doses = placeholder(Node::Array(vec![placeholder(Node::Table(Table::from(any_dose)))]));
    for point in study::check_stated(log, ledger, root) {
        let mut table = Table::from([("dose".to_owned(), doses.clone())]);
        study::apply_point(log, &mut table, &point);
        parameters::read_stated(log, ledger, &table);
        dose::read(log, ledger, &table, context);
    }
}

/// A value that nobody has written.
fn placeholder(node: Node) -> Item {
    Item { key: TOP, place: TOP, node }
}

/// A scenario with a course that contradicts nothing of what is stated: the longest horizon, the start that its keys need, and
/// one length for all steps that are not stated.
fn completed(root: &Table) -> Table {
    let mut table = root.clone();
    let text = |text: &str| placeholder(Node::Text(text.to_owned()));
    table.entry("horizon".into()).or_insert_with(|| text(&format!("{MAX_DAYS} d")));
    let is_injury = tables::get(root, "injury.cut_share").is_some();
    table.entry("start".into()).or_insert_with(|| text(if is_injury { "acute-injury" } else { "chronic" }));
    for [step, next, last] in [["tick", "field", "slow"], ["field", "tick", "slow"], ["slow", "field", "tick"]]
        .map(|names| names.map(|name| format!("cadence.{name}")))
    {
        if tables::get(&table, &step).is_none() {
            let other = [next, last].iter().find_map(|name| tables::get(&table, name).cloned());
            tables::set(&mut table, &step, other.unwrap_or_else(|| text("1 min")));
        }
    }
    table
}
