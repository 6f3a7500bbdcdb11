//! The tables of a study's report.

use super::super::given::or_dash;
use super::super::numbers::Number;
use super::super::page::Table;
use super::super::sentence::{Sentence, own, sentence};
use super::{Read, Row};
use admsc_scenario::language::{Message, Phrase, english};

/// Every arm at every visit; of a sweep at the last. With ACR20 and DAS28 where joints are counted.
pub fn arms(read: &Read<'_>) -> Table {
    let has_acr20 = read.arms.iter().any(|found| read.number(*found, "acr20/share").is_some());
    let row = |row: Row| {
        let fixed = |name, places| or_dash(read.number(row, name).map(|number| number.fixed(places)));
        let signed = |name| or_dash(read.number(row, name).map(|number| number.signed(1)));
        let percent = |name| or_dash(read.estimate(row, name, "share", Number::percent));
        let mut cells = labels(read, row);
        let mean = read.estimate(row, "vas", "mean", |number| number.fixed(1));
        let is_one = read.number(row, "vas/n").is_some_and(|patients| patients.value == 1.0);
        let of_one = |mean| sentence(english("{value} (one patient)")).put("value", mean);
        let mean = or_dash(if is_one { mean.map(of_one) } else { mean });
        cells.extend([read.visit(row), fixed("vas/n", 0), mean]);
        cells.extend([signed("change/mean"), signed("change/low"), signed("change/high"), percent("r50")]);
        let das28 = || or_dash(read.estimate(row, "das28", "mean", |number| number.fixed(1)));
        cells.extend(has_acr20.then(|| [percent("acr20"), das28()]).into_iter().flatten());
        cells
    };
    let columns: [(Phrase, bool); 7] = [
        (english("visit"), false),
        (english("patients"), true),
        (english("mean pain"), true),
        (english("mean change"), true),
        (english("lower end"), true),
        (english("upper end"), true),
        (english("half the pain gone"), true),
    ];
    let caption =
        english(
            "Arms: pain in points of 0 to 10, its mean change from day 0, and who responds, with 95 % intervals, which end where \
             the scale does",
        )
        .into();
    let rows = read.arms.iter().filter(|found| is_shown(read, found)).map(|found| row(*found)).collect();
    let columns = columns.into_iter();
    let columns =
        columns.chain(has_acr20.then(|| [(english("ACR20"), true), (english("DAS28"), true)]).into_iter().flatten());
    Table { caption, head: head(read, None, columns), rows }
}

/// The number needed to treat of a comparison, of whichever kind it is; nothing where an arm has one patient.
fn needed(read: &Read<'_>, row: Row) -> Option<Sentence> {
    let number = |name: &str| read.number(row, &format!("number_needed/{name}"));
    match read.numbers.text(&format!("/differences/{}/number_needed/kind", row.place))? {
        "benefit" => {
            let ends = number("fewest").zip(number("most"));
            Some(number("number")?.with_interval(ends, |number| number.fixed(1)))
        }
        "harm" => {
            let said =
                sentence(english("to harm: {number} ({fewest} to {most})")).put("number", number("number")?.fixed(1));
            Some(said.put("fewest", number("fewest")?.fixed(1)).put("most", number("most")?.fixed(1)))
        }
        _ => Some(sentence(english("cannot be told: its interval includes no effect"))),
    }
}

/// Every arm against the others at every visit; of a sweep at the last.
pub fn differences(read: &Read<'_>) -> Table {
    let row = |row: Row| {
        let ends = read.of_design(row, "low").zip(read.of_design(row, "high"));
        let places = ends.map_or(2, |(low, high)| low.places_to(&high, 2));
        let signed = |name| read.of_design(row, name).map(|number| number.signed(places));
        let mut cells = labels(read, row);
        cells.extend([own(read.name(row.against)), read.visit(row)]);
        cells.extend([or_dash(signed("difference")), or_dash(signed("low")), or_dash(signed("high"))]);
        cells.push(or_dash(read.estimate(row, "r50_unpaired", "difference", Number::percent)));
        cells.push(or_dash(needed(read, row)));
        cells
    };
    let columns = [
        (english("visit"), false),
        (english("points"), true),
        (english("lower end"), true),
        (english("upper end"), true),
        (english("half the pain gone: difference, percentage points"), true),
        (english("number needed to treat"), true),
    ];
    let caption =
        english("Arms against each other: difference of the mean changes of pain, with its 95 % interval").into();
    let are_several = read.patients() != Some(1.0);
    let shown = read.differences.iter().filter(|found| are_several && found.day > 0 && is_shown(read, found));
    let rows = shown.map(|found| row(*found)).collect();
    Table { caption, head: head(read, Some(english("against")), columns), rows }
}

/// Every comparison that the study was not made for, at the last visit, with its p beside that adjusted by Holm; empty where there are
/// none.
pub fn exploratory(read: &Read<'_>) -> Table {
    let row = |row: Row| {
        let ends = read.of_design(row, "low").zip(read.of_design(row, "high"));
        let places = ends.as_ref().map_or(2, |(low, high)| low.places_to(high, 2));
        let estimate = read.of_design(row, "difference");
        let estimate = estimate.map(|found| found.with_interval(ends, |number| number.signed(places)));
        let p = [read.of_design(row, "p"), read.number(row, "holm_p")];
        let p = p.map(|p| or_dash(p.map(|p| p.probability())));
        labels(read, row).into_iter().chain([own(read.name(row.against)), or_dash(estimate)]).chain(p).collect()
    };
    let columns = [(english("points (95 % interval)"), true), (english("p"), true), (english("adjusted p"), true)];
    let caption = if read.study.potencies.len() > 1 {
        english("Exploratory comparisons at the last visit, p adjusted by Holm at each potency")
    } else {
        english("Exploratory comparisons at the last visit, p adjusted by Holm")
    };
    let is_told = |row: &&Row| {
        row.day == read.last_day() && !read.is_swept() && read.contrasts.is_exploratory(row.arm, row.against)
    };
    let are_several = read.patients() != Some(1.0);
    let rows = read.differences.iter().filter(|row| are_several && is_told(row)).map(|found| row(*found)).collect();
    Table { caption: caption.into(), head: head(read, Some(english("against")), columns), rows }
}

/// Power of smaller trials at the last visit, against the control; nothing where it was not asked for.
pub fn power(read: &Read<'_>) -> Option<Table> {
    let sizes = read.study.trial.power_for.len();
    let row = |(found, size): (&Row, usize)| {
        let at = |name: &str| read.number(*found, &format!("power/{size}/{name}"));
        let percent = |name| or_dash(at(name).map(|number| number.percent()));
        let count = |name| or_dash(at(name).map(|number| number.fixed(0)));
        at("power")?;
        let mut cells = labels(read, *found);
        cells.extend([read.visit(*found), count("per_arm"), percent("power"), percent("low"), percent("high")]);
        cells.push(count("trials"));
        Some(cells)
    };
    let columns = [
        (english("visit"), false),
        (english("patients per arm"), true),
        (english("power"), true),
        (english("lower end"), true),
        (english("upper end"), true),
        (english("simulated trials"), true),
    ];
    let caption = english(
        "Power to detect a difference between an arm and the control, by a two-sided t test of the change of pain, in \
         trials of different patients in each arm, drawn with replacement from this population; the 95 % interval reflects \
         only the number of trials",
    );
    let rows = of_control(read).flat_map(|found| (0..sizes).map(move |size| (found, size))).filter_map(row).collect();
    of_designs(read, caption, columns, rows)
}

/// Variances of the difference from the control at the last visit; nothing where the study has no other draws.
pub fn variances(read: &Read<'_>) -> Option<Table> {
    let row = |found: &Row| {
        let at = |name: &str| read.number(*found, &format!("variances/{name}"));
        let fixed = |name, places| or_dash(at(name).map(|number| number.fixed(places)));
        at("same_draws")?;
        let mut cells = labels(read, *found);
        let patients = or_dash(at("n").map(|number| number.fixed(0)));
        cells.extend([read.visit(*found), patients, fixed("same_draws", 2), fixed("other_draws", 2)]);
        cells.extend([fixed("other_patients", 2), fixed("ratio", 1)]);
        Some(cells)
    };
    let columns = [
        (english("visit"), false),
        (english("patients"), true),
        (english("same patients, same random numbers"), true),
        (english("same patients, other random numbers"), true),
        (english("other patients"), true),
        (english("last / first"), true),
    ];
    let caption = english(
        "Variance of the difference of pain from the control, squared points: the gain from common patients and common \
         random numbers",
    );
    let rows = of_control(read).filter_map(row).collect();
    of_designs(read, caption, columns, rows)
}

/// Comparisons with the control at the last visit.
fn of_control<'a>(read: &'a Read<'_>) -> impl Iterator<Item = &'a Row> {
    read.differences.iter().filter(|row| row.day == read.last_day() && row.against == read.study.control)
}

fn of_designs<const N: usize>(
    read: &Read<'_>,
    caption: Phrase,
    columns: [(Phrase, bool); N],
    rows: Vec<Vec<Sentence>>,
) -> Option<Table> {
    (!rows.is_empty()).then(|| Table { caption: caption.into(), head: head(read, None, columns), rows })
}

fn is_shown(read: &Read<'_>, row: &Row) -> bool {
    !read.is_swept() || row.day == read.last_day()
}

/// What tells the rows of a table apart: point, potency, arm, as far as there are several.
pub fn labels(read: &Read<'_>, row: Row) -> Vec<Sentence> {
    let potency = (read.study.potencies.len() > 1).then(|| read.potency(row.potency));
    let arm = own(read.name(row.arm));
    read.point(row.point).map(own).into_iter().chain(potency).chain([arm]).collect()
}

/// The columns that tell the rows apart, and more.
pub fn head(
    read: &Read<'_>,
    against: Option<Phrase>,
    columns: impl IntoIterator<Item = (Phrase, bool)>,
) -> Vec<(Message, bool)> {
    let point = read.is_swept().then(|| english("point"));
    let potency = (read.study.potencies.len() > 1).then(|| english("potency"));
    let names = point.into_iter().chain(potency).chain([english("arm")]).chain(against).map(|name| (name, false));
    names.chain(columns).map(|(name, is_number)| (name.into(), is_number)).collect()
}
