//! Signals that end the program: the one place that takes them. Ctrl-C says what the same command does next and ends with
//! status 130; a second one ends it at once, whatever goes on. What computes is not asked: all that is kept is written piece by
//! piece, and no file is ever seen half-written.

use std::io::{IsTerminal, Write};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once};
use std::thread;

use super::failure::say;
use crate::session::Session;
use crate::session::job::Unfinished;
use admsc_study::threads::lock;

/// Exit status after Ctrl-C, as shells have it.
const INTERRUPTED: i32 = 130;
/// Back to the beginning of the line of a bar, and the line away.
const NO_BAR: &str = "\r\u{1b}[2K";

static WATCHES: Once = Once::new();
static WAS_INTERRUPTED: AtomicBool = AtomicBool::new(false);
static LAST_WORDS: Mutex<String> = Mutex::new(String::new());

/// From now on Ctrl-C tells what is left of the work.
pub fn watch(unfinished: Unfinished, session: Session<'_>) {
    last_words(session.language.say(unfinished.message(session.fresh)));
}

/// From now on Ctrl-C says this line, whose form is that of what else is told on standard error.
pub fn last_words(line: String) {
    *lock(&LAST_WORDS) = line;
    // Where the signal is ignored, as of work in the background, or another takes it, that stays as it is.
    WATCHES.call_once(|| drop(ctrlc::try_set_handler(interrupted)));
}

fn interrupted() {
    if WAS_INTERRUPTED.swap(true, Ordering::SeqCst) {
        exit(INTERRUPTED);
    }
    // By itself, so that a second signal is heard also where nobody reads these words.
    thread::spawn(|| {
        if std::io::stderr().is_terminal() {
            let _ = std::io::stderr().lock().write_all(NO_BAR.as_bytes());
        }
        say(&lock(&LAST_WORDS));
        exit(INTERRUPTED);
    });
}
