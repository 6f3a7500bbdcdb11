use super::support::{answer, refuse};

#[test]
fn a_dose_after_the_horizon_is_refused_where_it_stands() {
    refuse(
        "[[dose]]\nat = «\"13 months\"»\ncells = 18e6\n",
        &[answer(
            "day 396 lies after the horizon of 365 days",
            "before the horizon",
            "set horizon to more than 396 days",
        )],
    );
    refuse("[[dose]]\nat = «\"365 d\"»\ncells = 18e6\n", &[answer("day 365 lies after", "before", "365")]);
}

#[test]
fn so_is_a_repeat_and_a_visit() {
    refuse(
        "[[dose]]\nat = \"0 d\"\ncells = 18e6\nrepeat = «4»\nevery = \"100 d\"\n",
        &[answer("a dose on day 400 lies after the horizon", "before the horizon", "400")],
    );
    refuse(
        "[output]\nvisits = [\"0 d\", «\"400 d\"»]\n",
        &[answer("the visit on day 400 lies after the horizon of 365 days", "expected 0 to 365 days", "")],
    );
}

#[test]
fn a_dose_between_ticks_is_refused() {
    refuse(
        "[[dose]]\nat = «\"90 min\"»\ncells = 18e6\n",
        &[answer("is not on a tick of 60 min", "whole number of ticks", "")],
    );
}

#[test]
fn a_horizon_of_one_day_is_said_so() {
    refuse(
        "horizon = \"1 d\"\n[output]\nvisits = [«\"2 d\"»]\n[[dose]]\nat = «\"3 d\"»\ncells = 18e6\n",
        &[
            answer("the visit on day 2 lies after the horizon of 1 day", "expected 0 to 1 day", ""),
            answer("day 3 lies after the horizon of 1 day", "before the horizon", "more than 3 days"),
        ],
    );
}

#[test]
fn a_faulty_horizon_is_one_error() {
    refuse(
        "horizon = «\"24 montsh\"»\n[output]\nvisits = [\"24 months\"]\n[[dose]]\nat = \"18 months\"\ncells = 18e6\n",
        &[answer("unknown unit \"montsh\"", "a time", "\"months\"")],
    );
}
