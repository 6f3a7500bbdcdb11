//! What can be known of a scenario that cannot be read: the errors of all its sections come at once, each section read by itself.
//! What a base that is not there may have said is no error, so what is missing then stands at a value that contradicts nothing.

use super::diagnostics::Log;
use super::dose::Context;
use super::study::{self, tables};
use super::tree::{Item, Node, Table};
use super::{
    MAX_DAYS, TOP, block, course, dose, enrolment, exports, interpret, keys, parameters, section, tissue, values,
};
use crate::ledger::Ledger;

/// Notes what is wrong with the keys and values of a scenario: of all of it, or of what is stated where its base is not there.
pub fn check(log: &mut Log, root: &Table, is_whole: bool) {
    let Some(ledger) = interpret::bundled_ledger(log) else { return };
    interpret::check_keys(log, &ledger, root);
    interpret::check_texts(log, root);
    let mut mean = study::mean_patient(log, &if is_whole { root.clone() } else { completed(root) });
    enrolment::set_means(log, &ledger, root, &mut mean);
    let course = if is_whole { course::read(log, &mean) } else { course::read_stated(log, &mean) };
    let given = parameters::read_stated(log, &ledger, &mean);
    let output = section(log, root, "output");
    let exports = exports::read(log, output);
    interpret::read_replicates(log, root, &exports, study::asked_for(root));
    let patient = section(log, root, "patient");
    patient.get("draw").map(|item| values::boolean(log, item));
    let window = if is_whole { tissue::read(log, root) } else { tissue::read_stated(log, root) };
    let is_known = is_whole || tables::get(root, "cadence.tick").is_some();
    let context = Context {
        window: window.as_ref(),
        body_weight: given.value("patient.body_weight"),
        horizon_days: course.horizon_days,
        tick_minutes: if is_known { course.cadence.tick_minutes } else { 1 },
        visits_days: &course.visits_days,
    };
    dose::read(log, &ledger, root, context);
    block::read(log, &ledger, root, context.horizon_days);
    for arm in arms(root) {
        for name in ledger.sections() {
            let table = section(log, arm, name);
            keys::check(log, &ledger, name, table);
        }
        parameters::read_stated(log, &ledger, arm);
        dose::read(log, &ledger, arm, context);
        block::read(log, &ledger, arm, context.horizon_days);
    }
    enrolment::check_stated(log, &ledger, root);
    let points = if is_whole {
        let seed = interpret::read_seed(log, root);
        let enrolment = enrolment::read(log, &ledger, root, &given, seed.unwrap_or(1));
        // Who gets which arm hangs on the seed.
        let enrolment = enrolment.filter(|_| seed.is_some());
        if study::asked_for(root) { study::check(log, &ledger, root, enrolment.as_ref()) } else { Vec::new() }
    } else {
        study::check_stated(log, &ledger, root)
    };
    check_points(log, &ledger, &points, Context { window: None, ..context });
}

/// The arms that are stated.
pub fn arms(root: &Table) -> impl Iterator<Item = &Table> {
    let items = match root.get("arm").map(|item| &item.node) {
        Some(Node::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|item| if let Node::Table(arm) = &item.node { Some(arm) } else { None })
}

/// Notes what is wrong with every value that is swept, in a dose that takes each.
fn check_points(log: &mut Log, ledger: &Ledger, points: &[study::WrittenPoint], context: Context<'_>) {
    let any_dose = [
        ("at", Node::Text("0 d".into())),
        ("cells", Node::Integer(1)),
        ("repeat", Node::Integer(0)),
        ("every", Node::Text("1 d".into())),
    ];
    let any_dose = any_dose.map(|(key, node)| (key.to_owned(), unwritten(node)));
    let doses = unwritten(Node::Array(vec![unwritten(Node::Table(Table::from(any_dose)))]));
    for point in points {
        let mut table = Table::from([("dose".to_owned(), doses.clone())]);
        study::apply_point(log, &mut table, point);
        parameters::read_stated(log, ledger, &table);
        block::read(log, ledger, &table, context.horizon_days);
        // How far apart repeats are says each dose, unless that is swept as well.
        let has = |name: &str| point.iter().any(|(key, _)| key == name);
        let are_apart = has("dose.repeat") && !has("dose.every");
        let anywhere = Context { horizon_days: MAX_DAYS as u32, tick_minutes: 1, ..context };
        dose::read(log, ledger, &table, if are_apart { anywhere } else { context });
    }
}

/// A value that nobody has written.
fn unwritten(node: Node) -> Item {
    Item { key: TOP, place: TOP, node }
}

/// A scenario with a course that contradicts nothing of what is stated: the longest horizon, and the start that its keys need.
fn completed(root: &Table) -> Table {
    let mut table = root.clone();
    let text = |text: &str| unwritten(Node::Text(text.to_owned()));
    table.entry("horizon".into()).or_insert_with(|| text(&format!("{MAX_DAYS} d")));
    let is_injury = tables::get(root, "injury.cut_share").is_some();
    table.entry("start".into()).or_insert_with(|| text(if is_injury { "acute-injury" } else { "chronic" }));
    table
}
