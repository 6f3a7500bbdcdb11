use super::support::{answer, refuse};

#[test]
fn a_window_is_a_whole_number_of_voxels() {
    refuse(
        "[tissue]\nwindow = «[\"4.01 mm\", \"2 mm\"]»\n",
        &[answer("not a whole number of voxels of 25 um", "a whole number of voxels", "4000 um and 4025 um")],
    );
}

#[test]
fn a_window_has_sizes_of_two_three_and_five() {
    refuse(
        "[tissue]\nwindow = «[\"4 mm\", \"1.925 mm\"]»\n",
        &[answer(
            "77 voxels along y, which is not 2^a·3^b·5^c",
            "a product of 2, 3 and 5",
            "75 voxels (1875 um) and 80 voxels (2000 um)",
        )],
    );
}

#[test]
fn a_window_has_two_or_three_axes() {
    refuse("[tissue]\nwindow = «[\"4 mm\"]»\n", &[answer("2 to 3 values were expected, found 1", "lengths", "")]);
}
