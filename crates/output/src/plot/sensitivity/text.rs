//! What the figure says.

use admsc_scenario::language::{Language, Message, Phrase, english};
use admsc_scenario::ledger::names::key_name;
use admsc_stats::resampling::FEWEST;
use admsc_study::sensitivity::Model;
use admsc_study::sensitivity::tables::grade_said;

/// Above the bars.
pub const INFLUENCE: Phrase = english("influence over its range");
/// Above the words for grades.
pub const GRADE: Phrase = english("grade");
/// Above the total indices.
pub const TOTAL: Phrase = english("total index (95 %)");
/// Why a share may be what no share can be.
pub const OUTSIDE: Phrase = english(
    "Indices are estimates from a finite sample: what lies below 0 % or above 100 % is no true share; read the interval.",
);
/// Below the bars.
pub const AXIS: Phrase = english("μ*, points of pain");
/// Signs at the foot.
pub const SIGNS: Phrase = english("line: 95 % interval");
/// The same where luck has a part in it.
pub const SIGNS_WITH_LUCK: Phrase = english("line: 95 % interval; dashed: chance alone");
/// Above the shares.
pub const SHARES: Phrase = english("Influence by grade");
/// Above the list.
pub const WEAKEST: Phrase = english("Where ignorance matters most");
/// Below that.
pub const WEIGHED: Phrase = english("influence × weakness of the grade, points");

/// What a parameter is called.
pub fn parameter(key: &str, language: Language) -> String {
    key_name(key, language)
}

/// In place of the list where there are too few trajectories.
pub fn no_order(trajectories: u64) -> [Message; 2] {
    let needed = english("it takes {number} (--trajectories)").with("number", FEWEST);
    [english("no order from {number} trajectories:").with("number", trajectories), needed]
}

/// An outcome by the name that the tables give it.
pub fn outcome_name(outcome: &str) -> Phrase {
    match outcome {
        "effect" => english("the effect of the treatment"),
        "relief" => english("the relief"),
        _ => english("the pain"),
    }
}

/// Line at the foot.
pub fn note(model: &str, settings: usize, not_chronic: usize) -> Message {
    let model = if model == Model::Cells.name() {
        english("Cell model, over the ranges explored.")
    } else {
        english("Mean field, over the ranges explored.")
    };
    let outside = english("{number} of {all} settings are not chronic patients.");
    let outside = (not_chronic > 0).then(|| outside.with("number", not_chronic).with("all", settings));
    let proxy = english("Proxy of a model; not medical advice.").into();
    Message::joined([model.into()].into_iter().chain(outside).chain([proxy]), english(" "))
}

/// What the figure answers.
pub fn question(outcome: &str, day: u64) -> Message {
    let said = english("What determines {outcome} on day {day}, and how well is it known?");
    said.with_said("outcome", outcome_name(outcome)).with("day", day)
}

/// The parameter with the largest influence and its points, and all whose intervals reach to its own, itself among them.
pub fn finding(outcome: &str, (most, points): (String, f64), alike: &[String], is_certain: bool) -> Message {
    match alike {
        _ if !is_certain => Message::from(english("No parameter moves {outcome} more than chance alone does")),
        [_] => english("“{most}” moves {outcome} most: {points} points over its range")
            .with("points", format_args!("{points:.1}")),
        [one, other] => english("“{one}” or “{other}” moves {outcome} most: their intervals overlap")
            .with("one", one)
            .with("other", other),
        all => english(
            "No parameter stands out for {outcome}: the interval of “{one}”, the first, overlaps with those of {number} others",
        )
        .with("one", &most)
        .with("number", all.len().saturating_sub(1)),
    }
    .with_said("outcome", outcome_name(outcome))
    .with("most", most)
}

/// A parameter with its influence and grade.
pub fn in_words(parameter: String, points: f64, grade: &str) -> Message {
    let said = english("{parameter} {points} ({grade})").with("parameter", parameter);
    said.with("points", format_args!("{points:.2}")).with_said("grade", grade_said(grade))
}

/// The total indices, and that an estimate may be no share.
pub fn totals(rows: Vec<Message>, leaves_the_range: bool) -> Vec<Message> {
    let told = english("Total indices with 95 % intervals: {rows}.");
    let told = (!rows.is_empty()).then(|| told.with_said("rows", Message::joined(rows, english("; "))));
    told.into_iter().chain(leaves_the_range.then(|| OUTSIDE.into())).collect()
}

/// The figure in words.
pub fn alternative(outcome: &str, day: u64, rows: Vec<Message>, weakest: Vec<Message>) -> Vec<Message> {
    let said = english(
        "Influence of parameters on {outcome} on day {day}, in points over their ranges, with the grade of the evidence: {rows}.",
    );
    let said = said.with_said("outcome", outcome_name(outcome)).with("day", day);
    let said = said.with_said("rows", Message::joined(rows, english("; ")));
    let most = english("Where ignorance matters most: {parameters}.");
    let most = (!weakest.is_empty()).then(|| most.with_said("parameters", Message::joined(weakest, english(", "))));
    std::iter::once(said).chain(most).collect()
}
