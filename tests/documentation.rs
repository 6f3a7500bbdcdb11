//! The texts agree with the program: the table of parameters is the ledger's, the data dictionary is that of the writers,
//! the reference of scenarios is the program's,
//! the first run of the README is what it gives, links lead somewhere, and the lists of pages, scenarios and commands are
//! complete.
//!
//! After a change of the ledger or the model, `ADMSC_UPDATE_DOCS=1 cargo test --release --test documentation` writes
//! them anew.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use admsc_sim::export::dictionary;
use admsc_sim::ledger::Ledger;
use admsc_sim::rules::plan::Plan;
use admsc_sim::scenario::{self, Override};
use admsc_sim::study::sensitivity::tables::{MorrisRow, grade_name};
use admsc_sim::study::sensitivity::{Analysed, weakest_that_matter};

/// A row of the ledger by the names of its columns.
type LedgerRow = BTreeMap<String, String>;

/// The ledger's rows of parameters of the model, and those of the observer of trials.
fn ledger() -> Result<[Vec<LedgerRow>; 2], Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(root().join("validation/parameters.csv"))?;
    let rows: Vec<LedgerRow> = reader.deserialize().collect::<Result<_, _>>()?;
    let (observer, model) = rows.into_iter().partition(|row| row["key"].starts_with("observer."));
    Ok([model, observer])
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One Markdown table a section of the ledger.
fn parameter_tables(rows: &[LedgerRow]) -> String {
    let mut text = String::new();
    let mut section = "";
    for row in rows {
        let (of, _) = row["key"].split_once('.').unwrap_or_default();
        if of != section {
            section = of;
            text += &format!(
                "\n**{section}**\n\n| parameter | symbol | meaning | value | range | spread | grade | source |\n"
            );
            text += "|---|---|---|---|---|---|---|---|\n";
        }
        let unit = if row["unit"] == "1" { String::new() } else { format!(" {}", row["unit"]) };
        let cells = [
            format!("`{}`", row["key"]),
            row["symbol"].clone(),
            row["description"].clone(),
            format!("{}{unit}", row["value"]),
            format!("{} to {}", row["low"], row["high"]),
            row["distribution"].clone(),
            row["grade"].replace('-', " "),
            row["source"].clone(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        text += &format!("| {} |\n", cells.join(" | "));
    }
    text + "\n"
}

/// Holds what stands between the marks of `name` in a document to `expected`, or writes it there if asked to.
fn holds(document: &str, name: &str, expected: &str) -> Result<(), Box<dyn Error>> {
    let path = root().join(document);
    let text = fs::read_to_string(&path)?;
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&begin).ok_or_else(|| format!("{document} has no {begin}"))?;
    let (found, after) = rest.split_once(&end).ok_or_else(|| format!("{document} has no {end}"))?;
    if updating() {
        return Ok(fs::write(&path, format!("{before}{begin}{expected}{end}{after}"))?);
    }
    for (line, (is, should)) in found.lines().zip(expected.lines()).enumerate() {
        assert_eq!(is, should, "{document}, {name}, line {line}; ADMSC_UPDATE_DOCS=1 writes it anew");
    }
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(found), lines(expected), "{document}, {name}; ADMSC_UPDATE_DOCS=1 writes it anew");
    Ok(())
}

fn updating() -> bool {
    std::env::var_os("ADMSC_UPDATE_DOCS").is_some()
}

#[test]
fn the_table_of_parameters_is_the_ledger() -> Result<(), Box<dyn Error>> {
    holds("docs/model.md", "parameters", &parameter_tables(&ledger()?.concat()))
}

#[test]
fn the_data_dictionary_is_that_of_the_writers() -> Result<(), Box<dyn Error>> {
    holds("docs/output.md", "columns", &dictionary::markdown())
}

#[test]
fn the_reference_of_scenarios_is_the_programs() -> Result<(), Box<dyn Error>> {
    holds("docs/scenario.md", "keys", &scenario::reference()?)
}

#[test]
fn the_parameters_that_matter_are_those_of_the_stored_analyses() -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::bundled()?;
    let mut text = String::new();
    for analysed in Analysed::ALL {
        let preset = analysed.scenario();
        text += &format!(
            "\n`{preset}`\n\n| parameter | μ*, points | 95 % interval | grade | weighed |\n|---|---|---|---|---|\n"
        );
        for weak in weakest_that_matter(&ledger, analysed)?.iter().take(8) {
            let [low, high] = weak.interval_points;
            let (name, points, grade) = (&weak.parameter, weak.influence_points, grade_name(weak.grade));
            text += &format!(
                "| `{name}` | {points:.2} | {low:.2} to {high:.2} | {grade} | {:.2} |\n",
                weak.ignorance_points
            );
        }
    }
    holds("docs/model.md", "sensitivity", &(text + "\n"))
}

/// What the analyses on cells say: for each preset the most influential parameter beside what luck alone could give.
#[test]
fn what_cells_say_of_sensitivity_is_in_the_stored_tables() -> Result<(), Box<dyn Error>> {
    let mut text = String::from(
        "\n| preset | parameters | most influential for the effect on day 365 | μ*, points | 95 % interval | luck alone, at most |\n|---|---|---|---|---|---|\n",
    );
    for preset in ["discogenic", "neuropathic"] {
        let path = root().join(format!("validation/sensitivity-cells-{preset}.csv"));
        let rows: Vec<MorrisRow> = csv::Reader::from_path(path)?.deserialize().collect::<Result<_, _>>()?;
        let rows: Vec<&MorrisRow> =
            rows.iter().filter(|row| row.outcome == "effect" && row.visit_days == 365).collect();
        let most = rows.iter().max_by(|a, b| a.mu_star_points.total_cmp(&b.mu_star_points)).ok_or("no row")?;
        text += &format!(
            "| `{}` | {} | `{}` | {:.2} | {:.2} to {:.2} | {:.2} |\n",
            most.scenario,
            rows.len(),
            most.parameter,
            most.mu_star_points,
            most.mu_star_low_points,
            most.mu_star_high_points,
            most.luck_points
        );
    }
    holds("docs/model.md", "sensitivity-cells", &(text + "\n"))
}

#[test]
fn the_first_run_of_the_readme_gives_what_stands_there() -> Result<(), Box<dyn Error>> {
    const FIGURE: &str = "docs/images/neuropathic-single.png";
    let out = tempfile::tempdir()?;
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_admsc"))
        .current_dir(root())
        .args(["run", "scenarios/neuropathic-single.toml", "--out"])
        .arg(out.path())
        .output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout)?;
    // The folder of the results is another one here; the digest ties the figure to this very run.
    let (table, rest) = text.split_once("\nresults in").ok_or("no results")?;
    let digest = rest.lines().last().ok_or("no digest")?;
    if updating() {
        let results = out.path().join("neuropathic-single");
        let hash = fs::read_to_string(results.join("latest"))?;
        fs::create_dir_all(root().join("docs/images"))?;
        fs::copy(results.join(hash.trim()).join("pain.png"), root().join(FIGURE))?;
    }
    assert!(root().join(FIGURE).exists(), "{FIGURE} is missing; ADMSC_UPDATE_DOCS=1 draws it");
    let alternative = "Pain proxy over twelve months as the stack of its three causes";
    holds("README.md", "first-run", &format!("```text\n{table}\n{digest}\n```\n\n![{alternative}]({FIGURE})\n"))
}

/// How many values have which grade, in one sentence; the strongest grades first.
fn grades(of: &str, rows: &[LedgerRow]) -> String {
    const GRADES: [(&str, &str); 7] = [
        ("measured-man", "measured in man"),
        ("measured-animal", "measured in animals"),
        ("in-vitro", "measured in culture"),
        ("published-model", "taken from published models"),
        ("recalled", "recalled from the literature without a checked figure"),
        ("assumed", "assumed"),
        ("calibrated", "calibrated"),
    ];
    let count = |grade: &str| rows.iter().filter(|row| row["grade"] == grade).count();
    // Nothing measured in man is said; other empty grades are not.
    let said = GRADES.iter().enumerate().filter(|(place, (grade, _))| *place == 0 || count(grade) > 0);
    let all: Vec<String> = said.map(|(_, (grade, words))| format!("{} {words}", count(grade))).collect();
    assert_eq!(GRADES.iter().map(|(grade, _)| count(grade)).sum::<usize>(), rows.len());
    format!("Of {} {of}, {}.", rows.len(), all.join(", "))
}

#[test]
fn the_grades_are_counted_right() -> Result<(), Box<dyn Error>> {
    let [model, observer] = ledger()?;
    let parameters = grades("parameters of the model", &model);
    let sentence = format!("{parameters} {}\n", grades("values of the observer of trials", &observer));
    holds("README.md", "grades", &sentence)?;
    holds("docs/model.md", "grades", &sentence)
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
