//! Checks of drawings for the tests of every figure: nothing outside the page, no text on another.

use plotters::style::{FontDesc, FontFamily, FontStyle};

use super::Provenance;
use super::page::SIZE;

/// Provenance of drawings in tests.
pub const PROVENANCE: Provenance<'_> = Provenance { version: "0.0.0", scenario_hash: "0123abcd", seed: 7 };

/// Every place of the drawing along an axis: of texts, circles, and points of lines.
pub fn coordinates(svg: &str, axis: usize) -> Vec<f64> {
    let names = [[" x=\"", " x1=\"", " x2=\"", " cx=\""], [" y=\"", " y1=\"", " y2=\"", " cy=\""]][axis];
    let single = names.iter().flat_map(|name| svg.split(name).skip(1)).map(|rest| rest.split('"').next());
    let pairs = svg.split("points=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let of_points = pairs.flat_map(|points| points.split_whitespace()).map(|pair| pair.split(',').nth(axis));
    single.chain(of_points).flatten().filter_map(|number| number.parse().ok()).collect()
}

/// A level text of the drawing: what it says, and the box it fills as (left, top, right, bottom).
pub fn boxes(svg: &str) -> Vec<(&str, [f64; 4])> {
    let level =
        svg.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')).filter(|(tag, _)| !tag.contains("rotate"));
    level
        .filter_map(|(tag, rest)| Some((rest.split('<').next()?.trim(), tag)))
        .filter_map(|(said, tag)| {
            let attribute = |name: &str| tag.split(name).nth(1)?.split('"').next();
            let number = |name: &str| attribute(name)?.parse::<f64>().ok();
            let (x, y, size) = (number("x=\"")?, number(" y=\"")?, number("font-size=\"")?);
            let style = if tag.contains("bold") { FontStyle::Bold } else { FontStyle::Normal };
            let family = FontFamily::Name(attribute("font-family=\"")?);
            let font = FontDesc::new(family, (size * 1.24).round(), style);
            let width = f64::from(font.box_size(said).ok()?.0);
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
pub fn faults(drawn: &str) -> Vec<String> {
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

/// Whether the text is well-formed as far as tags go: every one is closed, in order, and there is one root.
pub fn parses(svg: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    for piece in svg.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else { return false };
        let name = tag.split([' ', '\n', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('?') || tag.starts_with('!') {
            continue;
        }
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            roots += usize::from(open.is_empty());
            open.push(name);
        }
        let entities = text.split('&').skip(1);
        if text.contains('>')
            || !entities.into_iter().all(|rest| rest.split_once(';').is_some_and(|(n, _)| n.len() < 6))
        {
            return false;
        }
    }
    open.is_empty() && roots == 1
}

/// Texts of a Japanese drawing with a word of more than five Latin letters: names of cells and signals are shorter.
pub fn english_left_in(drawn: &str) -> Vec<&str> {
    let longest = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).map(str::len).max().unwrap_or(0);
    boxes(drawn).into_iter().map(|(said, _)| said).filter(|said| longest(said) > 5).collect()
}
