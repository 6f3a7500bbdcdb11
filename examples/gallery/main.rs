//! Makes `docs/gallery.md` with its pictures, and those of `docs/worksheet.md`:
//!
//! ```sh
//! cargo run --release --example gallery -- docs
//! ```
//!
//! Every run is computed anew in a temporary folder. The pictures are the program's own, at two thirds of their size and
//! with at most 128 colours, so that the repository stays small. They keep version, scenario and seed.

mod pictures;

use std::error::Error;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use color_quant::NeuQuant;
use image::RgbImage;
use image::imageops::{FilterType, resize};
use pictures::PICTURES;

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;
const COLOURS: usize = 128;

fn main() -> Result<(), Box<dyn Error>> {
    let documents = PathBuf::from(std::env::args_os().nth(1).ok_or("where are the documents? for example: docs")?);
    let folder = documents.join("images/gallery");
    fs::create_dir_all(&folder)?;
    let place = tempfile::tempdir()?;
    for (number, picture) in PICTURES.iter().enumerate() {
        // Runs with the same arguments share a folder, so that each is computed once.
        let first = PICTURES.iter().position(|other| other.arguments == picture.arguments).unwrap_or(number);
        let out = place.path().join(first.to_string());
        let run = [&["admsc", "run"], picture.arguments, &["--quiet", "--out"]].concat();
        let arguments = run.iter().map(Into::into).chain([out.clone().into_os_string()]);
        admsc_sim::cli::run(arguments).map_err(|failure| format!("{}: {failure:?}", picture.command()))?;
        let drawn = fs::read(newest(&out)?.join(format!("{}.png", picture.figure)))?;
        let small = smaller(&drawn)?;
        println!("{}.png  {} kB", picture.name, small.len() / 1000);
        fs::write(folder.join(format!("{}.png", picture.name)), small)?;
    }
    Ok(fs::write(documents.join("gallery.md"), pictures::markdown())?)
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
    let mut pixels = vec![0; reader.output_buffer_size()];
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
    encoder.set_compression(png::Compression::Best);
    encoder.set_filter(png::FilterType::NoFilter);
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
