//! What an explanation found, as the titles of its figures: by the rules of the report.

use super::Explained;
use admsc_scenario::language::{Message, english};
use admsc_scenario::units::month::length;
use admsc_scenario::units::sign::fixed;
use admsc_study::explanation::attribution::{Model, TimeCost};
use admsc_study::explanation::clock::Pace;
use admsc_study::explanation::largest::{Part, Standing, as_large, largest};
use admsc_study::explanation::names::{group, process};
use admsc_study::explanation::persistence::Resting;

/// The fastest and the slowest process, of those in order; nothing of fewer than two.
pub fn of_clock(paces: &[&Pace]) -> Option<Message> {
    let known: Vec<(&Pace, f64)> = paces.iter().filter_map(|pace| Some((*pace, pace.half_time_days?))).collect();
    let [(fast, short), .., (slow, long)] = known.as_slice() else { return None };
    let said = english("Half-times reach from {short} for {fast} to {long} for {slow}");
    let said = said.with_said("short", length(*short)).with_said("fast", process(&fast.process));
    Some(said.with_said("long", length(*long)).with_said("slow", process(&slow.process)))
}

/// The group that costs most of the time, or all that may; nothing without intervals.
pub fn of_time_costs(explained: &Explained<'_>) -> Option<Message> {
    let all = explained.explanation.delay()?;
    let costs: Vec<&TimeCost> =
        explained.explanation.costs(Model::Cells).filter(|cost| cost.group != "delay").collect();
    let part = |(row, cost): (usize, &&'_ TimeCost)| {
        let is_detectable = cost.group != "rest" && cost.low_days.is_some_and(|low| low > 0.0);
        let ends = cost.low_days.zip(cost.high_days);
        Part { name: "", row, mean: cost.cost_days, ends, is_detectable, behind_low: cost.behind_low_days }
    };
    let mut parts: Vec<Part<'_>> = costs.iter().enumerate().map(part).collect();
    let is_rest = |part: &Part<'_>| costs[part.row].group == "rest";
    parts.sort_by(|a, b| is_rest(a).cmp(&is_rest(b)).then(b.mean.total_cmp(&a.mean)));
    let (told, standing) = largest(&parts)?;
    told.ends?;
    // The rest, what no group accounts for, is none of them.
    let mut alike = as_large(&parts);
    alike.retain(|part| !is_rest(part));
    let named = |part: &Part<'_>| {
        let said = english("{group} ({days} d)").with_said("group", group(&costs[part.row].group));
        said.with("days", fixed(part.mean, 1))
    };
    let said = match standing {
        Standing::OfAll => english("The largest part of the {all} days until pain has halved goes to {groups}"),
        Standing::OnlyDetectable => {
            english("Only one part of the {all} days until pain has halved is detectable: {groups}")
        }
        Standing::OfDetectable if alike.len() < 2 => {
            english("The largest detectable part of the {all} days until pain has halved goes to {groups}")
        }
        Standing::OfDetectable => {
            english("Of the {all} days until pain has halved, the largest parts cannot be told apart: {groups}")
        }
        Standing::Undetected => {
            english("No group of processes has a detectable cost of the {all} days until pain has halved")
        }
    };
    let listed = |parts: &[&Part<'_>]| Message::joined(parts.iter().copied().map(named), english(", "));
    let (first, others) = alike.split_at(1.min(alike.len()));
    let is_only = standing == Standing::OnlyDetectable && !others.is_empty();
    let shown = if is_only { first } else { &alike[..told_of(alike.len())] };
    let more = alike.len().checked_sub(shown.len()).filter(|more| *more > 0 && !is_only);
    let more = more.map(|more| english("{more} more").with("more", more));
    let groups = Message::joined([listed(shown)].into_iter().chain(more), english(", "));
    let said = said.with("all", fixed(all.cost_days, 0)).with_said("groups", groups);
    let as_large = english("{found}; as large may be {groups}");
    Some(if is_only { as_large.with_said("found", said).with_said("groups", listed(others)) } else { said })
}

/// How many of so many parts are named: two, and a third where it would be all that is left.
pub fn told_of(number: usize) -> usize {
    if number == 3 { 3 } else { number.min(2) }
}

/// Between which states the drawn tissue ends with and without cells: of the two in which it can rest each nearer one; of one, how
/// far its damage goes.
pub fn of_path(explained: &Explained<'_>) -> Option<Message> {
    let start = f64::from(explained.explanation.relief_start());
    let (first, last) = (explained.path.iter().find(|row| row.time_days >= start)?, explained.path.last()?);
    let with_cells = (last.treated_tnf_alpha_relative, last.treated_damage_fraction);
    let without = (last.untreated_tnf_alpha_relative, last.untreated_damage_fraction);
    let [one, other] = explained.explanation.resting_states.as_slice() else {
        let said = english("Damage goes from {from} to {to} with cells, to {without} without them");
        let said = said.with("from", fixed(first.treated_damage_fraction, 2)).with("to", fixed(with_cells.1, 2));
        return Some(said.with("without", fixed(without.1, 2)));
    };
    // Of their distance along each axis, so that both count alike.
    let away = |(tnf, damage): (f64, f64), state: &Resting| {
        let share = |value: f64, at: f64, width: f64| if width.abs() > 0.0 { (value - at) / width } else { 0.0 };
        let tnf = share(tnf, state.tnf_alpha_relative, one.tnf_alpha_relative - other.tnf_alpha_relative);
        let damage = share(damage, state.damage_fraction, one.damage_fraction - other.damage_fraction);
        tnf * tnf + damage * damage
    };
    let is_quiet = |at: (f64, f64)| if away(at, one) <= away(at, other) { one } else { other }.from == "quiet";
    Some(match (is_quiet(with_cells), is_quiet(without)) {
        (true, false) => {
            english("With cells this tissue ends nearer the quiet state, without them the painful one").into()
        }
        (false, true) => {
            english("With cells this tissue ends nearer the painful state, without them the quiet one").into()
        }
        (true, true) => english("With and without cells this tissue ends nearer the quiet state").into(),
        (false, false) => english("With and without cells this tissue ends nearer the painful state").into(),
    })
}

/// How many of the patients of the cell model keep the relief; nothing where that is not known.
pub fn of_persistence(explained: &Explained<'_>) -> Option<Message> {
    let found = explained.explanation;
    let cells = found.staying.iter().find(|staying| staying.model == "cells")?;
    if cells.relieved_count == 0 {
        return Some(english("Pain halves in none of {all} patients").with("all", cells.patients_count));
    }
    let time = length(f64::from(found.horizon_days) - found.first_dose_days);
    let said = english(
        "In {number} of {all} patients whose pain halves half of it is still gone at the end, {time} after the first dose",
    );
    let said = said.with("number", cells.staying_count).with("all", cells.relieved_count);
    Some(said.with_said("time", time))
}

#[cfg(test)]
mod tests {
    use super::super::knock_outs::KnockOutsFigure;
    use super::super::tests::{explanation, path};
    use super::*;
    use admsc_scenario::language::Language;
    use admsc_study::explanation::Explanation;
    use admsc_study::explanation::persistence::PathRow;

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
            "Half-times reach from 12 h for homing into the lesion to 9.9 months for myelin on axons that arrived";
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
            "The largest part of the 5 days until pain has halved goes to peripheral sensitisation (2.5 d)"
        );
        assert_eq!(
            found(&[(p, Some((1.4, 3.0))), (c, Some((0.5, 1.5))), (rest, Some((0.0, 1.0)))]),
            "Of the 5 days until pain has halved, the largest parts cannot be told apart: peripheral sensitisation (2.2 d), \
             central sensitisation (1.0 d)"
        );
        assert_eq!(
            found(&[(p, Some((2.0, 3.0))), (c, Some((0.5, 1.5))), (rest, Some((1.0, 4.0)))]),
            "The largest detectable part of the 5 days until pain has halved goes to peripheral sensitisation (2.5 d)"
        );
        assert_eq!(
            found(&[(p, Some((2.0, 3.0))), (c, Some((-0.5, 2.5)))]),
            "Only one part of the 5 days until pain has halved is detectable: peripheral sensitisation (2.5 d); as large may be central \
             sensitisation (1.0 d)"
        );
        assert_eq!(
            found(&[(p, Some((-2.0, 3.0))), (c, Some((-0.5, 2.5)))]),
            "No group of processes has a detectable cost of the 5 days until pain has halved"
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
        let of = |found: &str| format!("Of 4.0 points of relief at 48 months (0.0 without cells) {found}");
        let (homing, imprint, cells) = (("homing", (2.0, 3.0)), "imprint", ("cells", (3.9, 4.0)));
        assert_eq!(found(&[homing, (imprint, (0.5, 1.5)), cells]), of("most is lost without homing: 2.5"));
        let alike = |steps: &str| of(&format!("most is lost without {steps}, which cannot be told apart"));
        assert_eq!(found(&[homing, (imprint, (0.5, 2.5)), cells]), alike("homing (2.5), the imprint (1.5)"));
        let three = found(&[homing, (imprint, (0.5, 2.5)), ("direction", (1.0, 2.2)), cells]);
        assert_eq!(three, alike("homing (2.5), direction of the walk (1.6), the imprint (1.5)"));
        // What can be none is not told beside it.
        let largest = found(&[homing, (imprint, (0.5, 1.5)), ("direction", (-1.0, 2.2)), cells]);
        assert_eq!(largest, of("the largest detectable loss is that without homing: 2.5"));
        let only = found(&[homing, (imprint, (-0.5, 2.5)), cells]);
        assert_eq!(only, of("a detectable loss is only that without homing: 2.5"));
        // What would be printed as no loss, or can be none, is no finding.
        assert_eq!([found(&[("homing", (0.01, 0.03)), cells]), found(&[("homing", (-1.0, 3.0))])], ["", ""]);
    }

    #[test]
    fn whether_it_lasts_is_told_of_the_patients_not_of_the_one_life() {
        let found = |explanation: &Explanation| said(explanation, &path(1.0), of_persistence).unwrap_or_default();
        let mut all = explanation(1.0, true);
        let kept =
            "In 9 of 18 patients whose pain halves half of it is still gone at the end, 12 months after the first dose";
        assert_eq!(found(&all), kept);
        // Whatever states the field has.
        all.resting_states.pop();
        assert_eq!(found(&all), kept);
        all.first_dose_days = 182.6;
        assert!(found(&all).ends_with("at the end, 6.0 months after the first dose"), "{}", found(&all));
        assert_eq!(found(&explanation(1.0, false)), "Pain halves in none of 20 patients");
        // The mean field checks, and is not the one that counts.
        all.staying.remove(0);
        assert_eq!(found(&all), "");
    }
}
