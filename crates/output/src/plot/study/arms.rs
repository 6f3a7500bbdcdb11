//! Pain over time in every arm: the mean, and at the visits a bar in which eight of ten patients lie, those of the arms side by
//! side; potencies beside each other, so that the optimistic and the sceptical end stand on one page. One figure shows the pain that
//! the study analyses; where that is reported, another one shows the model's own.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::StudyResults;
use super::bars::{self, APART};
use super::course::{Course, Pain};
use super::found;
use super::panels::{self, Label, Span};
use crate::plot::axis::{TimeAxis, time_axis};
use crate::plot::comparison::style::sign_rows;
use crate::plot::doses;
use crate::plot::frame::Place;
use crate::plot::layout::dashed;
use crate::plot::page::{self, GREY, SIZE};
use crate::plot::trace::{Exact, Trace};
use crate::plot::{Drawn, Error, Figure};
use admsc_model::rules::setup::{Preparation, Setup};
use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::units::interval::with_interval;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::fixed;
use admsc_study::trial::{Day, FEWEST_WITH_TENTHS};

/// Most visits with bars that are named.
const MOST_NAMED: usize = 6;
/// Height of a row of doses, pixels.
const ROW: i32 = 26;
/// Where a row of doses has the sign of its arm, left of the panel, pixels.
const ROW_SIGN: i32 = 30;

/// A sign of an arm: its column, the pain at which it stands, and the pain whose bar it has, if any.
type Sign = (i32, f64, Option<Day>);

/// The figure, and whose pain it shows.
#[derive(Debug, Clone, Copy)]
pub struct ArmsFigure<'a>(pub StudyResults<'a>, pub Pain);

impl ArmsFigure<'_> {
    pub(super) fn course(&self, potency: usize, arm: usize) -> Option<Course> {
        self.0.course(self.1, potency, arm)
    }

    /// Every course that is shown.
    fn courses(&self) -> impl Iterator<Item = Course> + '_ {
        let of_arms =
            move |potency: usize| self.0.shown_arms().into_iter().filter_map(move |arm| self.course(potency, arm));
        self.0.shown_potencies().into_iter().flat_map(of_arms)
    }

    /// The last day that is shown; nothing of day 0 alone.
    pub(super) fn last_day(&self) -> Option<f64> {
        self.courses().filter_map(|course| Some(course.days.last()?.0)).max_by(f64::total_cmp).filter(|day| *day > 0.0)
    }

    /// Whether it shows the model's own pain beside that which patients report.
    fn is_beside(&self) -> bool {
        (self.1, self.0.analysed()) == (Pain::Model, Pain::Reported)
    }

    /// Name of the axis of pain.
    fn axis_name(&self) -> Phrase {
        match self.1 {
            Pain::Reported => english("Reported pain, VAS (points of 0 to 10)"),
            Pain::Model => english("Pain proxy VAS (points of 0 to 10)"),
        }
    }

    fn setup(&self, arm: usize) -> &Setup {
        &self.0.study.cases[self.0.case(0, 0, arm)].setup
    }

    /// Arms that are given something, whose doses have a row each.
    fn dosed(&self) -> Vec<usize> {
        self.0.shown_arms().into_iter().filter(|arm| !self.setup(*arm).doses.is_empty()).collect()
    }

    /// Height of the rows of doses, clear of the number at the upper end of the axis.
    fn strip(&self) -> i32 {
        match self.dosed().len() as i32 {
            0 => 0,
            rows => ROW * rows + ROW / 2,
        }
    }

    /// What the bars are: of a few patients their range.
    fn bar_name(&self) -> Message {
        let sizes: Vec<usize> = self.courses().flat_map(|course| course.days).map(|(_, day)| day.n).collect();
        if sizes.iter().all(|n| *n >= FEWEST_WITH_TENTHS) {
            return english("10 to 90 %").into();
        }
        if sizes.iter().all(|n| *n < FEWEST_WITH_TENTHS) {
            return english("lowest to highest").into();
        }
        english("10 to 90 %, of fewer than {fewest} lowest to highest").with("fewest", FEWEST_WITH_TENTHS)
    }

    /// The visits after the start at which the bars of all arms have room, the later before the earlier, and the middle of each.
    fn bars(&self, x: &Span) -> Vec<(f64, i32)> {
        let last = self.last_day().unwrap_or(0.0);
        bars::placed(&self.0.later_visits(), last, self.0.shown_arms().len(), x)
    }
}

impl Figure for ArmsFigure<'_> {
    fn language(&self) -> Language {
        self.0.language
    }

    fn title(&self) -> &str {
        self.0.title
    }

    fn alternative(&self) -> String {
        let of_arm = |potency: usize, arm: usize| {
            let days = self.course(potency, arm)?.days;
            let ((_, first), (_, last)) = (days.first()?, days.last()?);
            Some(text::in_words(&self.0.study.arms[arm], [first.mean, last.mean], last))
        };
        let opening = text::opening(self.1, self.0.patients_in_words(), self.last_day().unwrap_or(0.0));
        let opening = Message::joined([opening].into_iter().chain(self.same_lines()), english(" "));
        self.0.described(opening, |potency| {
            self.0.shown_arms().into_iter().filter_map(|arm| of_arm(potency, arm)).collect()
        })
    }

    fn draw(&self, page: &Page) -> Result<(), Error> {
        Ok(draw_all(page, self, self.last_day().ok_or(Error::Empty)?)?)
    }
}

fn draw_all(page: &Page, figure: &ArmsFigure<'_>, last: f64) -> Drawn {
    let results = &figure.0;
    let (arms, potencies) = (results.shown_arms(), results.shown_potencies());
    let (found, question) = asked(figure);
    let found = page::first_whole(page, found);
    let heading = page::finding(page, found.as_deref(), results.title, Some(&question))?;
    let called = |arm: usize| {
        let given = doses::in_words(figure.setup(arm), results.language);
        results.say(text::arm(results.arm_with_size(arm), text::unlike(&results.study.arms[arm], &given)))
    };
    let key = panels::key(page, results, &arms, called, heading - 6)?;
    let strip = figure.strip();
    let room = [330, 230, 150][(potencies.len().max(1) - 1).min(2)];
    let top = key + panels::NAME + strip + 8;
    let rows = [top, SIZE.1 as i32 - panels::BOTTOM];
    let places = panels::beside(potencies.len(), panels::LEFT, rows, room, panels::NUMBERS - 24);
    let axis = time_axis(0.0, last);
    let to = axis.marks.last().map_or(last, |mark| last.max(mark * axis.unit_days));
    let mut has_brackets = false;
    for (potency, place) in potencies.iter().zip(&places) {
        let above = [place[0], place[1] - strip, place[2], place[3]];
        panels::name(page, &above, &results.potency_name(*potency))?;
        let x = Span { from: 0.0, to, start: place[0], end: place[2] };
        let y = Span { from: 0.0, to: 10.0, start: place[3], end: place[1] };
        let marks: Vec<(f64, String)> = (0..=5).map(|mark| (2.0 * f64::from(mark), (2 * mark).to_string())).collect();
        panels::values(page, place, &y, &marks)?;
        draw_doses(page, figure, place, &x)?;
        draw_panel(page, figure, *potency, (&x, &y))?;
        panels::days(page, place, &axis, &x)?;
        let labels = arms.iter().filter_map(|arm| label(figure, *potency, *arm, &y)).collect();
        let has_interval = |arm: &usize| {
            let curve = figure.course(*potency, *arm);
            curve.is_some_and(|curve| curve.days.last().is_some_and(|(_, pain)| pain.mean_interval.is_some()))
        };
        has_brackets |= panels::labels(page, results, place, room, labels)? && arms.iter().any(has_interval);
    }
    if let Some(first) = places.first() {
        panels::title_left(page, first, &results.say(figure.axis_name()))?;
    }
    let bars = places.first().map(|place| figure.bars(&Span { from: 0.0, to, start: place[0], end: place[2] }));
    let has_bars = |day: &u32| bars.iter().flatten().any(|(visit, _)| *visit == f64::from(*day));
    let visits = results.later_visits();
    let with_bars: Vec<u32> = visits.iter().copied().filter(has_bars).collect();
    let are_all = visits.iter().filter(|day| f64::from(**day) <= last).count() == with_bars.len();
    draw_foot(page, figure, &axis, (&places, if are_all { &[] } else { &with_bars }, has_brackets))
}

/// What the figure found, and what it asks. The model's own pain beside the reported one is not what the study analyses: its means are
/// the finding.
fn asked(figure: &ArmsFigure<'_>) -> (Vec<String>, String) {
    let results = &figure.0;
    let same = figure.same_lines();
    if figure.is_beside() {
        let own = english("The pain without what patients add when they report it.").into();
        let more = [own].into_iter().chain(results.left_out()).chain(same).collect();
        let found = found::of_means(figure).into_iter().map(|way| results.say(way)).collect();
        return (found, results.asked(own_question(results), more));
    }
    let more = match figure.1 {
        Pain::Reported => results.left_out_and_reporting(),
        Pain::Model => results.left_out(),
    };
    let more = more.into_iter().chain(same).collect();
    let compared = !results.analysis.differences.is_empty() || results.is_one_patient();
    let found = match figure.1 {
        // Means alone are told where nothing was compared.
        Pain::Model if !compared => found::of_means(figure).into_iter().map(|way| results.say(way)).collect(),
        _ => results.findings(),
    };
    (found, results.asked(results.question.map_or_else(|| own_question(results), str::to_owned), more))
}

/// The question of a figure whose scenario asks none.
fn own_question(results: &StudyResults<'_>) -> String {
    results.say(english("How does pain develop in each arm?"))
}

fn draw_foot(
    page: &Page,
    figure: &ArmsFigure<'_>,
    axis: &TimeAxis,
    (places, chosen, has_brackets): (&[Place], &[u32], bool),
) -> Drawn {
    panels::title_below(page, places, &figure.0.say(axis.title))?;
    let results = &figure.0;
    let lines: Phrase = match (results.is_one_patient(), chosen.is_empty()) {
        (true, _) => english("One virtual patient: no conclusion about others. {caution}"),
        (false, true) => english("Lines: mean of {patients}; bars at visits, side by side: {bar} of them. {caution}"),
        (false, false) => english("Lines: mean of {patients}; bars side by side at {visits}: {bar} of them. {caution}"),
    };
    let visits = match chosen.len() {
        number if number > MOST_NAMED => english("{number} of the visits").with("number", number),
        _ => Message::joined(chosen.iter().map(|day| visit_name(*day)), english(", ")),
    };
    let note = lines.with_said("bar", figure.bar_name()).with_said("patients", results.shown_patients());
    let note = results.say(note.with_said("visits", visits).with_said("caution", results.caution()));
    let is_sham = |arm: usize| figure.setup(arm).doses.iter().any(|dose| dose.preparation == Preparation::Sham);
    let has_sham = figure.dosed().into_iter().any(is_sham);
    let dose = (!figure.dosed().is_empty()).then_some(english("▼ dose"));
    let brackets = has_brackets.then_some(english("in brackets: 95 % intervals"));
    let signs = brackets.into_iter().chain(dose).chain(has_sham.then_some(english("▽ sham")));
    let signs: Vec<String> = signs.map(|sign| results.say(sign)).collect();
    page::footer(page, &note, &signs.join(page::BETWEEN_SIGNS))
}

/// A row of triangles for each arm above the plot, those of sham treatment hollow, and faint lines through it.
fn draw_doses(page: &Page, figure: &ArmsFigure<'_>, place: &Place, x: &Span) -> Drawn {
    let dosed = figure.dosed();
    let days = dosed.iter().flat_map(|arm| &figure.setup(*arm).doses).map(|dose| x.at(dose.at_days));
    for column in days.collect::<std::collections::BTreeSet<i32>>() {
        for start in (place[1]..place[3]).step_by(16) {
            let dash = vec![(column, start), (column, (start + 7).min(place[3]))];
            page.draw(&PathElement::new(dash, GREY.mix(0.6).stroke_width(2)))?;
        }
    }
    let first = place[1] - figure.strip();
    for (arm, row) in dosed.iter().zip((first + ROW / 2 - 3..).step_by(ROW as usize)) {
        let style = figure.0.style(*arm);
        style.sign(page, (place[0] - ROW_SIGN, row + 2), 8)?;
        for dose in &figure.setup(*arm).doses {
            let column = x.at(dose.at_days);
            let triangle = |half: i32| {
                vec![(column - half, row - half + 2), (column + half, row - half + 2), (column, row + half)]
            };
            page.draw(&Polygon::new(triangle(11), style.colour))?;
            if dose.preparation == Preparation::Sham {
                page.draw(&Polygon::new(triangle(6), WHITE))?;
            }
        }
    }
    Ok(())
}

/// Bars first, means on them, then the signs of the arms on the lines: at the visits where the bars are.
fn draw_panel(page: &Page, figure: &ArmsFigure<'_>, potency: usize, (x, y): (&Span, &Span)) -> Drawn {
    let arms = figure.0.shown_arms();
    let curves: Vec<(usize, Course)> =
        arms.iter().filter_map(|arm| Some((*arm, figure.course(potency, *arm)?))).collect();
    let bars = figure.bars(x);
    let signs = |number: usize, days: &[(f64, Day)]| -> Vec<Sign> {
        let shift = APART * (2 * number as i32 + 1 - curves.len() as i32) / 2;
        let at_visits = bars.iter().filter_map(|(visit, middle)| {
            let (_, pain) = days.iter().find(|(day, pain)| day == visit && pain.n > 1)?;
            let column = middle + shift;
            Some((column, bars::on_line(days, x.value(column))?, Some(*pain)))
        });
        let at_visits: Vec<Sign> = at_visits.collect();
        let between = sign_rows(days.len(), number, curves.len()).filter(|_| at_visits.is_empty());
        let between = between.map(|row| (x.at(days[row].0), days[row].1.mean, None));
        between.chain(at_visits.iter().copied()).collect()
    };
    let signs: Vec<_> = curves.iter().enumerate().map(|(number, (_, course))| signs(number, &course.days)).collect();
    for ((arm, _), signs) in curves.iter().zip(&signs) {
        for (column, pain) in signs.iter().filter_map(|(column, _, pain)| Some((*column, (*pain)?))) {
            let ends = pain.band().map(|end| (column, y.at(end)));
            page.draw(&PathElement::new(ends.to_vec(), figure.0.style(*arm).colour.stroke_width(3)))?;
        }
    }
    for (arm, Course { days }) in &curves {
        let points: Vec<Exact> = days.iter().map(|(day, pain)| (x.exact(*day), y.exact(pain.mean))).collect();
        let style = figure.0.style(*arm);
        let under = figure.under(potency, *arm).len();
        if under > 0 {
            // On the lines that lie under it, which show between its dashes.
            let dashes = (40.0 / (under as f64 + 1.0), 40.0 - 40.0 / (under as f64 + 1.0));
            for piece in dashed(&points, Some(dashes)) {
                page.draw(&Trace::line(&piece, style.colour.stroke_width(5)))?;
            }
            continue;
        }
        page.draw(&Trace::line(&points, WHITE.mix(0.8).stroke_width(9)))?;
        style.line(page, &points, 5)?;
    }
    for ((arm, _), signs) in curves.iter().zip(&signs) {
        for (column, pain, _) in signs {
            figure.0.style(*arm).sign(page, (*column, y.at(*pain)), 8)?;
        }
    }
    Ok(())
}

fn label(figure: &ArmsFigure<'_>, potency: usize, arm: usize, y: &Span) -> Option<Label> {
    let (_, last) = *figure.course(potency, arm)?.days.last()?;
    let name = figure.0.study.arms[arm].clone();
    let mean = with_interval(last.mean, last.mean_interval, |value| fixed(value, 1));
    let is_one = last.n == 1 && !figure.0.is_one_patient();
    let value = figure.0.say(if is_one { english("{value} (one patient)").with_said("value", mean) } else { mean });
    let short = figure.0.say(english("{value} points").with("value", fixed(last.mean, 1)));
    Some(Label { arm, y: y.at(last.mean), name, value, short })
}

/// What the figure says.
mod text {
    use super::Pain;
    use admsc_scenario::language::{Message, english};
    use admsc_scenario::units::sign::fixed;
    use admsc_study::trial::{Day, FEWEST_WITH_TENTHS};

    pub fn arm(name: Message, doses: Option<&str>) -> Message {
        match doses {
            None => name,
            Some("") => english("{arm}: no treatment").with_said("arm", name),
            Some(doses) => english("{arm}: {doses}").with("doses", doses).with_said("arm", name),
        }
    }

    /// What the doses of an arm say beyond its name: of `sham, needle` in the arm `sham` the needle. Nothing where the name
    /// says all of it.
    pub fn unlike<'a>(name: &str, doses: &'a str) -> Option<&'a str> {
        const BETWEEN: [char; 3] = [',', '、', ' '];
        const UNTREATED: [&str; 3] = ["untreated", "no treatment", "無治療"];
        let begins = doses.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(BETWEEN));
        let ends = || doses.strip_suffix(name).filter(|rest| rest.ends_with(BETWEEN));
        let left = begins.or_else(ends).map_or(doses, |rest| rest.trim_matches(BETWEEN));
        let says_all = if doses.is_empty() { UNTREATED.contains(&name) } else { left.is_empty() };
        (!says_all).then_some(left)
    }

    pub fn opening(pain: Pain, patients: Message, days: f64) -> Message {
        match pain {
            Pain::Reported => english("Reported pain of {patients} in each arm over {days} days, of 10 points."),
            Pain::Model => english("Pain proxy of {patients} in each arm over {days} days, of 10 points."),
        }
        .with_said("patients", patients)
        .with("days", days)
    }

    pub fn in_words(arm: &str, [first, last]: [f64; 2], end: &Day) -> Message {
        let [low, high] = end.band();
        let told = match end.mean_interval {
            None => english("{arm} from {first} to {last} in one patient").into(),
            Some((from, to)) => english(
                "{arm} on average from {first} to {last} (95 % interval {from} to {to}), where {which} lie between {low} \
                 and {high}",
            )
            .with("from", fixed(from, 1))
            .with("to", fixed(to, 1))
            .with_said("which", if end.n < FEWEST_WITH_TENTHS { english("all") } else { english("eight of ten") })
            .with("low", fixed(low, 1))
            .with("high", fixed(high, 1)),
        };
        told.with("arm", arm).with("first", fixed(first, 1)).with("last", fixed(last, 1))
    }
}

#[cfg(test)]
mod tests {
    use super::text::unlike;

    #[test]
    fn a_legend_does_not_repeat_the_name_of_an_arm() {
        assert_eq!(unlike("sham", "sham, needle"), Some("needle"));
        assert_eq!(unlike("needle", "70 million cells, needle"), Some("70 million cells"));
        assert_eq!(unlike("18 million", "18 million cells, needle"), Some("cells, needle"));
        assert_eq!(unlike("偽処置", "偽処置、局所注射"), Some("局所注射"));
        assert_eq!(unlike("sham, needle", "sham, needle"), None);
        assert_eq!([unlike("untreated", ""), unlike("watched", "")], [None, Some("")]);
        assert_eq!(unlike("one", "18 million cells, needle"), Some("18 million cells, needle"));
        assert_eq!(unlike("sh", "sham, needle"), Some("sham, needle"), "no word is cut");
    }
}
