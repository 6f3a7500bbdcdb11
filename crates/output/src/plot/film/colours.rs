//! The colours of a film: those that its pictures have most often, and one that shows what was there before.

use std::collections::BTreeMap;

/// A colour: red, green, blue.
pub type Colour = [u8; 3];

/// Most colours beside the transparent one.
const MOST: usize = 255;
/// Bits of each part that colours which are alike differ in.
const ALIKE: u32 = 4;
/// Squared distance from which a colour is one of its own, however few pixels have it: signs are small.
const OWN: u32 = 40 * 40;

/// The colours of a film in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Palette(Vec<Colour>);

impl Palette {
    /// Some colours that a film has in any case, and those of pixels, three bytes each: colours that are alike count together, and the most frequent of them stands for all. Those that
    /// are far from all more frequent ones come first.
    pub fn of(own: Vec<Colour>, pixels: &[u8]) -> Self {
        let (pixels, _) = pixels.as_chunks::<3>();
        let mut pixels: Vec<Colour> = pixels.to_vec();
        let alike = |colour: &Colour| colour.map(|part| part >> ALIKE);
        pixels.sort_unstable_by_key(|colour| (alike(colour), *colour));
        let mut groups: Vec<(usize, Colour)> = pixels.chunk_by(|a, b| alike(a) == alike(b)).filter_map(group).collect();
        groups.sort_unstable_by_key(|(number, colour)| (std::cmp::Reverse(*number), *colour));
        let (mut own, mut near) = (own, Vec::new());
        for (_, colour) in groups {
            let is_own = own.iter().all(|other| apart(other, &colour) > OWN);
            if is_own { &mut own } else { &mut near }.push(colour);
        }
        Self(own.into_iter().chain(near).take(MOST).collect())
    }

    /// The colours, three bytes each; the transparent one, which is the last, is black.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().copied().chain([[0; 3]]).flatten().collect()
    }

    /// Place of the transparent colour.
    pub fn transparent(&self) -> u8 {
        self.0.len() as u8
    }

    /// Places of the nearest colours of some pixels. `known` keeps what was looked for before.
    pub fn places(&self, pixels: &[u8], known: &mut BTreeMap<Colour, u8>) -> Vec<u8> {
        let (pixels, _) = pixels.as_chunks::<3>();
        let mut places = Vec::with_capacity(pixels.len());
        // Most are as the one before.
        for alike in pixels.chunk_by(|a, b| a == b) {
            let place = *known.entry(alike[0]).or_insert_with(|| self.nearest(alike[0]));
            places.extend(std::iter::repeat_n(place, alike.len()));
        }
        places
    }

    fn nearest(&self, wanted: Colour) -> u8 {
        let nearest = (0..).zip(&self.0).min_by_key(|(_, colour)| apart(colour, &wanted));
        nearest.map_or(0, |(place, _)| place)
    }
}

/// Squared distance of two colours.
fn apart(one: &Colour, other: &Colour) -> u32 {
    one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(*b)).pow(2)).sum()
}

/// Number of colours that are alike, sorted, and the most frequent of them.
fn group(colours: &[Colour]) -> Option<(usize, Colour)> {
    let most = colours.chunk_by(|a, b| a == b).max_by_key(|same| same.len())?;
    Some((colours.len(), *most.first()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_colours_are_kept_and_others_are_the_nearest() {
        let pixels = [[255; 3], [255; 3], [10, 20, 30], [11, 20, 30], [11, 20, 30], [200, 0, 0]].concat();
        let palette = Palette::of(Vec::new(), &pixels);
        assert_eq!(palette.0, [[11, 20, 30], [255; 3], [200, 0, 0]]);
        let mut known = BTreeMap::new();
        assert_eq!(palette.places(&pixels, &mut known), [1, 1, 0, 0, 0, 2]);
        assert_eq!((palette.transparent(), palette.bytes().len()), (3, 12));
        assert_eq!(palette.places(&[190, 10, 9], &mut known), [2]);
    }

    #[test]
    fn a_rare_colour_that_is_far_from_all_others_is_kept() {
        let greys = (0..=255_u8).flat_map(|grey| [[grey, grey, grey / 4 * 4]; 9]);
        let greens = (0..=255_u8).flat_map(|green| [[0, green, 0]; 9]);
        let blues = (0..=255_u8).flat_map(|blue| [[0, 128, blue]; 9]);
        let pixels: Vec<Colour> = greys.chain(greens).chain(blues).chain([[250, 5, 5]]).collect();
        assert!(Palette::of(Vec::new(), &pixels.concat()).0.contains(&[250, 5, 5]));
    }

    #[test]
    fn colours_that_are_asked_for_are_there_and_first() {
        let palette = Palette::of(vec![[1, 2, 3], [1, 2, 4]], &[255; 9]);
        assert_eq!(palette.0, [[1, 2, 3], [1, 2, 4], [255; 3]]);
    }

    #[test]
    fn more_colours_than_there_is_room_for_are_the_rare_ones() {
        let all: Vec<Colour> =
            (0..512_u16).map(|n| [(n / 64) as u8 * 16, (n / 8 % 8) as u8 * 16, (n % 8) as u8 * 16]).collect();
        let often = all.iter().skip(300).flat_map(|colour| [*colour; 2]);
        let palette = Palette::of(Vec::new(), &all.iter().copied().chain(often).collect::<Vec<_>>().concat());
        assert_eq!(palette.0.len(), MOST);
        assert!(all[300..].iter().all(|colour| palette.0.contains(colour)));
    }
}
