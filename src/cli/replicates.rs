//! What is printed of replicates.

use std::io::{self, Write};

use super::show::print_heading;
use super::table;
use admsc_output::export::replicates::NOTE;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::Scenario;
use admsc_scenario::units::month::visit_name;
use admsc_study::spread::{ReplicatesSummary, VisitSpread, band_name};
use admsc_study::summary::{counted_from, relief_start};

/// Prints what came of the replicates of a scenario.
pub fn print(
    out: &mut dyn Write,
    scenario: &Scenario,
    summary: &ReplicatesSummary,
    language: Language,
) -> io::Result<()> {
    print_heading(out, scenario, language)?;
    let (first, last) = (summary.each.first(), summary.each.last());
    if let (Some(first), Some(last)) = (first, last) {
        let text = english("{number} replicates, seeds {first} to {last}")
            .with("number", summary.replicates)
            .with("first", first.seed)
            .with("last", last.seed);
        writeln!(out, "{}\n", language.say(text))?;
    }
    let head = [
        english("visit"),
        english("VAS mean"),
        english("SD"),
        band_name(summary.replicates as usize),
        english("half the pain gone"),
        english("axons arrived"),
    ];
    let rows = summary.visits.iter().map(|visit| row(visit, summary.axons_count, language));
    let rows: Vec<[String; 6]> = std::iter::once(head.map(|name| language.say(name))).chain(rows).collect();
    table::print(out, &rows, &[false, true, true, true, true, true])?;
    let relief = english("day of half relief: {half_relief}").with_said("half_relief", half_relief(summary));
    writeln!(out, "\n{}", language.say(relief))?;
    if let Some(start) = counted_from(relief_start(&scenario.setup)) {
        writeln!(out, "{}", language.say(start))?;
    }
    writeln!(out, "{}\n", language.say(NOTE))
}

fn row(visit: &VisitSpread, axons: u64, language: Language) -> [String; 6] {
    let vas = visit.vas_points;
    let share = |share: f64| format!("{:.0} %", 100.0 * share);
    let [low, high] = vas.band();
    let band = english("{low} to {high}").with("low", format_args!("{low:.1}")).with("high", format_args!("{high:.1}"));
    let arrived = match axons {
        0 => verbatim("-"),
        all => english("{number} of {all}")
            .with("number", format_args!("{:.1}", visit.axons_arrived_count.mean))
            .with("all", all),
    };
    [
        language.say(visit_name(visit.day)),
        format!("{:.1}", vas.mean),
        format!("{:.2}", vas.standard_deviation),
        language.say(band),
        visit.r50_fraction.map_or_else(|| "-".to_owned(), share),
        language.say(arrived),
    ]
}

fn half_relief(summary: &ReplicatesSummary) -> Message {
    let having = english("reached in {number} of {all} replicates")
        .with("number", summary.with_half_relief_count)
        .with("all", summary.replicates);
    match summary.half_relief_day {
        Some(day) => english("median {median}, {band} {low} to {high} ({having})")
            .with("median", format_args!("{:.0}", day.median))
            .with_said("band", band_name(day.values_count))
            .with("low", format_args!("{:.0}", day.band()[0]))
            .with("high", format_args!("{:.0}", day.band()[1]))
            .with_said("having", having),
        None => english("- ({having})").with_said("having", having),
    }
}
