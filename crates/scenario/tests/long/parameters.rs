//! Every parameter matters: moved to either end of its range it changes an output of some scenario, or it stands in
//! [`INERT`] with the reason why it cannot. It does so through the rules of the cells, from one and the same tissue of
//! day 0; the few that only shape that tissue stand in [`DAY_ZERO_ONLY`].
//!
//! The scenarios are small and coarse on purpose: here only counts whether a key is read and reaches an output, not by
//! how much.

use std::collections::BTreeMap;

use admsc_model::observe::Sample;
use admsc_model::parallel::Serial;
use admsc_model::rules::tissue::Tissue;
use admsc_model::simulation::Simulation;
use admsc_scenario::ledger::{self, Entry, Ledger};
use admsc_scenario::reading::{Override, Scenario, load_str};

use crate::common;

/// Keys without effect, and why.
const INERT: &[(&str, &str)] = &[];

/// Keys that only shape the state of day 0, and how. They change nothing when that state is given.
const DAY_ZERO_ONLY: &[(&str, &str)] = &[
    ("axon.latency", "Each axon has its own latency, drawn when it is placed."),
    ("axon.latency_spread", "Each axon has its own latency, drawn when it is placed."),
    ("axon.chronic_arrived", "The nerve is placed in its chronic shares and held until day 0."),
    ("axon.chronic_stalled", "The nerve is placed in its chronic shares and held until day 0."),
    ("axon.chronic_denervation_arrived", "A history that the nerve is placed with."),
    ("axon.chronic_denervation_stalled", "A history that the nerve is placed with."),
    ("microglia.number", "As many cells are placed at the beginning."),
    ("tumour.initial_burden", "The tumour starts with it and is held until day 0."),
    ("tissue.healthy_integrity", "Matrix outside the lesion starts with it and is remodelled from there on."),
];

/// Relative change of a figure from which on it counts as changed: far above rounding.
const CHANGED: f64 = 1e-9;

/// What all scenarios share: a small window on coarse voxels, long steps, a short baseline.
const SMALL: &[&str] = &[
    r#"tissue.window = ["1.6 mm", "0.8 mm"]"#,
    r#"tissue.voxel = "50 um""#,
    r#"tissue.lesion = { from = ["0.3 mm"] }"#,
    r#"cadence = { tick = "6 h", field = "12 h", slow = "24 h" }"#,
    r#"patient.baseline = "20 d""#,
];

/// Name, preset and what is set. Each is there for keys that the ones before do not reach.
const SCENARIOS: &[(&str, &str, &[&str])] = &[
    // Most keys: every rule but the acute injury acts.
    (
        "nerve, needle and vein",
        "neuropathic",
        &[
            r#"horizon = "60 d""#,
            r#"tissue.treated_volume = "10 mL""#,
            r#"dose = [
                { at = "0 d", cells_per_kg = "1e6 cells/kg", site = { from_lesion_edge = "0.2 mm" } },
                { at = "10 d", cells = 2e9, route = "vein" },
            ]"#,
        ],
    ),
    // Quiet tissue, where stalled axons resume and soon arrive: their course, myelin and function.
    (
        "remission",
        "neuropathic",
        &[
            r#"horizon = "80 d""#,
            "drive.tnf = 0.4",
            r#"axon.target_distance = "40 mm""#,
            r#"axon.resume_rate = "0.1 /day""#,
            r#"tissue.treated_volume = "5 mL""#,
            r#"dose = [{ at = "0 d", cells = 30e6, site = { from_lesion_edge = "0 mm" } }]"#,
        ],
    ),
    // Degeneration, latency, stalling in tissue that stays ill; the injury's own TNFα.
    (
        "severe acute injury",
        "neuropathic",
        &[
            r#"start = "acute-injury""#,
            r#"horizon = "90 d""#,
            r#"injury.tnf_secretion = "30 ng/mL/day""#,
            "persistence.strength = 1",
            "injury.cycles = 2",
            r#"tissue.lesion = { from = ["0 mm"] }"#,
            "drive.tnf = 1.1",
            r#"axon.target_distance = "45 mm""#,
        ],
    ),
    // A donor above the clip; so many M2 that their help for the matrix is capped.
    (
        "young donor, crowded disc",
        "discogenic",
        &[
            r#"horizon = "40 d""#,
            r#"tissue.lesion = { from = ["0 mm"] }"#,
            r#"patient.age = "30 years""#,
            "patient.donor_potency = 2.5",
            "macrophage.recruitment_base = 0.8",
            "macrophage.recruitment_gain = 1",
            r#"macrophage.m2_to_m1_rate = "0.1 /day""#,
            r#"macrophage.m1_to_m2_rate_mediator = "0.6 /day""#,
            r#"macrophage.m1_to_m2_rate_imprint = "0.6 /day""#,
            "drive = { autoimmune = 0.2, damage = 0.3, central = 0.15 }",
            r#"dose = [{ at = "0 d", cells = 18e6, site = { at = ["0.8 mm", "0.4 mm"] } }]"#,
        ],
    ),
    // A donor below the clip; a nerve without its target for so long that function has reached its floor; voxels that
    // tell the ends of the imprinted box apart.
    (
        "old donor, long denervation, fine voxels",
        "neuropathic",
        &[
            r#"horizon = "40 d""#,
            r#"tissue.voxel = "25 um""#,
            r#"tissue.treated_volume = "10 mL""#,
            r#"patient.age = "82 years""#,
            "patient.donor_potency = 0.15",
            r#"axon.chronic_denervation_arrived = "150 weeks""#,
            r#"dose = [{ at = "0 d", cells = 60e6, site = { from_lesion_edge = "0.2 mm" } }]"#,
        ],
    ),
    // Fronts that wait and grow, in tissue that is ill for about as long as a front bears it.
    (
        "acute injury that heals",
        "neuropathic",
        &[
            r#"start = "acute-injury""#,
            r#"horizon = "60 d""#,
            r#"injury.tnf_secretion = "12 ng/mL/day""#,
            r#"axon.target_distance = "40 mm""#,
        ],
    ),
    // Fronts that bear poor matrix, so that TNFα alone decides when they resume while it falls.
    (
        "relief in poor matrix",
        "neuropathic",
        &[
            r#"horizon = "40 d""#,
            "axon.stall_integrity = 0.3",
            r#"axon.resume_rate = "0.1 /day""#,
            r#"tissue.treated_volume = "10 mL""#,
            r#"dose = [{ at = "0 d", cells = 20e6, site = { from_lesion_edge = "0.2 mm" } }]"#,
        ],
    ),
    // A tumour that presses on the nerve.
    (
        "tumour",
        "cancer",
        &[
            r#"horizon = "30 d""#,
            "tumour.initial_burden = 0.3",
            r#"dose = [{ at = "0 d", cells = 20e6, site = { from_lesion_edge = "0.2 mm" } }]"#,
        ],
    ),
    // A cut nerve under a constriction that fades and is taken away; what debris does, which is silent as shipped.
    (
        "constriction",
        "neuropathic",
        &[
            r#"start = "acute-injury""#,
            r#"horizon = "40 d""#,
            "injury.cut_share = 0.5",
            "drive.debris = 0.2",
            "drive.persistence = 0.25",
            "macrophage.recruitment_gain_debris = 1.5",
            "sensitisation.debris_gain = 0.7",
            r#"persistence = { strength = 0.5, fading_rate = "0.02 /day", end = "20 d" }"#,
        ],
    ),
    // Fronts that cross the lesion slowly enough to be held up by debris, and are soon at their target.
    (
        "slow regrowth through debris",
        "neuropathic",
        &[
            r#"start = "acute-injury""#,
            r#"horizon = "40 d""#,
            "injury.cut_share = 1",
            r#"axon = { latency = "8 d", growth_speed = "0.1 mm/day", target_distance = "1.5 mm", stall_tnf = 2 }"#,
        ],
    ),
    // A blocker of TNFα.
    (
        "blocked TNF",
        "neuropathic",
        &[r#"horizon = "30 d""#, r#"block = [{ what = "tnf", from = "2 d", share = 0.8 }]"#],
    ),
    // Infused cells that hold where tissue calls them.
    (
        "infusion into inflamed tissue",
        "neuropathic",
        &[
            r#"horizon = "10 d""#,
            r#"circulation.adhesion = "inflamed""#,
            "circulation.tissue_fraction = 0.01",
            r#"tissue.treated_volume = "10 mL""#,
            r#"dose = [{ at = "0 d", cells = 2e9, route = "vein" }]"#,
        ],
    ),
    // Matrix near the integrity at which fronts stall.
    (
        "remission in poor matrix",
        "neuropathic",
        &[r#"horizon = "60 d""#, "drive.tnf = 0.4", "matrix.integrity_max = 0.6", r#"axon.resume_rate = "0.1 /day""#],
    ),
];

/// A scenario as it stands: its parameters, the tissue of day 0, its record.
struct Base {
    index: usize,
    values: BTreeMap<String, f64>,
    day_zero: Tissue,
    samples: Vec<Sample>,
}

fn load(index: usize, moved: Option<Override>) -> Scenario {
    let (name, preset, set) = SCENARIOS[index];
    let text = format!("format = 1\nextends = \"builtin:{preset}\"\n");
    let overrides: Vec<Override> =
        SMALL.iter().chain(set).map(|line| Override::parse(line).unwrap()).chain(moved).collect();
    load_str(name, &text, &overrides).unwrap_or_else(|errors| panic!("{name}: {errors}"))
}

fn base(index: usize) -> Base {
    let setup = load(index, None).setup;
    let horizon = f64::from(setup.horizon_days);
    let values = ledger::values(&setup.parameters).unwrap();
    let mut simulation = common::simulation(setup);
    let day_zero = simulation.tissue().clone();
    simulation.run_to(horizon, Serial, |_, _| {});
    Base { index, values, day_zero, samples: simulation.samples().to_vec() }
}

/// How far a moved key changes a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Effect {
    /// The scenario has the value already.
    NotMoved,
    /// Not a bit.
    Nothing,
    /// No more than rounding.
    Rounding,
    /// A figure of some day.
    Output,
}

/// Where a run with a moved key begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    /// From the tissue of day 0 that the key had no part in: only the rules of the cells can show it.
    DayZero,
    /// From the start of the baseline.
    Baseline,
}

/// The effect of one key at one end on a scenario; runs only until the first change.
fn effect(base: &Base, from: From, entry: &Entry, value: f64) -> Effect {
    if base.values[&entry.key] == value {
        return Effect::NotMoved;
    }
    let text = entry.text(value);
    let setup = load(base.index, Some(Override { key: entry.key.clone(), value: text.clone() })).setup;
    let set = ledger::values(&setup.parameters).unwrap()[&entry.key];
    assert_eq!(set, value, "{} = {text} did not reach the parameters", entry.key);
    let mut simulation = match from {
        From::DayZero => Simulation::from_baseline(common::plan(setup), base.day_zero.clone()).unwrap(),
        From::Baseline => common::simulation(setup),
    };
    let mut strongest = Effect::Nothing;
    for (day, sample) in base.samples.iter().enumerate() {
        simulation.run_to(day as f64, Serial, |_, _| {});
        strongest = strongest.max(difference(sample, &simulation.samples()[day]));
        if strongest == Effect::Output {
            break;
        }
    }
    strongest
}

/// Compares two rows, column by column.
fn difference(a: &Sample, b: &Sample) -> Effect {
    if common::bytes(a) == common::bytes(b) {
        return Effect::Nothing;
    }
    let columns = |sample: &Sample| -> BTreeMap<String, f64> {
        serde_json::from_value(serde_json::to_value(sample).unwrap()).unwrap()
    };
    let (a, b) = (columns(a), columns(b));
    let changed = a.values().zip(b.values()).any(|(x, y)| (x - y).abs() > CHANGED * x.abs().max(y.abs()));
    if changed { Effect::Output } else { Effect::Rounding }
}

/// The strongest effect of one key at one end over all scenarios.
fn strongest(bases: &[Base], from: From, entry: &Entry, value: f64) -> Effect {
    let mut strongest = Effect::NotMoved;
    for base in bases {
        strongest = strongest.max(effect(base, from, entry, value));
        if strongest == Effect::Output {
            break;
        }
    }
    strongest
}

/// What is wrong with the effect of one key, one sentence an end.
fn check(bases: &[Base], entry: &Entry) -> Vec<String> {
    let listed = |table: &[(&str, &str)]| table.iter().any(|(key, _)| *key == entry.key);
    let expected = |from: From| match from {
        _ if listed(INERT) => Effect::Nothing,
        From::DayZero if listed(DAY_ZERO_ONLY) => Effect::Nothing,
        _ => Effect::Output,
    };
    let mut wrong = Vec::new();
    // An end that is the value itself moves nothing.
    let ends = [("low", entry.low), ("high", entry.high)].into_iter().filter(|(_, value)| *value != entry.value);
    for (end, value) in ends {
        for from in [From::DayZero, From::Baseline] {
            // What shows from day 0 on shows all the more from the start of the baseline.
            if from == From::Baseline && expected(From::DayZero) == Effect::Output {
                continue;
            }
            let (found, expected) = (strongest(bases, from, entry, value), expected(from));
            if found != expected {
                let text = entry.text(value);
                wrong.push(format!("{} = {text} ({end}), from {from:?}: {found:?}, not {expected:?}", entry.key));
            }
        }
    }
    wrong
}

#[test]
fn every_parameter_changes_an_output_or_is_listed_as_inert() {
    let ledger = Ledger::bundled().unwrap();
    for (key, reason) in INERT.iter().chain(DAY_ZERO_ONLY) {
        assert!(ledger.entry(key).is_some() && reason.ends_with('.'), "{key}: {reason}");
    }
    let bases = common::jobs(SCENARIOS.len(), base);
    let entries = ledger.entries();
    let wrong = common::jobs(entries.len(), |row| check(&bases, &entries[row])).concat();
    assert!(wrong.is_empty(), "{} of {} keys:\n{}", wrong.len(), entries.len(), wrong.join("\n"));
}
