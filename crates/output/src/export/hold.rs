//! Results that one process holds against others. The lock is the system's own, so that no process can leave it behind, however
//! it ends.

use std::fs::{self, File, TryLockError};
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};

use super::Error;
use admsc_scenario::language::english;

/// Results that are held against other processes. Dropped, they are free; a process that ends frees them too.
#[derive(Debug)]
#[must_use]
pub struct Hold {
    path: PathBuf,
    /// Nothing where the file system knows no locks.
    file: Option<File>,
    waited: bool,
}

/// End of the name of a file that is locked.
pub const LOCK: &str = ".lock";

/// Whether a name is that of a file that is locked.
pub fn is_lock(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(LOCK)
}

impl Hold {
    /// Holds what a file stands for; where another process has it, calls `waits` and waits.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub(super) fn of(path: &Path, waits: impl FnOnce()) -> Result<Self, Error> {
        let mut waits = Some(waits);
        loop {
            let file = File::options().create(true).truncate(false).write(true).open(path);
            let file = file.map_err(Error::file(english("cannot write {path}: {reason}"), path))?;
            let locked = match file.try_lock() {
                Ok(()) => true,
                Err(TryLockError::WouldBlock) => {
                    waits.take().into_iter().for_each(|waits| waits());
                    file.lock().is_ok()
                }
                Err(TryLockError::Error(_)) => false,
            };
            // Whoever held it has removed it: another process may hold a new one of that name.
            if !locked || is_at(&file, path) {
                return Ok(Self { path: path.to_owned(), file: locked.then_some(file), waited: waits.is_none() });
            }
        }
    }

    /// Whether another process holds what a file stands for.
    pub fn is_held(path: &Path) -> bool {
        let file = File::options().write(true).open(path);
        file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }

    /// Writes a note into the file that is locked, which a process that is ended leaves behind. What cannot be written is left out.
    pub fn note(&self, text: &str) {
        let Some(mut file) = self.file.as_ref() else { return };
        let _ = file.rewind().and_then(|()| file.set_len(0)).and_then(|()| file.write_all(text.as_bytes()));
    }

    /// Whether another process held them first.
    pub fn waited(&self) -> bool {
        self.waited
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if self.file.is_some() {
            // While it is still locked: who waits for it sees then that it is gone.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether an open file is the one that lies under a name.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |found: fs::Metadata| (found.dev(), found.ino());
    let here = file.metadata().map(identity).ok();
    here.is_some() && here == fs::metadata(path).map(identity).ok()
}

/// The same; a file that is open cannot be removed there.
#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn many_hold_one_thing_one_after_another() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.lock");
        let (inside, entered) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let Ok(hold) = Hold::of(&path, || {}) else { return };
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two hold it");
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        entered.fetch_add(1, Ordering::SeqCst);
                        drop(hold);
                    }
                });
            }
        });
        assert_eq!(entered.into_inner(), 400);
        assert!(!path.exists() && !Hold::is_held(&path), "nothing is left of it");
        let held = Hold::of(&path, || {})?;
        assert!(Hold::is_held(&path) && !held.waited());
        Ok(())
    }
}
