//! Where time and values lie on a page.

use super::trace::Exact;

/// A plot's place on the page, in pixels, and what its edges stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Day at the left edge.
    pub from_day: f64,
    /// Day at the right edge.
    pub to_day: f64,
    /// Value at the upper edge; 0 stands at the lower one.
    pub highest: f64,
    /// Left edge.
    pub left: i32,
    /// Right edge.
    pub right: i32,
    /// Upper edge.
    pub top: i32,
    /// Lower edge.
    pub bottom: i32,
}

impl Frame {
    /// Column of a time.
    pub fn x(&self, day: f64) -> i32 {
        self.at(day, 0.0).0.round() as i32
    }

    /// Row of a value; values beyond the edges lie on them.
    pub fn y(&self, value: f64) -> i32 {
        self.at(self.from_day, value).1.round() as i32
    }

    /// The exact place of a value at a time; values beyond the edges lie on them.
    pub fn at(&self, day: f64, value: f64) -> Exact {
        let across = (day - self.from_day) / (self.to_day - self.from_day);
        let up = (value / self.highest).clamp(0.0, 1.0);
        let (width, height) = (f64::from(self.right - self.left), f64::from(self.bottom - self.top));
        (f64::from(self.left) + across * width, f64::from(self.bottom) - up * height)
    }
}

/// A rectangle in pixels: left, top, right, bottom.
pub type Place = [i32; 4];

/// Whether two rectangles share a pixel.
pub fn meet(a: &Place, b: &Place) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
