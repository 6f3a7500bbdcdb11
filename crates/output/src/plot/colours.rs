//! The colours of all figures: one for each meaning, and others for what is only to be told apart. The hues are safe for
//! colour-blind readers and differ in lightness; what matters differs in shape, dashes or hatching as well.

use plotters::style::RGBColor;

/// Text, axes, and pain itself.
pub const INK: RGBColor = RGBColor(34, 34, 34);
/// Text beside the point.
pub const GREY: RGBColor = RGBColor(85, 85, 85);
/// Lines of a grid.
pub const GRID: RGBColor = RGBColor(222, 222, 222);
/// What is neither good nor bad: M0, single replicates, little change.
pub const NEUTRAL: RGBColor = RGBColor(130, 130, 130);

/// What inflames: TNFα, M1, inflammation as a cause of pain; more pain.
pub const INFLAMING: RGBColor = RGBColor(213, 94, 0);
/// What resolves and repairs: IL-10, M2; less pain.
pub const RESOLVING: RGBColor = RGBColor(0, 114, 178);
/// Structure and its damage: axons, myelin, matrix.
pub const STRUCTURE: RGBColor = RGBColor(140, 104, 48);
/// Sensitisation, peripheral and central.
pub const SENSITISATION: RGBColor = RGBColor(204, 121, 167);
/// Injected cells.
pub const ADMSC: RGBColor = RGBColor(0, 158, 115);
/// Vessels.
pub const VESSEL: RGBColor = RGBColor(140, 20, 40);

/// What has no meaning of its own and is only told apart: runs, arms, and the model beside what was published.
pub const KINDS: [RGBColor; 6] = [
    INK,
    RGBColor(176, 32, 136),
    RGBColor(100, 160, 40),
    RGBColor(50, 40, 160),
    RGBColor(220, 170, 0),
    RGBColor(150, 110, 0),
];

/// A lighter shade of a colour: for areas, and for the weaker of two things that mean the same.
pub const fn light(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    /// Two fifths of the way to white.
    const fn towards_white(part: u8) -> u8 {
        ((part as u16 * 3 + 255 * 2) / 5) as u8
    }
    RGBColor(towards_white(red), towards_white(green), towards_white(blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_meanings_share_a_colour() {
        let meanings = [INFLAMING, RESOLVING, STRUCTURE, SENSITISATION, ADMSC, VESSEL, NEUTRAL];
        let all: Vec<RGBColor> = meanings.into_iter().chain(KINDS).collect();
        for (number, one) in all.iter().enumerate() {
            for other in &all[..number] {
                let part = |a: u8, b: u8| i32::from(a).abs_diff(i32::from(b));
                let apart = part(one.0, other.0) + part(one.1, other.1) + part(one.2, other.2);
                assert!(apart > 55, "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn kinds_are_told_apart_in_grey() {
        let grey = |RGBColor(red, green, blue): RGBColor| {
            0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
        };
        for (number, one) in KINDS.iter().enumerate() {
            assert!(KINDS[..number].iter().all(|other| (grey(*one) - grey(*other)).abs() > 15.0), "{one:?}");
        }
    }

    #[test]
    fn a_light_shade_is_lighter_and_of_the_same_hue() {
        assert_eq!(light(RGBColor(0, 100, 255)), RGBColor(102, 162, 255));
    }
}
