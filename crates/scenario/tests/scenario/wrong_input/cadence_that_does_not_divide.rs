use super::support::{answer, refuse, refuse_whole};

#[test]
fn each_cadence_divides_the_next() {
    refuse(
        "[cadence]\ntick = \"1 h\"\nfield = «\"90 min\"»\n",
        &[answer("field of 90 min is not a whole number of tick of 60 min", "each cadence must divide the next", "")],
    );
    refuse(
        "[cadence]\nfield = \"5 h\"\nslow = «\"12 h\"»\n",
        &[answer("slow of 720 min is not a whole number of field of 300 min", "must divide", "")],
    );
    refuse(
        "[cadence]\nfield = \"5 h\"\nslow = «\"10 h\"»\n",
        &[answer("a day is not a whole number of slow intervals of 600 min", "slow must divide a day", "")],
    );
}

#[test]
fn a_cadence_is_whole_minutes_up_to_a_day() {
    refuse("[cadence]\ntick = «\"30 s\"»\n", &[answer("a whole number of minutes up to a day", "1 min to 1 d", "")]);
    refuse("[cadence]\nslow = «\"2 d\"»\n", &[answer("found 2880 min", "1 min to 1 d", "")]);
    refuse("[cadence]\ntick = «\"0 h\"»\n", &[answer("cadence.tick must be positive", "positive", "")]);
}

#[test]
fn what_a_base_may_say_is_not_blamed() {
    for (cadence, told) in [
        ("slow = «\"48 h\"»", "cadence.slow must be a whole number of minutes up to a day"),
        ("tick = «\"7 h\"»", "a day is not a whole number of tick intervals of 420 min"),
        ("field = «\"7 h\"»\ntick = \"1 h\"", "a day is not a whole number of field intervals of 420 min"),
        ("slow = «\"12 h\"»\ntick = \"5 h\"", "slow of 720 min is not a whole number of tick of 300 min"),
    ] {
        let text = format!("format = 1\nextends = «\"builtin:neuropathc\"»\n[cadence]\n{cadence}\n");
        refuse_whole(&text, &[answer("no bundled scenario", "", "builtin:neuropathic"), answer(told, "", "")]);
    }
}
