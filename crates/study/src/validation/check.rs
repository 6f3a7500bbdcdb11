//! A check: what the design expects, what the model gives, and what follows.

use serde::{Deserialize, Serialize};

use super::Extent;
use admsc_scenario::language::{Phrase, english};

/// Which part of the design a check belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Fields, walkers, survival and recruitment against exact solutions.
    Numerics,
    /// Finer steps and voxels give the same.
    Equivalence,
    /// The bench of the mechanism: rows that constants may be fitted to.
    BiologyFit,
    /// Its rows that are kept aside.
    BiologyCheck,
    /// What was written down before anybody ran it.
    BiologyPredicted,
    /// A healthy nerve is injured.
    AcuteInjury,
    /// Cells, macrophages and TNFα after an injection beside a disc.
    AfterADose,
    /// Axons.
    Nerve,
    /// Two states of the same patient.
    Bistability,
    /// When relief comes.
    TimeScale,
    /// What doses, places and properties of cells change.
    Treatment,
    /// Not means only.
    Distribution,
    /// What the size of the window changes.
    Space,
}

impl Part {
    /// All parts, in the order of the table.
    pub const ALL: [Self; 13] = [
        Self::Numerics,
        Self::Equivalence,
        Self::BiologyFit,
        Self::BiologyCheck,
        Self::BiologyPredicted,
        Self::AcuteInjury,
        Self::AfterADose,
        Self::Nerve,
        Self::Bistability,
        Self::TimeScale,
        Self::Treatment,
        Self::Distribution,
        Self::Space,
    ];

    /// Its heading.
    pub fn title(self) -> Phrase {
        match self {
            Self::Numerics => english("Numerics"),
            Self::Equivalence => english("Equivalence of finer steps and voxels"),
            Self::BiologyFit => english("Biology, rows that constants may be fitted to"),
            Self::BiologyCheck => english("Biology, rows kept aside"),
            Self::BiologyPredicted => english("Biology, predictions written before they were run"),
            Self::AcuteInjury => english("Acute injury"),
            Self::AfterADose => english("After one dose, disc"),
            Self::Nerve => english("Nerve"),
            Self::Bistability => english("Bistability"),
            Self::TimeScale => english("Time scale"),
            Self::Treatment => english("Treatment"),
            Self::Distribution => english("Distribution"),
            Self::Space => english("Space"),
        }
    }
}

/// The range in which a value is expected; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    /// Lower end; none where the range is open.
    pub low: Option<f64>,
    /// Upper end; none where the range is open.
    pub high: Option<f64>,
    /// The range that the whole interval of the value must lie in as well; none where the value alone decides.
    pub interval_within: Option<(Option<f64>, Option<f64>)>,
}

impl Expected {
    /// Nothing is expected: the value is reported.
    pub const NOTHING: Self = Self { low: None, high: None, interval_within: None };

    /// From `low` to `high`.
    pub fn between(low: f64, high: f64) -> Self {
        Self { low: Some(low), high: Some(high), interval_within: None }
    }

    /// `high` or less.
    pub fn at_most(high: f64) -> Self {
        Self { high: Some(high), ..Self::NOTHING }
    }

    /// `low` or more.
    pub fn at_least(low: f64) -> Self {
        Self { low: Some(low), ..Self::NOTHING }
    }

    /// The same, and the whole interval below `high`.
    pub fn with_interval_below(self, high: f64) -> Self {
        Self { interval_within: Some((None, Some(high))), ..self }
    }

    /// The same, and the whole interval above `low`.
    pub fn with_interval_above(self, low: f64) -> Self {
        Self { interval_within: Some((Some(low), None)), ..self }
    }

    /// The whole interval from `low` to `high`: the two one-sided tests of equivalence.
    pub fn interval_between(low: f64, high: f64) -> Self {
        Self { interval_within: Some((Some(low), Some(high))), ..Self::between(low, high) }
    }

    fn holds(range: (Option<f64>, Option<f64>), value: f64) -> bool {
        range.0.is_none_or(|low| value >= low) && range.1.is_none_or(|high| value <= high)
    }
}

/// A value of the model with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value; not finite where there is none.
    pub value: f64,
    /// Lower end of its interval; none for an exact value.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
    /// Number of patients, runs or seeds behind it; none for a calculation.
    pub n: Option<u64>,
}

/// What follows from a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As expected.
    Pass,
    /// Not as expected.
    Miss,
    /// Too few patients to tell.
    Undecided,
    /// Nothing was expected.
    Reported,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Miss => "MISS",
            Self::Undecided => "undecided",
            Self::Reported => "reported",
        }
    }
}

/// A check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Part of the design.
    pub part: Part,
    /// What is measured.
    pub what: String,
    /// What is expected.
    pub expected: Expected,
    /// Unit of all values; empty for plain numbers.
    pub unit: String,
    /// What was found.
    pub found: Estimate,
    /// Whether it must hold; what need not is reported.
    pub must_hold: bool,
    /// What follows.
    pub verdict: Verdict,
    /// What a reader should know besides; may be empty.
    pub note: String,
}

impl Check {
    /// A check that must hold.
    pub fn new(
        part: Part,
        what: impl Into<String>,
        unit: &str,
        expected: Expected,
        found: Estimate,
        extent: Extent,
    ) -> Self {
        let verdict = judge(&expected, &found, extent);
        let must_hold = expected != Expected::NOTHING;
        Self { part, what: what.into(), expected, unit: unit.into(), found, must_hold, verdict, note: String::new() }
    }

    /// A value that is reported and judged by nothing.
    pub fn reported(part: Part, what: impl Into<String>, unit: &str, found: Estimate) -> Self {
        Self::new(part, what, unit, Expected::NOTHING, found, Extent::Usual)
    }

    /// The same with a note.
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// The same of a range that no longer must hold, with the reason.
    pub fn need_not_hold(self, reason: &str) -> Self {
        Self { must_hold: false, ..self }.noted(reason)
    }

    /// Whether it must hold and does not.
    pub fn fails(&self) -> bool {
        self.must_hold && self.verdict == Verdict::Miss
    }
}

/// With few patients a miss needs the range to lie farther away than this many half-widths of the 95 % interval. A value
/// that truly is the end of the range is missed by 8 patients less than once in 900 times (Student's t, 7 degrees of
/// freedom, one side: beyond 4.7 standard errors).
const QUICK_HALF_WIDTHS: f64 = 2.0;

/// Fewer patients than in `--quick` miss nothing: their intervals are too uncertain themselves.
const FEWEST_THAT_MISS: u64 = 8;

/// What follows from a value.
///
/// With all patients the value decides, and its interval where the design asks for that. With the few patients of
/// `--quick`, or fewer than the design's, a value passes only if its whole interval lies in the range, and misses only if the range is far from it.
fn judge(expected: &Expected, found: &Estimate, extent: Extent) -> Verdict {
    if *expected == Expected::NOTHING {
        return Verdict::Reported;
    }
    if !found.value.is_finite() {
        return if extent == Extent::Quick { Verdict::Undecided } else { Verdict::Miss };
    }
    let ends = || found.low.zip(found.high);
    let range = (expected.low, expected.high);
    let interval_in =
        |range| ends().is_some_and(|(low, high)| [low, high].iter().all(|end| Expected::holds(range, *end)));
    let interval_holds = expected.interval_within.is_none_or(interval_in);
    let holds = Expected::holds(range, found.value) && interval_holds;
    let is_exact = found.n.is_none();
    if extent != Extent::Quick || is_exact {
        return if holds { Verdict::Pass } else { Verdict::Miss };
    }
    if holds && interval_in(range) {
        return Verdict::Pass;
    }
    let ranges = [Some(range), expected.interval_within].into_iter().flatten();
    let is_far = ranges.map(|range| half_widths_away(range, found)).fold(0.0, f64::max) > QUICK_HALF_WIDTHS;
    if is_far && found.n.is_none_or(|n| n >= FEWEST_THAT_MISS) { Verdict::Miss } else { Verdict::Undecided }
}

/// How far a value is from a range, in half-widths of its interval on that side; 0 inside. Patients who are all alike have an
/// interval without width, which says nothing of others: it is near everything.
fn half_widths_away((from, to): (Option<f64>, Option<f64>), found: &Estimate) -> f64 {
    let away = |distance: f64, half: f64| if distance > 0.0 && half > 0.0 { distance / half } else { 0.0 };
    let below = from.zip(found.high).map_or(0.0, |(from, high)| away(from - found.value, high - found.value));
    let above = to.zip(found.low).map_or(0.0, |(to, low)| away(found.value - to, found.value - low));
    below.max(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: f64, half: f64) -> Estimate {
        Estimate { value, low: Some(value - half), high: Some(value + half), n: Some(9) }
    }

    #[test]
    fn with_all_patients_the_value_decides_and_its_interval_where_asked() {
        let below = Expected::at_most(-0.2);
        let judged = |expected: Expected, value, half| judge(&expected, &found(value, half), Extent::Usual);
        assert_eq!(judged(below, -0.3, 0.5), Verdict::Pass);
        assert_eq!(judged(below, -0.1, 0.5), Verdict::Miss);
        assert_eq!(judged(below.with_interval_below(0.0), -0.3, 0.5), Verdict::Miss);
        assert_eq!(judged(below.with_interval_below(0.0), -0.3, 0.2), Verdict::Pass);
        let equivalent = Expected::interval_between(-0.2, 0.2);
        assert_eq!(judged(equivalent, 0.1, 0.05), Verdict::Pass);
        assert_eq!(judged(equivalent, 0.1, 0.15), Verdict::Miss);
        assert_eq!(judged(Expected::NOTHING, f64::NAN, 0.0), Verdict::Reported);
        assert_eq!(judged(below, f64::NAN, 0.0), Verdict::Miss);
    }

    #[test]
    fn few_patients_leave_a_check_undecided_rather_than_missed() {
        let judged = |value, half| judge(&Expected::between(1.0, 2.0), &found(value, half), Extent::Quick);
        assert_eq!(judged(1.5, 0.4), Verdict::Pass);
        assert_eq!(judged(1.5, 0.6), Verdict::Undecided);
        assert_eq!(judged(2.5, 0.4), Verdict::Undecided);
        assert_eq!(judged(2.5, 0.2), Verdict::Miss);
        assert_eq!(judged(0.5, 0.2), Verdict::Miss);
        assert_eq!(judged(0.7, 0.2), Verdict::Undecided);
        assert_eq!(judged(0.7, 0.0), Verdict::Undecided, "all patients alike");
        let four = Estimate { n: Some(FEWEST_THAT_MISS / 2), ..found(2.5, 0.2) };
        assert_eq!(judge(&Expected::between(1.0, 2.0), &four, Extent::Quick), Verdict::Undecided);
        for value in [1.5, 9.0] {
            let of_three = Estimate { value, low: None, high: None, n: Some(3) };
            assert_eq!(
                judge(&Expected::between(1.0, 2.0), &of_three, Extent::Quick),
                Verdict::Undecided,
                "no interval"
            );
        }
        let exact = Estimate { value: 3.0, low: None, high: None, n: None };
        assert_eq!(judge(&Expected::between(1.0, 2.0), &exact, Extent::Quick), Verdict::Miss);
    }
}
