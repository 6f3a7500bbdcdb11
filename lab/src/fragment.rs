//! Settings and what is looked at as one line after the `#` of an address: `1&b=neuropathic-single&g=50&…`. It can be read aloud, it is not
//! sent to a server, and what a sender's page does not know is kept and told.

use std::collections::BTreeMap;

use super::settings::{CALM, CELLS, DAYS, EVERY, MONTHS, MORE, POTENCY_PARTS, PRESETS, Route, Settings, TIMES, VOXELS};
use admsc_scenario::language::{Message, english};

/// Version of the line.
pub const VERSION: &str = "1";
/// Longest line that is read, bytes.
pub const LONGEST: usize = 4000;
/// What the page looks at: it says nothing of the scenario, and stands as it came.
const VIEW: [&str; 8] = ["t", "v", "l", "m", "d", "p", "ui", "x"];

/// A line that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Read {
    /// The settings.
    pub settings: Settings,
    /// What the page looks at, by key.
    pub view: BTreeMap<String, String>,
    /// What was not understood; the rest is used.
    pub told: Vec<Message>,
}

/// Reads a line. What is wrong is told and left at its usual value.
pub fn read(line: &str) -> Read {
    let line = line.trim().trim_start_matches('#');
    let mut found = Read::default();
    if line.is_empty() {
        return found;
    }
    if line.len() > LONGEST {
        found.told.push(english("this code is too long to be one of the Lab").into());
        return found;
    }
    let mut parts = line.split('&');
    if parts.next() != Some(VERSION) {
        found.told.push(
            english("this code is none of the Lab, or of a newer one: it is read as far as it is understood").into(),
        );
    }
    let pairs: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('=')).collect();
    // The patient first: it says what is usual.
    for (key, value) in &pairs {
        if *key == "b" {
            match PRESETS.iter().find(|preset| preset.name == *value) {
                Some(preset) => found.settings = Settings::of(preset),
                None => found.told.push(unknown(key, value)),
            }
        }
    }
    for (key, value) in pairs {
        if VIEW.contains(&key) {
            found.view.insert(key.to_owned(), decoded(value));
        } else if key != "b" && set(&mut found.settings, key, value).is_none() {
            found.told.push(unknown(key, value));
        }
    }
    found
}

/// Sets one key; nothing where key or value is not known.
fn set(settings: &mut Settings, key: &str, value: &str) -> Option<()> {
    let one_of = |known: &[u32]| value.parse::<u32>().ok().filter(|number| known.contains(number));
    let flag = |letter: Option<char>| match letter {
        Some('0') => Some(false),
        Some('1') => Some(true),
        _ => None,
    };
    match key {
        "g" => settings.voxel_um = one_of(&VOXELS)?,
        "s" => settings.seed = value.parse().ok()?,
        "h" => settings.months = one_of(&MONTHS)?,
        "c" => settings.cells = one_of(&CELLS)?,
        "r" => settings.route = Route::ALL.into_iter().find(|route| route.word() == value)?,
        "n" => settings.times = one_of(&TIMES)?,
        "e" => settings.every = one_of(&EVERY)?,
        "a" => settings.first_day = one_of(&DAYS)?,
        "q" => settings.potency = value.parse().ok().filter(|parts| *parts <= POTENCY_PARTS)?,
        "w" => {
            let letters: Vec<char> = value.chars().collect();
            if letters.len() != 3 {
                return None;
            }
            let flags =
                [flag(letters.first().copied())?, flag(letters.get(1).copied())?, flag(letters.get(2).copied())?];
            [settings.homing, settings.imprint, settings.regrowth] = flags;
        }
        "cd" => settings.calm = one_of(&CALM)?,
        "k" => settings.more = lines(&decoded(value))?,
        _ => return None,
    }
    Some(())
}

/// Further lines of a scenario from a text; nothing where there are more, or longer ones, than a page is for.
pub fn lines(text: &str) -> Option<Vec<String>> {
    let all: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    let fits = all.len() <= MORE.0 && all.iter().all(|line| line.len() <= MORE.1 && !line.contains('\r'));
    fits.then_some(all)
}

fn unknown(key: &str, value: &str) -> Message {
    english("{part} of this code is not known here and was left out").with("part", format_args!("{key}={value}"))
}

/// Writes settings as a line, all of them, so that another version reads the same.
pub fn write(settings: &Settings) -> String {
    let Settings { preset, voxel_um, seed, months, cells, route, times, every, first_day, potency, calm, more, .. } =
        settings;
    let flags = [settings.homing, settings.imprint, settings.regrowth].map(|flag| if flag { '1' } else { '0' });
    let flags: String = flags.iter().collect();
    let mut line = format!(
        "{VERSION}&b={}&g={voxel_um}&s={seed}&h={months}&c={cells}&r={}&n={times}&e={every}&a={first_day}&q={potency}&w={flags}&cd={calm}",
        preset.name,
        route.word()
    );
    if !more.is_empty() {
        line.push_str("&k=");
        line.push_str(&encoded(&more.join("\n")));
    }
    line
}

/// Everything but letters, digits and `-._~` as `%XX`.
pub fn encoded(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// The reverse; what is no code of a byte stands as it is, and bytes that are no text become the sign for that.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte =
            code.and_then(|code| std::str::from_utf8(code).ok()).and_then(|code| u8::from_str_radix(code, 16).ok());
        match byte {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_told_and_the_rest_is_used() {
        let read = read("#1&b=discogenic-single&c=70&zz=1&q=99&t=28&l=ja&w=01");
        assert_eq!(read.settings, Settings { cells: 70, ..Settings::of(&PRESETS[1]) });
        assert_eq!(read.view["t"], "28");
        assert_eq!(read.told.len(), 3, "{:?}", read.told);
        assert_eq!(super::read("").told, []);
        assert_eq!(super::read("2&s=7").settings.seed, 7);
        assert_eq!(super::read("2&s=7").told.len(), 1);
    }

    #[test]
    fn texts_of_any_kind_come_back() {
        for text in ["a=1\nb='2 d'", "100 %", "%zz%4", "日本語 & <b>", ""] {
            assert_eq!(decoded(&encoded(text)), text);
        }
        assert_eq!(decoded("%ff%00"), "\u{fffd}\0");
    }
}
