//! The figures of a validation hold what they should, inside the page.

use super::forest::{ForestFigure, Scale};
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::{Error, svg};
use admsc_study::clinical::outcome::Estimate;
use admsc_study::clinical::potency::Curve;
use admsc_study::clinical::targets::{self, Target, TargetsError};
use admsc_study::clinical::verdict::{Judgement, judge};

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
    for scale in Scale::ALL {
        let drawn = svg(
            &ForestFigure { rows: &judgement.rows, scale, potency: Some(0.3), apart: [Some(0.2), None], few: false },
            &PROVENANCE,
        )?;
        assert!(parses(&drawn));
        assert!(faults(&drawn).is_empty(), "{:?}", faults(&drawn));
        let verdicts =
            boxes(&drawn).iter().filter(|(said, _)| ["pass", "MISS", "uninformative"].contains(&said.as_str())).count();
        studies.push(verdicts);
    }
    assert_eq!(studies.iter().sum::<usize>(), judgement.rows.len());
    assert!(studies.iter().all(|rows| *rows > 5), "{studies:?}");
    Ok(())
}

#[test]
fn without_rows_there_is_no_figure() {
    let figure = ForestFigure { rows: &[], scale: Scale::Points, potency: None, apart: [None, None], few: true };
    assert!(matches!(svg(&figure, &PROVENANCE), Err(Error::Empty)));
}
