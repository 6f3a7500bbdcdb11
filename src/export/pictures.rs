//! What the pictures of the window are drawn from, as a compact binary file: eight bytes that name the format, then
//! the data in postcard's encoding.

use super::Error;
use crate::study::pictures::Pictures;

/// Name of the file.
pub const FILE: &str = "pictures.bin";

/// First bytes of a file of this kind; the last is the format's number.
const MAGIC: &[u8; 8] = b"admscpi1";

/// The data as bytes.
///
/// # Errors
/// When they cannot be encoded.
pub fn encode(pictures: &Pictures) -> Result<Vec<u8>, Error> {
    let bytes = postcard::to_extend(pictures, MAGIC.to_vec());
    bytes.map_err(|error| Error::Format { file: FILE, reason: error.to_string() })
}

/// The data again; none of bytes that are not such a file.
pub fn decode(bytes: &[u8]) -> Option<Pictures> {
    postcard::from_bytes(bytes.strip_prefix(MAGIC)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::snapshot::Scene;

    #[test]
    fn what_is_kept_reads_back_and_damage_is_noticed() -> Result<(), Error> {
        let scene = Scene {
            size_um: [4000.0, 0.1],
            lesion_from_um: [1.0, 2.0],
            lesion_to_um: [3.0, 4.0],
            vessels_um: vec![[5.0, 6.0]],
            needles_um: Vec::new(),
        };
        let pictures = Pictures { scene, snapshots: Vec::new(), tracks: None };
        let bytes = encode(&pictures)?;
        assert_eq!(decode(&bytes), Some(pictures));
        assert_eq!(decode(&bytes[..bytes.len() - 1]), None);
        assert_eq!(decode(&bytes[1..]), None);
        assert_eq!(decode(b"admscpi1\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), None);
        Ok(())
    }
}
