//! Settings read back: from a scenario that the page has written, and from a command of a lesson.

use super::settings::{CALM, CELLS, DAYS, EVERY, MONTHS, POTENCY_PARTS, PRESETS, Route, Settings, TIMES, VOXELS};

impl Settings {
    /// Reads a scenario that [`Settings::scenario`] has written. Nothing of one that does not name a patient of the Lab; lines that no control
    /// writes become further lines.
    pub fn of_scenario(text: &str) -> Option<Self> {
        let lines: Vec<(&str, &str)> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'))
            .filter_map(|line| line.split_once('='))
            .collect();
        let value = |key: &str| lines.iter().find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim());
        let quoted = |text: &str| format!("\"{text}\"");
        let preset =
            PRESETS.iter().find(|preset| value("extends") == Some(&quoted(&format!("builtin:{}", preset.name))))?;
        let mut settings = Self::of(preset);
        settings.seed = value("seed")?.parse().ok()?;
        settings.months =
            MONTHS.into_iter().find(|months| value("horizon") == Some(&quoted(&format!("{months} months"))))?;
        settings.voxel_um =
            VOXELS.into_iter().find(|voxel| value("tissue.voxel") == Some(&quoted(&format!("{voxel} um"))))?;
        settings.read_dose(value("dose")?)?;
        if let Some(potency) = value("patient.potency") {
            settings.potency = (0..=POTENCY_PARTS)
                .find(|parts| (f64::from(*parts) / f64::from(POTENCY_PARTS)).to_string() == potency)?;
        }
        settings.homing = value("stem_cell.speed") != Some("\"0 um/min\"");
        settings.imprint = value("niche.imprint_strength") != Some("0");
        settings.regrowth = value("axon.resume_rate") != Some("\"0 /day\"");
        let calm = value("sensitisation.central_decay_time");
        settings.calm = CALM.into_iter().find(|days| calm == Some(&quoted(&format!("{days} d")))).unwrap_or(0);
        // What the controls write already; a title that they did not write is theirs too.
        let written = settings.scenario();
        let is_written =
            |key: &str| written.lines().any(|line| line.split_once('=').is_some_and(|(name, _)| name.trim() == key));
        let more = lines.iter().filter(|(key, _)| !is_written(key.trim()));
        settings.more = more.map(|(key, value)| format!("{} = {}", key.trim(), value.trim())).collect();
        Some(settings)
    }

    /// The settings of a command of a lesson, `admsc run builtin:NAME --set KEY=VALUE …`; nothing of one that does something else. The seed is
    /// the scenario's.
    pub fn of_command(text: &str) -> Option<Self> {
        let mut words = words_of(text).into_iter();
        let name = match (words.next()?.as_str(), words.next()?.as_str(), words.next()?.strip_prefix("builtin:")?) {
            ("admsc", "run", name) => name.to_owned(),
            _ => return None,
        };
        let (name, without) = match name.as_str() {
            "neuropathic-untreated" => ("neuropathic-single", true),
            "discogenic-untreated" => ("discogenic-single", true),
            name => (name, false),
        };
        let mut settings = Self::of(PRESETS.iter().find(|preset| preset.name == name)?);
        if without {
            settings.cells = 0;
        }
        let mut lines: Vec<(String, String)> = Vec::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--out" => drop(words.next()?),
                "--set" => {
                    let set = words.next()?;
                    let (key, value) = set.split_once('=')?;
                    lines.push((key.trim().to_owned(), value.trim().replace('\'', "\"")));
                }
                _ => return None,
            }
        }
        let is_set = |line: &&str| {
            !lines.iter().any(|(key, _)| line.split_once('=').is_some_and(|(name, _)| name.trim() == key))
        };
        let written = settings.scenario();
        let kept = written.lines().filter(is_set).map(str::to_owned);
        let set = lines.iter().map(|(key, value)| format!("{key} = {value}"));
        let all: Vec<String> = kept.chain(set).collect();
        // Lives and replicates are told by the program.
        if all.iter().any(|line| line.starts_with("replicates")) {
            return None;
        }
        Self::of_scenario(&all.join("\n"))
    }

    /// Reads the list of doses.
    fn read_dose(&mut self, text: &str) -> Option<()> {
        // A number of cells as it is written here.
        let written = |rest: &str| {
            let end = rest.find([',', ' ', '}']).unwrap_or(rest.len());
            rest[..end].parse::<f64>().ok().map(|cells| format!("{cells:e}{}", &rest[end..]))
        };
        let wanted = match text.split_once("cells = ") {
            Some((before, rest)) => format!("{before}cells = {}", written(rest)?),
            None => text.to_owned(),
        };
        for cells in CELLS {
            for route in Route::ALL {
                for first_day in DAYS {
                    for (times, every) in [(1, self.every)]
                        .into_iter()
                        .chain(TIMES[1..].iter().flat_map(|times| EVERY.map(|every| (*times, every))))
                    {
                        let tried = Self { cells, route, first_day, times, every, ..self.clone() };
                        if tried.dose() == wanted {
                            *self = tried;
                            return Some(());
                        }
                    }
                }
            }
        }
        None
    }
}

/// Words of a command; what stands between double quotes is one.
fn words_of(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for letter in text.trim().chars() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            letter => words.iter_mut().last().into_iter().for_each(|word| word.push(letter)),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_of_the_lesson_are_settings() {
        let plain = Settings::default();
        for (command, settings) in [
            ("admsc run builtin:neuropathic-single --out plain", plain.clone()),
            ("admsc run builtin:neuropathic-untreated", Settings { cells: 0, ..plain.clone() }),
            (
                "admsc run builtin:neuropathic-single --set \"sensitisation.central_decay_time='14 d'\" --out calm",
                Settings { calm: 14, ..plain.clone() },
            ),
            (
                "admsc run builtin:neuropathic-single --set niche.imprint_strength=0",
                Settings { imprint: false, ..plain.clone() },
            ),
            (
                "admsc run builtin:neuropathic-single --set \"axon.resume_rate='0 /day'\"",
                Settings { regrowth: false, ..plain.clone() },
            ),
            (
                "admsc run builtin:neuropathic-single --set stem_cell.forward_index_max=0 --set \"stem_cell.speed='0 um/min'\" --out stay",
                Settings { homing: false, ..plain.clone() },
            ),
            (
                "admsc run builtin:neuropathic-single --set \"dose=[{ at = '0 d', cells = 7e6 }]\" --set \"horizon='24 months'\"",
                Settings { cells: 70, months: 24, ..plain.clone() },
            ),
            (
                "admsc run builtin:neuropathic-single --set patient.potency=0.1",
                Settings { potency: 2, ..plain.clone() },
            ),
        ] {
            assert_eq!(Settings::of_command(command), Some(settings), "{command}");
        }
        for other in [
            "admsc compare a b",
            "admsc run examples/small-study.toml",
            "admsc run builtin:neuropathic-single --set replicates=8",
            "",
        ] {
            assert_eq!(Settings::of_command(other), None, "{other}");
        }
    }
}
