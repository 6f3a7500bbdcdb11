use std::error::Error;

use admsc_sim::scenario::load_str;

use crate::support::{answer, refuse};

/// A dose with these keys.
fn refuse_dose(keys: &str, answers: &[crate::support::Answer]) {
    refuse(&format!("[[dose]]\nat = \"0 d\"\n{keys}\n"), answers);
}

#[test]
fn every_wrong_line_of_the_table_is_told() -> Result<(), Box<dyn Error>> {
    refuse_dose("positions = «\"\"\"»\nx_um,y_um\n1,2\nfar,2\n\n1,9e9\n-1,2\n1\n\"\"\"", &[]);
}

#[test]
fn columns_are_asked_for() {
    // All are told at the value, which is one text; the lines are those of the table.
    let table = "x_um,y_um\\n1,2\\nfar,2\\r\\n\\n1,9e3\\n\\n\\n-1,2\\n1\\n3,NaN\\n4,4,4\\n";
    let text =
        format!("format = 1\nextends = \"builtin:discogenic\"\ndose = [{{ at = \"0 d\", positions = \"{table}\" }}]\n");
    let Err(errors) = load_str("mine.toml", &text, &[]) else {
        return Err("it must be refused".into());
    };
    let expected = [
        "the positions, line 3: x_um is \"far\", which is not a number",
        "the positions, line 5: y_um is 9000, outside the window of 0 um to 2000 um",
        "the positions, line 8: x_um is -1, outside the window of 0 um to 4000 um",
        "the positions, line 9: y_um is missing",
        "the positions, line 10: y_um is NaN, outside the window of 0 um to 2000 um",
    ];
    let told: Vec<&str> = errors.reports().iter().map(|report| report.message).collect();
    assert_eq!(told, expected);
    for report in errors.reports() {
        assert_eq!((report.line, report.column), (3, 35));
        assert!(report.expectation.contains("the columns x_um, y_um and, in a block, z_um"));
    }
    Ok(())
}

#[test]
fn columns_are_asked_for() {
    // All stand at the value, which is one text; the lines are those of the table.
    let table = "x_um,y_um\\n1,2\\nfar,2\\r\\n\\n1,9e3\\n\\n\\n-1,2\\n1\\n3,NaN\\n4,4,4\\n";
    let columns = "expected CSV with the columns x_um, y_um";
    let told = |message| answer(message, columns, "");
    let text =
        format!("format = 1\nextends = \"builtin:discogenic\"\ndose = [{{ at = \"0 d\", positions = \"{table}\" }}]\n");
    let refused = load_str("mine.toml", &text, &[]);
    assert!(refused.is_err());
    for (report, told) in refused.iter_err().zip([
        told("line 3: x_um is \"far\", which is not a number"),
        told("line 5: y_um is 9000, outside the window of 0 um to 2000 um"),
        told("line 8: x_um is -1, outside the window of 0 um to 4000 um"),
        told("line 9: y_um is missing"),
        told("line 10: y_um is NaN, outside the window"),
    ]) {}
}

#[test]
fn columns_are_asked_for() {
    refuse_dose(
        "positions = «\"x_um\\n1\\n\"»",
        &[answer("line 1: there is no column y_um", "the columns x_um, y_um", "")],
    );
    refuse_dose(
        "positions = «\"x_um,x_um,y_um\\n1,1,1\\n\"»",
        &[answer("line 1: there are 2 columns x_um", "x_um", "")],
    );
    refuse_dose("positions = «\"x_um,y_um\\n\"»", &[answer("there is no position", "a row a cell", "")]);
}

#[test]
fn what_positions_decide_cannot_be_said_again() {
    let table = "positions = \"x_um,y_um\\n1,1\\n\"";
    let counted = "placed cells are counted by their positions";
    refuse_dose(&format!("«cells» = 3\n{table}"), &[answer(counted, "leave this out", "")]);
    refuse_dose(
        &format!("«site» = {{ at = [\"1 mm\", \"1 mm\"] }}\n{table}"),
        &[answer("no site", "leave this out", "")],
    );
    refuse_dose(&format!("route = «\"vein\"»\n{table}"), &[answer("do not come by vein", "leave this out", "")]);
    refuse_dose(
        &format!("sham = true\n«positions» = \"x_um,y_um\\n1,1\\n\""),
        &[answer("a sham has no cells", "leave", "")],
    );
    refuse_dose(
        "preparation = \"medium\"\n«positions» = \"x_um,y_um\\n1,1\\n\"",
        &[answer("medium has no cells to place", "leave this out", "")],
    );
}

#[test]
fn a_text_without_a_folder_has_no_neighbours() {
    refuse_dose(
        "positions = «\"cells.csv\"»",
        &[answer("\"cells.csv\" is a path, but this text has no folder", "the text", "")],
    );
}

#[test]
fn too_many_are_refused_before_they_are_repeated() {
    let rows = "1,1\\n".repeat(6000);
    refuse(
        &format!(
            "[[dose]]\nat = \"0 d\"\npositions = \"x_um,y_um\\n1,1\\n\"\n«[[dose]]»\nat = \"1 d\"\npositions = \"x_um,y_um\\n{rows}\"\nrepeat = 1\nevery = \"1 d\"\n"
        ),
        &[answer("12001 cells are placed in all doses together, the limit is 10000", "fewer positions or repeats", "")],
    );
}
