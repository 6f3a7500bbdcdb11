//! Tables in plain text.

use std::io::{self, Write};

/// Prints rows in aligned columns, two spaces apart; `to_the_right` tells which columns are numbers. Lines do not end
/// in spaces.
pub fn print<R: AsRef<[String]>>(out: &mut dyn Write, rows: &[R], to_the_right: &[bool]) -> io::Result<()> {
    let in_column = |column: usize| rows.iter().filter_map(move |row| row.as_ref().get(column));
    let width = |column: usize| in_column(column).map(|text| text.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..to_the_right.len()).map(width).collect();
    for row in rows {
        let cells = row.as_ref().iter().zip(&widths).zip(to_the_right).map(|((text, width), right)| {
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
        print::<[String; 2]>(&mut out, &[["a".into(), "1".into()], ["Löß".into(), "20".into()]], &[false, true])?;
        assert_eq!(String::from_utf8_lossy(&out), "a     1\nLöß  20\n");
        Ok(())
    }
}
