//! Commands that a user is advised to try.

use std::path::Path;
use std::sync::LazyLock;

use admsc_scenario::language::Language;
use admsc_scenario::shown::shown;

/// A command of this program as it was called, in the language in which it speaks, so that it can be repeated.
pub fn with_program(words: &str, language: Language) -> String {
    let program = std::env::args_os().next().map_or_else(|| "admsc".to_owned(), |name| quoted(Path::new(&name)));
    match language {
        Language::English => format!("{program} {words}"),
        other => format!("{program} {words} --lang {}", other.code()),
    }
}

/// This command as it was given.
pub fn this_command() -> &'static str {
    static COMMAND: LazyLock<String> =
        LazyLock::new(|| std::env::args_os().map(|word| quoted(Path::new(&word))).collect::<Vec<_>>().join(" "));
    &COMMAND
}

/// A path as a shell takes it.
pub fn quoted(path: &Path) -> String {
    let path = shown(path);
    match path.contains(|c: char| c.is_whitespace() || "'\"$&;()<>|*?".contains(c)) {
        false => path,
        true if path.contains('"') && !path.contains('\'') => format!("'{path}'"),
        true => format!("\"{path}\""),
    }
}
