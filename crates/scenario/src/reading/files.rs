//! Files and what they extend.
//!
//! `extends = "builtin:NAME"` takes a bundled scenario, anything else is a path relative to the file it stands in; of a
//! file that is reached through a link, to the file that the link leads to. A path may not leave the scenario's root: the
//! nearest folder above the first file that is called `scenarios`, or, if there is none, that file's own folder. Links are
//! followed before this is checked. So a scenario that somebody sends you can read its neighbours and nothing else of
//! your disk. The same holds of the scenarios that a table names.

mod of_cells;

use std::io::Read;
use std::path::{Path, PathBuf};

use super::builtin;
use super::diagnostics::{Errors, Location, Log};
use super::names::is_ending;
use super::suggest::{did_you_mean, nearest};
use super::tree::{self, Item, Table};
use super::{text, values};
use crate::language::{Message, Phrase, english, verbatim};
use crate::shown::shown;

/// Largest scenario, bytes. Far above what anybody writes; keeps devices and wrong files out.
const MAX_BYTES: u64 = 1 << 20;

/// Most scenarios in a row of `extends`.
const MAX_DEPTH: usize = 16;

/// Where scenarios may be read from.
#[derive(Debug, Clone)]
pub struct Root(Option<PathBuf>);

impl Root {
    /// No files: only bundled scenarios can be extended.
    pub const NONE: Root = Root(None);

    /// The root of a file, by the rule above.
    pub fn for_file(file: &Path) -> Root {
        let real = file.canonicalize().ok();
        real.and_then(|real| Some(Root::of_folder(real.parent()?))).unwrap_or(Root::NONE)
    }

    /// The root of the files of a folder.
    fn of_folder(folder: &Path) -> Root {
        let Ok(folder) = here(folder).canonicalize() else { return Root::NONE };
        let named = folder.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "scenarios"));
        Root(Some(named.map_or_else(|| folder.clone(), Path::to_path_buf)))
    }
}

/// A folder as the system takes it: no name means the one we are in.
fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The folder from which the paths in a file start: where it really lies, if it is reached through a link.
fn folder_of(file: &Path) -> Option<PathBuf> {
    let real = if file.is_symlink() { file.canonicalize().ok() } else { None };
    real.as_deref().unwrap_or(file).parent().map(Path::to_path_buf)
}

/// What files say together.
pub struct Merged {
    /// Everything that was stated.
    pub table: Table,
    /// Whether all that it extends could be read. What is missing then is no fault of the user's own.
    pub is_whole: bool,
    /// The bundled indication that it is or starts from, the nearest of several.
    pub indication: Option<&'static str>,
}

/// One link of the chain of `extends`.
struct Link {
    /// What makes it the same scenario: its real path or its bundled name.
    identity: String,
    folder: Option<PathBuf>,
}

/// Reads a file and everything it extends.
pub fn read(log: &mut Log, path: &Path) -> Option<Merged> {
    let shown = shown(path);
    let bytes = match read_bytes(path) {
        Ok(bytes) => bytes,
        Err(reason) => {
            let message = english("cannot read the scenario {file}: {reason}").with("file", &shown);
            let bundled = path.to_str().filter(|_| !path.exists()).and_then(bundled_like);
            let expectation = bundled.unwrap_or_else(|| english("expected a readable TOML file").into());
            log.error_without_place(message.with_said("reason", reason), expectation);
            return None;
        }
    };
    let text = decode(log, &shown, bytes)?;
    let identity = path.canonicalize().map_or_else(|_| shown.clone(), |real| real.to_string_lossy().into_owned());
    let link = Link { identity, folder: folder_of(path) };
    resolve(log, &shown, &text, &Root::for_file(path), &mut vec![link])
}

/// Reads a text that has no file: it can extend bundled scenarios only.
pub fn read_text(log: &mut Log, name: &str, text: &str) -> Option<Merged> {
    resolve(log, name, text, &Root::NONE, &mut vec![Link { identity: name.to_string(), folder: None }])
}

/// Reads a bundled scenario and everything it extends.
pub fn read_bundled(log: &mut Log, name: &str) -> Option<Merged> {
    let Some(text) = builtin::text(name) else {
        let (message, expectation, suggestion) = no_such_builtin(name);
        log.error_without_place(message, suggestion.unwrap_or(expectation));
        return None;
    };
    let shown = format!("builtin:{name}");
    resolve(log, &shown, text, &Root::NONE, &mut vec![Link { identity: shown.clone(), folder: None }])
}

/// The bundled scenario that a path without a file most likely means.
fn bundled_like(path: &str) -> Option<Message> {
    let name = path.rsplit_once('.').filter(|(_, ending)| is_ending(ending.as_ref())).map_or(path, |(name, _)| name);
    let known = builtin::BUILTIN.iter().map(|bundled| bundled.name);
    nearest(name.rsplit('/').next()?, known).map(|near| did_you_mean(format_args!("builtin:{near}")))
}

/// What to say of a bundled name that is none: message, what was expected, a name like it.
fn no_such_builtin(name: &str) -> (Message, Message, Option<Message>) {
    let known: Vec<&str> = builtin::BUILTIN.iter().map(|bundled| bundled.name).collect();
    let suggestion = nearest(name, known.iter().copied()).map(|near| did_you_mean(format_args!("builtin:{near}")));
    let message = english("there is no bundled scenario \"{name}\"").with("name", name);
    (message, english("bundled: {names}").with("names", known.join(", ")), suggestion)
}

/// Parses a text and lays it over what it extends.
fn resolve(log: &mut Log, shown: &str, content: &str, root: &Root, chain: &mut Vec<Link>) -> Option<Merged> {
    let source = log.add_source(shown, content);
    let mut own = tree::parse(log, source, content)?;
    text::check(log, &own);
    check_format(log, source, &own);
    let folder = chain.last()?.folder.clone();
    let has_positions = of_cells::read_positions(log, &mut own, root, folder.as_deref());
    let indication = shown.strip_prefix("builtin:").and_then(builtin::indication);
    let Some(item) = own.remove("extends") else {
        return Some(Merged { table: own, is_whole: has_positions, indication });
    };
    let Some(base) = extended(log, &item, root, chain) else {
        return Some(Merged { table: own, is_whole: false, indication });
    };
    let mut table = base.table;
    tree::overlay(&mut table, own);
    Some(Merged { table, is_whole: base.is_whole && has_positions, indication: indication.or(base.indication) })
}

/// What a text extends, or nothing and a note.
fn extended(log: &mut Log, item: &Item, root: &Root, chain: &mut Vec<Link>) -> Option<Merged> {
    let target = values::text(log, item, english("a path or \"builtin:NAME\""))?;
    let (shown, text, link) = match target.strip_prefix("builtin:") {
        Some(name) => open_builtin(log, &item.place, name)?,
        None => open_file(log, &item.place, target, root, chain.last()?.folder.as_deref())?,
    };
    if chain.iter().any(|before| before.identity == link.identity) {
        let names: Vec<&str> =
            chain.iter().map(|link| link.identity.as_str()).chain([link.identity.as_str()]).collect();
        let message = english("extends is circular: {files}").with("files", names.join(" → "));
        log.error(&item.place, message, english("expected a scenario that does not extend this one"));
        return None;
    }
    if chain.len() >= MAX_DEPTH {
        let message = english("extends forms a chain of more than {number} scenarios").with("number", MAX_DEPTH);
        log.error(&item.place, message, english("expected a shorter chain"));
        return None;
    }
    chain.push(link);
    resolve(log, &shown, &text, root, chain)
}

/// Every file of a chain states the format it is written in.
fn check_format(log: &mut Log, source: usize, table: &Table) {
    match table.get("format") {
        Some(item) => {
            let _ = values::integer(log, item, "format", super::names::FORMAT, super::names::FORMAT);
        }
        None => {
            let place = Location { source, span: 0..0 };
            log.error_with_suggestion(
                &place,
                english("the key format is missing"),
                english("expected format = 1 at the top"),
                Some(english("add the line: format = 1").into()),
            );
        }
    }
}

fn open_builtin(log: &mut Log, place: &Location, name: &str) -> Option<(String, String, Link)> {
    let shown = format!("builtin:{name}");
    let Some(text) = builtin::text(name) else {
        let (message, expectation, suggestion) = no_such_builtin(name);
        log.error_with_suggestion(place, message, expectation, suggestion);
        return None;
    };
    Some((shown.clone(), text.to_string(), Link { identity: shown, folder: None }))
}

fn open_file(
    log: &mut Log,
    place: &Location,
    target: &str,
    root: &Root,
    folder: Option<&Path>,
) -> Option<(String, String, Link)> {
    let (path, real) = find_file(log, place, target, root, folder, Wanted::Scenario)?;
    match read_bytes(&real) {
        Ok(bytes) => {
            let shown = shown(&path);
            let text = decode(log, &shown, bytes)?;
            Some((shown, text, Link { identity: real.to_string_lossy().into_owned(), folder: folder_of(&path) }))
        }
        Err(reason) => {
            let (message, expectation) = unreadable(target, reason, Wanted::Scenario);
            log.error(place, message, expectation);
            None
        }
    }
}

/// The file that a table in a folder names, by the rule above.
///
/// # Errors
/// When the path leaves the root of the folder, or leads nowhere.
pub fn named_in(folder: &Path, target: &str) -> Result<PathBuf, Errors> {
    let mut log = Log::default();
    let place = Location { source: log.add_source("path", target), span: 0..target.len() };
    let found = find_file(&mut log, &place, target, &Root::of_folder(folder), Some(folder), Wanted::Scenario);
    log.close(found.map(|(path, _)| path)).map(|(path, _)| path)
}

/// What a path should lead to.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Scenario,
    Positions,
}

impl Wanted {
    /// What is expected where no path can be followed.
    fn as_text(self) -> Phrase {
        match self {
            Wanted::Scenario => english("expected \"builtin:NAME\", for example \"builtin:neuropathic\""),
            Wanted::Positions => english("expected the text of a CSV file of positions"),
        }
    }

    /// What is expected of a path.
    fn as_path(self) -> Phrase {
        match self {
            Wanted::Scenario => english("expected the path of a scenario"),
            Wanted::Positions => english("expected the path of a CSV file of positions"),
        }
    }
}

/// A file named in another one: its path as it is shown, and as it really is.
fn find_file(
    log: &mut Log,
    place: &Location,
    target: &str,
    Root(root): &Root,
    folder: Option<&Path>,
    wanted: Wanted,
) -> Option<(PathBuf, PathBuf)> {
    let (Some(root), Some(folder)) = (root, folder) else {
        let message = english("\"{path}\" is a path, but this scenario is not in a file").with("path", target);
        log.error(place, message, wanted.as_text());
        return None;
    };
    let path = if folder.as_os_str().is_empty() { PathBuf::from(target) } else { folder.join(target) };
    let refusal = english("\"{path}\" is outside the directory of the scenarios").with("path", target);
    let inside = english("expected a relative path within {folder}").with("folder", shown(root));
    if Path::new(target).is_absolute() {
        log.error(place, refusal, inside);
        return None;
    }
    let real = match path.canonicalize() {
        Ok(real) => real,
        // Outside the root not even the existence of a file is told.
        Err(_) if leaves(target, folder, root) => {
            log.error(place, refusal, inside);
            return None;
        }
        Err(error) => {
            let suggestion = neighbour(&path).map(did_you_mean);
            let (message, expectation) = unreadable(target, plain(&path, &error), wanted);
            log.error_with_suggestion(place, message, expectation, suggestion);
            return None;
        }
    };
    if !real.starts_with(root) {
        log.error(place, refusal, inside);
        return None;
    }
    Some((path, real))
}

/// A file that cannot be read, and what was expected there.
fn unreadable(target: &str, reason: Message, wanted: Wanted) -> (Message, Phrase) {
    let message = english("cannot read \"{path}\": {reason}").with("path", target).with_said("reason", reason);
    (message, wanted.as_path())
}

/// Whether a path climbs out of the root by its `..` alone.
fn leaves(target: &str, folder: &Path, root: &Path) -> bool {
    let Ok(mut real) = here(folder).canonicalize() else {
        return true;
    };
    Path::new(target).components().any(|part| {
        match part {
            std::path::Component::ParentDir => {
                real.pop();
            }
            other => real.push(other),
        }
        !real.starts_with(root)
    })
}

/// The file of the same folder with the most similar name.
fn neighbour(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let mut names: Vec<String> =
        here(path.parent()?).read_dir().ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    nearest(wanted, names.iter().map(String::as_str)).map(str::to_string)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Message> {
    let file = std::fs::File::open(path).map_err(|error| plain(path, &error))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| plain(path, &error))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(english("it is larger than {number} KiB, which is the limit").with("number", MAX_BYTES / 1024));
    }
    // Every second byte of plain letters is 0; a mark at the beginning says so as well.
    if matches!(bytes.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=255, ..] | [1..=255, 0, ..]) {
        return Err(english("it is UTF-16, not UTF-8; save it as UTF-8").into());
    }
    Ok(bytes)
}

/// A system error in words.
fn plain(path: &Path, error: &std::io::Error) -> Message {
    match error.kind() {
        std::io::ErrorKind::NotFound if path.is_symlink() => {
            english("it is a link, and there is no file where it leads").into()
        }
        std::io::ErrorKind::NotFound => english("there is no such file").into(),
        std::io::ErrorKind::PermissionDenied => english("permission denied").into(),
        std::io::ErrorKind::IsADirectory => english("it is a directory").into(),
        _ => verbatim(error),
    }
}

fn decode(log: &mut Log, shown: &str, bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let start = error.utf8_error().valid_up_to();
            let source = log.add_source(shown, &String::from_utf8_lossy(error.as_bytes()));
            let span = start..start + char::REPLACEMENT_CHARACTER.len_utf8();
            let place = Location { source, span };
            log.error(&place, english("the file is not UTF-8 text"), english("save the file as UTF-8"));
            None
        }
    }
}
