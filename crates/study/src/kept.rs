//! Names of work that is kept between runs: baselines, patients, evaluations.
//!
//! A name is a hash over the code that computes (the crate of the model and the locked versions of what it depends on) and
//! everything that the code is given. A changed rule leaves every kept piece behind; a changed caption, error text or option
//! leaves none.

use admsc_model::SOURCE_HASH;
use admsc_model::digest::hex;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::watch::Fault;
use admsc_model::simulation::Error;
use admsc_scenario::population::day_zero;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Name of what the model computes from `given`, as hexadecimal text.
///
/// # Errors
/// When `given` cannot be encoded.
pub fn kept_key(given: &impl Serialize) -> Result<String, Error> {
    let mut hash = Sha256::new();
    hash.update(SOURCE_HASH);
    hash.update(postcard::to_stdvec(given)?);
    Ok(hex(&hash.finalize()[..16]))
}

/// Name of what is `given`, whatever computes from it, as hexadecimal text.
///
/// # Errors
/// When `given` cannot be encoded.
pub fn name_of(given: &impl Serialize) -> Result<String, Error> {
    Ok(hex(&Sha256::digest(postcard::to_stdvec(given)?)[..16]))
}

/// Name of the state of day 0 of a patient: a kept baseline may be used where this is the same. It depends on what acts
/// before day 0 ([`day_zero::identity`]: no treatment, no potency, nothing of injected cells), the random numbers and the code.
///
/// # Errors
/// When a parameter is no finite number.
pub fn baseline_key(setup: &Setup, seed: u64, patient: u32) -> Result<String, Error> {
    let fault = Fault::NotFinite { what: "a parameter", place_um: None };
    let before = day_zero::identity(setup).map_err(|_| Error::Fault { day: 0.0, fault })?;
    kept_key(&(before, seed, patient))
}
