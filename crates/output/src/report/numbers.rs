//! Numbers of a result as a report prints them. Each is read from `summary.json` by its place there, and takes that place
//! along into the page, so that a reader can look it up and a test can compare the two.

use serde_json::Value;

use super::sentence::{Sentence, sentence};
use admsc_scenario::language::{Message, english, verbatim};
use admsc_scenario::units::interval;
use admsc_scenario::units::month::{length, visit_name};
use admsc_scenario::units::sign;

/// The numbers of one `summary.json`.
#[derive(Debug, Clone, Copy)]
pub struct Numbers<'a>(pub &'a Value);

impl<'a> Numbers<'a> {
    /// The number at a JSON pointer (RFC 6901), for example `/visits/0/vas_points`; none where something else, or
    /// nothing, stands there.
    pub fn at(self, pointer: impl Into<String>) -> Option<Number> {
        let id: String = pointer.into();
        let found = self.0.pointer(&id)?;
        Some(Number { value: found.as_f64()?, written: found.to_string(), id })
    }

    /// How many elements the list at a pointer has; 0 where there is no list.
    pub fn count(self, pointer: &str) -> usize {
        self.0.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len)
    }

    /// The text at a pointer.
    pub fn text(self, pointer: &str) -> Option<&'a str> {
        self.0.pointer(pointer)?.as_str()
    }
}

/// A number of `summary.json` with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    id: String,
    /// Its value.
    pub value: f64,
    written: String,
}

/// A number as it stands on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its JSON pointer in `summary.json`.
    pub id: String,
    /// Its value as `summary.json` writes it.
    pub value: String,
    /// What was done with it: `plain`, `signed`, `size` (without its sign), `percent`, `probability`, `visit`, `length`.
    pub form: &'static str,
    /// What is read.
    pub text: Message,
}

impl Number {
    /// With so many places after the point.
    pub fn fixed(&self, places: usize) -> Shown {
        self.shown("plain", verbatim(sign::fixed(self.value, places)))
    }

    /// With its sign, and so many places after the point.
    pub fn signed(&self, places: usize) -> Shown {
        self.shown("signed", verbatim(sign::signed(self.value, places)))
    }

    /// How large it is whatever its sign, with so many places after the point.
    pub fn size(&self, places: usize) -> Shown {
        self.shown("size", verbatim(format!("{:.places$}", self.value.abs())))
    }

    /// A share as a whole number of per cents.
    pub fn percent(&self) -> Shown {
        self.shown("percent", verbatim(sign::percent(self.value)))
    }

    /// A probability with three places, or that it is below the smallest that these show.
    pub fn probability(&self) -> Shown {
        self.shown("probability", verbatim(sign::probability(self.value)))
    }

    /// A day as the name of a visit, for example `12 months`.
    pub fn visit(&self) -> Shown {
        self.shown("visit", visit_name(self.value as u32))
    }

    /// Days as a length of time in the unit that a reader thinks in, for example `12 h`.
    pub fn length(&self) -> Shown {
        self.shown("length", length(self.value))
    }

    /// The number as `form` shows it, with its interval in brackets where there is one: `0 % (0 % to 32 %)`.
    pub fn with_interval(&self, ends: Option<(Self, Self)>, form: impl Fn(&Self) -> Shown) -> Sentence {
        let Some((low, high)) = ends else { return form(self).into() };
        let said = sentence(english("{value} ({low} to {high})")).put("value", form(self));
        said.put("low", form(&low)).put("high", form(&high))
    }

    /// Places of an interval that ends with this number and `high`: as many as show that it leaves 0 out, where it does.
    pub fn places_to(&self, high: &Self, least: usize) -> usize {
        interval::places((self.value, high.value), least)
    }

    fn shown(&self, form: &'static str, text: Message) -> Shown {
        Shown { id: self.id.clone(), value: self.written.clone(), form, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_their_place_along_and_are_rounded_only_for_the_eye() {
        let summary = serde_json::json!({ "visits": [{ "vas_points": -4.36 }, { "vas_points": null }] });
        let numbers = Numbers(&summary);
        let shown = numbers.at("/visits/0/vas_points").map(|number| {
            let forms = [number.fixed(1), number.signed(2), number.size(1), number.percent()];
            (forms[0].id.clone(), forms[0].value.clone(), forms.map(|shown| shown.text.in_english()))
        });
        let texts = ["−4.4", "−4.36", "4.4", "−436 %"].map(str::to_owned);
        assert_eq!(shown, Some(("/visits/0/vas_points".to_owned(), "-4.36".to_owned(), texts)));
        assert_eq!(numbers.at("/visits/1/vas_points"), None);
        assert_eq!(numbers.at("/visits/2/vas_points"), None);
        assert_eq!(numbers.count("/visits"), 2);
    }
}
