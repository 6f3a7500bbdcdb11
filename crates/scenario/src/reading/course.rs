//! Time: horizon, baseline, start, cadences, visits.

use super::diagnostics::Log;
use super::tree::Node;
use super::tree::{Item, Table};
use super::values;
use super::{TOP, keys, section};
use crate::language::{Message, english, verbatim};
use crate::ledger::limits::Limit;
use crate::units::Kind;
use crate::units::month::MONTH;
use admsc_model::rules::setup::{Cadence, Start};

/// Longest horizon and baseline, days (a century).
pub const MAX_DAYS: f64 = 36_525.0;

/// Minutes of a day.
const DAY: u32 = 1440;

/// The intervals of a cadence, the shortest first, and how long each is where nothing is stated, minutes.
const INTERVALS: [&str; 3] = ["tick", "field", "slow"];
const USUAL_MINUTES: [u32; 3] = [60, 360, DAY];

/// The course of a run.
#[derive(Debug, Clone)]
pub struct Course {
    /// Length, days.
    pub horizon_days: u32,
    /// Length of the baseline, days.
    pub baseline_days: u32,
    /// State before day 0.
    pub start: Start,
    /// Cadences.
    pub cadence: Cadence,
    /// Days of the table, ascending; the last is the horizon.
    pub visits_days: Vec<u32>,
}

/// Reads all that is about time. Faulty parts are noted and stand at their defaults.
pub fn read(log: &mut Log, root: &Table) -> Course {
    read_with(log, root, USUAL_MINUTES.map(Some))
}

/// The same of a scenario that may state its cadence elsewhere: only intervals that are stated contradict each other.
pub fn read_stated(log: &mut Log, root: &Table) -> Course {
    read_with(log, root, [None; 3])
}

fn read_with(log: &mut Log, root: &Table, usual_minutes: [Option<u32>; 3]) -> Course {
    let horizon = root.get("horizon");
    // A faulty horizon or cadence is one error: nothing is held against the default in its stead.
    let horizon_days = match horizon {
        Some(item) => days(log, item, verbatim("horizon"), 1.0).unwrap_or(rounded(MAX_DAYS)),
        None => rounded(12.0 * MONTH),
    };
    let patient = section(log, root, "patient");
    let baseline_days =
        patient.get("baseline").and_then(|item| days(log, item, verbatim("patient.baseline"), 0.0)).unwrap_or(250);
    let cadence_table = section(log, root, "cadence");
    let cadence = read_cadence(log, cadence_table, usual_minutes).unwrap_or(Cadence {
        tick_minutes: 1,
        field_ticks: 1,
        slow_ticks: DAY,
    });
    let start = read_start(log, root, patient).unwrap_or(Start::Chronic { baseline_pain: None });
    let mut visits_days = match section(log, root, "output").get("visits") {
        Some(item) => read_visits(log, item, horizon, horizon_days),
        None => usual_visits(horizon_days),
    };
    // How a run ends is part of its table.
    visits_days.push(horizon_days);
    visits_days.sort_unstable();
    visits_days.dedup();
    Course { horizon_days, baseline_days, start, cadence, visits_days }
}

/// A time in whole days, at least `low`. Months and years are rounded, other times must be whole.
pub(super) fn days(log: &mut Log, item: &Item, path: impl Into<Message>, low: f64) -> Option<u32> {
    let value = values::quantity(log, item, Kind::Time)?;
    let whole = value.round();
    let range = |message: Message| message.with("low", low).with("high", MAX_DAYS);
    let expectation = range(english("expected {low} to {high} days").into());
    if !values::is_calendar(item) && (value - whole).abs() > 1e-9 {
        let message = english("{path} must be whole days, found {found} days").with_said("path", path);
        log.error(&item.place, message.with("found", value), expectation);
        return None;
    }
    if !(low..=MAX_DAYS).contains(&whole) {
        let message = english("{path} must be {low} to {high} days, found {found} days").with_said("path", path);
        log.error(&item.place, range(message).with("found", whole), expectation);
        return None;
    }
    Some(rounded(value))
}

/// The days of `[checkpoint]`, whose state is kept, from day 1 to the last but one.
pub(super) fn kept_days(log: &mut Log, root: &Table, horizon_days: u32) -> Vec<u32> {
    let Some(item) = section(log, root, "checkpoint").get("at") else { return Vec::new() };
    let items = match &item.node {
        Node::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(item),
    };
    let mut kept: Vec<u32> = items.iter().filter_map(|item| days(log, item, verbatim("checkpoint.at"), 1.0)).collect();
    for (item, day) in items.iter().zip(&kept) {
        if *day >= horizon_days {
            let message = english("day {day} is not before the horizon: there is nothing after it to branch off")
                .with("day", *day);
            log.warn(&item.place, message);
        }
    }
    kept.sort_unstable();
    kept
}

fn rounded(days: f64) -> u32 {
    days.round() as u32
}

fn read_start(log: &mut Log, root: &Table, patient: &Table) -> Option<Start> {
    let word = match root.get("start") {
        Some(item) => values::choice(log, item, "start", keys::STARTS)?,
        None => "chronic",
    };
    let injury = section(log, root, "injury");
    let pain = patient.get("baseline_pain");
    let cut = injury.get("cut_share");
    if word == "acute-injury" {
        if let Some(item) = pain {
            log.error(
                &item.key,
                english("baseline_pain needs a chronic start"),
                english("an acute injury begins without pain"),
            );
        }
        let cut_share = match cut {
            Some(item) => values::limited(log, item, "injury.cut_share", Kind::Number, Limit::Share)?,
            None => 0.3,
        };
        return Some(Start::AcuteInjury { cut_share });
    }
    if let Some(item) = cut {
        log.error(
            &item.key,
            english("cut_share needs start = \"acute-injury\""),
            english("a chronic start has no newly cut axons"),
        );
    }
    let Some(item) = pain else {
        return Some(Start::Chronic { baseline_pain: None });
    };
    let asked = values::limited(log, item, "patient.baseline_pain", Kind::Points, Limit::Positive)?;
    if asked > 10.0 {
        let message = english("baseline_pain must be at most 10 points, found {found}").with("found", asked);
        log.error(&item.place, message, english("expected 0 to 10"));
        return None;
    }
    Some(Start::Chronic { baseline_pain: Some(asked) })
}

/// Cadences in whole minutes, each a whole number of the one before; the slow one divides a day. Intervals that are neither
/// stated nor usual are not known: nothing is held against them.
fn read_cadence(log: &mut Log, table: &Table, usual: [Option<u32>; 3]) -> Option<Cadence> {
    let read = INTERVALS.into_iter().zip(usual).filter_map(|(name, usual)| match table.get(name) {
        Some(item) => Some(interval(log, item, name).map(|minutes| (name, minutes))),
        None => usual.map(|minutes| Some((name, minutes))),
    });
    // All are read before a faulty one ends this.
    let read: Vec<Option<(&str, u32)>> = read.collect();
    let known: Vec<(&str, u32)> = read.into_iter().collect::<Option<_>>()?;
    let mut good = true;
    for (row, (name, minutes)) in known.iter().enumerate() {
        let next = known.get(row + 1);
        let longer = next.map_or(DAY, |(_, minutes)| *minutes);
        if longer.is_multiple_of(*minutes) {
            continue;
        }
        let set = [next.map_or(name, |(longer, _)| longer), name].map(|name| table.get(*name).map(|item| &item.place));
        let place = log.blame(set).unwrap_or(&TOP);
        let message = match next {
            None => english("a day is not a whole number of {name} intervals of {minutes} min")
                .with("name", name)
                .with("minutes", minutes),
            Some((long, _)) => {
                english("{long} of {long_minutes} min is not a whole number of {short} of {short_minutes} min")
                    .with("long", long)
                    .with("long_minutes", longer)
                    .with("short", name)
                    .with("short_minutes", minutes)
            }
        };
        log.error(place, message, english("each cadence must divide the next, and slow must divide a day"));
        good = false;
    }
    let minutes = |name: &str| known.iter().find(|(other, _)| *other == name).map(|(_, minutes)| *minutes);
    let tick = minutes("tick").unwrap_or(1);
    let ticks = |name: &str| minutes(name).map_or(1, |minutes| minutes / tick);
    good.then(|| Cadence { tick_minutes: tick, field_ticks: ticks("field"), slow_ticks: ticks("slow") })
}

/// An interval of a cadence, minutes.
fn interval(log: &mut Log, item: &Item, name: &str) -> Option<u32> {
    let path = format!("cadence.{name}");
    let value = values::limited(log, item, &path, Kind::Time, Limit::Positive)? * f64::from(DAY);
    let whole = value.round();
    if (value - whole).abs() > 1e-6 || !(1.0..=f64::from(DAY)).contains(&whole) {
        let message = english("{path} must be a whole number of minutes up to a day, found {found} min");
        let message = message.with("path", &path).with("found", value);
        log.error(&item.place, message, english("expected 1 min to 1 d"));
        return None;
    }
    Some(whole as u32)
}

/// Visits as written. Those after the horizon are errors, unless the horizon was set nearer to the user than the visits
/// were (by `--set`, or in a file that extends theirs): who shortens a run need not write its visits anew.
fn read_visits(log: &mut Log, item: &Item, horizon: Option<&Item>, horizon_days: u32) -> Vec<u32> {
    let super::tree::Node::Array(items) = &item.node else {
        let expectation = english("an array of times, for example [\"0 d\", \"6 months\"]");
        values::wrong_type(log, item, item.node.name(), expectation);
        return usual_visits(horizon_days);
    };
    let shortened = horizon.is_some_and(|horizon| log.distance(&horizon.place) < log.distance(&item.place));
    let length = super::days(horizon_days);
    let (mut visits, mut left_out) = (Vec::new(), Vec::new());
    for item in items {
        let Some(day) = days(log, item, english("a visit"), 0.0) else {
            continue;
        };
        if visits.contains(&day) {
            let message = english("the visit on day {day} is given twice").with("day", day);
            log.error(&item.place, message, english("expected each visit once"));
        } else if day <= horizon_days {
            visits.push(day);
        } else if shortened {
            left_out.push(english("day {day}").with("day", day));
        } else {
            let message = english("the visit on day {day} lies after the horizon of {length}").with("day", day);
            let expectation = english("expected 0 to {length}").with_said("length", length.clone());
            log.error(&item.place, message.with_said("length", length.clone()), expectation);
        }
    }
    if !left_out.is_empty() {
        let message = english("visits after the horizon of {length} are ignored: {visits}")
            .with_said("length", length)
            .with_said("visits", Message::joined(left_out, english(", ")));
        log.warn(&item.place, message);
    }
    if items.is_empty() {
        let expectation = english("expected at least one time, for example [\"0 d\"]");
        log.error(&item.place, english("there is no visit"), expectation);
    }
    visits
}

/// Months 0, 1, 3, 6, 12 and then every year.
fn usual_visits(horizon_days: u32) -> Vec<u32> {
    let years = (2..=100).map(|year| 12.0 * f64::from(year));
    let months = [0.0, 1.0, 3.0, 6.0, 12.0].into_iter().chain(years);
    months.map(|month| rounded(month * MONTH)).take_while(|day| *day <= horizon_days).collect()
}
