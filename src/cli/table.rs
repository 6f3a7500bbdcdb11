//! Tables in plain text.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Prints rows in aligned columns, two spaces apart; `to_the_right` tells which columns are numbers. A Japanese
/// character takes two columns of a terminal. Lines do not end in spaces.
pub fn print<const N: usize>(out: &mut dyn Write, rows: &[[String; N]], to_the_right: &[bool; N]) -> io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    for row in rows {
        let cells = row.iter().zip(&widths).zip(to_the_right).map(|((text, width), right)| {
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
        print(&mut out, &[["a".into(), "1".into()], ["Löß".into(), "20".into()]], &[false, true])?;
        print(&mut out, &[["受診".into(), "1".into()], ["1か月".into(), "痛み".into()]], &[false, true])?;
        assert_eq!(String::from_utf8_lossy(&out), "a     1\nLöß  20\n受診      1\n1か月  痛み\n");
        Ok(())
    }
}
