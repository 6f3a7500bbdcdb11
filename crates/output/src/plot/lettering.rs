//! A backend that writes every text in the font of its language and letters, and passes everything else on.

use plotters::prelude::*;
use plotters::style::{FontDesc, TextStyle};
use plotters_backend::{BackendColor, BackendStyle, BackendTextStyle, DrawingErrorKind};

use super::fonts;
use admsc_scenario::language::Language;

/// A backend with the language of its texts.
pub struct Lettering<DB> {
    backend: DB,
    language: Language,
}

impl<DB> Lettering<DB> {
    /// Texts of a language on a backend.
    pub fn new(backend: DB, language: Language) -> Self {
        Self { backend, language }
    }

    /// A style with the font that a text is to be written in.
    fn lettered(&self, text: &str, style: &impl BackendTextStyle) -> TextStyle<'static> {
        let family = fonts::family(self.language, text);
        let font = FontDesc::new(family, style.size(), style.style()).transform(style.transform());
        TextStyle { font, color: style.color(), pos: style.anchor() }
    }
}

type Done<DB, T = ()> = Result<T, DrawingErrorKind<<DB as DrawingBackend>::ErrorType>>;

impl<DB: DrawingBackend> DrawingBackend for Lettering<DB> {
    type ErrorType = DB::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.backend.get_size()
    }

    fn ensure_prepared(&mut self) -> Done<DB> {
        self.backend.ensure_prepared()
    }

    fn present(&mut self) -> Done<DB> {
        self.backend.present()
    }

    fn draw_pixel(&mut self, point: (i32, i32), colour: BackendColor) -> Done<DB> {
        self.backend.draw_pixel(point, colour)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: (i32, i32), to: (i32, i32), style: &S) -> Done<DB> {
        self.backend.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: (i32, i32), to: (i32, i32), style: &S, fill: bool) -> Done<DB> {
        self.backend.draw_rect(from, to, style, fill)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = (i32, i32)>>(&mut self, path: I, style: &S) -> Done<DB> {
        self.backend.draw_path(path, style)
    }

    fn draw_circle<S: BackendStyle>(&mut self, centre: (i32, i32), radius: u32, style: &S, fill: bool) -> Done<DB> {
        self.backend.draw_circle(centre, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = (i32, i32)>>(&mut self, path: I, style: &S) -> Done<DB> {
        self.backend.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, place: (i32, i32)) -> Done<DB> {
        let style = self.lettered(text, style);
        self.backend.draw_text(text, &style, place)
    }

    fn estimate_text_size<S: BackendTextStyle>(&self, text: &str, style: &S) -> Done<DB, (u32, u32)> {
        self.backend.estimate_text_size(text, &self.lettered(text, style))
    }
}
