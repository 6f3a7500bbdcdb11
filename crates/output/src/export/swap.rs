//! Two folders change places in one step, and files are taken along without their bytes being copied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Lets two folders of one file system change places: at no moment is one of the places empty.
///
/// # Errors
/// When the system or the file system cannot do that, as NFS, or a folder is not there.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub fn swap(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

/// Lets two folders of one file system change places: at no moment is one of the places empty.
///
/// # Errors
/// Always: this system cannot do that.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub fn swap(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Gives the files in a folder, at any depth, whose names within it `are_wanted` a second name in another folder, where that
/// has none of theirs. Bytes are shared where the file system can do that.
///
/// # Errors
/// The file that cannot be read or written, and why.
pub fn take_along(from: &Path, to: &Path, are_wanted: &dyn Fn(&Path) -> bool) -> Result<(), (PathBuf, io::Error)> {
    let Ok(entries) = fs::read_dir(from) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = PathBuf::from(entry.file_name());
        let (path, other) = (entry.path(), to.join(&name));
        if fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir()) {
            take_along(&path, &other, &|inner| are_wanted(&name.join(inner)))?;
        } else if are_wanted(&name) && fs::symlink_metadata(&other).is_err() {
            let made = fs::create_dir_all(to).and_then(|()| again(&path, &other));
            made.map_err(|error| (path, error))?;
        }
    }
    Ok(())
}

/// A file or a symbolic link under another name too.
fn again(path: &Path, other: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Ok(leads_to) = fs::read_link(path) {
        return std::os::unix::fs::symlink(leads_to, other);
    }
    fs::hard_link(path, other).or_else(|_| fs::copy(path, other).map(drop))
}
