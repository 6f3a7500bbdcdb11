//! What is printed of replicates.

use std::io::{self, Write};

use super::show::print_heading;
use super::table;
use admsc_output::export::replicates::NOTE;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::Scenario;
use admsc_scenario::units::interval::{share_with_interval, with_interval};
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::fixed;
use admsc_stats::median::FEWEST_FOR_NINETY_FIVE;
use admsc_study::replicates::seeds_in_words;
use admsc_study::spread::{ReplicatesSummary, ShareOfReplicates, Spread, VisitSpread, band_name};
use admsc_study::summary::{STRENGTH, replicates_counted_from};

/// Prints what came of the replicates of a scenario.
pub fn print(
    out: &mut dyn Write,
    scenario: &Scenario,
    summary: &ReplicatesSummary,
    language: Language,
) -> io::Result<()> {
    print_heading(out, scenario, language)?;
    if let Some(first) = summary.each.first() {
        let text = english("{number} replicates, seeds {seeds}")
            .with("number", summary.replicates)
            .with_said("seeds", seeds_in_words(first.seed, summary.replicates));
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
    writeln!(out, "{}", language.say(english("in brackets: 95 % intervals")))?;
    let relief = english("pain halved by day: {halved}").with_said("halved", halved(summary));
    writeln!(out, "\n{}", language.say(relief))?;
    let outcomes = summary.outcomes.map(|counts| counts.told());
    let strength = summary.potency_fraction.map(|potency| STRENGTH.with("potency", potency));
    for said in outcomes.into_iter().chain(strength) {
        writeln!(out, "{}", language.say(said))?;
    }
    let again = (!scenario.setup.retreatments.is_empty()).then(|| given_again(summary));
    for said in again.into_iter().chain(replicates_counted_from(&scenario.setup)) {
        writeln!(out, "{}", language.say(said))?;
    }
    writeln!(out, "{}\n", language.say(NOTE))
}

/// To how many treatment was given again.
fn given_again(summary: &ReplicatesSummary) -> Message {
    let treated = summary.each.iter().filter(|one| !one.given_again.is_empty()).count();
    let doses: usize = summary.each.iter().map(|one| one.given_again.len()).sum();
    english("doses given because pain was above the threshold: {doses}, to {number} of {all} replicates (their days: summary.json)")
        .with("doses", doses)
        .with("number", treated)
        .with("all", summary.replicates)
}

fn row(visit: &VisitSpread, axons: u64, language: Language) -> [String; 6] {
    let vas = visit.vas_points;
    let mean = |spread: Spread| with_interval(spread.mean, spread.mean_interval, |value| fixed(value, 1));
    let [low, high] = vas.band();
    let band = english("{low} to {high}").with("low", format_args!("{low:.1}")).with("high", format_args!("{high:.1}"));
    let arrived = match axons {
        0 => verbatim("-"),
        all => english("{number} of {all}").with_said("number", mean(visit.axons_arrived_count)).with("all", all),
    };
    [
        language.say(visit_name(visit.day)),
        language.say(mean(vas)),
        format!("{:.2}", vas.standard_deviation),
        language.say(band),
        language.say(visit.r50.map_or_else(|| verbatim("-"), share)),
        language.say(arrived),
    ]
}

/// A share of the replicates with its interval.
fn share(found: ShareOfReplicates) -> Message {
    share_with_interval(found.share, Some(found.interval))
}

fn halved(summary: &ReplicatesSummary) -> Message {
    let having =
        english("in {number} of {all} replicates").with("number", summary.halved_count).with("all", summary.replicates);
    let having = match summary.halved_share {
        Some(found) => english("{having}: {share}").with_said("having", having).with_said("share", share(found)),
        None => having,
    };
    let Some(day) = summary.halved_day else {
        return english("- ({having})").with_said("having", having);
    };
    let text = match day.median_interval {
        Some((from, to)) => {
            english("median {median} (95 % interval {from} to {to}), {band} {low} to {high} ({having})")
                .with("from", fixed(from, 0))
                .with("to", fixed(to, 0))
        }
        None => english(
            "median {median} (too few for a 95 % interval, which takes {fewest}), {band} {low} to {high} ({having})",
        )
        .with("fewest", FEWEST_FOR_NINETY_FIVE),
    };
    text.with("median", fixed(day.median, 0))
        .with_said("band", band_name(day.values_count))
        .with("low", fixed(day.band()[0], 0))
        .with("high", fixed(day.band()[1], 0))
        .with_said("having", having)
}
