//! `admsc run` and `admsc merge` of studies: one digest for any threads, order and shards, and after a kill.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::common;

type Tested = Result<(), Box<dyn Error>>;

fn small_study() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/small-study.toml")
}

fn admsc(out: &Path, command: &str, more: &[&str]) -> Command {
    let mut admsc = Command::new(env!("CARGO_BIN_EXE_admsc"));
    admsc
        .arg(command)
        .arg(small_study())
        .arg("--out")
        .arg(out)
        .args(["--quiet", "--set", "population.n=12"])
        .args(more);
    admsc
}

fn output(out: &Path, command: &str, more: &[&str]) -> Result<Output, Box<dyn Error>> {
    let output = admsc(out, command, more).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(output)
}

/// The files of the only study in a folder.
fn files(out: &Path) -> BTreeMap<String, Vec<u8>> {
    common::files_of_newest(&out.join("small-study"))
}

#[test]
fn threads_shards_and_their_order_change_no_byte() -> Tested {
    let [one, two, merged] = [tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?];
    let digest = output(one.path(), "run", &["--threads", "1"])?.stdout;
    assert!(digest.starts_with(b"digest "));
    assert_eq!(output(two.path(), "run", &["--threads", "3"])?.stdout, digest);
    assert_eq!(files(one.path()), files(two.path()));
    let parts = [tempfile::tempdir()?, tempfile::tempdir()?];
    output(parts[1].path(), "run", &["--shard", "2/2"])?;
    let early = admsc(merged.path(), "merge", &["--from"]).arg(parts[1].path()).output()?;
    assert_eq!(early.status.code(), Some(1));
    // 12 patients are 3 blocks, of which the second part has one.
    let told = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(told.contains("2 of 3 blocks of patients are missing"), "{told}");
    let early = admsc(merged.path().join("empty").as_path(), "merge", &[]).output()?;
    let told = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(told.contains("3 of 3 blocks of patients are missing"), "{told}");
    let lost = admsc(merged.path(), "merge", &["--from", "no/such"]).output()?;
    assert_eq!(lost.status.code(), Some(2));
    let told = String::from_utf8_lossy(&lost.stderr).into_owned();
    assert!(
        told.contains(
            "error: there is no directory \"no/such\"\n --> --from:1:1\n  |\n1 | no/such\n  | ^^^^^^^ expected"
        ),
        "{told}"
    );
    output(parts[0].path(), "run", &["--shard", "1/2"])?;
    let from = parts.iter().map(|part| part.path().to_string_lossy().into_owned()).collect::<Vec<_>>();
    let more = ["--from", &from[0], "--from", &from[1]];
    assert_eq!(output(merged.path(), "merge", &more)?.stdout, digest);
    assert_eq!(files(merged.path()), files(one.path()));
    // Again: nothing changes, and what is finished is found.
    assert_eq!(output(merged.path(), "merge", &more)?.stdout, digest);
    assert_eq!(output(merged.path(), "run", &[])?.stdout, digest);
    Ok(())
}

#[test]
fn a_study_is_drawn_again_byte_for_byte_and_in_both_languages() -> Tested {
    let out = tempfile::tempdir()?;
    let digest = output(out.path(), "run", &[])?.stdout;
    let whole = files(out.path());
    let scenario = out.path().join("small-study");
    let folder = scenario.join(std::fs::read_to_string(scenario.join("latest"))?.trim());
    let plot = |more: &[&str]| -> Result<String, Box<dyn Error>> {
        let drawn = Command::new(env!("CARGO_BIN_EXE_admsc")).arg("plot").arg(&scenario).args(more).output()?;
        let told = String::from_utf8(drawn.stderr)?;
        if drawn.status.success() { Ok(String::from_utf8(drawn.stdout)?) } else { Err(told.into()) }
    };
    for name in whole.keys().filter(|name| name.ends_with(".svg") || name.ends_with(".png")) {
        std::fs::write(folder.join(name), "overwritten")?;
    }
    assert!(plot(&[])?.contains("waterfall.svg"));
    assert_eq!(files(out.path()), whole);
    // In the other language beside them; a study that is found has them as well.
    output(out.path(), "run", &["--lang", "ja"])?;
    let mut told = Command::new(env!("CARGO_BIN_EXE_admsc"));
    told.arg("run").arg(small_study()).args(["--set", "population.n=12", "--lang", "ja", "--out"]).arg(out.path());
    let printed = String::from_utf8(told.output()?.stdout)?;
    assert!(printed.contains("偽処置") && !printed.contains("sham"), "arms have their Japanese names: {printed}");
    let both = files(out.path());
    let ours = |name: &str| both.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    assert!(ours("arms.ja.svg").contains("仮想患者12名") && ours("report.ja.html").contains("仮想患者"));
    // What the arms are called in a language does not decide whose patients are drawn.
    let shapes = |name: &str| ours(name).matches("<rect").count() + ours(name).matches("<polygon").count();
    for figure in ["arms", "responders", "waterfall", "paired-difference", "consort"] {
        assert_eq!(shapes(&format!("{figure}.ja.svg")), shapes(&format!("{figure}.svg")), "{figure}");
    }
    // The manifest lists the new ones.
    let is_other = |name: &str| name != "manifest.json";
    assert!(whole.iter().all(|(name, bytes)| (both.get(name) == Some(bytes)) == is_other(name)));
    plot(&["--lang", "ja"])?;
    assert_eq!(files(out.path()), both);
    assert_eq!(output(out.path(), "run", &[])?.stdout, digest);
    // As text nothing is written.
    let text = plot(&["--text"])?;
    assert!(text.contains("A: ") && text.contains("B: "), "{text}");
    assert_eq!(files(out.path()), both);
    std::fs::write(folder.join("patients.csv"), "altered")?;
    for more in [&[][..], &["--text"]] {
        let refused = plot(more).err().map(|told| told.to_string()).unwrap_or_default();
        assert!(refused.contains("patients.csv was changed after the run"), "{refused}");
    }
    Ok(())
}

#[test]
fn an_interrupted_study_goes_on_to_the_same_bytes() -> Tested {
    let [whole, killed] = [tempfile::tempdir()?, tempfile::tempdir()?];
    let digest = output(whole.path(), "run", &[])?.stdout;
    // Killed as soon as the first block is there, then started again.
    let mut child = admsc(killed.path(), "run", &["--threads", "1"]).stdout(Stdio::null()).spawn()?;
    let blocks = || -> usize {
        let hashes = std::fs::read_dir(killed.path().join(".blocks")).into_iter().flatten().flatten();
        let files = hashes.flat_map(|hash| std::fs::read_dir(hash.path()).into_iter().flatten().flatten());
        files.filter(|file| file.path().extension().is_some_and(|ending| ending == "bin")).count()
    };
    while blocks() == 0 && child.try_wait()?.is_none() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let _ = child.kill();
    child.wait()?;
    assert!(!killed.path().join("small-study/latest").exists(), "it was killed before its end");
    assert_eq!(output(killed.path(), "run", &[])?.stdout, digest);
    assert_eq!(files(killed.path()), files(whole.path()));
    Ok(())
}

#[test]
fn shards_are_parts_of_studies() -> Tested {
    let out = tempfile::tempdir()?;
    for (shard, part) in [
        ("5/4", "error: there is no part 5 of 4\n --> --shard:1:1\n  |\n1 | 5/4\n  | ^ expected a part from 1 to 4"),
        ("0/4", "there is no part 0 of 4"),
        ("x", "expected I/N"),
        ("slurm", "SLURM_ARRAY_TASK_ID is not set"),
    ] {
        let refused = admsc(out.path(), "run", &["--shard", shard]).env_remove("SLURM_ARRAY_TASK_ID").output()?;
        assert_eq!(refused.status.code(), Some(2));
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(told.contains(part), "{told}");
    }
    let mut from_zero = admsc(out.path(), "run", &["--shard", "slurm"]);
    let refused = from_zero.env("SLURM_ARRAY_TASK_ID", "0").env("SLURM_ARRAY_TASK_COUNT", "2").output()?;
    assert_eq!(refused.status.code(), Some(2));
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(
        told.contains("there is no part 0 of 2") && told.contains("from 1 without a gap: sbatch --array=1-2"),
        "{told}"
    );
    // Some tasks of an array, queued again or of a step of their own, are not the whole study.
    for (id, count, first, last) in [("2", "2", "2", "8"), ("1", "4", "1", "7"), ("0", "2", "0", "1")] {
        let mut some = admsc(out.path(), "run", &["--shard", "slurm"]);
        some.env("SLURM_ARRAY_TASK_ID", id).env("SLURM_ARRAY_TASK_COUNT", count);
        let refused = some.env("SLURM_ARRAY_TASK_MIN", first).env("SLURM_ARRAY_TASK_MAX", last).output()?;
        assert_eq!(refused.status.code(), Some(2));
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(told.contains(&format!("{count} tasks, from {first} to {last}: they are not all parts")), "{told}");
    }
    let single = Command::new(env!("CARGO_BIN_EXE_admsc")).args(["run", "builtin:demo", "--shard", "1/2"]).output()?;
    assert_eq!(single.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&single.stderr).contains("--shard is for studies"));
    Ok(())
}
