//! The pain figure of a run or a study in the terminal.

use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};

use crate::session::figures::study_results;
use admsc_output::export::finished::{FinishedRun, FinishedStudy};
use admsc_output::plot::pain::PainFigure;
use admsc_output::plot::study::terminal::text;
use admsc_output::plot::terminal::{Meaning, Piece, Signs, pain};
use admsc_scenario::language::Language;
use admsc_scenario::reading::Scenario;
use admsc_scenario::reading::study::Study;
use admsc_study::lives::Life;

/// The figure of a finished run as coloured lines; what prints them takes the colours away where they are not wanted.
pub fn figure(
    scenario: &Scenario,
    finished: &FinishedRun,
    lives: &[Life],
    language: Language,
) -> anyhow::Result<Vec<Vec<Piece>>> {
    let (setup, visits) = (&scenario.setup, &scenario.visits_days);
    let (title, question) = (scenario.title_in(language), scenario.question_in(language));
    let figure = PainFigure::of_run(title, question, setup, &finished.samples, lives, visits, language);
    Ok(pain(&figure, signs())?)
}

/// The figure of a finished study as coloured lines.
pub fn study_figure(
    scenario: &Scenario,
    study: &Study,
    finished: &FinishedStudy,
    language: Language,
) -> anyhow::Result<Vec<Vec<Piece>>> {
    let study = scenario.study_in(study, language);
    Ok(text(&study_results(scenario, &study, &finished.results, language), signs())?)
}

/// Writes lines with their colours.
pub fn print(out: &mut dyn Write, lines: &[Vec<Piece>]) -> io::Result<()> {
    for line in lines {
        for Piece { text, meaning } in line {
            let style = style(*meaning);
            write!(out, "{style}{text}{style:#}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Colours of arms, the first in that of the text.
const ARMS: [Style; 6] = [
    Style::new(),
    AnsiColor::Red.on_default(),
    AnsiColor::Blue.on_default(),
    AnsiColor::Green.on_default(),
    AnsiColor::Magenta.on_default(),
    AnsiColor::Yellow.on_default(),
];

/// Colours near those of the figure; the signs differ as well.
fn style(meaning: Meaning) -> Style {
    match meaning {
        Meaning::Plain => Style::new(),
        Meaning::Damage => AnsiColor::Yellow.on_default(),
        Meaning::Central => AnsiColor::Magenta.on_default(),
        Meaning::Inflammation => AnsiColor::Red.on_default(),
        Meaning::Arm(arm) => ARMS[arm % ARMS.len()],
    }
}

/// Unicode where the system says that its terminals show it.
fn signs() -> Signs {
    let variable = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable).unwrap_or_default().to_lowercase();
    let unicode = locale.contains("utf-8") || locale.contains("utf8") || variable("WT_SESSION").is_some();
    if unicode && variable("TERM").is_none_or(|name| name != "dumb") { Signs::UNICODE } else { Signs::ASCII }
}
