use super::support::{answer, refuse};

#[test]
fn parameters_keep_their_hard_limits() {
    refuse(
        "[stem_cell]\nhalf_life = «\"0 d\"»\nretention = «1.2»\nspeed = «\"-1 um/min\"»\n",
        &[
            answer("stem_cell.half_life must be positive, found 0 day", "must be positive", ""),
            answer("stem_cell.retention must lie between 0 and 1, found 1.2", "between 0 and 1", ""),
            answer("stem_cell.speed must not be negative, found -1440 um/day", "must not be negative", ""),
        ],
    );
    refuse("[drive]\ntnf_half = «0»\n", &[answer("drive.tnf_half must be positive, found 0", "positive", "")]);
    refuse("[tissue]\ntreated_volume = «\"-3 mL\"»\n", &[answer("must be positive, found -3 mL", "positive", "")]);
}

#[test]
fn slips_of_the_pen_by_orders_of_magnitude_are_refused() {
    refuse(
        "[macrophage]\nrecruitment_gain = «1e300»\nloss_rate = «\"1e-9 /day\"»\n",
        &[
            answer("more than 1000 times outside 0.5 to 2", "plausible: 0.5 to 2", ""),
            answer("lies more than 1000 times outside", "plausible: 0.12 /day to 0.6 /day", ""),
        ],
    );
}

#[test]
fn sizes_times_and_doses_are_positive() {
    refuse("[tissue]\nvoxel = «\"0 um\"»\n", &[answer("tissue.voxel must be positive", "positive", "")]);
    refuse("[tissue]\nwindow = «[\"0 mm\", \"2 mm\"]»\n", &[answer("larger than 0 along every axis", "positive", "")]);
    refuse("horizon = «\"0 d\"»\n", &[answer("horizon must be 1 to 36525 days, found 0", "expected 1 to 36525", "")]);
    refuse("horizon = «\"-3 months\"»\n", &[answer("horizon must be 1 to 36525 days", "expected", "")]);
    refuse("[[dose]]\nat = \"0 d\"\ncells = «0»\n", &[answer("cells must be positive, found 0", "positive", "")]);
    refuse(
        "[[dose]]\nat = «\"-1 d\"»\ncells = 1e6\n",
        &[answer("at must not be negative, found -1 day", "negative", "")],
    );
    refuse(
        "seed = «-1»\n",
        &[answer("seed must be a whole number from 0 to 18446744073709551615, found -1", "whole", "")],
    );
    refuse("[nerve]\naxons = «0»\n", &[answer("nerve.axons must be a whole number from 1", "from 1 to 10000", "")]);
    // The nerve is there, faulty as it is.
    refuse(
        "pain.nerve_share = 0.7\n[nerve]\naxons = «0»\n",
        &[answer("nerve.axons must be a whole number from 1", "from 1 to 10000", "")],
    );
    refuse("pain.nerve_share = «0.7»\n", &[answer("there is no nerve", "expected [nerve], or 0", "")]);
    refuse("[patient]\nbaseline_pain = «0»\n", &[answer("patient.baseline_pain must be positive", "positive", "")]);
    refuse("[patient]\nbaseline_pain = «11»\n", &[answer("at most 10 points, found 11", "0 to 10", "")]);
}
