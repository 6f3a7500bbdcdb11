//! Pictures as files: SVG and PNG with what they show, and what they were made from, written into them.

use super::compact::compact;
use super::page::SIZE;
use super::sheet::Page;
use super::sheet::Strokes;
use super::{Drawn, Error, embedded, fine};
use admsc_scenario::language::Language;

/// What a picture was made from. It stands in the file, not on the page.
#[derive(Debug, Clone, Copy)]
pub struct Provenance<'a> {
    /// Version of the program that made the run.
    pub version: &'a str,
    /// Hash of the resolved scenario.
    pub scenario_hash: &'a str,
    /// Seed of the random numbers.
    pub seed: u64,
}

/// A written picture: the name of its file and its bytes.
pub type File = (String, Vec<u8>);

/// A figure that can be drawn on any backend.
pub trait Figure {
    /// The heading, which is the picture's title as well.
    fn title(&self) -> &str;

    /// The language of its texts.
    fn language(&self) -> Language;

    /// What the figure shows, in one or two sentences with its numbers, for readers who cannot see it.
    fn alternative(&self) -> String;

    /// Draws the figure on a page of `SIZE`.
    ///
    /// # Errors
    /// When there is nothing to draw or the backend fails.
    fn draw(&self, page: &Page) -> Result<(), Error>;
}

/// The figure as SVG text.
#[cfg(test)]
pub fn svg(figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<String, Error> {
    svg_of(&Strokes::lay_out(figure)?, figure, provenance)
}

/// The figure as the bytes of a PNG file.
#[cfg(test)]
pub fn png(figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<Vec<u8>, Error> {
    png_of(&Strokes::lay_out(figure)?, figure, provenance)
}

/// The figure as the two files that every figure is written as, an SVG and a PNG, by their names.
///
/// # Errors
/// When there is nothing to draw, or drawing or encoding fails.
pub fn files(name: &str, figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<[File; 2], Error> {
    let strokes = Strokes::lay_out(figure)?;
    let named = |extension| format!("{name}{}.{extension}", figure.language().file_suffix());
    Ok([
        (named("svg"), svg_of(&strokes, figure, provenance)?.into_bytes()),
        (named("png"), png_of(&strokes, figure, provenance)?),
    ])
}

fn svg_of(strokes: &Strokes, figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<String, Error> {
    described(&compact(&strokes.svg()?), figure, provenance)
        .ok_or_else(|| Error::Drawing("the SVG has no opening tag".to_owned()))
}

/// Maps are drawn as rectangles beside each other; smoothed edges would show as seams where a picture is scaled down.
const SHARP: &str = "<style>rect{shape-rendering:crispEdges}</style>";

/// The drawing with title, description and provenance inside its opening tag; none if it has no such tag.
fn described(drawing: &str, figure: &dyn Figure, provenance: &Provenance<'_>) -> Option<String> {
    let start = drawing.find("<svg")?;
    let (opening, rest) = drawing.split_at(start + drawing[start..].find('>')?);
    let Provenance { version, scenario_hash, seed } = provenance;
    let (title, alternative) = (escaped(figure.title()), escaped(&figure.alternative()));
    let version = escaped(version);
    let scenario_hash = escaped(scenario_hash);
    let language = figure.language().code();
    let style_sheet = embedded::style_sheet(rest).unwrap_or_default();
    let edges = if rest.matches("<rect ").count() > 1 { SHARP } else { "" };
    Some(format!(
        "{opening} lang=\"{language}\" xml:lang=\"{language}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{title}</title>\n\
         <desc id=\"description\">{alternative}</desc>\n\
         <metadata>admsc-sim {version}; scenario {scenario_hash}; seed {seed}</metadata>{style_sheet}{edges}{}",
        rest.strip_prefix('>')?
    ))
}

/// Text as it stands between tags. Characters that XML does not know become spaces.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

fn png_of(strokes: &Strokes, figure: &dyn Figure, provenance: &Provenance<'_>) -> Result<Vec<u8>, Error> {
    let pixels = fine::pixels(strokes, fine::Grain::FULL).map_err(|error| Error::Drawing(error.to_string()))?;
    Ok(encoded(&pixels, figure, provenance)?)
}

/// What a picture says of itself in its file.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    title: String,
    alternative: String,
    provenance: Provenance<'a>,
}

/// What a figure says of itself.
pub fn told<'a>(figure: &dyn Figure, provenance: &Provenance<'a>) -> Told<'a> {
    Told { title: figure.title().to_owned(), alternative: figure.alternative(), provenance: *provenance }
}

impl Told<'_> {
    /// Puts it into a PNG. The texts carry the keywords that the format defines for them; what is not Latin stands in international chunks.
    ///
    /// # Errors
    /// When a text is too long for the format.
    pub fn enter<W: std::io::Write>(&self, encoder: &mut png::Encoder<'_, W>) -> Drawn {
        let Provenance { version, scenario_hash, seed } = self.provenance;
        encoder.add_text_chunk("Software".to_owned(), format!("admsc-sim {version}"))?;
        encoder.add_text_chunk("Scenario".to_owned(), scenario_hash.to_owned())?;
        encoder.add_text_chunk("Seed".to_owned(), seed.to_string())?;
        encoder.add_itxt_chunk("Title".to_owned(), self.title.clone())?;
        encoder.add_itxt_chunk("Description".to_owned(), self.alternative.clone())?;
        Ok(())
    }

    /// What it was made from, and its title.
    pub fn in_a_line(&self) -> String {
        let Provenance { version, scenario_hash, seed } = self.provenance;
        format!("admsc-sim {version}; scenario {scenario_hash}; seed {seed}; {}", self.title)
    }
}

/// Pixels as PNG.
fn encoded(pixels: &[u8], figure: &dyn Figure, provenance: &Provenance<'_>) -> Drawn<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // Higher levels make files a fifth smaller at most and take most of the time of a figure.
    encoder.set_deflate_compression(png::DeflateCompression::Level(1));
    encoder.set_filter(png::Filter::Up);
    told(figure, provenance).enter(&mut encoder)?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(pixels)?;
    writer.finish()?;
    Ok(bytes)
}
