//! What a figure is drawn on: a sheet that notes every stroke. A figure is so laid out once, by code that knows no file format,
//! and its strokes are then drawn again as SVG and as pixels.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontDesc, TextStyle};
use plotters_backend::{BackendColor, BackendStyle, BackendTextStyle, DrawingErrorKind};

use super::trace::{self, Exact};
use super::{Error, Figure, fonts};
use admsc_scenario::language::Language;

/// Size of a sheet in pixels: 16:9, so that it fills a projector.
pub const SIZE: (u32, u32) = (1920, 1080);

/// The page of a figure, or a part of it.
pub type Page = DrawingArea<Sheet, Shift>;

type Place = (i32, i32);

/// Colour and width of a stroke.
#[derive(Clone, Copy)]
pub struct Pen(pub BackendColor, pub u32);

impl Pen {
    /// The pen of a style.
    pub fn from_style(style: &impl BackendStyle) -> Self {
        Self(style.color(), style.stroke_width())
    }
}

impl BackendStyle for Pen {
    fn color(&self) -> BackendColor {
        self.0
    }

    fn stroke_width(&self) -> u32 {
        self.1
    }
}

/// One thing drawn.
pub enum Stroke {
    Pixel(Place, BackendColor),
    Line(Place, Place, Pen),
    Rectangle(Place, Place, Pen, bool),
    Path(Vec<Place>, Pen),
    Circle(Place, u32, Pen, bool),
    Polygon(Vec<Place>, Pen),
    /// A line at exact places, or the area that they enclose.
    Trace(Vec<Exact>, Pen, bool),
    Text(String, Box<TextStyle<'static>>, Place),
}

/// The strokes of a figure, in their order.
pub struct Strokes(pub Vec<Stroke>);

impl Strokes {
    /// Lays out a figure.
    ///
    /// # Errors
    /// When there is nothing to draw or a font is damaged.
    pub fn lay_out(figure: &dyn Figure) -> Result<Self, Error> {
        fonts::register()?;
        let noted = Rc::default();
        let sheet = Sheet { language: figure.language(), noted: Rc::clone(&noted) };
        figure.draw(&sheet.into_drawing_area())?;
        Ok(Self(noted.take()))
    }

    /// Writes them as the text of an SVG, an element a line.
    ///
    /// # Errors
    /// When the library cannot write one of them.
    pub fn svg(&self) -> Result<String, Error> {
        let mut text = String::new();
        for alike in self.0.chunk_by(|a, b| !a.is_trace() && !b.is_trace()) {
            match alike {
                [Stroke::Trace(points, pen, is_area)] => text += &trace::element(points, pen, *is_area),
                strokes => text += &elements(strokes)?.1,
            }
        }
        let (opening, _) = elements(&[])?;
        Ok(format!("{opening}{text}</svg>\n"))
    }
}

impl Stroke {
    fn is_trace(&self) -> bool {
        matches!(self, Self::Trace(..))
    }
}

/// The opening tag of an SVG, and its elements for some strokes that the library knows.
fn elements(strokes: &[Stroke]) -> Result<(String, String), Error> {
    let mut text = String::new();
    let mut backend = SVGBackend::with_string(&mut text, SIZE);
    let drawn = strokes.iter().try_for_each(|stroke| draw(&mut backend, stroke)).and_then(|()| backend.present());
    drop(backend);
    drawn.map_err(|error| Error::Drawing(error.to_string()))?;
    let parts = text.split_once(">\n").and_then(|(opening, rest)| Some((opening, rest.split_once("</svg>")?.0)));
    let (opening, elements) = parts.ok_or_else(|| Error::Drawing("the SVG has no opening tag".to_owned()))?;
    Ok((format!("{opening}>\n"), elements.to_owned()))
}

fn draw<DB: DrawingBackend>(backend: &mut DB, stroke: &Stroke) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
    match stroke {
        Stroke::Pixel(place, colour) => backend.draw_pixel(*place, *colour),
        Stroke::Line(from, to, pen) => backend.draw_line(*from, *to, pen),
        Stroke::Rectangle(from, to, pen, fill) => backend.draw_rect(*from, *to, pen, *fill),
        Stroke::Path(path, pen) => backend.draw_path(path.iter().copied(), pen),
        Stroke::Circle(centre, radius, pen, fill) => backend.draw_circle(*centre, *radius, pen, *fill),
        Stroke::Polygon(corners, pen) => backend.fill_polygon(corners.iter().copied(), pen),
        Stroke::Text(text, style, place) => backend.draw_text(text, &**style, *place),
        // It has an element of its own.
        Stroke::Trace(..) => Ok(()),
    }
}

/// A backend that notes strokes, every text in the font of its language and letters.
pub struct Sheet {
    language: Language,
    noted: Rc<RefCell<Vec<Stroke>>>,
}

impl Sheet {
    /// Notes a stroke.
    pub fn note(&self, stroke: Stroke) -> Done {
        self.noted.borrow_mut().push(stroke);
        Ok(())
    }

    /// A style with the font that a text is to be written in.
    fn lettered(&self, text: &str, style: &impl BackendTextStyle) -> TextStyle<'static> {
        let family = fonts::family(self.language, text);
        let font = FontDesc::new(family, style.size(), style.style()).transform(style.transform());
        TextStyle { font, color: style.color(), pos: style.anchor() }
    }
}

type Done<T = ()> = Result<T, DrawingErrorKind<Infallible>>;

impl DrawingBackend for Sheet {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        SIZE
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, point: Place, colour: BackendColor) -> Done {
        self.note(Stroke::Pixel(point, colour))
    }

    fn draw_line<S: BackendStyle>(&mut self, from: Place, to: Place, style: &S) -> Done {
        self.note(Stroke::Line(from, to, Pen::from_style(style)))
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: Place, to: Place, style: &S, fill: bool) -> Done {
        self.note(Stroke::Rectangle(from, to, Pen::from_style(style), fill))
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = Place>>(&mut self, path: I, style: &S) -> Done {
        self.note(Stroke::Path(path.into_iter().collect(), Pen::from_style(style)))
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: Place, radius: u32, style: &S, fill: bool) -> Done {
        self.note(Stroke::Circle(centre, radius, Pen::from_style(style), fill))
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = Place>>(&mut self, path: I, style: &S) -> Done {
        self.note(Stroke::Polygon(path.into_iter().collect(), Pen::from_style(style)))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, place: Place) -> Done {
        self.note(Stroke::Text(text.to_owned(), Box::new(self.lettered(text, style)), place))
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Done<(u32, u32)> {
        let layout = self.lettered(text, style).layout_box(text);
        let ((left, top), (right, bottom)) = layout.map_err(|error| DrawingErrorKind::FontError(Box::new(error)))?;
        Ok(((right - left) as u32, (bottom - top) as u32))
    }
}
