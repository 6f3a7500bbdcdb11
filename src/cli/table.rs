//! Tables in plain text.

use std::io::{self, Write};

/// Prints rows in aligned columns, two spaces apart; `to_the_right` tells which columns are numbers. Lines do not end
/// in spaces.
pub fn print<const N: usize>(out: &mut dyn Write, rows: &[[String; N]], to_the_right: &[bool; N]) -> io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    for row in rows {
        let cells = row.iter().zip(&widths).zip(to_the_right).map(|((text, width), right)| {
            let width = *width;
            if *right { format!("{text:>width$}") } else { format!("{text:<width$}") }
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
        assert_eq!(String::from_utf8_lossy(&out), "a     1\nLöß  20\n");
        Ok(())
    }
}
