//! What a comparison prints: which runs, which keys differ, and the table of differences.

use std::io::{self, Write};

use crate::cli::table;
use crate::session::comparison::{Comparison, Run, RunDifferences};
use admsc_output::export::run::NOTE;
use admsc_output::plot::comparison::named;
use admsc_scenario::language::{Language, Phrase, english};
use admsc_scenario::ledger::names::value_of_key;
use admsc_scenario::reading::DifferingKey;
use admsc_scenario::shown::shown;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::fixed;
use admsc_study::comparison::State;

/// Most keys that are printed; all stand in the file.
const MOST_KEYS: usize = 16;
/// Characters of a line that the values of a key share.
const VALUES: usize = 96;

/// A quantity of the table: its name, its value, and its decimals.
type Quantity = (Phrase, fn(&State) -> f64, usize);

/// Name of the row of pain, which has intervals where there are replicates.
const VAS: Phrase = english("VAS");
/// Name of the row of axons, which a window without a nerve has not.
const AXONS: Phrase = english("axons arrived");

/// What is compared at the visits.
const QUANTITIES: [Quantity; 5] = [
    (VAS, |state| state.vas_points, 1),
    (english("from inflammation"), |state| state.inflammation_points, 1),
    (english("from damage"), |state| state.damage_points, 1),
    (english("from central"), |state| state.central_points, 1),
    (AXONS, |state| state.axons_arrived_count, 0),
];

/// Prints everything.
pub fn all(out: &mut dyn Write, compared: &Comparison<'_>, language: Language) -> io::Result<()> {
    let Comparison { told, keys, sentences, .. } = compared;
    for told in told {
        let replicates = match told.run.finished.records().len() {
            1 => String::new(),
            number => language.say(english(" ({number} replicates)").with("number", number)),
        };
        let folder = shown(&told.run.finished.folder);
        let title = told.run.scenario.title_in(language);
        writeln!(out, "{}  {title}{replicates}  {folder}", called(told.run, language))?;
        if let Some(counts) = told.run.counts(compared.end) {
            let life = english("the life of seed {seed} is compared.").with("seed", told.run.finished.manifest.seed);
            writeln!(out, "   {} {}", language.say(life), language.say(counts.told()))?;
        }
    }
    if let Some(caution) = compared.caution() {
        writeln!(out, "({})", language.say(caution))?;
    }
    writeln!(out)?;
    for sentence in sentences.iter().filter(|sentence| !sentence.is_empty()) {
        writeln!(out, "{sentence}")?;
    }
    writeln!(out)?;
    print_keys(out, told, keys, language)?;
    print_visits(out, told, language)?;
    print_courses(out, told, language)?;
    writeln!(out, "{}\n", language.say(NOTE))
}

/// The letter of a run, and its name where the user gave one.
fn called(run: &Run, language: Language) -> String {
    language.say(named(run.letter, run.name.as_deref().unwrap_or_default()))
}

/// The first row of a table: what stands in the first columns, and what the runs are called.
fn head(told: &[RunDifferences<'_>], first: &[Phrase], language: Language) -> Vec<String> {
    let letters = told.iter().map(|told| called(told.run, language));
    first.iter().map(|name| language.say(*name)).chain(letters).collect()
}

fn print_keys(
    out: &mut dyn Write,
    told: &[RunDifferences<'_>],
    keys: &[DifferingKey],
    language: Language,
) -> io::Result<()> {
    if keys.is_empty() {
        return writeln!(out, "{}\n", language.say(english("no key of the scenarios differs")));
    }
    let longest = VALUES / told.len().max(1);
    let value = |path: &str, value: &Option<String>| {
        let said = value.as_ref().map_or_else(|| "-".to_owned(), |value| language.say(value_of_key(path, value)));
        if said.chars().count() <= longest {
            return said;
        }
        format!("{}…", said.chars().take(longest.saturating_sub(1)).collect::<String>())
    };
    let rows = keys.iter().take(MOST_KEYS).map(|key| {
        let values = key.values.iter().map(|one| value(&key.path, one));
        std::iter::once(key.path.clone()).chain(values).collect::<Vec<String>>()
    });
    let rows: Vec<Vec<String>> =
        std::iter::once(head(told, &[english("key that differs")], language)).chain(rows).collect();
    table::print(out, &rows, &vec![false; told.len() + 1])?;
    if keys.len() > MOST_KEYS {
        let more = english("and {number} more in {file}")
            .with("number", keys.len() - MOST_KEYS)
            .with("file", admsc_output::export::comparison::KEYS_FILE);
        writeln!(out, "{}", language.say(more))?;
    }
    writeln!(out)
}

/// A value, and behind it its difference from the first run.
fn against(value: f64, first: f64, is_first: bool, decimals: usize) -> String {
    if is_first {
        return format!("{value:.decimals$}");
    }
    // What rounds to nothing has no sign.
    let rounded = format!("{:+.decimals$}", value - first);
    let is_nothing = rounded.chars().all(|c| "+-0.".contains(c));
    let difference = if is_nothing { rounded.trim_start_matches(['+', '-']).to_owned() } else { rounded };
    format!("{value:.decimals$} ({difference})")
}

fn print_visits(out: &mut dyn Write, told: &[RunDifferences<'_>], language: Language) -> io::Result<()> {
    let Some(first) = told.first() else { return Ok(()) };
    let days: Vec<String> = visit_names(first, language);
    let mut rows = vec![head(told, &[english("points, or axons (minus A)"), english("visit")], language)];
    for (name, value, decimals) in QUANTITIES {
        if name == AXONS && told.iter().all(|told| told.run.scenario.setup.nerve.is_none()) {
            continue;
        }
        for (number, ((_, reference), day)) in first.states.iter().zip(&days).enumerate() {
            let cells = told.iter().enumerate().map(|(run, told)| {
                let has_it = name != AXONS || told.run.scenario.setup.nerve.is_some();
                let state = told.states.get(number).map(|(_, state)| value(state)).filter(|_| has_it);
                state.map_or_else(|| "-".to_owned(), |state| against(state, value(reference), run == 0, decimals))
            });
            let name = if number == 0 { language.translated(name) } else { "" };
            rows.push([name.to_owned(), day.clone()].into_iter().chain(cells).collect());
        }
        if name == VAS {
            rows.extend(intervals(told, &days, language));
        }
    }
    table::print(out, &rows, &columns(told, 2))?;
    writeln!(out)
}

/// The intervals of mean pain over replicates, and of its differences from the first run; no rows without replicates.
fn intervals(told: &[RunDifferences<'_>], days: &[String], language: Language) -> Vec<Vec<String>> {
    type Ends = fn(&State) -> Option<(f64, f64)>;
    let kinds: [(Phrase, Ends); 2] = [
        (english("VAS, 95 % interval"), |state| state.vas_interval_points),
        (english("minus A, 95 % interval"), |state| state.vas_difference_interval_points),
    ];
    let text = |(low, high): (f64, f64)| {
        language.say(english("{low} to {high}").with("low", fixed(low, 1)).with("high", fixed(high, 1)))
    };
    let mut rows = Vec::new();
    for (name, ends) in kinds {
        if !told.iter().flat_map(|told| &told.states).any(|(_, state)| ends(state).is_some()) {
            continue;
        }
        for (number, day) in days.iter().enumerate() {
            let cell = |told: &RunDifferences<'_>| {
                told.states.get(number).and_then(|(_, state)| ends(state)).map_or_else(|| "-".to_owned(), text)
            };
            let name = if number == 0 { language.translated(name) } else { "" };
            rows.push([name.to_owned(), day.clone()].into_iter().chain(told.iter().map(cell)).collect());
        }
    }
    rows
}

/// Names of the visits; days where two would have one name.
fn visit_names(told: &RunDifferences<'_>, language: Language) -> Vec<String> {
    let names: Vec<String> = told.states.iter().map(|(day, _)| language.say(visit_name(*day))).collect();
    let is_shared = |name: &String| names.iter().filter(|other| *other == name).count() > 1;
    let named = told.states.iter().zip(&names);
    let by_day = |day: u32| language.say(english("day {day}").with("day", day));
    named.map(|((day, _), name)| if is_shared(name) { by_day(*day) } else { name.clone() }).collect()
}

fn print_courses(out: &mut dyn Write, told: &[RunDifferences<'_>], language: Language) -> io::Result<()> {
    let Some(first) = told.first() else { return Ok(()) };
    let day = |day: Option<f64>| day.map_or_else(|| "-".to_owned(), |day| format!("{day:.0}"));
    let row = |name: Phrase, cell: &dyn Fn(usize, &RunDifferences<'_>) -> String| -> Vec<String> {
        std::iter::once(language.say(name)).chain(told.iter().enumerate().map(|(run, told)| cell(run, told))).collect()
    };
    let largest = |told: &RunDifferences<'_>| told.relief.largest_points;
    let interval = |ends: Option<(f64, f64)>, places| {
        let text = |(low, high)| {
            language.say(english("{low} to {high}").with("low", fixed(low, places)).with("high", fixed(high, places)))
        };
        ends.map_or_else(|| "-".to_owned(), text)
    };
    let mut rows = vec![
        head(told, &[english("over the common days")], language),
        row(english("day pain has halved"), &|_, told| day(told.relief.halved_day)),
        row(english("largest relief, points"), &|run, told| against(largest(told), largest(first), run == 0, 1)),
        row(english("first day that differs from A"), &|_, told| day(told.first_difference_day)),
    ];
    if told.iter().any(|told| told.relief.largest_interval_points.is_some()) {
        let (days, points) = (english("its 95 % interval"), english("its 95 % interval"));
        rows.insert(3, row(points, &|_, told| interval(told.relief.largest_interval_points, 1)));
        rows.insert(2, row(days, &|_, told| interval(told.relief.halved_interval_days, 0)));
    }
    table::print(out, &rows, &columns(told, 1))?;
    writeln!(out)
}

/// Words to the left, numbers to the right.
fn columns(told: &[RunDifferences<'_>], words: usize) -> Vec<bool> {
    (0..words + told.len()).map(|column| column >= words).collect()
}

#[cfg(test)]
mod tests {
    use super::against;

    #[test]
    fn differences_have_a_sign_unless_they_are_nothing() {
        assert_eq!(against(1.26, 1.0, false, 1), "1.3 (+0.3)");
        assert_eq!(against(1.0, 6.0, false, 1), "1.0 (-5.0)");
        assert_eq!(against(1.0, 1.04, false, 1), "1.0 (0.0)");
        assert_eq!(against(1.0, 1.0, true, 1), "1.0");
    }
}
