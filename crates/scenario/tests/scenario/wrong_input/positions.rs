use std::error::Error;

use admsc_scenario::reading::{load, load_str};

use super::support::{Answer, answer, check_file, plain, refuse};

/// A dose with these keys.
fn refuse_dose(keys: &str, answers: &[Answer]) {
    refuse(&format!("[[dose]]\nat = \"0 d\"\n{keys}\n"), answers);
}

#[test]
fn every_wrong_line_of_the_table_is_told() -> Result<(), Box<dyn Error>> {
    // All are told at the value, which is one text; the lines are those of the table.
    let table = r"x_um,y_um\n1,2\nfar,2\r\n\n1,9e3\n\n\n-1,2\n1\n3,NaN\n4,4,4\n";
    let text =
        format!("format = 1\nextends = \"builtin:discogenic\"\ndose = [{{ at = \"0 d\", positions = \"{table}\" }}]\n");
    let Err(errors) = load_str("mine.toml", &text, &[]) else {
        return Err("it must be refused".into());
    };
    let expected = [
        "positions, line 3: x_um is \"far\", which is not a number",
        "positions, line 5: y_um is 9000, outside the window of 0 um to 2000 um",
        "positions, line 8: x_um is -1, outside the window of 0 um to 4000 um",
        "positions, line 9: y_um is missing",
        "positions, line 10: y_um is NaN, outside the window of 0 um to 2000 um",
    ];
    let told: Vec<String> = errors.reports().iter().map(|report| report.message.clone()).collect();
    assert_eq!(told, expected);
    for report in errors.reports() {
        assert_eq!((report.line, report.column), (3, 35));
        assert!(report.expectation.contains("the columns x_um, y_um and, in a block, z_um"));
    }
    Ok(())
}

#[test]
fn a_faulty_file_is_told_where_it_is_named() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("mine.toml");
    let refuse_file = |name: &str, bytes: &[u8], wrong: Answer| -> Result<(), Box<dyn Error>> {
        std::fs::write(folder.path().join("cells.csv"), bytes)?;
        let text =
            format!("format = 1\nextends = \"builtin:discogenic\"\n[[dose]]\nat = \"0 d\"\npositions = «\"{name}\"»\n");
        std::fs::write(&path, plain(&text))?;
        check_file(&path.display().to_string(), &text, load(&path, &[]), &[wrong]);
        Ok(())
    };
    let line = answer("positions, line 2: x_um is 9000, outside", "expected CSV with the columns", "");
    refuse_file("cells.csv", b"x_um,y_um\n9000,2", line)?;
    refuse_file("cells.csv", b"x_um,y_um", answer("there is no position", "one row per cell", ""))?;
    refuse_file("cells.csv", b"\xff\n", answer("it is not UTF-8 text", "a CSV file of positions", ""))?;
    refuse_file(
        "cell.csv",
        b"",
        answer("there is no such file", "a CSV file of positions", "did you mean \"cells.csv\"?"),
    )?;
    refuse_file("../cells.csv", b"", answer("is outside the directory of the scenarios", "a relative path within", ""))
}

#[test]
fn columns_are_asked_for() {
    let table = |text: &str| format!("positions = «\"{text}\"»");
    refuse_dose(&table(r"x_um\n1\n"), &[answer("line 1: there is no column y_um", "the columns x_um, y_um", "")]);
    refuse_dose(&table(r"x_um,x_um,y_um\n1,1,1\n"), &[answer("line 1: 2 columns are named x_um", "x_um", "")]);
    refuse_dose(&table(r"x_um,y_um\n"), &[answer("there is no position", "one row per cell", "")]);
    let block = "tissue.window = [\"4 mm\", \"0.8 mm\", \"0.4 mm\"]\ntissue.lesion = { from = [\"1 mm\"] }\n";
    let dose = r#"dose = [{ at = "0 d", positions = «"x_um,y_um\n1,1\n"» }]"#;
    refuse(&format!("{block}{dose}"), &[answer("line 1: there is no column z_um", "in a block, z_um", "")]);
}

#[test]
fn what_positions_decide_cannot_be_said_again() {
    let table = r#"positions = "x_um,y_um\n1,1\n""#;
    let counted = answer("positions already determine the number of cells", "remove this", "");
    refuse_dose(&format!("«cells» = 3\n{table}"), &[counted]);
    let site = answer("cells with positions have no site", "remove this", "");
    refuse_dose(&format!("«site» = {{ at = [\"1 mm\", \"1 mm\"] }}\n{table}"), &[site]);
    let vein = answer("cells with positions cannot be given by vein", "remove this", "");
    refuse_dose(&format!("route = «\"vein\"»\n{table}"), &[vein]);
    let marked = table.replace("positions", "«positions»");
    refuse_dose(&format!("sham = true\n{marked}"), &[answer("a sham has no cells", "remove this", "")]);
    let medium = answer("medium contains no cells, so it has no positions", "remove this", "");
    refuse_dose(&format!("preparation = \"medium\"\n{marked}"), &[medium]);
}

#[test]
fn a_text_without_a_folder_has_no_neighbours() {
    let alone =
        answer("\"cells.csv\" is a path, but this scenario is not in a file", "expected the text of a CSV file", "");
    refuse_dose("positions = «\"cells.csv\"»", &[alone]);
}

#[test]
fn too_many_are_refused_before_they_are_repeated() -> Result<(), Box<dyn Error>> {
    // Such a line is too long to be shown whole, and so to be compared with what is shown.
    let refused = |doses: String| -> Result<(String, usize), Box<dyn Error>> {
        let text = format!("format = 1\nextends = \"builtin:discogenic\"\ndose = [{doses}]\n");
        let errors = load_str("mine.toml", &text, &[]).err().ok_or("it must be refused")?;
        let [ref report] = errors.reports()[..] else { return Err("one error is expected".into()) };
        assert!(report.expectation.contains("expected fewer positions"));
        Ok((report.message.to_owned(), report.column))
    };
    let dose = |cells, more: &str| {
        let rows = r"1,1\n".repeat(cells);
        format!("{{ at = \"1 d\", positions = \"x_um,y_um\\n{rows}\"{more} }}")
    };
    let one = dose(1, "");
    let twice = dose(6000, ", repeat = 1, every = \"1 d\"");
    let message = "12001 cells have positions in all doses together, the limit is 10000".to_owned();
    assert_eq!(refused(format!("{one}, {twice}"))?, (message, 9 + one.len() + 2 + 26));
    let message = "10001 cells have positions, the limit is 10000".to_owned();
    assert_eq!(refused(dose(10_001, ""))?, (message, 9 + 26));
    Ok(())
}
