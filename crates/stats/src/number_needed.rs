//! How many patients must be treated for one more of them to respond.
//!
//! The number is 1/D of the difference D between the shares of responders. An interval of D that includes 0 has no
//! interval of 1/D between two ends: it goes from a number needed to treat for benefit through infinity (no difference)
//! to one for harm (Altman 1998, doi:10.1136/bmj.317.7168.1309). The variants keep the two apart.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::share_difference::ShareDifference;

/// Number needed to treat, with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum NumberNeeded {
    /// The whole interval speaks for the first arm.
    Benefit {
        /// Patients to treat for one more to respond.
        number: f64,
        /// Fewest by the interval.
        fewest: f64,
        /// Most by the interval.
        most: f64,
    },
    /// The whole interval speaks against the first arm.
    Harm {
        /// Patients to treat for one fewer to respond.
        number: f64,
        /// Fewest by the interval.
        fewest: f64,
        /// Most by the interval.
        most: f64,
    },
    /// The interval includes no difference: it reaches from benefit through infinity to harm.
    ThroughInfinity {
        /// The estimate.
        estimate: Estimate,
        /// Fewest patients to treat for one more to respond; none where the interval ends at no difference.
        fewest_for_benefit: Option<f64>,
        /// Fewest patients to treat for one fewer to respond; none where the interval ends at no difference.
        fewest_for_harm: Option<f64>,
    },
}

/// Estimate of a number whose interval passes through infinity.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "favours", content = "number", rename_all = "kebab-case")]
pub enum Estimate {
    /// For the first arm: patients to treat for one more to respond.
    Benefit(f64),
    /// Against the first arm: patients to treat for one fewer to respond.
    Harm(f64),
    /// The shares are the same, and no number of patients makes a difference.
    Neither,
}

impl NumberNeeded {
    /// From the difference of two shares, first arm minus second, of patients for whom the treatment did what it
    /// should.
    ///
    /// None where the difference does not lie in its interval, or they not between −1 and 1.
    pub fn from_difference(difference: &ShareDifference) -> Option<Self> {
        Self::from_interval(difference.difference, difference.low, difference.high)
    }

    /// The same from the difference and the ends of its interval.
    pub fn from_interval(difference: f64, low: f64, high: f64) -> Option<Self> {
        let ordered = -1.0 <= low && low <= difference && difference <= high && high <= 1.0;
        if !ordered {
            return None;
        }
        // A difference too small for its reciprocal is none.
        let needed = |share: f64| Some(1.0 / share.abs()).filter(|number| number.is_finite());
        Some(match (needed(difference), needed(low), needed(high)) {
            (Some(number), Some(most), Some(fewest)) if low > 0.0 => Self::Benefit { number, fewest, most },
            (Some(number), Some(fewest), Some(most)) if high < 0.0 => Self::Harm { number, fewest, most },
            (number, for_harm, for_benefit) => Self::ThroughInfinity {
                estimate: match number {
                    Some(number) if difference > 0.0 => Estimate::Benefit(number),
                    Some(number) => Estimate::Harm(number),
                    None => Estimate::Neither,
                },
                fewest_for_benefit: for_benefit,
                fewest_for_harm: for_harm,
            },
        })
    }
}

impl fmt::Display for NumberNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |name: &str, number: Option<f64>| number.map(|number| format!("{name} {}", rounded(number)));
        let through = |from: Option<String>, to: Option<String>| {
            let ends: Vec<String> = [from, Some("infinity".to_string()), to].into_iter().flatten().collect();
            ends.join(" to ")
        };
        match *self {
            Self::Benefit { number, fewest, most } => {
                write!(f, "number needed to treat {} ({} to {})", rounded(number), rounded(fewest), rounded(most))
            }
            Self::Harm { number, fewest, most } => {
                write!(f, "number needed to harm {} ({} to {})", rounded(number), rounded(fewest), rounded(most))
            }
            Self::ThroughInfinity { estimate, fewest_for_benefit, fewest_for_harm } => {
                let (benefit, harm) = (end("benefit", fewest_for_benefit), end("harm", fewest_for_harm));
                match estimate {
                    Estimate::Benefit(number) => {
                        write!(f, "number needed to treat {} ({})", rounded(number), through(benefit, harm))
                    }
                    Estimate::Harm(number) => {
                        write!(f, "number needed to harm {} ({})", rounded(number), through(harm, benefit))
                    }
                    Estimate::Neither => write!(f, "number needed to treat infinite ({})", through(benefit, harm)),
                }
            }
        }
    }
}

/// Below 10 with one decimal, otherwise whole.
fn rounded(number: f64) -> String {
    if number < 9.95 { format!("{number:.1}") } else { format!("{number:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimators::Coverage;
    use crate::share::Share;
    use crate::share_difference::{ShareTest, unpaired};

    const NONE: &str = "no number";

    fn needed(difference: f64, low: f64, high: f64) -> Option<NumberNeeded> {
        let test = ShareTest::FisherExact;
        NumberNeeded::from_difference(&ShareDifference {
            n: [40, 40],
            shares: [0.5; 2],
            difference,
            low,
            high,
            p: 1.0,
            test,
        })
    }

    #[test]
    fn altmans_example_passes_through_infinity() -> Result<(), &'static str> {
        // Altman 1998: a risk reduction of 10 % (−5 % to 25 %) is "NNTB 10 (NNTH 20 to ∞ to NNTB 4)".
        let found = needed(0.10, -0.05, 0.25).ok_or(NONE)?;
        let expected = NumberNeeded::ThroughInfinity {
            estimate: Estimate::Benefit(10.0),
            fewest_for_benefit: Some(4.0),
            fewest_for_harm: Some(20.0),
        };
        assert_eq!(found, expected);
        assert_eq!(found.to_string(), "number needed to treat 10 (benefit 4.0 to infinity to harm 20)");
        Ok(())
    }

    #[test]
    fn an_interval_on_one_side_is_turned_round() -> Result<(), &'static str> {
        let benefit = needed(0.2, 0.08, 0.32).ok_or(NONE)?;
        assert_eq!(benefit.to_string(), "number needed to treat 5.0 (3.1 to 12)");
        let harm = needed(-0.2, -0.32, -0.08).ok_or(NONE)?;
        assert_eq!(harm.to_string(), "number needed to harm 5.0 (3.1 to 12)");
        Ok(())
    }

    #[test]
    fn what_favours_harm_or_neither_says_so() -> Result<(), &'static str> {
        let harm = needed(-0.1, -0.25, 0.05).ok_or(NONE)?;
        assert_eq!(harm.to_string(), "number needed to harm 10 (harm 4.0 to infinity to benefit 20)");
        let neither = needed(0.0, -0.1, 0.2).ok_or(NONE)?;
        assert_eq!(neither.to_string(), "number needed to treat infinite (benefit 5.0 to infinity to harm 10)");
        let at_zero = needed(0.1, 0.0, 0.2).ok_or(NONE)?;
        assert_eq!(at_zero.to_string(), "number needed to treat 10 (benefit 5.0 to infinity)");
        let below_zero = needed(-0.1, -0.2, 0.0).ok_or(NONE)?;
        assert_eq!(below_zero.to_string(), "number needed to harm 10 (harm 5.0 to infinity)");
        let tiny = needed(1e-320, 0.0, 1e-310).ok_or(NONE)?;
        assert_eq!(tiny.to_string(), "number needed to treat infinite (infinity)");
        Ok(())
    }

    #[test]
    fn newcombes_first_example_is_turned_round() -> Result<(), &'static str> {
        // 56 of 70 against 48 of 80: 0.2 (0.0524 to 0.3339).
        let (a, b) = (Share { n: 70, hits: 56 }, Share { n: 80, hits: 48 });
        let difference = unpaired(&a, &b, Coverage::NINETY_FIVE).ok_or(NONE)?;
        let found = NumberNeeded::from_difference(&difference).ok_or(NONE)?;
        assert_eq!(found.to_string(), "number needed to treat 5.0 (3.0 to 19)");
        Ok(())
    }

    #[test]
    fn the_written_form_names_the_direction() -> Result<(), Box<dyn std::error::Error>> {
        let json = serde_json::to_string(&needed(0.1, -0.25, 0.5).ok_or(NONE)?)?;
        let expected = r#"{"kind":"through-infinity","estimate":{"favours":"benefit","number":10.0},"fewest_for_benefit":2.0,"fewest_for_harm":4.0}"#;
        assert_eq!(json, expected);
        Ok(())
    }

    #[test]
    fn one_patient_in_an_arm_allows_no_verdict() {
        let of = |n: usize, m: usize| unpaired(&Share { n, hits: n }, &Share { n: m, hits: 0 }, Coverage::NINETY_FIVE);
        // One of one against none of a hundred: Newcombe's interval would leave no difference out.
        assert_eq!([of(1, 100), of(100, 1), of(1, 1)], [None; 3]);
        assert!(of(2, 2).as_ref().and_then(NumberNeeded::from_difference).is_some());
    }

    #[test]
    fn impossible_differences_are_none() {
        assert_eq!(needed(f64::NAN, -0.1, 0.1), None);
        assert_eq!(needed(0.2, -0.1, 0.1), None);
        assert_eq!(needed(0.2, 0.1, 1.5), None);
    }
}
