//! The bundled font, so that a figure looks the same on every machine and needs no system library.

use std::sync::OnceLock;

use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, register_font};

use super::Drawn;

/// Name of the font. In an SVG it is a list: where the first is not installed, a narrower one takes its place, so that
/// nothing runs out of its room.
const FAMILY: &str = "DejaVu Sans, Verdana, Arial, sans-serif";

/// Makes the bundled font known to the drawing library, once.
pub fn register() -> Drawn {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = *REGISTERED.get_or_init(|| {
        let regular = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
        let bold = include_bytes!("../../assets/fonts/DejaVuSans-Bold.ttf");
        register_font(FAMILY, FontStyle::Normal, regular).is_ok()
            && register_font(FAMILY, FontStyle::Bold, bold).is_ok()
    });
    if registered { Ok(()) } else { Err("the bundled font is damaged".into()) }
}

/// Regular text of a size in pixels.
pub fn regular(size: u32, colour: &'static RGBColor) -> TextStyle<'static> {
    text(size, FontStyle::Normal, colour)
}

/// Bold text of a size in pixels.
pub fn bold(size: u32, colour: &'static RGBColor) -> TextStyle<'static> {
    text(size, FontStyle::Bold, colour)
}

fn text(size: u32, style: FontStyle, colour: &'static RGBColor) -> TextStyle<'static> {
    // A font's style must be chosen when it is made: changed later, it would keep the letters of the first.
    TextStyle::from(FontDesc::new(FontFamily::Name(FAMILY), f64::from(size), style)).color(colour)
}
