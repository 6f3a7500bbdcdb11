//! The figures of a validation hold what they should, inside the page.

use super::forest::{ForestFigure, Scale};
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::{Error, svg};
use admsc_scenario::language::{Language, english};
use admsc_scenario::observer::Mode;
use admsc_study::clinical::outcome::Estimate;
use admsc_study::clinical::potency::Curve;
use admsc_study::clinical::targets::{self, Role, Target, TargetsError};
use admsc_study::clinical::verdict::{Judged, Judgement, Verdict, judge};
use admsc_study::validation::verdict_said;

/// The bundled rows, each met with some error.
fn judgement() -> Result<Judgement, TargetsError> {
    let targets = targets::bundled()?;
    let curve = |target: &Target| {
        let estimate =
            |value: f64| Estimate { n: 99, value, standard_error: 0.05, low: value - 0.1, high: value + 0.1 };
        Curve::new(vec![(0.0, estimate(0.5 * target.value)), (1.0, estimate(target.value))])
    };
    let curves: Vec<Option<Curve>> = targets.iter().map(curve).collect();
    Ok(judge(&targets, &curves))
}

#[test]
fn every_row_is_on_one_of_the_two_pages() -> Result<(), Box<dyn std::error::Error>> {
    let judgement = judgement()?;
    let mut studies = Vec::new();
    for (scale, language) in Scale::ALL.into_iter().flat_map(|scale| Language::ALL.map(|language| (scale, language))) {
        let drawn = svg(
            &ForestFigure {
                rows: &judgement.rows,
                scale,
                potency: Some(0.3),
                apart: [Some(0.2), None],
                disagree: true,
                few: false,
                patients: [120, 160],
                language,
            },
            &PROVENANCE,
        )?;
        assert!(parses(&drawn));
        assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
        // What patients knew has a sign in the key where a row has it, and no other.
        let untreated = language.say(english("published, untreated"));
        let has_untreated = judgement.rows.iter().any(|row| {
            row.target.observer == Mode::Untreated && row.target.estimator.is_in_points() == (scale == Scale::Points)
        });
        assert_eq!(boxes(&drawn).iter().any(|(said, _)| *said == untreated), has_untreated, "{scale:?}");
        let words = ["pass", "MISS", "uninformative"].map(|word| language.say(verdict_said(word)));
        studies.push(boxes(&drawn).iter().filter(|(said, _)| words.contains(said)).count());
    }
    assert_eq!(studies.iter().sum::<usize>(), 2 * judgement.rows.len());
    assert!(studies.iter().all(|rows| *rows > 5), "{studies:?}");
    Ok(())
}

#[test]
fn the_title_counts_what_is_met_and_what_is_missed() -> Result<(), Box<dyn std::error::Error>> {
    let mut judgement = judgement()?;
    let found = |rows: &[Judged], few| {
        ForestFigure {
            rows,
            scale: Scale::Points,
            potency: None,
            apart: [None, None],
            disagree: false,
            few,
            patients: [8, 8],
            language: Language::English,
        }
        .finding()
        .unwrap_or_default()
    };
    let counts = |role: Role| {
        let rows = judgement.rows.iter().filter(|row| row.target.role == role && row.target.estimator.is_in_points());
        let verdicts: Vec<Verdict> = rows.map(|row| row.verdict).collect();
        let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
        let told = [(Verdict::Pass, "met"), (Verdict::Miss, "missed")].map(|(wanted, word)| (count(wanted), word));
        let told = told.into_iter().filter(|(number, _)| *number > 0);
        let told = told.map(|(number, word)| format!("{number} {word}")).collect::<Vec<_>>().join(", ");
        (verdicts.len(), told)
    };
    let [(held_out, of_held_out), (fitted, of_fitted)] = [counts(Role::Check), counts(Role::Fit)];
    let expected = format!("Held out, {held_out} published figures: {of_held_out}; for the fit, {fitted}: {of_fitted}");
    assert_eq!(found(&judgement.rows, false), expected);
    // With few patients what more of them could change is undecided, and the title says of how many.
    let is_told = |row: &&Judged| row.target.role == Role::Check && row.target.estimator.is_in_points();
    let undecided = judgement.rows.iter().filter(is_told).filter(|row| row.is_undecided(true)).count();
    assert_eq!(found(&judgement.rows, true).contains(&format!("{undecided} undecided")), undecided > 0);
    for row in judgement.rows.iter_mut().filter(|row| row.target.role == Role::Fit) {
        row.verdict = Verdict::Uninformative;
    }
    assert!(!found(&judgement.rows, false).contains("fit"));
    for row in &mut judgement.rows {
        row.verdict = Verdict::NotRun;
    }
    assert_eq!(found(&judgement.rows, false), "");
    Ok(())
}

#[test]
fn without_rows_there_is_no_figure() {
    let figure = ForestFigure {
        rows: &[],
        scale: Scale::Points,
        potency: None,
        apart: [None, None],
        disagree: false,
        few: true,
        patients: [8, 8],
        language: Language::English,
    };
    assert!(matches!(svg(&figure, &PROVENANCE), Err(Error::Empty)));
}
