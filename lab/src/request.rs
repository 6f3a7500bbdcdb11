//! What the page asks, and what it is answered.

use std::collections::BTreeMap;

use super::baselines::Baselines;
use super::fragment;
use super::going::Going;
use super::prediction;
use super::settings::Settings;
use super::told::{self, in_both};
use super::{trial, words};
use admsc_model::observe::Sample;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::study::Study;
use admsc_scenario::reading::{self, Override, Scenario};
use admsc_study::trial::{EnrolledPatient, Error};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the page may ask.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
enum Request {
    /// Version, controls, words, colours.
    Info,
    /// A code as its settings: controls, scenario, what is wrong with it. `base` is a scenario that the page was written with.
    Settings {
        code: String,
        #[serde(default)]
        base: Option<String>,
    },
    /// A scenario as the code of its settings.
    Scenario { text: String },
    /// A run from its beginning.
    Begin {
        code: String,
        untreated: bool,
        #[serde(default)]
        base: Option<String>,
    },
    /// The next day of it.
    Day,
    /// What it has come to.
    End,
    /// Its table of days.
    Table,
    /// How fast its processes are; `untreated` is the table of the same patient without treatment.
    Clock { untreated: String },
    /// A command of a lesson as the code of its settings.
    Command { text: String },
    /// A prediction, pain in tenths at the ends of whole months, held to the run that is over.
    Predicted { tenths: Vec<u32> },
    /// A trial of settings, with so many patients under a seed: its scenario.
    Trial { code: String, patients: u32, seed: u32 },
    /// One patient of it.
    TrialPatient { code: String, patients: u32, seed: u32, place: u32 },
    /// What it has come to; its patients as they were answered, in order.
    TrialResult { code: String, patients: u32, seed: u32, members: Vec<EnrolledPatient> },
    /// How long settings take, where a day of a run `of` other settings took so many milliseconds; a trial of so many patients by so many workers.
    Estimate {
        code: String,
        of: String,
        #[serde(default)]
        base: Option<String>,
        day_ms: f64,
        #[serde(default)]
        patients: Option<u32>,
        #[serde(default)]
        workers: Option<u32>,
    },
    /// The prediction of a code.
    Prediction { code: String },
    /// The code of a prediction, pain in tenths at the ends of whole months.
    PredictionCode { tenths: Vec<u32> },
    /// Codes of predictions, one a line.
    Class { codes: String },
}

/// JSON, and the bytes of a picture if there is one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// An object; `error`, in both languages, stands in it where something is wrong.
    pub json: String,
    /// As [`crate::frame`] has it.
    pub picture: Vec<u8>,
}

/// All that is kept between two requests.
#[derive(Debug, Default)]
pub struct Lab {
    baselines: Baselines,
    going: Option<Going>,
    /// The trial that was asked for last, with what was asked.
    trial: Option<((String, u32, u32), Study)>,
}

/// Seconds above which a run is asked about before it begins.
const LONG: f64 = 20.0;

impl Lab {
    /// Answers a request. Anything may be asked: what is not understood is answered so.
    pub fn answer(&mut self, asked: &[u8]) -> Answer {
        let request: Request = match serde_json::from_slice(asked) {
            Ok(request) => request,
            Err(reason) => return said(wrong(verbatim(reason))),
        };
        match request {
            Request::Info => said(words::info()),
            Request::Settings { code, base } => said(settings(&code, base.as_deref())),
            Request::Scenario { text } => said(match Settings::of_scenario(&text) {
                Some(settings) => json!({ "code": fragment::write(&settings) }),
                None => wrong(english("this scenario was not written by the Lab, or has settings that the page does not offer: `admsc lab FILE` makes a page of it").into()),
            }),
            Request::Begin { code, untreated, base } => self.begin(&code, untreated, base.as_deref()),
            Request::Day => self.day(),
            Request::End => said(match self.going.as_ref().and_then(Going::end) {
                Some(end) => end,
                None => wrong(english("the run is not over").into()),
            }),
            Request::Table => said(match self.going.as_ref().map(Going::table) {
                Some(Ok(text)) => json!({ "text": text }),
                Some(Err(reason)) => wrong(verbatim(reason)),
                None => wrong(english("no run has begun").into()),
            }),
            Request::Clock { untreated } => said(self.clock(&untreated)),
            Request::Command { text } => said(match Settings::of_command(&text) {
                Some(settings) => json!({ "code": fragment::write(&settings) }),
                None => wrong(english("this command is one for the program: the Lab has no settings for it").into()),
            }),
            Request::Predicted { tenths } => said(match &self.going {
                Some(going) => prediction::told(&tenths, going.samples()),
                None => wrong(english("the run is not over").into()),
            }),
            Request::Trial { code, patients, seed } => said(match trial_text(&code, patients, seed) {
                Ok(text) => json!({ "file": text }),
                Err(message) => wrong(message),
            }),
            Request::TrialPatient { code, patients, seed, place } => said(self.of_trial((&code, patients, seed), |study| {
                Ok(json!({ "member": trial::patient(study, place)? }))
            })),
            Request::TrialResult { code, patients, seed, members } => {
                said(self.of_trial((&code, patients, seed), |study| trial::result(study, &members)))
            }
            Request::Estimate { code, of, base, day_ms, patients, workers } => {
                said(estimate([&code, &of], base.as_deref(), day_ms, patients.zip(workers)))
            }
            Request::Prediction { code } => said(match prediction::tenths(&code) {
                Some(tenths) => json!({ "tenths": tenths }),
                None => wrong(english("this is no code of a prediction").into()),
            }),
            Request::PredictionCode { tenths } => said(json!({ "code": prediction::code(&prediction::points_of(&tenths)) })),
            Request::Class { codes } => said(prediction::class(&codes)),
        }
    }

    /// Begins a run; with day 0 and its picture, where the state of that day is kept.
    fn begin(&mut self, code: &str, untreated: bool, base: Option<&str>) -> Answer {
        self.going = None;
        let scenario = match scenario(&fragment::read(code).settings, base) {
            Ok(scenario) => scenario,
            Err(told) => return said(json!({ "errors": told })),
        };
        match Going::begin(scenario, untreated, &self.baselines) {
            Ok(going) => {
                let (mut told, here) = (going.told(), going.here());
                told["here"] = here.told;
                self.going = Some(going);
                Answer { json: told.to_string(), picture: here.picture }
            }
            Err(reason) => said(wrong(verbatim(reason))),
        }
    }

    /// What is done with the study of a trial, which is read once.
    fn of_trial(
        &mut self,
        (code, patients, seed): (&str, u32, u32),
        done: impl FnOnce(&Study) -> Result<Value, Error>,
    ) -> Value {
        let asked = (code.to_owned(), patients, seed);
        if self.trial.as_ref().is_none_or(|(known, _)| *known != asked) {
            let read = trial_text(code, patients, seed).and_then(|text| {
                let scenario = reading::load_str("trial.toml", &text, &[]).map_err(|errors| {
                    let told = errors.reports().into_iter().map(|report| verbatim(report.message));
                    Message::joined(told, english("; "))
                })?;
                scenario.study.ok_or_else(|| english("the settings cannot be run").into())
            });
            match read {
                Ok(study) => self.trial = Some((asked, study)),
                Err(message) => return wrong(message),
            }
        }
        let Some((_, study)) = &self.trial else { return wrong(english("the settings cannot be run").into()) };
        done(study).unwrap_or_else(|reason| wrong(verbatim(reason)))
    }

    fn clock(&self, untreated: &str) -> Value {
        let rows: Result<Vec<Sample>, csv::Error> =
            csv::Reader::from_reader(untreated.as_bytes()).deserialize().collect();
        match (rows, &self.going) {
            (Ok(rows), Some(going)) => going.clock(&rows).map_or_else(
                || wrong(english("without a dose of cells nothing starts a clock").into()),
                |paces| json!({ "paces": paces, "axis": in_both(&told::axis_of_clock()) }),
            ),
            (Err(reason), _) => wrong(verbatim(reason)),
            (_, None) => wrong(english("no run has begun").into()),
        }
    }

    fn day(&mut self) -> Answer {
        let Some(going) = &mut self.going else { return said(wrong(english("no run has begun").into())) };
        match going.day(&self.baselines) {
            Ok(day) => Answer { json: day.told.to_string(), picture: day.picture },
            Err(reason) => said(wrong(verbatim(reason))),
        }
    }
}

/// How long settings take, by the days of a run of others: work is in proportion to voxels and days.
fn estimate([code, of]: [&str; 2], base: Option<&str>, day_ms: f64, trial: Option<(u32, u32)>) -> Value {
    let read = |code: &str| scenario(&fragment::read(code).settings, base).map(|scenario| scenario.setup);
    let (Ok(setup), Ok(other)) = (read(code), read(of)) else {
        return wrong(english("the settings cannot be run").into());
    };
    let voxels = |setup: &Setup| setup.grid.len() as f64;
    let day = day_ms / 1000.0 * voxels(&setup) / voxels(&other);
    let [baseline, horizon] = [setup.baseline_days, setup.horizon_days].map(f64::from);
    // In a trial each patient has one baseline and both arms.
    let seconds = match trial {
        Some((patients, workers)) => day * (baseline + 2.0 * horizon) * f64::from(patients) / f64::from(workers.max(1)),
        None => day * (baseline + horizon),
    };
    json!({ "said": in_both(&told::seconds(seconds)), "is_long": seconds > LONG })
}

fn said(value: Value) -> Answer {
    Answer { json: value.to_string(), picture: Vec::new() }
}

fn wrong(message: Message) -> Value {
    json!({ "error": in_both(&message) })
}

/// The scenario of settings, or what is wrong with it. Of a scenario that the page was written with, the settings say the seed.
fn scenario(settings: &Settings, base: Option<&str>) -> Result<Scenario, Vec<Value>> {
    let text = base.map_or_else(|| settings.scenario(), str::to_owned);
    let seed = Override { key: "seed".to_owned(), value: settings.seed.to_string() };
    let sets = if base.is_some() { vec![seed] } else { Vec::new() };
    let read = reading::load_str("lab.toml", &text, &sets).map_err(|errors| {
        let [english, japanese] = Language::ALL.map(|language| errors.reports_in(language));
        let both = english.iter().zip(&japanese);
        let one = |(en, ja): (&reading::Report<'_>, &reading::Report<'_>)| {
            let line = text.lines().nth(en.line.saturating_sub(1)).unwrap_or_default();
            let message = |report: &reading::Report<'_>| format!("{} ({})", report.message, report.expectation);
            json!({ "line": line, "column": en.column, "said": { "en": message(en), "ja": message(ja) } })
        };
        both.map(one).collect::<Vec<_>>()
    })?;
    // The page shows one life: its digest would be another than that of several.
    if read.study.is_some() || read.replicates > 1 {
        let message = english("the Lab shows one patient once: no replicates, arms or populations here");
        return Err(vec![json!({ "line": "", "column": 0, "said": in_both(&message.into()) })]);
    }
    Ok(read)
}

/// The scenario of a trial.
fn trial_text(code: &str, patients: u32, seed: u32) -> Result<String, Message> {
    let settings = fragment::read(code).settings;
    let patients = patients.clamp(2, trial::MOST);
    let text = trial::scenario(&settings, patients, seed);
    text.ok_or_else(|| {
        english("a trial compares cells with sham: choose a number of cells, and a needle or a vein").into()
    })
}

/// A code as the page shows it.
fn settings(code: &str, base: Option<&str>) -> Value {
    let read = fragment::read(code);
    let told: Vec<Value> = read.told.iter().map(in_both).collect();
    let view: &BTreeMap<String, String> = &read.view;
    let mut answer = json!({
        "code": fragment::write(&read.settings),
        "view": view,
        "told": told,
        "title": { "en": read.settings.title(Language::English), "ja": read.settings.title(Language::Japanese) },
        "file": file(&read.settings),
    });
    match scenario(&read.settings, base) {
        Ok(scenario) if base.is_some() => {
            answer["controls"] = words::controls_of_base(&read.settings);
            answer["title"] =
                json!({ "en": scenario.title_in(Language::English), "ja": scenario.title_in(Language::Japanese) });
            answer["file"] = scenario.resolved_toml.clone().into();
            answer["horizon"] = in_both(&reading::days(scenario.setup.horizon_days));
        }
        Ok(scenario) => {
            answer["controls"] = words::controls(&read.settings, Some(&scenario.setup));
            answer["warnings"] = scenario.warnings.iter().map(in_both).collect();
        }
        Err(errors) => {
            answer["controls"] = words::controls(&read.settings, None);
            answer["errors"] = errors.into();
        }
    }
    answer
}

/// The scenario as a file that says where it comes from.
fn file(settings: &Settings) -> String {
    format!(
        "# Made with the Lab of admsc {}, model {}.\n#     admsc run lab.toml\n# Code: #{}\n{}",
        words::VERSION,
        words::model(),
        fragment::write(settings),
        settings.scenario()
    )
}
