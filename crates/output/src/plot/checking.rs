//! Checks of drawings for the tests of every figure: nothing outside the page, no text on another.

use plotters::style::{FontDesc, FontFamily, FontStyle};
use roxmltree::{Document, Node};

use super::Provenance;
use super::page::SIZE;

/// Provenance of drawings in tests.
pub const PROVENANCE: Provenance<'_> = Provenance { version: "0.0.0", scenario_hash: "0123abcd", seed: 7 };

/// Every place of the drawing along an axis: of texts, circles, and points of lines.
pub fn coordinates(svg: &str, axis: usize) -> Vec<f64> {
    let names = [["x", "x1", "x2", "cx"], ["y", "y1", "y2", "cy"]][axis];
    let Ok(document) = Document::parse(svg) else { return Vec::new() };
    let of_node = |node: Node<'_, '_>| -> Vec<f64> {
        let pairs = node.attribute("points").unwrap_or_default().split_whitespace();
        let of_points = pairs.filter_map(|pair| pair.split(',').nth(axis));
        let single = names.iter().filter_map(|name| node.attribute(*name));
        single.chain(of_points).filter_map(|number| number.parse().ok()).collect()
    };
    document.descendants().flat_map(of_node).collect()
}

/// A level text of the drawing: what it says, and the box it fills as (left, top, right, bottom).
pub fn boxes(svg: &str) -> Vec<(String, [f64; 4])> {
    let Ok(document) = Document::parse(svg) else { return Vec::new() };
    let level = |node: &Node<'_, '_>| node.has_tag_name("text") && node.attribute("transform").is_none();
    document.descendants().filter(level).filter_map(text_box).collect()
}

fn text_box(node: Node<'_, '_>) -> Option<(String, [f64; 4])> {
    let said = node.text()?.trim();
    let number = |name: &str| node.attribute(name)?.parse::<f64>().ok();
    let (x, y, size) = (number("x")?, number("y")?, number("font-size")?);
    let style = if node.attribute("font-weight") == Some("bold") { FontStyle::Bold } else { FontStyle::Normal };
    let font = FontDesc::new(FontFamily::Name(node.attribute("font-family")?), (size * 1.24).round(), style);
    let width = f64::from(font.box_size(said).ok()?.0);
    let left = match node.attribute("text-anchor")? {
        "start" => x,
        "middle" => x - 0.5 * width,
        _ => x - width,
    };
    let top = match node.attribute("dy")? {
        "0.76em" => y,
        "0.5ex" => y - 0.5 * size,
        _ => y - size,
    };
    Some((said.to_owned(), [left, top, left + width, top + size]))
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

/// Whether the text is well-formed XML.
pub fn parses(svg: &str) -> bool {
    Document::parse(svg).is_ok()
}

/// Texts of a Japanese drawing with a word of more than five Latin letters: names of cells and signals are shorter.
pub fn english_left_in(drawn: &str) -> Vec<String> {
    let longest = |text: &str| text.split(|c: char| !c.is_ascii_alphabetic()).map(str::len).max().unwrap_or(0);
    boxes(drawn).into_iter().map(|(said, _)| said).filter(|said| longest(said) > 5).collect()
}
