//! Which parameters are free, and what was known of them before: the priors of the ledger.
//!
//! A parameter moves on the scale of its logarithm. The prior is a two-piece normal there: its mode is the value that the
//! indication has, and 95 % of it lie between the ends of the ledger's range, which are also hard limits. Where the range
//! begins at 0, which has no logarithm, the lower piece is as wide as the upper one.
//!
//! The values of the ledger that are graded `calibrated` were once found against the same clinical figures by hand. A
//! prior centred on them is no independent evidence: an interval as wide as the prior says that the rows tell nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Error;
use admsc_model::math;
use admsc_model::rules::parameters::Parameters;
use admsc_scenario::ledger::{Entry, Ledger};
use admsc_scenario::reading;

/// Half-width of the central 95 % of a standard normal.
const DEVIATIONS: f64 = 1.959_963_984_540_054;

/// The parameters that are fitted unless others are named, with the reason.
///
/// Few: an indication has three or four rows with role `fit`. Left out as not told apart by those rows: the weights of
/// pain and the reference of sensitisation (they act on the level of pain as `pain.gain` does), the half-saturation of
/// the drive (as its strength), the half-saturation of the mediator (as the rate it adds), the decay of the imprint (as
/// its strength, at one visit a year), and all that only animals or cultures have measured.
pub const DEFAULTS: [(&str, &[(&str, &str)]); 3] = [
    ("discogenic", LOCAL),
    ("neuropathic", LOCAL),
    (
        "rheumatoid",
        &[
            ("drive.autoimmune", "strength of the drive that T cells maintain"),
            ("drive.tnf", "how strongly inflammation sustains itself: how many patients leave it without cells"),
            ("circulation.education_effect", "size of the effect of an infusion"),
            ("circulation.education_decay_time", "how long it lasts"),
            ("pain.gain", "level of pain"),
        ],
    ),
];

/// After an injection.
const LOCAL: &[(&str, &str)] = &[
    ("drive.autoimmune", "how many patients cannot leave the painful state: the share of non-responders"),
    ("drive.tnf", "how strongly inflammation sustains itself: how many patients leave it without cells"),
    ("macrophage.m1_to_m2_rate_mediator", "size of the early effect of living cells"),
    ("macrophage.m1_to_m2_rate_imprint", "size of the effect that outlasts the cells"),
    ("niche.imprint_strength", "how strong an imprint a dose leaves"),
    ("pain.gain", "level of pain"),
];

/// One parameter that is fitted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Free {
    /// Key of the ledger.
    pub key: String,
    /// What the rows can determine about it; empty for parameters chosen with --free.
    pub reason: String,
    /// Value before the calibration, canonical unit: mode of the prior.
    pub mode: f64,
    /// Lower end of its range, canonical unit.
    pub low: f64,
    /// Upper end of its range, canonical unit.
    pub high: f64,
    /// Standard deviations of the logarithm below and above the mode.
    sds: [f64; 2],
}

impl Free {
    /// A parameter with the value `mode` in the mean patient.
    ///
    /// # Errors
    /// When value and range cannot be the prior of a logarithm.
    pub fn new(entry: &Entry, reason: &str, mode: f64) -> Result<Self, Error> {
        let fault = |reason: &str| Error::Parameter { key: entry.key.clone(), reason: reason.to_owned() };
        let (low, high) = (entry.low, entry.high);
        if mode <= 0.0 {
            return Err(fault("its value is not above 0, and it is fitted on the scale of its logarithm"));
        }
        if !(low < mode && mode < high) {
            return Err(fault("its value is outside the range of the ledger, which is its prior"));
        }
        let above = math::ln(high / mode) / DEVIATIONS;
        let below = if low > 0.0 { math::ln(mode / low) / DEVIATIONS } else { above };
        Ok(Self { key: entry.key.clone(), reason: reason.to_owned(), mode, low, high, sds: [below, above] })
    }

    /// The value at a place, canonical unit. Places count standard deviations of the prior from its mode.
    pub fn value(&self, place: f64) -> f64 {
        (self.mode * math::exp(place * self.sd(place))).clamp(self.low, self.high)
    }

    /// Lowest and highest place.
    pub fn limits(&self) -> [f64; 2] {
        [-DEVIATIONS, DEVIATIONS]
    }

    fn sd(&self, direction: f64) -> f64 {
        if direction < 0.0 { self.sds[0] } else { self.sds[1] }
    }
}

/// The free parameters of an indication with the values that they have in its mean patient: the named ones, or the
/// usual ones.
///
/// # Errors
/// When a key is unknown or cannot be fitted, or the indication has no usual ones.
pub fn free(ledger: &Ledger, indication: &str, mean: &Parameters, named: &[String]) -> Result<Vec<Free>, Error> {
    let usual = DEFAULTS.iter().find(|(name, _)| *name == indication).map(|(_, keys)| *keys);
    let wanted: Vec<(&str, &str)> = match usual {
        _ if !named.is_empty() => named.iter().map(|key| (key.as_str(), "")).collect(),
        Some(keys) => keys.to_vec(),
        None => {
            let known = DEFAULTS.map(|(name, _)| name).join(", ");
            return Err(Error::Indication { name: indication.to_owned(), known });
        }
    };
    let mut all: Vec<Free> = Vec::with_capacity(wanted.len());
    for (key, reason) in wanted {
        let entry = ledger.entry(key).ok_or_else(|| unknown(ledger, key))?;
        if all.iter().any(|known| known.key == key) {
            return Err(Error::Parameter { key: key.to_owned(), reason: "it is given twice".to_owned() });
        }
        all.push(Free::new(entry, reason, ledger.get(mean, key)?)?);
    }
    Ok(all)
}

fn unknown(ledger: &Ledger, key: &str) -> Error {
    let nearest = reading::nearest(key, ledger.entries().iter().map(|entry| entry.key.as_str()));
    let nearest = nearest.map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
    Error::Key { key: key.to_owned(), nearest }
}

/// Values by key at a point: a place for every free parameter.
pub fn values_at(free: &[Free], point: &[f64]) -> BTreeMap<String, f64> {
    free.iter().zip(point).map(|(free, place)| (free.key.clone(), free.value(*place))).collect()
}

/// −2 log of the prior's density at a point, relative to its mode: places are standard normal.
pub fn penalty(point: &[f64]) -> f64 {
    point.iter().fold(0.0, |sum, place| sum + place * place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_the_ledger_is_the_central_95_percent() -> Result<(), Box<dyn std::error::Error>> {
        let ledger = Ledger::bundled()?;
        let all = free(&ledger, "discogenic", &ledger.defaults()?, &[])?;
        for free in &all {
            let [low, high] = free.limits();
            assert!((free.value(high) / free.high - 1.0).abs() < 1e-12, "{}", free.key);
            assert_eq!(free.value(0.0), free.mode);
            if free.low > 0.0 {
                assert!((free.value(low) / free.low - 1.0).abs() < 1e-12, "{}", free.key);
            }
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() -> Result<(), Box<dyn std::error::Error>> {
        let ledger = Ledger::bundled()?;
        let mean = ledger.defaults()?;
        let refused = |key: &str| free(&ledger, "discogenic", &mean, &[key.to_owned()]).is_err();
        assert!(refused("matrix.wear_rate"), "0 has no logarithm");
        assert!(refused("patient.potency"), "the mode lies at the end of its range");
        assert!(refused("drive.nonsense"));
        assert!(!refused("drive.damage"));
        let twice = ["drive.tnf", "drive.tnf"].map(str::to_owned);
        assert!(free(&ledger, "discogenic", &mean, &twice).is_err());
        assert!(free(&ledger, "gout", &mean, &[]).is_err());
        Ok(())
    }
}
