//! `admsc calibrate`.

use std::error::Error;
use std::path::Path;

use admsc_sim::scenario;

type Outcome = Result<(), Box<dyn Error>>;

const HEAD: &str =
    "id,indication,study,doi,product,model_arm,dose,observer,visit_day,estimator,value,low,high,n,role,status,note\n";

fn admsc(folder: &Path, arguments: &[&str]) -> Result<std::process::Output, Box<dyn Error>> {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_admsc"));
    Ok(command.current_dir(folder).env_remove("ADMSC_LANG").arg("calibrate").args(arguments).output()?)
}

#[test]
fn the_command_fits_a_users_own_table_and_refuses_what_cannot_be_fitted() -> Outcome {
    let place = tempfile::tempdir()?;
    let folder = place.path();
    std::fs::write(folder.join("own.toml"), "format = 1\nextends = \"builtin:discogenic\"\nhorizon = \"10 d\"\n")?;
    let row = "pain,gout,one,,none,own.toml,-,untreated,10,mean VAS,6.5,6,7,,ROLE,found,";
    std::fs::write(folder.join("fit.csv"), format!("{HEAD}{}\n", row.replace("ROLE", "fit")))?;
    std::fs::write(folder.join("check.csv"), format!("{HEAD}{}\n", row.replace("ROLE", "check")))?;
    std::fs::write(folder.join("faulty.csv"), format!("{HEAD}{}\n", row.replace("6.5", "much")))?;

    let own = ["--targets", "fit.csv", "--indication", "gout", "--free", "pain.gain"];
    let quick = ["--mean-field-only", "--patients", "8"];
    // What it would cost is told before hours of it, and nothing is written.
    let planned = admsc(folder, &[&own[..], &["--patients", "8", "--evaluations", "5", "--dry-run"]].concat())?;
    let planned = String::from_utf8(planned.stdout)?;
    assert!(
        planned.contains("at most 5 evaluations of 8 patients × 2 seeds") && planned.contains("about "),
        "{planned}"
    );
    assert!(!folder.join("output").exists());
    let first = admsc(folder, &[&own[..], &quick].concat())?;
    let told = String::from_utf8(first.stdout)?;
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    for part in ["pain.gain", "6.5 (6 to 7)", "mean field", "potency 1", "calibration.toml", "digest "] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let again = String::from_utf8(admsc(folder, &[&own[..], &quick].concat())?.stdout)?;
    assert!(again.contains("computed before") && again.lines().last() == told.lines().last());
    let serial = admsc(folder, &[&own[..], &quick, &["--threads", "1", "--out", "serial", "--quiet"]].concat())?;
    assert_eq!(String::from_utf8(serial.stdout)?.lines().last(), told.lines().last(), "any number of threads");
    let results = folder.join("output/calibration-gout");
    let set = results.join(std::fs::read_to_string(results.join("latest"))?.trim()).join("calibration.toml");
    let found = scenario::load(&set, &[]).map_err(|errors| errors.to_string())?.setup;
    let before = scenario::load(&folder.join("own.toml"), &[]).map_err(|errors| errors.to_string())?.setup;
    assert!(found.horizon_days == 10 && found.parameters.pain.gain != before.parameters.pain.gain);

    // Another text in the scenario's place is another calibration.
    let other = "format = 1\nextends = \"builtin:discogenic\"\nhorizon = \"10 d\"\n[drive]\ntnf = 1.0\n";
    std::fs::write(folder.join("own.toml"), other)?;
    let anew = String::from_utf8(admsc(folder, &[&own[..], &quick].concat())?.stdout)?;
    assert!(!anew.contains("computed before") && anew.lines().last() != told.lines().last());
    // A bundled scenario stands for an arm by its name, in whatever indication.
    let bundled = row.replace("own.toml", "discogenic-untreated").replace("ROLE", "fit");
    std::fs::write(folder.join("bundled.csv"), format!("{HEAD}{bundled}\n"))?;
    let of_bundled = ["--targets", "bundled.csv", "--indication", "gout", "--free", "pain.gain", "--out", "bundled"];
    let output = admsc(folder, &[&of_bundled[..], &quick].concat())?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let undosed = row.replace("own.toml", "discogenic-single").replace("ROLE", "fit");
    std::fs::write(folder.join("undosed.csv"), format!("{HEAD}{undosed}\n"))?;
    let too_many = row.replace("own.toml,-", "discogenic-single,1e13 local").replace("ROLE", "fit");
    std::fs::write(folder.join("many.csv"), format!("{HEAD}{too_many}\n"))?;

    let refused = |arguments: &[&str], parts: &[&str]| -> Outcome {
        let output = admsc(folder, arguments)?;
        let told = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(output.stdout.is_empty());
        parts.iter().for_each(|part| assert!(told.contains(part), "{part}: {told}"));
        Ok(())
    };
    refused(
        &["--targets", "check.csv", "--indication", "gout"],
        &["check.csv", "role fit", "gout", "nor for another"],
    )?;
    let undosed = ["--targets", "undosed.csv", "--indication", "gout", "--free", "pain.gain"];
    refused(&undosed, &["row pain", "column dose", "means no cells"])?;
    let many = ["--targets", "many.csv", "--indication", "gout", "--free", "pain.gain"];
    refused(&many, &["row pain", "column dose", "1e13 cells", "limit is 4.0 GiB"])?;
    refused(&["--targets", "faulty.csv", "--indication", "gout"], &["faulty.csv", "line 2", "value", "much"])?;
    refused(&["--targets", "fit.csv", "--indication", "gout"], &["gout", "--free", "discogenic"])?;
    refused(&["--free", "pain.gian"], &["pain.gian"])?;
    refused(&["--free", "patient.potency"], &["patient.potency", "range"])?;
    refused(&["--indication", "plague"], &["plague", "role fit"])?;
    refused(&["--evaluations", "61"], &["61", "60"])?;
    Ok(())
}
