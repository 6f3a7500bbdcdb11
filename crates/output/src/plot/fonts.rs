//! The bundled fonts, so that a figure looks the same on every machine and needs no system library.
//!
//! English is written in DejaVu Sans, Japanese in Noto Sans JP. A text with letters that the first does not have, such as
//! a Japanese title in an English figure, is written in the second as a whole. What neither has is drawn as an empty box.

use std::sync::OnceLock;

use ab_glyph::{Font, FontRef, InvalidFont};
use plotters::style::{FontDesc, FontFamily, FontStyle, RGBColor, TextStyle, register_font};

use super::Drawn;
use admsc_scenario::language::Language;

/// Name of the font. In an SVG it is a list: where the first is not installed, a narrower one takes its place, so that
/// nothing runs out of its room.
const FAMILY: &str = "DejaVu Sans, Verdana, Arial, sans-serif";
/// Name of the Japanese font.
pub const JAPANESE_NAME: &str = "Noto Sans JP";
/// Its list. An SVG holds the letters it needs of the first; the others are for readers who strip that.
const JAPANESE_FAMILY: &str =
    "Noto Sans JP, Noto Sans CJK JP, Hiragino Sans, Hiragino Kaku Gothic ProN, Yu Gothic, Meiryo, sans-serif";

// Statics, not constants: a constant is copied into every part of the program that names it.
static REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans.ttf");
static BOLD: &[u8] = include_bytes!("../../../../assets/fonts/DejaVuSans-Bold.ttf");
static JAPANESE_REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/NotoSansJP-Regular.ttf");
static JAPANESE_BOLD: &[u8] = include_bytes!("../../../../assets/fonts/NotoSansJP-Bold.ttf");

/// Makes the bundled fonts known to the drawing library, once.
pub fn register() -> Drawn {
    static REGISTERED: OnceLock<bool> = OnceLock::new();
    let registered = *REGISTERED.get_or_init(|| {
        let fonts = [
            (FAMILY, FontStyle::Normal, REGULAR),
            (FAMILY, FontStyle::Bold, BOLD),
            (JAPANESE_FAMILY, FontStyle::Normal, JAPANESE_REGULAR),
            (JAPANESE_FAMILY, FontStyle::Bold, JAPANESE_BOLD),
        ];
        fonts.into_iter().all(|(family, style, bytes)| register_font(family, style, bytes).is_ok())
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

/// The font that a text is written in, in a figure of a language.
pub fn family(language: Language, text: &str) -> FontFamily<'static> {
    let lacks = |bytes| lacking(bytes, text).len();
    let japanese = language == Language::Japanese || lacks(JAPANESE_REGULAR) < lacks(REGULAR);
    FontFamily::Name(if japanese { JAPANESE_FAMILY } else { FAMILY })
}

/// The file of the Japanese font, bold or regular.
pub fn japanese(style: FontStyle) -> &'static [u8] {
    if matches!(style, FontStyle::Bold) { JAPANESE_BOLD } else { JAPANESE_REGULAR }
}

/// The letters of a bundled font.
///
/// # Errors
/// When its file is damaged.
pub fn face(family: FontFamily<'_>, style: FontStyle) -> Result<FontRef<'static>, InvalidFont> {
    FontRef::try_from_slice(match (family.as_str(), style) {
        (JAPANESE_FAMILY, style) => japanese(style),
        (_, FontStyle::Bold) => BOLD,
        _ => REGULAR,
    })
}

/// The letters of a text that a figure of a language shows as empty boxes.
pub fn missing(language: Language, text: &str) -> Vec<char> {
    let bytes = if family(language, text).as_str() == FAMILY { REGULAR } else { JAPANESE_REGULAR };
    lacking(bytes, text)
}

/// The letters of a text that a font does not have.
fn lacking(bytes: &[u8], text: &str) -> Vec<char> {
    let Ok(font) = FontRef::try_from_slice(bytes) else { return text.chars().collect() };
    text.chars().filter(|letter| !letter.is_whitespace() && font.glyph_id(*letter).0 == 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_in_the_font_that_has_its_letters() {
        let is_japanese = |language, text| family(language, text).as_str() == JAPANESE_FAMILY;
        assert!(!is_japanese(Language::English, "TNFα, ○ visit ▼ dose ◆ half"));
        assert!(is_japanese(Language::English, "my patient: 神経障害性疼痛"));
        assert!(is_japanese(Language::Japanese, "TNFα"));
    }

    #[test]
    fn what_no_font_has_is_known() {
        assert_eq!(missing(Language::English, "pain 疼痛 \u{1F600}"), ['\u{1F600}']);
        assert!(missing(Language::Japanese, "痛みの代理指標 VAS（0〜10点）▼ µm²").is_empty());
    }

    #[test]
    fn everything_the_program_says_can_be_written() -> Result<(), toml::de::Error> {
        let catalogue: toml::Table = toml::from_str(include_str!("../../../../assets/language/ja.toml"))?;
        for (english, japanese) in &catalogue {
            assert_eq!(lacking(REGULAR, english), [], "{english}");
            assert_eq!(lacking(JAPANESE_REGULAR, &japanese.to_string()), [], "{japanese}");
            assert_eq!(lacking(JAPANESE_BOLD, &japanese.to_string()), [], "{japanese}");
        }
        assert!(catalogue.len() > 200);
        Ok(())
    }

    #[test]
    fn regular_and_bold_have_the_same_letters() {
        let all: String = (' '..'\u{FFFF}').collect();
        let lacks = lacking(JAPANESE_REGULAR, &all);
        assert!(all.chars().count() - lacks.len() > 3400);
        assert_eq!(lacks, lacking(JAPANESE_BOLD, &all));
    }
}
