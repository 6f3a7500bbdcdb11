//! Names and texts of others as a terminal may have them: what is not seen is written out.

use std::path::Path;

/// Whether a character acts on a text without being seen. Tabs and ends of lines are left to those who read a text.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A path, or the name of a file, on one line.
pub fn shown(path: &Path) -> String {
    written_out(&path.to_string_lossy(), |c| is_hidden(c) || c.is_control())
}

/// A text of several lines.
pub fn visible(text: &str) -> String {
    written_out(text, is_hidden)
}

fn written_out(text: &str, is_meant: impl Fn(char) -> bool) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        if is_meant(c) { written.extend(c.escape_unicode()) } else { written.push(c) }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_found_and_letters_of_all_languages_are_not() {
        let hidden = ['\u{1b}', '\u{7}', '\u{85}', '\u{2028}', '\u{202e}', '\u{2069}', '\u{feff}'];
        assert!(hidden.iter().all(|c| is_hidden(*c)));
        assert!(!"膝の痛み µm² é – “x”\n\t\u{3000}".chars().any(is_hidden));
        assert_eq!(shown(Path::new("a\u{1b}[31m\nb 痛み")), "a\\u{1b}[31m\\u{a}b 痛み");
        assert_eq!(visible("a\u{202e}\nb"), "a\\u{202e}\nb");
    }
}
