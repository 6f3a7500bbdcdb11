//! Whether the model meets the published figures.
//!
//! The model *meets* a row when its estimate lies in the published interval. A row with cells that it meets at potency 0
//! and at potency 1 tells nothing about the cells: it is uninformative and not counted. One that it meets at neither is
//! a miss. Any other passes when the model meets it at the one potency that all rows with cells together make most
//! likely; no row has a potency of its own. A row without cells passes when the model meets it. What cannot be estimated
//! at a potency, such as who still responds where nobody has responded, is not met there.

mod by_potency;

use serde::Serialize;

pub use by_potency::ByPotency;

use super::inert::{self, InertCount, InertEstimates};
use super::outcome::Estimate;
use super::potency::{Curve, Support, log_likelihood, weight};
use super::targets::{Role, Target};
use admsc_scenario::observer::Mode;

/// Share of the informative rows with role `check` that the design of the model wants to pass.
pub const WANTED_SHARE: f64 = 0.7;

/// Potencies at which every row with cells is shown, besides the common one.
pub const SHOWN: [f64; 4] = [0.0, 0.1, 0.3, 1.0];

/// Status of a row whose interval was published, or follows from what was.
const PUBLISHED: &str = "found";

/// What came of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The model meets it.
    Pass,
    /// It does not.
    Miss,
    /// It would with cells without any effect and with the best of cells alike.
    Uninformative,
    /// The model has no estimate of it.
    NotRun,
}

impl Verdict {
    /// Name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Miss => "miss",
            Self::Uninformative => "uninformative",
            Self::NotRun => "not run",
        }
    }
}

/// The model's estimate of a row at one potency, against the published interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Met {
    /// Potency; nothing for a row without cells.
    pub potency: Option<f64>,
    /// The estimate with its Monte Carlo interval.
    pub estimate: Estimate,
    /// Whether the estimate lies in the published interval.
    pub is_met: bool,
    /// Whether more virtual patients could hardly change that: the Monte Carlo interval holds no end of the published one.
    pub is_settled: bool,
}

impl Met {
    fn new(target: &Target, potency: Option<f64>, estimate: Estimate) -> Self {
        let holds = |end: f64| estimate.low < end && end < estimate.high;
        let is_settled = !holds(target.low) && !holds(target.high);
        Self { potency, estimate, is_met: target.includes(estimate.value), is_settled }
    }
}

/// A row with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// The row.
    pub target: Target,
    /// What came of it.
    pub verdict: Verdict,
    /// Whether more virtual patients could hardly change the verdict.
    pub is_settled: bool,
    /// At the common potency, or the only estimate of a row without cells; nothing where there is none.
    pub judged_at: Option<Met>,
    /// Of a row in points, r50 of its arm where it was judged: a mean does not say how many patients respond.
    pub r50: Option<Estimate>,
    /// At those potencies of [`SHOWN`] at which it can be estimated; empty for a row without cells.
    pub shown: Vec<Met>,
    /// Whether its patients also gave a figure of role `fit`: then it is no independent test.
    pub shares_patients_with_fit: bool,
    /// Share of one independent row that it counts for in the common potency; nothing for a row without cells.
    pub weight: Option<f64>,
    /// Log-likelihood of its published figure where it was judged; 0 where the model meets it exactly.
    pub log_likelihood: Option<f64>,
    /// What inert cells give for it.
    pub inert: InertEstimates,
}

impl Judged {
    /// Whether it tells something about the cells, or needs none.
    pub fn is_informative(&self) -> bool {
        matches!(self.verdict, Verdict::Pass | Verdict::Miss)
    }

    /// Whether the model meets it.
    pub fn is_met(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// Whether inert cells meet it, with the open-label excess of this number in [`inert::EXCESSES_POINTS`].
    pub fn is_met_by_inert(&self, excess: usize) -> bool {
        self.inert.get(excess).copied().flatten().is_some_and(|estimate| self.target.includes(estimate.value))
    }

    /// Whether the interval of its figure is the program's own: the source gives none, or no figure at all.
    pub fn has_own_interval(&self) -> bool {
        self.target.status != PUBLISHED
    }

    /// At one of the potencies of [`SHOWN`]; nothing where it cannot be estimated there.
    pub fn shown_at(&self, potency: f64) -> Option<&Met> {
        self.shown.iter().find(|met| met.potency == Some(potency))
    }

    /// Signs behind its name: † where its patients also gave a fitted figure, ‡ where the interval is the program's own.
    pub fn footnote_marks(&self) -> &'static str {
        match (self.target.role == Role::Check && self.shares_patients_with_fit, self.has_own_interval()) {
            (true, true) => " † ‡",
            (true, false) => " †",
            (false, true) => " ‡",
            (false, false) => "",
        }
    }

    /// Whether the verdict is none: with `few` patients where more of them could change it.
    pub fn is_undecided(&self, few: bool) -> bool {
        few && !self.is_settled && self.verdict != Verdict::NotRun
    }
}

/// How many rows of each verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Met.
    pub pass: usize,
    /// Not met.
    pub miss: usize,
    /// Not counted.
    pub uninformative: usize,
    /// Without an estimate.
    pub not_run: usize,
    /// Judged by too few patients.
    pub undecided: usize,
    /// Of those that are met or not, verdicts that more virtual patients could change.
    pub open: usize,
}

impl Counts {
    fn count<'a>(rows: impl Iterator<Item = &'a Judged>, few: bool) -> Self {
        rows.fold(Self::default(), |mut counts, row| {
            match row.verdict {
                _ if row.is_undecided(few) => counts.undecided += 1,
                Verdict::Pass => counts.pass += 1,
                Verdict::Miss => counts.miss += 1,
                Verdict::Uninformative => counts.uninformative += 1,
                Verdict::NotRun => counts.not_run += 1,
            }
            counts.open += usize::from(!few && row.is_informative() && !row.is_settled);
            counts
        })
    }

    /// Rows that tell something about the cells, or need none.
    pub const fn informative(&self) -> usize {
        self.pass + self.miss
    }

    /// Share of the informative rows that the model meets; nothing without any, or while one is undecided.
    pub fn share_passing(&self) -> Option<f64> {
        (self.informative() > 0 && self.undecided == 0).then(|| self.pass as f64 / self.informative() as f64)
    }
}

/// All rows, judged together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judgement {
    /// In the order of the table.
    pub rows: Vec<Judged>,
    /// What all rows with cells say of the potency; nothing without any.
    pub common: Option<Support>,
    /// What the sham-blinded ones say.
    pub blinded: Option<Support>,
    /// What the open ones say.
    pub open: Option<Support>,
    /// How many rows of role `check` would pass at other potencies.
    pub by_potency: ByPotency,
    /// How many of the same rows inert cells meet; empty where they were not scored.
    pub inert: Vec<InertCount>,
}

impl Judgement {
    /// Verdicts of the rows of one role, by `few` patients or by the design's number.
    pub fn counts(&self, role: Role, few: bool) -> Counts {
        Counts::count(self.rows.iter().filter(|row| row.target.role == role), few)
    }

    /// Verdicts of the rows of role `check` among some of them.
    pub fn counts_among(&self, wanted: impl Fn(&Judged) -> bool, few: bool) -> Counts {
        Counts::count(self.rows.iter().filter(|row| row.target.role == Role::Check && wanted(row)), few)
    }

    /// With r50 beside the rows in points, from its curves in the order of the rows.
    pub fn with_r50(mut self, curves: &[Option<Curve>]) -> Self {
        for (row, curve) in self.rows.iter_mut().zip(curves) {
            let potency = row.judged_at.map(|met| met.potency.unwrap_or(0.0));
            row.r50 = curve.as_ref().zip(potency).map(|(curve, potency)| curve.at(potency));
        }
        self
    }

    /// With what inert cells give beside every row, in the order of the rows.
    pub fn with_inert(mut self, estimates: &[InertEstimates]) -> Self {
        for (row, estimates) in self.rows.iter_mut().zip(estimates) {
            row.inert = *estimates;
        }
        self.inert = inert::counts(&self.rows);
        self
    }
}

/// Judges rows by the model's estimates, one curve a row; nothing where a row was not run.
pub fn judge(targets: &[Target], curves: &[Option<Curve>]) -> Judgement {
    let run: Vec<(&Target, &Curve)> =
        targets.iter().zip(curves).filter_map(|(target, curve)| Some((target, curve.as_ref()?))).collect();
    let with_cells: Vec<(&Target, &Curve)> = run.into_iter().filter(|(target, _)| target.has_cells()).collect();
    let of_mode = |mode: Mode| {
        let rows: Vec<_> = with_cells.iter().copied().filter(|(target, _)| target.observer == mode).collect();
        Support::from_rows(&rows)
    };
    let common = Support::from_rows(&with_cells);
    let potency = common.as_ref().map(|support| support.most_likely);
    let weight_of = |target: &Target| weight(target, with_cells.iter().map(|(other, _)| *other));
    let rows = targets.iter().zip(curves).map(|(target, curve)| match (curve, potency) {
        (Some(curve), Some(potency)) if target.has_cells() => with_potency(target, curve, potency, weight_of(target)),
        (Some(curve), _) => without_cells(target, curve),
        (None, _) => not_run(target),
    });
    let fitted = |row: &Target| {
        targets.iter().any(|other| other.role == Role::Fit && other.id != row.id && row.shares_patients(other))
    };
    let rows = rows.map(|row| Judged { shares_patients_with_fit: fitted(&row.target), ..row });
    let rows: Vec<Judged> = rows.collect();
    let by_potency = ByPotency::from_rows(&rows, curves);
    Judgement {
        rows,
        blinded: of_mode(Mode::ShamBlinded),
        open: of_mode(Mode::Open),
        common,
        by_potency,
        inert: Vec::new(),
    }
}

fn not_run(target: &Target) -> Judged {
    let (target, verdict) = (target.clone(), Verdict::NotRun);
    Judged {
        target,
        verdict,
        is_settled: true,
        judged_at: None,
        r50: None,
        shown: Vec::new(),
        shares_patients_with_fit: false,
        weight: None,
        log_likelihood: None,
        inert: InertEstimates::default(),
    }
}

fn without_cells(target: &Target, curve: &Curve) -> Judged {
    let met = Met::new(target, None, curve.at(0.0));
    Judged {
        verdict: if met.is_met { Verdict::Pass } else { Verdict::Miss },
        is_settled: met.is_settled,
        judged_at: Some(met),
        log_likelihood: Some(log_likelihood(target, &met.estimate)),
        ..not_run(target)
    }
}

fn with_potency(target: &Target, curve: &Curve, common: f64, weight: f64) -> Judged {
    let at = |potency: f64| met_at(target, curve, potency);
    let met = at(common);
    let is_settled = |potency: f64| at(potency).is_none_or(|met| met.is_settled);
    let verdict = verdict_at(target, curve, common);
    // Where the ends decide, the common potency does not matter.
    let by_ends = is_met_at(target, curve, 0.0) == is_met_at(target, curve, 1.0);
    let is_settled = is_settled(0.0) && is_settled(1.0) && (by_ends || is_settled(common));
    Judged {
        target: target.clone(),
        verdict,
        is_settled,
        judged_at: met,
        shown: SHOWN.into_iter().filter_map(at).collect(),
        weight: Some(weight),
        log_likelihood: met.map(|met| log_likelihood(target, &met.estimate)),
        ..not_run(target)
    }
}

/// The estimate of a row with cells at a potency, against its interval; nothing where there is none.
fn met_at(target: &Target, curve: &Curve, potency: f64) -> Option<Met> {
    curve.reaches(potency).then(|| Met::new(target, Some(potency), curve.at(potency)))
}

/// Whether the model meets a row with cells at a potency; not where it has no estimate.
fn is_met_at(target: &Target, curve: &Curve, potency: f64) -> bool {
    met_at(target, curve, potency).is_some_and(|met| met.is_met)
}

/// What comes of a row with cells where this is the common potency.
fn verdict_at(target: &Target, curve: &Curve, common: f64) -> Verdict {
    match [0.0, 1.0].map(|end| is_met_at(target, curve, end)) {
        [true, true] => Verdict::Uninformative,
        [false, false] => Verdict::Miss,
        _ if is_met_at(target, curve, common) => Verdict::Pass,
        _ => Verdict::Miss,
    }
}

#[cfg(test)]
mod tests;
