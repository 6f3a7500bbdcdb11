//! Which parameters are moved, and through which range.

use std::collections::BTreeMap;

use super::Error;
use admsc_model::math;
use admsc_model::rules::setup::{Preparation, Setup, Start};
use admsc_scenario::language::{Message, Phrase, english, verbatim};
use admsc_scenario::ledger::{Entry, Ledger, from_values, values};
use admsc_scenario::population::day_zero::acts_without_cells;
use admsc_scenario::population::idle::{Missing, missing};

/// Ratio of the ends of a range above which it is gone through by ratios rather than by differences.
const WIDE: f64 = 10.0;

/// What a scenario states of the person and the place that are treated: no gap in knowledge.
const CIRCUMSTANCES: [&str; 5] =
    ["patient.age", "patient.body_weight", "tissue.treated_volume", "axon.target_distance", "pain.nerve_share"];

/// A parameter that is moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Its row of the ledger.
    pub entry: Entry,
    /// Its value in the scenario, canonical unit.
    pub value: f64,
    /// Lower end, canonical unit.
    pub low: f64,
    /// Upper end, canonical unit.
    pub high: f64,
}

impl Factor {
    /// Whether equal steps are equal ratios.
    pub fn is_logarithmic(&self) -> bool {
        self.low > 0.0 && self.high / self.low > WIDE
    }

    /// The value at a share of the range, 0 to 1; canonical unit.
    pub fn at(&self, share: f64) -> f64 {
        if share <= 0.0 {
            self.low
        } else if share >= 1.0 {
            self.high
        } else if self.is_logarithmic() {
            self.low * math::exp(share * math::ln(self.high / self.low))
        } else {
            self.low + share * (self.high - self.low)
        }
    }

    /// Whether it acts where there are no injected cells: then day 0 and the untreated course depend on it.
    pub fn acts_without_cells(&self) -> bool {
        acts_without_cells(&self.entry.key)
    }
}

/// Why a parameter is not moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It describes who and what is treated.
    Circumstance,
    /// The scenario has no nerve.
    NoNerve,
    /// The scenario has no acute injury.
    NoInjury,
    /// Nothing living is given.
    NoCells,
    /// Nothing is given by needle.
    NoNeedle,
    /// Nothing is given by vein.
    NoVein,
    /// Infused cells hold alike in every tissue.
    UniformAdhesion,
    /// The patient has no tumour.
    NoTumour,
    /// Others were asked for.
    NotAskedFor,
}

impl Reason {
    /// All reasons.
    const ALL: [Self; 9] = [
        Self::Circumstance,
        Self::NoNerve,
        Self::NoInjury,
        Self::NoCells,
        Self::NoNeedle,
        Self::NoVein,
        Self::UniformAdhesion,
        Self::NoTumour,
        Self::NotAskedFor,
    ];

    /// The reason in words.
    fn phrase(self) -> Phrase {
        match self {
            Self::Circumstance => english("describes the patient or the treatment"),
            Self::NoNerve => english("no nerve in the scenario"),
            Self::NoInjury => english("no acute injury in the scenario"),
            Self::NoCells => english("no living cells are given"),
            Self::NoNeedle => english("nothing is given by needle"),
            Self::NoVein => english("nothing is given by vein"),
            Self::UniformAdhesion => english("infused cells hold alike in every tissue"),
            Self::NoTumour => english("no tumour in the scenario"),
            Self::NotAskedFor => english("not chosen"),
        }
    }

    /// The reason as words, for files.
    pub fn words(self) -> &'static str {
        self.phrase().in_english()
    }

    /// A reason from a file, to be said.
    pub fn said(words: &str) -> Message {
        Self::ALL
            .iter()
            .find(|reason| reason.words() == words)
            .map_or_else(|| verbatim(words), |one| one.phrase().into())
    }
}

/// A parameter that is not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcludedParameter {
    /// Its key.
    pub key: String,
    /// Why.
    pub reason: Reason,
}

/// The parameters of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// Those that are moved, in the order of the ledger.
    pub moved: Vec<Factor>,
    /// Those that are not.
    pub left_out: Vec<ExcludedParameter>,
}

/// A key, or several: `*` stands for any part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// From its text.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it stands for a key.
    pub fn matches(&self, key: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| key.strip_prefix(first)) else { return false };
        let mut middle: Vec<&str> = parts.collect();
        let Some(last) = middle.pop() else { return rest.is_empty() };
        for part in middle {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

/// Sorts the parameters of the ledger into those that the rules of a scenario read and whose value is a matter of
/// evidence, and the others. With patterns, only what they stand for is moved, circumstances included. The range is the
/// ledger's, widened where the scenario's own value lies outside it; a `reach` below 1 goes only that share of the way
/// from the scenario's value to either end.
///
/// # Errors
/// When the ledger does not fit the parameters.
pub fn choose(ledger: &Ledger, setup: &Setup, only: &[Pattern], reach: f64) -> Result<Factors, Error> {
    let all = values(&setup.parameters)?;
    let mut factors = Factors { moved: Vec::new(), left_out: Vec::new() };
    for entry in ledger.entries() {
        let Some(value) = all.get(&entry.key).copied() else { continue };
        match reason(setup, &entry.key, only) {
            Some(reason) => factors.left_out.push(ExcludedParameter { key: entry.key.clone(), reason }),
            None => {
                let towards = |end: f64| if reach < 1.0 { value + reach * (end - value) } else { end };
                let (low, high) = (towards(entry.low.min(value)), towards(entry.high.max(value)));
                factors.moved.push(Factor { entry: entry.clone(), value, low, high });
            }
        }
    }
    Ok(factors)
}

/// Why a key is not moved, if it is not.
fn reason(setup: &Setup, key: &str, only: &[Pattern]) -> Option<Reason> {
    let without_cells = setup.doses.iter().all(|dose| dose.preparation == Preparation::Sham);
    let missing = missing(setup, key).map(|missing| match missing {
        Missing::Nerve => Reason::NoNerve,
        Missing::Injury => Reason::NoInjury,
        Missing::Tumour => Reason::NoTumour,
        Missing::Vein => Reason::NoVein,
        Missing::Adhesion => Reason::UniformAdhesion,
        Missing::Needle => Reason::NoNeedle,
    });
    let of_doses = matches!(missing, Some(Reason::NoVein | Reason::NoNeedle));
    let found = [
        (!of_doses, missing),
        (!acts_without_cells(key) && without_cells, Some(Reason::NoCells)),
        (of_doses, missing),
        (!only.is_empty() && !only.iter().any(|pattern| pattern.matches(key)), Some(Reason::NotAskedFor)),
        (only.is_empty() && CIRCUMSTANCES.contains(&key), Some(Reason::Circumstance)),
    ];
    found.into_iter().find_map(|(is, reason)| reason.filter(|_| is))
}

/// The setup of a setting: every moved parameter at its share of the range. ClinicalOptions-for pain is not kept.
///
/// # Errors
/// When the ledger does not fit the parameters.
pub fn set(setup: &Setup, factors: &[Factor], shares: &[f64]) -> Result<Setup, Error> {
    let mut all: BTreeMap<String, f64> = values(&setup.parameters)?;
    for (factor, share) in factors.iter().zip(shares) {
        all.insert(factor.entry.key.clone(), factor.at(*share));
    }
    Ok(free(&setup.with_parameters(from_values(&all)?)))
}

/// The setup without an asked-for pain, which would scale away what parameters do to it.
pub fn free(setup: &Setup) -> Setup {
    let start = match setup.start {
        Start::Chronic { .. } => Start::Chronic { baseline_pain: None },
        acute => acute,
    };
    Setup { start, ..setup.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_scenario::reading::load_str;

    fn chosen(preset: &str, dose: &str, only: &[&str]) -> Result<Factors, Box<dyn std::error::Error>> {
        let text = format!("format = 1\nextends = \"builtin:{preset}\"\ndose = [{dose}]\n");
        let setup = load_str("x", &text, &[])?.setup;
        let only: Vec<Pattern> = only.iter().map(|text| Pattern::new(text)).collect();
        Ok(choose(&Ledger::bundled()?, &setup, &only, 1.0)?)
    }

    fn reason_of(factors: &Factors, key: &str) -> Option<Reason> {
        factors.left_out.iter().find(|left| left.key == key).map(|left| left.reason)
    }

    const NEEDLED: &str = r#"{ at = "0 d", cells = 18e6 }"#;

    #[test]
    fn what_a_scenario_does_not_read_is_left_out() -> Result<(), Box<dyn std::error::Error>> {
        let disc = chosen("discogenic", NEEDLED, &[])?;
        assert_eq!(reason_of(&disc, "axon.growth_speed"), Some(Reason::NoNerve));
        assert_eq!(reason_of(&disc, "injury.peak_time"), Some(Reason::NoInjury));
        assert_eq!(reason_of(&disc, "circulation.lung_fraction"), Some(Reason::NoVein));
        assert_eq!(reason_of(&disc, "tumour.compression"), Some(Reason::NoTumour));
        assert_eq!(reason_of(&disc, "patient.age"), Some(Reason::Circumstance));
        assert_eq!(reason_of(&disc, "stem_cell.bolus_sd"), None);
        let vein = chosen("neuropathic", r#"{ at = "0 d", cells = 70e6, route = "vein" }"#, &[])?;
        assert_eq!(reason_of(&vein, "stem_cell.bolus_sd"), Some(Reason::NoNeedle));
        assert!(["axon.growth_speed", "circulation.lung_fraction"].iter().all(|key| reason_of(&vein, key).is_none()));
        let sham = chosen("neuropathic", r#"{ at = "0 d", sham = true }"#, &[])?;
        assert_eq!(reason_of(&sham, "patient.potency"), Some(Reason::NoCells));
        assert_eq!(sham.moved.len() + sham.left_out.len(), Ledger::bundled()?.entries().len());
        Ok(())
    }

    #[test]
    fn patterns_choose() -> Result<(), Box<dyn std::error::Error>> {
        let some = chosen("discogenic", NEEDLED, &["drive.*", "patient.age", "*_half"])?;
        let keys: Vec<&str> = some.moved.iter().map(|factor| factor.entry.key.as_str()).collect();
        assert!(
            ["drive.tnf", "drive.tnf_half", "patient.age", "growth_factor.ngf_half"].iter().all(|k| keys.contains(k))
        );
        assert!(!keys.contains(&"matrix.repair_rate") && !keys.contains(&"axon.latency"));
        assert!(!Pattern::new("drive").matches("drive.tnf") && Pattern::new("*").matches("drive.tnf"));
        assert!(
            Pattern::new("d*.t*f").matches("drive.tnf") && !Pattern::new("drive.tnf*half*x").matches("drive.tnf_half")
        );
        Ok(())
    }

    #[test]
    fn a_short_reach_stays_round_the_value_of_the_scenario() -> Result<(), Box<dyn std::error::Error>> {
        let text = format!("format = 1\nextends = \"builtin:neuropathic\"\ndose = [{NEEDLED}]\n");
        let setup = load_str("x", &text, &[])?.setup;
        let ledger = Ledger::bundled()?;
        let (whole, near) = (choose(&ledger, &setup, &[], 1.0)?.moved, choose(&ledger, &setup, &[], 0.25)?.moved);
        for (whole, near) in whole.iter().zip(&near) {
            let quarter = 0.25 * (whole.high - whole.low);
            assert!((near.high - near.low - quarter).abs() <= 1e-12 * whole.high, "{}", near.entry.key);
            assert!(near.low <= near.value && near.value <= near.high, "{}", near.entry.key);
        }
        Ok(())
    }

    #[test]
    fn ranges_are_gone_through_from_end_to_end() -> Result<(), Box<dyn std::error::Error>> {
        for factor in chosen("discogenic", NEEDLED, &[])?.moved {
            assert_eq!([factor.at(0.0), factor.at(1.0)], [factor.low, factor.high]);
            let middle = factor.at(0.5);
            let mean = if factor.is_logarithmic() {
                (factor.low * factor.high).sqrt()
            } else {
                0.5 * (factor.low + factor.high)
            };
            assert!((middle - mean).abs() <= 1e-12 * mean, "{}", factor.entry.key);
        }
        Ok(())
    }
}
