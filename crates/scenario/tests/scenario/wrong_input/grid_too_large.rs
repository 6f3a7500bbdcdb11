use super::support::{answer, refuse};

#[test]
fn a_grid_that_cannot_fit_states_the_estimate_and_the_limit() {
    refuse(
        "[tissue]\nwindow = «[\"1 m\", \"1 m\"]»\n",
        &[answer(
            "the window of 40000 × 40000 voxels needs about 596.0 GiB of memory, the limit is 4.0 GiB",
            "fewer voxels",
            "a smaller window or a larger voxel",
        )],
    );
    refuse(
        "[tissue]\nwindow = «[\"4 mm\", \"2 mm\", \"2 mm\"]»\nvoxel = \"2 um\"\n",
        &[answer("2000 × 1000 × 1000 voxels needs about", "fewer voxels", "larger voxel")],
    );
    refuse(
        "[tissue]\nwindow = «[\"1e300 m\", \"1e5 m\"]»\n",
        &[answer("the limit is 4.0 GiB", "fewer voxels", "smaller")],
    );
    refuse("[tissue]\nvoxel = «\"1e-30 nm\"»\n", &[answer("the limit is 4.0 GiB", "fewer voxels", "larger voxel")]);
}

#[test]
fn cells_that_cannot_fit_are_counted_too() {
    refuse(
        "[[«dose»]]\nat = \"0 d\"\ncells = 1e15\n",
        &[answer("1.333e11 injected cells and 5.963e3 macrophages", "fewer cells in the window", "")],
    );
    refuse(
        "[macrophage]\nspeed_m0 = \"1 um/min\"\nloss_rate = \"0.3 /day\"\n[[«dose»]]\nat = \"0 d\"\ncells = 7e15\n",
        &[answer("injected cells and", "fewer cells in the window", "")],
    );
}

#[test]
fn macrophages_that_enter_and_are_lost_within_a_step_take_room_too() {
    let refused = |body: &str| {
        refuse(body, &[answer("macrophages in the window need about", "a slower turnover of macrophages", "")]);
    };
    refused("macrophage.loss_rate = «\"599 /day\"»\n");
    refused("[macrophage]\nspeed_m0 = \"1 um/min\"\nloss_rate = «\"190 /day\"»\nrecruitment_gain = 90\n");
    refused("[macrophage]\nreference_density = «\"2e9 cells/mL\"»\nrecruitment_base = 100\n");
}

#[test]
fn so_are_vessels() {
    refuse(
        "[tissue]\nvessel_density = «\"20000 /mm^2\"»\n",
        &[answer("up to 160000 vessels, the limit is 100000", "a smaller tissue.vessel_density", "")],
    );
}

#[test]
fn cells_do_not_turn_thousands_of_times_in_a_step() {
    refuse(
        "stem_cell.persistence = «\"1.2 s\"»\n",
        &[answer("stem_cell.persistence lets a cell turn 3000 times within a step of 60 min", "at least 0.06 min", "")],
    );
    refuse(
        "macrophage.persistence = «\"0.1 min\"»\n",
        &[answer("macrophage.persistence lets a cell turn 3600 times within a step of 360 min", "0.36 min", "")],
    );
}
