//! Numbers as people read them: with a true minus, and without a sign where nothing but zeros is left.

/// A number that has been written, with minus signs in place of hyphens, and without any sign where it is nothing but
/// zeros.
pub fn minus(text: &str) -> String {
    let is_zero = !text.contains(|c: char| ('1'..='9').contains(&c));
    if is_zero { text.trim_start_matches(['+', '-']).to_owned() } else { text.replace('-', "−") }
}

/// A number with so many places after the point.
pub fn fixed(value: f64, places: usize) -> String {
    minus(&format!("{value:.places$}"))
}

/// A number with its sign, a plus as well, and so many places after the point.
pub fn signed(value: f64, places: usize) -> String {
    minus(&format!("{value:+.places$}"))
}

/// A share as a whole number of per cents.
pub fn percent(share: f64) -> String {
    minus(&format!("{:.0} %", 100.0 * share))
}

/// A probability with three places, or that it is below the smallest that these show.
pub fn probability(value: f64) -> String {
    if value < 0.001 { "< 0.001".to_owned() } else { fixed(value, 3) }
}

/// A number with as few places as it needs, at most so many.
pub fn at_most(value: f64, places: u32) -> String {
    let scale = (0..places).fold(1.0, |scale, _| 10.0 * scale);
    minus(&format!("{}", (value * scale).round() / scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zero_has_no_sign_and_a_minus_is_no_hyphen() {
        assert_eq!(["-0.0", "+0.00", "+0.01", "1.0e-14"].map(minus), ["0.0", "0.00", "+0.01", "1.0e−14"]);
        assert_eq!([fixed(-4.36, 1), fixed(-0.04, 1), fixed(2.0, 0)], ["−4.4", "0.0", "2"]);
        assert_eq!([signed(-4.36, 1), signed(0.04, 1), signed(2.0, 0)], ["−4.4", "0.0", "+2"]);
        assert_eq!([percent(-0.001), percent(-0.16), percent(0.345)], ["0 %", "−16 %", "34 %"]);
        assert_eq!([probability(0.0), probability(0.0123), probability(1.0)], ["< 0.001", "0.012", "1.000"]);
        assert_eq!([at_most(-0.5, 1), at_most(20.0, 1), at_most(-0.001, 2)], ["−0.5", "20", "0"]);
    }
}
