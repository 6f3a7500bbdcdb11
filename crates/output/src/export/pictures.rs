//! What the pictures of the window are drawn from, as a compact binary file: eight bytes that name the format, then
//! the data in postcard's encoding.

use super::Error;
use admsc_model::observe::snapshot::Map;
use admsc_model::observe::tracks::Track;
use admsc_study::pictures::{MOST_SNAPSHOTS, Pictures};

/// Name of the file.
pub const FILE: &str = "pictures.bin";

/// First bytes of a file of this kind; the last is the format's number.
const MAGIC: &[u8; 8] = b"admscpi2";

/// The data as bytes.
///
/// # Errors
/// When they cannot be encoded.
pub fn encode(pictures: &Pictures) -> Result<Vec<u8>, Error> {
    let bytes = postcard::to_extend(pictures, MAGIC.to_vec());
    bytes.map_err(|error| Error::Format { file: FILE, reason: error.to_string() })
}

/// The data again; none of bytes that are not such a file, or of one that no run could have written.
pub fn decode(bytes: &[u8]) -> Option<Pictures> {
    postcard::from_bytes(bytes.strip_prefix(MAGIC)?).ok().filter(is_sound)
}

/// Whether the parts fit each other, so that they can be drawn.
fn is_sound(pictures: &Pictures) -> bool {
    let whole = |map: &Map| u64::from(map.columns) * u64::from(map.rows) == map.ng_per_ml.len() as u64;
    let snapshots = &pictures.snapshots;
    let tracks = pictures.tracks.as_ref().is_none_or(|tracks| {
        let fits = |track: &Track| track.distances_um.len() <= tracks.looks as usize;
        let days = tracks.tick_days * f64::from(tracks.looks);
        whole(&tracks.cxcl12) && tracks.cells.iter().all(fits) && days > 0.0 && days < 100.0
    });
    let days = snapshots.iter().all(|snapshot| snapshot.day.is_finite());
    tracks && days && snapshots.len() <= MOST_SNAPSHOTS && snapshots.iter().all(|s| whole(&s.tnf_alpha))
}

#[cfg(test)]
mod tests {
    use super::*;
    use admsc_model::observe::snapshot::{Scene, Snapshot};
    use admsc_model::observe::tracks::Tracks;

    #[test]
    fn what_is_kept_reads_back_and_damage_is_noticed() -> Result<(), Error> {
        let scene = Scene {
            size_um: [4000.0, 0.1],
            lesion_from_um: [1.0, 2.0],
            lesion_to_um: [3.0, 4.0],
            slab_um: Some([0.0, 0.2]),
            vessels_um: vec![[5.0, 6.0]],
            needles_um: Vec::new(),
        };
        let map = Map { columns: 2, rows: 1, ng_per_ml: vec![0.5, 0.25] };
        let snapshot =
            Snapshot { day: 1.0, tnf_alpha: map.clone(), spots: Vec::new(), fibres: Vec::new(), microglia: Vec::new() };
        let tracks = Tracks { dose_day: 0.0, tick_days: 0.5, looks: 4, cxcl12: map, cells: Vec::new() };
        let pictures = Pictures { scene, snapshots: vec![snapshot], tracks: Some(tracks) };
        let bytes = encode(&pictures)?;
        assert_eq!(decode(&bytes), Some(pictures.clone()));
        assert_eq!(decode(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode(&bytes[1..]), None);
        let mut torn = pictures.clone();
        torn.snapshots[0].tnf_alpha.columns = 3;
        assert_eq!(decode(&encode(&torn)?), None);
        let endless = Tracks { tick_days: 1e300, ..pictures.tracks.clone().ok_or(Error::Empty)? };
        assert_eq!(decode(&encode(&Pictures { tracks: Some(endless), ..pictures })?), None);
        Ok(())
    }
}
