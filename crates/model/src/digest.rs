//! Digest of a run: SHA-256 over what a run is, not over how it is stored.
//!
//! The state at the visits and the record are taken apart into named parts with a version (`macrophages/1`, `field/TNFα/1`,
//! `record/1`), and each part into named columns of numbers. Agents stand in the order of their identities. Counters of work and
//! whatever can be recomputed do not enter. A column, or a part, that is zero everywhere is left out: a rule that is added later and does
//! not act in a run changes no digest of that run, and one that acts leaves the digests of the other parts as they are.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::digest::common::hazmat::SerializableState;
use sha2::{Digest, Sha256};

use crate::observe::Sample;
use crate::observe::columns::{Row, Value};
use crate::rules::species;
use crate::rules::tissue::Tissue;

/// Named numbers, each as 64 bits.
type Column = (&'static str, Vec<u64>);

/// Digest of a run: every number of the state at the visits and of the record, unrounded.
#[derive(Debug, Clone, Default)]
pub struct RunDigest(BTreeMap<String, Sha256>);

impl RunDigest {
    /// Adds the state at a visit.
    pub fn add_state(&mut self, tissue: &Tissue) {
        for (part, columns) in parts(tissue) {
            self.add(&part, u64::from(tissue.clock.tick), &columns);
        }
    }

    /// Adds the record and closes the digest, as hexadecimal text.
    pub fn finish(self, samples: &[Sample]) -> String {
        self.with_record(samples).whole()
    }

    /// The digest with the record added to it.
    #[must_use]
    pub fn with_record(mut self, samples: &[Sample]) -> Self {
        let rows: Vec<_> = samples.iter().map(Row::values).collect();
        let bits = |value: &Option<Value<'_>>| match value {
            Some(Value::Float(number)) => number.to_bits(),
            Some(Value::Whole(number)) => *number,
            _ => 0,
        };
        let column = |place: usize| rows.iter().map(|row| bits(&row[place])).collect();
        let columns = Sample::COLUMNS.iter().enumerate().map(|(place, column_of)| (column_of.name, column(place)));
        self.add("record/1", samples.len() as u64, &columns.collect::<Vec<Column>>());
        self
    }

    /// The digest of everything so far, as hexadecimal text.
    pub fn whole(&self) -> String {
        let mut whole = Sha256::new();
        for (part, hash) in &self.0 {
            named(&mut whole, part);
            whole.update(hash.clone().finalize());
        }
        hex(&whole.finalize())
    }

    /// The digest of each part so far, by its name with its version, as hexadecimal text: says what differs between two runs.
    pub fn parts(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(part, hash)| (part.clone(), hex(&hash.clone().finalize()))).collect()
    }

    /// Adds the columns of a part at a moment, without those that are zero everywhere.
    fn add(&mut self, part: &str, moment: u64, columns: &[Column]) {
        // The sign of a zero does not count.
        let mut columns = columns.iter().filter(|(_, bits)| bits.iter().any(|bits| bits << 1 != 0)).peekable();
        if columns.peek().is_none() {
            return;
        }
        let hash = self.0.entry(part.to_owned()).or_default();
        hash.update(moment.to_le_bytes());
        for (name, bits) in columns {
            named(hash, name);
            hash.update((bits.len() as u64).to_le_bytes());
            bits.iter().for_each(|bits| hash.update(bits.to_le_bytes()));
        }
    }
}

/// A digest that is not closed can be kept and gone on with.
impl Serialize for RunDigest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts: BTreeMap<&str, Vec<u8>> =
            self.0.iter().map(|(part, hash)| (part.as_str(), SerializableState::serialize(hash).to_vec())).collect();
        Serialize::serialize(&parts, serializer)
    }
}

impl<'de> Deserialize<'de> for RunDigest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts: BTreeMap<String, Vec<u8>> = Deserialize::deserialize(deserializer)?;
        let read = |bytes: Vec<u8>| {
            // Behind eight words of 32 bits stands the number of blocks so far, whose bits must have a number too.
            let blocks = bytes.get(32..40)?.try_into().ok().map(u64::from_le_bytes)?;
            let state = bytes.as_slice().try_into().ok().filter(|_| blocks < 1 << 48)?;
            <Sha256 as SerializableState>::deserialize(state).ok()
        };
        let part = |(part, bytes)| Some((part, read(bytes)?));
        let parts: Option<_> = parts.into_iter().map(part).collect();
        parts.map(Self).ok_or_else(|| D::Error::custom("a digest that is not closed is damaged"))
    }
}

/// Adds a name and its length.
fn named(hash: &mut Sha256, name: &str) {
    hash.update((name.len() as u64).to_le_bytes());
    hash.update(name);
}

/// Bytes as hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The state in its parts.
fn parts(tissue: &Tissue) -> Vec<(String, Vec<Column>)> {
    let fields = species::ALL.iter().map(|one| {
        let spectrum = tissue.fields.field(*one).spectrum().iter().copied();
        (format!("field/{}/1", one.name()), vec![floats("spectrum", spectrum)])
    });
    let maps = [("imprint", &tissue.imprint), ("integrity", &tissue.integrity)];
    let maps = maps.map(|(name, map)| (format!("map/{name}/1"), vec![floats("value", map.iter().copied())]));
    let others = [
        ("macrophages/1", macrophages(tissue)),
        ("stem-cells/1", stem_cells(tissue)),
        ("axons/1", axons(tissue)),
        ("circulation/1", circulation(tissue)),
        ("whereabouts/1", whereabouts(tissue)),
        ("nervous-system/1", nervous_system(tissue)),
        ("debris/1", debris(tissue)),
        ("microglia/1", microglia(tissue)),
        ("t-cells/1", t_cells(tissue)),
    ];
    fields.chain(maps).chain(others.map(|(name, columns)| (name.to_owned(), columns))).collect()
}

fn floats(name: &'static str, values: impl IntoIterator<Item = f64>) -> Column {
    (name, values.into_iter().map(f64::to_bits).collect())
}

/// Rows of agents in the order of their identities.
fn by_identity(id: &[u64]) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..id.len()).collect();
    rows.sort_unstable_by_key(|row| id[*row]);
    rows
}

/// The columns that all cells of the tissue have, with those of one kind of cell between them; all in the order of identities.
fn cells<const N: usize>(
    id: &[u64],
    position: &[[f64; 3]],
    heading: &[[f32; 3]],
    born: &[u32],
    own: impl FnOnce(&[usize]) -> [Column; N],
) -> Vec<Column> {
    let rows = by_identity(id);
    let common = [
        ("id", rows.iter().map(|row| id[*row]).collect()),
        floats("position", rows.iter().flat_map(|row| position[*row])),
        floats("heading", rows.iter().flat_map(|row| heading[*row].map(f64::from))),
    ];
    let born = ("born", rows.iter().map(|row| u64::from(born[*row])).collect());
    common.into_iter().chain(own(&rows)).chain([born]).collect()
}

fn macrophages(tissue: &Tissue) -> Vec<Column> {
    let all = &tissue.macrophages;
    cells(&all.id, &all.position, &all.heading, &all.born, |rows| {
        [("phenotype", rows.iter().map(|row| all.phenotype[*row] as u64).collect())]
    })
}

fn t_cells(tissue: &Tissue) -> Vec<Column> {
    let all = &tissue.t_cells;
    let mut columns = cells(&all.id, &all.position, &all.heading, &all.born, |rows| {
        [("kind", rows.iter().map(|row| all.kind[*row] as u64).collect())]
    });
    columns.push(floats("level", [all.level]));
    columns
}

fn stem_cells(tissue: &Tissue) -> Vec<Column> {
    let all = &tissue.stem_cells;
    cells(&all.id, &all.position, &all.heading, &all.born, |rows| {
        [
            floats("licensing", rows.iter().map(|row| f64::from(all.licensing[*row]))),
            ("life", rows.iter().map(|row| all.life[*row] as u64).collect()),
            ("dose", rows.iter().map(|row| u64::from(all.dose[*row])).collect()),
        ]
    })
}

fn axons(tissue: &Tissue) -> Vec<Column> {
    let axons = &tissue.axons;
    vec![
        floats("place", axons.place.iter().copied().flatten()),
        ("state", axons.state.iter().map(|state| *state as u64).collect()),
        floats("front", axons.front.iter().copied()),
        floats("days-in-state", axons.days_in_state.iter().copied()),
        floats("latency", axons.latency.iter().copied()),
        floats("hostile-days", axons.hostile_days.iter().copied()),
        floats("denervated-days", axons.denervated_days.iter().copied()),
        floats("myelin", axons.myelin.iter().copied()),
    ]
}

/// Blood, lung, education and tumour: what is one number for the patient.
fn circulation(tissue: &Tissue) -> Vec<Column> {
    let blood = &tissue.circulation;
    vec![
        floats("lung", [blood.lung]),
        floats("blood", [blood.blood]),
        floats("education", [blood.education]),
        ("arriving-dose", blood.arriving.iter().map(|(dose, _)| u64::from(*dose)).collect()),
        floats("arriving-cells", blood.arriving.iter().map(|(_, cells)| *cells)),
        floats("tumour-burden", [tissue.tumour_burden]),
    ]
}

/// Broken axons and what they leave.
fn debris(tissue: &Tissue) -> Vec<Column> {
    let now = &tissue.debris;
    let amount = floats("amount", now.amount.iter().copied());
    vec![floats("breaking", [now.breaking]), floats("call", [now.call]), amount]
}

/// What each cell of the segment is doing.
fn microglia(tissue: &Tissue) -> Vec<Column> {
    vec![("activity", tissue.microglia.activity.iter().map(|activity| *activity as u64).collect())]
}

/// Infused cells that are neither in the lung nor in the blood.
fn whereabouts(tissue: &Tissue) -> Vec<Column> {
    let now = tissue.circulation.whereabouts;
    vec![floats("tissue", [now.tissue]), floats("elsewhere", [now.elsewhere]), floats("dead", [now.dead])]
}

fn nervous_system(tissue: &Tissue) -> Vec<Column> {
    vec![
        floats("peripheral-sensitisation", [tissue.sensitisation.peripheral]),
        floats("central-sensitisation", [tissue.sensitisation.central]),
        floats("pain", [tissue.pain.inflammation, tissue.pain.damage, tissue.pain.central]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parallel::Serial;
    use crate::rules::setup::Setup;
    use crate::rules::tissue::Tissue;
    use crate::simulation::Simulation;

    /// A nerve with cells from a needle, after a few days in a small window.
    fn tissue() -> Tissue {
        let mut setup: Setup = serde_json::from_str(include_str!("../presets/neuropathic.json")).unwrap();
        setup.baseline_days = 2;
        setup.horizon_days = 3;
        let mut run = Simulation::prepare(setup, 1, 0, Serial, |_| {}).unwrap();
        run.run_to(3.0, Serial, |_, _| {});
        run.tissue().clone()
    }

    fn digest_of(tissue: &Tissue) -> RunDigest {
        let mut digest = RunDigest::default();
        digest.add_state(tissue);
        digest
    }

    #[test]
    fn the_order_of_rows_does_not_count() {
        let tissue = tissue();
        let mut turned = tissue.clone();
        turned.macrophages.id.reverse();
        assert_ne!(digest_of(&turned).whole(), digest_of(&tissue).whole());
        turned.macrophages.position.reverse();
        turned.macrophages.heading.reverse();
        turned.macrophages.phenotype.reverse();
        turned.macrophages.born.reverse();
        assert_eq!(digest_of(&turned).whole(), digest_of(&tissue).whole());
    }

    #[test]
    fn each_part_counts_and_changes_no_other() {
        let tissue = tissue();
        type Change = fn(&mut Tissue);
        let changes: [(&str, Change); 10] = [
            ("axons/1", |tissue| tissue.axons.myelin[0] += 0.5),
            ("circulation/1", |tissue| tissue.tumour_burden += 0.5),
            ("macrophages/1", |tissue| tissue.macrophages.heading[0][0] += 0.5),
            ("map/imprint/1", |tissue| tissue.imprint[[0, 0, 0]] += 0.5),
            ("map/integrity/1", |tissue| tissue.integrity[[0, 0, 0]] += 0.5),
            ("microglia/1", |tissue| tissue.microglia.activity.reverse()),
            ("nervous-system/1", |tissue| tissue.pain.central += 0.5),
            ("t-cells/1", |tissue| tissue.t_cells.level += 0.5),
            ("stem-cells/1", |tissue| {
                tissue.stem_cells.push(1, [0.0; 3], [1.0, 0.0, 0.0], crate::rules::stem_cell::Life::Alive, 0, 0);
            }),
            ("field/tnf_alpha/1", |tissue| tissue.fields.of_mut(species::Species::TnfAlpha).scale(0.0)),
        ];
        let before = digest_of(&tissue);
        for (part, change) in changes {
            let mut other = tissue.clone();
            change(&mut other);
            let after = digest_of(&other);
            assert_ne!(after.whole(), before.whole(), "{part}");
            let without =
                |digest: &RunDigest| digest.parts().into_iter().filter(|(name, _)| name != part).collect::<Vec<_>>();
            assert_eq!(without(&after), without(&before), "{part}");
        }
    }

    #[test]
    fn what_is_zero_everywhere_is_no_part() {
        let mut digest = RunDigest::default();
        digest.add("new/1", 3, &[("first", vec![0; 4]), ("second", vec![(-0.0_f64).to_bits()])]);
        assert_eq!(digest.whole(), RunDigest::default().whole());
        let one = |columns: &[Column]| {
            let mut digest = RunDigest::default();
            digest.add("new/1", 3, columns);
            digest.whole()
        };
        assert_eq!(
            one(&[("a", vec![1, 0])]),
            one(&[("a", vec![1, 0]), ("b", vec![0, 0])]),
            "a column that is added later"
        );
        assert_ne!(one(&[("a", vec![1, 0])]), one(&[("a", vec![0, 1])]));
        assert_ne!(one(&[("a", vec![1])]), one(&[("b", vec![1])]));
    }
}
