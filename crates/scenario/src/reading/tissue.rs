//! The window, the lesion and the nerve.

use super::diagnostics::{Location, Log};
use super::study::tables;
use super::tree::{Item, Table};
use super::values;
use super::{TOP, memory, section};
use crate::language::{Message, english, verbatim};
use crate::ledger::limits::Limit;
use crate::units::{self, Kind};
use admsc_model::engine::grid::Grid;
use admsc_model::engine::transform::{MAX_SIZE, is_allowed};
use admsc_model::rules::setup::{Lesion, Nerve};

const DEFAULT_WINDOW_UM: [f64; 2] = [4000.0, 2000.0];
const DEFAULT_VOXEL_UM: f64 = 25.0;
const DEFAULT_DEPTH_UM: f64 = 100.0;
const AXES: [char; 3] = ['x', 'y', 'z'];

/// Where things are.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// Voxels.
    pub grid: Grid,
    /// Diseased tissue.
    pub lesion: Lesion,
    /// The fascicle, in nerve indications.
    pub nerve: Option<Nerve>,
}

/// Reads `[tissue]` (besides its ledger keys) and `[nerve]`.
pub fn read(log: &mut Log, root: &Table) -> Option<Window> {
    let nerve = read_nerve(log, root);
    let tissue = section(log, root, "tissue");
    let Some(grid) = read_grid(log, tissue) else {
        check_box(log, tissue);
        return None;
    };
    let lesion = read_lesion(log, tissue, &grid)?;
    Some(Window { grid, lesion, nerve })
}

/// The same of a scenario that may state the rest elsewhere: the window where all is stated, else each length by itself.
pub fn read_stated(log: &mut Log, root: &Table) -> Option<Window> {
    let tissue = section(log, root, "tissue");
    let grid = ["window", "voxel"].iter().all(|key| tissue.contains_key(*key));
    if grid && ["lesion.from", "lesion.to"].iter().all(|path| tables::get(tissue, path).is_some()) {
        return read(log, root);
    }
    read_nerve(log, root);
    if grid {
        read_grid(log, tissue);
    } else {
        tissue.get("window").map(|item| values::quantities(log, item, Kind::Length, 2, 3));
        for name in ["voxel", "depth"] {
            length(log, tissue, name, DEFAULT_VOXEL_UM);
        }
    }
    check_box(log, tissue);
    None
}

/// What is wrong with the lesion wherever the window is.
fn check_box(log: &mut Log, tissue: &Table) {
    let Some(item) = tissue.get("lesion") else { return };
    let Some(lesion) = values::table(log, item, english("a box with from and to")) else { return };
    let corners = ["from", "to"].map(|name| lesion.get(name));
    let read = corners.map(|corner| corner.and_then(|item| values::quantities(log, item, Kind::Length, 1, 3)));
    let ([Some(from), Some(to)], Some(place)) = (&read, log.blame(corners.map(|item| item.map(|item| &item.place))))
    else {
        return;
    };
    let place = place.clone();
    for ((from, to), axis) in from.iter().zip(to).zip(AXES).filter(|((from, to), _)| from >= to) {
        let message = english("the lesion contains no voxel along {axis}: it reaches from {from} um to {to} um");
        let message = message.with("axis", axis).with("from", from).with("to", to);
        log.error(&place, message, english("expected from before to along every axis"));
    }
}

fn read_nerve(log: &mut Log, root: &Table) -> Option<Nerve> {
    root.get("nerve")?;
    let nerve = section(log, root, "nerve");
    let axons = match nerve.get("axons") {
        Some(item) => values::integer(log, item, "nerve.axons", 1, super::keys::MAX_AXONS)? as u32,
        None => 100,
    };
    let height_share = match nerve.get("height_share") {
        Some(item) => values::limited(log, item, "nerve.height_share", Kind::Number, Limit::PositiveShare)?,
        None => 0.6,
    };
    Some(Nerve { axons, height_share })
}

fn length(log: &mut Log, tissue: &Table, name: &str, default: f64) -> Option<f64> {
    match tissue.get(name) {
        Some(item) => values::limited(log, item, &format!("tissue.{name}"), Kind::Length, Limit::Positive),
        None => Some(default),
    }
}

fn read_grid(log: &mut Log, tissue: &Table) -> Option<Grid> {
    let size = match tissue.get("window") {
        Some(item) => values::quantities(log, item, Kind::Length, 2, 3),
        None => Some(DEFAULT_WINDOW_UM.to_vec()),
    };
    let voxel = length(log, tissue, "voxel", DEFAULT_VOXEL_UM);
    let depth = length(log, tissue, "depth", DEFAULT_DEPTH_UM);
    let (size, voxel) = (size?, voxel?);
    let depth = if size.len() == 3 { depth_of_block(log, tissue)? } else { depth? };
    let set = ["window", "voxel"].map(|name| tissue.get(name).map(|item| &item.place));
    let place = log.blame(set).unwrap_or(&TOP);
    if size.iter().any(|length| *length <= 0.0) {
        let message = english("the window must be larger than 0 along every axis");
        log.error(place, message, english("expected positive lengths"));
        return None;
    }
    let counts: Vec<f64> = size.iter().map(|length| length / voxel).collect();
    if !memory::grid_fits(log, place, &counts) {
        return None;
    }
    let mut whole = [1u32; 3];
    let mut good = true;
    for (axis, count) in counts.iter().enumerate() {
        whole[axis] = count.round() as u32;
        good &= check_axis(log, place, (axis, size[axis]), *count, voxel);
    }
    let [nx, ny, nz] = whole;
    if good && size.len() == 3 && nz == 1 {
        let message = english("a block of one voxel along z is a section");
        let help = english("write two lengths, and the thickness as depth").into();
        log.error_with_suggestion(place, message, english("expected at least two voxels along z"), Some(help));
        return None;
    }
    good.then_some(Grid { nx, ny, nz, spacing_um: voxel, section_depth_um: depth })
}

/// The depth of a block, which its third length states: the default, which has no meaning there. A `depth` beside a third
/// length that is not nearer to the user states one length twice.
fn depth_of_block(log: &mut Log, tissue: &Table) -> Option<f64> {
    if let (Some(depth), Some(window)) = (tissue.get("depth"), tissue.get("window"))
        && log.distance(&depth.place) <= log.distance(&window.place)
    {
        let message = english("depth and a third length of the window are both given");
        log.error(&depth.key, message, english("expected one of them: the third length is the depth of a block"));
        return None;
    }
    Some(DEFAULT_DEPTH_UM)
}

/// A length without the last digits, which only a product has.
fn shown(um: f64) -> f64 {
    format!("{um:.9e}").parse().unwrap_or(um)
}

/// Whether an axis is a whole number of voxels that the cosine transform takes.
fn check_axis(log: &mut Log, place: &Location, (axis, length): (usize, f64), count: f64, voxel: f64) -> bool {
    let name = AXES[axis];
    let whole = count.round();
    if whole < 1.0 || (count - whole).abs() > 1e-9 * count {
        let (below, above) = (shown(count.floor().max(1.0) * voxel), shown(count.ceil() * voxel));
        let message =
            english("the window is {found} um along {axis}, which is not a whole number of voxels of {voxel} um")
                .with("found", shown(length))
                .with("axis", name)
                .with("voxel", voxel);
        let near = english("the nearest lengths along {axis} are {below} um and {above} um")
            .with("axis", name)
            .with("below", below)
            .with("above", above);
        log.error_with_suggestion(place, message, english("expected a whole number of voxels"), Some(near));
        return false;
    }
    if whole > f64::from(MAX_SIZE) || !is_allowed(whole as u32) {
        let n = whole.min(f64::from(MAX_SIZE)) as u32;
        let below = (1..=n).rev().find(|size| is_allowed(*size)).unwrap_or(1);
        let above = (n..=MAX_SIZE).find(|size| is_allowed(*size)).unwrap_or(MAX_SIZE);
        let message = english("the window has {found} voxels along {axis}, which is not 2^a·3^b·5^c")
            .with("found", whole)
            .with("axis", name);
        let um = |size: u32| shown(f64::from(size) * voxel);
        let near = english("the nearest are {below} voxels ({below_um} um) and {above} voxels ({above_um} um)")
            .with("below", below)
            .with("below_um", um(below))
            .with("above", above)
            .with("above_um", um(above));
        let expectation = english("expected a product of 2, 3 and 5 along every axis");
        log.error_with_suggestion(place, message, expectation, Some(near));
        return false;
    }
    true
}

fn read_lesion(log: &mut Log, tissue: &Table, grid: &Grid) -> Option<Lesion> {
    let share = |share: f64| units::format(share * grid.size_um()[0], Kind::Length, "mm");
    let example = format!("{{ from = [\"{}\"], to = [\"{}\"] }}", share(0.3), share(0.7));
    let Some(item) = tissue.get("lesion") else {
        log.error_with_suggestion(
            &TOP,
            english("the scenario has no lesion"),
            english("expected lesion = {box} in [tissue]").with("box", example),
            Some(english("or start from an indication: extends = \"builtin:neuropathic\"").into()),
        );
        return None;
    };
    let table = values::table(log, item, verbatim(example))?;
    let size = grid.size_um();
    let from = corner(log, table.get("from"), [0.0; 3], grid);
    let to = corner(log, table.get("to"), size, grid);
    let lesion = Lesion { from_um: from?, to_um: to? };
    let corners = [table.get("from"), table.get("to"), Some(item), tissue.get("window"), tissue.get("voxel")];
    let place = log.blame(corners.map(|item| item.map(|item| &item.place))).unwrap_or(&TOP);
    check_lesion(log, place, &lesion, grid).then_some(lesion)
}

/// A corner; axes that are left out (and z in a section) take the default.
fn corner(log: &mut Log, item: Option<&Item>, default: [f64; 3], grid: &Grid) -> Option<[f64; 3]> {
    let Some(item) = item else {
        return Some(default);
    };
    let mut corner = default;
    let given = values::quantities(log, item, Kind::Length, 1, 3)?;
    warn_of_z(log, item, given.len(), grid);
    for (own, value) in corner.iter_mut().zip(given).take(grid.dimensions() as usize) {
        *own = value;
    }
    Some(corner)
}

/// Warns where a place has a z that a section does not use.
pub fn warn_of_z(log: &mut Log, item: &Item, lengths: usize, grid: &Grid) {
    if lengths == 3 && grid.dimensions() == 2 {
        let message = english("z has no effect: tissue.window has two lengths, so the tissue is a section");
        log.warn(&item.place, message);
    }
}

/// The range of a place along an axis of the window.
pub fn along(axis: char, size_um: f64) -> Message {
    english("expected 0 um to {size} um along {axis}").with("size", size_um).with("axis", axis)
}

fn check_lesion(log: &mut Log, place: &Location, lesion: &Lesion, grid: &Grid) -> bool {
    let size = grid.size_um();
    for axis in 0..grid.dimensions() as usize {
        let (name, from, to) = (AXES[axis], lesion.from_um[axis], lesion.to_um[axis]);
        if from < 0.0 || to > size[axis] {
            let message = english("the lesion reaches from {from} um to {to} um along {axis}, outside the window")
                .with("from", from)
                .with("to", to)
                .with("axis", name);
            log.error(place, message, along(name, size[axis]));
            return false;
        }
        // Voxels belong to the lesion by their centres.
        let first = (from / grid.spacing_um - 0.5).ceil();
        let last = (to / grid.spacing_um - 0.5).ceil() - 1.0;
        if last < first {
            let message = english("the lesion contains no voxel along {axis}: it reaches from {from} um to {to} um")
                .with("axis", name)
                .with("from", from)
                .with("to", to);
            let expectation = english("expected at least one voxel of {voxel} um").with("voxel", grid.spacing_um);
            log.error(place, message, expectation);
            return false;
        }
    }
    true
}
