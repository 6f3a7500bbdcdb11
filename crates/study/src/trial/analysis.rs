//! What a study found: every arm at every visit, and every arm against the control.

use serde::{Deserialize, Serialize};

use super::points::{self, PointsRow};
use super::trends::{self, TrendRow};
use super::{EnrolledPatient, Error, PreparedStudy, Reports, contrasts};
use crate::pain_scale;
use admsc_scenario::observer::das28;
use admsc_scenario::reading::study::{Allocation, Contrast};
use admsc_stats::difference::{self, Difference};
use admsc_stats::estimators::{Coverage, Mean};
use admsc_stats::number_needed::NumberNeeded;
use admsc_stats::power::{self, Power};
use admsc_stats::share::Share;
use admsc_stats::share_difference::{self, ShareDifference};
use admsc_stats::variance::{Variances, of_designs};

/// Coverage of all intervals.
pub(super) const COVERAGE: Coverage = Coverage::NINETY_FIVE;

/// Which arm of which point at which visit a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RowKey {
    /// Number of the case.
    pub case: usize,
    /// Number of the point of the sweep.
    pub point: usize,
    /// Number of the potency.
    pub potency: usize,
    /// Number of the arm.
    pub arm: usize,
    /// Day of the visit.
    pub day: u32,
}

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanEstimate {
    /// Number of patients with a value.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Standard deviation between patients; nothing for fewer than two.
    pub sd: Option<f64>,
    /// Lower end of the interval of the mean (Student's t, cut at the ends of the scale).
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
}

/// A share with its 95 % interval (Wilson).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ShareEstimate {
    /// Number of patients with a value.
    pub n: usize,
    /// Those who respond.
    pub hits: usize,
    /// The share, 0 to 1.
    pub share: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// One arm at one visit. Nothing where nobody has a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmRow {
    /// Which.
    pub which: RowKey,
    /// Reported pain, points.
    pub vas: Option<MeanEstimate>,
    /// Change of it from day 0, points.
    pub change: Option<MeanEstimate>,
    /// Share of patients who lost at least half of their pain of day 0.
    pub r50: Option<ShareEstimate>,
    /// Share of patients who lost at least 30 % of it.
    pub r30: Option<ShareEstimate>,
    /// Share of ACR20 responders; nothing outside systemic autoimmune disease.
    pub acr20: Option<ShareEstimate>,
    /// DAS28-CRP, points; nothing outside systemic autoimmune disease.
    pub das28: Option<MeanEstimate>,
    /// Patients who had left.
    pub left: usize,
    /// Patients who had been rescued or operated on again.
    pub rescued_or_operated: usize,
    /// Patients whose pain had flared after a needle.
    pub flared: usize,
    /// Patients whose tumour had grown by a fifth in diameter.
    pub tumour_progressed: usize,
    /// Patients to whom treatment was given again because pain had returned.
    pub retreated: usize,
}

/// One arm against another at one visit: arm minus the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DifferenceRow {
    /// Which arm.
    pub which: RowKey,
    /// Number of the arm it is compared with.
    pub against: usize,
    /// Difference of the changes from day 0 within patients; nothing in parallel groups.
    pub paired: Option<Difference>,
    /// The same as between different patients, as a real trial would see it.
    pub unpaired: Option<Difference>,
    /// Difference within patients of the shares with half of the pain of day 0 gone; nothing in parallel groups.
    pub r50_paired: Option<ShareDifference>,
    /// The same as between different patients.
    pub r50_unpaired: Option<ShareDifference>,
    /// Number needed to treat for one more r50 responder, from the unpaired difference; nothing where an arm has one patient.
    pub number_needed: Option<NumberNeeded>,
    /// Variance of the difference of pain under three designs, where the study has other draws.
    pub variances: Option<Variances>,
    /// Power of trials of the asked-for sizes, in parallel groups, on the change from day 0.
    pub power: Vec<Power>,
    /// Of an exploratory comparison: p of the test that fits the design (paired where everyone goes through every arm, else
    /// unpaired), adjusted by Holm for the exploratory comparisons of the same visit, point and potency.
    #[serde(default)]
    pub holm_p: Option<f64>,
}

impl DifferenceRow {
    /// The difference that fits the design: within patients where everyone goes through every arm, else between groups.
    pub fn of_design(&self) -> Option<Difference> {
        self.paired.or(self.unpaired)
    }
}

/// What a study found.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Analysis {
    /// Patients.
    pub patients: usize,
    /// People who were screened to find them.
    pub screened: usize,
    /// Every case at every visit.
    pub arms: Vec<ArmRow>,
    /// Every arm but the control against the control, and against the arms before it, at every visit; and the contrasts that the
    /// study names.
    pub differences: Vec<DifferenceRow>,
    /// Of a study of several doses: the trend over them at every visit.
    #[serde(default)]
    pub trends: Vec<TrendRow>,
    /// Of a sweep: what lies between neighbouring points at every visit but day 0.
    #[serde(default)]
    pub between_points: Vec<PointsRow>,
}

/// The values of one patient in one case that an analysis needs.
#[derive(Debug, Clone)]
struct Seen {
    /// One a visit; see [`super::Report`].
    reports: Reports,
    /// Pain with other random numbers, one a visit.
    other: Vec<Option<f64>>,
}

/// Reads all patients and works out every figure.
///
/// # Errors
/// When a patient cannot be read.
pub fn analyse(
    people: &PreparedStudy<'_>,
    members: impl IntoIterator<Item = Result<EnrolledPatient, Error>>,
) -> Result<Analysis, Error> {
    let study = people.study;
    let (mut patients, mut screened) = (0, 0);
    let mut seen: Vec<Vec<Option<Seen>>> = vec![Vec::new(); study.cases.len()];
    for member in members {
        let member = member?;
        patients += 1;
        screened += member.screened as usize;
        for (case, column) in seen.iter_mut().enumerate() {
            column.push(people.reports(&member, case).map(|reports| {
                Seen {
                    other: people
                        .other_reports(&member, case)
                        .map_or_else(Vec::new, |other| other.visits.iter().map(|report| report.vas_points).collect()),
                    reports,
                }
            }));
        }
    }
    let visits = study.trial.visits_days.iter().enumerate();
    let all = || visits.clone().flat_map(|visit| (0..study.cases.len()).map(move |case| (visit, case)));
    let which = |day: u32, case: usize| {
        let found = &study.cases[case];
        RowKey { case, point: found.point, potency: found.potency, arm: found.arm, day }
    };
    let arms = all().map(|((visit, day), case)| arm_row(which(*day, case), visit, &seen[case])).collect();
    let paired = study.trial.allocation == Allocation::EveryArm;
    let pairs = all().flat_map(|(visit, case)| {
        let arm = study.cases[case].arm;
        let is_usual = move |other: usize| arm != study.control && (other == study.control || other < arm);
        let is_named = move |against: usize| study.trial.compare.contains(&Contrast { arm, against });
        let reference = move |other: &usize| is_usual(*other) || is_named(*other);
        (0..study.arms.len()).filter(reference).map(move |other| (visit, case, other))
    });
    let differences = pairs.map(|((visit, day), case, against)| {
        let columns = [&*seen[case], &seen[case + against - study.cases[case].arm]];
        let power = Sizes { power_for: &study.trial.power_for, seed: study.population.seed };
        difference_row((which(*day, case), against), visit, columns, paired, power)
    });
    let mut differences: Vec<DifferenceRow> = differences.collect();
    contrasts(study).adjust(&mut differences);
    let trends = trends::rows(study, |case, visit| changes(&seen[case], visit));
    let between_points = points::rows(study, |case, visit| changes(&seen[case], visit));
    Ok(Analysis { patients, screened, arms, differences, trends, between_points })
}

/// Changes from day 0 at a visit, one a place; nothing where it is missing.
fn changes(column: &[Option<Seen>], visit: usize) -> Vec<Option<f64>> {
    column.iter().map(|seen| seen.as_ref()?.reports.visits.get(visit)?.change_points()).collect()
}

fn arm_row(which: RowKey, visit: usize, column: &[Option<Seen>]) -> ArmRow {
    let reports = || column.iter().flatten().filter_map(|seen| seen.reports.visits.get(visit));
    let events = || column.iter().flatten().map(|seen| &seen.reports.events);
    ArmRow {
        which,
        vas: estimated(reports().filter_map(|report| report.vas_points), pain_scale::PAIN),
        change: estimated(reports().filter_map(super::Report::change_points), pain_scale::CHANGE),
        r50: shared(reports().filter_map(|report| report.responder_50)),
        r30: shared(reports().filter_map(|report| report.responder_30)),
        acr20: shared(reports().filter_map(|report| report.acr20)),
        das28: estimated(reports().filter_map(|report| report.das28_points), das28::SCALE),
        left: events().filter(|events| events.has_left(which.day)).count(),
        rescued_or_operated: events().filter(|events| events.has_happened(which.day)).count(),
        flared: events().filter(|events| events.flare_day.is_some_and(|flare| flare <= which.day)).count(),
        tumour_progressed: reports().filter(|report| report.tumour_progressed).count(),
        retreated: events().filter(|events| events.retreated_day.is_some_and(|day| day <= which.day)).count(),
    }
}

/// The mean of values on a scale.
fn estimated(values: impl Iterator<Item = f64>, scale: [f64; 2]) -> Option<MeanEstimate> {
    let mean = Mean::from_values(values);
    let interval = mean.t_interval_within(scale, COVERAGE);
    (mean.n > 0).then(|| MeanEstimate {
        n: mean.n,
        mean: mean.mean,
        sd: Some(mean.sd).filter(|sd| sd.is_finite()),
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    })
}

fn shared(values: impl Iterator<Item = bool>) -> Option<ShareEstimate> {
    let share = Share::from_values(values);
    let (low, high) = share.interval(COVERAGE);
    (share.n > 0).then(|| ShareEstimate { n: share.n, hits: share.hits, share: share.value(), low, high })
}

fn difference_row(
    (which, against): (RowKey, usize),
    visit: usize,
    [arm, control]: [&[Option<Seen>]; 2],
    paired: bool,
    sizes: Sizes<'_>,
) -> DifferenceRow {
    let (by_arm, by_control) = (changes(arm, visit), changes(control, visit));
    let both_changed = by_arm.iter().zip(&by_control).filter_map(|(arm, control)| arm.zip(*control));
    let (changed, controls): (Vec<f64>, Vec<f64>) = both_changed.unzip();
    let (own, others): (Vec<f64>, Vec<f64>) =
        (by_arm.iter().flatten().copied().collect(), by_control.iter().flatten().copied().collect());
    let r50 = |seen: &Option<Seen>| seen.as_ref()?.reports.visits.get(visit)?.responder_50;
    let both_told = arm.iter().zip(control).filter_map(|(arm, control)| r50(arm).zip(r50(control)));
    let (hits, control_hits): (Vec<bool>, Vec<bool>) = both_told.unzip();
    let share = |column: &[Option<Seen>]| Share::from_values(column.iter().filter_map(r50));
    let r50_unpaired = share_difference::unpaired(&share(arm), &share(control), COVERAGE);
    DifferenceRow {
        which,
        against,
        paired: paired.then(|| difference::paired(&changed, &controls, COVERAGE)).flatten(),
        unpaired: difference::unpaired(&own, &others, COVERAGE),
        r50_paired: paired.then(|| share_difference::paired(&hits, &control_hits, COVERAGE)).flatten(),
        number_needed: r50_unpaired.as_ref().and_then(NumberNeeded::from_difference),
        r50_unpaired,
        variances: variances(visit, arm, control),
        power: sizes.powers(&own, &others),
        holm_p: None,
    }
}

/// Trials whose power is asked for.
#[derive(Clone, Copy)]
struct Sizes<'a> {
    /// Patients an arm.
    power_for: &'a [usize],
    /// The population's.
    seed: u64,
}

impl Sizes<'_> {
    /// Power of parallel groups, whose patients are drawn from everybody with a value in the arm. Of a study whose patients
    /// go through every arm it is the power of a trial of other patients in each, as real trials have them.
    fn powers(self, arm: &[f64], control: &[f64]) -> Vec<Power> {
        self.power_for.iter().filter_map(|size| power::parallel(arm, control, *size, self.seed)).collect()
    }
}

fn variances(visit: usize, arm: &[Option<Seen>], control: &[Option<Seen>]) -> Option<Variances> {
    let own = |seen: &Option<Seen>| seen.as_ref()?.reports.visits.get(visit)?.vas_points;
    let other = |seen: &Option<Seen>| seen.as_ref()?.other.get(visit).copied().flatten();
    let rows = arm.iter().zip(control);
    let whole = rows.filter_map(|(arm, control)| Some((own(arm)?, own(control)?, other(control)?)));
    let whole: Vec<(f64, f64, f64)> = whole.collect();
    let column = |pick: fn(&(f64, f64, f64)) -> f64| whole.iter().map(pick).collect::<Vec<f64>>();
    of_designs(&column(|row| row.0), &column(|row| row.1), &column(|row| row.2))
}
