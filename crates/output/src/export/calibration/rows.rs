//! Tables of a calibration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use admsc_model::observe::columns::table;
use admsc_scenario::ledger::Ledger;
use admsc_study::calibration::objective::Objective;
use admsc_study::calibration::{Calibration, Fitted};
use admsc_study::clinical::targets::Target;

table! {
    /// One free parameter.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct ParameterRow {
        /// Key of the ledger.
        pub key: String,
        /// Unit of the values.
        pub unit: String,
        /// Before: mode of the prior.
        pub before_value: f64,
        /// Found.
        pub found_value: f64,
        /// Lower end of its 95 % profile interval.
        pub low_value: f64,
        /// Upper end of it.
        pub high_value: f64,
        /// Lower end of the ledger's range: of the central 95 % of the prior.
        pub prior_low_value: f64,
        /// Upper end of it.
        pub prior_high_value: f64,
        /// Width of the interval over that of the prior on the scale of the logarithm; near 1 the rows do not inform it.
        pub interval_of_prior_relative: f64,
        /// Whether the interval ends only where the range does: `no`, `below`, `above` or `both`.
        pub open: String,
        /// What the rows can determine about it; empty for parameters chosen with --free.
        pub reason: String,
    }
}

table! {
    /// One clinical figure under the set before and the set found.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
    pub struct ClinicalFitRow {
        /// Where the sets were tried: `mean-field`, `cells-coarse` or `cells`.
        pub rung: String,
        /// Name of the row.
        pub row: String,
        /// What is estimated.
        pub estimator: String,
        /// Day of the visit.
        pub visit_day: u64,
        /// Published figure.
        pub published_figure: f64,
        /// Lower end of its 95 % interval.
        pub published_low_figure: f64,
        /// Upper end of it.
        pub published_high_figure: f64,
        /// Figure of the model before.
        pub before_figure: f64,
        /// Its Monte Carlo standard error.
        pub before_error_figure: f64,
        /// Figure of the model under the set found.
        pub found_figure: f64,
        /// Its Monte Carlo standard error.
        pub found_error_figure: f64,
        /// Misfit before, weighted: rows about the same patients share the weight of one.
        pub before_misfit: f64,
        /// Misfit under the set found.
        pub found_misfit: f64,
    }
}

/// A set of parameters that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TriedRow {
    /// Where: `mean-field`, `cells-coarse` or `cells`.
    pub rung: String,
    /// Key and value of each free parameter, in the unit of the ledger, as a text.
    pub set: Vec<String>,
    /// Misfit of all rows.
    pub all_misfit: f64,
    /// Its Monte Carlo standard error.
    pub error_misfit: f64,
    /// Misfit and −2 log of the prior.
    pub with_prior_misfit: f64,
}

/// A row a free parameter, in the units of the ledger.
pub fn parameter_rows(ledger: &Ledger, calibration: &Calibration) -> Vec<ParameterRow> {
    calibration.parameters.iter().filter_map(|fitted| parameter_row(ledger, fitted)).collect()
}

fn parameter_row(ledger: &Ledger, fitted: &Fitted) -> Option<ParameterRow> {
    let (free, interval) = (&fitted.free, fitted.interval);
    let entry = ledger.entry(&free.key)?;
    let factor = admsc_scenario::units::Unit::parse(&entry.unit).ok()?;
    let value = |canonical: f64| factor.from_canonical(canonical);
    let open = match (interval.is_open_below, interval.is_open_above) {
        (false, false) => "no",
        (true, false) => "below",
        (false, true) => "above",
        (true, true) => "both",
    };
    Some(ParameterRow {
        key: free.key.clone(),
        unit: entry.unit.clone(),
        before_value: value(free.mode),
        found_value: value(free.value(fitted.place)),
        low_value: value(free.value(interval.low)),
        high_value: value(free.value(interval.high)),
        prior_low_value: value(free.value(free.limits()[0])),
        prior_high_value: value(free.value(free.limits()[1])),
        interval_of_prior_relative: fitted.share_of_prior(),
        open: open.to_owned(),
        reason: free.reason.clone(),
    })
}

/// A row a clinical figure and rung.
pub fn row_rows(targets: &[Target], calibration: &Calibration) -> Vec<ClinicalFitRow> {
    let known = |id: &String| targets.iter().find(|target| target.id == *id).cloned();
    let targets: Vec<Target> = calibration.rows.iter().filter_map(known).collect();
    let objective = Objective::new(targets);
    let mut rows = Vec::new();
    for [before, found] in &calibration.compared {
        let misfits = [before, found].map(|one| objective.misfits(&one.estimates));
        for (row, target) in objective.targets.iter().enumerate() {
            rows.push(ClinicalFitRow {
                rung: before.rung.clone(),
                row: target.id.clone(),
                estimator: target.estimator.name().to_owned(),
                visit_day: u64::from(target.visit_day),
                published_figure: target.value,
                published_low_figure: target.low,
                published_high_figure: target.high,
                before_figure: before.estimates[row].value,
                before_error_figure: before.estimates[row].standard_error,
                found_figure: found.estimates[row].value,
                found_error_figure: found.estimates[row].standard_error,
                before_misfit: misfits[0][row],
                found_misfit: misfits[1][row],
            });
        }
    }
    rows
}

/// Every set that was tried on cells, and those compared on each rung.
pub fn tried_rows(calibration: &Calibration) -> Vec<TriedRow> {
    let compared = calibration.compared.iter().flatten().filter(|one| one.rung != "cells-coarse");
    let of = |one: &admsc_study::calibration::Evaluated| TriedRow {
        rung: one.rung.clone(),
        set: calibration
            .parameters
            .iter()
            .zip(&one.point)
            .map(|(fitted, place)| format!("{} = {:.4}", fitted.free.key, fitted.free.value(*place)))
            .collect(),
        all_misfit: one.misfit,
        error_misfit: one.misfit_error,
        with_prior_misfit: one.objective,
    };
    calibration.evaluations.iter().chain(compared).map(of).collect()
}
