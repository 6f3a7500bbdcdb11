//! A scenario of a batch: its job, whatever that computes, and its row of the table.

use std::path::{Path, PathBuf};

use super::super::Session;
use super::super::job::{Finished, Job, find, kept, make};
use super::super::replicates::ReplicatesJob;
use super::super::run::RunJob;
use super::super::study::{StudyJob, StudyTables};
use admsc_model::rules::setup::{Preparation, Setup};
use admsc_output::export::baselines::BaselineFolder;
use admsc_output::export::batch::BatchRow;
use admsc_output::export::manifest::Identity;
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::{Errors, Scenario};
use admsc_stats::share::Share;
use admsc_study::pain_scale::PAIN;
use admsc_study::single_flight::SingleFlight;
use admsc_study::spread::{ReplicatesSummary, ShareOfReplicates, Spread};
use admsc_study::summary::Summary;
use admsc_study::trial::Part;

/// The job of a scenario, without the type of its results. Rows that it gives add to one that names the scenario.
pub trait Entry: Sync {
    /// Where the results lie.
    fn folder(&self, session: Session<'_>) -> PathBuf;

    /// Whether results are there already.
    fn is_there(&self, session: Session<'_>) -> bool;

    /// Whether another process computes them at this moment.
    fn is_held(&self, session: Session<'_>) -> bool;

    /// The row of results that are there already.
    fn found(&self, row: BatchRow, session: Session<'_>) -> Option<BatchRow>;

    /// The row of results that are computed now.
    fn made(&self, row: BatchRow, session: Session<'_>) -> anyhow::Result<BatchRow>;
}

/// The job of a scenario; of a study perhaps a part only.
pub fn entry<'a>(
    scenario: &'a Scenario,
    identity: Identity<'a>,
    baselines: &'a SingleFlight<BaselineFolder>,
    part: Option<Part>,
) -> Box<dyn Entry + 'a> {
    match (&scenario.study, scenario.replicates) {
        (Some(study), _) => {
            let whole = StudyJob { scenario, study, identity, joined: None };
            part.map_or_else(|| Box::new(whole) as Box<dyn Entry>, |part| Box::new(PartOf { whole, part }))
        }
        (None, 1) => Box::new(RunJob { scenario, identity, baselines }),
        (None, _) => Box::new(ReplicatesJob { scenario, identity }),
    }
}

/// What the table says of results.
trait Tabled: Job {
    fn row(&self, row: BatchRow, results: &Self::Results) -> BatchRow;
}

impl<J: Tabled + Sync> Entry for J {
    fn folder(&self, session: Session<'_>) -> PathBuf {
        Job::folder(self, session.out).path()
    }

    fn is_there(&self, session: Session<'_>) -> bool {
        kept(self, session).is_some()
    }

    fn is_held(&self, session: Session<'_>) -> bool {
        Job::folder(self, session.out).is_held()
    }

    fn found(&self, row: BatchRow, session: Session<'_>) -> Option<BatchRow> {
        Some(completed(self, row, &find(self, session)?, session))
    }

    fn made(&self, row: BatchRow, session: Session<'_>) -> anyhow::Result<BatchRow> {
        Ok(completed(self, row, &make(self, session)?, session))
    }
}

/// Adds what was found or made, where it lies and what vouches for it.
fn completed<J: Tabled>(job: &J, row: BatchRow, finished: &Finished<J::Results>, session: Session<'_>) -> BatchRow {
    BatchRow {
        status: if finished.was_there { "found" } else { "done" },
        folder: Some(job.folder(session.out).path().to_string_lossy().into_owned()),
        digest: Some(finished.manifest.digest.clone()),
        ..job.row(row, &finished.results)
    }
}

/// A part of a study.
struct PartOf<'a> {
    whole: StudyJob<'a>,
    part: Part,
}

impl Entry for PartOf<'_> {
    fn folder(&self, session: Session<'_>) -> PathBuf {
        Entry::folder(&self.whole, session)
    }

    fn is_there(&self, session: Session<'_>) -> bool {
        self.whole.is_there(session)
    }

    /// Parts are computed beside each other.
    fn is_held(&self, _: Session<'_>) -> bool {
        false
    }

    fn found(&self, row: BatchRow, session: Session<'_>) -> Option<BatchRow> {
        self.whole.found(row, session)
    }

    fn made(&self, row: BatchRow, session: Session<'_>) -> anyhow::Result<BatchRow> {
        let partly = self.whole.compute_part(self.part, session)?;
        let said = partly.message();
        let message = Some(said.in_english());
        session.reporter.say(said);
        Ok(BatchRow { status: "part", message, ..row })
    }
}

/// The row of a scenario before it is run.
pub fn row_of(file: &Path, scenario: &Scenario) -> BatchRow {
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
        indication: scenario.indication,
        treatments_count: scenario.study.is_none().then(|| treatments(&scenario.setup)),
        ..named(file)
    }
}

/// The row of a wrong scenario, with the first of its errors.
pub fn row_of_wrong(file: &Path, errors: &Errors) -> BatchRow {
    BatchRow { status: "wrong", message: first_error(errors, Language::English), ..named(file) }
}

/// The first of the errors of a scenario with its place, and how many more there are.
pub fn first_error(errors: &Errors, language: Language) -> Option<String> {
    let reports = errors.reports_in(language);
    let first = reports.first()?;
    let place =
        if first.line == 0 { String::new() } else { format!("{}:{}:{}: ", first.file, first.line, first.column) };
    let more = english(" (and {number} more)").with("number", reports.len() - 1);
    let more = if reports.len() > 1 { language.say(more) } else { String::new() };
    Some(format!("{place}{}; {}{more}", first.message, first.expectation))
}

fn named(file: &Path) -> BatchRow {
    BatchRow { file: file.to_string_lossy().into_owned(), ..BatchRow::default() }
}

/// Doses that hold cells or what these leave, and rules that give such doses.
fn treatments(setup: &Setup) -> u64 {
    setup.possible_doses().filter(|dose| dose.preparation != Preparation::Sham).count() as u64
}

impl Tabled for RunJob<'_> {
    /// Pain is the mean over the treated lives where the run shows several.
    fn row(&self, row: BatchRow, summary: &Summary) -> BatchRow {
        let spread = |at: usize| {
            let lives = summary.lives.as_ref();
            let of_lives: Option<Vec<f64>> =
                lives.map(|lives| lives.treated().filter_map(|life| life.vas_points.get(at).copied()).collect());
            let values = of_lives.unwrap_or_else(|| vec![summary.visits[at].vas_points]);
            Spread::from_values(&values, PAIN)
        };
        let first = summary.visits.iter().position(|visit| visit.day == 0).and_then(spread);
        let last = summary.visits.len().checked_sub(1).and_then(spread);
        let ends = last.and_then(|last| last.mean_interval);
        let counts = summary.lives.as_ref().map(|lives| lives.counts);
        let relieved = counts.and_then(|counts| {
            let [n, hits] = [counts.lives_treated_count, counts.lives_relieved_count].map(|count| count as usize);
            ShareOfReplicates::new(Share { n, hits })
        });
        BatchRow {
            baseline_vas_points: first.map(|first| first.mean),
            last_vas_points: last.map(|last| last.mean),
            halved_day: summary.halved_day,
            last_vas_low_points: ends.map(|ends| ends.0),
            last_vas_high_points: ends.map(|ends| ends.1),
            values_count: Some(last.map_or(1, |last| last.values_count as u64)),
            r50_fraction: relieved.map(|found| found.share),
            r50_low_fraction: relieved.map(|found| found.interval.0),
            r50_high_fraction: relieved.map(|found| found.interval.1),
            ..row
        }
    }
}

impl Tabled for ReplicatesJob<'_> {
    /// Means.
    fn row(&self, row: BatchRow, summary: &ReplicatesSummary) -> BatchRow {
        let (first, last) = (summary.visits.iter().find(|visit| visit.day == 0), summary.visits.last());
        let (vas, r50) = (last.and_then(|visit| visit.vas_points.mean_interval), last.and_then(|visit| visit.r50));
        let halved = summary.halved_day.and_then(|day| day.median_interval);
        BatchRow {
            baseline_vas_points: first.map(|visit| visit.vas_points.mean),
            last_vas_points: last.map(|visit| visit.vas_points.mean),
            halved_day: summary.halved_day.map(|day| day.median),
            r50_fraction: r50.map(|found| found.share),
            last_vas_low_points: vas.map(|ends| ends.0),
            last_vas_high_points: vas.map(|ends| ends.1),
            halved_low_day: halved.map(|ends| ends.0),
            halved_high_day: halved.map(|ends| ends.1),
            r50_low_fraction: r50.map(|found| found.interval.0),
            r50_high_fraction: r50.map(|found| found.interval.1),
            values_count: last.map(|visit| visit.vas_points.values_count as u64),
            ..row
        }
    }
}

impl Tabled for StudyJob<'_> {
    /// Means of the first arm that is not the control, at the first point and potency.
    fn row(&self, row: BatchRow, tables: &StudyTables) -> BatchRow {
        let study = self.study;
        let told = study.arms.iter().enumerate().find(|(number, _)| *number != study.control);
        let arm = told.map_or(&study.arms[study.control], |(_, arm)| arm);
        let potency = study.potencies.first().map_or(1.0, |potency| potency.value);
        let of_arm =
            || tables.arms.iter().filter(|row| row.point == 0 && row.potency_fraction == potency && row.arm == *arm);
        let last = of_arm().next_back();
        let difference = tables.differences.iter().rfind(|row| {
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
            difference_points: difference
                .and_then(|row| row.paired_difference_points.or(row.unpaired_difference_points)),
            last_vas_low_points: last.and_then(|row| row.vas_mean_low_points),
            last_vas_high_points: last.and_then(|row| row.vas_mean_high_points),
            r50_low_fraction: last.and_then(|row| row.r50_low_fraction),
            r50_high_fraction: last.and_then(|row| row.r50_high_fraction),
            difference_low_points: difference.and_then(|row| row.paired_low_points.or(row.unpaired_low_points)),
            difference_high_points: difference.and_then(|row| row.paired_high_points.or(row.unpaired_high_points)),
            values_count: last.map(|row| row.patients_count),
            ..row
        }
    }
}
