//! Paths of keys as they are written after `--set`: `pain.gain`, `sweep.grid."dose.cells"`, `arm[1].dose[0].cells`.

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// An element of an array, counted from 0.
    Element(usize),
}

impl Step {
    /// The name, if it is a key.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Key(name) => Some(name),
            Self::Element(_) => None,
        }
    }
}

/// The steps of a path; nothing where it is none. Names are joined by dots; one that has dots itself stands in quotes.
pub fn steps(text: &str) -> Option<Vec<Step>> {
    let (mut steps, mut rest) = (Vec::new(), text.trim());
    loop {
        let (name, after) = name(rest)?;
        steps.push(Step::Key(name));
        rest = after.trim_start();
        while let Some(inside) = rest.strip_prefix('[') {
            let (number, after) = inside.split_once(']')?;
            steps.push(Step::Element(number.trim().parse().ok()?));
            rest = after.trim_start();
        }
        if rest.is_empty() {
            return Some(steps);
        }
        rest = rest.strip_prefix('.')?.trim_start();
    }
}

/// The first name of a text and what follows it.
fn name(text: &str) -> Option<(String, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| is_quote(*c)) {
        let (name, after) = text[1..].split_once(quote)?;
        return (!name.is_empty()).then(|| (name.to_owned(), after));
    }
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let name = text[..end].trim_end();
    (!name.is_empty()).then(|| (name.to_owned(), &text[end..]))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'')
}

/// Cuts `KEY=VALUE` at the first sign that is not within quotes.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let mut open = None;
    let end = text.char_indices().find_map(|(at, c)| {
        match open {
            Some(quote) if c == quote => open = None,
            None if is_quote(c) => open = Some(c),
            None if c == '=' => return Some(at),
            _ => {}
        }
        None
    })?;
    Some((&text[..end], &text[end + 1..]))
}

/// A path as it is written, without quotes.
pub fn written(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(name) if text.is_empty() => text.push_str(name),
            Step::Key(name) => text.extend([".", name]),
            Step::Element(number) => text.extend(["[", &number.to_string(), "]"]),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_they_are_written() {
        let read = |text: &str| steps(text).map(|steps| format!("{steps:?}").replace('"', ""));
        assert_eq!(read("pain . gain").as_deref(), Some("[Key(pain), Key(gain)]"));
        assert_eq!(
            read("sweep.grid.'dose.cells'[1]").as_deref(),
            Some("[Key(sweep), Key(grid), Key(dose.cells), Element(1)]")
        );
        assert_eq!(read("a[0][2].b").as_deref(), Some("[Key(a), Element(0), Element(2), Key(b)]"));
        for wrong in ["", ".", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[0]b", "[0]", "\"a", "\"\"", "\"a\"b"] {
            assert_eq!(steps(wrong), None, "{wrong}");
        }
        assert_eq!(written(&steps("arm[1].\"a.b\"").unwrap_or_default()), "arm[1].a.b");
    }

    #[test]
    fn a_sign_within_quotes_is_part_of_the_key() {
        assert_eq!(split("a.'b=c'=d=e"), Some(("a.'b=c'", "d=e")));
        assert_eq!(split("a"), None);
        assert_eq!(split("'a=b"), None);
    }
}
