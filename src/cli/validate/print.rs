//! What is printed of a validation: every check, every clinical row, and what follows.

use std::io::{self, Write};
use std::path::PathBuf;

use super::super::table;
use super::work::Results;
use crate::evidence::targets::Role;
use crate::evidence::verdict::{Judged, SHOWN, WANTED_SHARE};
use crate::language::{Language, Message, english};
use crate::report::evidence::published;
use crate::study::validation::{Check, Part, Verdict, clinical_word, number};

/// Prints everything.
pub fn all(
    out: &mut dyn Write,
    results: &Results,
    (folder, names): (&PathBuf, &[String]),
    language: Language,
) -> io::Result<()> {
    let extent = english("extent: {extent}").with("extent", results.extent_words());
    writeln!(out, "{}\n", language.say(extent))?;
    checks(out, &results.checks, language)?;
    clinical(out, results, language)?;
    for sentence in summary(results) {
        writeln!(out, "{}", language.say(sentence))?;
    }
    let place = english("results in {folder}").with("folder", folder.display());
    writeln!(out, "\n{}\n  {}", language.say(place), names.join("  "))
}

fn checks(out: &mut dyn Write, checks: &[Check], language: Language) -> io::Result<()> {
    let head =
        [english("verdict"), english("check"), english("expected"), english("got (95 % interval)"), english("n")];
    for part in Part::ALL {
        let of_part: Vec<&Check> = checks.iter().filter(|check| check.part == part).collect();
        if of_part.is_empty() {
            continue;
        }
        writeln!(out, "{}", part.title())?;
        let mut rows = vec![head.map(|text| language.translated(text).to_owned())];
        rows.extend(of_part.iter().map(|check| row(check)));
        table::print(out, &rows, &[false, false, false, false, true])?;
        writeln!(out)?;
    }
    Ok(())
}

/// A check as cells of a table.
pub fn row(check: &Check) -> [String; 5] {
    let note = if check.note.is_empty() { String::new() } else { format!("; {}", check.note) };
    let judged = check.verdict != Verdict::Reported;
    let free = if judged && !check.must_hold { ", need not hold" } else { "" };
    let verdict = format!("{}{free}", check.verdict.word());
    [verdict, check.what.clone(), check.expected.words(), check.found_words() + &note, check.n_words()]
}

fn clinical(out: &mut dyn Write, results: &Results, language: Language) -> io::Result<()> {
    for role in [Role::Fit, Role::Check] {
        let title = match role {
            Role::Fit => english("Clinical rows that parameters were or may be fitted to"),
            Role::Check => english("Clinical rows kept aside to check the model"),
        };
        writeln!(out, "{}", language.translated(title))?;
        let head = [
            english("verdict"),
            english("row"),
            english("product"),
            english("observer"),
            english("published (95 % interval)"),
            english("model (95 % interval)"),
            english("r50 there"),
            english("at potency 0 / 0.1 / 0.3 / 1"),
        ];
        let mut rows = vec![head.map(|text| language.translated(text).to_owned())];
        rows.extend(
            results
                .judgement
                .rows
                .iter()
                .filter(|row| row.target.role == role)
                .map(|row| clinical_row(row, results.few)),
        );
        table::print(out, &rows, &[false; 8])?;
        writeln!(out)?;
    }
    Ok(())
}

/// A clinical row as cells of a table.
pub fn clinical_row(row: &Judged, few: bool) -> [String; 8] {
    let target = &row.target;
    let interval = |value: f64, low: f64, high: f64| format!("{} ({} to {})", number(value), number(low), number(high));
    let model = row.judged_at.map(|met| interval(met.estimate.value, met.estimate.low, met.estimate.high));
    let at = |potency: f64| row.shown.iter().find(|met| met.potency == Some(potency));
    let shown = SHOWN.map(|potency| at(potency).map_or_else(|| "–".to_owned(), |met| number(met.estimate.value)));
    let verdict = clinical_word(row, few);
    let near = !row.is_settled && verdict != Verdict::Undecided.word();
    let mark = if target.role == Role::Check && row.shares_patients_with_fit { " †" } else { "" };
    let open = if near { " (near an end)" } else { "" };
    [
        format!("{verdict}{open}"),
        format!("{}{mark}: {}, day {}", target.id, target.estimator.name(), target.visit_day),
        target.product.clone(),
        crate::export::validation::observer_name(target.observer).to_owned(),
        interval(target.value, target.low, target.high),
        model.unwrap_or_else(|| "–".to_owned()),
        row.r50.map_or_else(|| "–".to_owned(), |r50| number(r50.value)),
        if row.shown.is_empty() { "–".to_owned() } else { shown.join(" / ") },
    ]
}

/// What follows, in sentences.
pub fn summary(results: &Results) -> Vec<Message> {
    let must = || results.checks.iter().filter(|check| check.must_hold);
    let with = |verdict: Verdict| must().filter(|check| check.verdict == verdict).count();
    let mut said = vec![
        english("checks that must hold: {pass} pass, {miss} miss, {undecided} undecided of {all}")
            .with("pass", with(Verdict::Pass))
            .with("miss", with(Verdict::Miss))
            .with("undecided", with(Verdict::Undecided))
            .with("all", must().count()),
    ];
    for role in [Role::Fit, Role::Check] {
        let counts = results.judgement.counts(role, results.few);
        let text = english(
            "clinical rows, {role}: {pass} pass, {miss} miss, {undecided} undecided, {uninformative} uninformative, \
             {not_run} not run",
        );
        said.push(
            text.with("role", role.name())
                .with("pass", counts.pass)
                .with("miss", counts.miss)
                .with("undecided", counts.undecided)
                .with("uninformative", counts.uninformative)
                .with("not_run", counts.not_run),
        );
    }
    let population = |(name, patients, _): &(String, u32, u32)| format!("{name} {patients}");
    let populations: Vec<String> = results.populations.iter().map(population).collect();
    let text = english("virtual patients behind the clinical rows: {populations}");
    said.push(text.with("populations", populations.join(", ")));
    said.extend(share(results));
    said.extend(potency(results));
    said.extend(published(&results.targets));
    said.push(english("Pain values are the proxy of a model, not a measurement and not medical advice.").into());
    said
}

/// Share of the rows kept aside that the model meets: of all, and of those whose patients gave no fitted figure.
fn share(results: &Results) -> Vec<Message> {
    all_kept_aside(results).into_iter().chain(at_other_potencies(results)).chain(apart(results)).collect()
}

/// What hangs on the common potency, which likelihood chooses and not the number of rows that pass.
fn at_other_potencies(results: &Results) -> Option<Message> {
    results.judgement.counts(Role::Check, results.few).share_passing()?;
    let by_potency = &results.judgement.by_potency;
    let passing = by_potency.passing.iter().map(|(potency, pass)| format!("{pass} at {potency}"));
    let passing = passing.collect::<Vec<_>>().join(", ");
    let range = |(low, high): &(f64, f64)| format!("{low:.2} to {high:.2}");
    let enough: Vec<String> = by_potency.enough.iter().map(range).collect();
    let text = if enough.is_empty() {
        english("at other potencies would pass: {passing}; {wanted} % would pass at none")
    } else {
        english("at other potencies would pass: {passing}; at least {wanted} % would pass at {enough}")
    };
    let text = text.with("passing", passing).with("wanted", percent(WANTED_SHARE));
    Some(text.with("enough", enough.join(", ")))
}

fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

fn apart(results: &Results) -> Option<Message> {
    let counts = results.judgement.counts_apart(results.few);
    let share = counts.share_passing()?;
    let text = english(
        "without rows marked †, whose patients also gave a figure of role fit, {pass} of {all} pass: {share} %",
    );
    Some(text.with("all", counts.informative()).with("pass", counts.pass).with("share", percent(share)))
}

fn all_kept_aside(results: &Results) -> Option<Message> {
    let counts = results.judgement.counts(Role::Check, results.few);
    let share = counts.share_passing()?;
    let text = english(
        "of {all} informative clinical rows kept aside {pass} pass: {share} %; the design wants at least {wanted} %; more \
         virtual patients could change {open} of these verdicts",
    );
    let text = text
        .with("open", counts.open)
        .with("all", counts.informative())
        .with("pass", counts.pass)
        .with("share", percent(share));
    Some(text.with("wanted", percent(WANTED_SHARE)))
}

/// The common potency, and what blinded and open rows say apart.
fn potency(results: &Results) -> Vec<Message> {
    let judgement = &results.judgement;
    let all = [
        (
            english("potency most likely by all rows with cells: {potency} (95 %: {low} to {high}; {rows} rows)"),
            &judgement.common,
        ),
        (english("by the sham-blinded ones: {potency} (95 %: {low} to {high}; {rows} rows)"), &judgement.blinded),
        (english("by the open ones: {potency} (95 %: {low} to {high}; {rows} rows)"), &judgement.open),
    ];
    let said = |(text, support): (crate::language::Phrase, &Option<crate::evidence::potency::Support>)| {
        let support = support.as_ref()?;
        let place = |value: f64| format!("{value:.2}");
        let text = text.with("potency", place(support.most_likely)).with("low", place(support.low));
        Some(text.with("high", place(support.high)).with("rows", support.rows))
    };
    all.into_iter().filter_map(said).collect()
}
