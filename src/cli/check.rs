//! `admsc check`: reads scenarios without running them.

use std::path::PathBuf;

use super::failure::warn;
use super::output;
use super::paths::files;
use crate::session::failure::Failure;
use crate::session::figures;
use admsc_model::rules::retreatment::Retreatment;
use admsc_model::rules::setup::Setup;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::observer::Mode;
use admsc_scenario::reading::{Override, Scenario, cases, days, doses, load, patients, points, times};
use admsc_scenario::shown::shown;
use admsc_scenario::units::month::{MONTH, fewest_days, visit_name};

/// Checks scenarios without running them; reports every error with file and line
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  admsc check scenarios my-scenario.toml")]
pub struct Arguments {
    /// Scenario files (TOML), directories of them, or builtin:NAME for bundled scenarios
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Override a value, as in `run`; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = Override::parse)]
    overrides: Vec<Override>,
}

/// Checks all files, and names those that are valid also where others are not.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let files = files(&arguments.files)?;
    let mut wrong = Vec::new();
    for file in &files {
        let scenario = match load(file, &arguments.overrides) {
            Ok(scenario) => scenario,
            Err(errors) => {
                wrong.push(errors);
                continue;
            }
        };
        scenario.warnings.iter().for_each(|warning| warn(warning.clone(), language));
        figures::missing_letters(&scenario, language).into_iter().for_each(|warning| warn(warning, language));
        let setup = &scenario.setup;
        let fine = match &scenario.study {
            Some(study) => english("{file}: valid (study of {patients} in {cases}, {days})")
                .with_said("patients", patients(study.population.patients))
                .with_said("cases", cases(study.cases.len())),
            None => english("{file}: valid ({doses}, {days})").with_said("doses", treatments(setup)),
        };
        let fine = fine.with("file", shown(file)).with_said("days", days(setup.horizon_days));
        output::print(|out| writeln!(out, "{}", language.say(fine)))?;
        for rule in retreatments(&scenario, language) {
            output::print(|out| writeln!(out, "  {}", language.say(rule)))?;
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Wrong(wrong).into()) }
}

/// How many doses are given on fixed days, and how many may be when pain returns.
fn treatments(setup: &Setup) -> Message {
    let fixed = setup.doses.len();
    match setup.retreatments.iter().map(|rule| rule.at_most as usize).sum::<usize>() {
        0 => doses(fixed),
        again if fixed == 0 => english("up to {doses} when pain returns").with_said("doses", doses(again)),
        again => {
            english("{doses}, and up to {more} when pain returns").with_said("doses", doses(fixed)).with("more", again)
        }
    }
}

/// The shortest time between two doses: days, and the whole months of which these are the fewest days.
fn wait(not_before_days: f64) -> Message {
    let months = (not_before_days / MONTH).round();
    if months < 1.0 || f64::from(fewest_days(months as u32)) != not_before_days {
        return days(not_before_days);
    }
    let named = visit_name((months * MONTH).round() as u32);
    english("{days} (the fewest in {months})").with_said("days", days(not_before_days)).with_said("months", named)
}

/// What every rule of treating again means, in sentences.
fn retreatments(scenario: &Scenario, language: Language) -> Vec<Message> {
    let study = scenario.study.as_ref();
    let reported = study.is_some_and(|study| study.trial.observer != Mode::None);
    let pain = if reported { english("reported pain") } else { english("the pain of the model") };
    let rule = |(arm, rule): (Option<&str>, &Retreatment)| {
        let visits = rule.visits_days.iter().map(verbatim);
        let said = english(
            "given again when {pain} is above {points} at a visit (days {visits}), before anything is given that day: at \
             most {times}, at least {wait} after the latest dose or day 0; each patient and potency by their own pain",
        );
        let said = said.with_said("pain", pain).with_said("points", points(rule.pain_above));
        let said = said.with_said("times", times(rule.at_most)).with_said("wait", wait(rule.not_before_days));
        let said = said.with_said("visits", Message::joined(visits, english(", ")));
        match arm {
            Some(arm) => {
                english("arm \"{arm}\": {rule}").with("arm", scenario.arm_in(arm, language)).with_said("rule", said)
            }
            None => said,
        }
    };
    match study {
        // An arm says the same at every point and potency but for what is swept.
        Some(study) => {
            let first = |arm: usize| study.cases.iter().find(|case| case.arm == arm);
            let arms = (0..study.arms.len()).filter_map(|arm| Some((study.arms[arm].as_str(), first(arm)?)));
            let rules = arms.flat_map(|(arm, case)| case.setup.retreatments.iter().map(move |rule| (Some(arm), rule)));
            rules.map(rule).collect()
        }
        None => scenario.setup.retreatments.iter().map(|one| rule((None, one))).collect(),
    }
}
