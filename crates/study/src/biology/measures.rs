//! What each row of the bench measures in the courses of one seed.
//!
//! Folds and rises are over the mean of the uncut nerve of all seeds and days: a count of one day is noisy. The firing of the cut axons on
//! day 0 is part of a rise of pain. Sums of pain and of TNFα are of days 1 to the last that is named.

use std::collections::BTreeMap;

use super::course::{Course, Point};
use super::experiments::Experiment as E;
use super::experiments::Experiment;

/// What the uncut nerve has, on average over days and seeds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Naive {
    /// The pain proxy, points.
    pub vas: f64,
    /// Macrophages.
    pub macrophages: f64,
    /// TNFα above the constitutive.
    pub tnf: f64,
    /// TNFα of all sources.
    pub tnf_total: f64,
    /// Matrix integrity.
    pub integrity: f64,
}

impl Naive {
    /// The mean over the courses of the uncut nerve.
    pub fn of<'a>(courses: impl Iterator<Item = &'a Course>) -> Self {
        let points: Vec<&Point> = courses.flat_map(|course| &course.days).collect();
        let mean = |of: fn(&Point) -> f64| points.iter().map(|point| of(point)).sum::<f64>() / points.len() as f64;
        Self {
            vas: mean(|point| point.vas),
            macrophages: mean(Point::all),
            tnf: mean(|point| point.tnf),
            tnf_total: mean(|point| point.tnf_total),
            integrity: mean(|point| point.integrity),
        }
    }
}

/// The courses of one seed, with the uncut nerve of all.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// By experiment.
    pub courses: &'a BTreeMap<Experiment, Course>,
    /// The uncut nerve.
    pub naive: Naive,
}

/// Smallest pain that a ratio divides by, points.
const LEAST_PAIN: f64 = 0.05;

/// TNFα above the constitutive, relative to its reference, above which a nerve has stayed inflamed.
const INFLAMED: f64 = 0.2;

impl Seen<'_> {
    fn days(&self, experiment: Experiment) -> &[Point] {
        self.courses.get(&experiment).map_or(&[], |course| &course.days)
    }

    fn on(&self, experiment: Experiment, day: usize) -> Option<&Point> {
        self.days(experiment).get(day)
    }

    /// A figure of a day; not a number where the day is not there.
    fn at(&self, experiment: Experiment, day: usize, figure: fn(&Point) -> f64) -> f64 {
        self.on(experiment, day).map_or(f64::NAN, figure)
    }

    fn fold(&self, experiment: Experiment, day: usize) -> f64 {
        self.at(experiment, day, Point::all) / self.naive.macrophages
    }

    fn total_fold(&self, experiment: Experiment, day: usize) -> f64 {
        self.at(experiment, day, |point| point.tnf_total) / self.naive.tnf_total
    }

    /// The day of the largest figure.
    fn peak(&self, experiment: Experiment, figure: fn(&Point) -> f64) -> (f64, f64) {
        let points = self.days(experiment).iter().map(|point| (point.day, figure(point)));
        points.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((f64::NAN, f64::NAN))
    }

    /// Largest rise of pain above the uncut nerve, points.
    fn pain_rise(&self, experiment: Experiment) -> f64 {
        self.peak(experiment, |point| point.vas).1 - self.naive.vas
    }

    /// Sum over days 1 to `last` of what a figure has above the uncut nerve.
    fn above(&self, experiment: Experiment, last: usize, figure: fn(&Point) -> f64, naive: f64) -> f64 {
        self.days(experiment).iter().skip(1).take(last).map(|point| figure(point) - naive).sum()
    }

    fn pain_above(&self, experiment: Experiment, last: usize) -> f64 {
        self.above(experiment, last, |point| point.vas, self.naive.vas)
    }

    /// Days with pain above half of the peak of the wild type.
    fn days_above_half(&self, experiment: Experiment) -> f64 {
        let half = self.naive.vas + 0.5 * self.pain_rise(E::Cut30).max(LEAST_PAIN);
        self.days(experiment).iter().filter(|point| point.vas > half).count() as f64
    }

    /// Fall of pain from day 0 of the treated patient.
    fn fall(&self, experiment: Experiment, day: usize) -> f64 {
        self.at(experiment, 0, |point| point.vas) - self.at(experiment, day, |point| point.vas)
    }

    /// Mean fall over the days up to `last`.
    fn mean_fall(&self, experiment: Experiment, last: usize) -> f64 {
        (0..=last).map(|day| self.fall(experiment, day)).sum::<f64>() / (last + 1) as f64
    }

    /// First day with half of the largest fall; the last day where there is hardly one.
    fn half_day(&self, experiment: Experiment) -> f64 {
        let falls: Vec<f64> = (0..self.days(experiment).len()).map(|day| self.fall(experiment, day)).collect();
        let largest = falls.iter().copied().fold(0.0, f64::max);
        let first = falls.iter().position(|fall| *fall >= 0.5 * largest).filter(|_| largest > 1.0);
        first.unwrap_or(falls.len().saturating_sub(1)) as f64
    }

    /// Mean relief over 90 days against the same patient untreated.
    fn relief(&self, treated: Experiment, untreated: Experiment) -> f64 {
        let mean = |of| self.days(of).iter().take(91).map(|point| point.vas).sum::<f64>() / 91.0;
        mean(untreated) - mean(treated)
    }

    /// Share of the pain of 90 days that cells prevent.
    fn prevented(&self, treated: &[Point], untreated: &[Point], naive: f64) -> f64 {
        let sum = |points: &[Point]| points.iter().take(90).map(|point| point.vas - naive).sum::<f64>();
        1.0 - sum(treated) / sum(untreated)
    }

    /// 1 where TNFα is high on day 200, 0 where the injury has healed.
    fn stays(&self, experiment: Experiment) -> f64 {
        f64::from(u8::from(self.at(experiment, 200, |point| point.tnf) > INFLAMED))
    }

    fn early_over_late(&self) -> f64 {
        let [early, none] = [E::ConstrictionEarly, E::Constriction].map(|of| self.days(of).get(4..).unwrap_or(&[]));
        let late = self.prevented(self.days(E::Dose70), self.days(E::Chronic), 0.0);
        self.prevented(early, none, self.naive.vas) / late.max(LEAST_PAIN)
    }

    /// Mean falls of pain over 180 days by dose.
    fn by_dose(&self) -> [f64; 4] {
        [E::Dose7, E::Dose23, E::Dose70, E::Dose160].map(|dose| self.mean_fall(dose, 180))
    }

    /// What the row of an identifier measures; nothing for those of virtual patients.
    pub fn measure(&self, id: &str) -> Option<f64> {
        let vas = |point: &Point| point.vas;
        let (naive, wild) = (&self.naive, self.pain_rise(E::Cut30).max(LEAST_PAIN));
        let rise = |of, day| self.at(of, day, Point::all) - naive.macrophages;
        let largest_rise = |of| self.peak(of, Point::all).1 - naive.macrophages;
        let lost =
            |of| naive.integrity - self.days(of).iter().map(|point| point.integrity).fold(f64::INFINITY, f64::min);
        let change = |of, day| self.at(of, day, vas) - self.at(of, 0, vas);
        Some(match id {
            "A1" => self.peak(E::Crush, Point::all).1 / naive.macrophages,
            "A2" => self.peak(E::Crush, Point::all).0,
            "A3" => self.fold(E::Crush, 56),
            "A4" => self.fold(E::Crush, 3),
            "A5" => {
                let early = self.courses.get(&E::Crush).and_then(|course| course.half_a_day);
                early.map_or(f64::NAN, |point| point.tnf_total / naive.tnf_total)
            }
            "A6" => self.total_fold(E::Crush, 3),
            "A7" => self.total_fold(E::Crush, 14),
            "A8" => self.at(E::Crush, 3, Point::m1_share),
            "A9" => self.at(E::Crush, 7, Point::m1_share),
            "A10" => self.at(E::Crush, 14, Point::m1_share),
            "A11" => self.pain_rise(E::Crush),
            "A12" => self.peak(E::Crush, vas).0,
            "A13" => (self.at(E::Crush, 90, vas) - naive.vas) / self.pain_rise(E::Crush),
            "A14" => self.at(E::Crush, 21, |point| point.debris) / self.peak(E::Crush, |point| point.debris).1,
            "A15" => largest_rise(E::Cut30) / largest_rise(E::Crush),
            "A16" => naive.vas,
            "A17" => self.pain_rise(E::Cut30),
            "K1" => rise(E::Wlds, 7) / rise(E::Crush, 7),
            "K2" => {
                let sum = |of| self.above(of, 14, |point| point.tnf, naive.tnf);
                sum(E::Wlds) / sum(E::Crush)
            }
            "K3" => self.pain_above(E::Wlds, 14) / self.pain_above(E::Crush, 14),
            "K4" => self.pain_above(E::Ccr2, 28) / self.pain_above(E::Half, 28),
            "K5" => {
                let sum = |of| self.days(of).iter().skip(7).take(8).map(|point| point.debris).sum::<f64>();
                sum(E::Ccr2) / sum(E::Half)
            }
            "K6" => self.days_above_half(E::Cut30WithoutIl10) / self.days_above_half(E::Cut30).max(1.0),
            "K13" => self.pain_rise(E::Cut30WithoutIl10) / wild,
            "K14" => (self.at(E::Cut30WithoutIl10, 200, vas) - naive.vas).max(0.0) / wild,
            "K11" => {
                let relief = self.relief(E::Dose70WithoutIl10, E::ChronicWithoutIl10);
                relief / self.relief(E::Dose70, E::Chronic).max(LEAST_PAIN)
            }
            "K7" => self.pain_above(E::Clodronate, 28) / self.pain_above(E::Crush, 28),
            "K8" => lost(E::Clodronate) / lost(E::Crush),
            "K9" => self.at(E::Etanercept, 7, Point::all) / self.at(E::Crush, 7, Point::all),
            "K10" => self.at(E::Etanercept, 21, Point::all) / self.at(E::Crush, 21, Point::all),
            "P1" => self.total_fold(E::Fading, 14),
            "P2" => self.at(E::Fading, 180, vas) / self.peak(E::Fading, vas).1,
            "P3" => self.at(E::Fading, 45, |point| point.il10) / self.at(E::Fading, 14, |point| point.il10),
            "P4" => self.at(E::Constriction, 365, |point| point.tnf),
            "C1" => self.at(E::Chronic, 0, vas),
            "C2" => change(E::Chronic, 365).abs(),
            "C3" => self.total_fold(E::Chronic, 0),
            "C4" => self.at(E::Chronic, 0, Point::m2_per_m1),
            "C5" => self.at(E::Dose70, 14, |point| point.tnf_total) / self.at(E::Dose70, 0, |point| point.tnf_total),
            "C6" => self.at(E::Dose70, 14, Point::m2_per_m1) / self.at(E::Dose70, 0, Point::m2_per_m1),
            "C7" => self.at(E::Dose70, 28, Point::all) / self.at(E::Dose70, 0, Point::all),
            "C8" => self.half_day(E::Dose70),
            "C9" => self.fall(E::Dose70, 28),
            "C10" => self.fall(E::Dose70, 365),
            "C12" => {
                let falls = self.by_dose();
                falls.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min)
            }
            "C13" => {
                let [_, low, middle, high] = self.by_dose();
                (high - middle) / (middle - low).max(LEAST_PAIN)
            }
            "C14" => self.at(E::AntiNgf, 112, vas) - self.at(E::Chronic, 112, vas),
            "C15" => self.early_over_late(),
            "C16" => self.fold(E::Chronic, 0),
            "R1" => (self.at(E::Inert, 365, vas) - self.at(E::Chronic, 365, vas)).abs(),
            "T1" => self.at(E::AntiTnf, 112, vas) - self.at(E::Chronic, 112, vas),
            "T2" => self.at(E::EarlyAntiTnf, 90, vas) - self.at(E::Constriction, 90, vas),
            "T3" => self.at(E::LateAntiTnf, 120, vas) - self.at(E::Constriction, 120, vas),
            "T4" => self.at(E::AntiRecruitment, 112, vas) - self.at(E::Chronic, 112, vas),
            "T5" => self.stays(E::Constriction14),
            "T6" => self.stays(E::Constriction60),
            "T7" => self.at(E::DiscWound, 120, |point| point.tnf),
            _ => return None,
        })
    }
}
