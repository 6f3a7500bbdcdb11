//! What a run found, as the title of its figure: by the rules that the report uses, and nothing that the numbers do not support.

use super::PainFigure;
use super::areas::CAUSES;
use admsc_model::observe::Sample;
use admsc_scenario::language::{Message, english};
use admsc_study::lives::{Life, Outcome};
use admsc_study::summary::{SMALLEST_RELIEF_POINTS, Summary};

/// What was found: of several lives in how many half of the pain is gone, of one how it went.
pub fn finding(figure: &PainFigure<'_>, summary: &Summary) -> Option<Message> {
    let treated: Vec<&Life> = figure.lives.iter().filter(|life| life.is_treated).collect();
    if treated.len() > 1 {
        let relieved = treated.iter().filter(|life| life.outcome() == Outcome::Relieved).count();
        let said = english("Half of the pain is gone at the end in {relieved} of {all} lives of one patient");
        return Some(said.with("relieved", relieved).with("all", treated.len()));
    }
    let course = figure.samples.iter().map(|sample| (sample.time_days, sample.vas_points)).collect();
    let life = Life { seed: 0, is_treated: true, course, relief_start: figure.relief_start };
    let since: Vec<&Sample> = since(figure.samples, figure.relief_start).collect();
    let (start, end) = (since.first()?.vas_points, since.last()?.vas_points);
    let halved = since.iter().find(|sample| sample.vas_points <= 0.5 * start).map(|sample| sample.time_days);
    let by_half = |day: f64| {
        match first_cause(&since, summary.lowest_vas_day) {
            Some(0) => english("Pain halves by day {day}; structural damage goes first"),
            Some(1) => english("Pain halves by day {day}; central sensitisation goes first"),
            Some(_) => english("Pain halves by day {day}; inflammation goes first"),
            None => english("Pain halves by day {day}"),
        }
        .with("day", format_args!("{day:.0}"))
    };
    Some(match (life.outcome(), halved) {
        (Outcome::Relieved, Some(day)) => by_half(day),
        (Outcome::Relapsed, Some(day)) => {
            english("Pain halves by day {day} and comes back").with("day", format_args!("{day:.0}"))
        }
        _ if summary.half_relief_day.is_some() => {
            english("Pain falls by at most {relief} of {start} points: never by half")
                .with("relief", format_args!("{:.1}", summary.largest_relief_points))
                .with("start", format_args!("{start:.1}"))
        }
        _ if end - start >= SMALLEST_RELIEF_POINTS => english("Pain rises from {start} to {end} points")
            .with("start", format_args!("{start:.1}"))
            .with("end", format_args!("{end:.1}")),
        _ => english("Pain hardly falls: by less than {points} point")
            .with("points", format_args!("{SMALLEST_RELIEF_POINTS:.0}")),
    })
}

/// The rows from the day on from which relief counts.
fn since(samples: &[Sample], start: u32) -> impl Iterator<Item = &Sample> {
    samples.iter().filter(move |sample| sample.time_days >= f64::from(start))
}

/// Of the causes that fall by a point or more until pain is lowest, the one that has lost half of its fall before all others; nothing
/// where fewer than two fall so far, or where two are as quick.
fn first_cause(since: &[&Sample], lowest_day: f64) -> Option<usize> {
    let (first, lowest) = (since.first()?, since.iter().find(|sample| sample.time_days >= lowest_day)?);
    let half_day = |points: fn(&Sample) -> f64| {
        let (from, to) = (points(first), points(lowest));
        let is_half = |sample: &&&Sample| points(sample) <= 0.5 * (from + to);
        (from - to >= SMALLEST_RELIEF_POINTS).then(|| since.iter().find(is_half).map(|sample| sample.time_days))?
    };
    let days = CAUSES.iter().enumerate();
    let mut days: Vec<(f64, usize)> = days.filter_map(|(row, cause)| Some((half_day(cause.points)?, row))).collect();
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
        assert_eq!(found(&first, &[]), "Pain halves by day 20; inflammation goes first");
        assert_eq!(
            found(&causes(|day| [quick(day), 1.0, slow(day)]), &[]),
            "Pain halves by day 20; structural damage goes first"
        );
        // One that falls alone, or two alike, are not the first of anything.
        assert_eq!(found(&causes(|day| [0.0, 0.5, quick(day)]), &[]), "Pain halves by day 12");
        assert_eq!(found(&causes(|day| [quick(day), 0.5, quick(day)]), &[]), "Pain halves by day 11");
        let back = causes(|day| [0.0, 1.0, if day < 50.0 { quick(day) } else { 2.5 }]);
        assert_eq!(found(&back, &[]), "Pain halves by day 14 and comes back");
        let some = causes(|day| [4.0, 1.0, 3.0 - 0.02 * day]);
        assert_eq!(found(&some, &[]), "Pain falls by at most 2.0 of 8.0 points: never by half");
        assert_eq!(found(&causes(|_| [4.0, 1.0, 0.1]), &[]), "Pain hardly falls: by less than 1 point");
        assert_eq!(found(&causes(|day| [2.0, 1.0, 0.03 * day]), &[]), "Pain rises from 3.0 to 6.0 points");
    }

    #[test]
    fn of_several_lives_no_single_one_is_the_finding() {
        let life = |end: f64, is_treated| {
            let course = vec![(0.0, 7.0), (50.0, 3.0), (100.0, end)];
            Life { seed: 1, is_treated, course, relief_start: 0 }
        };
        let lives = [life(2.0, true), life(6.0, true), life(1.0, true), life(2.0, false)];
        let said = found(&causes(|day| [0.0, 0.0, 7.0 - 0.05 * day]), &lives);
        assert_eq!(said, "Half of the pain is gone at the end in 2 of 3 lives of one patient");
    }
}
