//! How the macrophages change from the first picture to the last: the title of the figure.

use admsc_model::observe::cells::CellKind;
use admsc_model::observe::snapshot::Snapshot;
use admsc_scenario::language::{Message, Phrase, english};

/// So many standard deviations of chance a change of a count must be to be told.
const DEVIATIONS: f64 = 3.0;

/// Which macrophages fall and which rise by more than chance; nothing of a single picture.
pub fn finding(snapshots: &[Snapshot]) -> Option<Message> {
    let [first, .., last] = snapshots else { return None };
    let count = |snapshot: &Snapshot, kind| snapshot.spots.iter().filter(|spot| spot.kind == kind).count();
    let kinds = [(CellKind::M1, english("M1")), (CellKind::M2, english("M2"))];
    let changes = kinds.into_iter().filter_map(|(kind, name)| change(name, [count(first, kind), count(last, kind)]));
    let changes: Vec<Message> = changes.collect();
    Some(match changes.is_empty() {
        true => english("From day {first} to day {last} the macrophages hardly change")
            .with("first", format_args!("{:.0}", first.day))
            .with("last", format_args!("{:.0}", last.day)),
        false => Message::joined(changes, english("; ")),
    })
}

/// A change; nothing where it can be chance. Counts of cells scatter by about the root of their number.
fn change(kind: Phrase, [from, to]: [usize; 2]) -> Option<Message> {
    let (before, after) = (from as f64, to as f64);
    let is_change = (after - before).abs() > DEVIATIONS * (before + after).sqrt();
    let said = match to < from {
        true => english("{kind} macrophages fall from {from} to {to}"),
        false => english("{kind} macrophages rise from {from} to {to}"),
    };
    is_change.then(|| said.with_said("kind", kind).with("from", from).with("to", to))
}

#[cfg(test)]
mod tests {
    use super::super::tests::snapshot_of;
    use super::*;

    #[test]
    fn macrophages_rise_or_fall_only_by_more_than_chance() {
        let found = |counts: &[[usize; 2]]| {
            let snapshots = counts.iter().zip([0.0, 28.0, 365.0]).map(|(counts, day)| snapshot_of(*counts, day));
            let snapshots: Vec<Snapshot> = snapshots.collect();
            finding(&snapshots).map_or_else(String::new, |found| found.in_english())
        };
        let still = "From day 0 to day 28 the macrophages hardly change";
        let both = "M1 macrophages fall from 352 to 32; M2 macrophages rise from 140 to 220";
        assert_eq!(found(&[[352, 140], [90, 300], [32, 220]]), both);
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
