//! Films of finished runs.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::{ONE_DOSE, SMALL_NERVE, files_of_newest, newest};

type Outcome = Result<(), Box<dyn Error>>;

const FILMS: [&str; 3] = ["film.png", "film.gif", "film-small.png"];

/// What a command prints and says, and its exit status.
fn ran(place: &Path, arguments: &[&str]) -> Result<(Option<i32>, String), Box<dyn Error>> {
    let output = Command::new(env!("CARGO_BIN_EXE_admsc")).current_dir(place).args(arguments).output()?;
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok((output.status.code(), said.concat()))
}

/// A place with a finished run of a small nerve.
fn finished(more: &str) -> Result<tempfile::TempDir, Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let text = format!(
        "{SMALL_NERVE}horizon = \"6 d\"\npatient.baseline = \"2 d\"\ntissue.voxel = \"50 um\"\n{more}{ONE_DOSE}"
    );
    fs::write(place.path().join("run.toml"), text)?;
    assert_eq!(ran(place.path(), &["run", "run.toml", "--quiet"])?.0, Some(0));
    Ok(place)
}

#[test]
fn a_film_stands_with_its_run_and_comes_out_the_same_again() -> Outcome {
    let place = finished("")?;
    let (at, run) = (place.path(), place.path().join("output/run"));
    let (status, said) = ran(at, &["film", "output/run"])?;
    assert!(status == Some(0) && FILMS.iter().all(|film| said.contains(film)), "{said}");
    let first = files_of_newest(&run);
    assert!(
        String::from_utf8_lossy(&first["report.html"]).contains("<img class=\"film\" src=\"data:image/png;base64,")
    );
    // Again, on one thread, and by who draws the figures again.
    for command in [&["film", "output/run", "--threads", "1"][..], &["plot", "output/run"]] {
        assert_eq!(ran(at, command)?.0, Some(0));
        assert!(files_of_newest(&run) == first, "{command:?}");
    }
    let (status, said) = ran(at, &["verify", "output", "--again"])?;
    assert!(status == Some(0) && said.contains("the same bytes"), "{said}");
    // In a language of its own, beside the first.
    assert_eq!(ran(at, &["--lang", "ja", "film", "output/run"])?.0, Some(0));
    let both = files_of_newest(&run);
    assert!(both["film.png"] == first["film.png"] && both["film.ja.png"] != first["film.png"]);
    let (status, said) = ran(at, &["verify", "output", "--again"])?;
    assert!(status == Some(0) && said.contains("the same bytes"), "{said}");
    Ok(())
}

#[test]
fn one_file_is_written_where_it_is_asked_for_and_the_results_stay_as_they_are() -> Outcome {
    let place = finished("")?;
    let (at, run) = (place.path(), place.path().join("output/run"));
    let before = files_of_newest(&run);
    for (name, head) in [("mine/slides.gif", &b"GIF89a"[..]), ("page.png", b"\x89PNG")] {
        let (status, said) = ran(at, &["film", "output/run", "--out", name, "--every", "2d", "--width", "480"])?;
        assert!(status == Some(0) && said.contains(name), "{said}");
        assert!(fs::read(at.join(name))?.starts_with(head));
    }
    assert!(files_of_newest(&run) == before);
    for (arguments, told) in [
        (&["--out", "film.mp4"][..], ".png or .gif"),
        (&["--out", "film.gif", "--width", "500"], "1920, 960, 640 or 480"),
        (&["--out", "film.gif", "--every", "12h"], "whole days"),
        (&["--every", "2d"], "--out"),
    ] {
        let (status, said) = ran(at, &[&["film", "output/run"], arguments].concat())?;
        assert!(status == Some(2) && said.contains(told), "{said}");
    }
    Ok(())
}

#[test]
fn a_damaged_film_is_removed_and_the_results_are_good_without_it() -> Outcome {
    let place = finished("")?;
    let (at, run) = (place.path(), place.path().join("output/run"));
    assert_eq!(ran(at, &["film", "output/run"])?.0, Some(0));
    fs::write(newest(&run).join("film.gif"), "GIF89a and no more")?;
    let (status, said) = ran(at, &["run", "run.toml"])?;
    assert!(status == Some(0) && said.contains("film.gif") && said.contains("admsc film"), "{said}");
    let left = files_of_newest(&run);
    assert!(!left.contains_key("film.gif") && left.contains_key("film.png") && left.contains_key("pain.svg"));
    assert_eq!(ran(at, &["verify", "output"])?.0, Some(0));
    Ok(())
}

#[test]
fn what_is_no_single_run_is_refused_with_a_way_to_one() -> Outcome {
    let place = finished("replicates = 2\n")?;
    let (status, said) = ran(place.path(), &["film", "output/run"])?;
    assert!(status == Some(2) && said.contains("replicates=1"), "{said}");
    let (status, said) = ran(place.path(), &["film", "nowhere"])?;
    assert!(status != Some(0) && said.contains("not the directory of a finished run"), "{said}");
    Ok(())
}
