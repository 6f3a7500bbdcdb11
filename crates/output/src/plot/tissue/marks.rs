//! What lies in the window: cells, axons, lesion, vessels, needles. Kinds of cells differ by shape and filling as well
//! as by colour.

use super::super::sheet::Page;
use plotters::prelude::*;

use crate::plot::Drawn;
use crate::plot::colours::{ADMSC, STRUCTURE};
use crate::plot::page::{INFLAMING, INK, NEUTRAL, RESOLVING};
use crate::plot::window::{self, Window};
use admsc_model::observe::cells::CellKind;
use admsc_model::observe::snapshot::{Fibre, Scene, Snapshot};
use admsc_model::rules::axon::AxonState;

/// Least distance of axons that are drawn, pixels.
const APART: f64 = 7.0;

/// All of a day over the map, with the needles that are there then.
pub fn draw(page: &Page, scene: &Scene, snapshot: &Snapshot, (needles, window): (&[[f32; 2]], &Window)) -> Drawn {
    for fibre in snapshot.fibres.iter().step_by(every(&snapshot.fibres, window)) {
        let ends = vec![window.at([0.0, fibre.y_um]), window.at([fibre.front_um, fibre.y_um])];
        page.draw(&PathElement::new(ends, STRUCTURE.mix(0.8).stroke_width(1)))?;
    }
    window::draw_vessels(page, scene, window)?;
    // ADMSC are many and would hide the rest.
    use CellKind::{Admsc, M0, M1, M2, TEffector, TRegulatory};
    for kind in [M0, Admsc, M2, M1, TRegulatory, TEffector] {
        for spot in snapshot.spots.iter().filter(|spot| spot.kind == kind) {
            cell(page, kind, window.at(spot.place_um))?;
        }
    }
    for fibre in snapshot.fibres.iter().filter(|fibre| fibre.front_um < scene.size_um[0]) {
        front(page, fibre.state, window.at([fibre.front_um, fibre.y_um]))?;
    }
    window::draw_lesion(page, scene, window)?;
    for needle in needles {
        window::draw_needle(page, window.at(*needle))?;
    }
    window::draw_edge(page, window)
}

/// One axon in how many is drawn, so that they stay apart.
pub fn every(fibres: &[Fibre], window: &Window) -> usize {
    let ys = || fibres.iter().map(|fibre| f64::from(fibre.y_um)).filter(|y| y.is_finite());
    let height = ys().fold(0.0, f64::max) - ys().fold(f64::INFINITY, f64::min);
    let gap = height.max(1.0) * window.scale / fibres.len().max(1) as f64;
    ((APART / gap).ceil().clamp(1.0, 1e6)) as usize
}

/// One cell.
pub fn cell(page: &Page, kind: CellKind, (x, y): (i32, i32)) -> Drawn {
    let triangle = |half: i32| vec![(x, y - half), (x + half, y + half - 1), (x - half, y + half - 1)];
    let diamond = |half: i32| vec![(x, y - half), (x + half, y), (x, y + half), (x - half, y)];
    match kind {
        CellKind::M0 => page.draw(&Circle::new((x, y), 2, NEUTRAL.mix(0.6).filled()))?,
        CellKind::M1 => page.draw(&Circle::new((x, y), 4, INFLAMING.filled()))?,
        CellKind::M2 => {
            page.draw(&Rectangle::new([(x - 4, y - 4), (x + 4, y + 4)], RESOLVING.filled()))?;
            page.draw(&Rectangle::new([(x - 2, y - 2), (x + 2, y + 2)], WHITE.filled()))?;
        }
        CellKind::Admsc => {
            page.draw(&Polygon::new(diamond(5), INK))?;
            page.draw(&Polygon::new(diamond(4), ADMSC))?;
        }
        CellKind::TEffector => page.draw(&Polygon::new(triangle(6), INFLAMING))?,
        CellKind::TRegulatory => {
            page.draw(&Polygon::new(triangle(6), RESOLVING))?;
            page.draw(&Polygon::new(triangle(3), WHITE))?;
        }
        CellKind::ApoptoticAdmsc => {}
    }
    Ok(())
}

/// The front of an axon: an arrow where it grows, a bar where tissue holds it.
pub fn front(page: &Page, state: AxonState, (x, y): (i32, i32)) -> Drawn {
    match state {
        AxonState::Growing => page.draw(&Polygon::new(vec![(x + 8, y), (x - 6, y - 6), (x - 6, y + 6)], INK))?,
        AxonState::Stalled => page.draw(&Rectangle::new([(x - 2, y - 6), (x + 2, y + 6)], INK.filled()))?,
        _ => {}
    }
    Ok(())
}

/// An axon in the legend.
pub fn axon(page: &Page, (x, y): (i32, i32)) -> Drawn {
    page.draw(&PathElement::new(vec![(x - 18, y), (x + 18, y)], STRUCTURE.stroke_width(2)))?;
    Ok(())
}
