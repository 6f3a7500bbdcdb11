//! Arrays as NumPy reads them: `.npy` files (format 1.0) in a zip archive that is not compressed and holds no times.
//! The header is written here, because the crate for it, ndarray-npy, needs an assembler to build.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Error;

/// An array of 64-bit numbers, the last axis first in memory.
pub struct Array<'a> {
    /// Name within the file.
    pub name: &'static str,
    /// Length along each axis.
    pub shape: Vec<usize>,
    /// The numbers, in pieces.
    pub values: Vec<&'a [f64]>,
}

/// A file of these arrays.
///
/// # Errors
/// When an array is too large for the format.
pub fn encode(file: &'static str, arrays: &[Array<'_>]) -> Result<Vec<u8>, Error> {
    write(arrays).map_err(|error| Error::Format { file, reason: error.to_string() })
}

fn write(arrays: &[Array<'_>]) -> std::io::Result<Vec<u8>> {
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for array in arrays {
        let bytes = 8 * array.values.iter().map(|piece| piece.len()).sum::<usize>();
        let header = header(&array.shape);
        let large = bytes + header.len() >= u32::MAX as usize;
        archive.start_file(format!("{}.npy", array.name), plain.large_file(large))?;
        archive.write_all(&header)?;
        for piece in &array.values {
            let bytes: Vec<u8> = piece.iter().flat_map(|value| value.to_le_bytes()).collect();
            archive.write_all(&bytes)?;
        }
    }
    Ok(archive.finish()?.into_inner())
}

/// Format 1.0: magic, version, length of the description, description; padded so that the numbers are aligned to 64
/// bytes.
fn header(shape: &[usize]) -> Vec<u8> {
    let lengths: String = shape.iter().map(|length| format!("{length},")).collect();
    let mut text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({lengths}), }}");
    let unpadded = 10 + text.len() + 1;
    text += &" ".repeat(unpadded.next_multiple_of(64) - unpadded);
    text.push('\n');
    let mut header = b"\x93NUMPY\x01\x00".to_vec();
    header.extend((text.len() as u16).to_le_bytes());
    header.extend(text.as_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_holds_the_numbers_and_no_time() -> Result<(), Box<dyn std::error::Error>> {
        let values = [1.5, -2.0, 1e-300];
        let array = || Array { name: "a", shape: vec![1, 3], values: vec![&values[..1], &values[1..]] };
        let bytes = encode("x.npz", &[array()])?;
        assert_eq!(bytes, encode("x.npz", &[array()])?);
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
        let mut file = archive.by_name("a.npy")?;
        assert_eq!(file.last_modified().map(|time| time.year()), Some(1980));
        let mut read = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut read)?;
        assert_eq!(read.len() % 64, 24);
        let text = String::from_utf8_lossy(&read[10..]);
        assert!(text.starts_with("{'descr': '<f8', 'fortran_order': False, 'shape': (1,3,), }"), "{text}");
        let numbers: Vec<f64> =
            read[read.len() - 24..].chunks_exact(8).filter_map(|b| b.try_into().ok().map(f64::from_le_bytes)).collect();
        assert_eq!(numbers, values);
        Ok(())
    }
}
