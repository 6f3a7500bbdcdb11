//! Where a row of a CSV table stands in its file.

/// The line of a row, from 1; `start` is where the reader began to read it. The empty lines before a row belong to nothing. A line
/// ends as it may in a table: by a line feed, by a carriage return, or by both.
pub fn line(text: &str, start: Option<&csv::Position>) -> u64 {
    let Some(start) = start else { return 0 };
    let bytes = text.as_bytes();
    let start = bytes.len().min(start.byte() as usize);
    let empty = bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let before = &bytes[..start + empty];
    let is_end = |(at, byte): &(usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    1 + before.iter().enumerate().filter(is_end).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_however_lines_end() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "\"3", "3\",4", "5,6"].join(end);
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let rows = reader.records().map(|row| line(&text, row.expect("it is a row").position()));
            assert_eq!(rows.collect::<Vec<u64>>(), [2, 4, 6], "{end:?}");
        }
    }
}
