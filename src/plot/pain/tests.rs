use super::*;
use crate::model::setup::{Preparation, Route};

fn record(days: u32, pain: impl Fn(f64) -> f64) -> Vec<Sample> {
    (0..=days)
        .map(|day| {
            let vas = pain(f64::from(day));
            let parts = [0.25 * vas, 0.4 * vas, 0.35 * vas];
            Sample {
                time_days: f64::from(day),
                vas_points: vas,
                pain_inflammation_points: parts[0],
                pain_damage_points: parts[1],
                pain_central_points: parts[2],
                ..Sample::default()
            }
        })
        .collect()
}

fn figure(samples: &[Sample], doses: u32) -> PainFigure<'_> {
    let label = |number: u32| format!("{}e6 cells, needle", 10 + number / 2);
    PainFigure {
        title: "A title that is so long that it has to be wrapped because it does not fit on one line of the figure",
        question: Some("Does it stay within the figure?"),
        samples,
        doses: (0..doses).map(|number| DoseMark { day: f64::from(30 * number), label: label(number) }).collect(),
        visits_days: &[0, 30, 91, 183, 365],
        damage_name: "Nerve and matrix damage",
    }
}

/// Every place of the drawing along an axis: of texts, circles, and points of lines.
fn coordinates(svg: &str, axis: usize) -> Vec<f64> {
    let names = [[" x=\"", " x1=\"", " x2=\"", " cx=\""], [" y=\"", " y1=\"", " y2=\"", " cy=\""]][axis];
    let single = names.iter().flat_map(|name| svg.split(name).skip(1)).map(|rest| rest.split('"').next());
    let pairs = svg.split("points=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let of_points = pairs.flat_map(|points| points.split_whitespace()).map(|pair| pair.split(',').nth(axis));
    single.chain(of_points).flatten().filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn nothing_is_drawn_outside_whatever_is_shown() -> Result<(), Error> {
    for days in [3, 30, 365, 1461] {
        for doses in [0, 1, 2, 40] {
            for pain in [0.0, 5.0, 10.0] {
                let samples = record(days, |day| pain * (1.0 - 0.5 * (day / f64::from(days))));
                let drawn = svg(&figure(&samples, doses.min(days / 30 + 1)))?;
                for (axis, size) in [(0, SIZE.0), (1, SIZE.1)] {
                    let found = coordinates(&drawn, axis);
                    assert!(found.len() > 20);
                    assert!(
                        found.iter().all(|at| (-0.5..=f64::from(size) + 0.5).contains(at)),
                        "{days} {doses} {pain}"
                    );
                }
            }
        }
    }
    Ok(())
}

#[test]
fn the_same_record_gives_the_same_bytes_and_says_what_it_shows() -> Result<(), Error> {
    let samples = record(365, |day| 7.0 - day / 100.0);
    let drawn = svg(&figure(&samples, 1))?;
    assert_eq!(drawn, svg(&figure(&samples, 1))?);
    for said in
        ["Central sensitisation", "Inflammation", "Nerve and matrix damage", "not medical advice", "10e6 cells, needle"]
    {
        assert!(drawn.contains(said), "{said}");
    }
    assert!(drawn.contains("(months)") && drawn.contains("VAS (points"));
    Ok(())
}

#[test]
fn no_rows_are_refused() {
    assert!(matches!(svg(&figure(&[], 0)), Err(Error::Empty)));
}

#[test]
fn doses_are_named_by_number_kind_and_route() {
    let needle = Route::Needle { tip_um: [0.0; 3] };
    let label = |cells, preparation, route| dose_label(&Dose { at_days: 0.0, cells, preparation, route });
    assert_eq!(label(70e6, Preparation::Live, needle), "70e6 cells, needle");
    assert_eq!(label(1.5e6, Preparation::Live, Route::Vein), "1.5e6 cells, vein");
    assert_eq!(label(2e4, Preparation::Dead, needle), "20e3 dead cells, needle");
    assert_eq!(label(18e6, Preparation::Medium, needle), "medium of 18e6 cells, needle");
    assert_eq!(label(0.0, Preparation::Sham, needle), "sham, needle");
}
