//! The texts agree with the program: what commands write is up to date, links lead somewhere, and the lists of pages, scenarios
//! and commands are complete.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use admsc_sim::rules::plan::Plan;
use admsc_sim::scenario::{self, Override};

use crate::program::Program;
use crate::written;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every written text at once: the first run of the README, the results of worksheet and lesson, tables, presets.
#[cfg(unix)]
#[test]
fn what_commands_write_is_up_to_date() -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let program = Program::new(&format!("\"{}\"", env!("CARGO_BIN_EXE_admsc")), place.path())?;
    let outdated = written::outdated(&root(), &written::documents(&root(), &program)?)?;
    assert!(outdated.is_empty(), "cargo write-docs writes anew\n{}", outdated.join("\n"));
    assert!(root().join(written::FIRST_FIGURE).exists(), "cargo write-docs draws {}", written::FIRST_FIGURE);
    Ok(())
}

/// The targets of `[text](target)` in this project: a file, or none for the same one, and a heading, or none.
fn links(text: &str) -> Vec<(String, String)> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target.split_once('#').unwrap_or((target, "")))
        .filter(|(file, _)| !file.contains(':') && !file.contains(' '))
        .map(|(file, heading)| (file.to_owned(), heading.to_owned()))
        .collect()
}

/// Names by which the headings of a text are linked: lower case, no punctuation, hyphens for spaces.
fn headings(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let kept = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    text.lines().filter(|line| line.starts_with('#')).map(name).collect()
}

fn texts() -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for folder in ["", "docs", "docs/decisions"] {
        for entry in fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    Ok(found)
}

#[test]
fn links_lead_to_files_and_headings() -> Result<(), Box<dyn Error>> {
    let (mut files, mut places) = (0, 0);
    for path in texts()? {
        let text = fs::read_to_string(&path)?;
        for (file, heading) in links(&text) {
            let folder = path.parent().unwrap_or(Path::new("."));
            let target = if file.is_empty() { path.clone() } else { folder.join(&file) };
            assert!(target.exists(), "{} links to {file}", path.display());
            files += 1;
            if !heading.is_empty() {
                let known = headings(&fs::read_to_string(&target)?);
                assert!(known.contains(&heading), "{} links to {file}#{heading}; there is {known:?}", path.display());
                places += 1;
            }
        }
    }
    assert!(files > 20 && places > 10, "only {files} links were found, {places} to headings");
    Ok(())
}

#[test]
fn the_readme_is_short() -> Result<(), Box<dyn Error>> {
    let words = fs::read_to_string(root().join("README.md"))?.split_whitespace().count();
    assert!(words <= 1000, "README.md has {words} words; what does not fit belongs to a page of docs/README.md");
    Ok(())
}

/// Whether a text links to a file, with a heading or without.
fn links_to(text: &str, target: &str) -> bool {
    links(text).iter().any(|(file, _)| file == target)
}

#[test]
fn the_contents_list_every_page() -> Result<(), Box<dyn Error>> {
    let docs = root().join("docs");
    let contents = fs::read_to_string(docs.join("README.md"))?;
    let mut pages = 0;
    for path in texts()? {
        if let Ok(page) = path.strip_prefix(&docs)
            && page != Path::new("README.md")
        {
            assert!(links_to(&contents, &page.to_string_lossy()), "docs/README.md does not list {}", page.display());
            pages += 1;
        }
    }
    assert!(pages > 20, "only {pages} pages were found");
    assert!(
        links_to(&fs::read_to_string(root().join("README.md"))?, "docs/README.md"),
        "README.md leads to no contents"
    );
    Ok(())
}

#[test]
fn every_bundled_scenario_and_study_is_listed() -> Result<(), Box<dyn Error>> {
    let mut found = 0;
    for (folder, document) in [
        ("scenarios", "docs/scenarios.md"),
        ("scenarios/indications", "docs/scenarios.md"),
        ("scenarios/studies", "docs/studies.md"),
    ] {
        let text = fs::read_to_string(root().join(document))?;
        for entry in fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            let name = path.file_stem().ok_or("no name")?.to_string_lossy();
            if path.extension().is_some_and(|extension| extension == "toml") {
                assert!(text.contains(&format!("`{name}`")), "{document} does not list {folder}/{name}.toml");
                found += 1;
            }
        }
    }
    assert!(found > 30, "only {found} scenarios were found");
    Ok(())
}

#[test]
fn every_command_is_listed() -> Result<(), Box<dyn Error>> {
    let help = std::process::Command::new(env!("CARGO_BIN_EXE_admsc")).arg("--help").output()?;
    let help = String::from_utf8(help.stdout)?;
    let rows = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = rows.filter_map(|row| row.strip_prefix("  ")).filter(|row| !row.starts_with(' '));
    let names: Vec<&str> =
        names.filter_map(|row| row.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert!(names.len() > 10, "only {names:?} were found");
    let text = fs::read_to_string(root().join("docs/commands.md"))?;
    for name in names {
        assert!(text.contains(&format!("\n| `admsc {name}")), "docs/commands.md does not list admsc {name}");
    }
    Ok(())
}

#[test]
fn the_example_scenario_can_be_run() -> Result<(), Box<dyn Error>> {
    let page = fs::read_to_string(root().join("docs/scenarios.md"))?;
    let example = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).ok_or("no TOML example")?;
    let plain = scenario::load_str("mine.toml", example, &[])?;
    assert_eq!(plain.setup.doses.len(), 1);
    assert_eq!(plain.setup.doses[0].cells, 35e6);
    assert!(plain.warnings.is_empty(), "{:?}", plain.warnings);

    // The shell takes the quotes away, as here.
    let command = page.lines().find(|line| line.contains("run mine.toml --set")).ok_or("no --set example")?;
    let sets = command.split(" --set ").skip(1).map(|set| Override::parse(&set.replace('"', "")));
    let overridden = scenario::load_str("mine.toml", example, &sets.collect::<Result<Vec<_>, _>>()?)?;
    assert_eq!((overridden.setup.parameters.patient.potency, overridden.setup.horizon_days), (0.1, 731));
    Ok(())
}

#[test]
fn sizes_and_references_of_the_presets_are_right() -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(root().join("docs/model.md"))?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plan = |name: &str| -> Result<Plan, Box<dyn Error>> {
        let scenario = scenario::load_str(name, &format!("format = 1\nextends = \"builtin:{name}\"\n"), &[])?;
        Ok(Plan::new(scenario.setup, 1, 0)?)
    };
    let (disc, nerve) = (plan("discogenic")?, plan("neuropathic")?);
    let injected = |plan: &Plan, cells| cells * plan.setup.parameters.stem_cell.retention * plan.window_share();
    let infused = 70e6 * nerve.setup.parameters.circulation.tissue_fraction * nerve.window_share();
    let lesion_cells = nerve.setup.parameters.macrophage.reference_density * nerve.geometry.lesion_volume_ml;
    for claim in [
        format!("entry points per mm² of lesion ({} in the presets)", nerve.geometry.vessels_um.len()),
        format!("{lesion_cells:.0} cells in a preset's lesion"),
        format!("18·10⁶ cells in 3 mL: {:.0} in the window", injected(&disc, 18e6)),
        format!("70·10⁶ in 35 mL: {:.0}", injected(&nerve, 70e6)),
        format!("the neuropathic preset {infused:.1} are expected in the window"),
        format!("which is {:.3} and {:.3} ng/mL", disc.references.tnf_alpha, disc.references.il_10),
    ] {
        assert!(text.contains(&claim), "docs/model.md does not say \"{claim}\"");
    }
    Ok(())
}
