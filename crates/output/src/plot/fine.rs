//! A bitmap drawn on twice the pixels each way and averaged: edges become smooth, which the library draws in steps.

use super::{fonts, glyphs};
use plotters::prelude::*;
use plotters::style::{FontDesc, TextStyle};
use plotters_backend::{BackendColor, BackendStyle, BackendTextStyle, DrawingErrorKind};

/// Pixels of the finer bitmap for one of the picture, each way.
const FINENESS: i32 = 2;

/// A backend that passes everything on, enlarged.
pub struct Fine<DB>(DB);

/// Draws on a bitmap of `size` and gives its pixels, three bytes each.
pub fn pixels<E>(
    (width, height): (u32, u32),
    draw: impl FnOnce(Fine<BitMapBackend<'_>>) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    let (fine_width, fine_height) = (width * FINENESS as u32, height * FINENESS as u32);
    let mut fine = vec![0; 3 * fine_width as usize * fine_height as usize];
    draw(Fine(BitMapBackend::with_buffer(&mut fine, (fine_width, fine_height))))?;
    Ok(averaged(&fine, fine_width as usize, width as usize, height as usize))
}

/// Means over blocks of the finer pixels.
fn averaged(fine: &[u8], fine_width: usize, width: usize, height: usize) -> Vec<u8> {
    let fineness = FINENESS as usize;
    let mut coarse = Vec::with_capacity(3 * width * height);
    let mut sums = vec![0u16; 3 * width];
    for rows in fine.chunks_exact(3 * fine_width * fineness) {
        sums.fill((fineness * fineness / 2) as u16);
        for row in rows.chunks_exact(3 * fine_width) {
            for (sum, block) in sums.chunks_exact_mut(3).zip(row.chunks_exact(3 * fineness)) {
                for pixel in block.chunks_exact(3) {
                    sum.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u16::from(*value));
                }
            }
        }
        coarse.extend(sums.iter().map(|sum| (sum / (fineness * fineness) as u16) as u8));
    }
    coarse
}

/// A style with a wider stroke.
struct Wide<'a, S>(&'a S);

impl<S: BackendStyle> BackendStyle for Wide<'_, S> {
    fn color(&self) -> BackendColor {
        self.0.color()
    }

    fn stroke_width(&self) -> u32 {
        self.0.stroke_width() * FINENESS as u32
    }
}

/// A point of the picture on the finer bitmap.
fn enlarged((x, y): (i32, i32)) -> (i32, i32) {
    (x * FINENESS, y * FINENESS)
}

type Done<DB> = Result<(), DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

impl<DB: DrawingBackend> DrawingBackend for Fine<DB> {
    type ErrorType = DB::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.0.get_size();
        (width / FINENESS as u32, height / FINENESS as u32)
    }

    fn ensure_prepared(&mut self) -> Done<DB> {
        self.0.ensure_prepared()
    }

    fn present(&mut self) -> Done<DB> {
        self.0.present()
    }

    fn draw_pixel(&mut self, point: (i32, i32), colour: BackendColor) -> Done<DB> {
        let (x, y) = enlarged(point);
        for across in 0..FINENESS {
            for down in 0..FINENESS {
                self.0.draw_pixel((x + across, y + down), colour)?;
            }
        }
        Ok(())
    }

    fn draw_line<S: BackendStyle>(&mut self, from: (i32, i32), to: (i32, i32), style: &S) -> Done<DB> {
        self.0.draw_line(enlarged(from), enlarged(to), &Wide(style))
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: (i32, i32),
        bottom_right: (i32, i32),
        style: &S,
        fill: bool,
    ) -> Done<DB> {
        if fill {
            return self.0.draw_rect(enlarged(upper_left), enlarged(bottom_right), &Wide(style), true);
        }
        // The library draws the outline of a rectangle one pixel wide, whatever its style.
        let ((left, top), (right, bottom)) = (upper_left, bottom_right);
        let sides = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        sides.windows(2).try_for_each(|side| self.draw_line(side[0], side[1], style))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = (i32, i32)>>(&mut self, path: I, style: &S) -> Done<DB> {
        // Piece by piece with round joints: the library's wide paths have spikes at sharp turns.
        let points: Vec<(i32, i32)> = path.into_iter().map(enlarged).collect();
        let wide = Wide(style);
        for ends in points.windows(2) {
            self.0.draw_line(ends[0], ends[1], &wide)?;
        }
        let radius = wide.stroke_width() / 2;
        let joints = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
        // A translucent joint would show through.
        if radius > 1 && style.color().alpha >= 1.0 {
            joints.iter().try_for_each(|joint| self.0.draw_circle(*joint, radius, &style.color(), true))?;
        }
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: (i32, i32), radius: u32, style: &S, fill: bool) -> Done<DB> {
        self.0.draw_circle(enlarged(centre), radius * FINENESS as u32, &Wide(style), fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = (i32, i32)>>(&mut self, path: I, style: &S) -> Done<DB> {
        self.0.fill_polygon(path.into_iter().map(enlarged), style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, place: (i32, i32)) -> Done<DB> {
        let size = style.size() * f64::from(FINENESS);
        let font = FontDesc::new(style.family(), size, style.style()).transform(style.transform());
        let large = TextStyle { font, color: style.color(), pos: style.anchor() };
        let Some(face) = fonts::face(style.family(), style.style()) else {
            return self.0.draw_text(text, &large, enlarged(place));
        };
        let (width, height) = self.0.get_size();
        let inside = |(x, y): (i32, i32)| (0..width as i32).contains(&x) && (0..height as i32).contains(&y);
        glyphs::draw(&face, text, &large, enlarged(place), |point, colour| {
            if inside(point) { self.0.draw_pixel(point, colour) } else { Ok(()) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_averaged_with_rounding() {
        let fine: Vec<u8> = [[0, 10, 255], [2, 20, 255], [9, 9, 9], [9, 9, 9]].concat();
        let below: Vec<u8> = [[0, 30, 255], [1, 41, 255], [9, 9, 9], [9, 9, 9]].concat();
        assert_eq!(averaged(&[fine, below].concat(), 4, 2, 1), [1, 25, 255, 9, 9, 9]);
    }
}
