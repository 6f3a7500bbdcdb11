//! The pain figure as text of at most 80 columns: the stack of causes, the pain line on top, doses and the day of half
//! relief. Signs alone tell the causes apart; what shows the lines may add colour. Studies have
//! [a figure of their own](super::study::terminal).

use unicode_width::UnicodeWidthStr;

use super::Error;
use super::axis::TimeAxis;
use super::doses::DoseMark;
use super::frame::Frame;
use super::layout::spread;
use super::pain::{CAUSES, PainFigure, below, beside, ends, others};
use admsc_scenario::language::{Language, Phrase, english};
use admsc_study::lives::Life;
use admsc_study::summary::summarise;

/// Columns of a terminal.
pub(super) const COLUMNS: usize = 80;
/// Columns left of the plot, for the numbers.
pub(super) const LEFT: usize = 5;
/// Columns of the plot; names of the causes stand right of it.
pub(super) const WIDTH: i32 = 52;
/// Rows of a point of pain.
pub(super) const ROWS_PER_POINT: f64 = 2.0;
/// Names of the causes from the bottom, as in the table of a run.
const NAMES: [Phrase; 3] = [english("damage"), english("central"), english("inflammation")];

/// What a piece of text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Anything else.
    Plain,
    /// Structural damage.
    Damage,
    /// Central sensitisation.
    Central,
    /// Inflammation.
    Inflammation,
    /// An arm of a study, by its place among those that are shown.
    Arm(usize),
}

impl Meaning {
    const CAUSES: [Self; 3] = [Self::Damage, Self::Central, Self::Inflammation];
}

/// A piece of a line with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// What it stands for.
    pub meaning: Meaning,
}

/// The signs a figure is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    causes: [char; 3],
    pub(super) line: char,
    half: char,
    dose: char,
    /// Of another life, and of the course without treatment.
    lives: [char; 2],
    pub(super) wall: [char; 2],
    pub(super) floor: [char; 3],
    pub(super) between: char,
}

impl Signs {
    /// For terminals that show Unicode.
    pub const UNICODE: Self = Self {
        causes: ['▓', '▒', '░'],
        line: '●',
        half: '◆',
        dose: '▼',
        lives: ['○', '╌'],
        wall: ['│', '┤'],
        floor: ['─', '┬', '└'],
        between: '·',
    };
    /// For all others.
    pub const ASCII: Self = Self {
        causes: ['#', '=', '.'],
        line: '*',
        half: 'O',
        dose: 'v',
        lives: ['~', '-'],
        wall: ['|', '+'],
        floor: ['-', '+', '+'],
        between: '.',
    };
}

/// A sign and what it stands for.
pub(super) type Cell = (char, Meaning);

/// The figure, line by line.
///
/// # Errors
/// When the record has no rows.
pub fn pain(figure: &PainFigure<'_>, signs: Signs) -> Result<Vec<Vec<Piece>>, Error> {
    let of_lives = figure.lives.iter().flat_map(|life| &life.course).map(|(_, vas)| *vas);
    let highest = figure.samples.iter().map(|sample| sample.vas_points).chain(of_lives).fold(0.0, f64::max);
    // A row above the highest number, for a line that lies on it, and enough of them for the names beside the plot.
    let least = if figure.lives.is_empty() { 2.0 } else { 4.0 };
    let highest = (2.0 * (0.5 * highest).ceil()).clamp(least, 10.0) + 1.0 / ROWS_PER_POINT;
    let (axis, frame) = TimeAxis::from_samples(figure.samples, 0, WIDTH - 1).ok_or(Error::Empty)?;
    let frame = Frame { highest, bottom: (highest * ROWS_PER_POINT) as i32, ..frame };
    let summary = summarise(figure.samples, &[], figure.relief_start).ok_or(Error::Empty)?;
    let mut lines = vec![
        line(figure.language.translated(english("Pain proxy (VAS, points of 0 to 10) and its causes"))),
        line(&format!("{:LEFT$}{}", "", dose_row(&figure.doses, &frame, signs))),
    ];
    lines.extend(plot(figure, &frame, summary.halved_day, signs));
    lines.extend(foot(&axis, &frame, signs, figure.language).iter().map(|text| line(text)));
    lines.extend(legend(&figure.doses, summary.halved_day, signs, figure.language).iter().map(|text| line(text)));
    Ok(lines)
}

/// What the signs mean that are not named beside the plot, on one line or two.
fn legend(doses: &[DoseMark], half: Option<f64>, signs: Signs, language: Language) -> Vec<String> {
    let half = half.map(|day| {
        let text = english("pain halved: day {day}").with("day", format_args!("{day:.0}"));
        format!("{} {}", signs.half, language.say(text))
    });
    let pain = format!("{} {}", signs.line, language.say(english("pain")));
    let pain: Vec<String> = [pain].into_iter().chain(half).collect();
    let dose = dose_legend(doses, language).map(|text| format!("{} {text}", signs.dose));
    let whole = pain.iter().chain(&dose).cloned().collect::<Vec<_>>().join("   ");
    let fits = LEFT + whole.width() <= COLUMNS;
    let lines = if fits { vec![whole] } else { [pain.join("   ")].into_iter().chain(dose).collect() };
    lines.iter().map(|text| format!("{:LEFT$}{text}", "")).collect()
}

/// A line of one meaning.
pub(super) fn line(text: &str) -> Vec<Piece> {
    vec![Piece { text: text.trim_end().to_owned(), meaning: Meaning::Plain }]
}

/// The triangles of the doses above the plot.
fn dose_row(doses: &[DoseMark], frame: &Frame, signs: Signs) -> String {
    let at = |column| doses.iter().any(|dose| frame.x(dose.day) == column);
    (0..WIDTH).map(|column| if at(column) { signs.dose } else { ' ' }).collect()
}

/// What is given, if it is always the same, else how often.
fn dose_legend(doses: &[DoseMark], language: Language) -> Option<String> {
    let first = doses.first()?;
    let number = doses.len();
    Some(match doses.iter().all(|dose| dose.label == first.label) {
        true if number == 1 => first.label.clone(),
        true => language.say(english("{number} times {label}").with("number", number).with("label", &first.label)),
        false => language.say(english("{number} doses").with("number", number)),
    })
}

/// The rows of the plot with the numbers before and the causes behind them.
fn plot(figure: &PainFigure<'_>, frame: &Frame, half: Option<f64>, signs: Signs) -> Vec<Vec<Piece>> {
    let columns: Vec<Vec<Cell>> = (0..WIDTH).map(|column| stack(figure, frame, column, half, signs)).collect();
    let labels = labels(figure, frame, signs);
    (0..frame.bottom)
        .map(|row| {
            let mut pieces = line(&numbers(row, frame, signs));
            pieces.extend(runs(columns.iter().map(|column| column[row as usize])));
            match labels.iter().find(|label| label.0 == row) {
                Some((_, text, meaning)) => {
                    pieces.push(Piece { text: " ".to_owned(), meaning: Meaning::Plain });
                    pieces.push(Piece { text: text.clone(), meaning: *meaning });
                }
                None => trim(&mut pieces),
            }
            pieces
        })
        .collect()
}

/// The number and the wall left of a row; rows are counted from the top, and a number stands where the line of its pain
/// would be.
pub(super) fn numbers(row: i32, frame: &Frame, signs: Signs) -> String {
    let rows_to_floor = frame.bottom - 1 - row;
    let points = f64::from(rows_to_floor) / ROWS_PER_POINT;
    let marked = rows_to_floor % (2.0 * ROWS_PER_POINT) as i32 == 0;
    if marked { format!("{points:>3.0} {}", signs.wall[1]) } else { format!("{:4}{}", "", signs.wall[0]) }
}

/// The row of the line at so much pain.
fn row_of(frame: &Frame, points: f64) -> i32 {
    (frame.y(points) - 1).max(0)
}

/// The signs of a column from the top.
fn stack(figure: &PainFigure<'_>, frame: &Frame, column: i32, half: Option<f64>, signs: Signs) -> Vec<Cell> {
    let day = frame.from_day + f64::from(column) / f64::from(WIDTH - 1) * (frame.to_day - frame.from_day);
    let nearest = figure.samples.iter().min_by(|a, b| (a.time_days - day).abs().total_cmp(&(b.time_days - day).abs()));
    let Some(sample) = nearest else { return Vec::new() };
    let is_half = half.is_some_and(|day| frame.x(day) == column);
    let line_row = row_of(frame, sample.vas_points);
    let life_row = |life: &Life| Some(row_of(frame, life.vas_on(day.round() as u32)?));
    let others: Vec<i32> = others(figure).filter_map(life_row).collect();
    let beside_row = beside(figure).and_then(|(_, life)| life_row(life));
    let cell = |row: i32| {
        if row == line_row {
            return (if is_half { signs.half } else { signs.line }, Meaning::Plain);
        }
        if others.contains(&row) {
            return (signs.lives[0], Meaning::Plain);
        }
        if beside_row == Some(row) {
            return (signs.lives[1], Meaning::Plain);
        }
        let points = frame.highest - (f64::from(row) + 0.5) / ROWS_PER_POINT;
        let cause = (0..CAUSES.len()).find(|cause| points < below(sample, cause + 1));
        cause.map_or((' ', Meaning::Plain), |cause| (signs.causes[cause], Meaning::CAUSES[cause]))
    };
    (0..frame.bottom).map(cell).collect()
}

/// Names of pain and its causes at the right end: row, text, meaning.
fn labels(figure: &PainFigure<'_>, frame: &Frame, signs: Signs) -> Vec<(i32, String, Meaning)> {
    let Some(last) = figure.samples.last() else { return Vec::new() };
    let row = |points: f64| row_of(frame, points);
    let text = |sign, name, points: f64| format!("{sign} {} {points:.1}", figure.language.translated(name));
    let pain = text(signs.line, english("pain at the end"), last.vas_points);
    let mut labels = vec![(row(last.vas_points), pain, Meaning::Plain)];
    labels.extend(ends(others(figure)).map(|(low, high)| {
        let range = english("others {low} to {high}").with("low", format_args!("{low:.1}"));
        let range = figure.language.say(range.with("high", format_args!("{high:.1}")));
        (row(high), format!("{} {range}", signs.lives[0]), Meaning::Plain)
    }));
    labels.extend(
        beside(figure)
            .and_then(|(which, life)| Some((which, life.course.last()?.1)))
            .map(|(which, end)| (row(end), text(signs.lives[1], which.said(), end), Meaning::Plain)),
    );
    for cause in (0..CAUSES.len()).rev() {
        let points = (CAUSES[cause].points)(last);
        let middle = below(last, cause) + 0.5 * points;
        labels.push((row(middle), text(signs.causes[cause], NAMES[cause], points), Meaning::CAUSES[cause]));
    }
    labels.sort_by_key(|label| label.0);
    let wanted: Vec<i32> = labels.iter().map(|label| label.0).collect();
    let places = spread(&wanted, 1, 0, frame.bottom - 1);
    labels.into_iter().zip(places).map(|((_, text, meaning), row)| (row, text, meaning)).collect()
}

/// The axis below: its line, its numbers, its title.
pub(super) fn foot(axis: &TimeAxis, frame: &Frame, signs: Signs, language: Language) -> [String; 3] {
    let places: Vec<(i32, String)> =
        axis.marks.iter().map(|mark| (frame.x(mark * axis.unit_days), format!("{mark:.0}"))).collect();
    let mark = |column| places.iter().any(|(place, _)| *place == column);
    let floor: String = (0..WIDTH).map(|column| signs.floor[usize::from(mark(column))]).collect();
    let mut numbers = String::new();
    for (place, text) in &places {
        let start = LEFT + (*place as usize).saturating_sub(text.len() / 2);
        if start > numbers.len() || numbers.is_empty() {
            numbers = format!("{numbers:<start$}{text}");
        }
    }
    let title = language.translated(axis.title);
    let room = LEFT + (WIDTH as usize).saturating_sub(title.width()) / 2;
    let title = format!("{:room$}{title}", "");
    [format!("{:4}{}{floor}", "", signs.floor[2]), numbers, title]
}

/// Neighbours of one meaning become one piece.
pub(super) fn runs(cells: impl Iterator<Item = Cell>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (sign, meaning) in cells {
        match pieces.last_mut() {
            Some(last) if last.meaning == meaning => last.text.push(sign),
            _ => pieces.push(Piece { text: sign.to_string(), meaning }),
        }
    }
    pieces
}

/// Lines do not end in spaces.
pub(super) fn trim(pieces: &mut Vec<Piece>) {
    while let Some(last) = pieces.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            return;
        }
        pieces.pop();
    }
}

#[cfg(test)]
mod tests;
