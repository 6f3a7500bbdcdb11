//! The pictures of `docs/gallery.md` and `docs/worksheet.md`, and the figure of the README.
//!
//! Those of the gallery are the program's own, at two thirds of their size and with at most 128 colours, so that the repository
//! stays small. They keep version, scenario and seed.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use color_quant::NeuQuant;
use image::RgbImage;
use image::imageops::{FilterType, resize};

use admsc_sim::language::Language;

use super::pictures::{PICTURES, Picture};
use super::program::Program;
use super::written::{FIRST_FIGURE, FIRST_RUN};

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const COLOURS: usize = 128;

/// Draws all pictures, in both languages, into the folder of the documents.
pub fn write(documents: &Path, program: &Program) -> Result<(), Box<dyn Error>> {
    let folder = documents.join("images/gallery");
    fs::create_dir_all(&folder)?;
    let first = newest(&program.place.join(FIRST_RUN))?.join("pain.png");
    fs::copy(first, documents.with_file_name(FIRST_FIGURE))?;
    let place = tempfile::tempdir()?;
    for (picture, language) in PICTURES.iter().flat_map(|picture| Language::ALL.map(|language| (picture, language))) {
        let suffix = language.file_suffix();
        let drawn = fs::read(make(picture, place.path(), language)?.join(format!("{}{suffix}.png", picture.figure)))?;
        let small = smaller(&drawn)?;
        println!("{}{suffix}.png  {} kB", picture.name, small.len() / 1000);
        fs::write(folder.join(format!("{}{suffix}.png", picture.name)), small)?;
    }
    Ok(())
}

/// Runs what a picture shows and gives the folder of its figure. What is there already is used again by the program.
fn make(picture: &Picture, place: &Path, language: Language) -> Result<PathBuf, Box<dyn Error>> {
    let admsc = |arguments: Vec<OsString>| {
        let done = admsc_sim::cli::run([OsString::from("admsc")].into_iter().chain(arguments.iter().cloned()));
        if done == ExitCode::SUCCESS { Ok(()) } else { Err(format!("admsc {arguments:?} failed")) }
    };
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let spoken = words(&["--lang", language.code()]);
    let mut runs = Vec::new();
    for arguments in picture.runs {
        let of_picture = PICTURES.iter().flat_map(|other| other.runs);
        let number = of_picture.take_while(|other| other != &arguments).count();
        let out = place.join(number.to_string());
        let quiet = [words(&["run"]), words(arguments), words(&["--quiet", "--out"]), vec![out.clone().into()]];
        admsc([quiet.concat(), spoken.clone()].concat())?;
        runs.push(newest(&out)?);
    }
    if let [single] = runs.as_slice() {
        return Ok(single.clone());
    }
    let out = place.join(picture.name).join(language.code());
    let runs: Vec<OsString> = runs.into_iter().map(Into::into).collect();
    admsc([words(&["compare"]), runs, words(&["--out"]), vec![out.clone().into()], spoken].concat())?;
    Ok(out)
}

/// The one run below a folder for results.
fn newest(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    for entry in fs::read_dir(out)? {
        let scenario = entry?.path();
        if let Ok(hash) = fs::read_to_string(scenario.join("latest")) {
            return Ok(scenario.join(hash.trim()));
        }
    }
    Err(format!("no run in {}", out.display()).into())
}

/// A picture at a smaller size with few colours and the texts that say what it shows.
fn smaller(drawn: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut reader = png::Decoder::new(Cursor::new(drawn)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().ok_or("the picture is too large")?];
    let info = reader.next_frame(&mut pixels)?;
    let picture = RgbImage::from_raw(info.width, info.height, pixels).ok_or("the picture is not of RGB")?;
    let picture = resize(&picture, WIDTH, HEIGHT, FilterType::CatmullRom);

    let opaque: Vec<u8> = picture.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2], 255]).collect();
    let palette = NeuQuant::new(1, COLOURS, &opaque);
    let indices: Vec<u8> = opaque.chunks_exact(4).map(|pixel| palette.index_of(pixel) as u8).collect();

    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_palette(palette.color_map_rgb());
    let texts = reader.info();
    for text in &texts.uncompressed_latin1_text {
        encoder.add_text_chunk(text.keyword.clone(), text.text.clone())?;
    }
    for text in &texts.utf8_text {
        encoder.add_itxt_chunk(text.keyword.clone(), text.get_text()?)?;
    }
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indices)?;
    writer.finish()?;
    Ok(bytes)
}
