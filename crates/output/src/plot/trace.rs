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

/// The pixels of a line of a width, each once: those whose centre is nearer to it than half the width.
pub fn covered(points: &[Exact], width: f64) -> Vec<(i32, i32)> {
    let half = 0.5 * width;
    let mut covered = Vec::new();
    for ends in points.windows(2) {
        let [(ax, ay), (bx, by)] = [ends[0], ends[1]];
        let (across, down) = (bx - ax, by - ay);
        let length = across * across + down * down;
        let is_near = |x: f64, y: f64| {
            let along = if length > 0.0 { ((x - ax) * across + (y - ay) * down) / length } else { 0.0 };
            let along = along.clamp(0.0, 1.0);
            let (off_x, off_y) = (x - ax - along * across, y - ay - along * down);
            off_x * off_x + off_y * off_y <= half * half
        };
        for y in whole(ay.min(by) - half)..=whole(ay.max(by) + half) {
            let row = whole(ax.min(bx) - half)..=whole(ax.max(bx) + half);
            covered.extend(row.filter(|x| is_near(f64::from(*x), f64::from(y))).map(|x| (x, y)));
        }
    }
    covered.sort_unstable();
    covered.dedup();
    covered
}

/// The rows of pixels within an outline: first and last column, and the row.
pub fn rows(outline: &[Exact]) -> Vec<(i32, i32, i32)> {
    let top = outline.iter().map(|place| place.1).fold(f64::INFINITY, f64::min);
    let bottom = outline.iter().map(|place| place.1).fold(f64::NEG_INFINITY, f64::max);
    let mut rows = Vec::new();
    for row in whole(top)..=whole(bottom) {
        let y = f64::from(row);
        let sides = outline.iter().zip(outline.iter().cycle().skip(1));
        let crossed = sides.filter(|(a, b)| (a.1 <= y) != (b.1 <= y));
        let mut columns: Vec<f64> = crossed.map(|(a, b)| a.0 + (b.0 - a.0) * (y - a.1) / (b.1 - a.1)).collect();
        columns.sort_by(f64::total_cmp);
        let pairs = columns.chunks_exact(2).map(|pair| (pair[0].ceil() as i32, pair[1].floor() as i32, row));
        rows.extend(pairs.filter(|(from, to, _)| from <= to));
    }
    rows
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
        let covered = covered(&corner, 2.0);
        assert!(covered.contains(&(2, 1)) && covered.contains(&(4, 3)) && covered.contains(&(8, 6)));
        assert!(!covered.contains(&(4, 4)) && !covered.contains(&(6, 5)));
        let mut once = covered.clone();
        once.dedup();
        assert_eq!(once, covered);
        assert!(super::covered(&[(f64::NAN, 1.0), (2.0, f64::INFINITY)], 2.0).len() < 50);
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
