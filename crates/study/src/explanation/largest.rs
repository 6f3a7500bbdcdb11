//! Which of several parts is the largest, as far as their differences within patients say, or where these are not known their intervals.

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
    /// Lower end of the 95 % interval of how much smaller it is than the one with the largest mean, in the same patients.
    pub behind_low: Option<f64>,
}

impl Part<'_> {
    /// Whether it is known to be smaller than one of some parts, which come with the largest mean first.
    fn is_below(&self, told: &Part<'_>, parts: &[Part<'_>]) -> bool {
        let is_first = parts.first().is_some_and(|first| first.row == told.row);
        match self.behind_low.filter(|_| is_first) {
            Some(low) => low > 0.0,
            None => self.ends.zip(told.ends).is_some_and(|((_, high), (low, _))| high < low),
        }
    }
}

/// What may be said of the part that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the largest of all: every other is known to be smaller.
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
    told.ends?;
    let mut others = parts.iter().filter(|part| part.row != told.row);
    let standing = if others.clone().all(|other| other.is_below(told, parts)) {
        Standing::OfAll
    } else if others.any(|other| other.is_detectable) {
        Standing::OfDetectable
    } else {
        Standing::OnlyDetectable
    };
    Some((told, standing))
}

/// All parts that may be as large as the one that is told, it first, detectable or not.
pub fn as_large<'p, 'a>(parts: &'p [Part<'a>]) -> Vec<&'p Part<'a>> {
    let Some((told, _)) = largest(parts).filter(|(told, _)| told.ends.is_some()) else { return Vec::new() };
    let others = parts.iter().filter(|part| part.row != told.row && !part.is_below(told, parts));
    std::iter::once(told).chain(others).collect()
}

/// The detectable ones of them.
pub fn contenders<'p, 'a>(parts: &'p [Part<'a>]) -> Vec<&'p Part<'a>> {
    as_large(parts).into_iter().filter(|part| part.is_detectable).collect()
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
                behind_low: None,
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

    #[test]
    fn what_differs_within_patients_can_be_told_apart_though_the_intervals_overlap() {
        let part = |row: usize, behind_low: f64| Part {
            name: "",
            row,
            mean: 9.0 - row as f64,
            ends: Some((1.0, 20.0)),
            is_detectable: true,
            behind_low: Some(behind_low),
        };
        let rows = |parts: &[Part<'_>]| as_large(parts).iter().map(|part| part.row).collect::<Vec<_>>();
        let apart = [part(0, 0.0), part(1, 0.2), part(2, 3.0)];
        assert_eq!(largest(&apart).map(|(_, standing)| standing), Some(Standing::OfAll));
        assert_eq!(rows(&apart), [0]);
        let alike = [part(0, 0.0), part(1, -0.2), part(2, 3.0)];
        assert_eq!(largest(&alike).map(|(_, standing)| standing), Some(Standing::OfDetectable));
        assert_eq!(rows(&alike), [0, 1]);
    }
}
