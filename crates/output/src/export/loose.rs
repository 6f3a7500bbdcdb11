//! Files on their own, beside whatever else is in a folder: none is ever seen half-written.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::Error;
use super::directory::temporary;
use super::disk::patiently;
use admsc_scenario::language::english;

/// Finds out whether files can be written into a folder, which is made if need be.
///
/// # Errors
/// When it cannot be made, no file can be written in it, or a folder stands in the place of one.
pub fn check_writable(folder: &Path, names: &[&str]) -> Result<(), Error> {
    if let Some(path) = names.iter().map(|name| folder.join(name)).find(|path| path.is_dir()) {
        return Err(Error::Folder { path });
    }
    fs::create_dir_all(folder).map_err(Error::file(english("cannot create the directory {path}: {reason}"), folder))?;
    let probe = temporary(0o666).tempfile_in(folder);
    probe.map(drop).map_err(Error::file(english("cannot write to the directory {path}: {reason}"), folder))
}

/// Writes files into a folder, which is made if need be. All are written under temporary names before the first takes its
/// place, so that none is ever seen half-written; other files there are left alone.
///
/// # Errors
/// When a file cannot be written, or a folder stands in its place.
pub fn write(folder: &Path, files: &[(impl AsRef<str>, impl AsRef<[u8]>)]) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(Error::file(english("cannot create the directory {path}: {reason}"), folder))?;
    let mut staged = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name.as_ref());
        if path.is_dir() {
            return Err(Error::Folder { path });
        }
        let file = patiently(&path, || {
            let mut file = temporary(0o666).tempfile_in(folder)?;
            file.write_all(bytes.as_ref())?;
            file.as_file().sync_all()?;
            Ok(file)
        });
        let file = file.map_err(Error::file(english("cannot write {path}: {reason}"), &path))?;
        staged.push((file, path));
    }
    for (file, path) in staged {
        file.persist(&path)
            .map_err(|error| Error::file(english("cannot replace {path}: {reason}"), &path)(error.error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_file_leaves_the_others_as_they_were() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("a"), b"old")?;
        fs::create_dir(folder.path().join("b"))?;
        let files = ["a", "b"].map(|name| (name.to_owned(), b"new".to_vec()));
        assert!(matches!(write(folder.path(), &files), Err(Error::Folder { .. })));
        assert_eq!(fs::read(folder.path().join("a"))?, b"old");
        assert_eq!(fs::read_dir(folder.path())?.count(), 2);
        write(folder.path(), &files[..1])?;
        assert_eq!(fs::read(folder.path().join("a"))?, b"new");
        Ok(())
    }
}
