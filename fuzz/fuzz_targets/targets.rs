//! A table of published figures, as `admsc calibrate --targets` reads it.
#![no_main]

use std::collections::BTreeSet;

use admsc_study::clinical::targets::{Target, TargetsError, from_csv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let read = from_csv("table.csv", text);
    match &read {
        Ok(targets) => {
            let ids: BTreeSet<&str> = targets.iter().map(|target| target.id.as_str()).collect();
            assert!(!targets.is_empty() && ids.len() == targets.len());
            for target in targets {
                let (least, most) = target.estimator.range();
                assert!(
                    least <= target.low && target.includes(target.value) && target.high <= most && target.visit_day > 0
                );
                assert!(target.estimator.is_difference() == target.model_arms.minus.is_some() && target.n != Some(0));
                dosing_is_possible(target);
            }
            let marked = from_csv("table.csv", &format!("\u{feff}{}\n\n", text.trim_start_matches('\u{feff}')));
            assert_eq!(marked.ok().as_ref(), Some(targets), "neither a mark nor empty lines change a table");
        }
        Err(error) => {
            assert!(error.to_string().contains("table.csv"));
            if let TargetsError::Cells(faults) = error {
                let lines = text.split(['\n', '\r']).count() as u64;
                assert!(
                    faults.iter().all(|fault| (2..=lines).contains(&fault.line) && !fault.expected.is_empty()),
                    "{faults:?}"
                );
            }
        }
    }
});

fn dosing_is_possible(target: &Target) {
    let Some(dosing) = &target.dosing else { return };
    assert!(dosing.days.first().is_none_or(|first| *first < f64::from(target.visit_day)));
    assert!(
        !dosing.amounts.is_empty()
            && dosing.amounts.iter().all(|amount| amount.cells.is_finite() && amount.cells > 0.0)
    );
    assert!(dosing.days.iter().all(|day| day.is_finite() && *day >= 0.0), "{dosing:?}");
}
