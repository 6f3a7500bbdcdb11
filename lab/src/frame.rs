//! The window on one day as bytes that the page draws. All numbers are little endian.
//!
//! | bytes | what |
//! |---|---|
//! | 2, 2 | columns and rows of the maps |
//! | columns × rows, of each of [`FIELDS`] | level in each voxel, x first, of the [`ramp`] |
//! | 2, then 5 each | cells: kind (place in [`KINDS`]), x and y as shares of the window of 65,535 |
//! | 2, then 5 each | axons: y, front, and what is drawn there: 0 nothing, at the target or while it waits; 1 an arrow, it grows; 2 a bar, it is stalled |
//! | 2, then 1 each | microglia of the segment: place in [`GLIA`] |

use super::told::in_both;
use admsc_model::observe::cells::CellKind;
use admsc_model::observe::snapshot::{Scene, Snapshot, scene, snapshot};
use admsc_model::rules::axon::AxonState;
use admsc_model::rules::microglia::Activity;
use admsc_model::rules::plan::Plan;
use admsc_model::rules::tissue::Tissue;
use admsc_scenario::language::{Message, english};
use admsc_study::palette::ramp;
use serde_json::{Value, json};

/// Kinds of cells in the order in which they are drawn: what is many would hide the rest.
pub const KINDS: [CellKind; 7] = [
    CellKind::M0,
    CellKind::ApoptoticAdmsc,
    CellKind::Admsc,
    CellKind::M2,
    CellKind::M1,
    CellKind::TRegulatory,
    CellKind::TEffector,
];

/// What the maps of a window show, in their order.
pub const FIELDS: [Field; 3] = [Field::TnfAlpha, Field::Imprint, Field::MatrixLost];

/// What a map of the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// TNFα.
    TnfAlpha,
    /// The imprint that dying cells leave, a share.
    Imprint,
    /// The share of the matrix that is not intact.
    MatrixLost,
}

impl Field {
    /// Its name, with what its darkest colour stands for in a window.
    fn said(self, plan: &Plan) -> Message {
        match self {
            Self::TnfAlpha => {
                english("TNFα, up to {highest} ng/mL and more").with("highest", format_args!("{:.1}", highest(plan)))
            }
            Self::Imprint => english("imprint of dying cells, up to all that is possible").into(),
            Self::MatrixLost => english("matrix that is lost, up to all of it").into(),
        }
    }

    /// Level of a voxel, given TNFα there.
    fn level(self, plan: &Plan, tissue: &Tissue, voxel: usize, tnf_alpha: f64) -> u8 {
        let level = match self {
            Self::TnfAlpha => ramp::level(tnf_alpha, highest(plan)),
            Self::Imprint => ramp::level(tissue.imprint_at(voxel), 1.0),
            Self::MatrixLost => ramp::level(1.0 - tissue.integrity_at(voxel), 1.0),
        };
        level as u8
    }
}

/// Microglia by what they do.
pub const GLIA: [Activity; 3] = [Activity::Resting, Activity::Reactive, Activity::Resolving];

/// What does not change during a run, for the page: places as shares of the window, sizes in µm.
pub fn stage(plan: &Plan) -> Value {
    let Scene { size_um: size, lesion_from_um: from, lesion_to_um: to, vessels_um, needles_um, .. } = scene(plan);
    let share = |[x, y]: [f32; 2]| [x / size[0], y / size[1]];
    let all = |places: Vec<[f32; 2]>| places.into_iter().map(share).collect::<Vec<_>>();
    json!({
        "width_um": size[0], "height_um": size[1], "lesion": [share(from), share(to)],
        "vessels": all(vessels_um), "needles": all(needles_um),
        "fields": FIELDS.map(|field| in_both(&field.said(plan))), "has_nerve": plan.setup.nerve.is_some(),
    })
}

/// Concentration of TNFα at which the map has its darkest colour, ng/mL: the reference of the inflamed state, so that two patients, and
/// the same one on two days, are compared by eye.
pub fn highest(plan: &Plan) -> f64 {
    1.5 * plan.references.tnf_alpha
}

/// The present state.
pub fn frame(plan: &Plan, tissue: &Tissue) -> Vec<u8> {
    let Snapshot { tnf_alpha, spots, fibres, microglia, .. } = snapshot(plan, tissue);
    let [width, height] = scene(plan).size_um;
    let mut bytes = Vec::new();
    let number = |bytes: &mut Vec<u8>, number: usize| bytes.extend((number.min(0xffff) as u16).to_le_bytes());
    let place = |bytes: &mut Vec<u8>, share: f32| {
        bytes.extend(((share.clamp(0.0, 1.0) * 65535.0).round() as u16).to_le_bytes())
    };
    number(&mut bytes, tnf_alpha.columns as usize);
    number(&mut bytes, tnf_alpha.rows as usize);
    // A map of a fine grid has a value for a block of voxels; of what is no signal that is the value of its first.
    let grid = &plan.setup.grid;
    let block = grid.nx.div_ceil(tnf_alpha.columns.max(1));
    let places = (0..tnf_alpha.rows).flat_map(|row| (0..tnf_alpha.columns).map(move |column| (column, row)));
    for field in FIELDS {
        bytes.extend(places.clone().zip(&tnf_alpha.ng_per_ml).map(|((column, row), value)| {
            field.level(plan, tissue, grid.index(column * block, row * block, grid.nz / 2), f64::from(*value))
        }));
    }
    number(&mut bytes, spots.len());
    for kind in KINDS {
        for spot in spots.iter().filter(|spot| spot.kind == kind) {
            bytes.push(KINDS.iter().position(|known| *known == kind).unwrap_or_default() as u8);
            place(&mut bytes, spot.place_um[0] / width);
            place(&mut bytes, spot.place_um[1] / height);
        }
    }
    number(&mut bytes, fibres.len());
    for fibre in &fibres {
        place(&mut bytes, fibre.y_um / height);
        place(&mut bytes, fibre.front_um / width);
        bytes.push(match fibre.state {
            AxonState::Growing => 1,
            AxonState::Stalled => 2,
            _ => 0,
        });
    }
    number(&mut bytes, microglia.len());
    bytes.extend(microglia.iter().map(|one| GLIA.iter().position(|known| known == one).unwrap_or_default() as u8));
    bytes
}
