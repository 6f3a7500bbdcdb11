//! Results that several processes compute at once, that are damaged, replaced or cleaned away.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::common::{ONE_DOSE, SMALL_NERVE, newest};

type Outcome = Result<(), Box<dyn Error>>;

/// A folder with a run, a study and a folder of runs.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Result<Self, Box<dyn Error>> {
        let place = Self(tempfile::tempdir()?);
        let run = format!("{SMALL_NERVE}horizon = \"3 d\"\npatient.baseline = \"2 d\"\n{ONE_DOSE}");
        let study = SMALL_NERVE.to_owned()
            + "horizon = \"3 d\"\npatient.baseline = \"2 d\"\npopulation.n = 5\ntrial.visits = [\"0 d\", \"3 d\"]\n\
               arm = [{ name = \"none\", dose = [] }, { name = \"one\", dose = [{ at = \"0 d\", cells = 7e6, site = { from_lesion_edge = \"0.1 mm\" } }] }]\n";
        fs::create_dir(place.0.path().join("set"))?;
        for (file, text) in [("run.toml", &run), ("study.toml", &study), ("set/a.toml", &run), ("set/b.toml", &study)] {
            fs::write(place.0.path().join(file), text)?;
        }
        for seed in 2..6 {
            fs::write(place.0.path().join(format!("set/{seed}.toml")), format!("seed = {seed}\n{run}"))?;
        }
        Ok(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_admsc"));
        command.current_dir(self.0.path()).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// What a command says when it succeeds: on standard output and standard error.
    fn said(&self, arguments: &[&str]) -> Result<(String, String), Box<dyn Error>> {
        let (status, printed, told) = texts(self.command(arguments).output()?);
        assert_eq!(status, Some(0), "{arguments:?}: {told}");
        Ok((printed, told))
    }
}

fn texts(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Every file below a folder by its path in it, but for logs.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Box<dyn Error>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name() != Some("run.log".as_ref()) {
                found.insert(path.strip_prefix(folder)?.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

#[test]
fn two_processes_with_one_work_both_succeed_and_leave_nothing_else() -> Outcome {
    let place = Place::new()?;
    for (number, work) in ["run.toml", "study.toml", "set"].into_iter().enumerate() {
        let (one, two) = (format!("one-{number}"), format!("two-{number}"));
        // A batch prints a line as a scenario ends.
        let sorted = |printed: &str| {
            let mut lines: Vec<String> = printed.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let digests = sorted(&place.said(&["run", work, "--quiet", "--out", &one])?.0);
        for fresh in [&[][..], &["--fresh"]] {
            let arguments = [&["run", work, "--quiet", "--out", &two], fresh].concat();
            let started = (0..2).map(|_| place.command(&arguments).spawn()).collect::<Result<Vec<_>, _>>()?;
            for process in started {
                let (status, printed, told) = texts(process.wait_with_output()?);
                assert_eq!((status, sorted(&printed)), (Some(0), digests.clone()), "{told}");
            }
        }
        let (mut once, mut twice) = (files(&place.path(&one))?, files(&place.path(&two))?);
        // A batch says what was computed and what was found, and where.
        for found in [&mut once, &mut twice] {
            found.remove(Path::new("batch.csv"));
        }
        assert_eq!(once.keys().collect::<Vec<_>>(), twice.keys().collect::<Vec<_>>());
        assert!(once == twice, "{work}");
    }
    Ok(())
}

#[test]
fn a_damaged_picture_is_drawn_again_and_a_damaged_table_computed_again_with_a_word() -> Outcome {
    let place = Place::new()?;
    for (work, name, table) in [("run.toml", "run", "timeseries.csv"), ("study.toml", "study", "patients.csv")] {
        place.said(&["run", work, "--lang", "ja"])?;
        place.said(&["run", work])?;
        let folder = newest(&place.path("output").join(name));
        let whole = files(&folder)?;
        let pictures: Vec<&PathBuf> =
            whole.keys().filter(|name| name.extension().is_some_and(|end| end == "svg" || end == "html")).collect();
        assert!(pictures.len() >= 4, "{pictures:?}");
        for picture in pictures {
            fs::write(folder.join(picture), b"<svg/>")?;
            let log = fs::read(folder.join("run.log"))?;
            let (_, told) = place.said(&["run", work])?;
            assert!(told.contains(&*picture.to_string_lossy()) && told.contains("it is drawn again"), "{told}");
            assert_eq!(log, fs::read(folder.join("run.log"))?, "nothing is computed");
            assert!(files(&folder)? == whole, "{}", picture.display());
        }
        fs::write(folder.join(table), b"time_days\n")?;
        let (_, told) = place.said(&["run", work])?;
        assert!(told.contains(table) && told.contains("computed again"), "{told}");
        let anew = files(&folder)?;
        assert!(anew.iter().all(|(name, bytes)| name == Path::new("manifest.json") || whole.get(name) == Some(bytes)));
        let manifest = String::from_utf8(anew[Path::new("manifest.json")].clone())?;
        fs::write(folder.join("manifest.json"), manifest.replacen("\"digest\": \"", "\"digest\": \"0", 1))?;
        let (printed, told) = place.said(&["run", work, "--quiet"])?;
        assert!(told.contains("manifest.json") && told.contains("its own seal"), "{told}");
        assert!(manifest.contains(printed.trim().trim_start_matches("digest ")), "{printed}");
    }
    Ok(())
}

#[test]
fn files_of_the_users_own_outlive_what_is_computed_anew() -> Outcome {
    let place = Place::new()?;
    place.said(&["run", "run.toml", "--threads", "1"])?;
    let folder = newest(&place.path("output/run"));
    let before = files(&folder)?;
    fs::write(folder.join("notes.txt"), "mine")?;
    place.said(&["run", "run.toml", "--fresh", "--threads", "2"])?;
    let mut after = files(&folder)?;
    assert_eq!(after.remove(Path::new("notes.txt")).as_deref(), Some(b"mine".as_slice()));
    assert!(before == after, "all bytes but those of the log are the same, the manifest's too");
    Ok(())
}

#[test]
fn results_are_verified_and_computed_again_to_the_same_bytes() -> Outcome {
    let place = Place::new()?;
    place.said(&["run", "run.toml", "--set", "output.cells=[\"csv\"]", "--lang", "ja"])?;
    place.said(&["run", "run.toml", "--set", "replicates=2"])?;
    place.said(&["run", "study.toml", "--seed", "3", "--threads", "1"])?;
    place.said(&["run", "study.toml", "--seed", "3", "--lang", "ja"])?;
    let (printed, _) = place.said(&["verify"])?;
    assert!(
        printed.matches("as written\n").count() == 3 && printed.contains("results: 3, not as they were written: 0"),
        "{printed}"
    );
    let (printed, _) = place.said(&["verify", "output", "--again"])?;
    assert_eq!(printed.matches("the same bytes in").count(), 3, "{printed}");
    let folder = newest(&place.path("output/study"));
    fs::write(folder.join("arms.csv"), b"arm\n")?;
    let (status, printed, _) = texts(place.command(&["verify", "--quiet"]).output()?);
    assert!(
        status == Some(1) && printed.contains("not as written: arms.csv") && printed.lines().count() == 1,
        "{printed}"
    );
    fs::write(folder.join("manifest.json"), b"{}")?;
    let (status, printed, _) = texts(place.command(&["verify", "output/study"]).output()?);
    assert!(status == Some(1) && printed.contains("results: 1, not as they were written: 1"), "{printed}");
    let (status, _, told) = texts(place.command(&["verify", "nowhere"]).output()?);
    assert!(status == Some(2) && told.contains("no results in nowhere"), "{told}");
    Ok(())
}

#[test]
fn what_no_result_needs_is_cleaned_away_and_nothing_else() -> Outcome {
    let place = Place::new()?;
    place.said(&["run", "run.toml"])?;
    place.said(&["run", "study.toml", "--shard", "1/2"])?;
    fs::write(place.path("output/run/notes.txt"), "mine")?;
    let left = place.path("output/run/.0123456.tmp");
    fs::write(&left, "half")?;
    let all = files(&place.path("output"))?;
    let (printed, _) = place.said(&["clean", "--dry-run"])?;
    assert!(printed.contains("nothing was removed") && files(&place.path("output"))? == all, "{printed}");
    let (printed, _) = place.said(&["clean"])?;
    let kept = files(&place.path("output"))?;
    let is_cache = |name: &Path| name.starts_with(".baselines") || name.starts_with(".patients");
    assert!(all.keys().any(|name| is_cache(name)), "{:?}", all.keys());
    assert!(all.iter().all(|(name, bytes)| is_cache(name) != (kept.get(name) == Some(bytes))), "{printed}");
    assert!(left.exists(), "somebody may be writing what is new");
    assert!(kept.keys().any(|name| name.starts_with(".blocks")));
    place.said(&["clean", "--unfinished"])?;
    assert!(files(&place.path("output"))?.keys().all(|name| !name.starts_with(".blocks")));
    place.said(&["verify"])?;
    Ok(())
}
