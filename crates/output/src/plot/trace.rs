//! Curves at exact places: on whole pixels a smooth curve would have corners.

use std::fmt::Write as _;
use std::iter::{Once, once};

use plotters::element::{Drawable, PointCollection};
use plotters::style::{Color, ShapeStyle};
use plotters_backend::{BackendColor, DrawingErrorKind};

use super::layout::straighten;
use super::sheet::{Pen, Sheet, Stroke};

/// A place on the page, pixels.
pub type Exact = (f64, f64);

/// Places of whole pixels.
pub fn exact(points: &[(i32, i32)]) -> Vec<Exact> {
    points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect()
}

/// A line through places, or the area that they enclose.
pub struct Trace {
    points: Vec<Exact>,
    style: ShapeStyle,
}

impl Trace {
    /// A line. Places that it would pass anyhow are left out.
    pub fn line(points: &[Exact], style: ShapeStyle) -> Self {
        Self { points: straighten(points), style }
    }

    /// The area between two lines from left to right.
    pub fn between(lower: &[Exact], upper: &[Exact], colour: &impl Color) -> Self {
        let back = straighten(upper).into_iter().rev();
        Self { points: straighten(lower).into_iter().chain(back).collect(), style: colour.filled() }
    }
}

impl<'a> PointCollection<'a, (i32, i32)> for &'a Trace {
    type Point = (i32, i32);
    type IntoIter = Once<(i32, i32)>;

    /// The corner of the page, from which the places count.
    fn point_iter(self) -> Self::IntoIter {
        once((0, 0))
    }
}

impl Drawable<Sheet> for Trace {
    fn draw<I: Iterator<Item = (i32, i32)>>(
        &self,
        mut corner: I,
        sheet: &mut Sheet,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<std::convert::Infallible>> {
        let (right, down) = corner.next().unwrap_or_default();
        let moved = |(x, y): &Exact| (x + f64::from(right), y + f64::from(down));
        sheet.note(Stroke::Trace(
            self.points.iter().map(moved).collect(),
            Pen::from_style(&self.style),
            self.style.filled,
        ))
    }
}

/// The element of an SVG, with tenths of a pixel.
pub fn element(points: &[Exact], pen: &Pen, is_area: bool) -> String {
    let Pen(BackendColor { alpha, rgb: (red, green, blue) }, width) = pen;
    let colour = format!("#{red:02X}{green:02X}{blue:02X}");
    let mut places = String::new();
    for (x, y) in points {
        let [x, y] = [x, y].map(|place| (place * 10.0).round() / 10.0);
        // Writing into a string does not fail.
        let _ = write!(places, "{x},{y} ");
    }
    let places = places.trim_end();
    if is_area {
        format!("<polygon opacity=\"{alpha}\" fill=\"{colour}\" points=\"{places}\"/>\n")
    } else {
        format!(
            "<polyline fill=\"none\" opacity=\"{alpha}\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-linejoin=\"round\" points=\"{places}\"/>\n"
        )
    }
}

/// Pixels beside each other: first and last column, and the row.
pub type Run = (i32, i32, i32);

/// The pixels of a line of a width, each once: those whose centre is nearer to it than half the width.
pub fn covered(points: &[Exact], width: f64) -> Vec<Run> {
    let half = 0.5 * width;
    let mut runs: Vec<Run> = Vec::new();
    for ends in points.windows(2) {
        let [(ax, ay), (bx, by)] = [ends[0], ends[1]];
        let (across, down) = (bx - ax, by - ay);
        let length = across * across + down * down;
        let is_near = |x: i32, y: i32| {
            let (x, y) = (f64::from(x), f64::from(y));
            let along = if length > 0.0 { ((x - ax) * across + (y - ay) * down) / length } else { 0.0 };
            let along = along.clamp(0.0, 1.0);
            let (off_x, off_y) = (x - ax - along * across, y - ay - along * down);
            off_x * off_x + off_y * off_y <= half * half
        };
        for y in whole(ay.min(by) - half)..=whole(ay.max(by) + half) {
            // What a piece covers of a row has no holes.
            let mut row = whole(ax.min(bx) - half)..=whole(ax.max(bx) + half);
            let first = row.find(|x| is_near(*x, y));
            runs.extend(first.map(|first| (first, row.rfind(|x| is_near(*x, y)).unwrap_or(first), y)));
        }
    }
    joined(runs)
}

/// Runs that overlap or touch as one.
fn joined(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_unstable_by_key(|(from, _, row)| (*row, *from));
    let mut apart: Vec<Run> = Vec::with_capacity(runs.len());
    for (from, to, row) in runs {
        match apart.last_mut() {
            Some(last) if last.2 == row && from <= last.1 + 1 => last.1 = last.1.max(to),
            _ => apart.push((from, to, row)),
        }
    }
    apart
}

/// The rows of pixels within an outline.
pub fn rows(outline: &[Exact]) -> Vec<Run> {
    let mut crossings: Vec<(i32, f64)> = Vec::new();
    for (a, b) in outline.iter().zip(outline.iter().cycle().skip(1)) {
        let (low, high) = if a.1 < b.1 { (a.1, b.1) } else { (b.1, a.1) };
        for row in whole(low)..=whole(high) {
            let y = f64::from(row);
            if (a.1 <= y) != (b.1 <= y) {
                crossings.push((row, a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1)));
            }
        }
    }
    crossings.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // Each row is crossed an even number of times.
    let pairs = crossings.as_chunks::<2>().0.iter();
    let runs = pairs.map(|[(row, from), (_, to)]| (from.ceil() as i32, to.floor() as i32, *row));
    runs.filter(|(from, to, _)| from <= to).collect()
}

/// A number of pixels; none for what is not a number.
fn whole(place: f64) -> i32 {
    if place.is_finite() { place.round() as i32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_covers_its_width_and_each_pixel_once() {
        let corner = [(2.0, 2.0), (7.5, 2.0), (7.5, 6.0)];
        let runs = covered(&corner, 2.0);
        let covers =
            |x: i32, y: i32| runs.iter().filter(|(from, to, row)| *row == y && (*from..=*to).contains(&x)).count();
        assert_eq!([covers(2, 1), covers(4, 3), covers(8, 6), covers(7, 2)], [1; 4]);
        assert_eq!([covers(4, 4), covers(6, 5)], [0; 2]);
        assert!(covered(&[(f64::NAN, 1.0), (2.0, f64::INFINITY)], 2.0).len() < 50);
    }

    #[test]
    fn an_area_has_its_rows_and_holes_between_crossings() {
        assert_eq!(rows(&[(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0)]), [(0, 4, 0), (0, 4, 1)]);
        let bow = rows(&[(0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0)]);
        assert!(bow.contains(&(0, 1, 1)) && bow.contains(&(3, 4, 1)), "{bow:?}");
        assert!(rows(&[]).is_empty());
    }

    #[test]
    fn an_svg_has_tenths_of_pixels() {
        let pen = Pen(BackendColor { alpha: 0.5, rgb: (0, 114, 178) }, 3);
        let line = element(&[(1.0, 2.04), (3.26, 4.0)], &pen, false);
        assert!(line.contains("points=\"1,2 3.3,4\"") && line.contains("opacity=\"0.5\" stroke=\"#0072B2\""), "{line}");
        let area = element(&[(1.0, 2.0), (3.0, 4.0), (1.0, 9.0)], &pen, true);
        assert!(area.starts_with("<polygon opacity=\"0.5\" fill=\"#0072B2\""), "{area}");
    }
}
