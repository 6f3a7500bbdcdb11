//! The keys of a scenario besides those of the ledger, in one table: unknown keys, suggestions and the JSON schema all
//! read it.

mod known;

pub use known::{check, sections};

use super::block::PROCESSES;
use super::names::{self as formats, FORMAT, MAX_PATIENTS};
use crate::units::Kind;

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// A whole number from the first to the second.
    Integer(u64, u64),
    /// Free text.
    Text,
    /// `true` or `false`.
    Truth,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any of these words, in an array.
    Words(&'static [&'static str]),
    /// `true` or `false`, or any of these words, in an array.
    TruthOrWords(&'static [&'static str]),
    /// A quantity.
    Quantity(Kind),
    /// So many quantities, from the first number to the second.
    Quantities(Kind, usize, usize),
    /// A table with the keys of this path.
    Table(&'static str),
    /// An array of tables with the keys of this path.
    Tables(&'static str),
    /// A table with any keys of the ledger, or what stands for one.
    Open,
    /// A table of spreads by ledger key.
    Spreads,
    /// Any number of values.
    Values,
    /// A value, or any number of them.
    ValueOrValues,
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Path of its table; empty at the top level.
    pub table: &'static str,
    /// Name.
    pub name: &'static str,
    /// What it takes.
    pub form: Form,
    /// What it means.
    pub description: &'static str,
}

const fn key(table: &'static str, name: &'static str, form: Form, description: &'static str) -> Key {
    Key { table, name, form, description }
}

/// Ways to give a dose.
pub const ROUTES: &[&str] = &["needle", "vein"];
/// What a dose can hold.
pub const PREPARATIONS: &[&str] = &["live", "dead", "medium"];
/// Who gets which arm of a trial.
pub const ALLOCATIONS: &[&str] = &["every-arm", "parallel"];
/// What the patients of treated arms know.
pub const OBSERVERS: &[&str] = &["none", "open", "sham-blinded"];
/// What an analysis makes of rescue and reoperation.
pub const ESTIMANDS: &[&str] = &["treatment-policy", "hypothetical", "composite"];
/// States before the first day.
pub const STARTS: &[&str] = &["chronic", "acute-injury"];

/// What decides how many blood-borne cells the tissue holds; the first is the default.
pub const ADHESIONS: &[&str] = &["inflamed", "uniform"];
/// What stands beside the lives of a run.
pub const BESIDE: [&str; 3] = ["untreated", "sham", "first-dose"];
/// Most doses of a run, repeats written out.
pub const MAX_DOSES: u64 = 1000;
/// Most cells of a run that are placed one by one.
pub const MAX_POSITIONS: usize = 10_000;
/// Most axons of a nerve.
pub const MAX_AXONS: u64 = 10_000;
/// Most replicates of a run.
pub const MAX_REPLICATES: u64 = 1000;
/// Most lives that are shown with a run.
pub const MAX_LIVES: u64 = 100;

/// All keys that are not in the ledger.
pub const KEYS: &[Key] = &[
    key("", "format", Form::Integer(FORMAT, FORMAT), "version of this format; must be 1"),
    key("", "extends", Form::Text, "scenario to start from: builtin:NAME, or a path relative to this file"),
    key("", "title", Form::Text, "what is simulated, in one line"),
    key("", "question", Form::Text, "the question that the run should answer"),
    key("translation", "ja", Form::Table("translation.ja"), "title, question and names of arms in Japanese"),
    key("translation.ja", "title", Form::Text, "what is simulated, in one line of Japanese"),
    key("translation.ja", "question", Form::Text, "the question that the run should answer, in Japanese"),
    key("translation.ja", "arms", Form::Open, "names of arms in Japanese, each by its name in [[arm]]"),
    key("", "seed", Form::Integer(0, u64::MAX), "seed of all random numbers; default 1"),
    key(
        "",
        "replicates",
        Form::Integer(1, MAX_REPLICATES),
        "runs of the same patient, with the seeds seed, seed + 1, …, for means with intervals; default 1",
    ),
    key("", "lives", Form::Integer(1, MAX_LIVES), "lives shown with a single run, to see what luck does; default 1"),
    key(
        "",
        "beside",
        Form::Choice(&BESIDE),
        "course of the same patient beside several lives: without treatment, without cells, or with the first dose alone; default untreated",
    ),
    key("", "horizon", Form::Quantity(Kind::Time), "length of the run; default 12 months"),
    key("", "start", Form::Choice(STARTS), "state before day 0; default chronic"),
    key("", "dose", Form::Tables("dose"), "treatments"),
    key(
        "",
        "spread",
        Form::Spreads,
        "how patients of an indication differ, in place of the distributions in the ledger: `normal [mean A] sd A`, \
         `lognormal [mean A] cv N` or `uniform A to A`, each with or without `within A to A`, or `fixed`; amounts A \
         with their unit",
    ),
    key("tissue", "window", Form::Quantities(Kind::Length, 2, 3), "size of the window along x, y (and z for a block)"),
    key("tissue", "voxel", Form::Quantity(Kind::Length), "edge of a voxel; default 25 um"),
    key("tissue", "depth", Form::Quantity(Kind::Length), "depth of a section; default 100 um"),
    key("tissue", "lesion", Form::Table("tissue.lesion"), "box of diseased tissue"),
    key("tissue.lesion", "from", Form::Quantities(Kind::Length, 1, 3), "lower corner; left-out axes start at the wall"),
    key("tissue.lesion", "to", Form::Quantities(Kind::Length, 1, 3), "upper corner; left-out axes end at the wall"),
    key("nerve", "axons", Form::Integer(1, MAX_AXONS), "number of axons; without [nerve] there is none"),
    key(
        "nerve",
        "height_share",
        Form::Quantity(Kind::Number),
        "share of the window's height that the axons take up; default 0.6",
    ),
    key(
        "patient",
        "number",
        Form::Integer(0, u32::MAX as u64),
        "number of the virtual patient to draw; without it the mean patient",
    ),
    key("patient", "draw", Form::Truth, "false: the number only selects random numbers, parameters stay as given"),
    key("patient", "baseline_pain", Form::Quantity(Kind::Points), "pain on day 0, reached by scaling the pain proxy"),
    key(
        "patient",
        "baseline",
        Form::Quantity(Kind::Time),
        "time simulated in the cell model before day 0; default 250 d",
    ),
    key(
        "circulation",
        "adhesion",
        Form::Choice(ADHESIONS),
        "whether infused cells hold alike in every tissue or more where TNFα and CXCL12 call them; default inflamed",
    ),
    key(
        "injury",
        "cut_share",
        Form::Quantity(Kind::Number),
        "share of the axons that an acute injury cuts; default 0.3",
    ),
    key("dose", "at", Form::Quantity(Kind::Time), "time after day 0"),
    key("dose", "cells", Form::Quantity(Kind::Cells), "number of cells before any loss"),
    key(
        "dose",
        "cells_per_kg",
        Form::Quantity(Kind::CellsPerMass),
        "cells per kg of body weight; each patient gets those of their own weight",
    ),
    key("dose", "route", Form::Choice(ROUTES), "route of administration; default needle"),
    key("dose", "sham", Form::Truth, "the procedure without cells"),
    key("dose", "preparation", Form::Choice(PREPARATIONS), "what is given; default live"),
    key(
        "dose",
        "positions",
        Form::Text,
        "position of each cell, instead of cells and site: a CSV file, by a path relative to this file, with the \
         columns x_um, y_um and, in a block, z_um; or the text of such a file",
    ),
    key("dose", "site", Form::Table("dose.site"), "where the needle ends; default 0.5 mm outside the lesion"),
    key("dose", "repeat", Form::Integer(0, MAX_DOSES - 1), "number of further doses after the first"),
    key("dose", "every", Form::Quantity(Kind::Time), "time between doses"),
    key(
        "dose",
        "when",
        Form::Table("dose.when"),
        "given again when pain returns, in place of at: looked at on visit days, before anything is given on them; never on \
         the day of another dose",
    ),
    key(
        "dose.when",
        "pain_above",
        Form::Quantity(Kind::Points),
        "pain above which the dose is given: what the patient reports to the observer of a study, in a run without one the \
         model's; each patient, arm and potency by its own",
    ),
    key("dose.when", "at_most", Form::Integer(1, MAX_DOSES), "largest number of such doses"),
    key(
        "dose.when",
        "not_before",
        Form::Quantity(Kind::Time),
        "shortest time since the latest dose of any kind, since day 0 where there was none; default 0 d",
    ),
    key("dose.site", "from_lesion_edge", Form::Quantity(Kind::Length), "distance outside the lesion's low-x edge"),
    key("dose.site", "at", Form::Quantities(Kind::Length, 2, 3), "point of the window"),
    key("cadence", "tick", Form::Quantity(Kind::Time), "time step of cell movement; default 1 h"),
    key("cadence", "field", Form::Quantity(Kind::Time), "time step of fields, cell fates and macrophages; default 6 h"),
    key(
        "cadence",
        "slow",
        Form::Quantity(Kind::Time),
        "time step of matrix, nerve, sensitisation and pain; default 24 h",
    ),
    key(
        "checkpoint",
        "at",
        Form::ValueOrValues,
        "whole days whose state a single run keeps, from which `admsc branch` begins; decides no result",
    ),
    key(
        "output",
        "visits",
        Form::Quantities(Kind::Time, 1, 1000),
        "days of the printed table and the exports; default months 0, 1, 3, 6, 12, 24…; the last day is always \
         included",
    ),
    key(
        "output",
        "cells",
        Form::TruthOrWords(formats::TABLES),
        "export of every cell at the visits, in these formats; true means [\"csv\"]; default false",
    ),
    key(
        "output",
        "axons",
        Form::Words(formats::TABLES),
        "export of every axon at the visits, in these formats; default none",
    ),
    key(
        "output",
        "fields",
        Form::Words(formats::FIELDS),
        "export of every map at the visits, in these formats; default none",
    ),
    key(
        "output",
        "timeseries",
        Form::Words(formats::TIMESERIES),
        "formats of the time series; CSV is always written; default [\"csv\"]",
    ),
    key("", "change", Form::Tables("change"), "parameters that are others from a day on"),
    key(
        "change",
        "at",
        Form::Quantity(Kind::Time),
        "whole days after day 0; the row of that day comes before the change",
    ),
    key("change", "set", Form::Open, "parameters with their values from then on"),
    key(
        "",
        "knock_out",
        Form::Words(PROCESSES),
        "what is missing from before the baseline on, as a gene that is knocked out",
    ),
    key("", "block", Form::Tables("block"), "what a drug blocks"),
    key("block", "what", Form::Choice(PROCESSES), "what is blocked"),
    key("block", "from", Form::Quantity(Kind::Time), "whole days after day 0; default 0 d"),
    key("block", "until", Form::Quantity(Kind::Time), "whole days after day 0; default for good"),
    key("block", "share", Form::Quantity(Kind::Number), "share that is blocked, 0 to 1; default 1"),
    key("", "arm", Form::Tables("arm"), "the treatments that are compared"),
    key("arm", "name", Form::Text, "name of the arm"),
    key("arm", "dose", Form::Tables("dose"), "its treatments, instead of the scenario's; [] for none"),
    key("arm", "knock_out", Form::Words(PROCESSES), "what is missing in this arm, instead of the scenario's"),
    key("arm", "block", Form::Tables("block"), "what is blocked in this arm, instead of the scenario's"),
    key("population", "n", Form::Integer(1, MAX_PATIENTS), "number of virtual patients"),
    key("population", "seed", Form::Integer(0, u64::MAX), "seed of the population; default the scenario's"),
    key(
        "population",
        "hold",
        Form::Values,
        "ledger keys that are the same in all patients; default the patient keys that the scenario sets or sweeps",
    ),
    key(
        "population",
        "vary",
        Form::Spreads,
        "how patients of this study differ, written as in [spread], which it overrides",
    ),
    key("population", "correlations", Form::Tables("population.correlations"), "correlations between ledger keys"),
    key(
        "population",
        "admit",
        Form::Table("population.admit"),
        "further conditions for admission, besides chronic pain",
    ),
    key("population.correlations", "keys", Form::Values, "two ledger keys that vary"),
    key("population.correlations", "r", Form::Quantity(Kind::Number), "correlation of their standard normals"),
    key(
        "population.admit",
        "observed_pain_at_least",
        Form::Quantity(Kind::Points),
        "smallest pain reported at screening",
    ),
    key("trial", "allocation", Form::Choice(ALLOCATIONS), "every-arm (default): each patient goes through all arms"),
    key("trial", "ratio", Form::Values, "patients per arm in a permuted block; default equal"),
    key("trial", "control", Form::Text, "arm that the others are compared with; default the first without cells"),
    key("trial", "compare", Form::Values, "pairs of arms, the primary contrast first; default neighbouring arms"),
    key(
        "trial",
        "potency",
        Form::ValueOrValues,
        "values of the unknown potency; default optimistic, intermediate, sceptical",
    ),
    key(
        "trial",
        "visits",
        Form::Quantities(Kind::Time, 1, 1000),
        "days of the visits; every endpoint is computed at each of them: mean change, r30, r50, number needed to \
         treat, and ACR20 in systemic autoimmune disease",
    ),
    key(
        "trial",
        "observer",
        Form::Choice(OBSERVERS),
        "what patients of treated arms know; none (default): reports are the model's pain",
    ),
    key(
        "trial",
        "power_for",
        Form::Values,
        "patients per arm of trials whose power is estimated; their patients are drawn with replacement from the outcomes of \
         this population",
    ),
    key("trial", "other_draws", Form::Truth, "also run every arm with other random numbers, to compare variances"),
    key("trial", "intercurrent", Form::Table("trial.intercurrent"), "dropout, rescue, reoperation"),
    key("trial.intercurrent", "dropout_per_month", Form::Quantity(Kind::Number), "hazard of dropout; default 0"),
    key(
        "trial.intercurrent",
        "rescue_from",
        Form::Quantity(Kind::Points),
        "reported pain at a visit that leads to rescue medication; default never",
    ),
    key(
        "trial.intercurrent",
        "reoperation_per_month",
        Form::Quantity(Kind::Number),
        "hazard while the pain is at or above reoperation_from; default 0",
    ),
    key(
        "trial.intercurrent",
        "reoperation_from",
        Form::Quantity(Kind::Points),
        "default observer.reoperation_from of `admsc params --observer`",
    ),
    key(
        "trial.intercurrent",
        "estimand",
        Form::Choice(ESTIMANDS),
        "how the analysis treats rescue and reoperation; default treatment-policy",
    ),
    key("sweep", "grid", Form::Open, "parameters or keys of doses with their values, in all combinations"),
    key("sweep", "list", Form::Values, "points, each a table of parameters or keys of doses with their values"),
];
