//! The window on one day, small enough to be kept for a picture: the TNFα map, every cell's place and kind, the axons'
//! fronts, and the microglia of the segment. Maps of fine grids are averaged over blocks of voxels, so that memory is bounded whatever the grid.

use serde::{Deserialize, Serialize};

use super::cells::CellKind;
use crate::engine::grid::Grid;
use crate::rules::axon::AxonState;
use crate::rules::macrophage::Phenotype;
use crate::rules::microglia::Activity;
use crate::rules::plan::Plan;
use crate::rules::setup::Route;
use crate::rules::species::Species;
use crate::rules::stem_cell::Life;
use crate::rules::t_cell::Kind;
use crate::rules::tissue::Tissue;

/// Most columns or rows of a map.
const MOST: u32 = 256;

/// What does not change: the window and what lies in it, seen along z.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// Size along x and y, µm.
    pub size_um: [f32; 2],
    /// Lower corner of the lesion, µm.
    pub lesion_from_um: [f32; 2],
    /// Upper corner of the lesion, µm.
    pub lesion_to_um: [f32; 2],
    /// The slab of a block that is shown, from and to along z, µm: the depth of a section round its middle layer. None in a
    /// section, which is shown whole.
    pub slab_um: Option<[f32; 2]>,
    /// Places where cells enter from the blood, µm; of a block those in the slab.
    pub vessels_um: Vec<[f32; 2]>,
    /// Tips of the needles, µm, each once.
    pub needles_um: Vec<[f32; 2]>,
}

/// A map of a concentration in the middle layer of the window, through the middle of the slab of a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Map {
    /// Columns, along x.
    pub columns: u32,
    /// Rows, along y.
    pub rows: u32,
    /// Concentration, ng/mL, x first.
    pub ng_per_ml: Vec<f32>,
}

/// A cell in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Kind.
    pub kind: CellKind,
    /// Place (x, y), µm.
    pub place_um: [f32; 2],
}

/// An axon in a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fibre {
    /// Place across the fascicle (y), µm.
    pub y_um: f32,
    /// Place of its front along x, µm; at or beyond the window's end where it is connected.
    pub front_um: f32,
    /// What it is doing.
    pub state: AxonState,
}

/// The window on one day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Time after the start, days.
    pub day: f64,
    /// TNFα.
    pub tnf_alpha: Map,
    /// Cells; of a block those in the slab.
    pub spots: Vec<Spot>,
    /// The nerve; none in a disc; of a block the axons in the slab.
    pub fibres: Vec<Fibre>,
    /// What the microglia of the segment are doing.
    pub microglia: Vec<Activity>,
}

/// What does not change during a run.
pub fn scene(plan: &Plan) -> Scene {
    let setup = &plan.setup;
    let mut needles_um: Vec<[f32; 2]> = Vec::new();
    for dose in &setup.doses {
        if let Route::Needle { tip_um } = dose.route {
            let tip = flat(tip_um);
            if !needles_um.contains(&tip) {
                needles_um.push(tip);
            }
        }
    }
    let vessels = plan.geometry.vessels_um.iter().filter(|place| in_slab(plan, **place));
    let size = setup.grid.size_um();
    let within = |place: [f64; 3]| flat(std::array::from_fn(|axis| place[axis].clamp(0.0, size[axis])));
    Scene {
        size_um: flat(size),
        lesion_from_um: within(setup.lesion.from_um),
        lesion_to_um: within(setup.lesion.to_um),
        slab_um: slab(plan).map(|ends| ends.map(|z| z as f32)),
        vessels_um: vessels.map(|place| flat(*place)).collect(),
        needles_um,
    }
}

/// The present state.
pub fn snapshot(plan: &Plan, tissue: &Tissue) -> Snapshot {
    let (macrophages, t_cells, axons) = (&tissue.macrophages, &tissue.t_cells, &tissue.axons);
    let stem_cells = &tissue.stem_cells;
    let of_macrophages = (0..macrophages.len()).map(|row| {
        let kind = match macrophages.phenotype[row] {
            Phenotype::M0 => CellKind::M0,
            Phenotype::M1 => CellKind::M1,
            Phenotype::M2 => CellKind::M2,
        };
        (kind, macrophages.position[row])
    });
    let of_t_cells = (0..t_cells.len()).map(|row| {
        let kind = match t_cells.kind[row] {
            Kind::Effector => CellKind::TEffector,
            Kind::Regulatory => CellKind::TRegulatory,
        };
        (kind, t_cells.position[row])
    });
    let of_stem_cells = (0..stem_cells.len()).map(|row| {
        let kind = if stem_cells.life[row] == Life::Alive { CellKind::Admsc } else { CellKind::ApoptoticAdmsc };
        (kind, stem_cells.position[row])
    });
    let spots = of_macrophages
        .chain(of_t_cells)
        .chain(of_stem_cells)
        .filter(|(_, place)| in_slab(plan, *place))
        .map(|(kind, place)| Spot { kind, place_um: flat(place) })
        .collect();
    let in_sight = (0..axons.len()).filter(|axon| {
        let [y, z] = axons.place[*axon];
        in_slab(plan, [0.0, y, z])
    });
    let fibres = in_sight.map(|axon| fibre(plan, axons.place[axon][0], axons.state[axon], axons.front[axon]));
    Snapshot {
        day: tissue.clock.day(),
        tnf_alpha: map(plan, tissue, Species::TnfAlpha),
        spots,
        fibres: fibres.collect(),
        microglia: tissue.microglia.activity.clone(),
    }
}

fn fibre(plan: &Plan, y_um: f64, state: AxonState, grown_um: f64) -> Fibre {
    let front = match state {
        AxonState::Intact | AxonState::Arrived => plan.setup.grid.size_um()[0],
        _ => plan.setup.lesion.from_um[0] + grown_um,
    };
    Fibre { y_um: y_um as f32, front_um: front as f32, state }
}

/// A species in the middle layer.
pub fn map(plan: &Plan, tissue: &Tissue, species: Species) -> Map {
    let grid = &plan.setup.grid;
    let block = grid.nx.max(grid.ny).div_ceil(MOST);
    let (columns, rows) = (grid.nx.div_ceil(block), grid.ny.div_ceil(block));
    let mean = |column: u32, row: u32| {
        let within = |from: u32, end: u32| from * block..((from + 1) * block).min(end);
        let (mut sum, mut voxels) = (0.0, 0.0);
        for y in within(row, grid.ny) {
            for x in within(column, grid.nx) {
                sum += tissue.fields.at(species, grid.index(x, y, middle_layer(grid)));
                voxels += 1.0;
            }
        }
        (sum / voxels) as f32
    };
    let ng_per_ml = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    Map { columns, rows, ng_per_ml: ng_per_ml.map(|(column, row)| mean(column, row)).collect() }
}

/// Number of the layer that maps show.
fn middle_layer(grid: &Grid) -> u32 {
    grid.nz / 2
}

/// The slab of a block that is shown, from and to along z, µm: as deep as a section, or as its layer where that is deeper,
/// with the middle layer in the middle. Nothing in a section.
fn slab(plan: &Plan) -> Option<[f64; 2]> {
    let grid = &plan.setup.grid;
    let middle = (f64::from(middle_layer(grid)) + 0.5) * grid.spacing_um;
    let half = 0.5 * grid.section_depth_um.max(grid.spacing_um);
    (grid.nz > 1).then(|| [(middle - half).max(0.0), (middle + half).min(grid.size_um()[2])])
}

/// Whether a place lies in the slab of a block; in a section all do.
fn in_slab(plan: &Plan, place: [f64; 3]) -> bool {
    slab(plan).is_none_or(|[from, to]| (from..=to).contains(&place[2]))
}

/// A place seen along z.
pub fn flat(place: [f64; 3]) -> [f32; 2] {
    [place[0] as f32, place[1] as f32]
}
