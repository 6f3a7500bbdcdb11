//! A study as text of at most 80 columns. Of its arms, mean pain at the visits, a chart a potency; of a sweep, what each point
//! differs from the control, with its interval. Letters tell the arms apart; what shows the lines may add colour.

use unicode_width::UnicodeWidthStr;

use super::{StudyResults, of_design};
use crate::plot::Error;
use crate::plot::axis::time_axis;
use crate::plot::comparison::letter;
use crate::plot::frame::Frame;
use crate::plot::layout::{spread, wrap};
use crate::plot::terminal::{
    COLUMNS, Cell, LEFT, Meaning, Piece, ROWS_PER_POINT, Signs, WIDTH, foot, line, numbers, runs, trim,
};
use admsc_scenario::language::{Message, english};
use admsc_scenario::ledger::names::key_with_value;
use admsc_scenario::observer::Mode;
use admsc_scenario::reading::study::Contrast;
use admsc_scenario::units::interval::{self, with_interval};
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::{fixed, signed};
use admsc_stats::difference::Difference;
use admsc_study::trial::contrasts;

/// Columns of the bars of a sweep.
const BAR: usize = 30;
/// Columns of the name of a point of a sweep.
const NAME: usize = 42;
/// Most lines of a text.
const MOST_LINES: usize = 4;

/// Mean pain of an arm: its letter's place, and day and points of each visit.
struct Course {
    place: usize,
    arm: usize,
    visits: Vec<(f64, f64)>,
}

/// The figure, line by line.
///
/// # Errors
/// When there are no results at a visit.
pub fn text(results: &StudyResults<'_>, signs: Signs) -> Result<Vec<Vec<Piece>>, Error> {
    let mut lines = said(&results.say(what(results)), 0, Meaning::Plain);
    for potency in results.shown_potencies() {
        let several = results.study.potencies.len() > 1;
        lines.push(Vec::new());
        lines.extend(several.then(|| line(&results.potency_name(potency))));
        lines.extend(if results.study.points.len() > 1 {
            bars(results, potency, signs)
        } else {
            chart(results, potency, signs)?
        });
    }
    lines.push(Vec::new());
    let more = results.left_out_and_reporting().into_iter();
    lines.extend(more.flat_map(|sentence| said(&results.say(sentence), 0, Meaning::Plain)));
    lines.push(line(&results.say(results.caution())));
    // What is ASCII otherwise has no minus of its own.
    if signs == Signs::ASCII {
        let pieces = lines.iter_mut().flatten();
        pieces.for_each(|piece| piece.text = piece.text.replace('\u{2212}', "-"));
    }
    Ok(lines)
}

/// What the figure shows, and in whom.
fn what(results: &StudyResults<'_>) -> Message {
    let reported = results.study.trial.observer != Mode::None;
    let compared = compared(results);
    let is_of_control = compared.iter().all(|told| told.against == results.study.control);
    let shown = match (results.study.points.len() > 1, compared.is_empty(), is_of_control, reported) {
        (false, .., true) => english("Mean reported pain at the visits (VAS, points of 0 to 10), {patients}"),
        (false, .., false) => english("Mean pain proxy at the visits (VAS, points of 0 to 10), {patients}"),
        (true, true, _, true) => english("Change of reported pain from day 0 (VAS points, 95 % interval), {patients}"),
        (true, true, _, false) => english("Change of pain proxy from day 0 (VAS points, 95 % interval), {patients}"),
        (true, false, true, true) => {
            english("Difference in reported pain from {control} (VAS points, 95 % interval), {patients}")
        }
        (true, false, true, false) => {
            english("Difference in pain proxy from {control} (VAS points, 95 % interval), {patients}")
        }
        (true, false, false, true) => {
            english("Difference in reported pain between arms (VAS points, 95 % interval), {patients}")
        }
        (true, false, false, false) => {
            english("Difference in pain proxy between arms (VAS points, 95 % interval), {patients}")
        }
    };
    shown.with("control", &results.study.arms[results.study.control]).with_said("patients", results.patients_in_words())
}

/// The courses of the arms at a potency.
fn courses(results: &StudyResults<'_>, potency: usize) -> Vec<Course> {
    let course = |(place, arm): (usize, usize)| {
        let case = results.case(0, potency, arm);
        let at = |day: &u32| Some((f64::from(*day), results.arm(case, *day)?.vas?.mean));
        Course { place, arm, visits: results.study.trial.visits_days.iter().filter_map(at).collect() }
    };
    results.shown_arms().into_iter().enumerate().map(course).filter(|course| !course.visits.is_empty()).collect()
}

fn chart(results: &StudyResults<'_>, potency: usize, signs: Signs) -> Result<Vec<Vec<Piece>>, Error> {
    let courses = courses(results, potency);
    let points = courses.iter().flat_map(|course| &course.visits);
    let highest = points.clone().map(|(_, vas)| *vas).fold(0.0, f64::max);
    let last = points.map(|(day, _)| *day).fold(0.0, f64::max);
    if last == 0.0 {
        return Err(Error::Empty);
    }
    let axis = time_axis(0.0, last);
    let to_day = axis.marks.last().map_or(last, |mark| last.max(mark * axis.unit_days));
    // A row above the highest number, for a line that lies on it.
    let highest = (2.0 * (0.5 * highest).ceil()).clamp(2.0, 10.0) + 1.0 / ROWS_PER_POINT;
    let bottom = (highest * ROWS_PER_POINT) as i32;
    let frame = Frame { from_day: 0.0, to_day, highest, left: 0, right: WIDTH - 1, top: 0, bottom };
    let cells = drawn(&courses, &frame, signs);
    let ends = ends(&courses, &frame);
    let row = |row: i32| {
        let mut pieces = line(&numbers(row, &frame, signs));
        pieces.extend(runs(cells[row as usize].iter().copied()));
        trim(&mut pieces);
        if let Some((_, end, meaning)) = ends.iter().find(|end| end.0 == row) {
            let width: usize = pieces.iter().map(|piece| piece.text.width()).sum();
            let room = (LEFT + WIDTH as usize + 1).saturating_sub(width);
            pieces.push(Piece { text: " ".repeat(room), meaning: Meaning::Plain });
            pieces.push(Piece { text: end.clone(), meaning: *meaning });
        }
        pieces
    };
    let mut lines: Vec<Vec<Piece>> = (0..bottom).map(row).collect();
    lines.extend(foot(&axis, &frame, signs, results.language).iter().map(|text| line(text)));
    lines.extend(courses.iter().flat_map(|course| legend(results, potency, course)));
    lines.extend(between(results, potency).iter().flat_map(|told| said(told, LEFT, Meaning::Plain)));
    Ok(lines)
}

/// The lines of the arms row by row: letters at the visits, small signs between them.
fn drawn(courses: &[Course], frame: &Frame, signs: Signs) -> Vec<Vec<Cell>> {
    let mut cells = vec![vec![(' ', Meaning::Plain); WIDTH as usize]; frame.bottom as usize];
    let place = |day: f64, vas: f64| ((frame.y(vas) - 1).max(0) as usize, frame.x(day) as usize);
    for Course { place: number, visits, .. } in courses {
        for pair in visits.windows(2) {
            let ((from, first), (to, last)) = (pair[0], pair[1]);
            for column in frame.x(from)..frame.x(to) {
                let share = f64::from(column - frame.x(from)) / f64::from((frame.x(to) - frame.x(from)).max(1));
                let (row, column) = place(from + share * (to - from), first + share * (last - first));
                cells[row][column] = (signs.between, Meaning::Arm(*number));
            }
        }
    }
    // The first arm lies on top, whose letter is looked for first.
    for Course { place: number, visits, .. } in courses.iter().rev() {
        for (day, vas) in visits {
            let (row, column) = place(*day, *vas);
            cells[row][column] = (letter(*number), Meaning::Arm(*number));
        }
    }
    cells
}

/// Letter and last mean of each arm at the right end, one a row: row, text, meaning.
fn ends(courses: &[Course], frame: &Frame) -> Vec<(i32, String, Meaning)> {
    let mut last: Vec<(usize, f64)> =
        courses.iter().filter_map(|course| Some((course.place, course.visits.last()?.1))).collect();
    last.sort_by(|a, b| b.1.total_cmp(&a.1));
    let wanted: Vec<i32> = last.iter().map(|(_, vas)| (frame.y(*vas) - 1).max(0)).collect();
    let rows = spread(&wanted, 1, 0, frame.bottom - 1);
    let text = |(place, vas): (usize, f64)| (format!("{} {}", letter(place), fixed(vas, 1)), Meaning::Arm(place));
    last.into_iter().zip(rows).map(|(end, row)| (row, text(end).0, text(end).1)).collect()
}

/// What a letter stands for, where the arm ends, and how far that is from the control.
fn legend(results: &StudyResults<'_>, potency: usize, course: &Course) -> Vec<Vec<Piece>> {
    let (control, last) = (results.study.control, results.study.trial.visits_days.last().copied().unwrap_or(0));
    let found = results.difference(results.case(0, potency, course.arm), control, last).and_then(of_design);
    let against = found.filter(|_| course.arm != control).map(|found| {
        english("; minus {control} at {visit} {difference}")
            .with("control", &results.study.arms[control])
            .with_said("visit", visit_name(last))
            .with_said("difference", points(found))
    });
    let named = english("{letter}: {label}")
        .with("letter", letter(course.place))
        .with_said("label", results.arm_with_size(course.arm));
    let text = results.say(named) + &against.map(|said| results.say(said)).unwrap_or_default();
    said(&text, LEFT, Meaning::Arm(course.place))
}

/// The contrasts that the study was made for, or of one that names none those of neighbouring arms: those that are not with the control,
/// which the legend has.
fn between(results: &StudyResults<'_>, potency: usize) -> Vec<String> {
    let study = results.study;
    let contrasts = contrasts(study);
    let primary = contrasts.primary();
    let one = |told: &Contrast| {
        let last = study.trial.visits_days.last().copied()?;
        let found = results.difference(results.case(0, potency, told.arm), told.against, last).and_then(of_design)?;
        let said = match primary == Some(*told) {
            true => english("primary contrast: {arm} minus {against} at {visit} {difference}"),
            false => english("{arm} minus {against} at {visit} {difference}"),
        };
        let said = said.with("arm", &study.arms[told.arm]).with("against", &study.arms[told.against]);
        Some(results.say(said.with_said("visit", visit_name(last)).with_said("difference", points(found))))
    };
    contrasts.told.iter().filter(|told| told.against != study.control).filter_map(one).collect()
}

/// A difference with its interval, with as many places as tell its ends from 0.
fn points(found: &Difference) -> Message {
    let ends = (found.low, found.high);
    let places = interval::places(ends, 1);
    with_interval(found.difference, Some(ends), |value| signed(value, places))
}

/// A text on as many lines as it takes, set in.
fn said(text: &str, indent: usize, meaning: Meaning) -> Vec<Vec<Piece>> {
    let lines = wrap(text, (COLUMNS - indent) as u32, MOST_LINES, |line| line.width() as u32);
    let line = |text: String| [" ".repeat(indent), text].into_iter().map(|text| Piece { text, meaning });
    lines.into_iter().map(|text| line(text).filter(|piece| !piece.text.is_empty()).collect()).collect()
}

/// The comparisons that have a bar at each point: the primary contrast first where that is none with the control, then each arm with it.
fn compared(results: &StudyResults<'_>) -> Vec<Contrast> {
    let control = results.study.control;
    let primary = contrasts(results.study).primary().filter(|told| told.against != control);
    let others = (0..results.study.arms.len()).filter(|arm| *arm != control);
    primary.into_iter().chain(others.map(|arm| Contrast { arm, against: control })).collect()
}

/// The differences at every point of a sweep at the last visit: a row a point and comparison.
fn bars(results: &StudyResults<'_>, potency: usize, signs: Signs) -> Vec<Vec<Piece>> {
    let (study, last) = (results.study, results.study.trial.visits_days.last().copied().unwrap_or(0));
    let compared = compared(results);
    let mut rows = Vec::new();
    for (number, point) in study.points.iter().enumerate() {
        let values = point.values.iter().map(|(key, value)| key_with_value(key, value, results.language));
        let values: Vec<String> = values.collect();
        for Contrast { arm, against } in &compared {
            let found = results.difference(results.case(number, potency, *arm), *against, last);
            let arms = english("{arm} − {other}").with("arm", &study.arms[*arm]).with("other", &study.arms[*against]);
            let arms = (compared.len() > 1).then(|| results.say(arms));
            let name = values.iter().cloned().chain(arms).collect::<Vec<_>>().join(", ");
            rows.extend(found.and_then(of_design).map(|found| (name, [found.low, found.difference, found.high])));
        }
        // Of a single arm what it changes.
        let alone = results.arm(results.case(number, potency, 0), last).filter(|_| compared.is_empty());
        let change = alone.and_then(|row| row.change).and_then(|found| Some([found.low?, found.mean, found.high?]));
        rows.extend(change.map(|found| (values.join(", "), found)));
    }
    let all = || rows.iter().flat_map(|(_, values)| values.iter().copied()).chain([0.0]);
    let (from, to) = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
    let column = |value: f64| ((value - from) / (to - from).max(1e-9) * (BAR - 1) as f64).round() as usize;
    let zero = column(0.0);
    let mut lines = vec![line(&results.say(english("at {visit}").with_said("visit", visit_name(last))))];
    for (name, [low, middle, high]) in &rows {
        let mut bar: Vec<char> = vec![' '; BAR];
        bar[zero] = signs.wall[0];
        bar[column(*low)..=column(*high)].fill(signs.floor[0]);
        bar[column(*middle)] = signs.line;
        let bar: String = bar.into_iter().collect();
        // A name of its own line where it is too long for the room beside the bar.
        if name.width() > NAME {
            lines.extend(said(name, 0, Meaning::Plain));
        }
        let beside = if name.width() > NAME { "" } else { name };
        let room = " ".repeat(NAME - beside.width());
        lines.push(line(&format!("{beside}{room} {bar} {:>5}", signed(*middle, 1))));
    }
    let nothing = format!("{:1$}0", "", NAME + 1 + zero);
    lines.push(line(&nothing));
    let between = results.between_points(potency).into_iter();
    lines.extend(between.flat_map(|told| said(&results.say(told), 0, Meaning::Plain)));
    lines
}
