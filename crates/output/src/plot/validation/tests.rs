//! The figures of a validation hold what they should, inside the page.

use super::forest::{ForestFigure, Scale};
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::{Error, svg};
use admsc_scenario::language::Language;
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
                few: false,
                language,
            },
            &PROVENANCE,
        )?;
        assert!(parses(&drawn));
        assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
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
            few,
            language: Language::English,
        }
        .finding()
        .unwrap_or_default()
    };
    let counts = |role: Role| {
        let rows = judgement.rows.iter().filter(|row| row.target.role == role && row.target.estimator.is_in_points());
        let verdicts: Vec<Verdict> = rows.map(|row| row.verdict).collect();
        let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
        let [met, missed] = [Verdict::Pass, Verdict::Miss].map(count);
        format!("{met} of {} published figures met, {missed} missed", verdicts.len())
    };
    let expected = format!("Held out: {}; For the fit: {}", counts(Role::Check), counts(Role::Fit));
    assert_eq!(found(&judgement.rows, false), expected);
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
        few: true,
        language: Language::English,
    };
    assert!(matches!(svg(&figure, &PROVENANCE), Err(Error::Empty)));
}
