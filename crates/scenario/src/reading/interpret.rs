//! From a tree of values to a scenario.

use std::collections::BTreeMap;

use super::course::{self, Course};
use super::diagnostics::Log;
use super::parameters::{self, Given};
use super::tree::{Item, Node, Table};
use super::{
    Exports, Scenario, TOP, Translation, agents, block, change, dose, enrolment, exports, idle, keys, lives, memory,
    overruled, resolved, section, study, text, tissue, unread, values,
};
use crate::language::{Phrase, english, verbatim};
use crate::ledger::{Ledger, from_values};
use crate::population::enrolment::Enrolment;
use admsc_model::rules::setup::{Adhesion, Setup};

/// Tells known from unknown keys everywhere but in doses, which are checked where they are read.
pub fn check_keys(log: &mut Log, ledger: &Ledger, root: &Table) {
    keys::check(log, ledger, "", root);
    for name in keys::sections(ledger) {
        let table = section(log, root, name);
        keys::check(log, ledger, name, table);
    }
    if let Some(Node::Table(lesion)) = section(log, root, "tissue").get("lesion").map(|item| &item.node) {
        keys::check(log, ledger, "tissue.lesion", lesion);
    }
    if let Some(item) = section(log, root, "translation").get("ja")
        && let Some(texts) = values::table(log, item, english("a section [{name}]").with("name", "translation.ja"))
    {
        keys::check(log, ledger, "translation.ja", texts);
    }
}

/// The seed of all random numbers. A study may state it in `[population]` as well; of two that are stated the one nearest to
/// the user counts, that of the population where both stand in one file.
pub fn read_seed(log: &mut Log, root: &Table) -> Option<u64> {
    let own = root.get("seed");
    let of_population = match root.get("population").map(|item| &item.node) {
        Some(Node::Table(population)) => population.get("seed"),
        _ => None,
    };
    let nearest = log.blame([of_population, own].map(|item| item.map(|item| &item.place))).cloned();
    let is_nearest = |item: &Item| nearest.as_ref() == Some(&item.place);
    let read = [
        own.map(|item| (is_nearest(item), values::integer(log, item, "seed", 0, u64::MAX))),
        of_population.map(|item| (is_nearest(item), values::integer(log, item, "population.seed", 0, u64::MAX))),
    ];
    let mut seed = Some(1);
    for (counts, value) in read.into_iter().flatten() {
        let value = value?;
        if counts {
            seed = Some(value);
        }
    }
    seed
}

/// Notes what is wrong with the texts and the seed that are stated.
pub fn check_texts(log: &mut Log, root: &Table) {
    words(log, root, "title", "");
    words(log, root, "question", "");
    translation(log, root, "ja");
    read_seed(log, root);
}

pub fn bundled_ledger(log: &mut Log) -> Option<Ledger> {
    match Ledger::bundled() {
        Ok(ledger) => Some(ledger),
        Err(error) => {
            log.error_without_place(verbatim(error), english("expected a ledger that matches this version"));
            None
        }
    }
}

/// Reads everything a scenario says, or notes what is wrong with it.
pub fn interpret(log: &mut Log, name: &str, root: &Table) -> Option<Scenario> {
    let ledger = bundled_ledger(log)?;
    check_keys(log, &ledger, root);
    let whole = root;
    overruled::warn(log, &ledger, whole);
    let mut root = study::mean_patient(log, whole);
    enrolment::set_means(log, &ledger, whole, &mut root);
    let root = &root;
    let given = parameters::read(log, &ledger, root);
    let course = course::read(log, root);
    let (title, question) = (words(log, root, "title", name), words(log, root, "question", ""));
    let seed = read_seed(log, whole);
    let japanese = translation(log, whole, "ja");
    let output = section(log, root, "output");
    let exports = exports::read(log, output);
    let replicates = read_replicates(log, root, &exports, study::asked_for(whole));
    let shown = lives::read(log, root);
    let kept_days = course::kept_days(log, root, course.horizon_days);
    let visits_days = course.visits_days.clone();
    let mean = mean_patient(log, &ledger, root, &given, course)?;
    memory::exports_fit(log, &mean, &exports, &visits_days, output);
    check_records(log, root, replicates?, &mean);
    let enrolment = enrolment::read(log, &ledger, whole, &given, seed?);
    let setup = draw_patient(log, root, enrolment.as_ref(), &mean)?;
    if let (Some(change), true) = (whole.get("change"), study::asked_for(whole)) {
        refuse_change(log, change, english("a study"));
    }
    let study = match study::asked_for(whole) {
        true => {
            let read = |log: &mut Log, table: &Table| read_setup(log, &ledger, table);
            let context = study::Context {
                ledger: &ledger,
                mean: root,
                given: &given,
                patient: &setup,
                enrolment: enrolment.as_ref(),
                visits_days: &visits_days,
                setup: &read,
            };
            Some(study::read(log, whole, &context)?)
        }
        false => None,
    };
    let enrolment = enrolment?;
    let [mean, setup] = [mean, setup].map(|setup| if whole.contains_key("arm") { undosed(setup) } else { setup });
    let mut scenario = Scenario {
        name: name.to_string(),
        title: title?,
        question: question?,
        japanese,
        indication: None,
        seed: seed?,
        patient: enrolment.number.unwrap_or(0),
        enrolment,
        replicates: replicates?,
        lives: shown?,
        kept_days,
        mean,
        setup,
        visits_days,
        exports,
        study,
        resolved_toml: String::new(),
        warnings: Vec::new(),
        set: Vec::new(),
    };
    idle::warn(log, &ledger, whole, &scenario);
    unread::warn(log, whole);
    scenario.resolved_toml = resolved::write(&ledger, &scenario, whole)?;
    Some(scenario)
}

/// The patient whom all arms have in common: doses stand in each of them.
fn undosed(setup: Setup) -> Setup {
    Setup { doses: Vec::new(), retreatments: Vec::new(), ..setup }
}

/// The setup of one case of a study.
fn read_setup(log: &mut Log, ledger: &Ledger, root: &Table) -> Option<Setup> {
    for name in ledger.sections() {
        let table = section(log, root, name);
        keys::check(log, ledger, name, table);
    }
    let given = parameters::read(log, ledger, root);
    let course = course::read(log, root);
    mean_patient(log, ledger, root, &given, course)
}

/// The setup with the parameters as they are given.
fn mean_patient(log: &mut Log, ledger: &Ledger, root: &Table, given: &Given, course: Course) -> Option<Setup> {
    let window = tissue::read(log, root);
    let context = dose::Context {
        window: window.as_ref(),
        body_weight: given.value("patient.body_weight"),
        horizon_days: course.horizon_days,
        tick_minutes: course.cadence.tick_minutes,
        visits_days: &course.visits_days,
    };
    let (doses, retreatments) = dose::read(log, ledger, root, context);
    check_nerve(log, root, given);
    let window = window?;
    warn_of_exploration(log, given);
    let adhesion = match section(log, root, "circulation").get("adhesion") {
        Some(item) => values::choice(log, item, "circulation.adhesion", keys::ADHESIONS)?,
        None => keys::ADHESIONS[0],
    };
    let setup = Setup {
        adhesion: if adhesion == keys::ADHESIONS[0] { Adhesion::Inflamed } else { Adhesion::Uniform },
        grid: window.grid,
        lesion: window.lesion,
        nerve: window.nerve,
        parameters: from_values(&given.values).ok()?,
        start: course.start,
        doses,
        retreatments,
        changes: Vec::new(),
        blocks: block::read(log, ledger, root, course.horizon_days)?,
        cadence: course.cadence,
        horizon_days: course.horizon_days,
        baseline_days: course.baseline_days,
    };
    let setup = Setup { changes: change::read(log, ledger, root, given, &setup)?, ..setup };
    check_memory(log, root, given, &setup);
    check_turns(log, given, &setup);
    agents::warn_of_few(log, root.get("dose").map_or(&TOP, |item| &item.place), &setup);
    Some(setup)
}

/// What decides how many macrophages there are at once.
const TURNOVER: [&str; 10] = [
    "macrophage.loss_rate",
    "macrophage.m0_to_m1_rate",
    "macrophage.m0_to_m2_rate",
    "macrophage.reference_density",
    "macrophage.recruitment_gain",
    "macrophage.recruitment_base",
    "drive.tnf",
    "drive.damage",
    "drive.central",
    "drive.autoimmune",
];

fn check_memory(log: &mut Log, root: &Table, given: &Given, setup: &Setup) {
    let tissue = section(log, root, "tissue");
    let [window, voxel] = ["window", "voxel"].map(|name| tissue.get(name).map(|item| &item.place));
    let key = |key: &&str| given.places.get(*key);
    let given_cells = [root.get("dose").map(|item| &item.key), key(&"tissue.treated_volume")];
    let entering: Vec<_> = TURNOVER.iter().map(key).chain([window, voxel]).collect();
    let injected = [&given_cells[..], &[window, voxel]].concat();
    memory::cells_fit(log, setup, [&injected, &entering], &[key(&"tissue.vessel_density"), window, voxel]);
}

/// Most turns of a cell in a step, each of which is computed. The shortest plausible persistence and the longest step, a day, come
/// to 144.
const MOST_TURNS: f64 = 1000.0;

/// Cells that turn far more often than they are looked at would take for ever.
fn check_turns(log: &mut Log, given: &Given, setup: &Setup) {
    let tick = setup.cadence.tick_minutes;
    for (key, minutes) in [("stem_cell", tick), ("macrophage", tick * setup.cadence.field_ticks)] {
        let key = format!("{key}.persistence");
        let turns = f64::from(minutes) / 1440.0 / given.value(&key);
        if turns > MOST_TURNS {
            let place = given.places.get(&key).unwrap_or(&TOP);
            let message = english("{key} lets a cell turn {turns} times within a step of {minutes} min");
            let message = message.with("key", &key).with("turns", format_args!("{turns:.0}")).with("minutes", minutes);
            let least = format!("{} min", f64::from(minutes) / MOST_TURNS);
            log.error(place, message, english("expected at least {least}").with("least", least));
        }
    }
}

/// How many times the patient is run. Cell tables are those of one run.
pub fn read_replicates(log: &mut Log, root: &Table, exports: &Exports, is_study: bool) -> Option<u32> {
    if is_study {
        return not_of_studies(log, root, exports);
    }
    let Some(item) = root.get("replicates") else { return Some(1) };
    let number = values::integer(log, item, "replicates", 1, keys::MAX_REPLICATES)? as u32;
    let output = section(log, root, "output");
    for (name, _, chosen) in exports.by_key() {
        if let (Some(item), true) = (output.get(name), number > 1 && !chosen.is_empty()) {
            let message =
                english("{name} can be exported for a single run only, but there are replicates").with("name", name);
            log.error(&item.place, message, english("expected no {name}, or replicates = 1").with("name", name));
        }
    }
    Some(number)
}

/// What studies do not have.
fn not_of_studies(log: &mut Log, root: &Table, exports: &Exports) -> Option<u32> {
    if let Some(item) = root.get("replicates")
        && values::integer(log, item, "replicates", 1, keys::MAX_REPLICATES)? > 1
    {
        let message = english("replicates are for a single run, but this is a study");
        log.error(&item.key, message, english("remove this: the patients of a study come from [population]"));
    }
    let output = section(log, root, "output");
    for (name, _, chosen) in exports.by_key() {
        if let (Some(item), false) = (output.get(name), chosen.is_empty()) {
            let message = english("{export} are written for single runs only; this study does not write them");
            log.warn(&item.place, message.with("export", name));
        }
    }
    Some(1)
}

/// The records of all replicates are held until they are written.
fn check_records(log: &mut Log, root: &Table, replicates: u32, setup: &Setup) {
    let place = |name: &str| root.get(name).map(|item| &item.place);
    memory::records_fit(log, setup, replicates, &[place("replicates"), place("horizon")]);
}

fn words(log: &mut Log, root: &Table, key: &str, default: &str) -> Option<String> {
    match root.get(key) {
        Some(item) => text::line(log, item, english("a string")).map(str::to_string),
        None => Some(default.to_string()),
    }
}

/// The translation of title and question. One that belongs to a scenario further away than the text it translates does
/// not fit any more: who extends a scenario and gives it another title has not translated that.
fn translation(log: &mut Log, root: &Table, code: &str) -> Translation {
    let Some(Node::Table(texts)) = section(log, root, "translation").get(code).map(|item| &item.node) else {
        return Translation::default();
    };
    let mut read = |key: &str| {
        let item = texts.get(key)?;
        let fits = root.get(key).is_none_or(|own| log.distance(&item.place) <= log.distance(&own.place));
        let text = text::line(log, item, english("a string"))?;
        fits.then(|| text.to_owned())
    };
    let (title, question) = (read("title"), read("question"));
    Translation { title, question, arms: names_of_arms(log, root, texts) }
}

/// The names that arms have in another language, by their own. As with texts, one that belongs to a scenario further away
/// than its arm is left out: who writes other arms has not translated them.
fn names_of_arms(log: &mut Log, root: &Table, texts: &Table) -> BTreeMap<String, String> {
    let Some(item) = texts.get("arms") else { return BTreeMap::new() };
    let expected = english("a section [{name}]").with("name", "translation.ja.arms");
    let Some(names) = values::table(log, item, expected) else { return BTreeMap::new() };
    let read = names.iter().filter_map(|(arm, name)| {
        let text = text::line(log, name, english("a name, for example \"sham\""))?;
        let fits = name_of_arm(root, arm).is_none_or(|own| log.distance(&name.place) <= log.distance(&own.place));
        fits.then(|| (arm.clone(), text.to_owned()))
    });
    read.collect()
}

/// Where an arm has its name.
fn name_of_arm<'a>(root: &'a Table, arm: &str) -> Option<&'a Item> {
    let Node::Array(arms) = &root.get("arm")?.node else { return None };
    arms.iter().find_map(|item| match &item.node {
        Node::Table(table) => table.get("name").filter(|name| matches!(&name.node, Node::Text(text) if text == arm)),
        _ => None,
    })
}

/// A share of pain from a nerve needs a nerve.
fn check_nerve(log: &mut Log, root: &Table, given: &Given) {
    let share = given.value("pain.nerve_share");
    if share > 0.0 && !root.contains_key("nerve") {
        let place = given.places.get("pain.nerve_share").unwrap_or(&TOP);
        let message = english("pain.nerve_share is {found}, but there is no nerve").with("found", share);
        log.error(place, message, english("expected [nerve], or 0"));
    }
}

/// Says that a tumour is an exploration, before anything is computed.
fn warn_of_exploration(log: &mut Log, given: &Given) {
    let key = "tumour.initial_burden";
    if given.value(key) > 0.0 {
        log.warn(given.places.get(key).unwrap_or(&TOP), super::tumour_caution());
    }
}

/// Notes that parameters cannot change on a day for somebody whose own are drawn.
fn refuse_change(log: &mut Log, change: &Item, whose: Phrase) {
    let found = english("[[change]] cannot be combined with {whose}").with_said("whose", whose);
    log.error(
        &change.key,
        found,
        english("expected it in a single run or replicates of the mean patient, or of resolved parameters"),
    );
}

/// The virtual patient that the scenario asks for, or the mean patient.
fn draw_patient(log: &mut Log, root: &Table, enrolment: Option<&Enrolment>, mean: &Setup) -> Option<Setup> {
    let table = section(log, root, "patient");
    let is_drawn = table.get("draw").is_none_or(|item| values::boolean(log, item) != Some(false));
    if let (Some(draw), None) = (table.get("draw"), table.get("number")) {
        log.warn(&draw.place, english("patient.draw has no effect: there is no patient.number"));
    }
    let is_one = table.get("number").is_some() && is_drawn;
    if let Some(change) = root.get("change").filter(|_| is_one) {
        // Their own values would be lost with the first change.
        refuse_change(log, change, english("a patient who is drawn"));
    }
    let (Some(item), Some(enrolment), true, false) = (table.get("number"), enrolment, is_drawn, log.has_errors())
    else {
        return Some(mean.clone());
    };
    match enrolment.draw(mean, enrolment.number.unwrap_or(0)) {
        Ok(setup) => Some(setup),
        Err(error) => {
            log.error(&item.place, verbatim(error), english("expected parameters that allow a patient to be drawn"));
            None
        }
    }
}
