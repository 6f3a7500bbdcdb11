//! The tables of an explanation's report.

use super::super::given::or_dash;
use super::super::numbers::{Number, Numbers};
use super::super::page::{Table, head};
use super::super::sentence::{own, sentence};
use super::{cost, cost_rows};
use admsc_scenario::language::{Phrase, english};
use admsc_study::explanation::names::{group, knock_out, process};

/// All tables, the costs in time first.
pub fn all(numbers: Numbers<'_>) -> Vec<Table> {
    vec![costs(numbers), confirmations(numbers), knock_outs(numbers), clock(numbers), states(numbers), stayers(numbers)]
}

/// Places of a row of an interval: one, or as many as show that it leaves 0 out.
fn places(ends: Option<(Number, Number)>) -> usize {
    ends.map_or(1, |(low, high)| low.places_to(&high, 1))
}

fn costs(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let at = |name| numbers.at(cost(place, name));
        let places = places(at("low_days").zip(at("high_days")));
        let days = |name| or_dash(at(name).map(|days| days.fixed(places)));
        let ends = numbers.at(cost(place, "low_share")).zip(numbers.at(cost(place, "high_share")));
        let share = numbers.at(cost(place, "cost_share")).map(|share| share.with_interval(ends, Number::percent));
        let name = or_dash(numbers.text(&cost(place, "group")).map(group));
        vec![name, days("cost_days"), days("low_days"), days("high_days"), or_dash(share)]
    };
    let columns: [(Phrase, bool); 5] = [
        (english("group"), false),
        (english("days"), true),
        (english("from"), true),
        (english("to"), true),
        (english("share"), true),
    ];
    let caption =
        english("What costs the time until pain has halved: Shapley values in the cell model, 95 % intervals").into();
    Table { caption, head: head(columns), rows: cost_rows(numbers).into_iter().map(row).collect() }
}

fn confirmations(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let at = |name: &str| numbers.at(format!("/confirmations/{place}/{name}"));
        let places = places(at("cost_difference_low_days").zip(at("cost_difference_high_days")));
        let signed = |name| or_dash(at(name).map(|days: Number| days.signed(places)));
        let name = numbers.text(&format!("/confirmations/{place}/group")).map(group);
        let patients = or_dash(at("patients_count").map(|count| count.fixed(0)));
        let faster = or_dash(at("times_as_fast").map(|times| times.fixed(0)));
        let of = |model: &str| {
            let ends = at(&format!("{model}_cost_low_days")).zip(at(&format!("{model}_cost_high_days")));
            or_dash(at(&format!("{model}_cost_days")).map(|days| days.with_interval(ends, |days| days.fixed(1))))
        };
        let more = ["cost_difference_days", "cost_difference_low_days", "cost_difference_high_days"].map(signed);
        [or_dash(name), patients, faster, of("cells"), of("mean_field")].into_iter().chain(more).collect()
    };
    let columns: [(Phrase, bool); 8] = [
        (english("group"), false),
        (english("patients"), true),
        (english("times as fast"), true),
        (english("cell model"), true),
        (english("mean field"), true),
        (english("cells − mean field"), true),
        (english("from"), true),
        (english("to"), true),
    ];
    let caption = english(
        "A check: days that a group costs in the cell model and in the mean field, in the same patients, 95 % intervals",
    )
    .into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/confirmations")).map(row).collect() }
}

fn knock_outs(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let at = |name: &str| numbers.at(format!("/knock_outs/{place}/{name}"));
        let places = places(at("low_points").zip(at("high_points")));
        let points = |name| or_dash(at(name).map(|points| points.fixed(places)));
        let percent = |name: &str| {
            let ends = at(&format!("{name}_low_fraction")).zip(at(&format!("{name}_high_fraction")));
            or_dash(at(&format!("{name}_fraction")).map(|share| share.with_interval(ends, Number::percent)))
        };
        let ends = at("relief_low_points").zip(at("relief_high_points"));
        let relief = at("relief_points").map(|relief| relief.with_interval(ends, |number| number.fixed(1)));
        let name = numbers.text(&format!("/knock_outs/{place}/knock_out")).map(knock_out);
        let visit = or_dash(at("visit_days").map(|day| day.visit()));
        vec![
            or_dash(name),
            visit,
            or_dash(relief),
            points("lost_points"),
            points("low_points"),
            points("high_points"),
            percent("r50"),
            percent("r50_left"),
        ]
    };
    let columns: [(Phrase, bool); 8] = [
        (english("knock-out"), false),
        (english("visit"), false),
        (english("whole relief"), true),
        (english("relief lost"), true),
        (english("from"), true),
        (english("to"), true),
        (english("half the pain gone, nothing knocked out"), true),
        (english("half the pain gone, knocked out"), true),
    ];
    let caption = english("Relief lost when one step does not happen, points, 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/knock_outs")).map(row).collect() }
}

fn clock(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let name = numbers.text(&format!("/clock/{place}/process")).map(process);
        let days = numbers.at(format!("/clock/{place}/half_time_days")).map(|days| days.length());
        vec![or_dash(name), or_dash(days)]
    };
    let columns: [(Phrase, bool); 2] = [(english("process"), false), (english("half-time"), true)];
    let caption = english("Half-times of the processes, in the scenario's own run").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/clock")).map(row).collect() }
}

fn states(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let fixed = |name: &str, places| {
            or_dash(numbers.at(format!("/resting_states/{place}/{name}")).map(|number| number.fixed(places)))
        };
        let name = match numbers.text(&format!("/resting_states/{place}/from")) {
            _ if numbers.count("/resting_states") == 1 => sentence(english("the only one")),
            Some("painful") => sentence(english("painful")),
            Some("quiet") => sentence(english("quiet")),
            _ => own("–"),
        };
        vec![name, fixed("tnf_alpha_relative", 2), fixed("damage_fraction", 2), fixed("vas_points", 1)]
    };
    let columns: [(Phrase, bool); 4] = [
        (english("state"), false),
        (english("TNFα (relative to its reference)"), true),
        (english("damage of the matrix"), true),
        (english("VAS"), true),
    ];
    let caption = english("Stable states of the mean field of the scenario's patient, without cells").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/resting_states")).map(row).collect() }
}

fn stayers(numbers: Numbers<'_>) -> Table {
    let row = |place: usize| {
        let at = |name: &str| numbers.at(format!("/staying/{place}/{name}"));
        let count = |name| or_dash(at(name).map(|count: Number| count.fixed(0)));
        let share = |name| or_dash(at(name).map(|share: Number| share.percent()));
        let model = match numbers.text(&format!("/staying/{place}/model")) {
            Some("cells") => english("cell model"),
            _ => english("mean field"),
        };
        let counts = ["patients_count", "relieved_count", "staying_count"].map(count);
        let shares = ["staying_share", "low_share", "high_share"].map(share);
        std::iter::once(sentence(model)).chain(counts).chain(shares).collect()
    };
    let columns: [(Phrase, bool); 7] = [
        (english("model"), false),
        (english("patients"), true),
        (english("pain halves"), true),
        (english("halved at the end"), true),
        (english("share"), true),
        (english("from"), true),
        (english("to"), true),
    ];
    let caption = english("In whom half of the pain is still gone at the end, 95 % intervals").into();
    Table { caption, head: head(columns), rows: (0..numbers.count("/staying")).map(row).collect() }
}
