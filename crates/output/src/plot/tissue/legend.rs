//! What the signs in the pictures stand for, in the room that the pictures leave.

use plotters::prelude::*;

use super::super::sheet::Page;
use super::{FROM_LEFT, INK, TissueFigure};
use super::{marks, segment};
use crate::plot::ramp;
use crate::plot::window::{self, Window};
use crate::plot::{Drawn, fonts};
use admsc_model::observe::cells::CellKind;
use admsc_model::rules::axon::AxonState;
use admsc_model::rules::microglia::Activity;
use admsc_scenario::language::{Message, english};

/// Sizes of letters, the first that fits is taken, pixels.
const TEXT: [u32; 4] = [28, 25, 22, 19];
/// Room for a sign before its meaning, and after the meaning, pixels.
const SIGN: i32 = 60;
const AFTER: i32 = 24;
/// Height of bar and its title, pixels.
const BAR: i32 = 112;

/// A sign of the legend.
#[derive(Clone, Copy)]
enum Sign {
    Cell(CellKind),
    Glia(Activity),
    Lesion,
    Vessel,
    Needle,
    Axon,
    Front(AxonState),
}

/// The signs that are needed and their meanings.
fn legend_entries(figure: &TissueFigure<'_>, window: &Window) -> Vec<(Sign, String)> {
    let snapshots = &figure.pictures.snapshots;
    let mut signs: Vec<(Sign, String)> = Vec::new();
    let mut add = |sign, name: Message| signs.push((sign, figure.language.say(name)));
    let kinds = [
        (CellKind::M1, english("M1")),
        (CellKind::M2, english("M2")),
        (CellKind::M0, english("M0")),
        (CellKind::TEffector, english("T cell, effector")),
        (CellKind::TRegulatory, english("T cell, regulatory")),
        (CellKind::Admsc, english("ADMSC")),
    ];
    for (kind, name) in kinds {
        if snapshots.iter().flat_map(|snapshot| &snapshot.spots).any(|spot| spot.kind == kind) {
            add(Sign::Cell(kind), name.into());
        }
    }
    add(Sign::Lesion, english("lesion").into());
    add(Sign::Vessel, english("vessel").into());
    if snapshots.iter().any(|snapshot| !figure.needles(snapshot).is_empty()) {
        add(Sign::Needle, english("needle tip").into());
    }
    let fibres = snapshots.first().map_or(&[][..], |snapshot| &snapshot.fibres);
    if !fibres.is_empty() {
        match marks::every(fibres, window) {
            1 => add(Sign::Axon, english("axon").into()),
            every => add(Sign::Axon, english("axon (1 of {number})").with("number", every)),
        }
        add(Sign::Front(AxonState::Growing), english("front, growing").into());
        add(Sign::Front(AxonState::Stalled), english("front, stalled").into());
    }
    for (activity, name) in [
        (Activity::Reactive, english("microglia (cord), reactive")),
        (Activity::Resolving, english("microglia (cord), resolving")),
        (Activity::Resting, english("microglia (cord), resting")),
    ] {
        if snapshots.iter().any(|snapshot| snapshot.microglia.contains(&activity)) {
            add(Sign::Glia(activity), name.into());
        }
    }
    signs
}

/// How the signs are set: size of letters, height of a row, and width of each column of so many rows, pixels.
struct Setting {
    text: u32,
    row: i32,
    rows: usize,
    columns: Vec<i32>,
}

impl Setting {
    fn of(page: &Page, signs: &[(Sign, String)], text: u32, rows: usize) -> Self {
        let style = fonts::regular(text, &INK);
        let wide = |name: &str| page.estimate_text_size(name, &style).map_or(i32::MAX / 8, |size| size.0 as i32);
        let widest = |column: &[(Sign, String)]| column.iter().map(|(_, name)| wide(name)).max().unwrap_or(0);
        let columns = signs.chunks(rows).map(|column| widest(column) + SIGN + AFTER).collect();
        Self { text, row: text as i32 * 10 / 7, rows, columns }
    }

    /// The largest letters in the fewest rows that fit into a width and a height.
    fn fitting(page: &Page, signs: &[(Sign, String)], [width, height]: [i32; 2]) -> Self {
        let fits = |set: &Self| set.columns.iter().sum::<i32>() - AFTER <= width && set.rows as i32 * set.row <= height;
        let all = signs.len().max(1);
        let settings = TEXT.iter().flat_map(|text| (1..=all).map(|rows| Self::of(page, signs, *text, rows)));
        settings.into_iter().find(fits).unwrap_or_else(|| Self::of(page, signs, TEXT[TEXT.len() - 1], all.div_ceil(2)))
    }
}

/// The bar of the map, the scale bar, and the signs below them.
pub fn draw(
    page: &Page,
    figure: &TissueFigure<'_>,
    (left, top): (i32, i32),
    [width, height]: [i32; 2],
    window: &Window,
) -> Drawn {
    let scene = &figure.pictures.scene;
    let (length, name) = window::scale_bar(scene);
    let length = (length * window.scale) as i32;
    window::draw_bar(
        page,
        "TNFα (ng/mL)",
        (figure.highest, ramp::TNF),
        (left + 8, top),
        (width - length - 190).min(520),
    )?;
    let (from, y) = (left + width - length - 40, top + 43);
    for path in [vec![(from, y), (from + length, y)], vec![(from, y - 8), (from, y + 8)]] {
        page.draw(&PathElement::new(path, INK.stroke_width(4)))?;
    }
    page.draw(&PathElement::new(vec![(from + length, y - 8), (from + length, y + 8)], INK.stroke_width(4)))?;
    page.draw_text(&name, &fonts::regular(28, &INK).pos(super::CENTRED), (from + length / 2, y + 31))?;

    let signs = legend_entries(figure, window);
    let set = Setting::fitting(page, &signs, [width, height - BAR]);
    let mut column_left = left;
    for (column, wide) in signs.chunks(set.rows).zip(&set.columns) {
        for (row, (sign, name)) in (0..).zip(column) {
            let place = (column_left + 26, top + BAR + row * set.row + set.row / 2);
            draw_sign(page, *sign, place)?;
            page.draw_text(name, &fonts::regular(set.text, &INK).pos(FROM_LEFT), (place.0 + SIGN - 26, place.1))?;
        }
        column_left += wide;
    }
    Ok(())
}

fn draw_sign(page: &Page, sign: Sign, (x, y): (i32, i32)) -> Drawn {
    match sign {
        Sign::Cell(kind) => marks::cell(page, kind, (x, y)),
        Sign::Glia(activity) => segment::cell(page, activity, (x, y), segment::LARGEST),
        Sign::Vessel => window::draw_vessel(page, (x, y)),
        Sign::Needle => window::draw_needle(page, (x, y + 16)),
        Sign::Axon => marks::axon(page, (x, y)),
        Sign::Front(state) => {
            marks::axon(page, (x - 12, y))?;
            marks::front(page, state, (x, y))
        }
        Sign::Lesion => {
            for start in [x - 18, x + 4] {
                page.draw(&PathElement::new(vec![(start, y), (start + 14, y)], INK.stroke_width(3)))?;
            }
            Ok(())
        }
    }
}
