//! What an explanation found, as the titles of its figures: by the rules of the report.

use super::Explained;
use admsc_scenario::language::{Message, english};
use admsc_scenario::units::month::length;
use admsc_scenario::units::sign::fixed;
use admsc_study::explanation::attribution::{Model, TimeCost};
use admsc_study::explanation::clock::Pace;
use admsc_study::explanation::largest::{Part, Standing, largest};
use admsc_study::explanation::names::{group, process};
use admsc_study::explanation::persistence::PathRow;

/// The fastest and the slowest process, of those in order; nothing of fewer than two.
pub fn of_clock(paces: &[&Pace]) -> Option<Message> {
    let known: Vec<(&Pace, f64)> = paces.iter().filter_map(|pace| Some((*pace, pace.half_time_days?))).collect();
    let [(fast, short), .., (slow, long)] = known.as_slice() else { return None };
    let said = english("Half-times reach from {short} ({fast}) to {long} ({slow})");
    let said = said.with_said("short", length(*short)).with_said("fast", process(&fast.process));
    Some(said.with_said("long", length(*long)).with_said("slow", process(&slow.process)))
}

/// The group that costs most of the time, or those that may; nothing without intervals.
pub fn of_time_costs(explained: &Explained<'_>) -> Option<Message> {
    let all = explained.explanation.delay()?;
    let costs: Vec<&TimeCost> =
        explained.explanation.costs(Model::Cells).filter(|cost| cost.group != "delay").collect();
    let part = |(row, cost): (usize, &&'_ TimeCost)| {
        let is_detectable = cost.group != "rest" && cost.low_days.is_some_and(|low| low > 0.0);
        Part { name: "", row, mean: cost.cost_days, ends: cost.low_days.zip(cost.high_days), is_detectable }
    };
    let mut parts: Vec<Part<'_>> = costs.iter().enumerate().map(part).collect();
    let is_rest = |part: &Part<'_>| costs[part.row].group == "rest";
    parts.sort_by(|a, b| is_rest(a).cmp(&is_rest(b)).then(b.mean.total_cmp(&a.mean)));
    let (told, standing) = largest(&parts)?;
    let (low, _) = told.ends?;
    let overlaps = |part: &&Part<'_>| part.is_detectable && part.ends.is_some_and(|(_, high)| high >= low);
    let named = |part: &Part<'_>| {
        let said = english("{group} ({days} d)").with_said("group", group(&costs[part.row].group));
        said.with("days", fixed(part.mean, 1))
    };
    let groups = Message::joined(parts.iter().filter(overlaps).map(named), english(", "));
    let said = match (standing, parts.iter().filter(overlaps).count()) {
        (Standing::OfAll, _) => english("The largest part of the {all} days to half relief goes to {groups}"),
        (Standing::OnlyDetectable, _) => {
            english("Only one part of the {all} days to half relief is detectable: {groups}")
        }
        (Standing::OfDetectable, 1) => {
            english("The largest detectable part of the {all} days to half relief goes to {groups}")
        }
        (Standing::OfDetectable, _) => english(
            "The largest part of the {all} days to half relief goes to one of these, whose intervals overlap: {groups}",
        ),
        (Standing::Undetected, _) => {
            english("No group of processes has a detectable cost of the {all} days to half relief")
        }
    };
    Some(said.with("all", fixed(all.cost_days, 0)).with_said("groups", groups))
}

/// How far from a state a path may end, as a share of the distance of both states.
const NEAR: f64 = 0.25;

/// In which state the tissue ends with cells and without, or that there is one only; nothing where a path ends in none of two.
pub fn of_persistence(explained: &Explained<'_>) -> Option<Message> {
    let (painful, quiet) = match explained.explanation.resting_states.as_slice() {
        [_] => return Some(english("The tissue rests in one state only, to which it returns in time").into()),
        [painful, quiet] => (painful, quiet),
        _ => return None,
    };
    let [painful, quiet] = [painful, quiet].map(|state| [state.tnf_alpha_relative, state.damage_fraction]);
    let apart = distance(painful, quiet);
    let is_quiet = |end: [f64; 2]| {
        let [to_painful, to_quiet] = [painful, quiet].map(|state| distance(end, state) <= NEAR * apart);
        (to_painful != to_quiet).then_some(to_quiet)
    };
    let last: &PathRow = explained.path.last()?;
    let treated = is_quiet([last.treated_tnf_alpha_relative, last.treated_damage_fraction])?;
    let untreated = is_quiet([last.untreated_tnf_alpha_relative, last.untreated_damage_fraction])?;
    let said = match (treated, untreated) {
        (true, false) => english("With cells the tissue ends near the quiet state, without them near the painful one"),
        (false, true) => english("With cells the tissue ends near the painful state, without them near the quiet one"),
        (true, true) => english("The tissue ends near the quiet state, with cells and without"),
        (false, false) => english("The tissue ends near the painful state, with cells and without"),
    };
    Some(said.into())
}

/// Distance in the plane of TNFα and damage.
fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::knock_outs::KnockOutsFigure;
    use super::super::tests::{explanation, path};
    use super::*;
    use admsc_scenario::language::Language;
    use admsc_study::explanation::Explanation;

    fn said(
        explanation: &Explanation,
        path: &[PathRow],
        found: impl Fn(&Explained<'_>) -> Option<Message>,
    ) -> Option<String> {
        let explained = Explained { title: "T", explanation, path, language: Language::English };
        found(&explained).map(|found| found.in_english())
    }

    #[test]
    fn the_clock_runs_from_its_fastest_to_its_slowest_process() {
        let pace = |process: &str, half_time_days| Pace {
            process: process.to_owned(),
            half_time_days,
            measured: String::new(),
        };
        let (fast, slow, none) = (pace("homing", Some(0.5)), pace("myelin", Some(300.0)), pace("matrix", None));
        let found = |paces: &[&Pace]| of_clock(paces).map(|found| found.in_english());
        let expected =
            "Half-times reach from 12 h (homing into the lesion) to 9.9 months (myelin on axons that arrived)";
        assert_eq!(found(&[&fast, &slow, &none]).as_deref(), Some(expected));
        assert_eq!([found(&[&fast, &none]), found(&[&none]), found(&[])], [None, None, None]);
    }

    #[test]
    fn a_group_costs_most_only_where_its_interval_stands_apart() {
        let found = |ends: &[(&str, Option<(f64, f64)>)]| {
            let mut explanation = explanation(1.0, true);
            explanation
                .time_costs
                .retain(|cost| cost.group == "delay" || ends.iter().any(|(name, _)| *name == cost.group));
            for cost in explanation.time_costs.iter_mut().filter(|cost| cost.group != "delay") {
                let known = ends.iter().find(|(name, _)| *name == cost.group).and_then(|(_, ends)| *ends);
                (cost.low_days, cost.high_days) = (known.map(|ends| ends.0), known.map(|ends| ends.1));
                cost.cost_days = known.map_or(1.0, |(low, high)| 0.5 * (low + high));
            }
            said(&explanation, &[], of_time_costs).unwrap_or_default()
        };
        let (p, c, rest) = ("peripheral", "central", "rest");
        assert_eq!(
            found(&[(p, Some((2.0, 3.0))), (c, Some((0.5, 1.5))), (rest, Some((0.0, 1.0)))]),
            "The largest part of the 5 days to half relief goes to peripheral sensitisation (2.5 d)"
        );
        assert_eq!(
            found(&[(p, Some((1.4, 3.0))), (c, Some((0.5, 1.5))), (rest, Some((0.0, 1.0)))]),
            "The largest part of the 5 days to half relief goes to one of these, whose intervals overlap: peripheral sensitisation (2.2 d), \
             central sensitisation (1.0 d)"
        );
        assert_eq!(
            found(&[(p, Some((2.0, 3.0))), (c, Some((0.5, 1.5))), (rest, Some((1.0, 4.0)))]),
            "The largest detectable part of the 5 days to half relief goes to peripheral sensitisation (2.5 d)"
        );
        assert_eq!(
            found(&[(p, Some((2.0, 3.0))), (c, Some((-0.5, 2.5)))]),
            "Only one part of the 5 days to half relief is detectable: peripheral sensitisation (2.5 d)"
        );
        assert_eq!(
            found(&[(p, Some((-2.0, 3.0))), (c, Some((-0.5, 2.5)))]),
            "No group of processes has a detectable cost of the 5 days to half relief"
        );
        assert_eq!(found(&[(p, None), (c, None)]), "");
    }

    #[test]
    fn a_step_is_needed_most_only_where_its_interval_stands_apart() {
        let found = |ends: &[(&str, (f64, f64))]| {
            let mut explanation = explanation(1.0, true);
            let known = |name: &str| ends.iter().find(|(known, _)| *known == name).map(|(_, ends)| *ends);
            explanation.knock_outs.retain(|row| known(&row.knock_out).is_some());
            for row in &mut explanation.knock_outs {
                let (low, high) = known(&row.knock_out).unwrap_or_default();
                (row.lost_points, row.low_points, row.high_points) = (0.5 * (low + high), Some(low), Some(high));
            }
            said(&explanation, &[], |explained| KnockOutsFigure(*explained).finding()).unwrap_or_default()
        };
        let of = |lost: &str| format!("with “no homing (cells stay)”{lost} points of relief at 48 months");
        let (homing, imprint, cells) = (("homing", (2.0, 3.0)), "imprint", ("cells", (3.9, 4.0)));
        assert_eq!(found(&[homing, (imprint, (0.5, 1.5)), cells]), format!("Most is lost {}", of(": 2.5 of 4.0")));
        let largest = found(&[homing, (imprint, (0.5, 2.5)), cells]);
        assert_eq!(largest, format!("The largest detectable loss is {}", of(": 2.5 of 4.0")));
        let only = found(&[homing, (imprint, (-0.5, 2.5)), cells]);
        assert_eq!(only, format!("Only the loss {}", of(" is detectable: 2.5 of 4.0")));
        // What would be printed as no loss, or can be none, is no finding.
        assert_eq!([found(&[("homing", (0.01, 0.03)), cells]), found(&[("homing", (-1.0, 3.0))])], ["", ""]);
    }

    #[test]
    fn a_path_ends_in_a_state_only_where_it_comes_near() {
        let mut states = explanation(1.0, true);
        let found = |states: &Explanation, treated: f64, untreated: f64| {
            let mut path = path(1.0);
            if let Some(last) = path.last_mut() {
                (last.treated_tnf_alpha_relative, last.treated_damage_fraction) = (treated, treated);
                (last.untreated_tnf_alpha_relative, last.untreated_damage_fraction) = (untreated, untreated);
            }
            said(states, &path, of_persistence).unwrap_or_default()
        };
        // The states lie at 0.6 and 0.05 on both axes.
        for (treated, untreated, expected) in [
            (0.1, 0.55, "With cells the tissue ends near the quiet state, without them near the painful one"),
            (0.7, 0.0, "With cells the tissue ends near the painful state, without them near the quiet one"),
            (0.1, 0.05, "The tissue ends near the quiet state, with cells and without"),
            (0.5, 0.6, "The tissue ends near the painful state, with cells and without"),
            (0.3, 0.6, ""),
            (0.1, 0.3, ""),
        ] {
            assert_eq!(found(&states, treated, untreated), expected, "{treated}, {untreated}");
        }
        states.resting_states.pop();
        assert_eq!(found(&states, 0.3, 0.6), "The tissue rests in one state only, to which it returns in time");
        states.resting_states.clear();
        assert_eq!(found(&states, 0.1, 0.6), "");
    }
}
