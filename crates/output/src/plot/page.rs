//! The page that all figures share: its size, its inks, the heading and the line at its foot.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

pub use super::colours::{GREY, GRID, INFLAMING, INK, NEUTRAL, RESOLVING};
use super::layout::{wrap, wrap_evenly};
use super::sheet::Page;
pub use super::sheet::SIZE;
use super::{Drawn, fonts};

/// Room left of everything, and right of the lines of text.
pub const MARGIN: i32 = 45;

/// Smallest size of a title, pixels.
const SMALLEST_TITLE: u32 = 40;

/// Place of a text whose left end stands at a point, half above and half below it.
pub const FROM_LEFT: Pos = Pos { h_pos: HPos::Left, v_pos: VPos::Center };
/// Place of a text whose right end stands at a point.
pub const FROM_RIGHT: Pos = Pos { h_pos: HPos::Right, v_pos: VPos::Center };
/// Place of a text around a point.
pub const CENTRED: Pos = Pos { h_pos: HPos::Center, v_pos: VPos::Center };

/// Empties the page and writes title and question; returns where they end.
pub fn heading(page: &Page, title: &str, question: Option<&str>) -> Drawn<i32> {
    page.fill(&WHITE)?;
    let mut y = 30;
    let width = SIZE.0 - 2 * MARGIN as u32;
    let size = |text: &str, style: &TextStyle<'_>| page.estimate_text_size(text, style).map_or(u32::MAX, |size| size.0);
    // A title that is a little too long for one line, or for two, is written a little smaller; one that is longer still has more lines.
    let sizes = [46, 43, SMALLEST_TITLE].map(|pixels| fonts::bold(pixels, &INK));
    let is_whole = |style: &&TextStyle<'_>| {
        wrap(title, width, 2, |line| size(line, style)).last().is_none_or(|line| !line.ends_with('…'))
    };
    let one_line = sizes.iter().find(|style| size(title, style) <= width);
    let whole = one_line.or(sizes.iter().find(is_whole));
    let (title_style, title_lines) = whole.map_or((&sizes[2], 4), |style| (style, 2));
    let question_style = fonts::regular(32, &GREY);
    let parts = [(title, title_style, 58, title_lines), (question.unwrap_or(""), &question_style, 42, 3)];
    for (text, style, height, most) in parts {
        for line in wrap_evenly(text, width, most, |line| size(line, style)) {
            page.draw_text(&line, style, (MARGIN, y))?;
            y += height;
        }
    }
    Ok(y + 6)
}

/// The first of the ways to say a finding that two lines have room for; the last where none has.
pub fn first_whole(page: &Page, ways: impl IntoIterator<Item = String>) -> Option<String> {
    let style = fonts::bold(SMALLEST_TITLE, &INK);
    let size = |line: &str| page.estimate_text_size(line, &style).map_or(u32::MAX, |size| size.0);
    let is_whole =
        |text: &String| wrap(text, SIZE.0 - 2 * MARGIN as u32, 2, size).last().is_none_or(|line| !line.ends_with('…'));
    let ways: Vec<String> = ways.into_iter().collect();
    ways.iter().find(|way| is_whole(way)).or(ways.last()).cloned()
}

/// Empties the page and writes what a figure found, and below it the title of the scenario and the question; where the numbers
/// support no finding, the title stands alone. Returns where they end.
pub fn finding(page: &Page, found: Option<&str>, title: &str, question: Option<&str>) -> Drawn<i32> {
    let Some(found) = found else { return heading(page, title, question) };
    let below = question.map_or_else(|| title.to_owned(), |question| format!("{title} – {question}"));
    heading(page, found, Some(&below))
}

/// What stands between two signs at the foot. An SVG takes several plain spaces for one.
pub const BETWEEN_SIGNS: &str = "\u{a0}\u{a0}\u{a0}";

/// Writes the line at the foot: what the figure is not, and its signs; below each other where they do not fit beside each other.
pub fn footer(page: &Page, note: &str, signs: &str) -> Drawn {
    let middle = SIZE.1 as i32 - 32;
    let size = |text: &str, style: &TextStyle<'_>| page.estimate_text_size(text, style).map_or(0, |size| size.0 as i32);
    let fits = |style: &TextStyle<'_>| size(note, style) + size(signs, style) + 30 <= SIZE.0 as i32 - 2 * MARGIN;
    let sizes = [26, 24, 22].map(|pixels| fonts::regular(pixels, &GREY));
    let beside = sizes.iter().find(|style| fits(style));
    let (style, apart) = beside.map_or((&sizes[2], 13), |style| (style, 0));
    page.draw_text(note, &style.pos(FROM_LEFT), (MARGIN, middle - apart))?;
    page.draw_text(signs, &style.pos(FROM_RIGHT), (SIZE.0 as i32 - MARGIN, middle + apart))?;
    Ok(())
}
