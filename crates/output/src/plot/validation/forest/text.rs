//! What the figure says.

use super::{ForestFigure, Judged, Scale, clinical_word};
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::units::sign;
use admsc_study::clinical::words::{estimator_said, study_said};
use admsc_study::validation::{Verdict, verdict_said};

pub const POINTS: Phrase = english("Pain: published figures and the model's");
pub const SHARES: Phrase = english("Shares of patients: published figures and the model's");
pub const FIT: Phrase = english("Fit: parameters were or may be fitted to these");
pub const CHECK: Phrase = english("Check: held out to test the model");
/// The same groups in the title.
pub const HELD_OUT: Phrase = english("Held out, {all} published figures: {counts}");
pub const FITTED: Phrase = english("for the fit, {all}: {counts}");
/// What came of rows, in the title.
pub const COUNTS: [(Verdict, Phrase); 3] = [
    (Verdict::Pass, english("{number} met")),
    (Verdict::Miss, english("{number} missed")),
    (Verdict::Undecided, english("{number} undecided")),
];
pub const BLINDED: Phrase = english("published, sham-blinded");
pub const OPEN: Phrase = english("published, open");
pub const UNTREATED: Phrase = english("published, untreated");
pub const MODEL: Phrase = english("model; lines are 95 % intervals");
pub const NOTE: Phrase = english("Proxy of a model; not medical advice.");
pub const SHARED: Phrase = english("†: the same patients contributed to a fitted row; ‡: the interval is ours");

/// At which potency the rows are shown, whether there is one at all, and what it means that a row is undecided.
pub fn question(figure: &ForestFigure<'_>) -> Message {
    let disagree = english("Blinded and open trials do not agree on one potency: do not rely on a common one.");
    let disagree = (figure.disagree && figure.potency.is_some()).then(|| disagree.into());
    let [least, most] = figure.patients;
    let number =
        if least == most { verbatim(least) } else { english("{low} to {high}").with("low", least).with("high", most) };
    let undecided = english("Undecided: more than these {number} virtual patients could change the verdict.");
    let undecided = figure.has_undecided().then(|| undecided.with_said("number", number.clone()));
    let few = || english("{number} virtual patients a row.").with_said("number", number.clone());
    let patients = undecided.or_else(|| (most > 0).then(few));
    let potency = english("{sentence}.").with_said("sentence", at_potency(figure.potency, figure.apart));
    Message::joined([potency].into_iter().chain(disagree).chain(patients), english(" "))
}

fn at_potency(potency: Option<f64>, [blinded, open]: [Option<f64>; 2]) -> Message {
    let Some(potency) = potency else { return english("No row with cells was run").into() };
    let alone =
        |of: Phrase, potency: Option<f64>| potency.map(|potency| of.with("potency", format_args!("{potency:.2}")));
    let apart = [alone(english("sham-blinded {potency}"), blinded), alone(english("open {potency}"), open)];
    let apart: Vec<Message> = apart.into_iter().flatten().collect();
    let said = if apart.is_empty() {
        english("Rows with cells at the one potency that all of them make most likely, {potency}")
    } else {
        english("Rows with cells at the one potency that all of them make most likely, {potency} (alone: {apart})")
    };
    let apart = Message::joined(apart, english(", "));
    said.with("potency", format_args!("{potency:.2}")).with_said("apart", apart)
}

pub fn unit(scale: Scale) -> Phrase {
    match scale {
        Scale::Points => english("points of 0 to 10: mean, change, difference or SD"),
        Scale::Shares => english("share of patients, or difference of two shares"),
    }
}

pub fn study(row: &Judged) -> Message {
    english("{study}{marks}").with_said("study", study_said(&row.target.study)).with("marks", row.footnote_marks())
}

pub fn estimate(row: &Judged) -> Message {
    let name = estimator_said(row.target.estimator);
    english("{estimate}, day {day}").with_said("estimate", name).with("day", row.target.visit_day)
}

pub fn mark(value: f64, scale: Scale) -> String {
    match scale {
        Scale::Points => sign::fixed(value, 0),
        Scale::Shares => sign::percent(value),
    }
}

pub fn in_words(row: &Judged, few: bool, language: Language) -> String {
    let target = &row.target;
    let of_three =
        |said: Phrase, [value, low, high]: [String; 3]| said.with("value", value).with("low", low).with("high", high);
    let published = [target.value, target.low, target.high].map(|value| sign::minus(&value.to_string()));
    let model = row.judged_at.map_or_else(
        || english("model not run").into(),
        |met| {
            let found = [met.estimate.value, met.estimate.low, met.estimate.high];
            of_three(english("model {value} ({low} to {high})"), found.map(|value| sign::fixed(value, 2)))
        },
    );
    let published = of_three(english("published {value} ({low} to {high})"), published);
    let verdict = verdict_said(clinical_word(row, few));
    let parts = [study(row), estimate(row), published, model, verdict];
    language.say(Message::joined(parts, english(", ")))
}
