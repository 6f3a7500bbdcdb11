use super::*;
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::svg;
use admsc_model::observe::snapshot::{Fibre, Map, Spot};
use admsc_model::rules::axon::AxonState;
use admsc_model::rules::setup::Preparation;

pub fn pictures(days: &[u32], size_um: [f32; 2], axons: u32) -> Pictures {
    use CellKind::{Admsc, ApoptoticAdmsc, M0, M1, M2, TEffector, TRegulatory};
    let kinds = [M0, M1, M2, Admsc, ApoptoticAdmsc, TEffector, TRegulatory];
    let spots = (0..50u8).map(|number| Spot {
        kind: kinds[usize::from(number % 7)],
        place_um: [size_um[0] * f32::from(number) / 49.0, size_um[1] * f32::from(49 - number) / 49.0],
    });
    let states = [AxonState::Growing, AxonState::Stalled, AxonState::Arrived, AxonState::Lost];
    let fibre = |number: u32| Fibre {
        y_um: size_um[1] * number as f32 / axons as f32,
        front_um: size_um[0] * (number % 5) as f32 / 3.0,
        state: states[number as usize % 4],
    };
    let snapshot = |day: &u32| Snapshot {
        day: f64::from(*day),
        tnf_alpha: Map { columns: 8, rows: 4, ng_per_ml: (0..32u8).map(|place| f32::from(place) / 100.0).collect() },
        spots: spots.clone().collect(),
        fibres: (0..axons).map(fibre).collect(),
        microglia: (0..300)
            .map(|cell| [Activity::Resting, Activity::Reactive, Activity::Resolving][cell % 3])
            .collect(),
    };
    let scene = Scene {
        size_um,
        lesion_from_um: [0.3 * size_um[0], 0.0],
        lesion_to_um: [0.7 * size_um[0], size_um[1]],
        slab_um: None,
        vessels_um: vec![[0.5 * size_um[0], 0.5 * size_um[1]]],
        needles_um: vec![[0.2 * size_um[0], 0.5 * size_um[1]]],
    };
    Pictures { scene, snapshots: days.iter().map(snapshot).collect(), tracks: None }
}

/// A picture of a day with so many M1 and M2.
pub(super) fn snapshot_of([m_one, m_two]: [usize; 2], day: f64) -> Snapshot {
    let spots = |kind, number| std::iter::repeat_n(Spot { kind, place_um: [0.0, 0.0] }, number);
    Snapshot {
        day,
        tnf_alpha: Map { columns: 1, rows: 1, ng_per_ml: vec![0.0] },
        spots: spots(CellKind::M1, m_one).chain(spots(CellKind::M2, m_two)).collect(),
        fibres: Vec::new(),
        microglia: Vec::new(),
    }
}

pub fn dose(at_days: f64) -> Dose {
    let route = Route::Needle { tip_um: [800.0, 1000.0, 0.0] };
    Dose { at_days, cells: 7e7, cells_per_kg: None, preparation: Preparation::Live, route }
}

#[test]
fn a_needle_is_drawn_on_its_days_only() {
    let pictures = pictures(&[0, 7, 28], [4000.0, 2000.0], 10);
    let infusion = Dose { route: Route::Vein, ..dose(28.0) };
    let figure = TissueFigure::of_run("A nerve", &pictures, &[dose(7.0), infusion, dose(9.5)], Language::English);
    let needles = pictures.snapshots.iter().map(|snapshot| figure.needles(snapshot).len());
    assert_eq!(needles.collect::<Vec<_>>(), [0, 1, 0]);
    let names = pictures.snapshots.iter().map(|snapshot| figure.name(snapshot));
    assert_eq!(names.collect::<Vec<_>>(), ["day 0", "day 7, before the dose", "day 28, before the dose"]);
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    let days = [0, 1, 7, 28, 90, 180, 365];
    for count in 1..=days.len() {
        for size_um in [[4000.0, 2000.0], [1000.0, 1000.0], [500.0, 2500.0], [9000.0, 600.0]] {
            for axons in [0, 3, 400] {
                let mut pictures = pictures(&days[..count], size_um, axons);
                pictures.scene.slab_um = (axons == 3).then_some([100.0, 200.0]);
                for language in Language::ALL {
                    let figure = TissueFigure::of_run("A nerve", &pictures, &[dose(0.0)], language);
                    let drawn = svg(&figure, &PROVENANCE)?;
                    assert!(parses(&drawn) && boxes(&drawn).len() >= count + 12);
                    let found = faults(&drawn);
                    assert!(found.is_empty(), "{count} days, {size_um:?}, {axons} axons, {language:?}: {found:?}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn the_same_pictures_give_the_same_bytes_and_say_what_they_show() -> Result<(), Error> {
    let pictures = pictures(&[0, 7], [4000.0, 2000.0], 100);
    let figure = TissueFigure::of_run("A nerve", &pictures, &[dose(0.0)], Language::English);
    let drawn = svg(&figure, &PROVENANCE)?;
    assert_eq!(drawn, svg(&figure, &PROVENANCE)?);
    for said in
        ["day 0, before the dose", "day 7", "TNFα (ng/mL)", "500 µm", "front, stalled", "; day 7: TNFα up to 0.31"]
    {
        assert!(drawn.contains(said), "{said}");
    }
    Ok(())
}

#[test]
fn no_day_is_refused() {
    let pictures = pictures(&[], [4000.0, 2000.0], 0);
    let figure = TissueFigure::of_run("A nerve", &pictures, &[], Language::English);
    let drawn = svg(&figure, &PROVENANCE);
    assert!(matches!(drawn, Err(Error::Empty)));
}

#[test]
fn rectangles_of_maps_have_sharp_edges() -> Result<(), Error> {
    let pictures = pictures(&[0], [4000.0, 2000.0], 3);
    let drawn = svg(&TissueFigure::of_run("A nerve", &pictures, &[], Language::English), &PROVENANCE)?;
    assert!(drawn.contains("<style>rect{shape-rendering:crispEdges}</style>"));
    Ok(())
}

#[test]
fn the_figure_of_a_block_says_which_slab_it_shows() -> Result<(), Error> {
    let mut pictures = pictures(&[0, 7], [4000.0, 2000.0], 100);
    let drawn = |pictures: &Pictures| {
        svg(&TissueFigure::of_run("A nerve", pictures, &[dose(0.0)], Language::English), &PROVENANCE)
    };
    assert!(!drawn(&pictures)?.contains("the slab at"));
    pictures.scene.slab_um = Some([100.0, 200.0]);
    let said = "Cells, vessels and axons of the slab at z 100 to 200 µm; TNFα of the layer in its middle";
    assert!(drawn(&pictures)?.matches(said).count() >= 2, "as its question and in words");
    Ok(())
}
