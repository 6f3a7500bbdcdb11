//! The window of tissue on a page: its place, maps in even steps of colour, and what always lies in it.

use std::collections::BTreeMap;

use plotters::prelude::*;

use super::colours::VESSEL;
use super::layout::dashed;
use super::numbers::whole;
use super::page::{CENTRED, FROM_LEFT, INK};
use super::sheet::Page;
use super::trace::{Exact, Trace, exact};
use super::{Drawn, colours, fonts, ramp};
use admsc_model::observe::snapshot::{Map, Scene};
use admsc_scenario::language::{Message, english};

/// Where the window lies on the page, pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Left edge.
    pub left: i32,
    /// Upper edge.
    pub top: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
    /// Pixels a µm.
    pub scale: f64,
}

impl Window {
    /// The largest window of a scene in a room of the page, at its upper left corner.
    pub fn within(scene: &Scene, left: i32, top: i32, width: i32, height: i32) -> Self {
        let [x, y] = scene.size_um.map(|size| f64::from(size).max(1.0));
        let scale = (f64::from(width) / x).min(f64::from(height) / y);
        Self { left, top, width: ((x * scale) as i32).max(2), height: ((y * scale) as i32).max(2), scale }
    }

    /// Place of a point in µm; y points up. Points outside lie on the edge.
    pub fn at(&self, [x, y]: [f32; 2]) -> (i32, i32) {
        let along = |value: f32, length: i32| ((f64::from(value) * self.scale).round() as i32).clamp(0, length);
        (self.left + along(x, self.width), self.top + self.height - along(y, self.height))
    }

    /// The same between whole pixels.
    pub fn exact(&self, [x, y]: [f32; 2]) -> Exact {
        let along = |value: f32, length: i32| (f64::from(value) * self.scale).clamp(0.0, f64::from(length));
        (f64::from(self.left) + along(x, self.width), f64::from(self.top + self.height) - along(y, self.height))
    }
}

/// Draws a map as rectangles of equal colour, which keeps an SVG small.
pub fn draw_map(page: &Page, map: &Map, window: &Window, (highest, dark): (f64, ramp::End)) -> Drawn {
    let edge =
        |number: u32, count: u32, length: i32| (i64::from(number) * i64::from(length) / i64::from(count.max(1))) as i32;
    let x = |column: u32| window.left + edge(column, map.columns, window.width);
    let y = |row: u32| window.top + window.height - edge(row, map.rows, window.height);
    // Those of one colour follow one another, which makes them one path of an SVG.
    let mut areas = areas(map, highest);
    areas.sort_by_key(|(_, _, _, _, level)| *level);
    for (from, to, first, end, level) in areas {
        let corners = [(x(from), y(end)), (x(to), y(first))];
        page.draw(&Rectangle::new(corners, colours::rgb(ramp::colour(level, dark)).filled()))?;
    }
    Ok(())
}

/// Rectangles of one level that fill the map: columns `from..to`, rows `first..end`, level.
fn areas(map: &Map, highest: f64) -> Vec<(u32, u32, u32, u32, usize)> {
    let level = |column: u32, row: u32| {
        let place = row as usize * map.columns as usize + column as usize;
        map.ng_per_ml.get(place).map_or(0, |value| ramp::level(f64::from(*value), highest))
    };
    let mut done = Vec::new();
    // Runs of the row below, by their columns and level, with the row in which they began.
    let mut open: BTreeMap<(u32, u32, usize), u32> = BTreeMap::new();
    for row in 0..=map.rows {
        let mut runs: BTreeMap<(u32, u32, usize), u32> = BTreeMap::new();
        let mut from = 0;
        while row < map.rows && from < map.columns {
            let here = level(from, row);
            let to = (from..map.columns).find(|column| level(*column, row) != here).unwrap_or(map.columns);
            let run = (from, to, here);
            runs.insert(run, open.remove(&run).unwrap_or(row));
            from = to;
        }
        done.extend(open.iter().map(|((from, to, level), first)| (*from, *to, *first, row, *level)));
        open = runs;
    }
    done
}

/// Which slab of a block a figure shows; nothing of a section, which it shows whole.
pub fn slab(scene: &Scene) -> Option<Message> {
    let [from, to] = scene.slab_um?;
    Some(english("the slab at z {from} to {to} µm").with("from", whole(from.into())).with("to", whole(to.into())))
}

/// Outline of the lesion.
pub fn draw_lesion(page: &Page, scene: &Scene, window: &Window) -> Drawn {
    let (low, high) = (window.at(scene.lesion_from_um), window.at(scene.lesion_to_um));
    let outline = [low, (high.0, low.1), high, (low.0, high.1), low];
    for piece in dashed(&exact(&outline), Some((12.0, 8.0))) {
        page.draw(&Trace::line(&piece, INK.stroke_width(3)))?;
    }
    Ok(())
}

/// The vessels of the lesion.
pub fn draw_vessels(page: &Page, scene: &Scene, window: &Window) -> Drawn {
    scene.vessels_um.iter().try_for_each(|vessel| draw_vessel(page, window.at(*vessel)))
}

/// A vessel: a ring.
pub fn draw_vessel(page: &Page, place: (i32, i32)) -> Drawn {
    page.draw(&Circle::new(place, 5, VESSEL.filled()))?;
    page.draw(&Circle::new(place, 3, WHITE.filled()))?;
    Ok(())
}

/// The tip of a needle: a wedge whose point is the tip.
pub fn draw_needle(page: &Page, (x, y): (i32, i32)) -> Drawn {
    page.draw(&Polygon::new(vec![(x, y + 2), (x - 10, y - 36), (x + 10, y - 36)], WHITE))?;
    page.draw(&Polygon::new(vec![(x, y), (x - 7, y - 34), (x + 7, y - 34)], INK))?;
    Ok(())
}

/// The edge of the window.
pub fn draw_edge(page: &Page, window: &Window) -> Drawn {
    let (right, bottom) = (window.left + window.width, window.top + window.height);
    page.draw(&Rectangle::new([(window.left, window.top), (right, bottom)], INK.stroke_width(2)))?;
    Ok(())
}

/// The bar of a map: what it shows, and what its colours stand for. 84 pixels high.
pub fn draw_bar(
    page: &Page,
    title: &str,
    (highest, dark): (f64, ramp::End),
    (left, top): (i32, i32),
    width: i32,
) -> Drawn {
    page.draw_text(title, &fonts::bold(28, &INK).pos(FROM_LEFT), (left, top + 14))?;
    let edge = |level: usize| left + width * level as i32 / ramp::LEVELS as i32;
    for level in 0..ramp::LEVELS {
        let corners = [(edge(level), top + 32), (edge(level + 1), top + 54)];
        page.draw(&Rectangle::new(corners, colours::rgb(ramp::colour(level, dark)).filled()))?;
    }
    page.draw(&Rectangle::new([(left, top + 32), (left + width, top + 54)], INK.stroke_width(1)))?;
    for share in [0.0, 0.5, 1.0] {
        let x = left + (share * f64::from(width)) as i32;
        page.draw(&PathElement::new(vec![(x, top + 54), (x, top + 60)], INK.stroke_width(2)))?;
        page.draw_text(&whole(share * highest), &fonts::regular(26, &INK).pos(CENTRED), (x, top + 74))?;
    }
    Ok(())
}

/// Length of a scale bar in µm and in words: a round length of about a sixth of the window.
pub fn scale_bar(scene: &Scene) -> (f64, String) {
    let wanted = f64::from(scene.size_um[0]) / 6.0;
    let lengths = [10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0];
    let length = lengths.into_iter().rfind(|length| *length <= wanted).unwrap_or(lengths[0]);
    (length, if length < 1000.0 { format!("{length} µm") } else { format!("{} mm", length / 1000.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_fill_a_map_once_and_join_equal_neighbours() {
        let flat = Map { columns: 7, rows: 5, ng_per_ml: vec![0.5; 35] };
        assert_eq!(areas(&flat, 1.0), [(0, 7, 0, 5, 16)]);
        let values = (0..35).map(|place| if place % 9 < 3 { 0.9 } else { 0.1 }).collect();
        let mixed = Map { columns: 7, rows: 5, ng_per_ml: values };
        let covered: u32 = areas(&mixed, 1.0).iter().map(|(from, to, first, end, _)| (to - from) * (end - first)).sum();
        assert_eq!(covered, 35);
        let damaged = Map { columns: 3, rows: 3, ng_per_ml: vec![1.0] };
        assert_eq!(areas(&damaged, 1.0).len(), 3);
    }

    #[test]
    fn a_window_keeps_its_shape_and_holds_every_point() {
        let scene = Scene {
            size_um: [4000.0, 2000.0],
            lesion_from_um: [1200.0, 0.0],
            lesion_to_um: [2800.0, 2000.0],
            slab_um: None,
            vessels_um: Vec::new(),
            needles_um: Vec::new(),
        };
        let window = Window::within(&scene, 10, 20, 500, 500);
        assert_eq!((window.width, window.height), (500, 250));
        assert_eq!(window.at([0.0, 0.0]), (10, 270));
        assert_eq!(window.at([9e9, f32::NAN]), (510, 270));
        assert_eq!(scale_bar(&scene), (500.0, "500 µm".to_owned()));
    }
}
