//! Commands that a user is advised to try.

use std::path::Path;

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

/// A path as a shell takes it.
pub fn quoted(path: &Path) -> String {
    let path = shown(path);
    if path.contains(|c: char| c.is_whitespace() || "'\"$&;()<>|*?".contains(c)) { format!("\"{path}\"") } else { path }
}
