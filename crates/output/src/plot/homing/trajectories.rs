//! The trajectories of the cells over the map.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{CENTRED, FROM_LEFT, INK};
use crate::plot::colours::ADMSC;
use crate::plot::trace::Trace;
use crate::plot::window::{self, Window};
use crate::plot::{Drawn, fonts};
use admsc_model::observe::snapshot::Scene;
use admsc_model::observe::tracks::Tracks;
use admsc_scenario::language::{Language, english};

/// From sign to sign in the legend, pixels.
const COLUMN: i32 = 285;

/// Ways, their beginnings and ends, over lesion and vessels.
pub fn draw(page: &Page, scene: &Scene, tracks: &Tracks, window: &Window) -> Drawn {
    window::draw_vessels(page, scene, window)?;
    window::draw_lesion(page, scene, window)?;
    for track in &tracks.cells {
        let points: Vec<_> = track.places_um.iter().map(|place| window.exact(*place)).collect();
        page.draw(&Trace::line(&points, INK.mix(0.5).stroke_width(1)))?;
    }
    for track in &tracks.cells {
        if let (Some(first), Some(last)) = (track.places_um.first(), track.places_um.last()) {
            begin(page, window.at(*first))?;
            end(page, window.at(*last), track.places_um.len() == tracks.looks as usize)?;
        }
    }
    for needle in &scene.needles_um {
        window::draw_needle(page, window.at(*needle))?;
    }
    window::draw_edge(page, window)
}

/// Where a way begins: a ring.
fn begin(page: &Page, place: (i32, i32)) -> Drawn {
    page.draw(&Circle::new(place, 5, WHITE.filled()))?;
    page.draw(&Circle::new(place, 5, ADMSC.stroke_width(2)))?;
    Ok(())
}

/// Where a way ends: a disc for a living cell, a cross for a dead one.
fn end(page: &Page, (x, y): (i32, i32), alive: bool) -> Drawn {
    if alive {
        page.draw(&Circle::new((x, y), 7, WHITE.filled()))?;
        page.draw(&Circle::new((x, y), 6, ADMSC.filled()))?;
        return Ok(());
    }
    for (across, width, colour) in [(7, 7, WHITE), (6, 4, INK)] {
        for rising in [-across, across] {
            let stroke = vec![(x - across, y + rising), (x + across, y - rising)];
            page.draw(&PathElement::new(stroke, colour.stroke_width(width)))?;
        }
    }
    Ok(())
}

/// The bar of the map, the scale bar and the signs, below the map.
pub fn legend(page: &Page, scene: &Scene, window: &Window, highest: f64, language: Language) -> Drawn {
    let (left, top) = (window.left, window.top + window.height + 22);
    window::draw_bar(page, "CXCL12 (ng/mL)", (highest, crate::plot::ramp::CXCL12), (left + 8, top), 380)?;
    let (length, name) = window::scale_bar(scene);
    let length = (length * window.scale) as i32;
    let (from, y) = (left + 480, top + 43);
    page.draw(&PathElement::new(vec![(from, y), (from + length, y)], INK.stroke_width(4)))?;
    for x in [from, from + length] {
        page.draw(&PathElement::new(vec![(x, y - 8), (x, y + 8)], INK.stroke_width(4)))?;
    }
    page.draw_text(&name, &fonts::regular(28, &INK).pos(CENTRED), (from + length / 2, y + 31))?;
    let names = [
        english("start"),
        english("alive at the end"),
        english("place of death"),
        english("lesion"),
        english("vessel"),
        english("needle tip"),
    ];
    let shown = names.len() - usize::from(scene.needles_um.is_empty());
    for (number, name) in (0..).zip(&names[..shown]) {
        let (x, y) = (left + 22 + number % 3 * COLUMN, top + 124 + number / 3 * 44);
        match number {
            0 => begin(page, (x, y))?,
            1 => end(page, (x, y), true)?,
            2 => end(page, (x, y), false)?,
            3 => {
                for start in [x - 18, x + 4] {
                    page.draw(&PathElement::new(vec![(start, y), (start + 14, y)], INK.stroke_width(3)))?;
                }
            }
            4 => window::draw_vessel(page, (x, y))?,
            _ => window::draw_needle(page, (x, y + 16))?,
        }
        page.draw_text(&language.say(*name), &fonts::regular(28, &INK).pos(FROM_LEFT), (x + 30, y))?;
    }
    Ok(())
}
