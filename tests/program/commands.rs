//! The commands that help a newcomer: the demonstration, completion, manual pages, dry runs.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

type Outcome = Result<(), Box<dyn Error>>;

fn admsc(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Output, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "LC_ALL", "LC_CTYPE", "LANG", "WT_SESSION", "TERM"] {
        command.env_remove(variable);
    }
    Ok(command.current_dir(folder).args(arguments).envs(variables.iter().copied()).output()?)
}

/// What a command prints that must succeed and say nothing on standard error.
fn printed(folder: &Path, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let output = admsc(folder, arguments, &[])?;
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// The commands by the program's own help.
fn subcommands() -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = below("")?;
    let mut next = 0;
    while let Some(command) = found.get(next) {
        found.extend(below(command)?);
        next += 1;
    }
    Ok(found)
}

/// The commands right below a command, by its help, each with all its words.
fn below(command: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let help = help(command)?;
    let rows = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let name = |row: &str| row.strip_prefix("  ").and_then(|row| row.split_whitespace().next().map(str::to_owned));
    let names = rows.filter(|row| !row.starts_with("   ")).filter_map(name).filter(|name| name != "help");
    Ok(names.map(|name| format!("{command} {name}").trim().to_owned()).collect())
}

fn help(command: &str) -> Result<String, Box<dyn Error>> {
    printed(Path::new("."), &command.split_whitespace().chain(["--help"]).collect::<Vec<_>>())
}

/// The long options of a command by its help.
fn long_options(command: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let help = help(command)?;
    let options = help.lines().skip_while(|line| *line != "Options:").skip(1).take_while(|line| !line.is_empty());
    let option = |line: &str| line.split("--").nth(1).and_then(|rest| rest.split([' ', ',']).next()).map(str::to_owned);
    Ok(options.filter(|line| line.trim_start().starts_with('-')).filter_map(option).collect())
}

#[test]
fn the_demonstration_draws_the_pain_and_its_suggestions_work() -> Outcome {
    let place = tempfile::tempdir()?;
    let text = printed(place.path(), &["demo"])?;
    for part in ["pain halved by day: ", "pain at the end", "inflammation", "digest ", "not medical advice"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(text.is_ascii(), "without a locale that says UTF-8, nothing else is printed");
    let unicode = String::from_utf8(admsc(place.path(), &["demo"], &[("LANG", "en_GB.UTF-8")])?.stdout)?;
    assert!(unicode.contains('▓') && unicode.contains("computed before"));

    let commands: Vec<&str> = text
        .split_once("What to try next")
        .map(|(_, rest)| rest.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")).collect())
        .unwrap_or_default();
    assert_eq!(commands.len(), 3, "{text}");
    for command in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[0], env!("CARGO_BIN_EXE_admsc"));
        // The whole window takes longer; three days of it show that the command works.
        let shorter: &[&str] =
            if command.contains(" run ") { &["--set", "horizon=3 d", "--set", "patient.baseline=2 d"] } else { &[] };
        printed(place.path(), &[&words[1..], shorter].concat())?;
    }
    assert!(
        place.path().join("output/demo/latest").exists() && place.path().join("output/neuropathic-single").exists()
    );
    Ok(())
}

/// Options that a text names.
fn named_options(text: &str) -> BTreeSet<String> {
    let word =
        |rest: &str| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default().to_owned();
    text.split("--").skip(1).map(word).collect()
}

#[test]
fn advice_names_options_that_the_command_has() -> Outcome {
    let place = tempfile::tempdir()?;
    printed(place.path(), &["demo", "--out", "o"])?;
    let found = printed(place.path(), &["demo", "--out", "o"])?;
    let line = found.lines().find(|line| line.starts_with("results in")).ok_or("no place")?;
    let (named, known) = (named_options(line), long_options("demo")?);
    assert!(!named.is_empty() && named.is_subset(&known), "{line}: {known:?}");

    // A folder in the place of a file stops everybody, also who may write everywhere.
    let run = fs::read_to_string(place.path().join("o/demo/latest"))?;
    let figure = place.path().join("o/demo").join(run.trim()).join("pain.svg");
    fs::remove_file(&figure)?;
    fs::create_dir(&figure)?;
    let refused = admsc(place.path(), &["plot", "o/demo"], &[])?;
    let told = String::from_utf8(refused.stderr)?;
    assert!(refused.status.code() == Some(1) && told.contains("a directory has that name; move it"), "{told}");
    assert!(named_options(&told).is_subset(&long_options("plot")?), "{told}");
    Ok(())
}

#[test]
fn the_text_figure_is_the_runs_own_and_colour_is_an_addition() -> Outcome {
    let place = tempfile::tempdir()?;
    let told = printed(place.path(), &["demo", "--out", "o"])?;
    let plain = printed(place.path(), &["plot", "o/demo", "--text"])?;
    let figure = plain.split_once("\n\n").map(|(_, figure)| figure).ok_or("no figure")?;
    assert!(told.contains(figure), "{plain}");
    let with = |variables: &[(&str, &str)]| -> Result<String, Box<dyn Error>> {
        Ok(String::from_utf8(admsc(place.path(), &["plot", "o/demo", "--text"], variables)?.stdout)?)
    };
    let coloured = with(&[("CLICOLOR_FORCE", "1")])?;
    assert!(coloured.contains("\u{1b}[31m."));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    assert_eq!(with(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])?, plain);
    Ok(())
}

#[test]
fn bundled_scenarios_run_by_name_like_their_files() -> Outcome {
    let place = tempfile::tempdir()?;
    fs::copy(
        concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/acute-injury.toml"),
        place.path().join("acute-injury.toml"),
    )?;
    let run = |file: &str| printed(place.path(), &["run", file, "--quiet", "--set", "horizon=2 d"]);
    assert_eq!(run("builtin:acute-injury")?, run("acute-injury.toml")?);
    let unknown = admsc(place.path(), &["check", "builtin:acute"], &[])?;
    assert_eq!(unknown.status.code(), Some(2));
    let told = String::from_utf8(unknown.stderr)?;
    assert!(told.contains("did you mean \"builtin:acute-injury\"?"), "{told}");
    let other = String::from_utf8(admsc(place.path(), &["check", "builtin:xyz"], &[])?.stderr)?;
    assert!(other.contains("bundled: discogenic, neuropathic, "), "{other}");
    Ok(())
}

/// A terminal that wraps an indented line begins the rest at its left margin: a command could not be copied, a list not be read.
#[test]
fn no_indented_line_of_help_is_wider_than_a_small_terminal() -> Outcome {
    const COLUMNS: usize = 80;
    for command in subcommands()?.iter().map(String::as_str).chain([""]) {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = String::from_utf8(admsc(Path::new("."), &words, &[("COLUMNS", "2000")])?.stdout)?;
        // The options before it are wrapped with their indentation.
        let (_, after) = help.split_once("Examples:\n").unwrap_or_default();
        let wide = after.lines().filter(|line| line.starts_with(' ') && line.chars().count() > COLUMNS);
        assert_eq!(wide.collect::<Vec<_>>(), [""; 0], "{command}");
    }
    Ok(())
}

#[test]
fn paragraphs_of_help_are_as_wide_as_the_terminal() -> Outcome {
    let place = tempfile::tempdir()?;
    for command in [
        "",
        "run",
        "merge",
        "validate",
        "calibrate",
        "sensitivity",
        "compare",
        "plot",
        "demo",
        "cluster slurm",
        "cluster kubernetes",
    ] {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = String::from_utf8(admsc(place.path(), &words, &[("COLUMNS", "2000")])?.stdout)?;
        let lines: Vec<&str> = help.lines().collect();
        let is_text = |line: &str| !line.is_empty() && !line.starts_with(' ');
        let torn = lines.windows(2).find(|pair| is_text(pair[0]) && is_text(pair[1]));
        assert!(lines.len() > 10 && torn.is_none(), "{command}: {torn:?}");
    }
    Ok(())
}

#[test]
fn merge_offers_what_it_uses() -> Outcome {
    let place = tempfile::tempdir()?;
    let help = printed(place.path(), &["merge", "--help"])?;
    for (option, is_offered) in [
        ("--from", true),
        ("--out", true),
        ("--seed", true),
        ("--set", true),
        ("--quiet", true),
        ("--shard ", false),
        ("--dry-run", false),
        ("--json", false),
        ("--fresh", false),
        ("--threads", false),
    ] {
        let options = help.split("Examples:").next().unwrap_or_default();
        assert_eq!(options.contains(option), is_offered, "{option}: {help}");
    }
    Ok(())
}

#[test]
fn completions_and_manual_pages_hold_every_command_and_option() -> Outcome {
    let place = tempfile::tempdir()?;
    let commands = subcommands()?;
    assert!(
        ["demo", "run", "man", "cluster slurm"].iter().all(|name| commands.iter().any(|known| known == name)),
        "{commands:?}"
    );
    let listed = printed(place.path(), &["man", "--out", "pages"])?;
    assert_eq!(listed.lines().count(), commands.len() + 1);
    let scripts =
        ["bash", "zsh", "fish", "powershell", "elvish"].map(|shell| printed(place.path(), &["completions", shell]));
    let scripts = scripts.into_iter().collect::<Result<Vec<_>, _>>()?;
    let overview = printed(place.path(), &["man"])?;
    assert_eq!(fs::read_to_string(place.path().join("pages/admsc.1"))?, overview);
    let mut options = 0;
    for command in &commands {
        let words: Vec<&str> = command.split(' ').collect();
        let page = fs::read_to_string(place.path().join(format!("pages/admsc-{}.1", words.join("-"))))?;
        let above = match words.split_last() {
            Some((_, [])) | None => overview.clone(),
            Some((_, above)) => fs::read_to_string(place.path().join(format!("pages/admsc-{}.1", above.join("-"))))?,
        };
        assert!(above.contains(&format!("admsc\\-{}(1)", words.join("\\-"))), "{command}: {above}");
        assert!(scripts.iter().all(|script| words.iter().all(|word| script.contains(word))), "{command}");
        for option in long_options(command)? {
            assert!(page.contains(&format!("\\-\\-{}", option.replace('-', "\\-"))), "{command} --{option}: {page}");
            assert!(scripts.iter().all(|script| script.contains(&option)), "{command} --{option}");
            options += 1;
        }
    }
    assert!(options > 2 * commands.len(), "{options} options");
    Ok(())
}

/// Bash itself, where there is one; that of macOS is too old for completions of this form.
#[test]
#[cfg(target_os = "linux")]
fn bash_completes_commands_and_options() -> Outcome {
    let script = format!("source <(\"{}\" completions bash); complete -p admsc", env!("CARGO_BIN_EXE_admsc"));
    let bash = |ask: &str| Command::new("bash").args(["--norc", "-c", &format!("{script}; {ask}")]).output();
    let Ok(registered) = bash("true") else { return Ok(()) };
    let told = String::from_utf8(registered.stdout)?;
    assert!(told.contains("-F _admsc"), "{told}");
    let complete = |words: &str, last: usize| -> Result<Vec<String>, Box<dyn Error>> {
        let ask = format!(
            "COMP_WORDS=({words}); COMP_CWORD={last}; _admsc admsc \"${{COMP_WORDS[-1]}}\" \
                           \"${{COMP_WORDS[-2]}}\"; echo \"${{COMPREPLY[@]}}\""
        );
        let output = String::from_utf8(bash(&ask)?.stdout)?;
        Ok(output.lines().last().unwrap_or("").split_whitespace().map(str::to_owned).collect())
    };
    assert_eq!(complete("admsc comp", 1)?, ["compare", "completions"]);
    assert_eq!(complete("admsc run --fr", 2)?, ["--fresh"]);
    Ok(())
}

#[test]
fn manual_pages_that_cannot_be_written_are_told() -> Outcome {
    let place = tempfile::tempdir()?;
    fs::write(place.path().join("file"), "mine")?;
    let output = admsc(place.path(), &["man", "--out", "file"], &[])?;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr)?.contains("file"), "the place is named");
    assert_eq!(fs::read_to_string(place.path().join("file"))?, "mine");
    Ok(())
}

/// What it says is checked, not how long it expects a run to take: tests time nothing.
#[test]
fn a_dry_run_tells_what_would_be_run_and_writes_nothing() -> Outcome {
    let place = tempfile::tempdir()?;
    let few: &[&str] = &["--set", "horizon=5 d", "--set", "patient.baseline=3 d", "--out", "o"];
    let told =
        |arguments: &[&str]| printed(place.path(), &[&["run", "--dry-run", "--seed", "4"], few, arguments].concat());
    let row = |text: &str, name: &str| -> Result<Vec<String>, Box<dyn Error>> {
        let line = text.lines().find(|line| line.starts_with(name)).ok_or_else(|| format!("no {name} in {text}"))?;
        Ok(line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect())
    };
    let both = ["builtin:demo", "builtin:neuropathic-intravenous", "--threads", "1"];
    let text = told(&both)?;
    assert_eq!(row(&text, "demo")?[..5], ["demo", "mean", "4", "5", "to compute"], "{text}");
    assert_eq!(row(&text, "neuropathic-intravenous")?[4], "to compute");
    assert!(text.contains("\n1 of ") && text.contains(" MB in o\n"), "{text}");
    assert_eq!(fs::read_dir(place.path())?.count(), 0, "nothing is written");

    let made = printed(place.path(), &[&["run", "builtin:demo", "--seed", "4", "--quiet"], few].concat())?;
    let text = told(&both)?;
    assert!(row(&text, "demo")?[4].starts_with("computed: o/demo/"), "{text}");
    assert_eq!(row(&told(&["builtin:demo", "--fresh"])?, "demo")?[4], "to compute, baseline cached");
    assert_eq!(row(&told(&["builtin:demo", "--set", "patient.age=70 y"])?, "demo")?[4], "to compute");
    assert!(made.starts_with("digest "));
    assert!(told(&["builtin:demo"])?.contains("\nnothing would be run\n"));

    // Replicates are named by their seeds. The first baseline is kept, the others have to be made.
    let text = told(&["builtin:demo", "--set", "replicates=3"])?;
    assert_eq!(row(&text, "demo")?[..5], ["demo", "mean", "4 to 6", "5", "to compute"], "{text}");
    let text = told(&["builtin:demo", "--set", "replicates=3", "--lang", "ja"])?;
    assert!(text.contains("シナリオ") && text.contains("4〜6") && text.contains("推定値"), "{text}");
    Ok(())
}

/// The expected size is that of the files, within the factor that the command itself names.
#[test]
fn the_size_that_a_dry_run_expects_is_that_of_the_results() -> Outcome {
    size_is_as_expected(&["run", "builtin:demo", "--out", "o"])?;
    let few = ["--set", "replicates=3", "--set", "horizon=90 d", "--set", "patient.baseline=3 d"];
    size_is_as_expected(&[&["run", "builtin:demo", "--out", "o"], &few[..]].concat())
}

fn size_is_as_expected(arguments: &[&str]) -> Outcome {
    let place = tempfile::tempdir()?;
    let text = printed(place.path(), &[arguments, &["--dry-run"]].concat())?;
    let summed = text.split_once(" and ").and_then(|(_, rest)| rest.split_once(" MB")).ok_or("no size")?;
    let expected: f64 = summed.0.parse()?;
    printed(place.path(), &[arguments, &["--quiet"]].concat())?;
    let mut bytes = 0;
    let mut folders = vec![place.path().join("o")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { folders.push(entry.path()) } else { bytes += entry.metadata()?.len() }
        }
    }
    let ratio = expected / (1e-6 * bytes as f64);
    assert!((0.5..2.0).contains(&ratio), "{expected} MB expected, {bytes} bytes found");
    Ok(())
}

#[test]
fn the_indication_of_the_documentation_is_added_without_code() -> Outcome {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/adding-an-indication.md"))?;
    let place = tempfile::tempdir()?;
    for name in ["tendinopathy", "tendinopathy-single"] {
        let block = text.split_once(&format!("<!-- {name} -->\n```toml\n")).ok_or(name)?.1;
        let block = block.split_once("```").ok_or(name)?.0;
        fs::write(place.path().join(format!("{name}.toml")), block)?;
    }
    let commands = text.rsplit("```sh\n").filter_map(|rest| Some(rest.split_once("```")?.0));
    let lines: Vec<&str> = commands.flat_map(str::lines).filter(|line| line.starts_with("admsc ")).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    for line in lines {
        let line = line.replace('"', "\u{1}");
        let mut arguments: Vec<String> = Vec::new();
        for (part, text) in line.split('\u{1}').enumerate() {
            match part % 2 {
                // What stands in quotation marks belongs to the word before them.
                1 => arguments.last_mut().ok_or("a quotation mark at the start")?.push_str(text),
                _ => arguments.extend(text.split_whitespace().map(str::to_owned)),
            }
        }
        // Runs are as they stand there, but short and coarse.
        let small = ["horizon=2 d", "patient.baseline=2 d", "tissue.voxel=50 um", "output.visits=[\"0 d\", \"2 d\"]"];
        if arguments[1] == "run" && !arguments.contains(&"--dry-run".to_owned()) {
            arguments.extend(small.iter().flat_map(|set| ["--set".to_owned(), (*set).to_owned()]));
            if let Some(population) = arguments.iter_mut().find(|word| word.starts_with("population.n=")) {
                *population = "population.n=2".into();
            }
        }
        let words: Vec<&str> = arguments[1..].iter().map(String::as_str).collect();
        printed(place.path(), &words)?;
    }
    Ok(())
}
