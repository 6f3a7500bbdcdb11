//! The bundled font, so that a figure looks the same on every machine and needs no system library.

use std::sync::OnceLock;

use plotters::style::{FontStyle, IntoFont, RGBColor, TextStyle, register_font};

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
    TextStyle::from((FAMILY, size).into_font()).color(colour)
}

/// Bold text of a size in pixels.
pub fn bold(size: u32, colour: &'static RGBColor) -> TextStyle<'static> {
    TextStyle::from((FAMILY, size).into_font().style(FontStyle::Bold)).color(colour)
}
