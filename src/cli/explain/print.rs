//! What is printed of an explanation: the clock, the knock-outs, the costs in time, and who stays.

use std::io::{self, Write};

use crate::cli::show::print_heading;
use crate::cli::table;
use admsc_output::export::explanation::NOTE;
use admsc_output::report::explanation::in_short;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::Scenario;
use admsc_scenario::units::month::{length, visit_name};
use admsc_scenario::units::{interval, sign};
use admsc_study::explanation::Explanation;
use admsc_study::explanation::attribution::Model;
use admsc_study::explanation::knock_outs::KnockOutRow;
use admsc_study::explanation::names::{group, knock_out, process};
use admsc_study::explanation::persistence::Staying;
use admsc_study::summary::counted_from;

/// Prints an explanation.
pub fn all(out: &mut dyn Write, scenario: &Scenario, found: &Explanation, language: Language) -> io::Result<()> {
    print_heading(out, scenario, language)?;
    answer(out, found, language)?;
    clock(out, found, language)?;
    knock_outs(out, found, language)?;
    time_costs(out, found, language)?;
    persistence(out, found, language)?;
    writeln!(out, "{}\n", language.say(NOTE))
}

/// What is asked first, in the sentences of the report.
fn answer(out: &mut dyn Write, found: &Explanation, language: Language) -> io::Result<()> {
    for sentence in in_short(&serde_json::to_value(found)?) {
        writeln!(out, "{}", sentence.text(language))?;
    }
    writeln!(out)
}

fn clock(out: &mut dyn Write, found: &Explanation, language: Language) -> io::Result<()> {
    let mut rows =
        vec![[english("process").into(), english("half-time").into()].map(|text: Message| language.say(text))];
    for pace in &found.clock {
        let time = pace.half_time_days.map_or_else(|| english("not in this run").into(), length);
        rows.push([language.say(process(&pace.process)), language.say(time)]);
    }
    writeln!(out, "{}", language.say(english("half-times of the processes, in the scenario's own run")))?;
    table::print(out, &rows, &[false, true])?;
    let half = match found.halved_days {
        // One pain halved by day: that of the patients whose delay is divided, below.
        _ if found.delay().is_some() => return writeln!(out),
        Some(day) => english("pain halved by day: {halved}").with("halved", format_args!("{day:.0}")),
        None => english("pain halved by day: {halved}").with("halved", "-"),
    };
    writeln!(out, "{}", language.say(half))?;
    if let Some(start) = counted_from(found.relief_start()) {
        writeln!(out, "{}", language.say(start))?;
    }
    writeln!(out)
}

/// A number with its sign and its interval.
fn with_interval(value: f64, ends: Option<(f64, f64)>, language: Language) -> String {
    language.say(interval::difference_with_interval(value, ends, 1))
}

fn knock_outs(out: &mut dyn Write, found: &Explanation, language: Language) -> io::Result<()> {
    let Some(first) = found.knock_outs.first() else { return Ok(()) };
    let of_first = || found.knock_outs.iter().filter(|row| row.knock_out == first.knock_out);
    let visits: Vec<String> = of_first().map(|row| language.say(visit_name(row.visit_days as u32))).collect();
    let last = visits.last().cloned().unwrap_or_default();
    let share = |found: Option<(f64, f64, f64)>| {
        let said = |(share, low, high)| language.say(interval::share_with_interval(share, Some((low, high))));
        found.map_or_else(String::new, said)
    };
    let r50_head = language.say(english("half the pain gone, {visit}").with("visit", last));
    let head = [language.say(english("relief lost, points"))].into_iter().chain(visits).chain([r50_head]);
    let mut rows: Vec<Vec<String>> = vec![head.collect()];
    let relief = of_first().map(|row| {
        let ends = row.relief_low_points.zip(row.relief_high_points);
        language.say(interval::with_interval(row.relief_points, ends, |points| sign::fixed(points, 1)))
    });
    let last_of_first = of_first().next_back();
    let r50 = share(last_of_first.map(|row| (row.r50_fraction, row.r50_low_fraction, row.r50_high_fraction)));
    let whole = [language.say(english("relief with nothing knocked out"))].into_iter().chain(relief).chain([r50]);
    rows.push(whole.collect());
    let per_knock_out = of_first().count().max(1);
    for all in found.knock_outs.chunks(per_knock_out) {
        let lost = |row: &KnockOutRow| with_interval(row.lost_points, row.low_points.zip(row.high_points), language);
        let name = all.first().map_or_else(|| verbatim(""), |row| knock_out(&row.knock_out));
        let r50 =
            share(all.last().map(|row| (row.r50_left_fraction, row.r50_left_low_fraction, row.r50_left_high_fraction)));
        rows.push([language.say(name)].into_iter().chain(all.iter().map(lost)).chain([r50]).collect());
    }
    let title = english("knock-outs in {number} patients of the cell model (mean, 95 % interval)");
    writeln!(out, "{}", language.say(title.with("number", first.patients_count)))?;
    let columns: Vec<bool> = (0..rows[0].len()).map(|column| column > 0).collect();
    table::print(out, &rows, &columns)?;
    let exact = match found.effects_are_all {
        true => english("cells without any effect give the same tissue as no cells, in every patient and on every day"),
        false => {
            english("cells without any effect do not give the same tissue as no cells: this is a bug in the program")
        }
    };
    writeln!(out, "{}\n", language.say(exact))
}

fn time_costs(out: &mut dyn Write, found: &Explanation, language: Language) -> io::Result<()> {
    let Some(whole) = found.delay() else {
        let none =
            english("what costs the time: pain halves in no patient of the cell model, so there is no time to divide");
        return writeln!(out, "{}\n", language.say(none));
    };
    let head = [english("group").into(), english("days").into(), english("share").into(), verbatim("")];
    let mut rows = vec![head.map(|text: Message| language.say(text))];
    for cost in found.costs(Model::Cells) {
        let ends = cost.low_days.zip(cost.high_days);
        let days = with_interval(cost.cost_days, ends, language);
        let verdict = match ends {
            None => language.say(english("one patient: no interval")),
            // The whole is no cost that could be none.
            _ if cost.group == "delay" => String::new(),
            Some((_, high)) if high < 0.0 => language.say(english("its slowness helps")),
            Some((low, _)) if low <= 0.0 => language.say(english("no detectable cost")),
            Some(_) => String::new(),
        };
        let share = interval::share_with_interval(cost.cost_share, cost.low_share.zip(cost.high_share));
        let share = language.say(share);
        rows.push([language.say(group(&cost.group)), days, share, verdict]);
    }
    let title =
        english("what costs the time until pain has halved, in {number} patients of the cell model (Shapley values)");
    writeln!(out, "{}", language.say(title.with("number", whole.patients_count)))?;
    table::print(out, &rows, &[false, true, true, false])?;
    if let Some(start) = counted_from(found.relief_start()) {
        writeln!(out, "{}", language.say(start))?;
    }
    check(out, found, language)?;
    writeln!(out)
}

/// What the mean field says of the same patients.
fn check(out: &mut dyn Write, found: &Explanation, language: Language) -> io::Result<()> {
    let Some(first) = found.confirmations.first() else { return Ok(()) };
    let difference = first.delay_difference_low_days.zip(first.delay_difference_high_days);
    let said = english(
        "check: the mean field of {number} of these patients, cell model − mean field: {difference} days until pain has halved",
    );
    let said = said.with("number", first.patients_count);
    let said = said.with("difference", with_interval(first.delay_difference_days, difference, language));
    writeln!(out, "{}", language.say(said))?;
    for row in &found.confirmations {
        let ends = row.cost_difference_low_days.zip(row.cost_difference_high_days);
        let value = with_interval(row.cost_difference_days, ends, language);
        let said = english("{name}: {value}").with_said("name", group(&row.group)).with("value", value);
        writeln!(out, "  {}", language.say(said))?;
    }
    Ok(())
}

fn persistence(out: &mut dyn Write, found: &Explanation, language: Language) -> io::Result<()> {
    let last = match found.last_cell_days {
        Some(day) => english("the last injected cell is gone on day {day}").with("day", format_args!("{day:.0}")),
        None => english("some injected cells survive to the end").into(),
    };
    let states = match found.resting_states.len() {
        2 => english("without cells the mean field of this patient has two stable states: painful and quiet"),
        _ => english("without cells the mean field of this patient has one stable state"),
    };
    for said in found.had_cells().then_some(last).into_iter().chain([states.into()]) {
        writeln!(out, "{}", language.say(said))?;
    }
    for staying in &found.staying {
        writeln!(out, "{}", language.say(stays(staying)))?;
    }
    writeln!(out)
}

fn stays(found: &Staying) -> Message {
    let model = match found.model.as_str() {
        "cells" => english("cell model"),
        _ => english("mean field"),
    };
    let Some(((share, low), high)) = found.staying_share.zip(found.low_share).zip(found.high_share) else {
        return english(
            "{model}: pain halves in none of {all} patients (95 % interval of their share {low} to {high})",
        )
        .with_said("model", model)
        .with("all", found.patients_count)
        .with("low", sign::percent(found.relieved_low_share))
        .with("high", sign::percent(found.relieved_high_share));
    };
    english(
        "{model}: of {relieved} patients whose pain halves, half of it is still gone at the end in {staying}: {share} ({low} to {high})",
    )
    .with_said("model", model)
    .with("relieved", found.relieved_count)
    .with("staying", found.staying_count)
    .with("share", sign::percent(share))
    .with("low", sign::percent(low))
    .with("high", sign::percent(high))
}
