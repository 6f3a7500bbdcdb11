//! What somebody expects before they see the run: a value a month, a code to hand on, and what became of it in sentences. Never a mark: a
//! prediction is there to be missed.

use admsc_model::observe::Sample;
use admsc_scenario::language::{Message, english, verbatim};
use admsc_stats::estimators::quantile;
use serde_json::{Value, json};

use super::told::{MONTH, in_both, points};

/// Beginning of a code.
const CODE: &str = "p1.";
/// Letters of a code: places of a scale of 64 steps from 0 to 10 points.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// Most values of a prediction: 24 months and their beginning.
pub const MOST: usize = 25;
/// Most predictions of a class.
const CLASS: usize = 60;
/// A change that counts as one, points.
const CLEAR: f64 = 1.0;

/// Pain on a day of a prediction with values at the ends of months, points; straight between them.
fn at(values: &[f64], day: f64) -> f64 {
    let month = (day / MONTH).max(0.0);
    let before = (month as usize).min(values.len() - 1);
    let after = (before + 1).min(values.len() - 1);
    let share = (month - before as f64).clamp(0.0, 1.0);
    values[before] + share * (values[after] - values[before])
}

/// First day on which the fall of a prediction is half done; none where it does not fall.
fn half_of_fall(values: &[f64], days: usize) -> Option<usize> {
    let start = values[0];
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    let falls = start - lowest >= CLEAR;
    (0..=days).find(|day| falls && at(values, *day as f64) <= 0.5 * (start + lowest))
}

/// The same of a run.
fn half_of_run(samples: &[Sample]) -> Option<f64> {
    let start = samples.first()?.vas_points;
    let lowest = samples.iter().map(|sample| sample.vas_points).fold(f64::INFINITY, f64::min);
    let is_half = |sample: &&Sample| start - lowest >= CLEAR && sample.vas_points <= 0.5 * (start + lowest);
    samples.iter().find(is_half).map(|sample| sample.time_days)
}

/// Points of a prediction in tenths.
pub fn points_of(tenths: &[u32]) -> Vec<f64> {
    tenths.iter().take(MOST).map(|tenths| f64::from((*tenths).min(100)) / 10.0).collect()
}

/// A prediction in tenths of points, one value a month from month 0, held to a run.
pub fn told(tenths: &[u32], samples: &[Sample]) -> Value {
    let values = points_of(tenths);
    let Some(last) = samples.last() else {
        return json!({ "error": in_both(&english("the run is not over").into()) });
    };
    if values.is_empty() {
        return json!({ "error": in_both(&english("nothing was predicted").into()) });
    }
    let near = samples.iter().filter(|sample| (at(&values, sample.time_days) - sample.vas_points).abs() <= 1.0).count();
    let mut said: Vec<Message> = vec![
        english("You were within one point of the model on {number} of {all} days.")
            .with("number", near)
            .with("all", samples.len()),
    ];
    let model = half_of_run(samples);
    let yours = half_of_fall(&values, last.time_days as usize);
    let whole = |day: f64| verbatim(format_args!("{day:.0}"));
    said.push(match (yours, model) {
        (None, Some(day)) => english(
            "You drew no clear effect. That is what most blinded trials found; in this run half of the fall is done by day {day}.",
        )
        .with_said("day", whole(day)),
        (None, None) => english("You drew no clear effect, and the model has none here either.").into(),
        (Some(day), None) => {
            english("You expected half of the fall by day {yours}; in this run pain does not fall clearly.").with("yours", day)
        }
        (Some(yours), Some(day)) => {
            english("You expected half of your fall by day {yours}; in the model half of its fall is done by day {day}.")
                .with("yours", yours)
                .with_said("day", whole(day))
        }
    });
    let (end, expected) = (last.vas_points, at(&values, last.time_days));
    said.push(question(
        yours.map(|day| day as f64),
        model,
        expected - end,
        (has_come_back(samples) && !drawn_back(&values), near * 5 >= samples.len() * 4),
    ));
    said.push(
        english("Expected at the end: {expected} points; the model: {end}.")
            .with("expected", points(expected))
            .with("end", points(end)),
    );
    said.push(english("Predictions are meant to be missed: what you expected is now on paper.").into());
    json!({ "code": code(&values), "said": said.iter().map(in_both).collect::<Vec<_>>() })
}

/// One question, by how the prediction was missed.
fn question(
    yours: Option<f64>,
    model: Option<f64>,
    ends_higher_by: f64,
    (came_back, came_close): (bool, bool),
) -> Message {
    if came_back {
        return english("Pain came back. What has to happen in the tissue for a relief to last?").into();
    }
    match (yours, model) {
        (Some(yours), Some(model)) if yours < model - 7.0 => {
            english("You were faster than the model. What is it waiting for?").into()
        }
        (Some(yours), Some(model)) if yours > model + 7.0 => {
            english("You were slower than the model. What falls first, and why?").into()
        }
        _ if ends_higher_by > CLEAR => {
            english("The model ends lower. Which of the three causes went further than you thought?").into()
        }
        _ if ends_higher_by < -CLEAR => english("The model ends higher. Which of the three causes stays?").into(),
        _ if came_close => english("You came close. Which of the three causes falls first, and which last?").into(),
        _ => english("Where do your curve and the model part, and which of the three causes was it?").into(),
    }
}

/// Whether half of the relief of a run was lost again.
fn has_come_back(samples: &[Sample]) -> bool {
    came_back(samples.iter().map(|sample| sample.vas_points))
}

fn drawn_back(values: &[f64]) -> bool {
    came_back(values.iter().copied())
}

fn came_back(values: impl Iterator<Item = f64>) -> bool {
    let mut values = values;
    let start = values.next().unwrap_or_default();
    let (lowest, last) = values.fold((start, start), |(lowest, _), value| (lowest.min(value), value));
    start - lowest >= CLEAR && last - lowest >= 0.5 * (start - lowest)
}

/// The code of a prediction: 64 steps a value.
pub fn code(values: &[f64]) -> String {
    let letter = |value: &f64| LETTERS[((value * 6.3).round().clamp(0.0, 63.0)) as usize];
    CODE.to_owned() + &values.iter().map(|value| char::from(letter(value))).collect::<String>()
}

/// The values of a code, points; nothing of what is none.
pub fn read(code: &str) -> Option<Vec<f64>> {
    let letters = code.trim().strip_prefix(CODE)?;
    let value = |letter: u8| LETTERS.iter().position(|known| *known == letter).map(|step| step as f64 / 6.3);
    let values: Option<Vec<f64>> = letters.bytes().map(value).collect();
    values.filter(|values| (2..=MOST).contains(&values.len()))
}

/// A code as the tenths of points that the page draws.
pub fn tenths(code: &str) -> Option<Vec<u32>> {
    Some(read(code)?.into_iter().map(|points| (10.0 * points).round() as u32).collect())
}

/// The predictions of a class, one code a line: each, and the median and quartiles of each month.
pub fn class(codes: &str) -> Value {
    let lines: Vec<&str> = codes.split_whitespace().take(10 * CLASS).collect();
    let read: Vec<Vec<f64>> = lines.iter().filter_map(|line| read(line)).take(CLASS).collect();
    // Those of another length were drawn for another patient.
    let length = read.first().map_or(0, Vec::len);
    let read: Vec<Vec<f64>> = read.into_iter().filter(|values| values.len() == length).collect();
    let quartiles: Vec<[f64; 3]> = (0..length)
        .map(|month| {
            let values: Vec<f64> = read.iter().filter_map(|values| values.get(month).copied()).collect();
            [0.25, 0.5, 0.75].map(|share| quantile(&values, share))
        })
        .collect();
    let told = english("{number} of {all} lines are codes of predictions of one length")
        .with("number", read.len())
        .with("all", lines.len());
    json!({ "curves": read, "quartiles": quartiles, "said": in_both(&told) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(pain: &[f64]) -> Vec<Sample> {
        (0..)
            .zip(pain)
            .map(|(day, vas)| Sample { time_days: f64::from(day), vas_points: *vas, ..Sample::default() })
            .collect()
    }

    #[test]
    fn codes_lead_back_to_their_prediction() {
        let values: Vec<f64> = (0..13).map(|month| 10.0 - f64::from(month) * 10.0 / 12.0).collect();
        let code = code(&values);
        assert_eq!(code.len(), 16);
        let back = read(&code).unwrap_or_default();
        assert!(
            back.len() == 13 && back.iter().zip(&values).all(|(one, other)| (one - other).abs() < 0.08),
            "{back:?}"
        );
        for hostile in ["", "p1.", "p1.A", "p1.<b>aa", "p2.AAAA", &"p1.".repeat(40)] {
            assert_eq!(read(hostile), None, "{hostile}");
        }
    }

    #[test]
    fn a_prediction_is_told_what_it_met() {
        let samples = run(&[6.0, 5.0, 4.0, 3.0, 2.0, 2.0]);
        let told = told(&[60, 20], &samples);
        let first = told["said"][0]["en"].as_str().unwrap_or_default();
        assert_eq!(first, "You were within one point of the model on 2 of 6 days.");
        assert!(super::told(&[], &samples)["error"].is_object());
    }

    #[test]
    fn a_class_has_its_median() {
        let codes = ["p1.AAA", "p1.___", "nothing", "p1.fff"].join("\n");
        let class = class(&codes);
        assert_eq!(class["curves"].as_array().map(Vec::len), Some(3));
        assert_eq!(class["said"]["en"], "3 of 4 lines are codes of predictions of one length");
    }
}
