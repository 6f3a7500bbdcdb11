//! What is printed around every result: its heading, where its files lie, and its digest.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{interrupt, output};
use crate::session::Session;
use crate::session::job::{Finished, Job, obtain};
use admsc_output::export::manifest::{self, Manifest};
use admsc_scenario::language::{Language, english};
use admsc_scenario::reading::Scenario;
use admsc_scenario::shown::shown;

/// Does a job, or finds it done, and prints what came of it: the digest is the last line, and the only one where that is asked
/// for.
pub fn show<J: Job>(
    job: &J,
    session: Session<'_>,
    print: impl FnOnce(&mut dyn Write, &J::Results) -> io::Result<()>,
) -> anyhow::Result<()> {
    interrupt::watch(job.unfinished(), session);
    let finished = obtain(job, session)?;
    session.reporter.end();
    let Session { quiet, language, out, .. } = session;
    let Finished { results, manifest, was_there } = &finished;
    let place = match (*was_there, job.can_be_repeated()) {
        (true, true) => english("results in {folder} (computed before; --fresh recomputes them)"),
        (true, false) => english("results in {folder} (computed before)"),
        (false, _) => english("results in {folder}"),
    };
    let place = place.with("folder", shown(&job.folder(out).path()));
    output::print(|stdout| {
        if !quiet {
            print(stdout, results)?;
            writeln!(stdout, "{}\n  {}", language.say(place), file_names(manifest, language).join("  "))?;
        }
        writeln!(stdout, "digest {}", manifest.digest)
    })
}

/// Title and question.
pub fn print_heading(out: &mut dyn Write, scenario: &Scenario, language: Language) -> io::Result<()> {
    writeln!(out, "{}", scenario.title_in(language))?;
    if let Some(question) = scenario.question_in(language) {
        writeln!(out, "{question}")?;
    }
    if let Some(caution) = scenario.caution() {
        writeln!(out, "({})", language.say(caution))?;
    }
    writeln!(out)
}

/// Names of the files, of those in a folder of their own their number.
fn file_names(manifest: &Manifest, language: Language) -> Vec<String> {
    let names = || manifest.files.iter().map(|file| file.name.as_str()).chain([manifest::FILE]);
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for (folder, _) in names().filter_map(|name| name.split_once('/')) {
        *folders.entry(folder).or_default() += 1;
    }
    let plain = names().filter(|name| !name.contains('/')).map(str::to_owned);
    let counted = folders.into_iter().map(|(folder, files)| {
        language.say(english("{folder}/ ({number} files)").with("folder", folder).with("number", files))
    });
    plain.chain(counted).collect()
}
