//! What a study found, as the titles of its figures say it. Of each finding there are several ways, the fullest first.

use super::arms::ArmsFigure;
use super::{StudyResults, of_design};
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::ledger::names::{in_place_of, keys_with_values};
use admsc_scenario::reading::study::Contrast;
use admsc_scenario::units::interval;
use admsc_scenario::units::month::visit_name;
use admsc_scenario::units::sign::{fixed, signed};
use admsc_stats::holm;
use admsc_study::trial::{self, DifferenceRow, PointsRow};

/// By how much an earlier difference must be larger than that of the last visit to be told, points.
const LARGER_POINTS: f64 = 0.1;

/// Arms but the control, by what they have in common against it.
pub(super) struct Groups(Vec<(Message, Vec<usize>)>);

impl StudyResults<'_> {
    fn potencies(&self) -> Vec<f64> {
        self.study.potencies.iter().map(|potency| potency.value).collect()
    }

    /// The visits that are told: of the primary contrast those on which its difference is largest, a potency each.
    pub(super) fn told_visits(&self) -> Vec<u32> {
        let Some(primary) = trial::contrasts(self.study).primary() else { return Vec::new() };
        let largest = |potency: usize| {
            let case = self.case(0, potency, primary.arm);
            let points = |day: u32| Some(of_design(self.difference(case, primary.against, day)?)?.difference.abs());
            let known = self.later_visits().into_iter().filter_map(|day| Some((day, points(day)?)));
            known.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(day, _)| day)
        };
        self.shown_potencies().into_iter().filter_map(largest).collect()
    }

    /// What was found at the last visit, as the report says it: of the primary contrast, else of each arm against the control;
    /// nothing where a potency allows no verdict.
    pub(super) fn findings(&self) -> Vec<String> {
        let ways = match trial::contrasts(self.study).primary() {
            Some(primary) => self.of_primary(primary).unwrap_or_default(),
            None => self.of_arms().unwrap_or_default(),
        };
        ways.into_iter().map(|way| self.say(way)).collect()
    }

    fn of_primary(&self, contrast: Contrast) -> Option<Vec<Message>> {
        let day = *self.later_visits().last()?;
        let of_potency = |potency: usize| {
            let row = self.difference(self.case(0, potency, contrast.arm), contrast.against, day)?;
            Some((sign_of(row)?, of_design(row)?.difference))
        };
        let found: Vec<(i8, f64)> = (0..self.study.potencies.len()).map(of_potency).collect::<Option<_>>()?;
        let verdict = trial::verdict_on(&found, &self.potencies())?;
        // What can be detected may be too little to be felt: the title says how much it is.
        let points = Message::joined(found.iter().map(|(_, points)| verbatim(signed(*points, 2))), english("; "));
        let [arm, against] = [contrast.arm, contrast.against].map(|arm| &self.study.arms[arm]);
        let said = english("“{arm}” against “{against}” at {visit}: {verdict} ({points} points)");
        let said = said.with("arm", arm).with("against", against).with_said("visit", visit_name(day));
        let said = said.with_said("verdict", verdict).with_said("points", points);
        // What was there before the last visit is told where there is room.
        let before = self
            .most_before(contrast, day)
            .map(|most| english("{found}; {most}").with_said("found", said.clone()).with_said("most", most));
        Some(before.into_iter().chain([said]).collect())
    }

    /// The largest difference of a contrast at any visit, at the first potency where it lies before the last visit, is larger than there, and is
    /// detectable as one of so many visits (Bonferroni).
    fn most_before(&self, contrast: Contrast, last: u32) -> Option<Message> {
        let of_potency = |potency: usize| {
            let case = self.case(0, potency, contrast.arm);
            let on = |day: u32| of_design(self.difference(case, contrast.against, day)?);
            let (end, visits) = (on(last)?.difference, self.later_visits());
            let found = visits.iter().filter_map(|day| Some((*day, on(*day)?)));
            let (day, most) = found.max_by(|a, b| a.1.difference.abs().total_cmp(&b.1.difference.abs()))?;
            let is_detectable = trial::LEVEL > most.p * visits.len() as f64;
            let is_larger = most.difference.abs() > end.abs() + LARGER_POINTS;
            (day < last && is_detectable && is_larger).then_some((potency, day, most.difference))
        };
        let (potency, day, points) = (0..self.study.potencies.len()).find_map(of_potency)?;
        let said = english("{points} at {visit} with potency {potency}").with("points", signed(points, 2));
        Some(said.with_said("visit", visit_name(day)).with("potency", self.study.potencies[potency].value))
    }

    /// Of a study that names no contrast each arm against the control, p adjusted by Holm.
    fn of_arms(&self) -> Option<Vec<Message>> {
        let day = *self.later_visits().last()?;
        let found = |row: &DifferenceRow| Some((sign_of(row)?, of_design(row)?.difference));
        let rows = self.against_control(day)?;
        let found: Vec<(usize, Vec<(i8, f64)>)> = rows
            .into_iter()
            .map(|(arm, rows)| Some((arm, rows.into_iter().map(found).collect::<Option<_>>()?)))
            .collect::<Option<_>>()?;
        let potencies = self.potencies();
        let groups = Groups::of(found.iter().map(|(arm, found)| Some((*arm, trial::verdict_on(found, &potencies)?))))?;
        let points = || found.iter().flat_map(|(_, found)| found.iter().map(|(_, points)| *points));
        let [low, high] = [points().fold(f64::MAX, f64::min), points().fold(f64::MIN, f64::max)];
        let each = groups.common().map(|verdict| {
            let said = english(
                "Each arm against “{control}” at {visit}, p adjusted by Holm: {verdict} ({low} to {high} points)",
            );
            said.with_said("verdict", verdict).with("low", signed(low, 2)).with("high", signed(high, 2))
        });
        let several = || {
            let said = |named| {
                let said = english("Against “{control}” at {visit}, p adjusted by Holm: {groups}");
                said.with_said("groups", self.in_words(&groups, named))
            };
            [true, false].map(said).to_vec()
        };
        let ways = each.map_or_else(several, |each| vec![each]);
        Some(ways.into_iter().map(|way| self.with_control(way, day)).collect())
    }

    /// The same of the patients who lost half of their pain.
    pub(super) fn of_shares(&self) -> Option<Vec<Message>> {
        let day = *self.later_visits().last()?;
        let rows = self.against_control(day)?;
        let found = |(arm, rows): &(usize, Vec<&DifferenceRow>)| {
            let signs = rows.iter().map(|row| self.adjusted_sign_of_shares(row)).collect::<Option<Vec<i8>>>()?;
            Some((*arm, trial::verdict_on_shares(&signs, &self.potencies())?))
        };
        let groups = Groups::of(rows.iter().map(found))?;
        let each = groups.common().map(|verdict| {
            let said = english(
                "At least half of the pain gone at {visit}, each arm against “{control}”, p adjusted by Holm: {verdict}",
            );
            vec![said.with_said("verdict", verdict)]
        });
        let several = || {
            let said = |named| {
                let said = english(
                    "At least half of the pain gone at {visit}, against “{control}”, p adjusted by Holm: {groups}",
                );
                said.with_said("groups", self.in_words(&groups, named))
            };
            [true, false].map(said).to_vec()
        };
        Some(each.unwrap_or_else(several).into_iter().map(|way| self.with_control(way, day)).collect())
    }

    /// Sign of a difference of shares; 0 where p adjusted by Holm for all comparisons of its visit and potency does not exclude none.
    fn adjusted_sign_of_shares(&self, row: &DifferenceRow) -> Option<i8> {
        let is_same =
            |other: &&DifferenceRow| (other.which.day, other.which.potency) == (row.which.day, row.which.potency);
        let family =
            self.analysis.differences.iter().filter(is_same).filter_map(|other| Some((other, of_shares(other)?)));
        let family: Vec<_> = family.collect();
        let adjusted = holm::adjusted(&family.iter().map(|(_, found)| found.p).collect::<Vec<_>>());
        let place = family.iter().position(|(other, _)| std::ptr::eq(*other, row))?;
        let (_, found) = family.get(place)?;
        let sign = i8::from(found.low > 0.0) - i8::from(found.high < 0.0);
        Some(if *adjusted.get(place)? >= trial::LEVEL { 0 } else { sign })
    }

    /// Each shown arm but the control with its comparisons with that, one a potency; nothing where one is missing.
    fn against_control(&self, day: u32) -> Option<Vec<(usize, Vec<&DifferenceRow>)>> {
        let control = self.study.control;
        let rows = |arm: usize| {
            let of_potency = |potency| self.difference(self.case(0, potency, arm), control, day);
            Some((arm, (0..self.study.potencies.len()).map(of_potency).collect::<Option<Vec<_>>>()?))
        };
        let others = (0..self.study.arms.len()).filter(|arm| *arm != control);
        others.map(rows).collect::<Option<Vec<_>>>().filter(|rows| !rows.is_empty())
    }

    fn with_control(&self, said: Message, day: u32) -> Message {
        said.with("control", &self.study.arms[self.study.control]).with_said("visit", visit_name(day))
    }

    /// What each group has in common, and who is in it: by name, or how many.
    fn in_words(&self, Groups(groups): &Groups, named: bool) -> Message {
        let said = |(verdict, arms): &(Message, Vec<usize>)| {
            let names = arms.iter().map(|arm| english("“{name}”").with("name", &self.study.arms[*arm]));
            let arms = match (named, arms.len()) {
                (true, _) => Message::joined(names, english(", ")),
                (false, 1) => english("one arm").into(),
                (false, number) => english("{number} arms").with("number", number),
            };
            english("{verdict} ({arms})").with_said("verdict", verdict.clone()).with_said("arms", arms)
        };
        Message::joined(groups.iter().map(said), english("; "))
    }

    /// What lies between neighbouring points of a sweep at a potency at the last visit, of each pair in a line; nothing where there
    /// are more than a few.
    pub(super) fn between_points(&self, potency: usize) -> Vec<Message> {
        let last = self.study.trial.visits_days.last();
        let is_told = |row: &&PointsRow| row.potency == potency && Some(&row.day) == last;
        let said = |row: &PointsRow| {
            let PointsRow { point, from, day, arm, against, found, .. } = row;
            let said = match against {
                Some(_) => english(
                    "“{arm}” against “{against}” at {visit}: with {point} instead of {from} {verdict}, {change} points ({low} to \
                     {high})",
                ),
                None => english(
                    "“{arm}” at {visit}: with {point} instead of {from} {verdict}, {change} points ({low} to {high})",
                ),
            };
            let [values, others] = [point, from].map(|point| &self.study.points[*point].values);
            let places = interval::places((found.low, found.high), 2);
            let points = |value: f64| signed(value, places);
            let said = said.with("arm", &self.study.arms[*arm]);
            said.with("against", &self.study.arms[against.unwrap_or(*arm)])
                .with("point", keys_with_values(values, self.language))
                .with("from", in_place_of(values, others, self.language))
                .with_said("visit", visit_name(*day))
                .with_said("verdict", trial::points_verdict(row.sign(), against.is_none()))
                .with("change", points(found.difference))
                .with("low", points(found.low))
                .with("high", points(found.high))
        };
        let said: Vec<Message> = self.analysis.between_points.iter().filter(is_told).map(said).collect();
        if said.len() > trial::MOST_TOLD { Vec::new() } else { said }
    }
}

impl Groups {
    /// In the order in which what they have in common comes first.
    fn of(arms: impl Iterator<Item = Option<(usize, Message)>>) -> Option<Self> {
        let mut groups: Vec<(Message, Vec<usize>)> = Vec::new();
        for (arm, verdict) in arms.collect::<Option<Vec<_>>>()? {
            match groups.iter_mut().find(|(known, _)| known.in_english() == verdict.in_english()) {
                Some((_, known)) => known.push(arm),
                None => groups.push((verdict, vec![arm])),
            }
        }
        Some(Self(groups))
    }

    /// What all have in common.
    fn common(&self) -> Option<Message> {
        if let [(verdict, _)] = self.0.as_slice() { Some(verdict.clone()) } else { None }
    }
}

/// One number a potency in a title: the number, or the lowest and the highest.
pub(super) fn over_potencies<T: PartialOrd + Copy>(values: &[T], text: impl Fn(T) -> String) -> Message {
    let end = |is_beyond: fn(&T, &T) -> bool| {
        let farther = |one: T, other: T| if is_beyond(&other, &one) { other } else { one };
        values.iter().copied().reduce(farther).map(&text).unwrap_or_default()
    };
    let [low, high] = [end(|one, other| one < other), end(|one, other| one > other)];
    if low == high { verbatim(low) } else { english("{low} to {high}").with("low", low).with("high", high) }
}

/// The mean pain of both arms of the primary contrast and of the control, else of all arms, at the last visit, in several ways, the fullest first.
pub(super) fn of_means(figure: &ArmsFigure<'_>) -> Vec<Message> {
    let results = &figure.0;
    let (Some(day), potencies) = (results.later_visits().last().copied(), results.shown_potencies()) else {
        return Vec::new();
    };
    let mean = |potency: usize, arm: usize| {
        let days = figure.course(potency, arm)?.days;
        Some(days.iter().find(|(known, _)| *known == f64::from(day))?.1.mean)
    };
    let all = |arm: usize| potencies.iter().map(|potency| mean(*potency, arm)).collect::<Option<Vec<f64>>>();
    let of_arm = |arm: usize| {
        let points = over_potencies(&all(arm)?, |points| fixed(points, 1));
        let said = english("{points} with “{arm}”").with_said("points", points);
        Some(said.with("arm", &results.study.arms[arm]))
    };
    let control = results.study.control;
    let compared = trial::contrasts(results.study).primary().map(|primary| {
        let others = (primary.against != control).then_some(control);
        [primary.arm, primary.against].into_iter().chain(others).collect()
    });
    let arms = compared.unwrap_or_else(|| results.shown_arms());
    let said = match potencies.len() {
        1 => english("The model's own pain at {visit}: on average {arms}"),
        _ => english("The model's own pain at {visit}: on average {arms} (over the potencies)"),
    };
    let full = arms.iter().map(|arm| of_arm(*arm)).collect::<Option<Vec<_>>>();
    let full = full.map(|arms| said.with_said("arms", Message::joined(arms, english(", "))));
    let means: Option<Vec<f64>> = arms.iter().map(|arm| all(*arm)).collect::<Option<Vec<_>>>().map(|all| all.concat());
    let range = means.map(|means| {
        let [low, high] =
            [means.iter().copied().fold(f64::MAX, f64::min), means.iter().copied().fold(f64::MIN, f64::max)];
        let said = english("The model's own pain at {visit} is on average {low} to {high} points in the arms");
        said.with("low", fixed(low, 1)).with("high", fixed(high, 1))
    });
    full.into_iter().chain(range).map(|way| way.with_said("visit", visit_name(day))).collect()
}

/// Whether a difference is detectable, as titles and signs have it: its interval lies below zero (−1), above it (1), or includes it
/// (0); beside the contrasts that the study was made for, p adjusted by Holm decides as well. Nothing of too few patients.
pub(super) fn sign_of(row: &DifferenceRow) -> Option<i8> {
    let found = of_design(row)?;
    let is_open = row.holm_p.is_some_and(|p| p >= trial::LEVEL);
    Some(if is_open { 0 } else { i8::from(found.low > 0.0) - i8::from(found.high < 0.0) })
}

/// The difference of shares that fits the design.
pub(super) fn of_shares(row: &DifferenceRow) -> Option<&admsc_stats::share_difference::ShareDifference> {
    row.r50_paired.as_ref().or(row.r50_unpaired.as_ref())
}
