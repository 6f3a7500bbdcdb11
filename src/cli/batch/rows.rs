//! What the table of a batch says of a scenario.

use std::path::Path;

use super::super::replicates;
use super::super::run::{Arguments, finished_run};
use super::super::study::{self, Finished};
use super::Item;
use admsc_output::export::batch::BatchRow;
use admsc_output::export::manifest::Manifest;
use admsc_scenario::reading::study::Study;
use admsc_scenario::reading::{Errors, Scenario};
use admsc_study::spread::ReplicatesSummary;
use admsc_study::summary::Summary;

/// A scenario before it is run.
pub fn of(file: &Path, scenario: &Scenario) -> BatchRow {
    let kind = match (&scenario.study, scenario.replicates) {
        (Some(_), _) => "study",
        (None, 1) => "run",
        (None, _) => "replicates",
    };
    BatchRow {
        name: Some(scenario.name.clone()),
        title: Some(scenario.title.clone()),
        seed: Some(scenario.seed),
        patient: Some(scenario.patient.into()),
        kind: Some(kind),
        horizon_days: Some(scenario.setup.horizon_days.into()),
        ..named(file)
    }
}

/// A wrong scenario, with the first of its errors.
pub fn wrong(file: &Path, errors: &Errors) -> BatchRow {
    let reports = errors.reports();
    let message = reports.first().map(|first| {
        let place =
            if first.line == 0 { String::new() } else { format!("{}:{}:{}: ", first.file, first.line, first.column) };
        let more = if reports.len() > 1 { format!(" (and {} more)", reports.len() - 1) } else { String::new() };
        format!("{place}{}; {}{more}", first.message, first.expectation)
    });
    BatchRow { status: "wrong", message, ..named(file) }
}

fn named(file: &Path) -> BatchRow {
    BatchRow { file: file.display().to_string(), ..BatchRow::default() }
}

/// Results that are already there and whole, unless they are not wanted.
pub fn found(arguments: &Arguments, item: &Item<'_>) -> Option<(BatchRow, Manifest)> {
    let (identity, folder) = (item.identity, &item.folder);
    let row = BatchRow { status: "found", ..of(item.file, item.scenario) };
    let (manifest, row) = match (&item.scenario.study, item.scenario.replicates) {
        (Some(study), _) => {
            let finished = study::finished(arguments, study, identity, folder)?;
            let row = of_study(row, study, &finished);
            (finished.manifest, row)
        }
        (None, 1) => {
            let (manifest, summary) = finished_run(arguments, identity, folder)?;
            (manifest, of_run(row, &summary))
        }
        (None, _) => {
            let (manifest, summary) = replicates::finished(arguments, identity, folder)?;
            (manifest, of_replicates(row, &summary))
        }
    };
    Some((with_results(row, item, &manifest), manifest))
}

/// Adds where results lie and what vouches for them.
pub fn with_results(row: BatchRow, item: &Item<'_>, manifest: &Manifest) -> BatchRow {
    BatchRow {
        folder: Some(item.folder.path().display().to_string()),
        seconds: Some(manifest.wall_time_seconds),
        digest: Some(manifest.digest.clone()),
        ..row
    }
}

/// Adds the figures of a run.
pub fn of_run(row: BatchRow, summary: &Summary) -> BatchRow {
    let first = summary.visits.iter().find(|visit| visit.day == 0);
    BatchRow {
        baseline_vas_points: first.map(|visit| visit.vas_points),
        last_vas_points: summary.visits.last().map(|visit| visit.vas_points),
        half_relief_day: summary.half_relief_day,
        ..row
    }
}

/// Adds the means of replicates.
pub fn of_replicates(row: BatchRow, summary: &ReplicatesSummary) -> BatchRow {
    let (first, last) = (summary.visits.iter().find(|visit| visit.day == 0), summary.visits.last());
    BatchRow {
        baseline_vas_points: first.map(|visit| visit.vas_points.mean),
        last_vas_points: last.map(|visit| visit.vas_points.mean),
        half_relief_day: summary.half_relief_day.map(|day| day.median),
        r50_fraction: last.and_then(|visit| visit.r50_fraction),
        ..row
    }
}

/// Adds the means of the first arm that is not the control, at the first point and potency.
pub fn of_study(row: BatchRow, study: &Study, finished: &Finished) -> BatchRow {
    let told = study.arms.iter().enumerate().find(|(number, _)| *number != study.control);
    let arm = told.map_or(&study.arms[study.control], |(_, arm)| arm);
    let potency = study.potencies.first().map_or(1.0, |potency| potency.value);
    let of_arm =
        || finished.arms.iter().filter(|row| row.point == 0 && row.potency_fraction == potency && row.arm == *arm);
    let last = of_arm().next_back();
    let difference = finished.differences.iter().rfind(|row| {
        row.point == 0
            && row.potency_fraction == potency
            && row.arm == *arm
            && row.against == study.arms[study.control]
            && last.is_some_and(|last| last.visit_days == row.visit_days)
    });
    BatchRow {
        arm: Some(arm.clone()),
        baseline_vas_points: of_arm().find(|row| row.visit_days == 0).and_then(|row| row.vas_mean_points),
        last_vas_points: last.and_then(|row| row.vas_mean_points),
        r50_fraction: last.and_then(|row| row.r50_fraction),
        difference_points: difference.and_then(|row| row.paired_difference_points.or(row.unpaired_difference_points)),
        ..row
    }
}
