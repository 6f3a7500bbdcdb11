//! Lines that are told apart by colour, by dashes and by signs.

use super::super::sheet::Page;
use plotters::prelude::*;
use plotters::style::RGBColor;

use crate::plot::Drawn;
use crate::plot::colours::KINDS;
use crate::plot::layout::{Dashes, dashed};
use crate::plot::trace::{Exact, Trace};

/// Shape of the sign on a line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sign {
    Circle,
    Square,
    Up,
    Diamond,
    Down,
    Cross,
}

/// How the line of a run looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Its colour.
    pub colour: RGBColor,
    /// Its dashes.
    pub dashes: Dashes,
    sign: Sign,
}

/// Styles in the order of the runs.
pub const STYLES: [Style; 6] = [
    Style { colour: KINDS[0], dashes: None, sign: Sign::Circle },
    Style { colour: KINDS[1], dashes: Some((26.0, 10.0)), sign: Sign::Square },
    Style { colour: KINDS[2], dashes: Some((6.0, 8.0)), sign: Sign::Up },
    Style { colour: KINDS[3], dashes: Some((46.0, 8.0)), sign: Sign::Diamond },
    Style { colour: KINDS[4], dashes: Some((14.0, 8.0)), sign: Sign::Down },
    Style { colour: KINDS[5], dashes: Some((18.0, 16.0)), sign: Sign::Cross },
];

/// Signs on a line.
const SIGNS: usize = 6;

/// White round a sign, pixels.
const RIM: i32 = 3;

/// Half the size of the hole of a hollow sign; also of a small one an edge is left.
fn hole(half: i32) -> i32 {
    (half * 5 / 9 + RIM).min(half - RIM).max(1)
}

impl Style {
    /// The style of a run, counted from 0.
    pub fn for_run(run: usize) -> Self {
        STYLES[run % STYLES.len()]
    }

    /// The style in the colour of a meaning.
    pub fn coloured(self, colour: RGBColor) -> Self {
        Self { colour, ..self }
    }

    /// Draws a line in this style, without signs.
    pub fn line(&self, page: &Page, points: &[Exact], width: u32) -> Drawn {
        for piece in dashed(points, self.dashes) {
            page.draw(&Trace::line(&piece, self.colour.stroke_width(width)))?;
        }
        Ok(())
    }

    /// Draws the sign at a point with nothing inside: what cannot be told from no difference.
    pub fn hollow(&self, page: &Page, place: (i32, i32), half: i32) -> Drawn {
        self.sign(page, place, half)?;
        Self { colour: WHITE, ..*self }.drawn(page, place, hole(half), 0)
    }

    /// Draws the sign at a point; `half` is half its size.
    pub fn sign(&self, page: &Page, place: (i32, i32), half: i32) -> Drawn {
        self.drawn(page, place, half, RIM)
    }

    /// The sign with a white rim of so many pixels.
    fn drawn(&self, page: &Page, (x, y): (i32, i32), half: i32, rim: i32) -> Drawn {
        let h = half;
        let shape = |h: i32| match self.sign {
            Sign::Square => vec![(x - h, y - h), (x + h, y - h), (x + h, y + h), (x - h, y + h)],
            Sign::Up => vec![(x - h, y + h), (x, y - h), (x + h, y + h)],
            Sign::Diamond => vec![(x, y - h), (x + h, y), (x, y + h), (x - h, y)],
            _ => vec![(x - h, y - h), (x + h, y - h), (x, y + h)],
        };
        match self.sign {
            Sign::Circle => {
                page.draw(&Circle::new((x, y), h + rim, WHITE.filled()))?;
                page.draw(&Circle::new((x, y), h, self.colour.filled()))?;
            }
            Sign::Cross => {
                for (width, colour) in [(h as u32, WHITE), (h as u32 / 2 + 1, self.colour)] {
                    for ends in [[(x - h, y - h), (x + h, y + h)], [(x - h, y + h), (x + h, y - h)]] {
                        page.draw(&PathElement::new(ends.to_vec(), colour.stroke_width(width)))?;
                    }
                }
            }
            _ => {
                page.draw(&Polygon::new(shape(h + rim), WHITE))?;
                page.draw(&Polygon::new(shape(h), self.colour))?;
            }
        }
        Ok(())
    }
}

/// Where the signs of a run stand, as rows of its record: evenly over the whole, those of other runs between them.
pub fn sign_rows(rows: usize, run: usize, runs: usize) -> impl Iterator<Item = usize> {
    let share = move |sign: usize| (sign as f64 + (run as f64 + 0.5) / runs.max(1) as f64) / SIGNS as f64;
    (0..SIGNS).map(move |sign| (share(sign) * rows as f64) as usize).filter(move |row| *row < rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hollow_sign_has_an_edge_however_small_it_is() {
        assert!((4..40).all(|half| (1..=half - 2).contains(&hole(half))));
    }

    #[test]
    fn no_two_styles_share_a_colour_dashes_or_a_sign() {
        for (number, style) in STYLES.iter().enumerate() {
            for other in &STYLES[..number] {
                assert!(style.colour != other.colour && style.dashes != other.dashes && style.sign != other.sign);
            }
        }
    }

    #[test]
    fn signs_of_two_runs_never_stand_together() {
        let rows = |run| sign_rows(366, run, 3).collect::<Vec<_>>();
        let [a, b] = [rows(0), rows(1)];
        assert!(a.len() == SIGNS && b.len() == SIGNS && a.iter().all(|row| !b.contains(row)), "{a:?} {b:?}");
    }
}
