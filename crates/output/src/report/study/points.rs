//! What lies between neighbouring points of a sweep, in the same patients.

use super::super::given::or_dash;
use super::super::numbers::Number;
use super::super::page::Table;
use super::super::sentence::{Sentence, own, sentence};
use super::Read;
use super::answer::clauses_of;
use super::lasting::with_potency;
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::ledger::names::{in_place_of, keys_with_values};
use admsc_scenario::reading::study::Study;
use admsc_study::trial::{MOST_TOLD, PointsRow, points_verdict};
use serde_json::json;
use std::collections::BTreeSet;

/// A row of `between_points`, and its place there.
struct Pair {
    place: usize,
    row: PointsRow,
}

impl Pair {
    fn number(&self, read: &Read<'_>, name: &str) -> Option<Number> {
        read.numbers.at(format!("/between_points/{}/{name}", self.place))
    }
}

/// The pairs of the last visit.
fn pairs(read: &Read<'_>) -> Vec<Pair> {
    let row = |place: usize| {
        let row = read.numbers.0.pointer(&format!("/between_points/{place}"))?;
        Some(Pair { place, row: serde_json::from_value(row.clone()).ok()? })
    };
    let last = read.study.trial.visits_days.last();
    (0..read.numbers.count("/between_points")).filter_map(row).filter(|pair| Some(&pair.row.day) == last).collect()
}

/// What is said: of a few pairs each; of more where the difference is detectable, and the largest; nothing without any.
pub(super) fn told(read: &Read<'_>) -> Vec<Sentence> {
    let pairs = pairs(read);
    let points: BTreeSet<[usize; 2]> = pairs.iter().map(|pair| [pair.row.from, pair.row.point]).collect();
    if points.len() > MOST_TOLD {
        return vec![of_many(read, &pairs)].into_iter().flatten().collect();
    }
    let of_points = |[from, point]: [usize; 2]| {
        let of_potency = pairs.iter().filter(|pair| [pair.row.from, pair.row.point] == [from, point]);
        let of_potency: Vec<&Pair> = of_potency.collect();
        let clauses = of_potency.iter().map(|pair| Some(with_potency(read, clause(read, pair)?, pair.row.potency)));
        let clauses = clauses_of(clauses.collect::<Option<Vec<_>>>()?)?;
        Some(with_names(read, of_potency.first()?, sentence(lead(of_potency.first()?))).put("clauses", clauses))
    };
    points.into_iter().filter_map(of_points).collect()
}

/// What a pair is told under.
fn lead(pair: &Pair) -> Phrase {
    match pair.row.against {
        Some(_) => english(
            "{arm} against {against} with {point} instead of {from}, in the same patients at {visit}: {clauses}.",
        ),
        None => english("{arm} with {point} instead of {from}, in the same patients at {visit}: {clauses}."),
    }
}

/// What a pair of points sets, and what that takes the place of.
fn points(read: &Read<'_>, pair: &Pair) -> [Sentence; 2] {
    let [values, others] = [pair.row.point, pair.row.from]
        .map(|point| read.study.points.get(point).map_or(&[][..], |point| point.values.as_slice()));
    [keys_with_values(values, read.language), in_place_of(values, others, read.language)].map(own)
}

fn with_names(read: &Read<'_>, pair: &Pair, said: Sentence) -> Sentence {
    let [point, from] = points(read, pair);
    let said = said.put("arm", read.arm(pair.row.arm)).put("against", read.arm(pair.row.against.unwrap_or_default()));
    let visit = pair.number(read, "day").map_or_else(|| own(pair.row.day), |day| day.visit().into());
    said.put("point", point).put("from", from).put("visit", visit)
}

/// How much a pair differs.
fn clause(read: &Read<'_>, pair: &Pair) -> Option<Sentence> {
    let number = |name: &str| pair.number(read, &format!("found/{name}"));
    let (change, low, high) = (number("difference")?, number("low")?, number("high")?);
    let said = sentence(match pair.row.against {
        Some(_) => english("{verdict}, the difference changes by {change} points (95 % interval {low} to {high}; {p})"),
        None => {
            english("{verdict}, the change from day 0 differs by {change} points (95 % interval {low} to {high}; {p})")
        }
    });
    let verdict = sentence(points_verdict(pair.row.sign(), pair.row.against.is_none()));
    let places = low.places_to(&high, 2);
    let said =
        said.put("verdict", verdict).put("change", change.signed(places)).put("p", p(pair.number(read, "holm_p")?));
    Some(said.put("low", low.signed(places)).put("high", high.signed(places)))
}

/// An adjusted p in a sentence; of one pair it is the plain one.
fn p(found: Number) -> Sentence {
    let phrase = if found.value < 0.001 { english("adjusted p {p}") } else { english("adjusted p = {p}") };
    sentence(phrase).put("p", found.probability())
}

/// Where the difference is detectable, and the pair with the largest.
fn of_many(read: &Read<'_>, pairs: &[Pair]) -> Option<Sentence> {
    let largest = pairs.iter().max_by(|a, b| a.row.found.difference.abs().total_cmp(&b.row.found.difference.abs()))?;
    let detected = pairs.iter().filter(|pair| pair.row.sign() != 0).count();
    let said = sentence(match (largest.row.against.is_some(), detected) {
        (true, 0) => english(
            "Between neighbouring points of the sweep, in the same patients at {visit}, the difference of {arm} from {against} changes \
             detectably nowhere (p adjusted by Holm). The largest change, with {point} instead of {from}: {clause}.",
        ),
        (true, some) if some == pairs.len() => english(
            "Between neighbouring points of the sweep, in the same patients at {visit}, the difference of {arm} from {against} changes \
             detectably everywhere (p adjusted by Holm). The largest change, with {point} instead of {from}: {clause}.",
        ),
        (true, _) => english(
            "Between neighbouring points of the sweep, in the same patients at {visit}, the difference of {arm} from {against} changes \
             detectably at some places only (p adjusted by Holm). The largest change, with {point} instead of {from}: {clause}.",
        ),
        (false, 0) => english(
            "Between neighbouring points of the sweep, in the same patients at {visit}, the change of pain in {arm} differs detectably \
             nowhere (p adjusted by Holm). The largest difference, with {point} instead of {from}: {clause}.",
        ),
        (false, some) if some == pairs.len() => english(
            "Between neighbouring points of the sweep, in the same patients at {visit}, the change of pain in {arm} differs detectably \
             everywhere (p adjusted by Holm). The largest difference, with {point} instead of {from}: {clause}.",
        ),
        (false, _) => english(
            "Between neighbouring points of the sweep, in the same patients at {visit}, the change of pain in {arm} differs detectably \
             at some places only (p adjusted by Holm). The largest difference, with {point} instead of {from}: {clause}.",
        ),
    });
    let clause = with_potency(read, clause(read, largest)?, largest.row.potency);
    Some(with_names(read, largest, said).put("clause", clause))
}

/// The same sentences as text.
pub fn in_words(study: &Study, rows: &[PointsRow], language: Language) -> Vec<String> {
    let summary = json!({ "between_points": rows, "potencies": study.potencies });
    let read = Read::new(super::Numbers(&summary), study, language);
    told(&read).iter().map(|said| said.text(language)).collect()
}

/// Every pair at the last visit.
pub(super) fn table(read: &Read<'_>) -> Table {
    let pairs = pairs(read);
    let has_against = pairs.iter().any(|pair| pair.row.against.is_some());
    let line = |pair: &Pair| {
        let number = |name: &str| pair.number(read, &format!("found/{name}"));
        let ends = number("low").zip(number("high"));
        let places = ends.as_ref().map_or(2, |(low, high)| low.places_to(high, 2));
        let found = number("difference").map(|found| found.with_interval(ends, |number| number.signed(places)));
        let potency = (read.study.potencies.len() > 1).then(|| read.potency(pair.row.potency));
        let arms = std::iter::once(pair.row.arm).chain(pair.row.against).map(|arm| own(read.name(arm)));
        let p = [number("p"), pair.number(read, "holm_p")].map(|p| or_dash(p.map(|p| p.probability())));
        let names = points(read, pair).into_iter().chain(potency).chain(arms);
        names.chain([or_dash(found)]).chain(p).collect()
    };
    let potency = (read.study.potencies.len() > 1).then(|| english("potency"));
    let arms = [english("arm")].into_iter().chain(has_against.then(|| english("against")));
    let names =
        [english("point"), english("in place of")].into_iter().chain(potency).chain(arms).map(|name| (name, false));
    let numbers = [english("points (95 % interval)"), english("p"), english("adjusted p")].map(|name| (name, true));
    let caption = if has_against {
        english(
            "Neighbouring points of the sweep at the last visit, in the same patients: change of the difference of pain, p adjusted by Holm",
        )
    } else {
        english(
            "Neighbouring points of the sweep at the last visit, in the same patients: difference of the change of pain, p adjusted by Holm",
        )
    };
    let head = names.chain(numbers).map(|(name, is_number)| (Message::from(name), is_number)).collect();
    Table { caption: caption.into(), head, rows: pairs.iter().map(line).collect() }
}
