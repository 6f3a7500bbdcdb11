//! The report of the replicates of one patient.

use super::given::{Content, Given, or_dash, strength, treatments};
use super::lives::outcomes;
use super::numbers::{Number, Numbers, Shown};
use super::page::{Block, Page, Table, head};
use super::sentence::{Sentence, sentence};
use admsc_scenario::language::{Phrase, english};
use admsc_study::spread::FEWEST_WITH_QUANTILES;
use admsc_study::summary::replicates_counted_from;

/// The report of replicates.
pub fn page(given: &Given<'_>) -> Page {
    let numbers = given.numbers();
    let setup = &given.scenario.setup;
    let counted = replicates_counted_from(setup).map(Sentence::from);
    let answer = course(numbers).unwrap_or_default().into_iter().chain(counted).collect();
    let answer = vec![Block::Sentences(answer)];
    let design = treatments([("", Some(setup))], None);
    let limit = sentence(english(
        "Replicates are one patient with different random numbers: their spread is chance within that patient, not a \
         difference between patients.",
    ));
    given.page(Content {
        answer,
        tables: vec![visits(numbers), each(numbers, !setup.retreatments.is_empty())],
        design: vec![design, given.listing()],
        limits: vec![limit, given.potency()],
    })
}

fn number(numbers: Numbers<'_>, visit: usize, name: &str) -> Option<Number> {
    numbers.at(format!("/visits/{visit}/{name}"))
}

fn course(numbers: Numbers<'_>) -> Option<Vec<Sentence>> {
    let last = numbers.count("/visits").checked_sub(1)?;
    let day = |visit| Some(number(numbers, visit, "day")?.visit());
    let replicates = numbers.at("/replicates")?;
    let few = replicates.value < FEWEST_WITH_QUANTILES as f64;
    let means = sentence(if few {
        english(
            "Over {number} replicates pain was on average {start} points at {first} and {end} points at {last}; at that \
             visit the replicates lie between {low} and {high} points.",
        )
    } else {
        english(
            "Over {number} replicates pain was on average {start} points at {first} and {end} points at {last}; at that \
             visit 90 % of the replicates lie between {low} and {high} points.",
        )
    });
    let means = means.put("number", replicates.fixed(0)).put("first", day(0)?).put("last", day(last)?);
    let means = means.put("start", mean(numbers, 0)?).put("end", mean(numbers, last)?);
    let band = ends(few).map(|end| number(numbers, last, &format!("vas_points/{end}")));
    let [Some(low), Some(high)] = band else { return None };
    let mut sentences = vec![means.put("low", &low).put("high", &high)];
    if let Some(share) = number(numbers, last, "r50/share") {
        let gone = sentence(english(
            "At {last} {hits} of {all} of them had lost at least half of their pain: {share} (95 % interval {low} to \
             {high}).",
        ));
        let of = |name: &str| number(numbers, last, &format!("r50/{name}"));
        let gone = gone.put("hits", of("hits")?.fixed(0)).put("all", of("all")?.fixed(0));
        let gone = gone.put("low", of("interval/0")?.percent()).put("high", of("interval/1")?.percent());
        sentences.push(gone.put("last", day(last)?).put("share", share.percent()));
    }
    let number_of = |outcome: &str| Some(numbers.at(format!("/lives_{outcome}_count"))?.fixed(0).into());
    sentences.extend(outcomes(numbers, number_of));
    sentences.push(halved(numbers)?);
    sentences.extend(strength(numbers));
    Some(sentences)
}

/// Mean pain at a visit with its interval.
fn mean(numbers: Numbers<'_>, visit: usize) -> Option<Sentence> {
    estimate(numbers, visit, "vas_points", "mean", "mean_interval", |number| number.fixed(1))
}

/// A value of a visit with its interval.
fn estimate(
    numbers: Numbers<'_>,
    visit: usize,
    of: &str,
    value: &str,
    interval: &str,
    form: impl Fn(&Number) -> Shown,
) -> Option<Sentence> {
    let at = |name: &str| number(numbers, visit, &format!("{of}/{name}"));
    let ends = at(&format!("{interval}/0")).zip(at(&format!("{interval}/1")));
    Some(at(value)?.with_interval(ends, form))
}

/// In how many pain halves, and the median of its days.
fn halved(numbers: Numbers<'_>) -> Option<Sentence> {
    let of = |name: &str| numbers.at(format!("/halved_day/{name}"));
    let share = || {
        let at = |name: &str| numbers.at(format!("/halved_share/{name}"));
        Some(at("share")?.with_interval(at("interval/0").zip(at("interval/1")), Number::percent))
    };
    let Some(median) = of("median") else {
        let none = sentence(english("Pain halves in none of them: {share}."));
        return Some(none.put("share", share()?));
    };
    let said = match of("median_interval/0").zip(of("median_interval/1")) {
        Some((low, high)) => sentence(english(
            "Pain halves in {with} of {number}, {share}; in the median of these by day {median} (95 % interval {low} to \
             {high}).",
        ))
        .put("low", low.fixed(0))
        .put("high", high.fixed(0)),
        None => sentence(english(
            "Pain halves in {with} of {number}, {share}; in the median of these by day {median}, of too few for a 95 % \
             interval, which takes six.",
        )),
    };
    let said = said.put("with", numbers.at("/halved_count")?.fixed(0)).put("share", share()?);
    Some(said.put("number", numbers.at("/replicates")?.fixed(0)).put("median", median.fixed(0)))
}

/// Names of the ends of the band.
fn ends(few: bool) -> [&'static str; 2] {
    if few { ["lowest", "highest"] } else { ["quantile_05", "quantile_95"] }
}

fn visits(numbers: Numbers<'_>) -> Table {
    let few = numbers.at("/replicates").is_none_or(|number| number.value < FEWEST_WITH_QUANTILES as f64);
    let [low, high] = ends(few).map(|end| format!("vas_points/{end}"));
    let arrived = |visit: usize| {
        has_axons(numbers)?;
        estimate(numbers, visit, "axons_arrived_count", "mean", "mean_interval", |number| number.fixed(1))
    };
    let row = |visit: usize| {
        let fixed = |name: &str, places| or_dash(number(numbers, visit, name).map(|number| number.fixed(places)));
        vec![
            or_dash(number(numbers, visit, "day").map(|day| day.visit())),
            or_dash(mean(numbers, visit)),
            fixed("vas_points/standard_deviation", 2),
            fixed(&low, 1),
            fixed(&high, 1),
            or_dash(estimate(numbers, visit, "r50", "share", "interval", Number::percent)),
            or_dash(arrived(visit)),
        ]
    };
    let columns: [(Phrase, bool); 7] = [
        (english("visit"), false),
        (english("VAS mean"), true),
        (english("SD"), true),
        (if few { english("lowest") } else { english("5 % lie below") }, true),
        (if few { english("highest") } else { english("95 % lie below") }, true),
        (english("half the pain gone"), true),
        (english("axons arrived"), true),
    ];
    let caption =
        english("The visits: pain in points of 0 to 10, over all replicates; in brackets 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/visits")).map(row).collect() }
}

/// Nothing of a tissue without axons, of which none can arrive.
fn has_axons(numbers: Numbers<'_>) -> Option<()> {
    numbers.at("/axons_count").filter(|all| all.value > 0.0).map(|_| ())
}

fn each(numbers: Numbers<'_>, by_pain: bool) -> Table {
    let again = |place: usize| {
        let days = format!("/each/{place}/given_again");
        let day = |row: usize| Some(numbers.at(format!("{days}/{row}/at_days"))?.fixed(0).into());
        let given: Vec<Sentence> = (0..numbers.count(&days)).filter_map(day).collect();
        or_dash((!given.is_empty()).then(|| Sentence::listed(given)))
    };
    let row = |place: usize| {
        let fixed = |name: &str, places| {
            or_dash(numbers.at(format!("/each/{place}/{name}")).map(|number| number.fixed(places)))
        };
        let known = vec![
            fixed("replicate", 0),
            fixed("seed", 0),
            fixed("vas_at_end_points", 1),
            fixed("largest_relief_points", 1),
            fixed("halved_day", 0),
            has_axons(numbers).map_or_else(|| or_dash(None::<Shown>), |()| fixed("axons_arrived_count", 0)),
        ];
        known.into_iter().chain(by_pain.then(|| again(place))).collect()
    };
    let columns: [(Phrase, bool); 6] = [
        (english("replicate"), true),
        (english("seed"), true),
        (english("pain at the end"), true),
        (english("largest relief, points"), true),
        (english("day pain has halved"), true),
        (english("axons arrived"), true),
    ];
    let columns = columns.into_iter().chain(by_pain.then_some((english("given again on days"), true)));
    let caption = english("Each replicate").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/each")).map(row).collect() }
}
