//! Whether a stored state is one that this run can be in. A file that vouches for itself is as it was written, but not by whom: what
//! stands in it is held to what the rules rely on, so that a wrong one is refused and never lets a rule read what is not there.

use super::plan::Plan;
use super::tissue::Tissue;
use crate::engine::field::RestoreError;

/// Refuses a state whose parts do not fit each other or the plan.
///
/// # Errors
/// [`RestoreError::State`] names the first part that does not fit.
pub fn check(plan: &Plan, tissue: &Tissue) -> Result<(), RestoreError> {
    let parts = [
        ("clock", clock(plan, tissue)),
        ("maps", maps(plan, tissue)),
        ("macrophages", macrophages(plan, tissue)),
        ("injected cells", stem_cells(plan, tissue)),
        ("axons", axons(plan, tissue)),
        ("figures of the patient", figures(tissue)),
    ];
    let wrong = parts.into_iter().find(|(_, fits)| !fits);
    wrong.map_or(Ok(()), |(part, _)| Err(RestoreError::State { part }))
}

fn clock(plan: &Plan, tissue: &Tissue) -> bool {
    let (clock, begun) = (tissue.clock, Tissue::empty_clock(plan));
    clock.origin == begun.origin
        && clock.tick_minutes == begun.tick_minutes
        && clock.tick <= begun.tick_at(f64::from(plan.setup.horizon_days))
}

fn maps(plan: &Plan, tissue: &Tissue) -> bool {
    [&tissue.imprint, &tissue.integrity].into_iter().all(|map| {
        let share = 0.0..=1.0;
        map.dim() == plan.setup.grid.shape()
            && map.is_standard_layout()
            && map.iter().all(|value| share.contains(value))
    })
}

/// Whether every position is in the window, and every direction a number.
fn are_there(plan: &Plan, positions: &[[f64; 3]], headings: &[[f32; 3]]) -> bool {
    let size = plan.setup.grid.size_um();
    let inside = |position: &[f64; 3]| position.iter().zip(size).all(|(at, size)| (0.0..=size).contains(at));
    positions.iter().all(inside) && headings.iter().flatten().all(|along| along.abs() <= 2.0)
}

fn macrophages(plan: &Plan, tissue: &Tissue) -> bool {
    let cells = &tissue.macrophages;
    let rows = [cells.position.len(), cells.heading.len(), cells.phenotype.len(), cells.born.len()];
    rows.iter().all(|rows| *rows == cells.len()) && are_there(plan, &cells.position, &cells.heading)
}

fn stem_cells(plan: &Plan, tissue: &Tissue) -> bool {
    let cells = &tissue.stem_cells;
    let rows = [cells.position.len(), cells.heading.len(), cells.licensing.len()];
    let more = [cells.life.len(), cells.dose.len(), cells.born.len()];
    rows.iter().chain(&more).all(|rows| *rows == cells.len())
        && cells.licensing.iter().all(|share| (0.0..=1.0).contains(share))
        && are_there(plan, &cells.position, &cells.heading)
}

fn axons(plan: &Plan, tissue: &Tissue) -> bool {
    let axons = &tissue.axons;
    let count = plan.setup.nerve.map_or(0, |nerve| nerve.axons as usize);
    let days = [&axons.days_in_state, &axons.latency, &axons.hostile_days, &axons.denervated_days];
    let rows = [axons.place.len(), axons.state.len(), axons.front.len(), axons.myelin.len()];
    let [_, height, depth] = plan.setup.grid.size_um();
    let is_inside = |[y, z]: &[f64; 2]| (0.0..=height).contains(y) && (0.0..=depth).contains(z);
    rows.iter().all(|rows| *rows == count)
        && days.iter().all(|days| days.len() == count && days.iter().all(|days| days.is_finite()))
        && axons.place.iter().all(is_inside)
        && axons.front.iter().all(|front| (0.0..=plan.setup.parameters.axon.target_distance).contains(front))
        && axons.myelin.iter().all(|share| (0.0..=1.0).contains(share))
}

fn figures(tissue: &Tissue) -> bool {
    let (sensitisation, pain, blood) = (tissue.sensitisation, tissue.pain, &tissue.circulation);
    let figures = [
        sensitisation.peripheral,
        sensitisation.central,
        pain.inflammation,
        pain.damage,
        pain.central,
        tissue.t_cells.regulatory,
        tissue.t_cells.effector,
        tissue.tumour_burden,
        blood.lung,
        blood.blood,
        blood.education,
    ];
    let arriving = blood.arriving.iter().map(|(_, cells)| cells);
    figures.iter().chain(arriving).all(|figure| figure.is_finite() && *figure >= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::baseline;
    use crate::rules::setup::Setup;

    #[test]
    fn what_does_not_fit_is_refused_with_its_name() {
        let setup: Setup = serde_json::from_str(include_str!("../../presets/neuropathic.json")).unwrap();
        let plan = Plan::new(setup, 1, 0).unwrap();
        let whole = baseline::seed(&plan);
        assert_eq!(check(&plan, &whole), Ok(()));
        let refused = |change: &dyn Fn(&mut Tissue)| {
            let mut other = whole.clone();
            change(&mut other);
            check(&plan, &other).err().map(|error| error.to_string())
        };
        let wrong: [(&str, &dyn Fn(&mut Tissue)); 11] = [
            ("clock", &|tissue| tissue.clock.origin += 1),
            ("clock", &|tissue| tissue.clock.tick = u32::MAX),
            ("maps", &|tissue| tissue.imprint = ndarray::Array3::zeros((1, 1, 1))),
            ("maps", &|tissue| tissue.integrity[[0, 0, 0]] = f64::NAN),
            ("macrophages", &|tissue| tissue.macrophages.born.truncate(3)),
            ("macrophages", &|tissue| tissue.macrophages.position[0][1] = -1.0),
            ("macrophages", &|tissue| tissue.macrophages.heading[0][0] = f32::NAN),
            ("injected cells", &|tissue| tissue.stem_cells.id.push(1)),
            ("axons", &|tissue| tissue.axons.front[0] = f64::NEG_INFINITY),
            ("axons", &|tissue| tissue.axons.place[0] = [f64::NAN; 2]),
            ("figures", &|tissue| tissue.circulation.arriving.push((0, -1.0))),
        ];
        for (part, change) in wrong {
            let told = refused(change);
            assert!(told.as_ref().is_some_and(|told| told.contains(part)), "{part}: {told:?}");
        }
    }
}
