//! The sentences of the page: the day, what the run has come to, and what somebody expected of it.

use admsc_model::math;
use admsc_model::observe::Sample;
use admsc_scenario::language::{Language, Message, Phrase, english, verbatim};
use admsc_scenario::units::month::length;
use admsc_study::explanation::clock::Pace;
use admsc_study::explanation::names;
use admsc_study::run::Record;
use admsc_study::summary::{SMALLEST_RELIEF_POINTS, Summary};
use serde_json::{Value, json};

/// A message in both languages, so that the page changes its language without asking again.
pub fn in_both(message: &Message) -> Value {
    json!({ "en": Language::English.say(message.clone()), "ja": Language::Japanese.say(message.clone()) })
}

/// Days of a month of a prediction and of the axis: a year has twelve of them.
pub const MONTH: f64 = 365.0 / 12.0;

/// Points with one decimal.
pub fn points(value: f64) -> String {
    format!("{value:.1}")
}

/// Parts of a sum in tenths that add up to the tenths of the sum: of what rounding leaves over, the parts that lose most get it.
pub fn tenths<const N: usize>(parts: [f64; N]) -> [i64; N] {
    let whole = (10.0 * parts.iter().sum::<f64>()).round() as i64;
    let mut shown = parts.map(|part| (10.0 * part).floor() as i64);
    let mut order: Vec<usize> = (0..N).collect();
    order.sort_by(|a, b| (10.0 * parts[*b]).fract().total_cmp(&(10.0 * parts[*a]).fract()));
    let left = usize::try_from(whole - shown.iter().sum::<i64>()).unwrap_or_default();
    order.iter().take(left).for_each(|part| shown[*part] += 1);
    shown
}

/// Days of the ends of whole months of a run, of which a year has twelve, and whether each is one of every third.
pub fn months(horizon_days: u32) -> Value {
    let all = (f64::from(horizon_days) / MONTH).round() as u32;
    let month = |month: u32| json!({ "day": f64::from(month) * MONTH, "said": month.to_string(), "is_third": month.is_multiple_of(3) });
    (0..=all).map(month).collect()
}

/// Seconds that something takes, as it is told before it begins.
pub fn seconds(seconds: f64) -> Message {
    english("about {seconds} s on this machine").with("seconds", format_args!("{:.0}", seconds.max(1.0)))
}

/// A day before day 0.
pub fn before(day: f64) -> Message {
    english("{days} days before day 0: the tissue lives on its own").with("days", format_args!("{:.0}", -day))
}

/// A day with its row.
pub fn day(sample: &Sample) -> Message {
    let parts = tenths([sample.pain_inflammation_points, sample.pain_damage_points, sample.pain_central_points]);
    let shown = |tenths: i64| verbatim(points(tenths as f64 / 10.0));
    let [inflammation, damage, central] = parts.map(shown);
    let said = english("Day {day}: pain {pain} = inflammation {inflammation} + damage {damage} + central sensitisation {central}; {cells}{axons}")
        .with("day", format_args!("{:.0}", sample.time_days))
        .with_said("pain", shown(parts.iter().sum()))
        .with_said("inflammation", inflammation)
        .with_said("damage", damage)
        .with_said("central", central)
        .with_said("cells", living(sample.admsc_alive_cells));
    let axons = sample.axons_intact_count
        + sample.axons_waiting_count
        + sample.axons_growing_count
        + sample.axons_stalled_count
        + sample.axons_arrived_count
        + sample.axons_lost_count;
    let nerve = english(", {number} of {all} axons at their target")
        .with("number", sample.axons_at_target())
        .with("all", axons);
    said.with_said("axons", if axons == 0 { verbatim("") } else { nerve })
}

fn living(cells: u64) -> Message {
    match cells {
        1 => english("1 injected cell alive").into(),
        number => english("{number} injected cells alive").with("number", number),
    }
}

/// Ends of the axis of a clock, days: ten minutes and three years.
const CLOCK: [f64; 2] = [10.0 / 1440.0, 1095.0];

/// What the axis of a clock is, in words.
pub fn axis_of_clock() -> Message {
    let said = english(
        "The bars go from {from} to {to} in steps of equal length for times that are ten times as long: a short bar can be minutes, a long one years.",
    );
    said.with_said("from", length(CLOCK[0])).with_said("to", length(CLOCK[1]))
}

/// A process with its half-time in words, and its place on an axis of logarithms.
pub fn pace(pace: &Pace) -> Value {
    let place = |days: f64| (math::ln(days / CLOCK[0]) / math::ln(CLOCK[1] / CLOCK[0])).clamp(0.0, 1.0);
    json!({
        "process": in_both(&names::process(&pace.process)),
        "time": in_both(&pace.half_time_days.map_or_else(|| english("not in this run").into(), length)),
        "share": pace.half_time_days.map(place),
    })
}

/// A number of a day, in words.
type Shown = fn(&Sample) -> String;

/// The numbers of a day that the page lists, with their names and units.
pub const NUMBERS: [(Phrase, Shown); 15] = [
    (english("pain (proxy), points of 0 to 10"), |s| points(s.vas_points)),
    (english("of it inflammation, points"), |s| points(s.pain_inflammation_points)),
    (english("of it damage, points"), |s| points(s.pain_damage_points)),
    (english("of it central sensitisation, points"), |s| points(s.pain_central_points)),
    (english("TNFα in the lesion, ng/mL"), |s| format!("{:.2}", s.tnf_alpha_ng_per_ml)),
    (english("IL-10 in the lesion, ng/mL"), |s| format!("{:.2}", s.il_10_ng_per_ml)),
    (english("M1 macrophages"), |s| s.m1_cells.to_string()),
    (english("M2 macrophages"), |s| s.m2_cells.to_string()),
    (english("injected cells, alive"), |s| s.admsc_alive_cells.to_string()),
    (english("of them in the lesion"), |s| s.admsc_in_lesion_cells.to_string()),
    (english("T cells, effector and regulatory"), |s| format!("{}, {}", s.t_effector_cells, s.t_regulatory_cells)),
    (english("microglia that are reactive"), |s| s.microglia_reactive_cells.to_string()),
    (english("imprint of dying cells, share"), |s| format!("{:.2}", s.imprint_fraction)),
    (english("matrix integrity, share"), |s| format!("{:.2}", s.matrix_integrity_fraction)),
    (english("axons at their target"), |s| s.axons_at_target().to_string()),
];

/// What a run has come to: where pain begins, how high it rises, where it ends, and when half of it was gone after a dose.
pub fn end(summary: &Summary, record: &Record) -> Message {
    let (Some(first), Some(last)) = (record.samples.first(), record.samples.last()) else { return verbatim("") };
    let highest = record.samples.iter().max_by(|a, b| a.vas_points.total_cmp(&b.vas_points)).unwrap_or(first);
    let whole = |day: f64| verbatim(format_args!("{day:.0}"));
    let course = if highest.vas_points - first.vas_points >= SMALLEST_RELIEF_POINTS {
        english("Pain rises from {start} on day 0 to {most} on day {day}, and is {end} at the end.")
            .with("most", points(highest.vas_points))
            .with_said("day", whole(highest.time_days))
    } else {
        english("Pain {start} on day 0, {end} at the end.").into()
    };
    let course = course.with("start", points(first.vas_points)).with("end", points(last.vas_points));
    let halved = match (summary.halved_day, record.potency, summary.first_dose_day) {
        (_, None, _) => return course,
        (Some(day), _, None) => english("Half of it is gone on day {day}.").with_said("day", whole(day)),
        (Some(day), _, Some(dose)) => english("Half of the pain of day {dose} is gone on day {day}.")
            .with("dose", dose)
            .with_said("day", whole(day)),
        (None, ..) => english("Half of it is never gone.").into(),
    };
    Message::joined([course, halved], english(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_sum_that_is_shown() {
        assert_eq!(tenths([0.84, 1.66, 2.12]), [8, 17, 21]);
        assert_eq!(tenths([0.0, 0.0, 0.0]), [0, 0, 0]);
        assert_eq!(tenths([0.27, 0.28, 0.26]), [3, 3, 2]);
    }
}
