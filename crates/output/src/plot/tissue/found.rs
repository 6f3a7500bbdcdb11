//! How the macrophages change from picture to picture: the title of the figure.

use admsc_model::observe::cells::CellKind;
use admsc_model::observe::snapshot::Snapshot;
use admsc_scenario::language::{Message, Phrase, english};

/// So many standard deviations of chance a change of a count must be to be told.
const DEVIATIONS: f64 = 3.0;

/// Which macrophages fall and which rise by more than chance, and turn at most once; nothing of a single picture, or where the pictures
/// show no simple course.
pub fn finding(snapshots: &[Snapshot]) -> Option<Message> {
    let [first, .., last] = snapshots else { return None };
    let count = |snapshot: &Snapshot, kind| snapshot.spots.iter().filter(|spot| spot.kind == kind).count();
    let kinds = [(CellKind::M1, english("M1")), (CellKind::M2, english("M2"))];
    let courses = kinds.map(|(kind, name)| {
        let counts: Vec<usize> = snapshots.iter().map(|snapshot| count(snapshot, kind)).collect();
        (name, counts)
    });
    let is_still = |counts: &[usize]| {
        counts.iter().enumerate().all(|(row, from)| counts[row..].iter().all(|to| !is_change(*from, *to)))
    };
    if courses.iter().all(|(_, counts)| is_still(counts)) {
        let said = english("On the days shown, {first} to {last}, no change of the macrophages is more than chance");
        let said = said.with("first", format_args!("{:.0}", first.day));
        return Some(said.with("last", format_args!("{:.0}", last.day)));
    }
    let days: Vec<f64> = snapshots.iter().map(|snapshot| snapshot.day).collect();
    let told: Vec<Message> = courses.iter().filter_map(|(name, counts)| course(*name, counts, &days)).collect();
    (!told.is_empty()).then(|| Message::joined(told, english("; ")))
}

/// Whether two counts differ by more than chance. Counts of cells scatter by about the root of their number.
fn is_change(from: usize, to: usize) -> bool {
    let (before, after) = (from as f64, to as f64);
    (after - before).abs() > DEVIATIONS * (before + after).sqrt()
}

/// A rise, a fall, or one and then the other; nothing where all of it can be chance, or a picture contradicts.
fn course(kind: Phrase, counts: &[usize], days: &[f64]) -> Option<Message> {
    let (from, to) = (*counts.first()?, *counts.last()?);
    let mut turns = vec![from];
    let mut extreme = from;
    for count in counts {
        let pivot = turns.last().copied().unwrap_or(from);
        let goes_on = (*count > extreme) == (extreme > pivot);
        match extreme == pivot {
            true if is_change(pivot, *count) => extreme = *count,
            false if goes_on => extreme = *count,
            false if is_change(extreme, *count) => {
                turns.push(extreme);
                extreme = *count;
            }
            _ => {}
        }
    }
    let said = match turns.as_slice() {
        [_] if !is_change(from, to) => return None,
        [_] if to < from => english("{kind} macrophages fall from {from} to {to}").with("from", from),
        [_] => english("{kind} macrophages rise from {from} to {to}").with("from", from),
        [_, turn] if !is_change(*turn, to) => return None,
        [_, turn] if *turn > from => {
            english("{kind} macrophages rise from {from}, are {most} on day {day} and fall to {to}")
                .with("from", from)
                .with("most", turn)
        }
        [_, turn] => english("{kind} macrophages fall from {from}, are {least} on day {day} and rise to {to}")
            .with("from", from)
            .with("least", turn),
        _ => return None,
    };
    // A picture shows what is so on its day: between them there may be more.
    let turned = turns.last().and_then(|turn| counts.iter().position(|count| count == turn));
    let day = turned.and_then(|row| days.get(row)).copied().unwrap_or_default();
    Some(said.with_said("kind", kind).with("to", to).with("day", format_args!("{day:.0}")))
}

#[cfg(test)]
mod tests {
    use super::super::tests::snapshot_of;
    use super::*;

    #[test]
    fn macrophages_rise_or_fall_only_by_more_than_chance() {
        let found = |counts: &[[usize; 2]]| {
            let snapshots =
                counts.iter().zip([0.0, 28.0, 91.0, 183.0, 365.0]).map(|(counts, day)| snapshot_of(*counts, day));
            let snapshots: Vec<Snapshot> = snapshots.collect();
            finding(&snapshots).map_or_else(String::new, |found| found.in_english())
        };
        let still = "On the days shown, 0 to 28, no change of the macrophages is more than chance";
        let both = "M1 macrophages fall from 352 to 32; M2 macrophages rise from 140 to 220";
        assert_eq!(found(&[[352, 140], [90, 190], [32, 220]]), both);
        // What turns in between, by more than chance, is told; what turns twice, or ends undecided, is not.
        let injury = [[20, 0], [54, 0], [86, 0], [65, 0], [25, 0]];
        assert_eq!(found(&injury), "M1 macrophages rise from 20, are 86 on day 91 and fall to 25");
        assert_eq!(
            found(&[[352, 140], [90, 300], [32, 220]]),
            "M1 macrophages fall from 352 to 32; M2 macrophages rise from 140, are 300 on day 28 and fall to 220"
        );
        assert_eq!(
            found(&[[300, 5], [90, 5], [310, 5]]),
            "M1 macrophages fall from 300, are 90 on day 28 and rise to 310"
        );
        assert_eq!(found(&[[300, 5], [90, 5], [310, 5], [100, 5]]), "");
        assert_eq!(found(&[[20, 5], [50, 5], [30, 5]]), "");
        assert_eq!(found(&[[30, 5], [20, 5], [50, 5]]), "");
        assert_eq!(
            found(&[[32, 220], [352, 140]]),
            "M1 macrophages rise from 32 to 352; M2 macrophages fall from 220 to 140"
        );
        assert_eq!(found(&[[352, 140], [32, 150]]), "M1 macrophages fall from 352 to 32");
        assert_eq!(found(&[[352, 140], [340, 150]]), still);
        assert_eq!(found(&[[0, 0], [0, 0]]), still);
        assert_eq!([found(&[[352, 140]]), found(&[])], ["", ""]);
    }
}
