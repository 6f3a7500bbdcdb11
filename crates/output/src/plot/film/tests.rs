use std::io::Cursor;

use super::*;
use crate::plot::checking::{PROVENANCE, boxes, faults};
use crate::plot::svg;
use crate::plot::tissue::tests::{dose, pictures};
use admsc_scenario::reading::load_str;

type Tested = Result<(), Box<dyn std::error::Error>>;

fn samples(days: u32) -> Vec<Sample> {
    let of_day = |day: u32| {
        let vas = 7.0 - 5.0 * f64::from(day) / f64::from(days);
        Sample {
            time_days: f64::from(day),
            vas_points: vas,
            pain_inflammation_points: 0.3 * vas,
            pain_damage_points: 0.4 * vas,
            pain_central_points: 0.3 * vas,
            ..Sample::default()
        }
    };
    (0..=days).map(of_day).collect()
}

fn setup() -> Result<Setup, Box<dyn std::error::Error>> {
    let text = "format = 1\nextends = \"builtin:neuropathic-single\"\nhorizon = \"365 d\"\n";
    let mut setup = load_str("film", text, &[])?.setup;
    setup.doses = vec![dose(7.0)];
    Ok(setup)
}

#[test]
fn days_of_a_film_are_few_and_hold_doses_and_the_last() -> Tested {
    let setup = setup()?;
    let every = usual_days(&setup);
    let days: Vec<u32> = (0..=365).filter(|day| is_shown(&setup, every, f64::from(*day))).collect();
    assert_eq!((every, days[..4].to_vec(), days.last()), (2, vec![0, 2, 4, 6], Some(&365)));
    assert!(days.contains(&7) && !days.contains(&9) && !is_shown(&setup, 1, 3.5));
    Ok(())
}

#[test]
fn no_text_lies_on_another_in_any_window_and_language() -> Tested {
    let (setup, samples) = (setup()?, samples(365));
    for size_um in [[4000.0, 2000.0], [1000.0, 1000.0], [500.0, 2500.0], [9000.0, 600.0]] {
        let pictures = pictures(&[0, 7, 180, 365], size_um, 40);
        for language in Language::ALL {
            let film = Film::of_run("A nerve after a needle", &setup, &samples, &pictures, language);
            for number in 0..4 {
                let drawn = svg(&Still { film: &film, number }, &PROVENANCE)?;
                let found = faults(&drawn);
                assert!(found.is_empty() && boxes(&drawn).len() > 20, "{size_um:?}, {number}, {language:?}: {found:?}");
            }
        }
    }
    Ok(())
}

/// Every picture of an animated PNG as it is seen, three bytes a pixel.
fn seen_png(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Box<dyn std::error::Error>> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    let (width, height) = reader.info().size();
    let frames = reader.info().animation_control().ok_or("no animation")?.num_frames;
    let mut canvas = vec![0; 3 * (width * height) as usize];
    let mut seen = Vec::new();
    for _ in 0..frames {
        let mut pixels = vec![0; reader.output_buffer_size().ok_or("too large")?];
        reader.next_frame(&mut pixels)?;
        let place = *reader.info().frame_control().ok_or("no place")?;
        let place = [place.x_offset, place.y_offset, place.width, place.height];
        lay(&mut canvas, width, place, &pixels);
        seen.push(canvas.clone());
    }
    Ok(seen)
}

/// The same of a GIF.
fn seen_gif(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Box<dyn std::error::Error>> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut reader = options.read_info(bytes)?;
    let (width, height) = (u32::from(reader.width()), u32::from(reader.height()));
    let mut canvas = vec![0; 3 * (width * height) as usize];
    let mut seen = Vec::new();
    while let Some(frame) = reader.read_next_frame()? {
        let place = [frame.left, frame.top, frame.width, frame.height].map(u32::from);
        lay(&mut canvas, width, place, &frame.buffer);
        seen.push(canvas.clone());
    }
    Ok(seen)
}

/// Lays pixels of four bytes over a canvas where they are not transparent.
fn lay(canvas: &mut [u8], canvas_width: u32, [left, top, width, height]: [u32; 4], pixels: &[u8]) {
    for (number, pixel) in (0..width * height).zip(pixels.chunks_exact(4)) {
        let at = 3 * ((top + number / width) * canvas_width + left + number % width) as usize;
        if pixel[3] > 0 {
            canvas[at..at + 3].copy_from_slice(&pixel[..3]);
        }
    }
}

#[test]
fn both_kinds_show_every_picture_and_come_out_the_same_again() -> Tested {
    let (setup, samples) = (setup()?, samples(365));
    let mut pictures = pictures(&[0, 7, 180, 180, 365], [4000.0, 2000.0], 40);
    for (number, snapshot) in pictures.snapshots.iter_mut().enumerate() {
        snapshot.spots.iter_mut().for_each(|spot| spot.place_um[0] *= 1.0 - 0.1 * number as f32);
    }
    pictures.snapshots[3] = pictures.snapshots[2].clone();
    let film = Film::of_run("A nerve", &setup, &samples, &pictures, Language::English);
    let [png, gif] = [Kind::Png, Kind::Gif].map(|kind| film.file(kind, 4, &PROVENANCE));
    let (png, gif) = (png?, gif?);
    let seen = seen_png(&png)?;
    assert_eq!((seen.len(), &seen), (5, &seen_gif(&gif)?));
    assert_eq!(seen[2], seen[3], "what does not differ is a pixel that is transparent");
    // Beside what is drawn for each: nothing differs by more than colours that count as alike.
    let grain = Grain { fineness: 1, block: 4 };
    for (number, seen) in seen.iter().enumerate() {
        let drawn = fine::pixels(&Strokes::lay_out(&Still { film: &film, number })?, grain)?;
        let apart: u64 = seen.iter().zip(&drawn).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(apart < drawn.len() as u64, "{number}: {apart} of {}", drawn.len());
    }
    assert!(film.file(Kind::Png, 4, &PROVENANCE)? == png && film.file(Kind::Gif, 4, &PROVENANCE)? == gif);
    let contains = |text: &str| png.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(contains("A nerve") && contains(PROVENANCE.scenario_hash));
    Ok(())
}

#[test]
fn a_run_has_three_files_of_which_the_small_one_plays_once() -> Tested {
    let (setup, samples) = (setup()?, samples(365));
    let pictures = pictures(&[0, 2, 4, 6, 8, 10], [4000.0, 2000.0], 40);
    let film = Film::of_run("神経", &setup, &samples, &pictures, Language::Japanese);
    let files = film.files(&PROVENANCE)?;
    assert_eq!(files.each_ref().map(|(name, _)| name.as_str()), ["film.ja.png", "film.ja.gif", "film-small.ja.png"]);
    assert!(files.iter().all(|(name, _)| is_film(name)) && !is_film("pain.png"));
    let plays = |bytes: &[u8]| -> Result<_, Box<dyn std::error::Error>> {
        let reader = png::Decoder::new(Cursor::new(bytes)).read_info()?;
        let control = reader.info().animation_control().ok_or("no animation")?;
        Ok((reader.info().size(), control.num_frames, control.num_plays))
    };
    assert_eq!(plays(&files[0].1)?, ((960, 540), 6, 0));
    assert_eq!(plays(&files[2].1)?, ((640, 360), 3, 1));
    let empty = Pictures { snapshots: Vec::new(), ..pictures };
    let film = Film::of_run("nothing", &setup, &samples, &empty, Language::English);
    assert!(matches!(film.files(&PROVENANCE), Err(Error::Empty)));
    Ok(())
}
