//! Treatment given again when pain returns.
//!
//! Rule. On a visit day, and before anything is given on it, the pain that the patient reports is looked at. A dose is given
//! that day if pain is above a threshold, if the rule has given fewer than its largest number, if its shortest time has
//! passed since the latest dose of any kind (since day 0 where there was none), and if nothing else is given that day. Of
//! several rules the first one that applies gives its dose.
//!
//! Assumed: the decision is made at the visit without delay, and nobody declines. Who does not come to a visit is not treated.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::setup::{Dose, Setup};

/// One rule of treating again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retreatment {
    /// Reported pain above which the dose is given, points.
    pub pain_above: f64,
    /// Largest number of doses that the rule gives.
    pub at_most: u32,
    /// Shortest time since the latest dose, or since day 0, days.
    pub not_before_days: f64,
    /// Days on which the patient is seen, ascending.
    pub visits_days: Vec<u32>,
    /// What is given; its day is that of the visit.
    pub dose: Dose,
}

/// A dose that a rule has given.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Retreated {
    /// Number of the rule, in the order of the setup.
    pub rule: u32,
    /// When, days after the start.
    pub at_days: f64,
}

/// What a patient reports: from the day of a visit, the pain of the model in points and the day of the first dose so far, the
/// reported pain in points; nothing where the patient does not come.
type Report = dyn Fn(u32, f64, Option<f64>) -> Option<f64> + Send + Sync;

/// Who says how strong the pain is: the model, unless somebody observes the patient.
#[derive(Clone, Default)]
pub struct Reporting(Option<Arc<Report>>);

impl Reporting {
    /// Reports made by a function of the day of the visit, the pain of the model and the day of the first dose so far.
    pub fn new(report: impl Fn(u32, f64, Option<f64>) -> Option<f64> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(report)))
    }

    fn pain(&self, visit: u32, pain: f64, first_dose: Option<f64>) -> Option<f64> {
        self.0.as_ref().map_or(Some(pain), |report| report(visit, pain, first_dose))
    }
}

impl fmt::Debug for Reporting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "observed" } else { "by the model" })
    }
}

/// The visits of a course so far, and what was given at them.
#[derive(Debug, Clone, Default)]
pub struct Course {
    reporting: Reporting,
    seen: usize,
    given: Vec<Retreated>,
}

impl Course {
    /// The same with somebody who observes the patient.
    #[must_use]
    pub fn observed(self, reporting: Reporting) -> Self {
        Self { reporting, ..self }
    }

    /// The course after these doses were given, up to `now` (days), whose visit is over.
    pub fn resumed(setup: &Setup, given: Vec<Retreated>, now: f64) -> Self {
        let visits = setup.retreatments.first().map_or(&[][..], |rule| &rule.visits_days);
        Self { reporting: Reporting::default(), seen: visits.partition_point(|visit| f64::from(*visit) <= now), given }
    }

    /// What was given again so far.
    pub fn given(&self) -> &[Retreated] {
        &self.given
    }

    /// Looks at the patient on a day, whose pain by the model is `pain` points. What is given then joins the doses of the
    /// setup. A visit between two looks is made at the later one.
    pub fn look(&mut self, setup: &mut Setup, now: f64, pain: f64) {
        let Some(rule) = setup.retreatments.first() else { return };
        let due =
            rule.visits_days.get(self.seen..).unwrap_or_default().partition_point(|visit| f64::from(*visit) <= now);
        let Some(visit) = rule.visits_days.get(self.seen..self.seen + due).and_then(|visits| visits.last()).copied()
        else {
            return;
        };
        self.seen += due;
        let before = setup.doses.iter().map(|dose| dose.at_days).filter(|day| *day < now);
        let first_dose = before.clone().reduce(f64::min);
        let latest_dose = before.reduce(f64::max).unwrap_or(0.0);
        let is_free = !setup.doses.iter().any(|dose| dose.at_days.floor() == now.floor());
        let Some(reported) = self.reporting.pain(visit, pain, first_dose).filter(|_| is_free) else { return };
        let given = |rule: usize| self.given.iter().filter(|given| given.rule as usize == rule).count();
        let applies = |(number, rule): &(usize, &Retreatment)| {
            let has_waited = now - latest_dose >= rule.not_before_days;
            reported > rule.pain_above && has_waited && given(*number) < rule.at_most as usize
        };
        let found = setup.retreatments.iter().enumerate().find(applies).filter(|_| now < f64::from(setup.horizon_days));
        if let Some((number, _)) = found {
            let retreated = Retreated { rule: number as u32, at_days: now };
            self.given.push(retreated);
            setup.doses.extend(setup.dose_given(retreated));
        }
    }
}

impl Setup {
    /// The dose that a rule has given; nothing where there is no such rule.
    pub fn dose_given(&self, retreated: Retreated) -> Option<Dose> {
        let rule = self.retreatments.get(retreated.rule as usize)?;
        Some(Dose { at_days: retreated.at_days, ..rule.dose.clone() })
    }

    /// The same treatment with what was given again as doses of their days, and no rule left.
    #[must_use]
    pub fn as_given(&self, given: &[Retreated]) -> Self {
        let again = given.iter().filter_map(|retreated| self.dose_given(*retreated));
        Self { doses: self.doses.iter().cloned().chain(again).collect(), retreatments: Vec::new(), ..self.clone() }
    }

    /// Every dose that may be given: those of fixed days, and that of each rule of treating again, once.
    pub fn possible_doses(&self) -> impl Iterator<Item = &Dose> + Clone {
        self.doses.iter().chain(self.retreatments.iter().map(|rule| &rule.dose))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::setup::{Preparation, Route};

    /// A needle on day 0; again above 5 points and above 8 points, on visits every ten days.
    fn setup() -> Setup {
        let mut setup: Setup = serde_json::from_str(include_str!("../../presets/discogenic.json")).unwrap();
        let route = Route::Needle { tip_um: [0.0; 3] };
        let dose = |cells| Dose {
            at_days: 0.0,
            cells,
            cells_per_kg: None,
            preparation: Preparation::Live,
            route: route.clone(),
        };
        let rule = |pain_above, at_most, not_before_days, cells| Retreatment {
            pain_above,
            at_most,
            not_before_days,
            visits_days: vec![0, 10, 20, 30, 40, 50],
            dose: dose(cells),
        };
        setup.doses = vec![dose(1.0)];
        setup.retreatments = vec![rule(8.0, 1, 0.0, 8.0), rule(5.0, 2, 15.0, 5.0)];
        setup.horizon_days = 50;
        setup
    }

    /// What is given where pain on day d is `pain(d)`: days and cells.
    fn given(setup: Setup, reporting: Reporting, pain: impl Fn(u32) -> f64) -> Vec<(f64, f64)> {
        let (mut setup, mut course) = (setup, Course::default().observed(reporting));
        for day in 0..=50 {
            course.look(&mut setup, f64::from(day), pain(day));
        }
        let given = |one: &Retreated| (one.at_days, setup.dose_given(*one).map_or(0.0, |dose| dose.cells));
        course.given().iter().map(given).collect()
    }

    #[test]
    fn a_dose_is_given_at_visits_after_its_time_and_no_more_often_than_allowed() {
        let none = Reporting::default;
        assert_eq!(given(setup(), none(), |_| 5.0), [], "at the threshold pain is not above it");
        assert_eq!(given(setup(), none(), |_| 6.0), [(20.0, 5.0), (40.0, 5.0)], "15 days after the latest dose");
        let only = |days: [u32; 2]| move |day| if days.contains(&day) { 6.0 } else { 0.0 };
        assert_eq!(given(setup(), none(), only([25, 30])), [(30.0, 5.0)], "between visits nobody looks");
        assert_eq!(given(setup(), none(), only([0, 50])), [], "not on the day of another dose, nor on the last day");
        let first = given(setup(), none(), |day| if day == 10 { 9.0 } else { 6.0 });
        assert_eq!(first, [(10.0, 8.0), (30.0, 5.0)], "the first rule that applies; any dose counts for the wait");
        let alone = Setup { doses: Vec::new(), ..setup() };
        assert_eq!(given(alone, none(), |_| 6.0), [(20.0, 5.0), (40.0, 5.0)], "without a dose time counts from day 0");
    }

    #[test]
    fn what_is_reported_decides_and_who_does_not_come_is_not_treated() {
        let seen = Reporting::new(|day, pain, first_dose| {
            assert_eq!(first_dose.is_some(), day > 0, "the dose of day 0 is given after its visit");
            (day < 35).then_some(pain + 3.0)
        });
        assert_eq!(given(setup(), seen, |_| 3.0), [(20.0, 5.0)]);
    }

    #[test]
    fn a_course_goes_on_where_it_was_left() {
        let mut whole = setup();
        let mut course = Course::default();
        (0..=25).for_each(|day| course.look(&mut whole, f64::from(day), 6.0));
        let mut resumed = Course::resumed(&whole, course.given().to_vec(), 25.0);
        let mut rest = whole.clone();
        for (course, setup) in [(&mut course, &mut whole), (&mut resumed, &mut rest)] {
            (25..=50).for_each(|day| course.look(setup, f64::from(day), 6.0));
        }
        assert_eq!((course.given(), &whole.doses), (resumed.given(), &rest.doses));
    }
}
