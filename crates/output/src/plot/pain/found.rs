//! What a run found, as the title of its figure: by the rules that the report uses, and nothing that the numbers do not support.

use super::PainFigure;
use super::areas::CAUSES;
use admsc_model::observe::Sample;
use admsc_scenario::language::{Message, english};
use admsc_scenario::reading::lives::Beside;
use admsc_study::lives::{Life, Outcome, mean, range};
use admsc_study::summary::{SMALLEST_RELIEF_POINTS, Summary};

/// What was found: of several lives in how many half of the pain is gone, of one how it went.
pub fn finding(figure: &PainFigure<'_>, summary: &Summary) -> Option<Message> {
    let treated: Vec<&Life> = figure.lives.iter().filter(|life| life.is_treated()).collect();
    if treated.len() > 1 {
        if let Some(said) = beside(figure, &treated) {
            return Some(said);
        }
        return Some(of_lives(&treated));
    }
    let since: Vec<&Sample> = since(figure.samples, figure.relief_start).collect();
    let (start, end) = (since.first()?.vas_points, since.last()?.vas_points);
    if summary.largest_relief_points < SMALLEST_RELIEF_POINTS {
        return Some(unrelieved(&since, start, end));
    }
    let is_lost = summary.is_lost(end);
    let Some(day) = summary.halved_day else {
        let said = match is_lost {
            true => english("Pain falls by at most {relief} of {start} points, never by half, and comes back"),
            false => english("Pain falls by at most {relief} of {start} points: never by half"),
        };
        let said = said.with("relief", format_args!("{:.1}", summary.largest_relief_points));
        return Some(said.with("start", format_args!("{start:.1}")));
    };
    let said = match first_cause(&since, summary.lowest_vas_day) {
        _ if is_lost => english("Pain halves by day {day} and comes back"),
        Some(0) => english("Pain halves by day {day}; structural damage goes first"),
        Some(1) => english("Pain halves by day {day}; central sensitisation goes first"),
        Some(_) => english("Pain halves by day {day}; inflammation goes first"),
        None => english("Pain halves by day {day}"),
    };
    Some(said.with("day", format_args!("{day:.0}")))
}

/// When pain halves in several lives, and in how many half of it is gone at the end.
fn of_lives(treated: &[&Life]) -> Message {
    let halved: Vec<f64> = treated.iter().filter_map(|life| life.halved_day()).collect();
    let Some((first, last)) = range(halved.iter().copied()) else {
        return english("Pain halves in none of {all} lives of one patient").with("all", treated.len());
    };
    let said = match first == last {
        true => english(
            "Pain halves by day {last} in {number} of {all} lives of one patient; at the end it is halved in {relieved}",
        ),
        false => english(
            "Pain halves by day {first} to {last} in {number} of {all} lives of one patient; at the end it is halved in {relieved}",
        ),
    };
    let said = said.with("first", format_args!("{first:.0}")).with("last", format_args!("{last:.0}"));
    said.with("number", halved.len()).with("all", treated.len()).with("relieved", relieved(treated))
}

fn relieved(lives: &[&Life]) -> usize {
    lives.iter().filter(|life| life.outcome() == Outcome::Relieved).count()
}

/// What the cells, or further doses, add at the end to the courses beside the lives; nothing beside untreated ones.
fn beside(figure: &PainFigure<'_>, treated: &[&Life]) -> Option<Message> {
    let all: Vec<&Life> = super::besides(figure).collect();
    let end = |lives: &[&Life]| mean(lives.iter().filter_map(|life| life.course.last()).map(|(_, vas)| *vas));
    let (own, other) = (end(treated)?, end(&all)?);
    let said = match all.first()?.beside? {
        Beside::Untreated => return None,
        Beside::Sham if (own - other).abs() < SMALLEST_RELIEF_POINTS => english(
            "Pain ends at {own} points on average with cells and at {other} after sham: less than a point apart ({all} lives each)",
        ),
        Beside::Sham => {
            english("Pain ends at {own} points on average with cells and at {other} after sham ({all} lives each)")
        }
        Beside::FirstDose => english(
            "At the end pain is halved in {relieved} of {all} lives, after the first dose alone in {beside} ({own} and {other} points on \
             average)",
        ),
    };
    let said = said.with("own", format_args!("{own:.1}")).with("other", format_args!("{other:.1}"));
    Some(said.with("relieved", relieved(treated)).with("beside", relieved(&all)).with("all", treated.len()))
}

/// How pain without relief went: whether it rose, and whether half of that is gone at the end.
fn unrelieved(since: &[&Sample], start: f64, end: f64) -> Message {
    let most = since.iter().map(|sample| sample.vas_points).fold(start, f64::max);
    let rise = most - start;
    if rise < SMALLEST_RELIEF_POINTS {
        return english("Pain changes by less than {points} point")
            .with("points", format_args!("{SMALLEST_RELIEF_POINTS:.0}"));
    }
    if most - end >= 0.5 * rise {
        return english("Pain rises by {rise} points and falls back").with("rise", format_args!("{rise:.1}"));
    }
    english("Pain rises from {start} to {most} points")
        .with("start", format_args!("{start:.1}"))
        .with("most", format_args!("{most:.1}"))
}

/// The rows from the day on from which relief counts.
fn since(samples: &[Sample], start: u32) -> impl Iterator<Item = &Sample> {
    samples.iter().filter(move |sample| sample.time_days >= f64::from(start))
}

/// Of the causes that fall by a point or more until pain is lowest, the one that has lost half of its fall before all others; nothing
/// where fewer than two fall so far, or where two are as quick.
fn first_cause(since: &[&Sample], lowest_day: f64) -> Option<usize> {
    let (first, lowest) = (since.first()?, since.iter().find(|sample| sample.time_days >= lowest_day)?);
    let half_fallen = |points: fn(&Sample) -> f64| {
        let (from, to) = (points(first), points(lowest));
        let is_half = |sample: &&&Sample| points(sample) <= 0.5 * (from + to);
        (from - to >= SMALLEST_RELIEF_POINTS).then(|| since.iter().find(is_half).map(|sample| sample.time_days))?
    };
    let days = CAUSES.iter().enumerate();
    let mut days: Vec<(f64, usize)> = days.filter_map(|(row, cause)| Some((half_fallen(cause.points)?, row))).collect();
    days.sort_by(|a, b| a.0.total_cmp(&b.0));
    match days.as_slice() {
        [(day, cause), (next, _), ..] if day < next => Some(*cause),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{figure, record};
    use super::*;
    use admsc_study::summary::summarise;

    fn found(samples: &[Sample], lives: &[Life]) -> String {
        let figure = PainFigure { lives, ..figure(samples, 1) };
        let summary = summarise(samples, &[], 0);
        summary.and_then(|summary| finding(&figure, &summary)).map_or_else(String::new, |found| found.in_english())
    }

    fn causes(of: impl Fn(f64) -> [f64; 3]) -> Vec<Sample> {
        let mut samples = record(100, |_| 0.0);
        for sample in &mut samples {
            let [damage, central, inflammation] = of(sample.time_days);
            (sample.pain_damage_points, sample.pain_central_points) = (damage, central);
            (sample.pain_inflammation_points, sample.vas_points) = (inflammation, damage + central + inflammation);
        }
        samples
    }

    #[test]
    fn a_title_says_only_what_the_numbers_support() {
        let falls = |days: f64| move |day: f64| 3.0 * (1.0 - day / days).max(0.0);
        let (quick, slow) = (falls(20.0), falls(100.0));
        let first = causes(|day| [slow(day), 1.0, quick(day)]);
        for (samples, expected) in [
            (first, "Pain halves by day 20; inflammation goes first"),
            (causes(|day| [quick(day), 1.0, slow(day)]), "Pain halves by day 20; structural damage goes first"),
            // One that falls alone, or two alike, are not the first of anything.
            (causes(|day| [0.0, 0.5, quick(day)]), "Pain halves by day 12"),
            (causes(|day| [quick(day), 0.5, quick(day)]), "Pain halves by day 11"),
            (
                causes(|day| [0.0, 1.0, if day < 50.0 { quick(day) } else { 2.5 }]),
                "Pain halves by day 14 and comes back",
            ),
            (causes(|day| [4.0, 1.0, 3.0 - 0.02 * day]), "Pain falls by at most 2.0 of 8.0 points: never by half"),
            (
                causes(|day| [4.0, 1.0, if day < 50.0 { 3.0 - 0.04 * day } else { 4.0 }]),
                "Pain falls by at most 2.0 of 8.0 points, never by half, and comes back",
            ),
            (causes(|_| [4.0, 1.0, 0.1]), "Pain changes by less than 1 point"),
            (causes(|day| [2.0, 1.0, 0.03 * day]), "Pain rises from 3.0 to 6.0 points"),
            // An injury that heals, one that heals by half, and one that heals by less.
            (
                causes(|day| [0.3, 0.0, if day < 30.0 { 0.04 * day } else { 0.1 }]),
                "Pain rises by 1.2 points and falls back",
            ),
            (
                causes(|day| [0.3, 1.0, if day < 50.0 { 0.024 * day } else { 1.2 - 0.014 * (day - 50.0) }]),
                "Pain rises by 1.2 points and falls back",
            ),
            (causes(|day| [0.3, 0.0, if day < 50.0 { 0.04 * day } else { 1.5 }]), "Pain rises from 0.3 to 2.3 points"),
        ] {
            assert_eq!(found(&samples, &[]), expected);
        }
    }

    #[test]
    fn of_several_lives_no_single_one_is_the_finding() {
        let life = |end: f64, beside: Option<Beside>| {
            let course = vec![(0.0, 7.0), (50.0, 3.0), (100.0, end)];
            Life { seed: 1, beside, course, relief_start: 0 }
        };
        let of = |which: Option<Beside>| {
            let more = which.map(|_| [life(6.0, which), life(2.0, which), life(6.5, which)]);
            let own = [life(2.0, None), life(6.0, None), life(1.0, None)];
            let lives: Vec<Life> = own.into_iter().chain(more.into_iter().flatten()).collect();
            found(&causes(|day| [0.0, 0.0, 7.0 - 0.05 * day]), &lives)
        };
        let luck = "Pain halves by day 50 in 3 of 3 lives of one patient; at the end it is halved in 2";
        assert_eq!([of(None), of(Some(Beside::Untreated))], [luck, luck]);
        // What the cells or further doses add is the question where such courses stand beside them.
        assert_eq!(
            of(Some(Beside::Sham)),
            "Pain ends at 3.0 points on average with cells and at 4.8 after sham (3 lives each)"
        );
        let one = "At the end pain is halved in 2 of 3 lives, after the first dose alone in 1 (3.0 and 4.8 points on average)";
        assert_eq!(of(Some(Beside::FirstDose)), one);
        let never = Life { seed: 1, beside: None, course: vec![(0.0, 7.0), (100.0, 5.0)], relief_start: 0 };
        let none = found(&causes(|day| [0.0, 0.0, 7.0 - 0.02 * day]), &[never.clone(), never]);
        assert_eq!(none, "Pain halves in none of 2 lives of one patient");
    }
}
