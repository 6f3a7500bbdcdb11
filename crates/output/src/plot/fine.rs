//! A bitmap drawn on more pixels than the picture has, and averaged: edges become smooth, which the library draws in steps.

use plotters::prelude::*;
use plotters::style::TextStyle;
use plotters_backend::DrawingErrorKind;

use super::sheet::{Pen, SIZE, Stroke, Strokes};
use super::trace::{self, Exact, Run};
use super::{fonts, glyphs};

/// How a sheet becomes pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grain {
    /// Pixels that are drawn for one of the sheet, each way.
    pub fineness: u32,
    /// Drawn pixels, each way, whose mean is one of the picture.
    pub block: u32,
}

impl Grain {
    /// A picture of the sheet's own size.
    pub const FULL: Self = Self { fineness: 2, block: 2 };

    /// Size of the picture, pixels.
    pub fn size(self) -> (u32, u32) {
        let along = |length: u32| length * self.fineness / self.block;
        (along(SIZE.0), along(SIZE.1))
    }
}

/// Draws on a bitmap and gives its pixels, three bytes each.
///
/// # Errors
/// When a font is damaged.
pub fn pixels(strokes: &Strokes, grain: Grain) -> Result<Vec<u8>, Failed> {
    let size = (SIZE.0 * grain.fineness, SIZE.1 * grain.fineness);
    let mut fine = vec![0; 3 * size.0 as usize * size.1 as usize];
    let mut bitmap = Bitmap { backend: BitMapBackend::with_buffer(&mut fine, size), fineness: grain.fineness };
    strokes.0.iter().try_for_each(|stroke| bitmap.draw(stroke))?;
    bitmap.backend.present()?;
    drop(bitmap);
    Ok(averaged(&fine, size.0 as usize, grain.block as usize))
}

type Failed = DrawingErrorKind<<BitMapBackend<'static> as DrawingBackend>::ErrorType>;

/// The finer bitmap.
struct Bitmap<'a> {
    backend: BitMapBackend<'a>,
    /// Its pixels for one of the sheet, each way.
    fineness: u32,
}

impl Bitmap<'_> {
    /// A point of the sheet on it.
    fn enlarged(&self, (x, y): (i32, i32)) -> (i32, i32) {
        (x * self.fineness as i32, y * self.fineness as i32)
    }

    /// Exact places on it.
    fn enlarged_exactly(&self, points: &[Exact]) -> Vec<Exact> {
        let fineness = f64::from(self.fineness);
        points.iter().map(|(x, y)| (x * fineness, y * fineness)).collect()
    }

    fn draw(&mut self, stroke: &Stroke) -> Result<(), Failed> {
        let fineness = self.fineness;
        let wide = |pen: &Pen| Pen(pen.0, pen.1 * fineness);
        match stroke {
            Stroke::Pixel(place, colour) => {
                let (x, y) = self.enlarged(*place);
                let mut block =
                    (0..fineness as i32).flat_map(|across| (0..fineness as i32).map(move |down| (across, down)));
                block.try_for_each(|(across, down)| self.backend.draw_pixel((x + across, y + down), *colour))
            }
            Stroke::Line(from, to, pen) => self.backend.draw_line(self.enlarged(*from), self.enlarged(*to), &wide(pen)),
            Stroke::Rectangle(from, to, pen, true) => {
                self.backend.draw_rect(self.enlarged(*from), self.enlarged(*to), &wide(pen), true)
            }
            Stroke::Rectangle(from, to, pen, false) => {
                // The library draws the outline of a rectangle one pixel wide, whatever its style.
                let corners = [*from, (to.0, from.1), *to, (from.0, to.1), *from].map(|corner| self.enlarged(corner));
                corners.windows(2).try_for_each(|side| self.backend.draw_line(side[0], side[1], &wide(pen)))
            }
            Stroke::Path(path, pen) => self.draw_path(path, wide(pen)),
            Stroke::Circle(centre, radius, pen, fill) => {
                self.backend.draw_circle(self.enlarged(*centre), radius * fineness, &wide(pen), *fill)
            }
            Stroke::Polygon(corners, pen) => {
                let corners: Vec<_> = corners.iter().map(|corner| self.enlarged(*corner)).collect();
                self.backend.fill_polygon(corners, pen)
            }
            Stroke::Trace(points, pen, true) => self.draw_runs(trace::rows(&self.enlarged_exactly(points)), pen),
            Stroke::Trace(points, pen, false) => {
                self.draw_runs(trace::covered(&self.enlarged_exactly(points), f64::from(wide(pen).1)), pen)
            }
            Stroke::Text(text, style, place) => self.draw_text(text, style, self.enlarged(*place)),
        }
    }

    /// Each pixel once, so that a translucent line is even.
    fn draw_runs(&mut self, runs: Vec<Run>, pen: &Pen) -> Result<(), Failed> {
        // Right and bottom of a filled rectangle are no part of it here; what is outside is cut off.
        runs.into_iter()
            .try_for_each(|(from, to, row)| self.backend.draw_rect((from, row), (to + 1, row + 1), &pen.0, true))
    }

    /// Piece by piece with round joints: the library's wide paths have spikes at sharp turns.
    fn draw_path(&mut self, path: &[(i32, i32)], pen: Pen) -> Result<(), Failed> {
        let points: Vec<(i32, i32)> = path.iter().map(|point| self.enlarged(*point)).collect();
        points.windows(2).try_for_each(|ends| self.backend.draw_line(ends[0], ends[1], &pen))?;
        let radius = pen.1 / 2;
        // A translucent joint would show through.
        if radius > 1 && pen.0.alpha >= 1.0 {
            let joints = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
            joints.iter().try_for_each(|joint| self.backend.draw_circle(*joint, radius, &pen.0, true))?;
        }
        Ok(())
    }

    fn draw_text(&mut self, text: &str, style: &TextStyle<'_>, at: (i32, i32)) -> Result<(), Failed> {
        let font = style.font.resize(style.font.get_size() * f64::from(self.fineness));
        let large = TextStyle { font, ..style.clone() };
        let face = fonts::face(style.font.get_family(), style.font.get_style());
        let face = face.map_err(|error| DrawingErrorKind::FontError(Box::new(error)))?;
        let (width, height) = self.backend.get_size();
        let inside = |(x, y): (i32, i32)| (0..width as i32).contains(&x) && (0..height as i32).contains(&y);
        glyphs::draw(&face, text, &large, at, |point, colour| {
            if inside(point) { self.backend.draw_pixel(point, colour) } else { Ok(()) }
        })
    }
}

/// Bytes of a row that are looked at together: white ones, as most are, need no means.
const WHITE: [u8; 96] = [255; 96];

/// Means over blocks of the finer pixels. Plain loops, for this crate is built quickly and not for speed.
fn averaged(fine: &[u8], fine_width: usize, side: usize) -> Vec<u8> {
    let (row, block) = (3 * fine_width, 3 * side);
    let count = (side * side) as u32;
    // Looked at together are whole blocks.
    let white = &WHITE[..WHITE.len() / block * block];
    let mut coarse = vec![255; fine.len() / (side * side)];
    let mut next = 0;
    for rows in fine.chunks_exact(row * side) {
        let mut left = 0;
        while left < row {
            let end = row.min(left + white.len());
            if rows.chunks_exact(row).all(|line| line[left..end] == white[..end - left]) {
                next += (end - left) / side;
                left = end;
            }
            while left < end {
                let mut sums = [count / 2; 3];
                let mut line = left;
                while line < rows.len() {
                    let mut at = line;
                    while at < line + block {
                        sums[0] += u32::from(rows[at]);
                        sums[1] += u32::from(rows[at + 1]);
                        sums[2] += u32::from(rows[at + 2]);
                        at += 3;
                    }
                    line += row;
                }
                coarse[next] = (sums[0] / count) as u8;
                coarse[next + 1] = (sums[1] / count) as u8;
                coarse[next + 2] = (sums[2] / count) as u8;
                next += 3;
                left += block;
            }
        }
    }
    coarse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_averaged_with_rounding() {
        let fine: Vec<u8> = [[0, 10, 255], [2, 20, 255], [9, 9, 9], [9, 9, 9]].concat();
        let below: Vec<u8> = [[0, 30, 255], [1, 41, 255], [9, 9, 9], [9, 9, 9]].concat();
        assert_eq!(averaged(&[fine, below].concat(), 4, 2), [1, 25, 255, 9, 9, 9]);
        // Two rows of white with one darker byte, wherever it is.
        for place in 0..6 * 70 {
            let mut fine = vec![255; 6 * 70];
            fine[place] = 254;
            let mut expected = vec![255; 3 * 35];
            expected[place % 210 / 6 * 3 + place % 3] = 255;
            assert_eq!(averaged(&fine, 70, 2), expected, "rounded up");
            fine[place] = 0;
            expected[place % 210 / 6 * 3 + place % 3] = 191;
            assert_eq!(averaged(&fine, 70, 2), expected, "{place}");
        }
    }

    #[test]
    fn a_block_has_any_side() {
        let mut fine = vec![255; 3 * 9 * 8];
        fine[3 * (2 * 9 + 4) + 1] = 0;
        let mean = |side: usize| averaged(&fine, 9, side);
        assert_eq!(mean(1), fine);
        assert_eq!(averaged(&fine[..3 * 9 * 6], 9, 3).iter().filter(|byte| **byte == 227).count(), 1);
        let white = vec![255; 3 * 120 * 5];
        assert_eq!(averaged(&white, 120, 5), vec![255; 3 * 24]);
    }
}
