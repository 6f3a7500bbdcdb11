//! What is printed of a study: its design, the contrasts that it was made for, its arms, and every other comparison.

mod contrasts;

use std::io::{self, Write};

use super::show::print_heading;
use super::table;
use crate::session::study::StudyTables;
use admsc_output::export::study::NOTE;
use admsc_output::report::study::events;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::ledger::names::keys_with_values;
use admsc_scenario::observer::Mode;
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::study::{Allocation, Study};
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::{fixed, percent};
use admsc_study::pain_scale;
use admsc_study::trial::design_rows::{PowerRow, VarianceRow};
use admsc_study::trial::enrolled;
use admsc_study::trial::tables::{ArmTableRow, how_counted, point_text};

/// What is said of a scenario that is none.
pub const IS_NONE: &str = "is a single run and has no shards; give a scenario with [[arm]], [population] or [sweep]";

/// Prints a finished study.
pub fn print(
    out: &mut dyn Write,
    scenario: &Scenario,
    study: &Study,
    tables: &StudyTables,
    language: Language,
) -> io::Result<()> {
    let (study, tables) = (&*scenario.study_in(study, language), &tables.clone().named(scenario, language));
    print_heading(out, scenario, language)?;
    writeln!(out, "{}\n", language.say(design(study)))?;
    contrasts::between_points(out, study, &tables.between_points, language)?;
    contrasts::best(out, study, &tables.differences, !tables.between_points.is_empty(), language)?;
    contrasts::told(out, study, &tables.differences, language)?;
    arms(out, study, &tables.arms, language)?;
    contrasts::exploratory(out, study, &tables.differences, language)?;
    events(out, study, &tables.arms, language)?;
    power(out, study, &tables.power, language)?;
    variances(out, study, &tables.variances, language)?;
    writeln!(out, "{}\n", language.say(NOTE))
}

/// Who goes through what.
fn design(study: &Study) -> Message {
    let patients = match study.population.number {
        Some(number) => english("patient {number}").with("number", number),
        None if study.population.patients == 1 => english("one virtual patient").into(),
        None => english("{number} virtual patients").with("number", study.population.patients),
    };
    let allocation = match study.trial.allocation {
        Allocation::EveryArm => english("every patient in every arm"),
        Allocation::Parallel(_) => english("each patient in one arm"),
    };
    english("{patients}, arms: {arms}, {allocation}, control \"{control}\"")
        .with_said("patients", patients)
        .with("arms", study.arms.len())
        .with_said("allocation", allocation)
        .with("control", &study.arms[study.control])
}

/// What tells the rows of a table apart: point, potency, arm, as far as there are several.
fn labels(study: &Study, point: &str, potency: f64, arm: &str, language: Language) -> Vec<String> {
    let name = match study.potencies.iter().find(|known| known.value == potency).map(|known| known.name.as_str()) {
        Some("optimistic") => english("optimistic").into(),
        Some("intermediate") => english("intermediate").into(),
        Some("sceptical") => english("sceptical").into(),
        _ => verbatim(potency),
    };
    let swept = (study.points.len() > 1).then(|| point_name(study, point, language));
    let several = (study.potencies.len() > 1).then(|| language.say(name));
    swept.into_iter().chain(several).chain([arm.to_owned()]).collect()
}

/// A point of a sweep with the names of its keys; rows hold it as tables do, by its keys.
fn point_name(study: &Study, point: &str, language: Language) -> String {
    let number = (0..study.points.len()).find(|number| point_text(study, *number) == point);
    number.map_or_else(|| point.to_owned(), |number| keys_with_values(&study.points[number].values, language))
}

fn head(study: &Study, more: impl IntoIterator<Item = Message>, language: Language) -> Vec<String> {
    let swept = (study.points.len() > 1).then(|| english("point").into());
    let several = (study.potencies.len() > 1).then(|| english("potency").into());
    let names = swept.into_iter().chain(several).chain([english("arm").into()]).chain(more);
    names.map(|name: Message| language.say(name)).collect()
}

/// Mean reported pain at every visit, and the responders at the last; the intervals of both stand below them.
fn arms(out: &mut dyn Write, study: &Study, rows: &[ArmTableRow], language: Language) -> io::Result<()> {
    let days = &study.trial.visits_days;
    let has_acr20 = rows.iter().any(|row| row.acr20_fraction.is_some());
    let of_joints = has_acr20.then(|| [english("ACR20"), english("DAS28")]);
    let shares = [english("half the pain gone")].into_iter().chain(of_joints.into_iter().flatten());
    let visits = days.iter().map(|day| visit_name(*day)).chain(shares.map(Message::from));
    let mut lines = vec![head(study, visits, language)];
    let has_interval = rows.iter().any(|row| row.vas_mean_low_points.is_some());
    // The rows go by visit first.
    let cases = study.cases.len();
    for case in 0..cases {
        let of_case: Vec<&ArmTableRow> = rows.iter().skip(case).step_by(cases).collect();
        lines.extend(lines_of_arm(study, &of_case, [has_acr20, has_interval], language).unwrap_or_default());
    }
    let heading = match study.trial.observer {
        Mode::None => english("mean of the model's pain, points"),
        _ => english("mean reported pain, points"),
    };
    writeln!(out, "{}", language.say(heading))?;
    let named = lines[0].len() - days.len() - 1 - 2 * usize::from(has_acr20);
    let to_the_right: Vec<bool> = (0..lines[0].len()).map(|column| column >= named).collect();
    table::print(out, &lines, &to_the_right)?;
    let is_cut = |row: &ArmTableRow| {
        let ends = row.vas_mean_low_points.zip(row.vas_mean_high_points);
        ends.is_some_and(|(low, high)| pain_scale::is_cut(low, high))
    };
    let below = if has_interval {
        english("below each: its 95 % interval")
    } else {
        english("one patient an arm: means and differences have no interval")
    };
    let cut = english("intervals of mean pain end where the scale does, at 0 and 10 points");
    let fewer = english("n: patients with a report; where it is missing, all patients of the arm");
    let is_fewer = lines.iter().flatten().any(|cell| cell.starts_with("n = "));
    let notes = [Some(below), rows.iter().any(is_cut).then_some(cut), is_fewer.then_some(fewer)];
    for note in notes.into_iter().flatten().map(Message::from).chain(how_counted(study)) {
        writeln!(out, "{}", language.say(note))?;
    }
    writeln!(out)
}

/// The line of an arm at all visits, that of its intervals, and how many patients have a report where these are not all; in
/// parallel groups at the first visit as well.
fn lines_of_arm(
    study: &Study,
    rows: &[&ArmTableRow],
    [has_acr20, has_interval]: [bool; 2],
    language: Language,
) -> Option<Vec<Vec<String>>> {
    let last = rows.last()?;
    let enrolled = study.arms.iter().position(|arm| *arm == last.arm).map_or(0, |arm| u64::from(enrolled(study, arm)));
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let one_place = |value: f64| fixed(value, 1);
    let ends = |low: Option<f64>, high: Option<f64>, text: &dyn Fn(f64) -> String| {
        low.zip(high).map_or_else(String::new, |(low, high)| {
            language.say(english("{low} to {high}").with("low", text(low)).with("high", text(high)))
        })
    };
    let has_sizes = study.trial.allocation != Allocation::EveryArm;
    let mut line = labels(study, &last.point_values, last.potency_fraction, &last.arm, language);
    let mut below = vec![String::new(); line.len()];
    let mut numbers = below.clone();
    for (visit, row) in rows.iter().enumerate() {
        line.push(or_dash(row.vas_mean_points.map(one_place)));
        below.push(match row.patients_count {
            1 if has_interval => language.say(english("one patient")),
            _ => ends(row.vas_mean_low_points, row.vas_mean_high_points, &one_place),
        });
        let is_told = row.patients_count < enrolled || has_sizes && visit == 0;
        numbers.push(if is_told { format!("n = {}", row.patients_count) } else { String::new() });
    }
    line.push(or_dash(last.r50_fraction.map(percent)));
    below.push(ends(last.r50_low_fraction, last.r50_high_fraction, &percent));
    if has_acr20 {
        line.push(or_dash(last.acr20_fraction.map(percent)));
        below.push(ends(last.acr20_low_fraction, last.acr20_high_fraction, &percent));
        line.push(or_dash(last.das28_mean_points.map(one_place)));
        below.push(ends(last.das28_mean_low_points, last.das28_mean_high_points, &one_place));
    }
    let is_fewer = numbers.iter().any(|number| !number.is_empty());
    numbers.resize(line.len(), String::new());
    Some([line, below].into_iter().chain(is_fewer.then_some(numbers)).collect())
}

/// What happened to patients by the last visit, as far as it happened to anybody.
fn events(out: &mut dyn Write, study: &Study, rows: &[ArmTableRow], language: Language) -> io::Result<()> {
    let counts = |row: &ArmTableRow| {
        let ArmTableRow { left_count, retreated_count, flared_count, .. } = *row;
        [left_count, retreated_count, flared_count, row.rescued_or_operated_count, row.tumour_progressed_count]
    };
    let last = study.trial.visits_days.last().map(|day| u64::from(*day));
    let at_end = || rows.iter().filter(|row| Some(row.visit_days) == last);
    let happened = |event: &usize| at_end().any(|row| counts(row)[*event] > 0);
    let shown: Vec<usize> = (0..events::COUNTS.len()).filter(happened).collect();
    let columns: Vec<Message> = shown.iter().map(|event| events::COUNTS[*event].1.into()).collect();
    let line = |row: &ArmTableRow| {
        let mut line = labels(study, &row.point_values, row.potency_fraction, &row.arm, language);
        line.extend(shown.iter().map(|event| counts(row)[*event].to_string()));
        line
    };
    let lines = at_end().filter(|_| !shown.is_empty()).map(line);
    of_designs(out, study, events::CAPTION, &columns, lines, language)
}

/// Power of smaller trials at the last visit, every arm against the control.
fn power(out: &mut dyn Write, study: &Study, rows: &[PowerRow], language: Language) -> io::Result<()> {
    let more = [
        english("patients per arm"),
        english("test"),
        english("power"),
        english("95 % interval"),
        english("simulated trials"),
    ];
    let columns = more.map(Message::from);
    let line = |row: &PowerRow| {
        let [low, high] = [row.power_low_fraction, row.power_high_fraction].map(percent);
        let interval = english("{low} to {high}").with("low", low).with("high", high);
        let test = if row.test == "welch" { english("Welch's t test") } else { english("paired t test") };
        let mut line = labels(study, &row.point_values, row.potency_fraction, &row.arm, language);
        line.extend([row.patients_per_arm_count.to_string(), language.say(test), percent(row.power_fraction)]);
        line.extend([language.say(interval), row.trials_count.to_string()]);
        line
    };
    let shown = rows.iter().filter(|row| is_shown(study, row.visit_days, &row.against));
    let title = english(
        "power to detect a difference from \"{control}\" at {visit}, of trials whose patients are drawn from this population",
    );
    if rows.is_empty() {
        return Ok(());
    }
    of_designs(out, study, title, &columns, shown.map(line), language)?;
    let caution = english(
        "power where the {number} patients of this study stand for all: the interval is that of the simulation alone, and of few patients \
         the power itself is uncertain",
    );
    writeln!(out, "{}\n", language.say(caution.with("number", study.population.patients)))
}

/// Variances of the difference from the control at the last visit.
fn variances(out: &mut dyn Write, study: &Study, rows: &[VarianceRow], language: Language) -> io::Result<()> {
    let more = [
        english("patients"),
        english("same patients, same random numbers"),
        english("same patients, other random numbers"),
        english("other patients"),
        english("last / first"),
    ];
    let columns = more.map(Message::from);
    let line = |row: &VarianceRow| {
        let mut line = labels(study, &row.point_values, row.potency_fraction, &row.arm, language);
        let found = [row.same_draws_points_squared, row.other_draws_points_squared, row.other_patients_points_squared];
        line.push(row.patients_count.to_string());
        line.extend(found.map(|variance| fixed(variance, 2)));
        line.push(row.other_patients_relative.map_or_else(|| "-".to_owned(), |ratio| fixed(ratio, 1)));
        line
    };
    let shown = rows.iter().filter(|row| is_shown(study, row.visit_days, &row.against));
    let title = english("variance of the difference of pain from \"{control}\" at {visit}, squared points");
    of_designs(out, study, title, &columns, shown.map(line), language)
}

/// Whether a comparison is printed: with the control, at the last visit.
fn is_shown(study: &Study, day: u64, against: &str) -> bool {
    study.trial.visits_days.last().is_some_and(|last| u64::from(*last) == day) && against == study.arms[study.control]
}

/// A table of what is known at the last visit; nothing without rows.
fn of_designs(
    out: &mut dyn Write,
    study: &Study,
    title: Phrase,
    columns: &[Message],
    rows: impl Iterator<Item = Vec<String>>,
    language: Language,
) -> io::Result<()> {
    let lines: Vec<Vec<String>> = std::iter::once(head(study, columns.iter().cloned(), language)).chain(rows).collect();
    let (Some(last), true) = (study.trial.visits_days.last(), lines.len() > 1) else { return Ok(()) };
    let title = title.with("control", &study.arms[study.control]).with_said("visit", visit_name(*last));
    writeln!(out, "{}", language.say(title))?;
    let named = lines[0].len() - columns.len();
    let to_the_right: Vec<bool> = (0..lines[0].len()).map(|column| column >= named).collect();
    table::print(out, &lines, &to_the_right)?;
    writeln!(out)
}
