//! `admsc open`: the report of a result in the browser, or any of its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::failure::say;
use super::output;
use crate::session::failure::Failure;
use crate::session::results::{newest_of, newest_report, report};
use admsc_scenario::language::{Language, Message, english};
use admsc_scenario::reading::nearest;
use admsc_scenario::shown::shown;

/// What opens a page on the desktop, with what stands before its path.
const OPENER: (&str, &[&str]) = if cfg!(target_os = "macos") {
    ("open", &[])
} else if cfg!(windows) {
    // The first word in quotes would be the title of a window.
    ("cmd", &["/C", "start", ""])
} else {
    ("xdg-open", &[])
};

/// How long an opener is watched, which may last as long as the browser that it starts: steps, and the time of one.
const WATCHED: (u32, Duration) = (40, Duration::from_millis(50));

/// Opens the report of a result in the browser, or one of its files, and prints its path
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  admsc open
  admsc open neuropathic-single
  admsc open output/compare/neuropathic-single-vs-untreated-1b2c3d4e
  admsc open output/neuropathic-single/1b2c3d4e/pain.png
  admsc open neuropathic-single/pain.svg
  admsc --lang ja open

RUN is the directory of a result, or of a scenario, whose newest result is then opened, or its name below OUT; or a file, as a \
report or a figure, also of the newest result, which is opened with the program for files of its kind. Without it \
the report is opened that was computed, found or drawn last. Where no program opens pages, as on a server, the path is \
printed all the same and the exit status is 0.")]
pub struct Arguments {
    /// Directory of a result or a scenario, or its name below OUT, or a file [default: the newest]
    #[arg(value_name = "RUN")]
    run: Option<PathBuf>,
    /// Directory for results
    #[arg(long, value_name = "DIR", default_value = "output")]
    out: PathBuf,
}

/// Finds the report, opens it and prints its path.
pub fn run(arguments: &Arguments, language: Language) -> anyhow::Result<()> {
    let Arguments { run, out } = arguments;
    let page = match run {
        Some(run) => {
            let places = [run.clone(), out.join(run)];
            let found = places.iter().find_map(|place| page(place, language));
            found.ok_or_else(|| nothing_to_open(run, &places, out))
        }
        None => newest_report(out, language)
            .ok_or_else(|| english("no report in {folder}; `admsc demo` makes a first one").with("folder", shown(out))),
    };
    let page = page.map_err(Failure::refused)?;
    output::print(|out| writeln!(out, "{}", shown(&page)))?;
    show(&page, language);
    Ok(())
}

/// Opens a page in the browser, or says that nothing here does.
pub fn show(page: &Path, language: Language) {
    if !is_opened(page) {
        let message = english("{program} could not open it: is there a desktop? Open the file in a browser");
        say(&language.say(message.with("program", OPENER.0)));
    }
}

/// A file itself or in the newest result of the scenario in whose folder it is looked for, or the report in a folder.
fn page(place: &Path, language: Language) -> Option<PathBuf> {
    let in_newest =
        || place.ancestors().skip(1).find_map(|above| Some(newest_of(above)?.join(place.strip_prefix(above).ok()?)));
    let file = std::iter::once(place.to_owned()).chain(in_newest()).find(|file| file.is_file());
    file.or_else(|| report(place, language))
}

/// Why nothing is opened: the folder has no report, or it is not there; then a name like it is told.
fn nothing_to_open(run: &Path, places: &[PathBuf], out: &Path) -> Message {
    if places.iter().any(|place| place.is_dir()) {
        let message =
            english("{folder} has no report; `admsc list` lists what is there, `admsc plot` draws a report again");
        return message.with("folder", shown(run));
    }
    let message = match places.iter().find_map(|place| like(place)) {
        Some(near) => english("there is no {path}; did you mean {near}?").with("near", shown(&near)),
        None => english("there is no {path}, nor below {folder}; `admsc list` lists what is there").into(),
    };
    message.with("path", shown(run)).with("folder", shown(out))
}

/// What lies beside a path that leads nowhere and is called most like its last name; the last but one may be wrong instead.
fn like(path: &Path) -> Option<PathBuf> {
    let wrong = path.ancestors().find(|above| folder_of(above).is_dir())?;
    let rest = path.strip_prefix(wrong).ok()?;
    let entries = fs::read_dir(folder_of(wrong)).ok()?.flatten();
    let names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let near = nearest(wrong.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    let near = wrong.with_file_name(near);
    Some(if rest.as_os_str().is_empty() { near } else { near.join(rest) }).filter(|near| near.exists())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether the desktop's opener took the page, as far as can be seen at once.
fn is_opened(page: &Path) -> bool {
    // A browser knows nothing of this folder.
    let page = std::path::absolute(page).unwrap_or_else(|_| page.to_owned());
    let (program, words) = OPENER;
    let mut command = Command::new(program);
    command.args(words).arg(page).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut opener) = command.spawn() else { return false };
    for _ in 0..WATCHED.0 {
        match opener.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(WATCHED.1),
            Err(_) => return false,
        }
    }
    true
}
