//! Room on the disk: how much there is, and what is done when it is used up.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

/// How long a full disk is waited for before what could not be written is given up.
pub const PATIENCE: Duration = Duration::from_secs(600);
/// Time between two tries.
const PAUSE: Duration = Duration::from_secs(5);

/// Hears that a place is full and that it is waited for.
type Listener = Box<dyn Fn(&Path) + Send + Sync>;

static LISTENER: OnceLock<Listener> = OnceLock::new();

/// From now on this hears of a place that is full, once for each thing that cannot be written. The first who asks is heard.
pub fn tell_when_full(listener: impl Fn(&Path) + Send + Sync + 'static) {
    let _ = LISTENER.set(Box::new(listener));
}

/// Bytes that are free at a place or at the folder that it will be made in; nothing where the system does not say so.
#[cfg(unix)]
pub fn free_bytes(place: &Path) -> Option<u64> {
    let there = std::path::absolute(place).ok()?;
    let there = there.ancestors().find(|folder| folder.exists())?;
    let found = rustix::fs::statvfs(there).ok()?;
    Some(found.f_bavail * found.f_frsize)
}

/// Bytes that are free at a place: this system does not say so.
#[cfg(not(unix))]
pub fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// Writes something, again and again while its disk is full, for at most [`PATIENCE`].
///
/// # Errors
/// When it cannot be written.
pub(super) fn patiently<T>(place: &Path, write: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    tried(write, |number| {
        if let (0, Some(tell)) = (number, LISTENER.get()) {
            tell(place);
        }
        thread::sleep(PAUSE);
    })
}

fn tried<T>(mut write: impl FnMut() -> io::Result<T>, mut wait: impl FnMut(u32)) -> io::Result<T> {
    let is_full = |error: &io::Error| matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
    for number in 0..PATIENCE.as_secs() / PAUSE.as_secs() {
        match write() {
            Err(error) if is_full(&error) => wait(number as u32),
            done => return done,
        }
    }
    write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_waited_for_and_anything_else_is_not() {
        let (mut tries, mut waits) = (0, Vec::new());
        let full = || io::Error::from(ErrorKind::StorageFull);
        let write = || {
            tries += 1;
            if tries < 4 { Err(full()) } else { Ok(tries) }
        };
        assert_eq!(tried(write, |number| waits.push(number)).ok(), Some(4));
        assert_eq!(waits, [0, 1, 2]);
        let mut waits = 0;
        let never = tried(|| Err::<(), _>(full()), |_| waits += 1);
        assert!(never.is_err_and(|error| error.kind() == ErrorKind::StorageFull) && waits == 120);
        let refused = tried(|| Err::<(), _>(io::Error::from(ErrorKind::PermissionDenied)), |_| waits += 1);
        assert!(refused.is_err() && waits == 120);
    }

    #[test]
    #[cfg(unix)]
    fn the_disk_of_a_folder_that_is_not_there_yet_has_room() -> io::Result<()> {
        let place = tempfile::tempdir()?;
        let (here, later) = (free_bytes(place.path()), free_bytes(&place.path().join("a/b")));
        assert!(here.is_some_and(|bytes| bytes > 1_000_000) && later.is_some());
        Ok(())
    }
}
