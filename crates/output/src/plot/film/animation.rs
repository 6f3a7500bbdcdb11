//! Pictures one after the other as an animated PNG or a GIF. Each holds the rectangle that differs from the one before, and within it what does not
//! differ is transparent, which makes the files small.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::colours::{Colour, Palette};
use crate::plot::Drawn;
use crate::plot::image::Told;

/// How long a picture is shown, and the last one, hundredths of a second.
const SHOWN: u16 = 10;
const LAST: u16 = 250;

/// How often a film is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plays {
    /// Once: its last picture stays.
    Once,
    /// Again and again.
    Forever,
}

/// What differs from the picture before: its place, and the colours there, row by row.
#[derive(Debug, Clone, PartialEq)]
struct Change {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    places: Vec<u8>,
}

/// Pictures of one size.
#[derive(Debug)]
pub struct Animation {
    size: (u32, u32),
    palette: Palette,
    known: BTreeMap<Colour, u8>,
    /// The picture that was added last.
    shown: Vec<u8>,
    changes: Vec<Change>,
}

impl Animation {
    /// One without pictures.
    pub fn new(size: (u32, u32), palette: Palette) -> Self {
        Self { size, palette, known: BTreeMap::new(), shown: Vec::new(), changes: Vec::new() }
    }

    /// Adds a picture, three bytes a pixel.
    pub fn push(&mut self, pixels: &[u8]) {
        let places = self.palette.places(pixels, &mut self.known);
        let change = match self.changes.is_empty() {
            true => Change { left: 0, top: 0, width: self.size.0, height: self.size.1, places: places.clone() },
            false => self.change(&places),
        };
        self.changes.push(change);
        self.shown = places;
    }

    /// The smallest rectangle that differs; a pixel where nothing does.
    fn change(&self, places: &[u8]) -> Change {
        let wide = self.size.0 as usize;
        let differ = |row: &[u8], before: &[u8]| {
            let differs = |column: &usize| row[*column] != before[*column];
            Some(((0..wide).find(differs)?, (0..wide).rfind(differs)? + 1))
        };
        let rows: Vec<Option<(usize, usize)>> =
            places.chunks(wide).zip(self.shown.chunks(wide)).map(|(row, before)| differ(row, before)).collect();
        let top = rows.iter().position(Option::is_some).unwrap_or(0);
        let end = rows.iter().rposition(Option::is_some).map_or(1, |row| row + 1);
        let left = rows.iter().flatten().map(|row| row.0).min().unwrap_or(0);
        let right = rows.iter().flatten().map(|row| row.1).max().unwrap_or(1);
        let inside = (top..end).flat_map(|row| row * wide + left..row * wide + right);
        let new = |at: usize| if places[at] == self.shown[at] { self.palette.transparent() } else { places[at] };
        Change {
            left: left as u32,
            top: top as u32,
            width: (right - left) as u32,
            height: (end - top) as u32,
            places: inside.map(new).collect(),
        }
    }

    /// Hundredths of a second for which a picture is shown.
    fn shown_for(&self, number: usize) -> u16 {
        if number + 1 == self.changes.len() { LAST } else { SHOWN }
    }

    /// As an animated PNG.
    ///
    /// # Errors
    /// When there is no picture.
    pub fn png(&self, plays: Plays, told: &Told<'_>) -> Drawn<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.size.0, self.size.1);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(self.palette.bytes());
        let opaque = usize::from(self.palette.transparent());
        encoder.set_trns([vec![255; opaque], vec![0]].concat());
        encoder.set_deflate_compression(png::DeflateCompression::Level(9));
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_animated(self.changes.len() as u32, u32::from(plays == Plays::Once))?;
        encoder.set_blend_op(png::BlendOp::Over)?;
        told.enter(&mut encoder)?;
        let mut writer = encoder.write_header()?;
        for (number, change) in self.changes.iter().enumerate() {
            if number > 0 {
                writer.reset_frame_position()?;
                writer.set_frame_dimension(change.width, change.height)?;
                writer.set_frame_position(change.left, change.top)?;
            }
            writer.set_frame_delay(self.shown_for(number), 100)?;
            writer.write_image_data(&change.places)?;
        }
        writer.finish()?;
        Ok(bytes)
    }

    /// As a GIF, which goes on and on.
    ///
    /// # Errors
    /// When there is no picture, or one is larger than a GIF can be.
    pub fn gif(&self, told: &Told<'_>) -> Drawn<Vec<u8>> {
        let mut bytes = Vec::new();
        let short = |length: u32| u16::try_from(length);
        let (width, height) = (short(self.size.0)?, short(self.size.1)?);
        let mut encoder = gif::Encoder::new(&mut bytes, width, height, &self.palette.bytes())?;
        encoder.set_repeat(gif::Repeat::Infinite)?;
        encoder.write_raw_extension(gif::Extension::Comment.into(), &[told.in_a_line().as_bytes()])?;
        for (number, change) in self.changes.iter().enumerate() {
            encoder.write_frame(&gif::Frame {
                delay: self.shown_for(number),
                dispose: gif::DisposalMethod::Keep,
                transparent: (number > 0).then(|| self.palette.transparent()),
                left: short(change.left)?,
                top: short(change.top)?,
                width: short(change.width)?,
                height: short(change.height)?,
                buffer: Cow::Borrowed(&change.places),
                ..gif::Frame::default()
            })?;
        }
        drop(encoder);
        Ok(bytes)
    }
}
