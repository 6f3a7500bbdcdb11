//! The resolved scenario: everything written out, so that it means the same under any later preset.

use std::fmt::Write;

use super::block;
use super::change::changed;
use super::lives::Beside;
use super::study::{SECTIONS, Study};
use super::tree::{Node, Table};
use super::{Exports, Format, Scenario, Translation, positions};
use crate::ledger::{Entry, Ledger, values};
use crate::population::enrolment::Enrolment;
use crate::units::{self, Kind};
use admsc_model::rules::setup::{Adhesion, Dose, Preparation, Route, Setup, Start};

/// The whole scenario as TOML. Nothing only if the parameters do not fit the ledger.
pub fn write(ledger: &Ledger, scenario: &Scenario, root: &Table) -> Option<String> {
    let mut out = String::new();
    write_parts(&mut out, ledger, scenario).ok()?;
    let spreads = written_spreads(ledger, &scenario.enrolment);
    match &scenario.study {
        Some(study) => {
            writeln!(out, "\n{}", toml::to_string(&sections(study, root, spreads)?).ok()?.trim_end()).ok()?
        }
        None => writeln!(out, "\n[spread]\n{}", toml::to_string(&spreads).ok()?.trim_end()).ok()?,
    }
    Some(out)
}

/// How people differ: every key that varies, or would by the ledger.
fn written_spreads(ledger: &Ledger, enrolment: &Enrolment) -> toml::Table {
    let text = |entry: &Entry| match (enrolment.spreads.get(&entry.key), entry.distribution) {
        (Some(spread), _) => Some(entry.spread_text(spread)),
        (None, Some(_)) => Some("fixed".to_owned()),
        (None, None) => None,
    };
    ledger.entries().iter().filter_map(|entry| Some((entry.key.clone(), text(entry)?.into()))).collect()
}

/// The sections of a study as they were written, with the defaults that depend on what else the scenario sets.
fn sections(study: &Study, root: &Table, spreads: toml::Table) -> Option<toml::Table> {
    let stated = SECTIONS.iter().filter_map(|name| Some((*name, root.get(*name)?.node.clone())));
    let written = |(name, mut node): (&str, Node)| {
        if name == "population"
            && let Node::Table(population) = &mut node
        {
            // The top level states it; a whole number of TOML may not hold a seed of 64 bits.
            population.remove("seed");
        }
        Some((name.to_string(), value(&node)?))
    };
    let mut all: toml::Table = stated.map(written).collect::<Option<_>>()?;
    match all.get_mut("population") {
        Some(toml::Value::Table(population)) => {
            population.remove("hold");
            population.insert("vary".into(), toml::Value::Table(spreads));
        }
        _ => {
            all.insert("spread".into(), toml::Value::Table(spreads));
        }
    }
    let trial = all.entry("trial").or_insert_with(|| toml::Value::Table(toml::Table::new()));
    if let toml::Value::Table(trial) = trial {
        let potencies = study.potencies.iter().map(|potency| toml::Value::Float(potency.value));
        trial.insert("potency".into(), toml::Value::Array(potencies.collect()));
        trial.remove("visits");
        if let Some(asked) = trial.get_mut("power_for") {
            // Those that a smaller population left out are not asked for again.
            let sizes: Result<_, _> = study.trial.power_for.iter().map(|size| i64::try_from(*size)).collect();
            let sizes: Vec<i64> = sizes.ok()?;
            *asked = toml::Value::Array(sizes.into_iter().map(toml::Value::Integer).collect());
        }
        if trial.remove("compare").is_some() && !study.trial.compare.is_empty() {
            // Those of arms that were replaced are left out.
            let name = |arm: usize| toml::Value::String(study.arms[arm].clone());
            let pairs =
                study.trial.compare.iter().map(|pair| toml::Value::Array([pair.arm, pair.against].map(name).into()));
            trial.insert("compare".into(), toml::Value::Array(pairs.collect()));
        }
    }
    Some(all)
}

/// A value as it was written.
fn value(node: &Node) -> Option<toml::Value> {
    Some(match node {
        Node::Table(table) => toml::Value::Table(
            table.iter().map(|(key, item)| Some((key.clone(), value(&item.node)?))).collect::<Option<_>>()?,
        ),
        Node::Array(items) => toml::Value::Array(items.iter().map(|item| value(&item.node)).collect::<Option<_>>()?),
        Node::Text(text) => toml::Value::String(text.clone()),
        Node::Integer(number) => toml::Value::Integer(i64::try_from(*number).ok()?),
        Node::Float(number) => toml::Value::Float(*number),
        Node::Boolean(truth) => toml::Value::Boolean(*truth),
        Node::Date => return None,
    })
}

fn write_parts(out: &mut String, ledger: &Ledger, scenario: &Scenario) -> Result<(), std::fmt::Error> {
    let setup = &scenario.setup;
    writeln!(out, "format = {}", super::names::FORMAT)?;
    writeln!(out, "title = {}", quoted(&scenario.title))?;
    writeln!(out, "question = {}", quoted(&scenario.question))?;
    writeln!(out, "seed = {}", scenario.seed)?;
    writeln!(out, "replicates = {}", scenario.replicates)?;
    if scenario.lives.number > 1 {
        writeln!(out, "lives = {}", scenario.lives.number)?;
        if scenario.lives.beside != Beside::default() {
            writeln!(out, "beside = \"{}\"", scenario.lives.beside.name())?;
        }
    }
    writeln!(out, "horizon = \"{} day\"", setup.horizon_days)?;
    let start = if matches!(setup.start, Start::Chronic { .. }) { "chronic" } else { "acute-injury" };
    writeln!(out, "start = \"{start}\"")?;
    let (knocked_out, blocks) = block::written(setup);
    out.push_str(&knocked_out);
    write_translation(out, &scenario.japanese)?;
    write_sections(out, ledger, scenario)?;
    if let Some(nerve) = setup.nerve {
        writeln!(out, "\n[nerve]\naxons = {}\nheight_share = {}", nerve.axons, nerve.height_share)?;
    }
    let minutes = |ticks: u32| ticks * setup.cadence.tick_minutes;
    writeln!(out, "\n[cadence]\ntick = \"{} min\"", setup.cadence.tick_minutes)?;
    writeln!(out, "field = \"{} min\"", minutes(setup.cadence.field_ticks))?;
    writeln!(out, "slow = \"{} min\"", minutes(setup.cadence.slow_ticks))?;
    let visits: Vec<String> = scenario.visits_days.iter().map(|day| format!("\"{day} day\"")).collect();
    writeln!(out, "\n[output]\nvisits = [{}]", visits.join(", "))?;
    write_exports(out, &scenario.exports)?;
    // Arms have doses of their own, and these as far as they state no others.
    write_changes(out, ledger, setup)?;
    out.push_str(&blocks);
    let dimensions = setup.grid.dimensions() as usize;
    setup.doses.iter().try_for_each(|dose| {
        writeln!(out, "\n[[dose]]\nat = \"{} day\"", dose.at_days)?;
        write_dose(out, dose, dimensions)
    })?;
    setup.retreatments.iter().try_for_each(|rule| {
        let (above, most, days) = (rule.pain_above, rule.at_most, rule.not_before_days);
        writeln!(out, "\n[[dose]]")?;
        writeln!(out, "when = {{ pain_above = {above}, at_most = {most}, not_before = \"{days} day\" }}")?;
        write_dose(out, &rule.dose, dimensions)
    })
}

/// Each change with the parameters that it sets.
fn write_changes(out: &mut String, ledger: &Ledger, setup: &Setup) -> Result<(), std::fmt::Error> {
    let is_number = |key: &str| ledger.entry(key).is_some_and(|entry| entry.kind == Kind::Number);
    for (day, keys) in changed(ledger, setup).map_err(|_| std::fmt::Error)? {
        let text = |(key, value): &(String, String)| match is_number(key) {
            true => format!("\"{key}\" = {value}"),
            false => format!("\"{key}\" = \"{value}\""),
        };
        let set: Vec<String> = keys.iter().map(text).collect();
        writeln!(out, "\n[[change]]\nat = \"{day} day\"\nset = {{ {} }}", set.join(", "))?;
    }
    Ok(())
}

fn write_exports(out: &mut String, exports: &Exports) -> Result<(), std::fmt::Error> {
    for (key, _, formats) in exports.by_key() {
        match (key, formats) {
            ("cells", [] | [Format::Csv]) => writeln!(out, "cells = {}", !formats.is_empty())?,
            (_, []) => {}
            _ => {
                let words: Vec<String> = formats.iter().map(|format| format!("\"{}\"", format.word())).collect();
                writeln!(out, "{key} = [{}]", words.join(", "))?;
            }
        }
    }
    Ok(())
}

fn write_translation(out: &mut String, japanese: &Translation) -> Result<(), std::fmt::Error> {
    if *japanese == Translation::default() {
        return Ok(());
    }
    writeln!(out, "\n[translation.ja]")?;
    let texts = [("title", &japanese.title), ("question", &japanese.question)];
    for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?))) {
        writeln!(out, "{key} = {}", quoted(text))?;
    }
    if !japanese.arms.is_empty() {
        let names = japanese.arms.iter().map(|(arm, name)| format!("{} = {}", quoted(arm), quoted(name)));
        writeln!(out, "arms = {{ {} }}", names.collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

/// The sections of the ledger, with the keys that other parts of a scenario add to them.
fn write_sections(out: &mut String, ledger: &Ledger, scenario: &Scenario) -> Result<(), std::fmt::Error> {
    let all = values(&scenario.setup.parameters).map_err(|_| std::fmt::Error)?;
    let mut section = "";
    for entry in ledger.entries() {
        if entry.section() != section {
            section = entry.section();
            writeln!(out, "\n[{section}]")?;
            write_extra(out, section, scenario)?;
        }
        let value = all.get(&entry.key).ok_or(std::fmt::Error)?;
        let text = entry.text(*value);
        if entry.kind == Kind::Number {
            writeln!(out, "{} = {text}", entry.name())?;
        } else {
            writeln!(out, "{} = \"{text}\"", entry.name())?;
        }
    }
    Ok(())
}

fn write_extra(out: &mut String, section: &str, scenario: &Scenario) -> Result<(), std::fmt::Error> {
    let setup = &scenario.setup;
    let dimensions = setup.grid.dimensions() as usize;
    match (section, setup.start) {
        ("tissue", _) => {
            writeln!(out, "window = {}", lengths(&setup.grid.size_um()[..dimensions]))?;
            writeln!(out, "voxel = \"{}\"", length(setup.grid.spacing_um))?;
            if dimensions == 2 {
                writeln!(out, "depth = \"{}\"", length(setup.grid.section_depth_um))?;
            }
            let (from, to) = (&setup.lesion.from_um[..dimensions], &setup.lesion.to_um[..dimensions]);
            writeln!(out, "lesion = {{ from = {}, to = {} }}", lengths(from), lengths(to))
        }
        ("patient", start) => {
            let population = scenario.study.as_ref().is_some_and(|study| study.population.number.is_none());
            if !population {
                writeln!(out, "number = {}\ndraw = false", scenario.patient)?;
            }
            writeln!(out, "baseline = \"{} day\"", setup.baseline_days)?;
            if let Start::Chronic { baseline_pain: Some(points) } = start {
                writeln!(out, "baseline_pain = \"{points} points\"")?;
            }
            Ok(())
        }
        ("injury", Start::AcuteInjury { cut_share }) => writeln!(out, "cut_share = {cut_share}"),
        ("circulation", _) if setup.adhesion == Adhesion::Uniform => writeln!(out, "adhesion = \"uniform\""),
        _ => Ok(()),
    }
}

fn write_dose(out: &mut String, dose: &Dose, dimensions: usize) -> Result<(), std::fmt::Error> {
    let preparation = match dose.preparation {
        Preparation::Live => Some("live"),
        Preparation::Dead => Some("dead"),
        Preparation::Medium => Some("medium"),
        Preparation::Sham => None,
    };
    match (preparation, &dose.route) {
        (Some(word), Route::Placed { .. }) => writeln!(out, "preparation = \"{word}\"")?,
        (Some(word), _) => {
            match dose.cells_per_kg {
                Some(per_kg) => {
                    writeln!(out, "cells_per_kg = \"{}\"", units::format(per_kg, Kind::CellsPerMass, "cells/kg"))?
                }
                None => writeln!(out, "cells = \"{}\"", cells(dose.cells))?,
            }
            writeln!(out, "preparation = \"{word}\"")?;
        }
        (None, _) => writeln!(out, "sham = true")?,
    }
    match &dose.route {
        Route::Vein => writeln!(out, "route = \"vein\""),
        Route::Needle { tip_um } => {
            writeln!(out, "route = \"needle\"\nsite = {{ at = {} }}", lengths(&tip_um[..dimensions]))
        }
        Route::Placed { positions_um } => {
            writeln!(out, "route = \"needle\"\npositions = \"\"\"\n{}\"\"\"", positions::text(positions_um, dimensions))
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

fn length(um: f64) -> String {
    units::format(um, Kind::Length, "um")
}

fn cells(count: f64) -> String {
    units::format(count, Kind::Cells, "cells")
}

fn lengths(um: &[f64]) -> String {
    let all: Vec<String> = um.iter().map(|um| format!("\"{}\"", length(*um))).collect();
    format!("[{}]", all.join(", "))
}
