//! The colours of all figures and pages: one for each meaning, and others for what is only to be told apart. The hues are safe for
//! colour-blind readers and differ in lightness; what matters differs in shape, dashes or hatching as well.

pub mod ramp;

/// Red, green and blue of sRGB.
pub type Colour = [u8; 3];

/// Text, axes, and pain itself.
pub const INK: Colour = [34, 34, 34];
/// Text beside the point.
pub const GREY: Colour = [85, 85, 85];
/// Lines of a grid.
pub const GRID: Colour = [222, 222, 222];
/// What is neither good nor bad: M0, single replicates, little change.
pub const NEUTRAL: Colour = [130, 130, 130];

/// What inflames: TNFα, M1, inflammation as a cause of pain; more pain.
pub const INFLAMING: Colour = [213, 94, 0];
/// What resolves and repairs: IL-10, M2; less pain.
pub const RESOLVING: Colour = [0, 114, 178];
/// Structure and its damage: axons, myelin, matrix.
pub const STRUCTURE: Colour = [140, 104, 48];
/// Sensitisation, peripheral and central.
pub const SENSITISATION: Colour = [204, 121, 167];
/// Injected cells.
pub const ADMSC: Colour = [0, 158, 115];
/// Vessels.
pub const VESSEL: Colour = [140, 20, 40];

/// What has no meaning of its own and is only told apart: runs, arms, and the model beside what was published.
pub const KINDS: [Colour; 6] = [INK, [176, 32, 136], [100, 160, 40], [50, 40, 160], [220, 170, 0], [150, 110, 0]];

/// A lighter shade of a colour: for areas, and for the weaker of two things that mean the same.
pub const fn light([red, green, blue]: Colour) -> Colour {
    /// Two fifths of the way to white.
    const fn towards_white(part: u8) -> u8 {
        ((part as u16 * 3 + 255 * 2) / 5) as u8
    }
    [towards_white(red), towards_white(green), towards_white(blue)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_meanings_share_a_colour() {
        let meanings = [INFLAMING, RESOLVING, STRUCTURE, SENSITISATION, ADMSC, VESSEL, NEUTRAL];
        let all: Vec<Colour> = meanings.into_iter().chain(KINDS).collect();
        for (number, one) in all.iter().enumerate() {
            for other in &all[..number] {
                let part = |a: u8, b: u8| i32::from(a.abs_diff(b));
                let apart = (0..3).map(|light| part(one[light], other[light])).sum::<i32>();
                assert!(apart > 55, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn kinds_are_told_apart_in_grey() {
        let grey =
            |[red, green, blue]: Colour| 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
        for (number, one) in KINDS.iter().enumerate() {
            assert!(KINDS[..number].iter().all(|other| (grey(*one) - grey(*other)).abs() > 15.0), "{one:?}");
        }
    }

    #[test]
    fn a_light_shade_is_lighter_and_of_the_same_hue() {
        assert_eq!(light([0, 100, 255]), [102, 162, 255]);
    }
}
