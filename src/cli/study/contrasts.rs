//! Tables of the comparisons of arms: first those that the study was made for, then those beside them.

use std::io::{self, Write};

use super::super::board::print_ranking;
use super::super::table;
use super::{head, labels, point_name};
use crate::session::best::{Candidate, Ranked, Ranking};
use admsc_output::report::study::points::in_words;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::ledger::names::in_place_of;
use admsc_scenario::reading::study::{Contrast, Study};
use admsc_scenario::units::interval;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::needed::needed;
use admsc_scenario::units::sign::{percent, probability, signed};
use admsc_stats::difference::Difference;
use admsc_stats::number_needed::NumberNeeded;
use admsc_study::trial::tables::{DifferenceTableRow, point_text};
use admsc_study::trial::{PointsRow, contrasts, points_verdict};

/// The contrasts that a study was made for at the last visit, the primary one first: estimate, interval, responders and number needed to
/// treat.
pub fn told(out: &mut dyn Write, study: &Study, rows: &[DifferenceTableRow], language: Language) -> io::Result<()> {
    let contrasts = contrasts(study);
    let of_contrast = |arm: usize, against: usize| {
        let at_end = at_end(study, rows);
        at_end.filter(move |row| row.arm == study.arms[arm] && row.against == study.arms[against])
    };
    let shown = contrasts.told.iter().flat_map(|told| of_contrast(told.arm, told.against));
    let columns = [english("half the pain gone"), english("number needed to treat")].map(Message::from);
    let title = match (contrasts.primary(), contrasts.told.len()) {
        (Some(_), 1) => english("primary contrast at {visit}: change of pain"),
        (Some(_), _) => english("contrasts at {visit}, the primary one first: change of pain"),
        (None, _) => english(
            "neighbouring arms, then each against \"{control}\", at {visit}: change of pain; [trial] compare names no contrast",
        ),
    };
    let line = |row: &DifferenceTableRow| {
        let shares = row.arm_r50_fraction.zip(row.against_r50_fraction);
        let shares = shares.map(|(arm, against)| {
            language.say(english("{share} against {other}").with("share", percent(arm)).with("other", percent(against)))
        });
        let ends = row.r50_low_fraction.zip(row.r50_high_fraction);
        let difference = row.r50_difference_fraction.zip(ends);
        let number = difference.and_then(|(found, (low, high))| NumberNeeded::from_interval(found, low, high));
        let needed = number.map(|number| match number {
            NumberNeeded::ThroughInfinity { .. } => language.say(english("cannot be told")),
            number => language.say(needed(&number)),
        });
        [shares, needed].map(|cell| cell.unwrap_or_else(|| "-".to_owned()))
    };
    let note = english(
        "the number needed to treat has its interval as between different patients, and cannot be told where that includes no effect",
    );
    print(out, (study, title, Some(note)), columns, shown.map(|row| (row, line(row))), language)?;
    let most: Vec<Message> = contrasts.primary().map(|told| most_before(study, rows, told)).unwrap_or_default();
    most.iter().try_for_each(|said| writeln!(out, "{}", language.say(said.clone())))?;
    if most.is_empty() { Ok(()) } else { writeln!(out) }
}

/// At which visit before the last the primary contrast has a larger difference than at the last, the largest of all, at each potency that
/// has one.
fn most_before(study: &Study, rows: &[DifferenceTableRow], told: Contrast) -> Vec<Message> {
    let last = study.trial.visits_days.last().copied().map_or(0, u64::from);
    let of_potency = |potency: f64| {
        let of_pair = |row: &&DifferenceTableRow| {
            let is_pair = row.arm == study.arms[told.arm] && row.against == study.arms[told.against];
            is_pair && row.potency_fraction == potency && row.visit_days > 0
        };
        let known = rows.iter().filter(of_pair).filter_map(|row| Some((row, of_design(row)?)));
        let (row, [most, low, high]) = known.min_by(|a, b| a.1[0].total_cmp(&b.1[0]))?;
        if row.visit_days == last || most >= 0.0 {
            return None;
        }
        let said = english(
            "with a potency of {potency} the largest difference of \"{arm}\" from \"{against}\" at an earlier visit: {points} at {visit}",
        );
        let points = interval::difference_with_interval(most, Some((low, high)), 2);
        let said = said.with("potency", potency).with("arm", &row.arm).with("against", &row.against);
        Some(said.with_said("points", points).with_said("visit", visit_name(row.visit_days as u32)))
    };
    if study.points.len() > 1 {
        return Vec::new();
    }
    study.potencies.iter().filter_map(|potency| of_potency(potency.value)).collect()
}

/// Estimate and both ends: within patients where they go through all arms.
fn of_design(row: &DifferenceTableRow) -> Option<[f64; 3]> {
    let paired = row.paired_difference_points.zip(row.paired_low_points).zip(row.paired_high_points);
    let unpaired = row.unpaired_difference_points.zip(row.unpaired_low_points).zip(row.unpaired_high_points);
    let ((difference, low), high) = paired.or(unpaired)?;
    Some([difference, low, high])
}

/// What lies between neighbouring points of a sweep in the same patients, in sentences and in a table; nothing without a sweep.
pub fn between_points(out: &mut dyn Write, study: &Study, rows: &[PointsRow], language: Language) -> io::Result<()> {
    let told = in_words(study, rows, language);
    if told.is_empty() {
        return Ok(());
    }
    told.iter().try_for_each(|sentence| writeln!(out, "{sentence}"))?;
    let last = study.trial.visits_days.last();
    let at_end: Vec<&PointsRow> = rows.iter().filter(|row| Some(&row.day) == last).collect();
    let has_against = at_end.iter().any(|row| row.against.is_some());
    let more = [english("points"), english("95 % interval"), english("p"), english("adjusted p")].map(Message::from);
    let against = has_against.then(|| english("against").into());
    let mut names = head(study, against.into_iter().chain(more).chain([verbatim("")]), language);
    names.insert(1, language.say(english("in place of")));
    let mut lines = vec![names];
    for row in at_end {
        let Difference { difference, low, high, p, .. } = row.found;
        let (point, potency) = (point_text(study, row.point), study.potencies[row.potency].value);
        let mut line = labels(study, &point, potency, &study.arms[row.arm], language);
        let [values, others] = [row.point, row.from].map(|point| &study.points[point].values);
        line.insert(1, in_place_of(values, others, language));
        line.extend(row.against.map(|against| study.arms[against].clone()));
        let verdict = points_verdict(row.sign(), row.against.is_none());
        let [estimate, interval] = estimated(difference, (low, high), language);
        line.extend([estimate, interval, probability(p), probability(row.holm_p), language.say(verdict)]);
        lines.push(line);
    }
    let points = lines[0].len() - 5;
    let to_the_right: Vec<bool> = (0..lines[0].len()).map(|column| column == points).collect();
    writeln!(out, "{}", language.say(english("neighbouring points of the sweep, in the same patients")))?;
    table::print(out, &lines, &to_the_right)?;
    writeln!(out)
}

/// A number of points with its interval.
fn estimated(found: f64, ends: (f64, f64), language: Language) -> [String; 2] {
    let places = interval::places(ends, 2);
    let [low, high] = [ends.0, ends.1].map(|end| signed(end, places));
    let interval = english("{low} to {high}").with("low", low).with("high", high);
    [signed(found, places), language.say(interval)]
}

/// Of a sweep the points with the lowest difference of the primary contrast, or of the first arm that is not the control from it, at
/// the first potency; nothing where there are two points or one: of two the difference tells all.
/// `are_compared`: whether neighbouring points are compared in the same patients.
pub fn best(
    out: &mut dyn Write,
    study: &Study,
    rows: &[DifferenceTableRow],
    are_compared: bool,
    language: Language,
) -> io::Result<()> {
    let primary = contrasts(study).primary().map(|contrast| (contrast.arm, contrast.against));
    let first = (0..study.arms.len()).find(|arm| *arm != study.control).map(|arm| (arm, study.control));
    let (Some((arm, against)), Some(potency)) = (primary.or(first), study.potencies.first()) else { return Ok(()) };
    let is_ranked = |row: &&DifferenceTableRow| {
        let names = (row.arm.as_str(), row.against.as_str());
        names == (&study.arms[arm], &study.arms[against]) && row.potency_fraction == potency.value
    };
    let candidate = |row: &DifferenceTableRow| {
        let paired = row.paired_low_points.zip(row.paired_high_points);
        Some(Candidate {
            name: point_name(study, &row.point_values, language),
            value: row.paired_difference_points.or(row.unpaired_difference_points)?,
            ends: paired.or(row.unpaired_low_points.zip(row.unpaired_high_points)),
            count: u64::from(study.population.patients),
        })
    };
    let all = at_end(study, rows).filter(is_ranked).filter_map(candidate).collect();
    let Some(ranking) = Ranking::of(Ranked::Difference, all).filter(|_| study.points.len() > 2) else { return Ok(()) };
    let of = english("points of the sweep: \"{arm}\" minus \"{against}\", potency {potency}");
    let of = of.with("arm", &study.arms[arm]).with("against", &study.arms[against]).with("potency", potency.value);
    writeln!(out, "{}", language.say(of))?;
    print_ranking(out, &Ranking { is_within_people: are_compared, ..ranking }, language)?;
    writeln!(out)
}

/// Every other comparison at the last visit, with its p beside that adjusted by Holm. Of a sweep the table of differences has them.
pub fn exploratory(
    out: &mut dyn Write,
    study: &Study,
    rows: &[DifferenceTableRow],
    language: Language,
) -> io::Result<()> {
    let is_shown = |row: &&DifferenceTableRow| row.holm_p.is_some() && study.points.len() == 1;
    let columns = [english("p"), english("adjusted p")].map(Message::from);
    let title = if study.potencies.len() > 1 {
        english("exploratory comparisons at {visit}, p adjusted by Holm at each potency")
    } else {
        english("exploratory comparisons at {visit}, p adjusted by Holm")
    };
    let line = |row: &DifferenceTableRow| {
        let p = row.paired_p.or(row.unpaired_p);
        [p, row.holm_p].map(|p| p.map_or_else(|| "-".to_owned(), probability))
    };
    print(
        out,
        (study, title, None),
        columns,
        at_end(study, rows).filter(is_shown).map(|row| (row, line(row))),
        language,
    )
}

/// The rows of the last visit. Of one patient the table of arms says that there is no difference to tell.
fn at_end<'a>(study: &Study, rows: &'a [DifferenceTableRow]) -> impl Iterator<Item = &'a DifferenceTableRow> {
    let last = study.trial.visits_days.last().map(|day| u64::from(*day)).filter(|_| study.population.patients > 1);
    rows.iter().filter(move |row| Some(row.visit_days) == last)
}

/// Rows with their estimate, its interval, two more cells, and what cannot be told of them; nothing without rows.
fn print<'a>(
    out: &mut dyn Write,
    (study, title, note): (&Study, Phrase, Option<Phrase>),
    columns: [Message; 2],
    rows: impl Iterator<Item = (&'a DifferenceTableRow, [String; 2])>,
    language: Language,
) -> io::Result<()> {
    let first = [english("against"), english("points"), english("95 % interval")].map(Message::from);
    let mut lines = vec![head(study, first.into_iter().chain(columns).chain([verbatim("")]), language)];
    for (row, more) in rows {
        let mut line = labels(study, &row.point_values, row.potency_fraction, &row.arm, language);
        let [estimate, interval, verdict] = estimate(row, language);
        line.extend([row.against.clone(), estimate, interval]);
        line.extend(more.into_iter().chain([verdict]));
        lines.push(line);
    }
    let (Some(last), true) = (study.trial.visits_days.last(), lines.len() > 1) else { return Ok(()) };
    let title = title.with("control", &study.arms[study.control]).with_said("visit", visit_name(*last));
    writeln!(out, "{}", language.say(title))?;
    let points = lines[0].len() - 5;
    let to_the_right: Vec<bool> = (0..lines[0].len()).map(|column| column == points).collect();
    table::print(out, &lines, &to_the_right)?;
    note.map_or(Ok(()), |note| writeln!(out, "{}", language.say(note)))?;
    writeln!(out)
}

/// A difference, its interval, and what cannot be told of it.
fn estimate(row: &DifferenceTableRow, language: Language) -> [String; 3] {
    let Some([difference, low, high]) = of_design(row) else {
        let few = language.say(english("no verdict: fewer than two patients with a report"));
        return ["-".to_owned(), "-".to_owned(), few];
    };
    let verdict = (low <= 0.0 && 0.0 <= high).then(|| language.say(english("no detectable difference")));
    let [estimate, interval] = estimated(difference, (low, high), language);
    [estimate, interval, verdict.unwrap_or_default()]
}
