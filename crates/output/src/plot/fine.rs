//! A bitmap drawn on twice the pixels each way and averaged: edges become smooth, which the library draws in steps.

use plotters::prelude::*;
use plotters::style::TextStyle;
use plotters_backend::DrawingErrorKind;

use super::sheet::{Pen, SIZE, Stroke, Strokes};
use super::trace::{self, Exact, Run};
use super::{fonts, glyphs};

/// Pixels of the finer bitmap for one of the picture, each way.
const FINENESS: u32 = 2;

/// Draws on a bitmap of `SIZE` and gives its pixels, three bytes each.
///
/// # Errors
/// When a font is damaged.
pub fn pixels(strokes: &Strokes) -> Result<Vec<u8>, Failed> {
    let size = (SIZE.0 * FINENESS, SIZE.1 * FINENESS);
    let mut fine = vec![0; 3 * size.0 as usize * size.1 as usize];
    let mut bitmap = BitMapBackend::with_buffer(&mut fine, size);
    strokes.0.iter().try_for_each(|stroke| draw(&mut bitmap, stroke))?;
    bitmap.present()?;
    drop(bitmap);
    Ok(averaged(&fine, size.0 as usize))
}

type Failed = DrawingErrorKind<<BitMapBackend<'static> as DrawingBackend>::ErrorType>;

/// A point of the picture on the finer bitmap.
fn enlarged((x, y): (i32, i32)) -> (i32, i32) {
    (x * FINENESS as i32, y * FINENESS as i32)
}

fn draw(bitmap: &mut BitMapBackend<'_>, stroke: &Stroke) -> Result<(), Failed> {
    let wide = |pen: &Pen| Pen(pen.0, pen.1 * FINENESS);
    match stroke {
        Stroke::Pixel(place, colour) => {
            let (x, y) = enlarged(*place);
            let mut block =
                (0..FINENESS as i32).flat_map(|across| (0..FINENESS as i32).map(move |down| (across, down)));
            block.try_for_each(|(across, down)| bitmap.draw_pixel((x + across, y + down), *colour))
        }
        Stroke::Line(from, to, pen) => bitmap.draw_line(enlarged(*from), enlarged(*to), &wide(pen)),
        Stroke::Rectangle(from, to, pen, true) => bitmap.draw_rect(enlarged(*from), enlarged(*to), &wide(pen), true),
        Stroke::Rectangle(from, to, pen, false) => {
            // The library draws the outline of a rectangle one pixel wide, whatever its style.
            let corners = [*from, (to.0, from.1), *to, (from.0, to.1), *from].map(enlarged);
            corners.windows(2).try_for_each(|side| bitmap.draw_line(side[0], side[1], &wide(pen)))
        }
        Stroke::Path(path, pen) => draw_path(bitmap, path, wide(pen)),
        Stroke::Circle(centre, radius, pen, fill) => {
            bitmap.draw_circle(enlarged(*centre), radius * FINENESS, &wide(pen), *fill)
        }
        Stroke::Polygon(corners, pen) => bitmap.fill_polygon(corners.iter().copied().map(enlarged), pen),
        Stroke::Trace(points, pen, true) => draw_runs(bitmap, trace::rows(&enlarged_exactly(points)), pen),
        Stroke::Trace(points, pen, false) => {
            draw_runs(bitmap, trace::covered(&enlarged_exactly(points), f64::from(wide(pen).1)), pen)
        }
        Stroke::Text(text, style, place) => draw_text(bitmap, text, style, enlarged(*place)),
    }
}

/// Exact places on the finer bitmap.
fn enlarged_exactly(points: &[Exact]) -> Vec<Exact> {
    let fineness = f64::from(FINENESS);
    points.iter().map(|(x, y)| (x * fineness, y * fineness)).collect()
}

/// Each pixel once, so that a translucent line is even.
fn draw_runs(bitmap: &mut BitMapBackend<'_>, runs: Vec<Run>, pen: &Pen) -> Result<(), Failed> {
    // Right and bottom of a filled rectangle are no part of it here; what is outside is cut off.
    runs.into_iter().try_for_each(|(from, to, row)| bitmap.draw_rect((from, row), (to + 1, row + 1), &pen.0, true))
}

/// Piece by piece with round joints: the library's wide paths have spikes at sharp turns.
fn draw_path(bitmap: &mut BitMapBackend<'_>, path: &[(i32, i32)], pen: Pen) -> Result<(), Failed> {
    let points: Vec<(i32, i32)> = path.iter().copied().map(enlarged).collect();
    points.windows(2).try_for_each(|ends| bitmap.draw_line(ends[0], ends[1], &pen))?;
    let radius = pen.1 / 2;
    // A translucent joint would show through.
    if radius > 1 && pen.0.alpha >= 1.0 {
        let joints = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
        joints.iter().try_for_each(|joint| bitmap.draw_circle(*joint, radius, &pen.0, true))?;
    }
    Ok(())
}

fn draw_text(bitmap: &mut BitMapBackend<'_>, text: &str, style: &TextStyle<'_>, at: (i32, i32)) -> Result<(), Failed> {
    let large = TextStyle { font: style.font.resize(style.font.get_size() * f64::from(FINENESS)), ..style.clone() };
    let face = fonts::face(style.font.get_family(), style.font.get_style());
    let face = face.map_err(|error| DrawingErrorKind::FontError(Box::new(error)))?;
    let (width, height) = bitmap.get_size();
    let inside = |(x, y): (i32, i32)| (0..width as i32).contains(&x) && (0..height as i32).contains(&y);
    glyphs::draw(
        &face,
        text,
        &large,
        at,
        |point, colour| {
            if inside(point) { bitmap.draw_pixel(point, colour) } else { Ok(()) }
        },
    )
}

/// Bytes of a row that are looked at together: white ones, as most are, need no means.
const WHITE: [u8; 96] = [255; 96];

/// Means over blocks of the finer pixels. Plain loops, for this crate is built quickly and not for speed.
fn averaged(fine: &[u8], fine_width: usize) -> Vec<u8> {
    let fineness = FINENESS as usize;
    let (row, block) = (3 * fine_width, 3 * fineness);
    let count = (fineness * fineness) as u32;
    let mut coarse = vec![255; fine.len() / (fineness * fineness)];
    let mut next = 0;
    for rows in fine.chunks_exact(row * fineness) {
        let mut left = 0;
        while left < row {
            let end = row.min(left + WHITE.len());
            if rows.chunks_exact(row).all(|line| line[left..end] == WHITE[..end - left]) {
                next += (end - left) / fineness;
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
        assert_eq!(averaged(&[fine, below].concat(), 4), [1, 25, 255, 9, 9, 9]);
        // Two rows of white with one darker byte, wherever it is.
        for place in 0..6 * 70 {
            let mut fine = vec![255; 6 * 70];
            fine[place] = 254;
            let mut expected = vec![255; 3 * 35];
            expected[place % 210 / 6 * 3 + place % 3] = 255;
            assert_eq!(averaged(&fine, 70), expected, "rounded up");
            fine[place] = 0;
            expected[place % 210 / 6 * 3 + place % 3] = 191;
            assert_eq!(averaged(&fine, 70), expected, "{place}");
        }
    }
}
