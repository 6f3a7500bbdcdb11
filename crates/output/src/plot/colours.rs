//! The colours of all figures, those of [`admsc_study::palette`], as plotters takes them.

use plotters::style::RGBColor;

use admsc_study::palette::{self, Colour};

/// A colour as plotters takes it.
pub const fn rgb([red, green, blue]: Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

/// Text, axes, and pain itself.
pub const INK: RGBColor = rgb(palette::INK);
/// Text beside the point.
pub const GREY: RGBColor = rgb(palette::GREY);
/// Lines of a grid.
pub const GRID: RGBColor = rgb(palette::GRID);
/// What is neither good nor bad: M0, single replicates, little change.
pub const NEUTRAL: RGBColor = rgb(palette::NEUTRAL);
/// What inflames: TNFα, M1, inflammation as a cause of pain; more pain.
pub const INFLAMING: RGBColor = rgb(palette::INFLAMING);
/// What resolves and repairs: IL-10, M2; less pain.
pub const RESOLVING: RGBColor = rgb(palette::RESOLVING);
/// Structure and its damage: axons, myelin, matrix.
pub const STRUCTURE: RGBColor = rgb(palette::STRUCTURE);
/// Sensitisation, peripheral and central.
pub const SENSITISATION: RGBColor = rgb(palette::SENSITISATION);
/// Injected cells.
pub const ADMSC: RGBColor = rgb(palette::ADMSC);
/// Vessels.
pub const VESSEL: RGBColor = rgb(palette::VESSEL);

/// What has no meaning of its own and is only told apart: runs, arms, and the model beside what was published.
pub const KINDS: [RGBColor; 6] = {
    let [a, b, c, d, e, f] = palette::KINDS;
    [rgb(a), rgb(b), rgb(c), rgb(d), rgb(e), rgb(f)]
};

/// A lighter shade of a colour: for areas, and for the weaker of two things that mean the same.
pub const fn light(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    rgb(palette::light([red, green, blue]))
}
