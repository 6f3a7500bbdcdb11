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
        &[answer("1.333e11 injected cells and 1.200e3 macrophages", "fewer cells in the window", "")],
    );
}

#[test]
fn so_are_vessels() {
    refuse(
        "[tissue]\nvessel_density = «\"20000 /mm^2\"»\n",
        &[answer("up to 160000 vessels, the limit is 100000", "a smaller tissue.vessel_density", "")],
    );
}
