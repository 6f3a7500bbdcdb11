//! The Japanese letters of an SVG, written into it as a font of their own: a reader whose system has no Japanese font
//! sees the figure as it is meant. A font is the bundled one with nothing but the letters used.

use std::collections::{BTreeMap, BTreeSet};

use ab_glyph::{Font, FontRef};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use plotters::style::FontStyle;

use super::fonts;

/// The style sheet with the fonts that the texts of a drawing need; none where they are all Latin.
pub fn style_sheet(drawing: &str) -> Option<String> {
    let letters = |style| letters(drawing, matches!(style, FontStyle::Bold));
    let rules = rules(letters)?;
    (!rules.is_empty()).then(|| format!("\n<style>\n{rules}</style>"))
}

/// Rules of a style sheet with the fonts, regular and bold, that a page with some letters needs; none where it has no
/// Japanese ones. Letters that the font lacks are left to the reader's system.
pub fn page_fonts(page: &str) -> Option<String> {
    const FIRST_JAPANESE: char = '\u{3000}';
    let face = FontRef::try_from_slice(fonts::japanese(FontStyle::Normal)).ok()?;
    let used: BTreeSet<char> =
        page.chars().filter(|letter| !letter.is_control() && face.glyph_id(*letter).0 != 0).collect();
    let has_japanese = used.iter().any(|letter| *letter >= FIRST_JAPANESE);
    if has_japanese { rules(|_| used.clone()) } else { None }
}

/// A rule for each style that has letters.
fn rules(letters: impl Fn(FontStyle) -> BTreeSet<char>) -> Option<String> {
    let mut rules = String::new();
    for (style, weight) in [(FontStyle::Normal, "normal"), (FontStyle::Bold, "bold")] {
        let letters = letters(style);
        if letters.is_empty() {
            continue;
        }
        let font = BASE64_STANDARD.encode(subset(fonts::japanese(style), &letters)?);
        let name = fonts::JAPANESE_NAME;
        rules += &format!(
            "@font-face {{ font-family: \"{name}\"; font-weight: {weight}; \
             src: url(data:font/ttf;base64,{font}) format(\"truetype\"); }}\n"
        );
    }
    Some(rules)
}

/// The letters of the texts in the Japanese font, bold or not. A few that only write `&lt;` and the like may be added.
fn letters(drawing: &str, bold: bool) -> BTreeSet<char> {
    let texts = drawing.split("<text ").skip(1).filter_map(|rest| rest.split_once('>'));
    let chosen = texts.filter(|(tag, _)| tag.contains(fonts::JAPANESE_NAME) && tag.contains("\"bold\"") == bold);
    let used = chosen.filter_map(|(_, rest)| rest.split('<').next()).flat_map(str::chars);
    let mut letters: BTreeSet<char> = used.filter(|letter| !letter.is_control()).collect();
    if letters.contains(&'&') {
        letters.extend("<>\"'".chars());
    }
    letters
}

/// A TrueType font with some letters of another, none of whose glyphs is made of others.
fn subset(font: &[u8], letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let face = FontRef::try_from_slice(font).ok()?;
    let id = |letter: &char| face.glyph_id(*letter).0;
    // The first glyph stands for letters that are missing.
    let kept: Vec<u16> = letters.iter().map(id).chain([0]).collect::<BTreeSet<u16>>().into_iter().collect();
    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), vec![0; 4], Vec::new());
    for glyph in &kept {
        glyf.extend(outline(font, *glyph)?);
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        loca.extend((glyf.len() as u32).to_be_bytes());
        hmtx.extend(metrics(font, *glyph)?);
    }
    let count = (kept.len() as u16).to_be_bytes();
    let counted = |tag: &[u8; 4], at: usize| -> Option<Vec<u8>> {
        let mut copy = table(font, tag)?.to_vec();
        copy.get_mut(at..at + 2)?.copy_from_slice(&count);
        Some(copy)
    };
    let place = |letter: &char| kept.binary_search(&id(letter)).unwrap_or(0) as u32;
    let mut tables = BTreeMap::from([
        (*b"glyf", glyf),
        (*b"loca", loca),
        (*b"hmtx", hmtx),
        (*b"hhea", counted(b"hhea", 34)?),
        (*b"maxp", counted(b"maxp", 4)?),
        (*b"cmap", character_map(&letters.iter().map(|letter| (*letter, place(letter))).collect())),
    ]);
    for tag in [b"OS/2", b"head", b"name", b"post"] {
        tables.insert(*tag, table(font, tag)?.to_vec());
    }
    Some(file(&tables))
}

/// Which glyph a letter has: one group a letter, format 12 of the character map.
fn character_map(places: &BTreeMap<char, u32>) -> Vec<u8> {
    let count = places.len() as u32;
    // Version, one map; Windows, all of Unicode, its offset; format, length, language, number of groups.
    let mut map: Vec<u8> = [0u16, 1, 3, 10].iter().flat_map(|number| number.to_be_bytes()).collect();
    map.extend(12u32.to_be_bytes());
    map.extend([12u16, 0].iter().flat_map(|number| number.to_be_bytes()));
    map.extend([16 + 12 * count, 0, count].iter().flat_map(|number| number.to_be_bytes()));
    for (letter, glyph) in places {
        let code = u32::from(*letter);
        map.extend([code, code, *glyph].iter().flat_map(|number| number.to_be_bytes()));
    }
    map
}

/// Tables as a font file.
fn file(tables: &BTreeMap<[u8; 4], Vec<u8>>) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.max(1).ilog2() as u16;
    let range = 16u16 << power;
    let mut file = 0x0001_0000u32.to_be_bytes().to_vec();
    file.extend([count, range, power, 16 * count - range].iter().flat_map(|number| number.to_be_bytes()));
    let mut offset = 12 + 16 * tables.len();
    for (tag, content) in tables {
        let word = |bytes: &[u8]| bytes.iter().chain(&[0; 4]).take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte));
        let checksum = content.chunks(4).map(word).fold(0u32, u32::wrapping_add);
        file.extend(tag);
        file.extend([checksum, offset as u32, content.len() as u32].iter().flat_map(|number| number.to_be_bytes()));
        offset += content.len().next_multiple_of(4);
    }
    for content in tables.values() {
        file.extend(content);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

/// A table of a font.
fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let entry = font.get(12..)?.chunks_exact(16).take(usize::from(short(font, 4)?)).find(|entry| entry[..4] == *tag)?;
    let start = long(entry, 8)? as usize;
    font.get(start..start + long(entry, 12)? as usize)
}

/// The outline of a glyph, from a font with long offsets.
fn outline(font: &[u8], glyph: u16) -> Option<&[u8]> {
    let at = 4 * usize::from(glyph);
    let loca = table(font, b"loca")?;
    table(font, b"glyf")?.get(long(loca, at)? as usize..long(loca, at + 4)? as usize)
}

/// Width and left bearing of a glyph. Behind the glyphs that have a width of their own only bearings stand.
fn metrics(font: &[u8], glyph: u16) -> Option<[u8; 4]> {
    let own = short(table(font, b"hhea")?, 34)?;
    let hmtx = table(font, b"hmtx")?;
    let width = 4 * usize::from(glyph.min(own.checked_sub(1)?));
    let bearing = if glyph < own { width + 2 } else { 4 * usize::from(own) + 2 * usize::from(glyph - own) };
    let [a, b] = short(hmtx, width)?.to_be_bytes();
    let [c, d] = short(hmtx, bearing)?.to_be_bytes();
    Some([a, b, c, d])
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use ab_glyph::{PxScale, ScaleFont};

    use super::*;

    #[test]
    fn a_page_has_the_letters_it_shows_and_leaves_others_to_the_system() {
        assert_eq!(page_fonts("<p>pain, 10 µm</p>"), None);
        let [few, more] = ["痛み", "痛みの経過"].map(|text| page_fonts(text).map_or(0, |rules| rules.len()));
        assert!(0 < few && few < more, "{few} {more}");
        assert_eq!(page_fonts("痛み"), page_fonts("痛み\u{1F600}"));
    }

    #[test]
    fn a_subset_has_its_letters_as_they_are_in_the_font_and_no_others() -> Result<(), Box<dyn std::error::Error>> {
        let letters: BTreeSet<char> = "痛みの代理指標（VAS）7.0→0.9。".chars().collect();
        for style in [FontStyle::Normal, FontStyle::Bold] {
            let whole = fonts::japanese(style);
            let small = subset(whole, &letters).ok_or("no subset")?;
            assert!(small.len() < 12_000, "{} bytes", small.len());
            let (small, whole) = (FontRef::try_from_slice(&small)?, FontRef::try_from_slice(whole)?);
            let [small, whole] = [&small, &whole].map(|font| font.as_scaled(PxScale::from(100.0)));
            for letter in &letters {
                let [own, theirs] = [&small, &whole].map(|font| font.scaled_glyph(*letter));
                assert_eq!(small.h_advance(own.id).to_bits(), whole.h_advance(theirs.id).to_bits(), "{letter}");
                let [own, theirs] = [(&small, own), (&whole, theirs)]
                    .map(|(font, glyph)| font.outline_glyph(glyph).map(|outline| outline.px_bounds()));
                assert_eq!(own, theirs, "{letter}");
            }
            assert_eq!(small.glyph_id('経').0, 0);
        }
        Ok(())
    }

    #[test]
    fn only_what_is_written_in_the_japanese_font_is_kept() {
        let text = |family: &str, weight: &str, said: &str| {
            format!("<text font-family=\"{family}\" font-weight=\"{weight}\">{said}</text>")
        };
        let drawing = text("DejaVu Sans", "bold", "abc") + &text(fonts::JAPANESE_NAME, "bold", "\n痛み&lt;3\n");
        assert!(letters(&drawing, false).is_empty());
        assert!("痛み<3".chars().all(|letter| letters(&drawing, true).contains(&letter)));
        assert!(!letters(&drawing, true).contains(&'a'));
        assert_eq!(style_sheet(&text("DejaVu Sans", "bold", "abc")), None);
        assert!(style_sheet(&drawing).is_some_and(|sheet| sheet.matches("@font-face").count() == 1));
    }
}
