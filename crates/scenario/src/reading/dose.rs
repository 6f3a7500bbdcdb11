//! Treatments.

mod when;

use super::diagnostics::Log;
use super::keys::{self, MAX_DOSES, MAX_POSITIONS};
use super::tissue::Window;
use super::tree::{Item, Node, Table};
use super::{positions, values};
use crate::language::english;
use crate::ledger::Ledger;
use crate::ledger::limits::Limit;
use crate::units::{self, Kind};
use admsc_model::rules::retreatment::Retreatment;
use admsc_model::rules::setup::{Dose, Preparation, Route};
use when::PainReturns;

/// Distance of the needle from the lesion unless said otherwise, µm.
const DEFAULT_DISTANCE_UM: f64 = 500.0;

/// The site of a dose that states none.
static NO_KEYS: Table = Table::new();

/// What a dose is measured against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The window; nothing when it is faulty itself.
    pub window: Option<&'a Window>,
    /// Body weight, kg.
    pub body_weight: f64,
    /// Length of the run, days.
    pub horizon_days: u32,
    /// Length of a tick, minutes.
    pub tick_minutes: u32,
    /// Days of the visits, ascending.
    pub visits_days: &'a [u32],
}

/// When a dose is given.
enum When {
    /// On these days.
    Days(Vec<f64>),
    /// Again when pain returns: the rule without its dose.
    Again(PainReturns),
}

/// Reads `[[dose]]`, repeats written out: what is given on fixed days, and what is given again when pain returns.
pub fn read(log: &mut Log, ledger: &Ledger, root: &Table, context: Context<'_>) -> (Vec<Dose>, Vec<Retreatment>) {
    let Some(item) = root.get("dose") else { return (Vec::new(), Vec::new()) };
    let Node::Array(items) = &item.node else {
        let message = english("dose is {found}, not an array of tables").with_said("found", item.node.name());
        log.error(&item.key, message, english("expected an array of tables: write [[dose]]"));
        return (Vec::new(), Vec::new());
    };
    let (mut doses, mut retreatments) = (Vec::new(), Vec::new());
    let (mut given, mut placed) = (0, 0);
    for item in items {
        let Some(table) = values::table(log, item, english("a dose, for example { at = \"0 d\", cells = 18e6 }"))
        else {
            continue;
        };
        let are_known = keys::check(log, ledger, "dose", table);
        let Some((dose, when)) = read_one(log, ledger, item, table, are_known, context) else {
            continue;
        };
        let number = match &when {
            When::Days(days) => days.len(),
            When::Again(rule) => rule.at_most as usize,
        };
        given += number;
        if given as u64 > MAX_DOSES {
            let message =
                english("the run can have more than {number} doses, with every repeat and every dose of when");
            let expectation = english("expected a smaller repeat or at_most, or fewer doses");
            log.error(&item.place, message.with("number", MAX_DOSES), expectation);
            break;
        }
        placed += placed_cells(&dose) * number;
        if placed > MAX_POSITIONS {
            let message = english("{placed} cells have positions in all doses together, the limit is {limit}")
                .with("placed", placed)
                .with("limit", MAX_POSITIONS);
            let place = &table.get("positions").unwrap_or(item).place;
            log.error(place, message, english("expected fewer positions or repeats"));
            break;
        }
        match when {
            When::Days(days) => doses.extend(days.into_iter().map(|at_days| Dose { at_days, ..dose.clone() })),
            When::Again(PainReturns { pain_above, at_most, not_before_days }) => {
                let visits_days = context.visits_days.to_vec();
                retreatments.push(Retreatment { pain_above, at_most, not_before_days, visits_days, dose });
            }
        }
    }
    (doses, retreatments)
}

fn placed_cells(dose: &Dose) -> usize {
    match &dose.route {
        Route::Placed { positions_um } => positions_um.len(),
        Route::Needle { .. } | Route::Vein => 0,
    }
}

/// A dose, and when it is given. What it lacks is told where all its keys are known.
fn read_one(
    log: &mut Log,
    ledger: &Ledger,
    item: &Item,
    table: &Table,
    are_known: bool,
    context: Context<'_>,
) -> Option<(Dose, When)> {
    let content = read_content(log, item, table, are_known, context.body_weight);
    let route = match table.get("positions") {
        Some(positions) => read_placed(log, table, positions, context.window),
        None => read_route(log, ledger, table, context.window),
    };
    let when = match table.get("when") {
        Some(when) => when::read(log, ledger, table, when, context).map(When::Again),
        None => read_times(log, item, table, are_known, context).map(When::Days),
    };
    let Content { preparation, cells, cells_per_kg } = content?;
    let route = route?;
    if matches!((preparation, &route), (Preparation::Dead | Preparation::Medium, Route::Vein)) {
        log.warn(&item.place, english("dead cells and medium have no effect by vein in this model"));
    }
    let cells = if let Route::Placed { positions_um } = &route { positions_um.len() as f64 } else { cells };
    Some((Dose { at_days: 0.0, cells, cells_per_kg, preparation, route }, when?))
}

/// Cells at given positions, which leave nothing else to say about where and how many.
fn read_placed(log: &mut Log, table: &Table, positions: &Item, window: Option<&Window>) -> Option<Route> {
    if let Some(site) = table.get("site") {
        let expectation = english("remove this: each cell has its own position");
        log.error(&site.key, english("cells with positions have no site"), expectation);
    }
    if let Some(item) = table.get("route")
        && values::choice(log, item, "route", keys::ROUTES)? != "needle"
    {
        let expectation = english("remove this, or remove positions");
        log.error(&item.place, english("cells with positions cannot be given by vein"), expectation);
        return None;
    }
    Some(Route::Placed { positions_um: positions::read(log, positions, window?)? })
}

/// What is given and how many cells, to the mean patient and per kg of anybody.
struct Content {
    preparation: Preparation,
    cells: f64,
    cells_per_kg: Option<f64>,
}

fn read_content(log: &mut Log, item: &Item, table: &Table, are_known: bool, body_weight: f64) -> Option<Content> {
    let without_cells = |preparation| Content { preparation, cells: 0.0, cells_per_kg: None };
    let sham = table.get("sham").map(|item| values::boolean(log, item));
    let (cells, per_kg) = (table.get("cells"), table.get("cells_per_kg"));
    if sham == Some(Some(true)) {
        for other in [cells, per_kg, table.get("preparation"), table.get("positions")].into_iter().flatten() {
            let expectation = english("remove this, or remove sham = true");
            log.error(&other.key, english("a sham has no cells"), expectation);
        }
        return Some(without_cells(Preparation::Sham));
    }
    let preparation = match table.get("preparation") {
        None => Some(Preparation::Live),
        Some(item) => values::choice(log, item, "preparation", keys::PREPARATIONS).map(|word| match word {
            "dead" => Preparation::Dead,
            "medium" => Preparation::Medium,
            _ => Preparation::Live,
        }),
    };
    if let Some(positions) = table.get("positions") {
        for other in [cells, per_kg].into_iter().flatten() {
            log.error(&other.key, english("positions already determine the number of cells"), english("remove this"));
        }
        if preparation == Some(Preparation::Medium) {
            let expectation = english("remove this, and give cells and a site");
            log.error(&positions.key, english("medium contains no cells, so it has no positions"), expectation);
        }
        return sham.is_none_or(|read| read.is_some()).then_some(without_cells(preparation?));
    }
    let fixed = cells.map(|item| values::limited(log, item, "cells", Kind::Cells, Limit::Positive));
    let by_weight = per_kg.map(|item| values::limited(log, item, "cells_per_kg", Kind::CellsPerMass, Limit::Positive));
    let cells = match (fixed, by_weight) {
        (Some(_), Some(_)) => {
            let both = per_kg.unwrap_or(item);
            log.error(&both.key, english("cells and cells_per_kg are both given"), english("expected one of them"));
            None
        }
        (Some(cells), None) => cells.map(|cells| (cells, None)),
        (None, Some(cells)) => cells.map(|cells| (cells * body_weight, Some(cells))),
        (None, None) => {
            if are_known {
                let expectation = english("expected cells, cells_per_kg, positions or sham = true");
                log.error(&item.key, english("this dose has no cells"), expectation);
            }
            None
        }
    };
    let (cells, cells_per_kg) = cells?;
    sham.is_none_or(|read| read.is_some()).then_some(Content { preparation: preparation?, cells, cells_per_kg })
}

fn read_route(log: &mut Log, ledger: &Ledger, table: &Table, window: Option<&Window>) -> Option<Route> {
    let word = match table.get("route") {
        Some(item) => values::choice(log, item, "route", keys::ROUTES)?,
        None => "needle",
    };
    let site = table.get("site");
    if word == "vein" {
        if let Some(item) = site {
            let expectation = english("remove this, or choose route = \"needle\"");
            log.error(&item.key, english("an infusion has no site"), expectation);
        }
        return Some(Route::Vein);
    }
    let example = english("{ from_lesion_edge = \"0.5 mm\" } or { at = [\"1 mm\", \"1 mm\"] }");
    let site_table = match site {
        Some(item) => Some(values::table(log, item, example)?),
        None => None,
    };
    let site_table = site_table.unwrap_or(&NO_KEYS);
    keys::check(log, ledger, "dose.site", site_table);
    let (at, edge) = (site_table.get("at"), site_table.get("from_lesion_edge"));
    if let (Some(_), Some(both)) = (at, edge) {
        log.error(&both.key, english("at and from_lesion_edge are both given"), english("expected one of them"));
        return None;
    }
    let point_um = at.map(|item| values::quantities(log, item, Kind::Length, 2, 3));
    let distance = edge.map_or(Some(DEFAULT_DISTANCE_UM), |item| {
        values::limited(log, item, "from_lesion_edge", Kind::Length, Limit::NotNegative)
    });
    let window = window?;
    let tip_um = match at.zip(point_um) {
        Some((item, given)) => point(log, item, &given?, window),
        None => beside_lesion(distance?, window),
    };
    check_inside(log, site.unwrap_or(table.get("route").or(table.get("at")).or(table.get("when"))?), tip_um, window)?;
    Some(Route::Needle { tip_um })
}

/// A point of the window. In a section z is the middle of the depth.
fn point(log: &mut Log, item: &Item, given: &[f64], window: &Window) -> [f64; 3] {
    let middle = 0.5 * window.grid.size_um()[2];
    super::tissue::warn_of_z(log, item, given.len(), &window.grid);
    if given.len() == 2 && window.grid.dimensions() == 3 {
        let message = english("z is not given; the needle ends in the middle of the block, at z = {z} um");
        log.warn(&item.place, message.with("z", middle));
    }
    let z = if window.grid.dimensions() == 3 { given.get(2).copied().unwrap_or(middle) } else { middle };
    [given[0], given[1], z]
}

/// Outside the lesion, so far on its low-x side and in the middle of its height.
fn beside_lesion(distance: f64, window: &Window) -> [f64; 3] {
    let (from, to) = (window.lesion.from_um, window.lesion.to_um);
    [from[0] - distance, 0.5 * (from[1] + to[1]), 0.5 * (from[2] + to[2])]
}

fn check_inside(log: &mut Log, item: &Item, tip: [f64; 3], window: &Window) -> Option<()> {
    let size = window.grid.size_um();
    for (axis, name) in ['x', 'y', 'z'].into_iter().enumerate() {
        if !(0.0..=size[axis]).contains(&tip[axis]) {
            let message = english("the needle ends at {axis} = {found} um, outside the window");
            let message = message.with("axis", name).with("found", tip[axis]);
            let help = english("place it by site = { at = {point} }").with("point", beside(window));
            log.error_with_suggestion(&item.place, message, super::tissue::along(name, size[axis]), Some(help));
            return None;
        }
    }
    Some(())
}

/// A point of the window as it is written: before the lesion if there is room, at half of its height.
fn beside(window: &Window) -> String {
    let (from, to) = (window.lesion.from_um, window.lesion.to_um);
    let mut point = [0, 1, 2].map(|axis| 0.5 * (from[axis] + to[axis]));
    if from[0] > 0.0 {
        point[0] = 0.5 * from[0];
    }
    let written = |um: &f64| format!("\"{}\"", units::format(*um, Kind::Length, "mm"));
    let coordinates = point.iter().take(window.grid.dimensions() as usize).map(written);
    format!("[{}]", coordinates.collect::<Vec<_>>().join(", "))
}

/// Days of a dose and its repeats.
fn read_times(log: &mut Log, item: &Item, table: &Table, are_known: bool, context: Context<'_>) -> Option<Vec<f64>> {
    let Some(at) = table.get("at") else {
        if are_known {
            let expectation = english("expected at, for example at = \"0 d\"");
            log.error(&item.key, english("this dose has no time"), expectation);
        }
        return None;
    };
    let first = values::limited(log, at, "at", Kind::Time, Limit::NotNegative);
    let (repeats, every, last) = read_repeats(log, table)?;
    let first = first?;
    let of_calendar = [values::is_calendar(at), table.get("every").is_some_and(values::is_calendar)];
    let mut times = Vec::new();
    for number in 0..=repeats {
        // Months and years are rounded to whole days together; hours and days stay as they are.
        let parts = [first, f64::from(number) * every].into_iter().zip(of_calendar);
        let (calendar, exact): (Vec<_>, Vec<_>) = parts.partition(|(_, is_calendar)| *is_calendar);
        let sum = |parts: Vec<(f64, bool)>| parts.into_iter().fold(0.0, |sum, (days, _)| sum + days);
        let day = sum(calendar).round() + sum(exact);
        let place = if number == 0 { &at.place } else { last.map_or(&at.place, |item| &item.place) };
        if day >= f64::from(context.horizon_days) {
            let message = english("a dose on day {day} lies after the horizon of {length}").with("day", day);
            let message = message.with_said("length", super::days(context.horizon_days));
            let help = english("set horizon to more than {length}, or give fewer doses");
            let help = help.with_said("length", super::days(day));
            log.error_with_suggestion(place, message, english("expected a dose before the horizon"), Some(help));
            return None;
        }
        let ticks = day * 1440.0 / f64::from(context.tick_minutes);
        if (ticks - ticks.round()).abs() > 1e-6 {
            let message = english("a dose on day {day} is not on a tick of {minutes} min").with("day", day);
            let message = message.with("minutes", context.tick_minutes);
            log.error(place, message, english("expected a whole number of ticks"));
            return None;
        }
        times.push(day);
    }
    Some(times)
}

/// Number of repeats, days between them, and where the number stands.
fn read_repeats<'a>(log: &mut Log, table: &'a Table) -> Option<(u32, f64, Option<&'a Item>)> {
    match (table.get("repeat"), table.get("every")) {
        (None, None) => Some((0, 0.0, None)),
        (Some(repeat), None) => {
            let expectation = english("expected the time between doses: every = \"6 months\"");
            log.error(&repeat.key, english("repeat needs every"), expectation);
            None
        }
        (None, Some(every)) => {
            let expectation = english("expected the number of further doses: repeat = 1");
            log.error(&every.key, english("every needs repeat"), expectation);
            None
        }
        (Some(repeat), Some(every)) => {
            let number = values::integer(log, repeat, "repeat", 0, MAX_DOSES - 1);
            let days = values::limited(log, every, "every", Kind::Time, Limit::Positive);
            Some((number? as u32, days?, Some(repeat)))
        }
    }
}
