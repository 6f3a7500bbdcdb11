use std::error::Error;

use admsc_scenario::reading::load;

use super::support::{answer, check_file};

#[test]
fn a_file_of_another_encoding_is_refused_at_the_first_wrong_byte() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("latin.toml");
    std::fs::write(&path, b"format = 1\ntitle = \"R\xfcckenschmerz\"\n")?;
    let marked = "format = 1\ntitle = \"R«\u{fffd}»ckenschmerz\"\n";
    let answers = [answer("the file is not UTF-8 text", "save the file as UTF-8", "")];
    check_file(&path.display().to_string(), marked, load(&path, &[]), &answers);
    Ok(())
}
