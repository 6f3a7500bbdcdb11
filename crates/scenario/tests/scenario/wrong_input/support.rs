//! What every test here does: give a text in which «» marks where the carets belong, and look at the answer.

use admsc_scenario::language::Language;
use admsc_scenario::reading::{Errors, Override, Scenario, load_str};

/// What an error must say.
pub struct Answer {
    /// Part of the message.
    pub message: &'static str,
    /// Part of the expectation.
    pub expectation: &'static str,
    /// Part of the suggestion; none must be given where this is empty.
    pub suggestion: &'static str,
}

/// Shorthand.
pub fn answer(message: &'static str, expectation: &'static str, suggestion: &'static str) -> Answer {
    Answer { message, expectation, suggestion }
}

/// A place of the text: line, column and width of the caret, in characters.
#[derive(Debug, PartialEq)]
struct Mark {
    line: usize,
    column: usize,
    width: usize,
}

/// The text without its marks, and the marks.
fn unmark(marked: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks) = (String::new(), Vec::new());
    let (mut line, mut column) = (1, 1);
    for character in marked.chars() {
        match character {
            '«' => marks.push(Mark { line, column, width: 0 }),
            '»' => {
                if let Some(mark) = marks.last_mut() {
                    mark.width = column - mark.column;
                }
            }
            '\n' => {
                text.push(character);
                (line, column) = (line + 1, 1);
            }
            other => {
                text.push(other);
                column += 1;
            }
        }
    }
    (text, marks)
}

/// Refuses a text that extends the discogenic preset, which the tests then need not repeat.
pub fn refuse(body: &str, answers: &[Answer]) {
    refuse_whole(&format!("format = 1\nextends = \"builtin:discogenic\"\n{body}"), answers);
}

/// Refuses a whole text.
pub fn refuse_whole(marked: &str, answers: &[Answer]) {
    let (text, marks) = unmark(marked);
    check("mine.toml", &text, &marks, load_str("mine.toml", &text, &[]), answers);
}

/// Refuses overrides; the marked lines are `KEY = VALUE` as the errors show them.
pub fn refuse_overrides(marked: &str, answers: &[Answer]) {
    let (text, marks) = unmark(marked);
    let overrides: Vec<Override> = text
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, value)| Override { key: key.into(), value: value.into() })
        .collect();
    let base = "format = 1\nextends = \"builtin:discogenic\"\n";
    check("--set", &text, &marks, load_str("mine.toml", base, &overrides), answers);
}

/// Checks an answer that came from files. `name` is how the faulty file is shown.
pub fn check_file(name: &str, marked: &str, result: Result<Scenario, Errors>, answers: &[Answer]) {
    let (text, marks) = unmark(marked);
    check(name, &text, &marks, result, answers);
}

/// The text of a marked text.
pub fn plain(marked: &str) -> String {
    unmark(marked).0
}

fn check(name: &str, text: &str, marks: &[Mark], result: Result<Scenario, Errors>, answers: &[Answer]) {
    assert!(result.is_err(), "this must be refused:\n{text}");
    let Err(errors) = result else {
        return;
    };
    let shown = errors.render(false, Language::English);
    assert_eq!((errors.reports().len(), marks.len()), (answers.len(), answers.len()), "{text}\n{shown}");
    for ((report, mark), answer) in errors.reports().iter().zip(marks).zip(answers) {
        assert_eq!((report.file, report.line, report.column), (name, mark.line, mark.column), "{shown}");
        assert!(report.message.contains(answer.message), "{}\n{shown}", answer.message);
        assert!(report.expectation.contains(answer.expectation), "{}\n{shown}", answer.expectation);
        let suggestion = report.suggestion.clone().unwrap_or_default();
        assert_eq!(suggestion.is_empty(), answer.suggestion.is_empty(), "{shown}");
        assert!(suggestion.contains(answer.suggestion), "{}\n{shown}", answer.suggestion);
        for part in [report.message.clone(), report.expectation.clone(), suggestion] {
            assert!(shown.contains(&part), "{part}\n{shown}");
        }
        let source = text.lines().nth(mark.line - 1).unwrap_or_default();
        assert!(has_caret(&shown, name, source, mark), "no caret at {mark:?} under: {source}\n{shown}");
    }
    assert!(errors.render(true, Language::English).contains('\u{1b}'), "styled text has colours");
}

/// Whether the shown text has the place, the source line, and a caret of the right width right under it.
fn has_caret(shown: &str, name: &str, source: &str, mark: &Mark) -> bool {
    let arrow = format!("--> {name}:{}:{}", mark.line, mark.column);
    let number = format!("{} | ", mark.line);
    let carets = "^".repeat(mark.width.max(1));
    let lines: Vec<&str> = shown.lines().collect();
    lines.iter().enumerate().filter(|(_, line)| line.trim_end().ends_with(&arrow)).any(|(index, _)| {
        lines[index..].windows(2).take(4).any(|pair| {
            let Some(start) = pair[0].find(&number).filter(|at| pair[0][..*at].trim().is_empty()) else {
                return false;
            };
            let under: String = pair[1].chars().skip(start + number.len() + mark.column - 1).collect();
            let before: String = pair[1].chars().take(start + number.len() + mark.column - 1).collect();
            pair[0][start + number.len()..].trim_end() == source.trim_end()
                && under.starts_with(&carets)
                && !under[carets.len()..].starts_with('^')
                && !before.contains('^')
        })
    })
}
