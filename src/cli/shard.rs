//! Parts of studies as the command line names them.

use std::ops::Range;

use admsc_scenario::language::{Message, Phrase, english};
use admsc_scenario::reading::Errors;
use admsc_study::trial::Part;

/// What was expected where a part cannot be read.
const EXPECTED: Phrase = english("expected I/N (part I of N), for example 2/8");

/// Reads `I/N`, or `slurm` for the numbers that an array job of Slurm sets.
///
/// # Errors
/// What is wrong, with a caret under it.
pub fn read(text: &str) -> Result<Part, Errors> {
    if text == "slurm" {
        let [index, count] = [slurm("SLURM_ARRAY_TASK_ID")?, slurm("SLURM_ARRAY_TASK_COUNT")?];
        let [first, last] = [slurm_or("SLURM_ARRAY_TASK_MIN", 1)?, slurm_or("SLURM_ARRAY_TASK_MAX", count)?];
        let found = match (first, last) {
            (1, last) if last == count => part(index, count),
            _ => Err(english("the array has {count} tasks, from {first} to {last}: they are not all parts of a study")
                .with("count", count)
                .with("first", first)
                .with("last", last)),
        };
        return found.map_err(|message| {
            let expectation = english(
                "expected the tasks of the array to be numbered from 1 without a gap: sbatch --array=1-{count}; for \
                 some of them --shard I/N",
            );
            wrong(text, 0..text.len(), message, expectation.with("count", last.max(1)))
        });
    }
    let slash = text.find('/').ok_or_else(|| no_part(text, 0..text.len()))?;
    let number = |span: Range<usize>| text[span.clone()].parse().map_err(|_| no_part(text, span));
    let (index, count) = (number(0..slash)?, number(slash + 1..text.len())?);
    part(index, count).map_err(|message| {
        let expectation = match count {
            0 => EXPECTED.into(),
            _ => english("expected a part from 1 to {count}").with("count", count),
        };
        wrong(text, 0..slash, message, expectation)
    })
}

/// Part `index` of `count`, counted from 1, or that there is none.
fn part(index: u32, count: u32) -> Result<Part, Message> {
    if (1..=count).contains(&index) {
        return Ok(Part { index: index - 1, count });
    }
    Err(english("there is no part {index} of {count}").with("index", index).with("count", count))
}

fn no_part(text: &str, span: Range<usize>) -> Errors {
    wrong(text, span, english("\"{text}\" is not a part of a study").with("text", text), EXPECTED)
}

fn wrong(text: &str, span: Range<usize>, message: impl Into<Message>, expectation: impl Into<Message>) -> Errors {
    Errors::of_argument("--shard", text, span, message, expectation)
}

/// A number that Slurm sets for the tasks of an array job.
fn slurm(name: &str) -> Result<u32, Errors> {
    let text = std::env::var(name).map_err(|_| {
        let message = english("{name} is not set: this is not a task of an array job").with("name", name);
        wrong("slurm", 0.."slurm".len(), message, EXPECTED)
    })?;
    text.parse().map_err(|_| {
        let message = english("{name} is \"{text}\", which is not a number").with("name", name).with("text", &text);
        Errors::of_argument(name, &text, 0..text.len(), message, english("expected a whole number"))
    })
}

/// The same where older versions of Slurm do not set it.
fn slurm_or(name: &str, otherwise: u32) -> Result<u32, Errors> {
    if std::env::var_os(name).is_some() { slurm(name) } else { Ok(otherwise) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        assert_eq!(read("2/8").ok(), Some(Part { index: 1, count: 8 }));
        assert_eq!(read("1/1").ok(), Some(Part::WHOLE));
    }

    #[test]
    fn what_is_no_part_is_shown_with_a_caret_under_it() {
        for (text, caret, message) in [
            ("5/4", "1 | 5/4\n  | ^ expected a part from 1 to 4", "there is no part 5 of 4"),
            ("0/4", "1 | 0/4\n  | ^ expected", "there is no part 0 of 4"),
            ("1/0", "1 | 1/0\n  | ^ expected I/N", "there is no part 1 of 0"),
            ("half", "1 | half\n  | ^^^^ expected I/N", "\"half\" is not a part of a study"),
            ("1/-3", "1 | 1/-3\n  |   ^^ expected I/N", "\"1/-3\" is not a part of a study"),
            ("１/2", "^", "\"１/2\" is not a part of a study"),
            ("", "expected I/N", "\"\" is not a part of a study"),
        ] {
            let shown = read(text).err().map(|errors| errors.to_string()).unwrap_or_default();
            assert!(shown.contains(caret) && shown.contains(message) && shown.contains("--> --shard:1:"), "{shown}");
        }
    }
}
