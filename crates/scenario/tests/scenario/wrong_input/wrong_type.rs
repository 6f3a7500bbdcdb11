use super::support::{answer, refuse};

#[test]
fn a_value_of_another_type_is_named() {
    refuse("title = «3»\n", &[answer("this is a whole number; a string was expected", "a string", "")]);
    refuse("seed = «1.5»\n", &[answer("this is a number; a whole number", "a whole number", "")]);
    refuse("horizon = «true»\n", &[answer("this is a boolean; a time", "a time, for example \"6 months\"", "")]);
    refuse("horizon = «2026-01-01»\n", &[answer("this is a date; a time", "a time", "")]);
    refuse(
        "[output]\ncells = «\"yes\"»\n",
        &[answer("this is a string; true, false or an array of", "true, false or an array of \"csv\"", "")],
    );
    refuse(
        "[patient]\ndraw = «\"yes\"»\n",
        &[answer("this is a string; true or false was expected", "true or false", "")],
    );
    refuse("[output]\nvisits = «\"0 d\"»\n", &[answer("this is a string; an array of times", "an array of times", "")]);
    refuse("[output]\nvisits = «[]»\n", &[answer("there is no visit", "at least one time", "")]);
    refuse(
        "[tissue]\nwindow = «\"4 mm\"»\n",
        &[answer("this is a string; an array of lengths", "an array of lengths", "")],
    );
    refuse(
        "[drive]\ntnf = «[0.5]»\n",
        &[answer("this is an array; a plain number", "a plain number, for example 0.5", "")],
    );
    refuse(
        "drive = «3»\n",
        &[answer("this is a whole number; a section [drive] was expected", "a section [drive]", "")],
    );
    refuse("output = «\"x\"»\n", &[answer("a section [output] was expected", "[output]", "")]);
}

#[test]
fn doses_are_an_array_of_tables() {
    refuse(
        "[«dose»]\nat = \"0 d\"\ncells = 18e6\n",
        &[answer("dose is a table, not an array of tables", "write [[dose]]", "")],
    );
    refuse("dose = [«3»]\n", &[answer("this is a whole number; a dose", "for example { at", "")]);
}
