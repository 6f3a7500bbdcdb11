//! What pictures and tables show of a section and of a block.

use admsc_model::observe::cells::cells;
use admsc_model::observe::snapshot::{scene, snapshot};
use admsc_model::parallel::Serial;
use admsc_model::rules::setup::Setup;
use admsc_model::rules::species::Species;
use admsc_model::simulation::Simulation;

use crate::common;

/// A small nerve of `layers` layers of voxels, a day after its needle.
fn nerve(layers: u32, voxel_um: f64) -> Simulation {
    let mut setup = Setup { baseline_days: 2, ..common::neuropathic() };
    let grid = &mut setup.grid;
    (grid.nx, grid.ny, grid.nz, grid.spacing_um) = (8, 4, layers, voxel_um);
    let [x, y, z] = grid.size_um();
    setup.lesion.from_um = [0.25 * x, 0.0, 0.0];
    setup.lesion.to_um = [0.75 * x, y, z];
    setup.doses = vec![common::needle(0.0, 70e6, [0.2 * x, 0.5 * y, 0.5 * z])];
    let mut simulation = common::simulation(setup);
    simulation.run_to(1.0, Serial, |_, _| {});
    simulation
}

#[test]
fn cells_of_a_section_stand_in_the_middle_of_its_depth_and_those_of_a_block_where_they_are() {
    let section = nerve(1, 100.0);
    let rows = cells(section.plan(), section.tissue());
    let depths = section.tissue().macrophages.position.iter().map(|place| place[2]);
    assert!(depths.into_iter().any(|z| z != 50.0), "they came in anywhere in the depth");
    assert!(rows.len() > 10 && rows.iter().all(|row| row.z_um == 50.0));
    let block = nerve(3, 100.0);
    let rows = cells(block.plan(), block.tissue());
    let shown: Vec<f64> = rows.iter().map(|row| row.z_um).collect();
    let tissue = block.tissue();
    let positions = [&tissue.macrophages.position, &tissue.t_cells.position, &tissue.stem_cells.position];
    let places: Vec<f64> = positions.into_iter().flatten().map(|place| place[2]).collect();
    assert_eq!(shown, places);
}

#[test]
fn the_figure_of_a_block_shows_cells_and_vessels_of_one_slab_round_its_layer() {
    // Layers, their depth, and the slab: as deep as a section (100 µm), or as its layer, which lies in its middle.
    for (layers, voxel, slab) in [(3, 100.0, [100.0, 200.0]), (4, 50.0, [75.0, 175.0]), (2, 200.0, [200.0, 400.0])] {
        let block = nerve(layers, voxel);
        let (plan, tissue) = (block.plan(), block.tissue());
        let (scene, seen) = (scene(plan), snapshot(plan, tissue));
        assert_eq!(scene.slab_um, Some(slab.map(|z: f64| z as f32)));
        let inside = |z: f64| (slab[0]..=slab[1]).contains(&z);
        let vessels = plan.geometry.vessels_um.iter().filter(|place| inside(place[2])).count();
        assert_eq!(scene.vessels_um.len(), vessels);
        assert!(vessels > 0 && vessels < plan.geometry.vessels_um.len());
        let positions = [&tissue.macrophages.position, &tissue.t_cells.position, &tissue.stem_cells.position];
        let cells = positions.into_iter().flatten();
        assert_eq!(seen.spots.len(), cells.filter(|place| inside(place[2])).count());
        assert_eq!(seen.fibres.len(), tissue.axons.place.iter().filter(|place| inside(place[1])).count());
        let layer = plan.setup.grid.index(3, 2, layers / 2);
        let middle = plan.setup.grid.centre_um(layer)[2];
        assert_eq!(middle, 0.5 * (slab[0] + slab[1]));
        assert_eq!(seen.tnf_alpha.ng_per_ml[2 * 8 + 3], tissue.fields.at(Species::TnfAlpha, layer) as f32);
    }
    let section = nerve(1, 100.0);
    let scene = scene(section.plan());
    assert_eq!((scene.slab_um, scene.vessels_um.len()), (None, section.plan().geometry.vessels_um.len()));
    assert_eq!(snapshot(section.plan(), section.tissue()).fibres.len(), section.tissue().axons.place.len());
}
