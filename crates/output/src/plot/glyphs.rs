//! Letters on a bitmap. The drawing library leaves out the room that a letter has on its left, which Japanese brackets
//! need, and sets lines elsewhere than an SVG does.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendTextStyle};

/// Pixels of a font's size in an SVG, for one of the size that the drawing library is given.
const EM: f32 = 1.0 / 1.24;
/// Half the height of a small letter, of the font's size: `0.5ex`.
const HALF_SMALL: f32 = 0.27;

/// Draws a text at a place of a bitmap, pixel by pixel.
///
/// # Errors
/// What `pixel` refuses.
pub fn draw<E>(
    font: &FontRef<'_>,
    text: &str,
    style: &impl BackendTextStyle,
    place: (i32, i32),
    mut pixel: impl FnMut((i32, i32), BackendColor) -> Result<(), E>,
) -> Result<(), E> {
    let size = style.size() as f32;
    let scaled = font.as_scaled(PxScale::from(size));
    let mut glyphs = Vec::new();
    let (mut x, mut before) = (0.0, None);
    for letter in text.chars() {
        let mut glyph = scaled.scaled_glyph(letter);
        let id = glyph.id;
        x += before.map_or(0.0, |before| scaled.kern(before, id));
        glyph.position = point(x, 0.0);
        glyphs.push(glyph);
        x += scaled.h_advance(id);
        before = Some(id);
    }
    let across = match style.anchor().h_pos {
        HPos::Left => 0,
        HPos::Right => -(x as i32),
        HPos::Center => -(x as i32) / 2,
    };
    // Where an SVG sets the line that letters stand on.
    let down = match style.anchor().v_pos {
        VPos::Top => 0.76 * EM * size,
        VPos::Center => HALF_SMALL * EM * size,
        VPos::Bottom => -HALF_SMALL * EM * size,
    };
    let (down, colour, turn) = (down.round() as i32, style.color(), style.transform());
    for outline in glyphs.into_iter().filter_map(|glyph| scaled.outline_glyph(glyph)) {
        let corner = outline.px_bounds().min;
        let (left, top) = (corner.x as i32 + across, corner.y as i32 + down);
        let mut covered = Vec::new();
        outline.draw(|x, y, share| covered.push((x as i32, y as i32, share)));
        for (x, y, share) in covered.into_iter().filter(|(.., share)| *share > 0.0) {
            let (x, y) = turn.transform(left + x, top + y);
            let alpha = colour.alpha * f64::from(share.min(1.0));
            pixel((place.0 + x, place.1 + y), BackendColor { alpha, ..colour })?;
        }
    }
    Ok(())
}
