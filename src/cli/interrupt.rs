//! Signals that end the program: the one place that takes them. Ctrl-C, or what a cluster sends before it takes a machine away, stops
//! runs at their next tick with a checkpoint; the program then says what the same command does next and ends with a status of its
//! own. A second signal ends it at once, whatever goes on. Other work is not asked: all that is kept is written piece by piece, and
//! no file is ever seen half-written.

use std::io::{IsTerminal, Write};
use std::process::exit;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::thread;
use std::time::Duration;

use super::failure::{say, warn};
use crate::session::Session;
use crate::session::checkpoints;
use crate::session::job::Unfinished;
use admsc_output::export::disk::{PATIENCE, tell_when_full};
use admsc_scenario::language::english;
use admsc_scenario::shown::shown;
use admsc_study::threads::lock;

/// Exit status of work that was stopped and goes on when its command is repeated: "temporary failure" of sysexits.h.
pub const CAN_GO_ON: i32 = 75;
/// Exit status after a second signal, as shells have it for Ctrl-C.
const INTERRUPTED: i32 = 130;
/// Back to the beginning of the line of a bar, and the line away.
const NO_BAR: &str = "\r\u{1b}[2K";
/// How often it is looked whether there was a signal.
const LOOK: Duration = Duration::from_millis(20);

static WATCHES: Once = Once::new();
static LAST_WORDS: Mutex<String> = Mutex::new(String::new());

/// From now on a signal tells what is left of the work, and a full disk that it is waited for.
pub fn watch(unfinished: Unfinished, session: Session<'_>) {
    let language = session.language;
    tell_when_full(move |place| {
        let message = english("no space is left for {path}: waiting up to {minutes} minutes until there is");
        warn(message.with("path", shown(place)).with("minutes", PATIENCE.as_secs() / 60), language);
    });
    last_words(session.language.say(unfinished.message(session)));
}

/// From now on a signal says this line, whose form is that of what else is told on standard error.
pub fn last_words(line: String) {
    *lock(&LAST_WORDS) = line;
    WATCHES.call_once(|| {
        let seen = Arc::new(AtomicUsize::new(0));
        let heard = Arc::clone(&seen);
        // Where no thread is to be had that listens, signals end the program as they always did.
        if thread::Builder::new().spawn(move || listen(&heard)).is_err() {
            return;
        }
        // Where a signal is ignored, as of work in the background or behind nohup, that stays as it is.
        for signal in ending().into_iter().filter(|signal| !is_ignored(*signal)) {
            let _ = signal_hook::flag::register_usize(signal, Arc::clone(&seen), signal as usize);
        }
    });
}

/// The signals that ask the program to end.
fn ending() -> Vec<i32> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    #[cfg(unix)]
    return vec![SIGINT, SIGTERM, signal_hook::consts::SIGHUP];
    #[cfg(not(unix))]
    vec![SIGINT, SIGTERM]
}

/// Whether a signal was ignored already when the program began; where the system does not say so, none was.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (signal - 1) & 1 == 1
}

/// Waits for signals.
fn listen(seen: &AtomicUsize) {
    let wait = || {
        while seen.swap(0, Ordering::SeqCst) == 0 {
            thread::sleep(LOOK);
        }
    };
    wait();
    // By itself, so that a second signal is heard also while runs stop and where nobody reads these words.
    if thread::Builder::new().spawn(end).is_err() {
        end();
    }
    wait();
    exit(INTERRUPTED);
}

/// Stops runs and says what is left.
fn end() {
    checkpoints::stop();
    if std::io::stderr().is_terminal() {
        let _ = std::io::stderr().lock().write_all(NO_BAR.as_bytes());
    }
    say(&lock(&LAST_WORDS));
    exit(CAN_GO_ON);
}
