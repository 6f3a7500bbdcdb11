//! What tells the results in a folder apart.

use std::collections::BTreeSet;
use std::path::Path;

use super::comparison::labels::key_texts;
use super::results::Kept;
use admsc_scenario::language::{Language, Message, english, verbatim};
use admsc_scenario::reading::{self, BUILTIN, DifferingKey, StatedArm, differing_keys, stated_arms};

/// Keys that are told of a result, unless it takes more to tell it from the others of its name.
const MOST_KEYS: usize = 4;

/// What is told of each result: in what it differs from the bundled scenario of its name; where there is none, from the results
/// of this name. What tells it from these comes first, and is told as far as it takes.
pub fn differences(all: &[Kept], language: Language) -> Vec<Message> {
    let found: Vec<Found> = all.iter().map(|one| Found::of(one, all, language).unwrap_or_default()).collect();
    let told = |one: usize| {
        let same = |other: &usize| *other != one && all[*other].of_scenario() == all[one].of_scenario();
        let others: Vec<usize> = (0..all.len()).filter(same).collect();
        let most = found[one].keys.len().max(MOST_KEYS);
        let is_apart = |number: &usize| {
            others.iter().all(|other| found[*other].first(*number, language) != found[one].first(*number, language))
        };
        let number = (MOST_KEYS..most).find(is_apart).unwrap_or(most);
        // More of what it has in common with others tells nothing.
        let number = if is_apart(&number) { number } else { MOST_KEYS };
        found[one].told(number, !all[one].is_of_this_program())
    };
    (0..all.len()).map(told).collect()
}

/// The keys of a result in which it differs.
#[derive(Default)]
struct Found {
    keys: Vec<Message>,
    /// What the scenario is called, which is told where nothing else is.
    title: String,
    /// Whether it is compared with the bundled scenario of its name.
    is_bundled: bool,
}

impl Found {
    fn of(one: &Kept, all: &[Kept], language: Language) -> Option<Self> {
        let name = one.of_scenario().file_name()?.to_str()?;
        let is_bundled = BUILTIN.iter().any(|bundled| bundled.name == name);
        let bundled = is_bundled.then(|| reading::load(Path::new(&format!("builtin:{name}")), &[]).ok()).flatten();
        let same: Vec<&Kept> = all.iter().filter(|other| other.of_scenario() == one.of_scenario()).collect();
        let texts = bundled.iter().map(|scenario| scenario.resolved_toml.as_str());
        let texts: Vec<&str> = texts.chain(same.iter().map(|other| other.resolved_toml.as_str())).collect();
        let first = texts.len() - same.len();
        let place = first + same.iter().position(|other| other.folder == one.folder)?;
        let keys = differing_keys(&texts).ok()?;
        let tells_apart = |key: &DifferingKey| key.values[first..].iter().any(|value| *value != key.values[place]);
        // What is written matters only where nothing else tells results apart, and then comes last.
        let is_told = |key: &&DifferingKey| {
            let differs = if is_bundled { key.values[place] != key.values[0] } else { tells_apart(key) };
            differs && (!key.path.starts_with("output.") || tells_apart(key))
        };
        let (apart, common): (Vec<&DifferingKey>, Vec<&DifferingKey>) =
            keys.iter().filter(is_told).partition(|key| tells_apart(key));
        let said = |keys: &[&DifferingKey]| said(keys, &texts, place, language);
        let keys = said(&apart).into_iter().chain(said(&common)).chain(decided(one, &same)).collect();
        Some(Self { keys, title: title(one).unwrap_or_default(), is_bundled })
    }

    /// The first so many keys, to be compared.
    fn first(&self, number: usize, language: Language) -> Vec<String> {
        self.keys.iter().take(number).map(|key| language.say(key.clone())).collect()
    }

    /// The first so many keys, and whether another version computed the result.
    fn told(&self, number: usize, is_of_another: bool) -> Message {
        let more = self.keys.len().saturating_sub(number);
        let mut told: Vec<Message> = self.keys.iter().take(number).cloned().collect();
        told.extend((more > 0).then(|| english("and {number} more").with("number", more)));
        let told = match (told.is_empty(), self.is_bundled) {
            (true, true) => Some(english("nothing changed from the bundled one").into()),
            (true, false) => Some(verbatim(&self.title)).filter(|_| !self.title.is_empty()),
            (false, true) => {
                let keys = Message::joined(told, english("; "));
                Some(english("differs from the bundled one by {keys}").with_said("keys", keys))
            }
            (false, false) => Some(Message::joined(told, english("; "))),
        };
        let other = is_of_another.then(|| english("by another version of the program").into());
        let all: Vec<Message> = told.into_iter().chain(other).collect();
        if all.is_empty() { verbatim("-") } else { Message::joined(all, english("; ")) }
    }
}

/// What a result's scenario is called.
fn title(one: &Kept) -> Option<String> {
    let resolved: toml::Table = one.resolved_toml.parse().ok()?;
    Some(resolved.get("title")?.as_str()?.to_owned())
}

/// What decided a result besides its scenario, as the numbers of patients of an explanation, where the others of its scenario had
/// something else.
fn decided(one: &Kept, same: &[&Kept]) -> Vec<Message> {
    let mut others = same.iter().filter(|other| other.resolved_toml == one.resolved_toml).peekable();
    let first = others.peek().map(|other| &other.manifest.overrides);
    if others.clone().all(|other| Some(&other.manifest.overrides) == first) {
        return Vec::new();
    }
    let everywhere = |word: &&String| others.clone().all(|other| other.manifest.overrides.contains(word));
    one.manifest.overrides.iter().filter(|word| !everywhere(word)).map(verbatim).collect()
}

/// Keys with the values of a scenario; all about the arms of a study is one of them.
fn said(keys: &[&DifferingKey], texts: &[&str], place: usize, language: Language) -> Vec<Message> {
    let (of_arms, others): (Vec<&DifferingKey>, Vec<&DifferingKey>) =
        keys.iter().copied().partition(|key| key.path.starts_with("arm["));
    let doses: Vec<usize> = texts.iter().map(|text| doses(text)).collect();
    // People and what they are given matter more than how the tissue is computed.
    let (technical, others): (Vec<&DifferingKey>, Vec<&DifferingKey>) =
        others.into_iter().partition(|key| TECHNICAL.iter().any(|section| key.path.starts_with(section)));
    let said = |keys: &[&DifferingKey]| key_texts(keys, place, &doses, language, |_| true);
    arms(&of_arms, texts, place, language).into_iter().chain(said(&others)).chain(said(&technical)).collect()
}

/// Sections of how tissue is computed.
const TECHNICAL: [&str; 3] = ["cadence.", "tissue.", "nerve."];

/// The arms of a study where their names differ, and those that differ where the names do not, with their keys.
fn arms(keys: &[&DifferingKey], texts: &[&str], place: usize, language: Language) -> Vec<Message> {
    if keys.is_empty() {
        return Vec::new();
    }
    let all: Vec<Vec<StatedArm>> = texts.iter().map(|text| stated_arms(text)).collect();
    let names = |text: usize| all[text].iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>();
    let are_named = keys.iter().any(|key| key.path.ends_with("].name"));
    let told = are_named.then(|| english("arms = {arms}").with("arms", names(place).join(", ")));
    let same_arms: Vec<usize> = (0..texts.len()).filter(|other| names(*other) == names(place)).collect();
    let differs = |key: &&&DifferingKey| same_arms.iter().any(|other| key.values[*other] != key.values[place]);
    let keys: Vec<&DifferingKey> = keys.iter().filter(differs).copied().collect();
    let numbers: BTreeSet<usize> = keys.iter().filter_map(|key| arm(&key.path)).map(|(number, _)| number).collect();
    let of_arm = |number: usize| {
        let own = keys.iter().filter_map(|key| match arm(&key.path) {
            Some((of, path)) if of == number => {
                Some(DifferingKey { path: path.to_owned(), values: key.values.clone() })
            }
            _ => None,
        });
        let own: Vec<DifferingKey> = own.collect();
        let doses: Vec<usize> = all.iter().map(|arms| arms.get(number - 1).map_or(0, |arm| arm.doses)).collect();
        let told = key_texts(&own.iter().collect::<Vec<_>>(), place, &doses, language, |_| true);
        english("{arm}: {keys}")
            .with("arm", names(place).get(number - 1).copied().unwrap_or_default())
            .with_said("keys", Message::joined(told, english(", ")))
    };
    told.into_iter().chain(numbers.into_iter().map(of_arm)).collect()
}

/// Number of the arm, counted from 1, and the rest of a path.
fn arm(path: &str) -> Option<(usize, &str)> {
    let (number, rest) = path.strip_prefix("arm[")?.split_once("].")?;
    Some((number.parse().ok().filter(|number| *number > 0)?, rest))
}

/// Number of doses of a resolved scenario.
fn doses(resolved_toml: &str) -> usize {
    resolved_toml.lines().filter(|line| *line == "[[dose]]").count()
}
