//! What compared runs are called in figures.

use std::collections::BTreeSet;

use super::Run;
use crate::scenario::{DifferingKey, counted};

/// Most keys that name the first run.
const FEW: usize = 2;

/// Titles where they differ. Else the first run has its title, or the keys that differ if they are few, and every other
/// run the keys in which it differs from the first.
pub fn of(runs: &[Run], keys: &[DifferingKey]) -> Vec<String> {
    let titles: BTreeSet<&str> = runs.iter().map(|run| run.scenario.title.as_str()).collect();
    if titles.len() == runs.len() {
        return runs.iter().map(|run| run.scenario.title.clone()).collect();
    }
    let about: Vec<&DifferingKey> = keys.iter().filter(|key| !key.path.starts_with("output.")).collect();
    let doses: Vec<u64> = runs.iter().map(|run| run.scenario.setup.doses.len() as u64).collect();
    let named = |(number, run): (usize, &Run)| {
        let known = if number == 0 { told(&about, 0, &doses, |_| true) } else { differing(&about, number, &doses) };
        match known.as_slice() {
            several if number == 0 && several.len() > FEW => run.scenario.title.clone(),
            [] => format!("{} ({:.8})", run.scenario.title, run.finished.manifest.run_hash),
            known => known.join("; "),
        }
    };
    runs.iter().enumerate().map(named).collect()
}

/// The keys in which a run differs from the first.
fn differing(keys: &[&DifferingKey], run: usize, doses: &[u64]) -> Vec<String> {
    told(keys, run, doses, |key| key.values[run] != key.values[0])
}

/// Keys with the values of a run; all about doses is one of them.
fn told(keys: &[&DifferingKey], run: usize, doses: &[u64], is_told: impl Fn(&DifferingKey) -> bool) -> Vec<String> {
    let told: Vec<&DifferingKey> = keys.iter().copied().filter(|key| is_told(key)).collect();
    let (of_doses, others): (Vec<&DifferingKey>, Vec<&DifferingKey>) =
        told.into_iter().partition(|key| key.path.starts_with("dose["));
    let value = |key: &DifferingKey| match &key.values[run] {
        Some(value) => format!("{} = {value}", key.path),
        None => format!("no {}", key.path),
    };
    let mut names: Vec<String> = match (of_doses.as_slice(), doses.get(run).copied().unwrap_or(0)) {
        ([], _) => Vec::new(),
        (_, 0) => vec!["no dose".to_owned()],
        ([single], _) => vec![value(single)],
        (_, number) => vec![counted(number, "dose")],
    };
    names.extend(others.into_iter().map(value));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_named_by_what_differs_from_the_first() {
        let key = |path: &str, values: [&str; 2]| {
            let value = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
            DifferingKey { path: path.to_owned(), values: values.map(value).to_vec() }
        };
        let all = [key("dose[1].at", ["0 day", ""]), key("dose[1].cells", ["7e7", ""]), key("seed", ["1", "1"])];
        let keys: Vec<&DifferingKey> = all.iter().collect();
        assert_eq!(differing(&keys, 1, &[1, 0]), ["no dose"]);
        assert_eq!(told(&keys, 0, &[1, 0], |_| true), ["1 dose", "seed = 1"]);
        let one = [key("dose[2].cells", ["7e7", "1e6"]), key("patient.baseline_pain", ["7 points", ""])];
        let keys: Vec<&DifferingKey> = one.iter().collect();
        assert_eq!(differing(&keys, 1, &[2, 2]), ["dose[2].cells = 1e6", "no patient.baseline_pain"]);
    }
}
