//! What compared runs are called in figures.

use std::collections::BTreeSet;

use super::Run;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::ledger::names::{key_name, key_with_value};
use admsc_scenario::reading::{self, DifferingKey};

/// Most keys that name the first run.
const FEW: usize = 2;

/// The names that the user gave. Of runs without, titles where they differ; else the first run has its title, or the keys that differ if they are few, and every other
/// run the keys in which it differs from the first.
pub fn labels(runs: &[Run], keys: &[DifferingKey], language: Language) -> Vec<String> {
    let found = of_scenarios(runs, keys, language);
    runs.iter().zip(found).map(|(run, found)| run.name.clone().unwrap_or(found)).collect()
}

fn of_scenarios(runs: &[Run], keys: &[DifferingKey], language: Language) -> Vec<String> {
    let title = |run: &Run| run.scenario.title_in(language).to_owned();
    let titles: BTreeSet<String> = runs.iter().map(title).collect();
    if titles.len() == runs.len() {
        return runs.iter().map(title).collect();
    }
    let about: Vec<&DifferingKey> = keys.iter().filter(|key| !key.path.starts_with("output.")).collect();
    let doses: Vec<usize> = runs.iter().map(|run| run.scenario.setup.doses.len()).collect();
    let named = |(number, run): (usize, &Run)| {
        let known = if number == 0 {
            key_texts(&about, 0, &doses, language, |_| true)
        } else {
            differing(&about, number, &doses, language)
        };
        match known.as_slice() {
            several if number == 0 && several.len() > FEW => title(run),
            [] => format!("{} ({:.8})", title(run), run.finished.manifest.run_hash),
            known => language.say(Message::joined(known.iter().cloned(), english("; "))),
        }
    };
    runs.iter().enumerate().map(named).collect()
}

/// The keys in which a run differs from the first.
pub fn differing(keys: &[&DifferingKey], run: usize, doses: &[usize], language: Language) -> Vec<Message> {
    key_texts(keys, run, doses, language, |key| key.values[run] != key.values[0])
}

/// Keys with the values of a run; all about doses is one of them.
pub fn key_texts(
    keys: &[&DifferingKey],
    run: usize,
    doses: &[usize],
    language: Language,
    is_told: impl Fn(&DifferingKey) -> bool,
) -> Vec<Message> {
    let told: Vec<&DifferingKey> = keys.iter().copied().filter(|key| is_told(key)).collect();
    let (of_doses, others): (Vec<&DifferingKey>, Vec<&DifferingKey>) =
        told.into_iter().partition(|key| key.path.starts_with("dose["));
    let value = |key: &DifferingKey| match &key.values[run] {
        Some(value) => verbatim(key_with_value(&key.path, value, language)),
        None => english("no {key}").with("key", key_name(&key.path, language)),
    };
    let mut names: Vec<Message> = match (of_doses.as_slice(), doses.get(run).copied().unwrap_or(0)) {
        ([], _) => Vec::new(),
        (_, 0) => vec![english("no dose").into()],
        ([single], _) => vec![value(single)],
        (_, number) => vec![reading::doses(number)],
    };
    names.extend(others.into_iter().map(value));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_named_by_what_differs_from_the_first() {
        let key = |path: &str, values: [&str; 2]| {
            let value = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
            DifferingKey { path: path.to_owned(), values: values.map(value).to_vec() }
        };
        let all = [key("dose[0].at", ["0 day", ""]), key("dose[0].cells", ["7e7", ""]), key("seed", ["1", "1"])];
        let keys: Vec<&DifferingKey> = all.iter().collect();
        let in_english = |names: Vec<Message>| names.iter().map(Message::in_english).collect::<Vec<_>>();
        assert_eq!(in_english(differing(&keys, 1, &[1, 0], Language::English)), ["no dose"]);
        assert_eq!(in_english(key_texts(&keys, 0, &[1, 0], Language::English, |_| true)), ["1 dose", "seed = 1"]);
        let one = [key("dose[1].cells", ["7e7", "1e6"]), key("patient.baseline_pain", ["7 points", ""])];
        let keys: Vec<&DifferingKey> = one.iter().collect();
        let told = in_english(differing(&keys, 1, &[2, 2], Language::English));
        assert_eq!(told, ["cells per dose (dose 2) = 1 million", "no patient.baseline_pain"]);
    }
}
