//! Which of several parts is the largest, as far as their intervals say.

/// The smallest loss of relief that is told, points: a smaller one would be printed as none.
pub const SMALLEST_LOSS_POINTS: f64 = 0.05;

/// A part: a group of processes, or a step of the therapy.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its row in the list that it comes from.
    pub row: usize,
    /// Its mean.
    pub mean: f64,
    /// Its 95 % interval; none for one patient.
    pub ends: Option<(f64, f64)>,
    /// Whether it may be told as more than nothing.
    pub is_detectable: bool,
}

/// What may be said of the part that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the largest of all: every other interval lies below its own.
    OfAll,
    /// No other is detectable, but others may be as large.
    OnlyDetectable,
    /// Its mean is the largest of those that are detectable, but others may be as large.
    OfDetectable,
    /// None is detectable.
    Undetected,
}

/// The part that is told, and what may be said of it: the first detectable one, else the first. `parts` come with the largest
/// mean first, and what only competes with them last.
pub fn largest<'p, 'a>(parts: &'p [Part<'a>]) -> Option<(&'p Part<'a>, Standing)> {
    let Some(told) = parts.iter().find(|part| part.is_detectable) else {
        return Some((parts.first()?, Standing::Undetected));
    };
    let (low, _) = told.ends?;
    let mut others = parts.iter().filter(|part| part.row != told.row);
    let standing = if others.clone().all(|other| other.ends.is_some_and(|(_, high)| high < low)) {
        Standing::OfAll
    } else if others.any(|other| other.is_detectable) {
        Standing::OfDetectable
    } else {
        Standing::OnlyDetectable
    };
    Some((told, standing))
}

/// All parts whose intervals do not tell them from the one that is told, it first, detectable or not.
pub fn overlapping<'p, 'a>(parts: &'p [Part<'a>]) -> Vec<&'p Part<'a>> {
    let told = largest(parts).and_then(|(told, _)| Some((told.row, told.ends?.0)));
    let overlaps = |part: &&Part<'_>| {
        told.is_some_and(|(row, low)| row != part.row && part.ends.is_none_or(|(_, high)| high >= low))
    };
    let first = parts.iter().filter(|part| told.is_some_and(|(row, _)| row == part.row));
    first.chain(parts.iter().filter(overlaps)).collect()
}

/// The detectable parts whose intervals do not tell them from the one that is told, it first.
pub fn contenders<'p, 'a>(parts: &'p [Part<'a>]) -> Vec<&'p Part<'a>> {
    let low = largest(parts).and_then(|(told, _)| told.ends).map(|(low, _)| low);
    let overlaps =
        |part: &&Part<'_>| part.is_detectable && part.ends.zip(low).is_some_and(|((_, high), low)| high >= low);
    parts.iter().filter(overlaps).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_superlative_over_all_needs_every_other_interval_below() {
        let standing = |ends: &[(f64, f64)]| {
            let part = |(row, &(low, high)): (usize, &(f64, f64))| Part {
                name: "",
                row,
                mean: 0.5 * (low + high),
                ends: Some((low, high)),
                is_detectable: low > 0.0,
            };
            let parts: Vec<Part<'_>> = ends.iter().enumerate().map(part).collect();
            largest(&parts).map(|(told, standing)| (told.row, standing))
        };
        assert_eq!(standing(&[(2.0, 3.0), (0.1, 1.9), (-1.0, 1.0)]), Some((0, Standing::OfAll)));
        assert_eq!(standing(&[(2.0, 3.0), (0.1, 2.1), (-1.0, 1.0)]), Some((0, Standing::OfDetectable)));
        assert_eq!(standing(&[(-1.0, 9.0), (0.1, 0.3)]), Some((1, Standing::OnlyDetectable)));
        assert_eq!(standing(&[(-1.0, 9.0), (-1.0, 0.3)]), Some((0, Standing::Undetected)));
        assert_eq!(standing(&[]), None);
    }
}
