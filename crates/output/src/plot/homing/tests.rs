use super::*;
use crate::plot::checking::{PROVENANCE, boxes, faults, parses};
use crate::plot::svg;
use admsc_model::observe::snapshot::Map;
use admsc_model::observe::tracks::Track;

fn pictures(cells: u32, looks: u32, size_um: [f32; 2]) -> Pictures {
    let track = |cell: u32| {
        let looks = looks - (cell % 4).min(looks - 1);
        let along = |look: u32| size_um[0] * (look + cell) as f32 / (looks + cells) as f32;
        Track {
            lineage: u64::from(cell),
            places_um: (0..looks).map(|look| [along(look), size_um[1] * cell as f32 / cells as f32]).collect(),
            distances_um: (0..looks).map(|look| (500.0 - along(look)).max(0.0)).collect(),
        }
    };
    let tracks = Tracks {
        dose_day: 30.0,
        tick_days: 1.0 / 24.0,
        looks,
        cxcl12: Map { columns: 2, rows: 2, ng_per_ml: vec![0.0, 0.1, 0.2, 0.3] },
        cells: (0..cells).map(track).collect(),
    };
    let scene = Scene {
        size_um,
        lesion_from_um: [0.5 * size_um[0], 0.0],
        lesion_to_um: size_um,
        slab_um: None,
        vessels_um: vec![[0.7 * size_um[0], 0.5 * size_um[1]]],
        needles_um: vec![[0.2 * size_um[0], 0.5 * size_um[1]]],
    };
    Pictures { scene, snapshots: Vec::new(), tracks: Some(tracks) }
}

fn drawn(pictures: &Pictures, language: Language) -> Result<String, Error> {
    let figure = HomingFigure::of_run("A nerve", pictures, language).ok_or(Error::Empty)?;
    svg(&figure, &PROVENANCE)
}

#[test]
fn nothing_is_cut_off_and_no_text_lies_on_another_whatever_is_shown() -> Result<(), Error> {
    for (cells, looks) in [(1, 1), (3, 24), (50, 168)] {
        for size_um in [[4000.0, 2000.0], [1000.0, 1000.0], [500.0, 2500.0], [9000.0, 600.0]] {
            for language in Language::ALL {
                let mut pictures = pictures(cells, looks, size_um);
                pictures.scene.slab_um = (cells == 3).then_some([100.0, 200.0]);
                let drawn = drawn(&pictures, language)?;
                assert!(parses(&drawn) && boxes(&drawn).len() > 20);
                let found = faults(&drawn);
                assert!(found.is_empty(), "{cells} cells, {looks} looks, {size_um:?}, {language:?}: {found:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn the_same_ways_give_the_same_bytes_and_say_what_they_show() -> Result<(), Error> {
    let pictures = pictures(50, 168, [4000.0, 2000.0]);
    let first = drawn(&pictures, Language::English)?;
    assert_eq!(first, drawn(&pictures, Language::English)?);
    for said in
        ["CXCL12 (ng/mL)", "place of death", "median", "Trajectories of 50 injected ADMSC over 7 days from day 30"]
    {
        assert!(first.contains(said), "{said}");
    }
    Ok(())
}

#[test]
fn the_dead_do_not_count() {
    let pictures = pictures(8, 10, [4000.0, 2000.0]);
    let spread = pictures.tracks.as_ref().map(distance::spread).unwrap_or_default();
    assert_eq!(spread.iter().map(|at| at.alive).collect::<Vec<_>>(), [8, 8, 8, 8, 8, 8, 8, 6, 4, 2]);
    assert!(spread.iter().all(|at| at.low <= at.median && at.median <= at.high));
    // Of a few cells the band is their range.
    let at = |look: usize| {
        let cells = pictures.tracks.iter().flat_map(|tracks| &tracks.cells);
        cells.filter_map(move |track| track.distances_um.get(look).map(|distance| f64::from(*distance)))
    };
    for (look, found) in spread.iter().enumerate() {
        assert_eq!((found.low, found.high), (at(look).fold(f64::MAX, f64::min), at(look).fold(0.0, f64::max)));
    }
}

#[test]
fn the_title_counts_the_cells_that_are_in_the_lesion() {
    let found = |distances: &[f32]| {
        let mut pictures = pictures(distances.len() as u32, 48, [4000.0, 2000.0]);
        let tracks = pictures.tracks.iter_mut().flat_map(|tracks| &mut tracks.cells);
        for (track, distance) in tracks.zip(distances) {
            track.distances_um.fill(100.0);
            track.distances_um[1] = *distance;
            track.distances_um[0] = if *distance < 0.0 { 0.0 } else { 100.0 };
        }
        let figure = HomingFigure::of_run("T", &pictures, Language::English);
        figure.and_then(|figure| figure.finding()).map_or_else(String::new, |found| found.in_english())
    };
    assert_eq!(found(&[0.0, 5.0, 0.0]), "2 of the 3 cells followed are in the lesion within 2 days; dead by then: 2");
    // What is in it from the start has not come there.
    // Who is dead at the end is told behind it; here only those count who are in the lesion.
    let found = |distances: &[f32]| found(distances).split("; dead").next().map(str::to_owned).unwrap_or_default();
    assert_eq!(
        found(&[0.0, 5.0, -1.0, -1.0]),
        "1 of the 4 cells followed come into the lesion within 2 days; in it from the start: 2 more"
    );
    assert_eq!(
        found(&[5.0, -1.0]),
        "None of the 2 cells followed comes into the lesion within 2 days; in it from the start: 1 more"
    );
    assert_eq!(found(&[1.0, 5.0]), "None of the 2 cells followed is in the lesion within 2 days");
    assert_eq!(found(&[]), "");
}
