//! T cells of an inflamed nerve or joint: effectors, which keep inflammation going, and regulatory cells, which calm it.
//!
//! Biology: T cells follow monocytes into a damaged nerve and ganglion, where macrophages stay M1 only with them (rat, transected nerve:
//! without T cells less M1 and less autotomy, PMC8882923), and into the synovium of rheumatoid arthritis, whose course they carry. ADMSC
//! turn the share of those that enter towards regulatory cells.
//!
//! Rules: at vessel v of n, Poisson with rate `V_lesion/n · δ·ρT·(b + J_v)` per day, b that of monocytes, so that in a steady state
//! the lesion holds the density `ρT·(b + J)`. One that enters is regulatory with probability `r0 + rA·max(E, U_v)`, E the education by infused ADMSC and U the
//! effect of the mediator at the vessel; it stays what it is, walks as M0 do, and is lost at δ. An effector secretes a share of
//! the TNFα of an M1, a regulatory cell a share of the IL-10 of an M2. Effectors help macrophages to M1: the hazard of a macrophage is
//! `1 + κ·(x − 1)` times as large, x the density of effectors within 50 µm of it over `(1 − r0)·ρT`, what a drive of 1 calls. In systemic disease
//! they carry the autoimmune drive: it acts `A = 1 − w·(1 − min(X, 1))` times, X that density in the whole lesion; w is 0 in a nerve. Without the
//! bound a strong drive would call its own causes without end.
//!
//! Assumed: all numbers; one T cell for ten macrophages; no division in the tissue; no T cells in a disc, where ρT is 0: there is no help to miss, and w is
//! 0. Depletion of monocytes (`macrophage entry`) takes b from T cells as well, the small part of them that enters without a drive.

use serde::{Deserialize, Serialize};

use super::macrophage::{self, days_present};
use super::plan::Plan;
use super::species::Species;
use super::tissue::Tissue;
use super::{drive, homing, polarisation, recruitment};
use crate::engine::columns::{self, Turnover};
use crate::engine::flock::Walker;
use crate::engine::grid::Grid;
use crate::engine::walker::Gait;
use crate::math;
use crate::parallel::Workers;
use crate::rng::{Purpose, lineage};

/// Kind of lineage: a T cell that entered at (vessel, tick, index).
const ENTERED: u64 = 5;

/// How far an effector reaches, µm.
const REACH: f64 = 50.0;

/// Parameters of T cells.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// ρT: T cells of a lesion per unit of drive, cells/mL.
    pub reference_density: f64,
    /// δ: loss of T cells, 1/day.
    pub loss_rate: f64,
    /// r0: share of regulatory cells among those that enter untreated tissue.
    pub regulatory_base: f64,
    /// rA: share of regulatory cells added by full education or mediator effect.
    pub regulatory_gain: f64,
    /// TNFα of an effector over that of an M1.
    pub tnf_share: f64,
    /// IL-10 of a regulatory cell over that of an M2.
    pub il10_share: f64,
    /// κ: share of the turn to M1 in a lesion that effectors carry.
    pub help_share: f64,
    /// w: share of the autoimmune drive that effectors carry, 0 to 1.
    pub systemic_share: f64,
}

/// Kind of a T cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[repr(u8)]
pub enum Kind {
    /// Keeps inflammation going.
    Effector,
    /// Calms it.
    Regulatory,
}

/// All T cells of the tissue, a column a property; rows keep their order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TCells {
    /// Identity by lineage.
    pub id: Vec<u64>,
    /// Position, µm.
    pub position: Vec<[f64; 3]>,
    /// Direction of the present run (unit vector).
    pub heading: Vec<[f32; 3]>,
    /// Kind.
    pub kind: Vec<Kind>,
    /// Tick of entry.
    pub born: Vec<u32>,
    /// How many came and went.
    pub turnover: Turnover,
    /// X: effectors of the lesion over those that a drive of 1 calls, at the last look.
    pub level: f64,
}

impl TCells {
    /// Number of T cells.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Number of one kind.
    pub fn count(&self, kind: Kind) -> usize {
        self.kind.iter().filter(|one| **one == kind).count()
    }

    /// Places of one kind.
    pub fn places(&self, kind: Kind) -> impl Iterator<Item = [f64; 3]> {
        self.position.iter().zip(&self.kind).filter(move |(_, one)| **one == kind).map(|(place, _)| *place)
    }

    /// Adds a cell.
    pub fn push(&mut self, id: u64, position: [f64; 3], heading: [f32; 3], kind: Kind, born: u32) {
        self.id.push(id);
        self.position.push(position);
        self.heading.push(heading);
        self.kind.push(kind);
        self.born.push(born);
        self.turnover.entered += 1;
    }

    /// Keeps the rows for which `keep[row]` holds, in order.
    pub fn retain(&mut self, keep: &[bool]) {
        self.turnover.count(keep);
        columns::retain(&mut self.id, keep);
        columns::retain(&mut self.position, keep);
        columns::retain(&mut self.heading, keep);
        columns::retain(&mut self.kind, keep);
        columns::retain(&mut self.born, keep);
    }
}

/// Effectors that a drive of 1 calls into untreated tissue, cells/mL; 0 of tissue without T cells.
pub fn effector_density(p: &Parameters) -> f64 {
    (1.0 - p.regulatory_base) * p.reference_density
}

/// Factor on the hazard of macrophages to M1 where effectors have `density` (cells/mL); `reference` of [`effector_density`].
pub fn help(p: &Parameters, reference: f64, density: f64) -> f64 {
    if reference > 0.0 { 1.0 + p.help_share * (density / reference - 1.0) } else { 1.0 }
}

/// X: effectors, or their density, over those of a drive of 1; 0 of tissue without T cells.
pub fn level(reference: f64, found: f64) -> f64 {
    if reference > 0.0 { found / reference } else { 0.0 }
}

/// A: factor on the autoimmune part of the drive at the level X.
#[inline]
pub fn activity(p: &Parameters, level: f64) -> f64 {
    1.0 - p.systemic_share * (1.0 - level.min(1.0))
}

/// Cells that enter a mL of lesion per day at drive `j`; `base` of monocytes.
pub fn entry(p: &Parameters, base: f64, j: f64) -> f64 {
    p.loss_rate * p.reference_density * (base + j)
}

/// Share of regulatory cells among those that enter at education `e` and mediator effect `u`.
pub fn regulatory_share(p: &Parameters, e: f64, u: f64) -> f64 {
    (p.regulatory_base + p.regulatory_gain * e.max(u)).min(1.0)
}

/// Looks how many effectors the lesion has.
pub fn look(plan: &Plan, tissue: &mut Tissue) {
    let geometry = &plan.geometry;
    let inside = |place: &[f64; 3]| geometry.lesion[plan.setup.grid.voxel_at(*place)];
    let found = tissue.t_cells.places(Kind::Effector).filter(inside).count() as f64;
    tissue.t_cells.level = level(plan.effector_density * geometry.lesion_volume_ml, found);
}

/// Mean number of T cells that enter over one field interval, at all vessels.
pub fn expected(plan: &Plan, tissue: &Tissue) -> f64 {
    let p = &plan.setup.parameters;
    let voxels = &plan.geometry.vessel_voxels;
    let j =
        voxels.iter().map(|voxel| drive::at(plan, tissue, *voxel as usize)).sum::<f64>() / voxels.len().max(1) as f64;
    entry(&p.t_cell, p.macrophage.recruitment_base, j) * plan.geometry.lesion_volume_ml * plan.field_days()
}

/// Lets T cells in over one field interval.
pub fn enter(plan: &Plan, tissue: &mut Tissue) {
    let (p, geometry, tick) = (&plan.setup.parameters, &plan.geometry, tissue.clock.tick);
    if p.t_cell.reference_density <= 0.0 {
        return;
    }
    let per_vessel = geometry.lesion_volume_ml / geometry.vessels_um.len() as f64 * plan.field_days();
    for (vessel, place) in geometry.vessels_um.iter().enumerate() {
        let voxel = geometry.vessel_voxels[vessel] as usize;
        let j = drive::at(plan, tissue, voxel);
        let expected = per_vessel * entry(&p.t_cell, p.macrophage.recruitment_base, j);
        let count = plan.streams.open(Purpose::TCellEntry, tick, vessel as u64).poisson(expected);
        if count == 0 {
            continue;
        }
        let mediator = tissue.fields.at(Species::Mediator, voxel);
        let u = polarisation::mediator_effect(plan.potency, mediator, p.stem_cell.mediator_half);
        let regulatory = regulatory_share(&p.t_cell, tissue.circulation.education, u);
        for index in 0..count {
            let id = lineage(ENTERED, [vessel as u64, u64::from(tick), u64::from(index)]);
            let (position, heading) = recruitment::beside(plan, *place, tick, id);
            let is_regulatory = plan.streams.open(Purpose::TCellKind, tick, id).uniform() < regulatory;
            let kind = if is_regulatory { Kind::Regulatory } else { Kind::Effector };
            tissue.t_cells.push(id, position, heading, kind, tick);
        }
    }
}

/// Migration over one field interval: up CXCL12, as M0 do.
pub fn migrate(plan: &Plan, tissue: &mut Tissue, workers: impl Workers) {
    let p: &macrophage::Parameters = &plan.setup.parameters.macrophage;
    let (tick, gait) = (tissue.clock.tick, Gait { speed: p.speed_m0, persistence: p.persistence });
    let TCells { id, position, heading, born, .. } = &mut tissue.t_cells;
    let rows = id.iter().zip(&*born).zip(position).zip(heading);
    let walkers = rows.map(|(((id, born), position), heading)| {
        let luck = plan.streams.supply(Purpose::TCellMotion, tick, *id);
        Walker { position, heading, days: days_present(plan, tick, *born), luck }
    });
    homing::walk(plan, &tissue.fields, walkers.collect(), gait, p.forward_index_max, workers);
}

/// Loss over one field interval.
pub fn die(plan: &Plan, tissue: &mut Tissue) {
    let (tick, rate) = (tissue.clock.tick, plan.setup.parameters.t_cell.loss_rate);
    let cells = &tissue.t_cells;
    let stays = |(id, born): (&u64, &u32)| {
        let chance = math::event_probability(rate, days_present(plan, tick, *born));
        plan.streams.open(Purpose::TCellFate, tick, *id).uniform() >= chance
    };
    let keep: Vec<bool> = cells.id.iter().zip(&cells.born).map(stays).collect();
    tissue.t_cells.retain(&keep);
}

/// Factors on the hazard of macrophages to M1 in each voxel.
#[derive(Debug, Clone)]
pub struct Helped(Option<Vec<f64>>);

impl Helped {
    /// By the effectors that are there.
    pub fn by(plan: &Plan, tissue: &Tissue) -> Self {
        let (p, grid) = (&plan.setup.parameters.t_cell, &plan.setup.grid);
        if plan.effector_density <= 0.0 || p.help_share <= 0.0 {
            return Self(None);
        }
        let mut factors = vec![help(p, plan.effector_density, 0.0); grid.len()];
        let each = p.help_share / (plan.effector_density * reached_ml(grid));
        for place in tissue.t_cells.places(Kind::Effector) {
            reached(grid, place, |voxel| factors[voxel] += each);
        }
        Self(Some(factors))
    }

    /// The factor in a voxel.
    #[inline]
    pub fn at(&self, voxel: usize) -> f64 {
        self.0.as_ref().map_or(1.0, |factors| factors[voxel])
    }
}

/// The volume that an effector reaches, mL.
fn reached_ml(grid: &Grid) -> f64 {
    use std::f64::consts::PI;
    let um3 = match grid.dimensions() {
        2 => PI * REACH * REACH * grid.section_depth_um,
        _ => 4.0 / 3.0 * PI * REACH * REACH * REACH,
    };
    1e-12 * um3
}

/// The voxels whose centres an effector reaches.
fn reached(grid: &Grid, place: [f64; 3], mut each: impl FnMut(usize)) {
    let voxels = (REACH / grid.spacing_um).ceil() as u32;
    let [x, y, z] = grid.cell_at(place);
    let span = |c: u32, n: u32| c.saturating_sub(voxels)..=(c + voxels).min(n - 1);
    for k in span(z, grid.nz) {
        for j in span(y, grid.ny) {
            for i in span(x, grid.nx) {
                let voxel = grid.index(i, j, k);
                let centre = grid.centre_um(voxel);
                let along = |axis: usize| (centre[axis] - place[axis]) * (centre[axis] - place[axis]);
                let square: f64 = (0..grid.dimensions() as usize).map(along).sum();
                if square <= REACH * REACH {
                    each(voxel);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effectors_reach_the_volume_that_their_density_is_counted_in() {
        let section = Grid { nx: 60, ny: 60, nz: 1, spacing_um: 25.0, section_depth_um: 100.0 };
        let block = Grid { nx: 20, ny: 20, nz: 20, ..section };
        for (grid, steps) in [(section, [40, 40, 1]), (block, [9, 9, 9])] {
            let middle = grid.size_um().map(|size| 0.5 * size);
            let (mut voxels, mut places) = (0.0, 0.0);
            for i in 0..steps[0] {
                for j in 0..steps[1] {
                    for k in 0..steps[2] {
                        let shift = |at: i32, of: i32| 25.0 * f64::from(at) / f64::from(of);
                        let place = [
                            middle[0] + shift(i, steps[0]),
                            middle[1] + shift(j, steps[1]),
                            middle[2] + shift(k, steps[2]),
                        ];
                        reached(&grid, place, |_| voxels += 1.0);
                        places += 1.0;
                    }
                }
            }
            let volume = voxels / places * grid.voxel_volume_ml();
            assert!((volume / reached_ml(&grid) - 1.0).abs() < 0.02, "{volume} {}", reached_ml(&grid));
        }
    }

    #[test]
    fn the_density_of_a_drive_of_one_changes_nothing_and_tissue_without_t_cells_neither() {
        let p = Parameters {
            reference_density: 1e5,
            loss_rate: 0.2,
            regulatory_base: 0.1,
            regulatory_gain: 0.4,
            tnf_share: 0.1,
            il10_share: 1.0,
            help_share: 0.2,
            systemic_share: 1.0,
        };
        let reference = effector_density(&p);
        assert!((help(&p, reference, 9e4) - 1.0).abs() < 1e-15 && (help(&p, reference, 0.0) - 0.8).abs() < 1e-15);
        assert_eq!((help(&p, 0.0, 0.0), level(0.0, 0.0), level(reference, 4.5e4)), (1.0, 0.0, 0.5));
        assert_eq!([0.0, 0.5, 1.0, 3.0].map(|level| activity(&p, level)), [0.0, 0.5, 1.0, 1.0]);
        let shares = [(0.0, 0.0), (0.5, 0.2), (0.2, 1.0)].map(|(e, u)| regulatory_share(&p, e, u));
        for (found, expected) in shares.into_iter().zip([0.1, 0.3, 0.5]) {
            assert!((found - expected).abs() < 1e-15);
        }
    }
}
