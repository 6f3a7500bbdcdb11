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

/// A level text of the drawing: what it says, and the box it fills as (left, top, right, bottom).
fn boxes(svg: &str) -> Vec<(&str, [f64; 4])> {
    let level =
        svg.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')).filter(|(tag, _)| !tag.contains("rotate"));
    level
        .filter_map(|(tag, rest)| Some((rest.split('<').next()?.trim(), tag)))
        .filter_map(|(said, tag)| {
            let attribute = |name: &str| tag.split(name).nth(1)?.split('"').next();
            let number = |name: &str| attribute(name)?.parse::<f64>().ok();
            let (x, y, size) = (number("x=\"")?, number(" y=\"")?, number("font-size=\"")?);
            let pixels = (size * 1.24).round() as u32;
            let style = if tag.contains("bold") { fonts::bold(pixels, &INK) } else { fonts::regular(pixels, &INK) };
            let width = f64::from(style.font.box_size(said).ok()?.0);
            let left = match attribute("text-anchor=\"")? {
                "start" => x,
                "middle" => x - 0.5 * width,
                _ => x - width,
            };
            let top = match attribute("dy=\"")? {
                "0.76em" => y,
                "0.5ex" => y - 0.5 * size,
                _ => y - size,
            };
            Some((said, [left, top, left + width, top + size]))
        })
        .collect()
}

/// What is wrong with a drawing: something outside it, or text on text.
fn faults(drawn: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (axis, size) in [(0, SIZE.0), (1, SIZE.1)] {
        let outside = |at: &f64| !(-0.5..=f64::from(size) + 0.5).contains(at);
        faults.extend(coordinates(drawn, axis).into_iter().filter(outside).map(|at| format!("axis {axis}: {at}")));
    }
    let boxes = boxes(drawn);
    for (number, (said, place)) in boxes.iter().enumerate() {
        if place[0] < 0.0 || place[1] < 0.0 || place[2] > f64::from(SIZE.0) || place[3] > f64::from(SIZE.1) {
            faults.push(format!("{said} is cut off"));
        }
        let meets =
            |other: &[f64; 4]| place[0] < other[2] && other[0] < place[2] && place[1] < other[3] && other[1] < place[3];
        faults.extend(
            boxes[..number].iter().filter(|other| meets(&other.1)).map(|(other, _)| format!("{said} on {other}")),
        );
    }
    faults
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    for days in [3, 30, 70, 365, 1461] {
        for doses in [0, 1, 2, 8, 40] {
            for pain in [0.0, 0.4, 5.0, 10.0] {
                let samples = record(days, |day| pain * (1.0 - 0.5 * (day / f64::from(days))));
                let drawn = svg(&figure(&samples, doses.min(days / 30 + 1)))?;
                assert!(coordinates(&drawn, 0).len() > 20 && boxes(&drawn).len() > 12);
                let found = faults(&drawn);
                assert!(found.is_empty(), "{days} days, {doses} doses, {pain} points: {found:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn the_search_for_faults_finds_them() -> Result<(), Error> {
    let samples = record(365, |_| 5.0);
    let drawn = svg(&figure(&samples, 1))?;
    let doubled = drawn.replace("</svg>", &format!("{}</svg>", drawn.split("<svg").nth(1).unwrap_or_default()));
    assert!(faults(&doubled).iter().any(|fault| fault.contains(" on ")));
    assert!(faults(&drawn.replace("x=\"28\"", "x=\"1100\"")).iter().any(|fault| fault.contains("cut off")));
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
