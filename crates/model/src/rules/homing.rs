//! Homing: how cells sense the gradient of CXCL12.
//!
//! Biology: CXCL12 from damaged tissue binds CXCR4; a cell compares the occupied share of its receptors across its body.
//!
//! Rule: `FI = FI_max·x/(1 + x)` with `x = (length·|∇c|·K/(K + c)²)/0.005`, the difference of receptor occupancy across
//! the cell. This gives homing from afar and arrest on the plateau by itself: there is no rule that stops a cell. Cells
//! read the field only, never the lesion's coordinates.
//!
//! Assumed: speed does not depend on the signal. Two named knock-outs: no chemotaxis (FI_max = 0) and frozen cells
//! (speed 0 as well).

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::species::{Fields, Species};
use crate::engine::flock::{self, Biases, Walker};
use crate::engine::walker::Gait;
use crate::math;
use crate::parallel::Workers;

/// How cells sense CXCL12.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// K: CXCL12 at which half the receptors are occupied, ng/mL.
    pub receptor_half: f64,
    /// Length over which a cell compares, µm.
    pub cell_length: f64,
    /// Difference of occupancy that gives half the largest forward index.
    pub occupancy_difference_half: f64,
}

/// Forward index for a concentration (ng/mL) and its slope (ng/mL/µm).
#[inline]
pub fn forward_index(p: &Parameters, max: f64, c: f64, slope: f64) -> f64 {
    let k = p.receptor_half;
    let x = p.cell_length * slope * k / ((k + c) * (k + c)) / p.occupancy_difference_half;
    max * x / (1.0 + x)
}

/// Moves cells that home, with a forward index of at most `max`.
pub fn walk(plan: &Plan, fields: &Fields, mut cells: Vec<Walker<'_>>, gait: Gait, max: f64, workers: impl Workers) {
    let mut groups: Vec<&mut [Walker<'_>]> = cells.chunks_mut(flock::TOGETHER).collect();
    workers.each_heavy(&mut groups, |_, group| {
        flock::walk(group, gait, &plan.setup.grid, |places, biases| sense(plan, fields, places, max, biases));
    });
}

/// Where fresh directions of cells at some places tend to.
fn sense(plan: &Plan, fields: &Fields, places: &[[f64; 3]], max: f64, biases: &mut Biases) {
    let (grid, field) = (&plan.setup.grid, fields.field(Species::Cxcl12));
    let [across, down, deep] = &mut biases.direction;
    let columns = across.iter_mut().zip(down).zip(deep).zip(&mut biases.forward_index);
    for (place, (((across, down), deep), c)) in places.iter().zip(columns) {
        let [x, y, z] = grid.cell_at(*place);
        [*across, *down, *deep] = field.gradient_in(grid, [x, y, z]);
        *c = field.values()[grid.index(x, y, z)];
    }
    // A pass of its own, without a branch: roots and divisions of several cells at once.
    let [across, down, deep] = &mut biases.direction;
    let columns = across.iter_mut().zip(down).zip(deep).zip(&mut biases.forward_index);
    for (((across, down), deep), c) in columns.take(places.len()) {
        let slope = math::sqrt(*across * *across + *down * *down + *deep * *deep);
        let felt = slope > 0.0 && max > 0.0;
        let index = forward_index(&plan.setup.parameters.chemotaxis, max, *c, slope);
        *c = if felt { index } else { 0.0 };
        *across = if felt { *across / slope } else { 1.0 };
        *down = if felt { *down / slope } else { 0.0 };
        *deep = if felt { *deep / slope } else { 0.0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steep_gradients_saturate_and_plateaus_arrest() {
        let p = Parameters { receptor_half: 0.3, cell_length: 20.0, occupancy_difference_half: 0.005 };
        assert_eq!(forward_index(&p, 0.25, 0.5, 0.0), 0.0);
        assert!(forward_index(&p, 0.25, 0.3, 1.0) > 0.249);
        // The same slope on a high plateau is felt less: occupancy is saturated there.
        assert!(forward_index(&p, 0.25, 3.0, 1e-3) < 0.2 * forward_index(&p, 0.25, 0.1, 1e-3));
    }
}
