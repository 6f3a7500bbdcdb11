//! Other sets of constants that meet the bench of the mechanism nearly as well, and what breaks when one constant is other by 30 %.
//!
//!     cargo run --release --example mechanism_sets -- --write docs/model.md
//!
//! Round where the table begins (set 0-00; without a table the ledger), in the mean field: generations of draws, each round the mean of the best so far; only rows of role
//! `fit` decide. The best are run on cells (voxels of 50 µm, four seeds), and there all rows are told. The best of these are run on cells
//! once more, with eight seeds and with patients: the one of them with the least misfit is the fit, whose values the ledger has, but for
//! that of `drive.tnf_free_weight`, which only a block of TNF-alpha shows. Then each of five constants of the fit is 30 % lower and higher. Every evaluation is a row of `validation/mechanism-sets.csv`; rows that are there are not computed again, so the
//! same command goes on after a stop. What is drawn depends on the numbers of the rows alone.

#[path = "space_study/marks.rs"]
mod marks;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::OpenOptions;
use std::path::Path;

use admsc_model::math;
use admsc_model::rng::{Distribution as _, Purpose, StandardNormal, Streams};
use admsc_scenario::ledger::Ledger;
use admsc_study::biology::targets::{self, Role, Target};
use admsc_study::biology::{self, Courses};
use admsc_study::threads::{available_threads, jobs};

const TABLE: &str = "validation/mechanism-sets.csv";
/// The set that the search begins with.
const FIRST: &str = "0-00";
/// Keys that are varied.
const KEYS: [&str; 38] = [
    "macrophage.recruitment_base",
    "macrophage.recruitment_gain",
    "macrophage.recruitment_gain_debris",
    "macrophage.m2_to_m1_rate",
    "macrophage.m1_to_m2_rate",
    "macrophage.m1_to_m2_rate_il10",
    "macrophage.m1_to_m2_rate_mediator",
    "macrophage.m1_to_m2_rate_imprint",
    "macrophage.inhibition_half",
    "tissue.constitutive_tnf",
    "injury.tnf_secretion",
    "drive.autoimmune",
    "drive.tnf",
    "drive.tnf_half",
    "drive.damage",
    "drive.central",
    "drive.debris",
    "drive.persistence",
    "debris.degeneration_rate",
    "debris.clearance_rate",
    "debris.clearance_rate_macrophage",
    "sensitisation.tnf_reference",
    "sensitisation.m1_gain",
    "sensitisation.tissue_ngf_gain",
    "sensitisation.debris_gain",
    "sensitisation.saturation",
    "sensitisation.peripheral_rise_time",
    "sensitisation.peripheral_decay_time",
    "sensitisation.peripheral_decay_il10",
    "sensitisation.central_half",
    "sensitisation.central_rise_time",
    "sensitisation.central_decay_time",
    "microglia.activation_rate",
    "microglia.resolution_rate",
    "microglia.resolution_il10",
    "pain.weight_inflammation",
    "axon.irritability_growing",
    "axon.irritability_bare",
];
/// Constants that decide most, which are varied one by one.
const DECIDING: [&str; 5] = [
    "drive.tnf_half",
    "macrophage.m2_to_m1_rate",
    "macrophage.m1_to_m2_rate",
    "drive.damage",
    "sensitisation.central_half",
];
/// Generations in the mean field, draws in each, and those whose mean the next begins with.
const GENERATIONS: usize = 7;
const DRAWS: usize = 60;
const PARENTS: usize = 12;
/// Standard deviation of the logarithm of a constant, round the parents.
const SPREAD: f64 = 0.06;
/// Sets that are run on cells, and how.
const ON_CELLS: usize = 30;
const SEEDS: std::ops::RangeInclusive<u64> = 1..=4;
const VOXEL_UM: f64 = 50.0;
/// Patients in the mean field.
const PATIENTS: u32 = 16;
/// Sets that are run with patients on cells, the seeds of the rows without patients there, and the patients.
const WITH_PATIENTS: usize = 12;
const MORE_SEEDS: std::ops::RangeInclusive<u64> = 1..=8;
const MORE_PATIENTS: u32 = 32;

/// An evaluation.
#[derive(Debug, Clone, PartialEq)]
struct Evaluated {
    stage: &'static str,
    name: String,
    /// How far rows of role `fit` are from their bands: the sum of weights times distance in widths, at most one each.
    misfit: f64,
    fit_met: f64,
    all_met: f64,
    missed: String,
    values: Vec<f64>,
}

const STAGES: [&str; 4] = ["mean-field", "cells", "patients", "one-other"];

/// Rows that are there, by stage and name.
type Known = BTreeMap<(String, String), Evaluated>;

fn known() -> Result<Known, Box<dyn Error>> {
    if !Path::new(TABLE).exists() {
        let mut table = csv::Writer::from_path(TABLE)?;
        let head = ["stage", "set", "misfit", "fit_weight_met_share", "weight_met_share", "rows_missed"];
        table.write_record(head.iter().chain(&KEYS))?;
        table.flush()?;
    }
    let mut known = Known::new();
    for row in csv::Reader::from_path(TABLE)?.records() {
        let row = row?;
        let number = |place: usize| row[place].parse::<f64>();
        let stage = STAGES.into_iter().find(|stage| *stage == &row[0]).ok_or("a stage of the table is not known")?;
        let values = (0..KEYS.len()).map(|place| number(6 + place)).collect::<Result<_, _>>()?;
        let (misfit, fit_met, all_met) = (number(2)?, number(3)?, number(4)?);
        let found = Evaluated { stage, name: row[1].into(), misfit, fit_met, all_met, missed: row[5].into(), values };
        known.insert((row[0].to_owned(), row[1].to_owned()), found);
    }
    Ok(known)
}

fn keep(found: &Evaluated) -> Result<(), Box<dyn Error>> {
    let mut table = csv::WriterBuilder::new().from_writer(OpenOptions::new().append(true).open(TABLE)?);
    let short = |value: f64| format!("{value:.4}");
    let head = [found.stage.to_owned(), found.name.clone(), short(found.misfit), short(found.fit_met)];
    let rest = [short(found.all_met), found.missed.clone()];
    let values = found.values.iter().map(|value| format!("{value:.6e}"));
    table.write_record(head.into_iter().chain(rest).chain(values))?;
    Ok(table.flush()?)
}

/// What is the same in all evaluations.
struct Bench {
    targets: Vec<Target>,
    threads: usize,
}

impl Bench {
    /// Scores courses and patients; without patients their rows are left out.
    fn score(
        &self,
        (stage, name): (&'static str, String),
        values: &[f64],
        courses: &[Courses],
        people: &[biology::people::Person],
    ) -> Evaluated {
        let (mut misfit, mut fit, mut all, mut missed) = (0.0, [0.0; 2], [0.0; 2], Vec::new());
        for target in &self.targets {
            let Some(found) = biology::found(target, courses, people) else { continue };
            let holds = target.holds(found.value);
            let met = if holds { target.weight } else { 0.0 };
            all = [all[0] + met, all[1] + target.weight];
            if target.role == Role::Fit {
                let away = (target.low - found.value).max(found.value - target.high).max(0.0);
                let share = away / (target.high - target.low).min(1.0_f64.max(target.low.abs()));
                misfit += target.weight * if share.is_finite() { share.min(1.0) } else { 1.0 };
                fit = [fit[0] + met, fit[1] + target.weight];
            }
            if !holds && target.weight > 0.0 {
                missed.push(format!("{}{}", target.id, if target.hard { "!" } else { "" }));
            }
        }
        let (fit_met, all_met) = (fit[0] / fit[1], all[0] / all[1]);
        Evaluated { stage, name, misfit, fit_met, all_met, missed: missed.join(" "), values: values.to_vec() }
    }

    fn in_mean_field(&self, name: &str, values: &[f64]) -> Result<Evaluated, Box<dyn Error + Send + Sync>> {
        let constants = constants(values);
        let courses = biology::in_mean_field(&biology::groups(&constants, VOXEL_UM)?, 1)?;
        let people = biology::patients(PATIENTS, &constants, (VOXEL_UM, false), 1, || {})?;
        Ok(self.score((STAGES[0], name.to_owned()), values, &[courses], &people))
    }

    fn on_cells(&self, stage: &'static str, name: &str, values: &[f64]) -> Result<Evaluated, Box<dyn Error>> {
        let has_patients = stage == STAGES[2];
        let seeds: Vec<u64> = if has_patients { MORE_SEEDS } else { SEEDS }.collect();
        let constants = constants(values);
        let groups = biology::groups(&constants, VOXEL_UM)?;
        let courses = biology::on_cells(&groups, &seeds, self.threads, || {})?;
        let people = match has_patients {
            true => biology::patients(MORE_PATIENTS, &constants, (VOXEL_UM, true), self.threads, || {})?,
            false => Vec::new(),
        };
        Ok(self.score((stage, name.to_owned()), values, &courses, &people))
    }
}

fn constants(values: &[f64]) -> Vec<(String, f64)> {
    KEYS.iter().zip(values).map(|(key, value)| ((*key).to_owned(), *value)).collect()
}

/// Values round others, within the ranges of the ledger.
fn draw(ledger: &Ledger, round: &[f64], generation: usize, number: usize) -> Vec<f64> {
    let streams = Streams::new(28, generation as u32);
    let one = |(place, (key, value)): (usize, (&&str, &f64))| {
        let luck: f64 = StandardNormal.sample(&mut streams.open(Purpose::Patient, number as u32, place as u64));
        let (low, high) = ledger.entry(key).map_or((0.0, f64::MAX), |entry| (entry.low, entry.high));
        (value * math::exp(SPREAD * luck)).clamp(low, high)
    };
    KEYS.iter().zip(round).enumerate().map(one).collect()
}

/// The geometric mean of the best.
fn middle(best: &[&Evaluated]) -> Vec<f64> {
    let mean = |place: usize| best.iter().map(|one| math::ln(one.values[place])).sum::<f64>() / best.len() as f64;
    (0..KEYS.len()).map(|place| math::exp(mean(place))).collect()
}

/// Those of a stage, the best first.
fn best<'a>(known: &'a Known, stage: &str) -> Vec<&'a Evaluated> {
    let mut all: Vec<&Evaluated> = known.values().filter(|one| one.stage == stage).collect();
    all.sort_by(|a, b| a.misfit.total_cmp(&b.misfit).then_with(|| a.name.cmp(&b.name)));
    all
}

fn main() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let bench = Bench { targets: targets::bundled()?, threads: available_threads() };
    let value = |key: &&str| ledger.entry(key).map(|entry| entry.value).ok_or_else(|| format!("{key} is not known"));
    let today: Vec<f64> = KEYS.iter().map(value).collect::<Result<_, _>>()?;
    let mut known = known()?;
    let begun = known.get(&(STAGES[0].to_owned(), FIRST.to_owned())).map_or(today, |first| first.values.clone());
    let mut round = begun.clone();
    for generation in 0..GENERATIONS {
        let name = |number: usize| format!("{generation}-{number:02}");
        let is_new = |number: &usize| !known.contains_key(&(STAGES[0].to_owned(), name(*number)));
        let new: Vec<usize> = (0..DRAWS).filter(is_new).collect();
        let of = |number: usize| match (generation, number) {
            (0, 0) => begun.clone(),
            _ => draw(&ledger, &round, generation, number),
        };
        let found = jobs(bench.threads, new.len(), |place| bench.in_mean_field(&name(new[place]), &of(new[place])));
        for one in found {
            let one = one.map_err(|error| error.to_string())?;
            keep(&one)?;
            known.insert((one.stage.to_owned(), one.name.clone()), one);
        }
        // What later generations found is not known yet, also when the command goes on.
        let is_so_far = |one: &&Evaluated| {
            let of = one.name.split_once('-').and_then(|(generation, _)| generation.parse::<usize>().ok());
            of.is_some_and(|of| of <= generation)
        };
        let parents: Vec<&Evaluated> = best(&known, STAGES[0]).into_iter().filter(is_so_far).collect();
        round = middle(&parents[..PARENTS.min(parents.len())]);
        eprintln!("generation {generation}: least misfit {:.3}", parents[0].misfit);
    }
    let chosen: Vec<(String, Vec<f64>)> = std::iter::once((FIRST.to_owned(), begun))
        .chain(best(&known, STAGES[0]).iter().take(ON_CELLS).map(|one| (one.name.clone(), one.values.clone())))
        .collect();
    complete(&mut known, &bench, chosen.into_iter().map(|(name, values)| (STAGES[1], name, values)))?;
    let of_first = best(&known, STAGES[1]).into_iter().find(|one| one.name == FIRST);
    let closest = best(&known, STAGES[1]).into_iter().filter(|one| one.name != FIRST).take(WITH_PATIENTS);
    let closest: Vec<_> =
        of_first.into_iter().chain(closest).map(|one| (STAGES[2], one.name.clone(), one.values.clone())).collect();
    complete(&mut known, &bench, closest.into_iter())?;
    let fit = best(&known, STAGES[2]).first().ok_or("no set was run with patients")?.values.clone();
    let others = DECIDING.iter().flat_map(|key| [0.7, 1.3].map(|factor| (*key, factor)));
    let others: Vec<_> = others
        .map(|(key, factor)| {
            let other = |(one, value): (&&str, &f64)| if *one == key { value * factor } else { *value };
            (STAGES[3], format!("{key} x{factor}"), KEYS.iter().zip(&fit).map(other).collect())
        })
        .collect();
    complete(&mut known, &bench, others.into_iter())?;
    let text = told(&known);
    println!("{text}");
    match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [option, file] if option == "--write" => marks::replace(Path::new(file), "mechanism-sets", &text),
        _ => Ok(()),
    }
}

/// Runs on cells what is not known yet, and keeps each.
fn complete(
    known: &mut Known,
    bench: &Bench,
    wanted: impl Iterator<Item = (&'static str, String, Vec<f64>)>,
) -> Result<(), Box<dyn Error>> {
    for (stage, name, values) in wanted {
        if known.contains_key(&(stage.to_owned(), name.clone())) {
            continue;
        }
        let found = bench.on_cells(stage, &name, &values)?;
        keep(&found)?;
        eprintln!("{stage} {name}: misfit {:.3}, {:.1} % of the weight", found.misfit, 100.0 * found.all_met);
        known.insert((stage.to_owned(), name), found);
    }
    Ok(())
}

/// The sets on cells and the constants changed one by one, as tables of Markdown.
fn told(known: &Known) -> String {
    let all = best(known, STAGES[1]);
    let hard = |one: &&&Evaluated| !one.missed.contains('!');
    let shares = |share: fn(&Evaluated) -> f64| {
        let ends = all
            .iter()
            .map(|one| 100.0 * share(one))
            .fold([f64::MAX, f64::MIN], |[low, high], value| [low.min(value), high.max(value)]);
        format!("{:.0} to {:.0} %", ends[0], ends[1])
    };
    let mut text = format!(
        "{} draws in the mean field; {} sets on cells, of which {} meet every row that must hold (rows of patients left out). They \
         meet {} of the weight of rows that may be fitted and {} of all.\n\n\
         | constants on cells | misfit | weight met | rows missed (! must hold) |\n|---|---|---|---|\n",
        best(known, STAGES[0]).len(),
        all.len(),
        all.iter().filter(hard).count(),
        shares(|one| one.fit_met),
        shares(|one| one.all_met),
    );
    let row = |name: &str, one: &Evaluated| {
        format!("| {name} | {:.2} | {:.0} % | {} |\n", one.misfit, 100.0 * one.all_met, one.missed)
    };
    let first = all.iter().find(|one| one.name == FIRST);
    text.extend(first.map(|one| row("where the search began", one)));
    text.extend(all.first().map(|one| row(&format!("the best without patients, set {}", one.name), one)));
    let whole = best(known, STAGES[2]);
    let named = |(place, one): (usize, &&Evaluated)| match (place, one.name.as_str()) {
        (0, name) => format!("**set {name}, the fit**, with patients"),
        (_, FIRST) => "where the search began, with patients".to_owned(),
        (_, name) => format!("set {name}, with patients"),
    };
    text.extend(whole.iter().enumerate().map(|(place, one)| row(&named((place, one)), one)));
    let others = known.values().filter(|one| one.stage == STAGES[3]);
    text.extend(others.map(|one| row(&format!("the fit, {}", one.name.replace(" x", " × ")), one)));
    text
}
