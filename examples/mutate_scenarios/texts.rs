//! Mutations of texts, and of the scenario as a text.

use std::error::Error;

use super::leaves::any;
use super::mutate::{Mutated, Random, is_quantity};
use toml::Value;

const ODD: [&str; 16] = [
    "",
    " ",
    "\u{7}",
    "a\u{202e}b",
    "\u{2028}",
    "x\ny",
    "\u{0}",
    "\u{feff}",
    "痛み 治療",
    "😀",
    "<b>&amp;\"'",
    "=1+1",
    "../..",
    "NaN",
    "\u{3000}",
    "e\u{301}\u{301}",
];

/// Letters that cannot be seen, that turn the line round, that other formats read as their own.
pub fn odd_text(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let odd = *random.one_of(&ODD);
    let (end, times) = (random.below(3), 1 + 400 * (random.below(4) / 3));
    if random.below(3) == 0 {
        made.table.insert((*random.one_of(&["title", "question"])).into(), odd.repeat(times).into());
    } else if let Some(Value::String(text)) = any(&mut made.table, random, Value::is_str) {
        *text = match end {
            0 => odd.repeat(times),
            1 => format!("{odd}{text}"),
            _ => format!("{text}{odd}"),
        };
    }
    Ok(())
}

/// Digits and signs as a Japanese keyboard writes them.
pub fn full_width(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let wide = |letter: char| match letter {
        '0'..='9' => char::from_u32(u32::from(letter) - u32::from('0') + u32::from('０')).unwrap_or(letter),
        ' ' => '\u{3000}',
        other => other,
    };
    let is_wide = random.below(2) == 0;
    if is_wide
        && let Some(Value::String(text)) = any(&mut made.table, random, |value| value.is_str() && is_quantity(value))
    {
        *text = text.chars().map(wide).collect();
    } else {
        let text = toml::to_string(&made.table)?;
        let places: Vec<usize> = text.match_indices(['1', '2', '"', '=']).map(|(at, _)| at).collect();
        let at = *random.one_of(&places);
        let odd = match &text[at..=at] {
            "1" => "１",
            "2" => "２",
            "=" => "＝",
            _ => "“",
        };
        made.text = format!("{}{odd}{}", &text[..at], &text[at + 1..]);
    }
    Ok(())
}

/// A key that stands twice.
pub fn key_twice(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let text = toml::to_string(&made.table)?;
    let lines: Vec<&str> = text.lines().filter(|line| line.contains('=')).collect();
    let line = *random.one_of(&lines);
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    let again =
        if random.below(2) == 0 { line.to_owned() } else { format!("'{}' ={value}", key.trim().trim_matches('"')) };
    made.text = text.replacen(line, &format!("{line}\n{again}"), 1);
    Ok(())
}

/// A few letters lost, another in their place.
pub fn letters_damaged(made: &mut Mutated, random: &mut Random) -> Result<(), Box<dyn Error>> {
    let mut letters: Vec<char> = toml::to_string(&made.table)?.chars().collect();
    let (from, number) = (random.below(letters.len()), 1 + random.below(5));
    let to = (from + number).min(letters.len());
    let new = *random.one_of(&['0', '9', '.', '-', '"', '[', '=', '\n', 'e', '#', '\r', '\u{7f}']);
    letters.splice(from..to, [new]);
    made.text = letters.into_iter().collect();
    Ok(())
}
