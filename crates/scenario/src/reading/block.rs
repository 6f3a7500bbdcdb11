//! `knock_out` and `[[block]]`: what is missing from before the baseline on, and what a drug takes from a day on.

use super::course::days;
use super::diagnostics::Log;
use super::tree::{Item, Node, Table};
use super::{keys, values};
use crate::language::{Message, Phrase, english, verbatim};
use crate::ledger::Ledger;
use crate::ledger::limits::Limit;
use crate::units::Kind;
use admsc_model::rules::block::{self, Block, Process};
use admsc_model::rules::setup::Setup;
use admsc_model::rules::species::Species;

/// Names of what can be blocked.
pub const PROCESSES: &[&str] = &{
    let mut names = [""; block::ALL.len()];
    let mut process = 0;
    while process < names.len() {
        names[process] = block::ALL[process].name();
        process += 1;
    }
    names
};

/// What blocking a process stands for.
pub fn stands_for(process: Process) -> Phrase {
    match process {
        Process::Signal(Species::TnfAlpha) => english("TNFα, for who reads it: etanercept, an antibody, Tnf-/-"),
        Process::Signal(Species::Il10) => {
            english("IL-10 of M2 and regulatory T cells, for who reads it: an antibody, Il10-/-")
        }
        Process::Signal(Species::Mediator) => {
            english("what licensed ADMSC secrete: an inhibitor of COX-2, cells without TSG-6")
        }
        Process::Signal(Species::Cxcl12) => english("CXCL12 or its receptor CXCR4: AMD3100"),
        Process::Signal(Species::Ngf) => english("NGF of cells and of tissue: tanezumab"),
        Process::Signal(Species::Gdnf) => english("GDNF of cells: an antibody"),
        Process::Signal(Species::Vegf) => english("VEGF of cells: bevacizumab"),
        Process::Recruitment => english("the call for monocytes by drive and debris: Ccr2-/-, an antagonist of CCR2"),
        Process::MacrophageEntry => english("every entry of monocytes: depletion by clodronate"),
        Process::AxonDegeneration => {
            english("break-up of cut axons, slowed to 0.06 times its speed where blocked as a whole: Wlds, Sarm1-/-")
        }
        Process::TCells => english("T cells that enter: animals without them (nude, Rag1-/-)"),
        Process::Microglia => english("the call of microglia of the segment: minocycline, P2rx4-/-"),
    }
}

/// Reads what is knocked out, then what is blocked, in the order of the text.
pub(super) fn read(log: &mut Log, ledger: &Ledger, root: &Table, horizon_days: u32) -> Option<Vec<Block>> {
    let mut all = Vec::new();
    for item in array(log, root, "knock_out", english("an array of names, for example [\"recruitment\"]"))? {
        let process = process(log, item, "knock_out")?;
        if all.iter().any(|other: &Block| other.process == process) {
            let found = english("{name} is knocked out twice").with("name", process.name());
            log.error(&item.place, found, english("expected each value once"));
            return None;
        }
        all.push(Block { process, from_days: None, until_days: None, share: 1.0 });
    }
    for item in array(log, root, "block", english("an array of tables: write [[block]]"))? {
        all.push(one(log, ledger, item, horizon_days)?);
    }
    Some(all)
}

/// The items of an array; none where it is not there.
fn array<'a>(log: &mut Log, root: &'a Table, key: &str, expected: impl Into<Message>) -> Option<&'a [Item]> {
    let Some(item) = root.get(key) else { return Some(&[]) };
    let Node::Array(items) = &item.node else {
        values::wrong_type(log, item, item.node.name(), expected);
        return None;
    };
    Some(items)
}

/// The process of a name.
fn process(log: &mut Log, item: &Item, path: &str) -> Option<Process> {
    Process::named(values::choice(log, item, path, PROCESSES)?)
}

/// One `[[block]]`.
fn one(log: &mut Log, ledger: &Ledger, item: &Item, horizon_days: u32) -> Option<Block> {
    let example = english("a block, for example { what = \"tnf\", from = \"4 d\", until = \"14 d\", share = 0.8 }");
    let table = values::table(log, item, example)?;
    let are_known = keys::check(log, ledger, "block", table);
    let Some(what) = table.get("what") else {
        if are_known {
            let expected = english("expected what = one of {names}").with("names", PROCESSES.join(", "));
            log.error(&item.place, english("this block has no what"), expected);
        }
        return None;
    };
    let process = process(log, what, "what")?;
    let from = table.get("from").map_or(Some(0), |item| days(log, item, verbatim("from"), 0.0))?;
    if from >= horizon_days
        && let Some(item) = table.get("from")
    {
        let found = english("a block from day {day} on lies after the horizon of {length}").with("day", from);
        let found = found.with_said("length", super::days(horizon_days));
        log.error(&item.place, found, english("expected a day before the horizon"));
        return None;
    }
    let until = match table.get("until") {
        Some(item) => Some(days(log, item, verbatim("until"), f64::from(from) + 1.0)?),
        None => None,
    };
    let share = match table.get("share") {
        Some(item) => values::limited(log, item, "share", Kind::Number, Limit::Share)?,
        None => 1.0,
    };
    Some(Block { process, from_days: Some(f64::from(from)), until_days: until.map(f64::from), share })
}

/// What is knocked out and what is blocked, in sentences.
pub(super) fn blocks_in_words(setup: &Setup) -> Vec<Message> {
    let told = |block: &Block| {
        let name = block.process.name();
        let said = match (block.from_days, block.until_days) {
            (None, _) => english("Knocked out: {name}.").into(),
            (Some(from), None) => english("Blocked by {share} % from day {from} on: {name}.").with("from", from),
            (Some(from), Some(until)) => english("Blocked by {share} % from day {from} to day {until}: {name}.")
                .with("from", from)
                .with("until", until),
        };
        said.with("share", 100.0 * block.share).with("name", name)
    };
    setup.blocks.iter().map(told).collect()
}

/// The lines of a resolved scenario that state them: those of the top level, and the tables behind it.
pub(super) fn written(setup: &Setup) -> (String, String) {
    let genes: Vec<String> = setup
        .blocks
        .iter()
        .filter(|block| block.is_gene())
        .map(|block| format!("\"{}\"", block.process.name()))
        .collect();
    let top = if genes.is_empty() { String::new() } else { format!("knock_out = [{}]\n", genes.join(", ")) };
    let table = |block: &Block| {
        let from = block.from_days?;
        let until = block.until_days.map_or_else(String::new, |day| format!("until = \"{day} day\"\n"));
        let what = block.process.name();
        Some(format!("\n[[block]]\nwhat = \"{what}\"\nfrom = \"{from} day\"\n{until}share = {}\n", block.share))
    };
    (top, setup.blocks.iter().filter_map(table).collect())
}
