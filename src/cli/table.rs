//! Tables in plain text.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Prints rows in aligned columns, two spaces apart; `to_the_right` tells which columns are numbers. A Japanese
/// character takes two columns of a terminal. Lines do not end in spaces.
pub fn print<R: AsRef<[String]>>(out: &mut dyn Write, rows: &[R], to_the_right: &[bool]) -> io::Result<()> {
    let in_column = |column: usize| rows.iter().filter_map(move |row| row.as_ref().get(column));
    let width = |column: usize| in_column(column).map(|text| text.width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..to_the_right.len()).map(width).collect();
    for row in rows {
        let cells = row.as_ref().iter().zip(&widths).zip(to_the_right).map(|((text, width), right)| {
            let room = " ".repeat(width - text.width());
            if *right { room + text } else { text.clone() + &room }
        });
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() -> io::Result<()> {
        let mut out = Vec::new();
        print::<[String; 2]>(&mut out, &[["a".into(), "1".into()], ["Löß".into(), "20".into()]], &[false, true])?;
        let japanese = [["受診".into(), "1".into()], ["1か月".into(), "痛み".into()]];
        print::<[String; 2]>(&mut out, &japanese, &[false, true])?;
        assert_eq!(String::from_utf8_lossy(&out), "a     1\nLöß  20\n受診      1\n1か月  痛み\n");
        Ok(())
    }
}
