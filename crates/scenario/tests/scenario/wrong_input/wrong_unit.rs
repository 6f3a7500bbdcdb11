use admsc_scenario::language::Language;
use admsc_scenario::reading::{Override, load_str};

use super::support::{answer, refuse};

#[test]
fn an_unknown_unit_is_named_with_the_nearest() {
    refuse(
        "horizon = «\"12 montsh\"»\n",
        &[answer("unknown unit \"montsh\"", "expected a time, for example \"6 months\"", "did you mean \"months\"?")],
    );
    refuse("[tissue]\nvoxel = «\"25 parsec\"»\n", &[answer("unknown unit \"parsec\"", "expected a length", "")]);
    refuse("[stem_cell]\nspeed = «\"1 um/minn\"»\n", &[answer("unknown unit \"minn\"", "expected a speed", "\"min\"")]);
}

#[test]
fn help_is_given_once_and_marks_do_not_run_together() -> Result<(), Box<dyn std::error::Error>> {
    for (set, message, help) in [
        ("horizon=1 y\"", "unknown unit 'y\"'", "did you mean \"y\"?"),
        ("horizon=1 yer", "unknown unit \"yer\"", "\"year\"?"),
    ] {
        let text = "format = 1\nextends = \"builtin:discogenic\"\n";
        let shown = match load_str("mine.toml", text, &[Override::parse(set)?]) {
            Err(errors) => errors.render(false, Language::English),
            Ok(_) => return Err(format!("{set} was read").into()),
        };
        assert!(shown.lines().next().is_some_and(|line| line == format!("error: {message}")), "{shown}");
        assert_eq!((shown.matches("did you mean").count(), shown.matches("for example").count()), (1, 1), "{shown}");
        assert!(shown.contains(help), "{shown}");
    }
    Ok(())
}

#[test]
fn a_missing_unit_is_asked_for() {
    refuse(
        "[tissue]\nvoxel = «25»\n",
        &[answer("\"25\" has no unit; a length was expected", "for example \"3 mm\"", "\"25 um\" or \"25 mm\"")],
    );
    refuse("horizon = «\"12\"»\n", &[answer("\"12\" has no unit", "expected a time", "\"12 months\"")]);
}

#[test]
fn a_unit_without_a_number_is_refused() {
    refuse("horizon = «\"months\"»\n", &[answer("does not begin with a number", "expected a time", "")]);
    refuse("horizon = «\"\"»\n", &[answer("does not begin with a number", "expected a time", "")]);
}
