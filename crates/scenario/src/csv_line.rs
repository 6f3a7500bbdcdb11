//! Where a row of a CSV table stands in its file.

/// The line of a row, from 1; `start` is where the reader began to read it. The reader counts from the empty lines before a
/// row, which belong to nothing.
pub fn line(text: &str, start: Option<&csv::Position>) -> u64 {
    let Some(start) = start else { return 0 };
    let rest = text.as_bytes().get(start.byte() as usize..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).filter(|byte| **byte == b'\n').count();
    start.line() + empty as u64
}
