//! The files of a run and the data dictionary say the same: every column, array and key that is written is in it, and
//! everything in it is written.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{ONE_DOSE, SMALL_NERVE, newest};
use admsc_sim::export::dictionary::{self, Entry};
use admsc_sim::export::validation;
use admsc_sim::study::clinical::targets;
use admsc_sim::study::clinical::verdict::judge;
use admsc_sim::study::validation::{Check, Estimate, Part};
use parquet::file::reader::{FileReader, SerializedFileReader};
use serde_json::Value;

type Outcome = Result<(), Box<dyn Error>>;

/// Two doses after day 0, one that is given again, and everything that can be exported.
const SCENARIO: &str = r#"
title = "A small piece of nerve"
question = "Is everything that is written described?"
horizon = "8 d"
patient.baseline = "5 d"
lives = 2

[[dose]]
at = "1 d"
cells = 70e6
site = { from_lesion_edge = "0.1 mm" }

[[dose]]
when = { pain_above = 0, at_most = 1, not_before = "2 d" }
sham = true
site = { from_lesion_edge = "0.1 mm" }

[[dose]]
at = "6 d"
positions = "placed.csv"

[output]
visits = ["0 d", "3 d"]
timeseries = ["csv", "parquet"]
cells = ["csv", "parquet", "vtk"]
axons = ["vtk", "parquet", "csv", "csv"]
fields = ["npz", "parquet", "vtk"]
"#;

const STUDY: &str = r#"
horizon = "4 d"
patient.baseline = "2 d"
population.n = 4
trial.potency = 1
trial.power_for = [2]
trial.other_draws = true

[[arm]]
name = "untreated"
dose = []

[[arm]]
name = "one"
"#;

/// A folder in which a scenario was run.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("small.toml"), [SMALL_NERVE, SCENARIO].concat())?;
        fs::write(folder.path().join("study.toml"), [SMALL_NERVE, STUDY, ONE_DOSE].concat())?;
        // It is read with a warning.
        let odd = "format = 1\nextends = \"small.toml\"\npatient.age = \"95 y\"\n";
        fs::write(folder.path().join("odd.toml"), odd)?;
        // The mean field knows no cells set at chosen points, and what is explained is one and the same treatment.
        let needle = "format = 1\nextends = \"small.toml\"\n";
        fs::write(folder.path().join("needle.toml"), [needle, ONE_DOSE].concat())?;
        let several =
            "question = \"How much is chance?\"\nhorizon = \"8 d\"\npatient.baseline = \"2 d\"\nreplicates = 2\n";
        let by_pain = "[[dose]]\nwhen = { pain_above = 0, at_most = 1 }\ncells = 70e6\nsite = { from_lesion_edge = \"0.1 mm\" }\n";
        fs::write(folder.path().join("several.toml"), [SMALL_NERVE, several, by_pain].concat())?;
        let swept = STUDY.replacen('\n', "\nsweep.grid.\"patient.age\" = [\"40 y\", \"70 y\"]\n", 1);
        fs::write(folder.path().join("swept.toml"), [SMALL_NERVE, &swept, ONE_DOSE].concat())?;
        fs::write(folder.path().join("wrong.toml"), "format = 1\nseed = \"x\"\n")?;
        fs::write(folder.path().join("placed.csv"), "\u{feff}y_um, x_um, note\n300, 100.25, a\n12.5, 200, b\n")?;
        Ok(Self(folder))
    }

    /// Runs a scenario of the folder and gives that of its results and its digest.
    fn run(&self, file: &str, out: &str) -> Result<(PathBuf, String), Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        let run = command.current_dir(self.0.path()).args(["run", file, "--quiet", "--out", out]).output()?;
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let scenario = self.0.path().join(out).join(Path::new(file).with_extension(""));
        Ok((newest(&scenario), String::from_utf8(run.stdout)?))
    }
}

/// Runs a batch in which something finishes, something warns and something fails, into `out`. Gives the keys of all lines of
/// progress.
fn batch(place: &Place, out: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    let files = ["small.toml", "odd.toml", "study.toml", "wrong.toml"];
    let run = command.current_dir(place.0.path()).arg("run").args(files).args(["--json", "--out", out]).output()?;
    let told = String::from_utf8(run.stderr)?;
    assert_eq!(run.status.code(), Some(3), "{told}");
    let mut keys = BTreeSet::new();
    for line in told.lines() {
        collect(&serde_json::from_str(line)?, "", &mut keys);
    }
    Ok(keys)
}

/// Makes a small sensitivity analysis and gives the folder of its results.
fn sensitivity(place: &Place) -> Result<PathBuf, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    let small = ["--only", "drive.tnf", "--only", "niche.imprint_strength", "--trajectories", "2", "--rows", "16"];
    let run = command
        .current_dir(place.0.path())
        .args(["sensitivity", "needle.toml", "--grid", "as-in-file", "--out", "influence"])
        .args(small)
        .output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Ok(newest(&place.0.path().join("influence/sensitivity/needle")))
}

/// Fits one parameter to one figure in the mean field of a few patients. Gives the folder of the results.
fn calibrated(place: &Place, out: &str) -> Result<PathBuf, Box<dyn Error>> {
    let head =
        "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note";
    let row = "one,discogenic,one,,none,discogenic-untreated,-,untreated,10,mean VAS,6.5,6,7,,fit,found,";
    fs::write(place.0.path().join("figures.csv"), format!("{head}\n{row}\n"))?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    let options =
        ["--targets", "figures.csv", "--free", "pain.gain", "--mean-field-only", "--patients", "8", "--out", out];
    let run = command.current_dir(place.0.path()).arg("calibrate").args(options).arg("--quiet").output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Ok(newest(&place.0.path().join(out).join("calibration-discogenic")))
}

/// Explains a scenario and gives the folder of what was found.
fn explanation(place: &Place) -> Result<PathBuf, Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
    // Long enough for a relief of which a half can be told.
    let more = [
        "--people",
        "2",
        "--time-costs",
        "2",
        "--mean-field",
        "2",
        "--set",
        "horizon=120 d",
        "--set",
        "seed=3",
        "--out",
        "explained",
        "--quiet",
    ];
    let run = command.current_dir(place.0.path()).args(["explain", "needle.toml"]).args(more).output()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Ok(newest(&place.0.path().join("explained/explain/needle")))
}

/// Names that a file holds, with the type where the file tells it.
fn names(path: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    Ok(match extension {
        "csv" => csv::Reader::from_path(path)?.headers()?.iter().map(str::to_owned).collect(),
        "parquet" => {
            let reader = SerializedFileReader::new(File::open(path)?)?;
            let schema = reader.metadata().file_metadata().schema_descr_ptr();
            schema.columns().iter().map(|column| column.name().to_owned()).collect()
        }
        "npz" => {
            let archive = zip::ZipArchive::new(File::open(path)?)?;
            let inner = archive.file_names().collect::<Result<Vec<_>, _>>()?;
            inner.iter().map(|name| name.trim_end_matches(".npy").to_owned()).collect()
        }
        "vtp" | "vti" => {
            let bytes = fs::read(path)?;
            let text = String::from_utf8_lossy(&bytes);
            let (_, data) = text.split_once("</FieldData>").ok_or("no field data")?;
            let (data, _) = data.split_once("<AppendedData").ok_or("no data")?;
            let arrays = data.split("<DataArray ").skip(1).filter_map(|array| {
                let of =
                    |key: &str| array.split_once(&format!("{key}=\"")).and_then(|(_, rest)| rest.split('"').next());
                Some(format!("{} {}", of("Name")?, of("type")?))
            });
            let shape = ["Points Float64", "connectivity Int64", "offsets Int64"];
            arrays.filter(|array| !shape.contains(&array.as_str())).collect()
        }
        "json" => {
            let mut keys = BTreeSet::new();
            collect(&serde_json::from_slice(&fs::read(path)?)?, "", &mut keys);
            keys
        }
        other => return Err(format!("{other} is not described").into()),
    })
}

fn collect(value: &Value, path: &str, keys: &mut BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let list = if value.is_array() { "[]" } else { "" };
        keys.insert(format!("{path}{name}{list}"));
        for item in value.as_array().into_iter().flatten() {
            collect(item, &format!("{path}{name}[]."), keys);
        }
    }
}

/// Writes the tables of a validation as the command does, of one check and of rows that were not run.
fn validation(folder: &Path) -> Outcome {
    let found = Estimate { value: 1.0, low: None, high: None, n: Some(1) };
    let check = Check::reported(Part::Numerics, "one", "points", found);
    fs::write(folder.join(validation::CHECKS), validation::checks_csv(&[check])?)?;
    let targets = targets::bundled()?;
    let judgement = judge(&targets, &vec![None; targets.len()]);
    Ok(fs::write(folder.join(validation::CLINICAL), validation::clinical_csv(&judgement, false)?)?)
}

fn described(file: &str, entry: &Entry) -> String {
    if file.starts_with("vtk/") { format!("{} {}", entry.name, entry.form) } else { entry.name.clone() }
}

#[test]
fn what_is_written_is_described_and_what_is_described_is_written() -> Outcome {
    let place = Place::new()?;
    let (folder, _) = place.run("small.toml", "out")?;
    let (several, _) = place.run("several.toml", "out")?;
    let (swept, _) = place.run("swept.toml", "out")?;
    let lines = batch(&place, "batch")?;
    let many = place.0.path().join("batch");
    let study = newest(&many.join("study"));
    let influence = sensitivity(&place)?;
    let calibration = calibrated(&place, "fits")?;
    let explained = explanation(&place)?;
    validation(&many)?;
    let mut told = BTreeSet::new();
    for tables in dictionary::files() {
        for file in tables.files {
            let expected: BTreeSet<String> = tables.entries.iter().map(|entry| described(file, entry)).collect();
            assert_eq!(expected.len(), tables.entries.len(), "{file} has a name twice");
            for day in ["00000", "00003", "00008"] {
                let name = file.replace("DDDDD", day);
                let written = match file {
                    "--json" => lines.clone(),
                    dictionary::EXPLAINED => names(&explained.join("summary.json"))?,
                    dictionary::REPLICATED => names(&several.join("summary.json"))?,
                    _ => {
                        let places = [&folder, &several, &study, &swept, &many, &influence, &calibration, &explained];
                        let places = places.map(|place| place.join(&name));
                        let written = places.iter().find(|place| place.exists());
                        names(written.ok_or_else(|| format!("{name} is not written"))?)?
                    }
                };
                assert_eq!(written, expected, "{name}");
                told.insert(name);
            }
        }
    }
    let manifest: Value = serde_json::from_slice(&fs::read(folder.join("manifest.json"))?)?;
    let listed = manifest["files"].as_array().ok_or("no files")?;
    for file in listed.iter().filter_map(|file| file["name"].as_str()) {
        let picture = [".svg", ".png", ".html", ".pvd", ".bin", ".toml"].iter().any(|end| file.ends_with(end));
        assert!(picture || told.contains(file), "{file} is not described");
    }
    Ok(())
}

#[test]
fn every_number_of_the_dictionary_has_a_unit_or_needs_none() {
    let mut units = 0;
    for entry in dictionary::files().iter().flat_map(|file| &file.entries) {
        assert!(!entry.meaning.is_empty() && entry.meaning.ends_with('.'), "{} has no meaning", entry.name);
        let number = ["float64", "number", "Float64", "("].iter().any(|form| entry.form.starts_with(form));
        // Ratios to a reference, and p values.
        let plain = entry.name.ends_with("_relative") || entry.name.ends_with("_p");
        assert!(!number || plain || !entry.unit.is_empty(), "{} has no unit", entry.name);
        units += usize::from(!entry.unit.is_empty());
    }
    assert!(units > 80, "{units}");
}

#[test]
fn the_same_run_writes_the_same_bytes_and_reruns_without_the_table_of_positions() -> Outcome {
    let place = Place::new()?;
    let (first, digest) = place.run("small.toml", "one")?;
    let (second, _) = place.run("small.toml", "two")?;
    for folder in ["", "vtk"] {
        for entry in fs::read_dir(first.join(folder))? {
            let name = Path::new(folder).join(entry?.file_name());
            // They tell when and how long.
            if first.join(&name).is_file() && name != Path::new("run.log") {
                assert!(fs::read(first.join(&name))? == fs::read(second.join(&name))?, "{} differs", name.display());
            }
        }
    }
    fs::copy(first.join("scenario.resolved.toml"), place.0.path().join("again.toml"))?;
    fs::remove_file(place.0.path().join("placed.csv"))?;
    let (again, anew) = place.run("again.toml", "three")?;
    assert_eq!(anew, digest);
    assert!(fs::read(first.join("cells.parquet"))? == fs::read(again.join("cells.parquet"))?);
    Ok(())
}

#[test]
fn a_damaged_file_in_a_folder_is_noticed() -> Outcome {
    let place = Place::new()?;
    let (folder, _) = place.run("small.toml", "out")?;
    let manifest = fs::read(folder.join("manifest.json"))?;
    place.run("small.toml", "out")?;
    assert!(manifest == fs::read(folder.join("manifest.json"))?, "a whole run is used again");
    let damaged = folder.join("vtk/cells-day-00003.vtp");
    let whole = fs::read(&damaged)?;
    fs::write(&damaged, &whole[..whole.len() / 2])?;
    place.run("small.toml", "out")?;
    assert!(fs::read(&damaged)? == whole);
    Ok(())
}
