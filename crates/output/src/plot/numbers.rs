//! Numbers for readers: ends of axes, and values with about two figures.

/// The next number of one or two figures at or above a value; 1 for none.
pub fn round_above(value: f64) -> f64 {
    let mut decade = 1.0;
    while decade < value {
        decade *= 10.0;
    }
    while value > 0.0 && decade >= 10.0 * value && decade > 1e-12 {
        decade /= 10.0;
    }
    let steps = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0].map(|share| share * decade);
    steps.into_iter().find(|step| *step >= value && *step > 0.0 && value > 0.0).unwrap_or(decade)
}

/// A number with about two figures.
pub fn short(value: f64) -> String {
    match value.abs() {
        zero if zero < 5e-4 => "0".to_owned(),
        small if small < 0.1 => format!("{value:.3}"),
        small if small < 1.0 => format!("{value:.2}"),
        few if few < 10.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// The end of an axis: as few figures as it has.
pub fn whole(value: f64) -> String {
    format!("{}", (value * 1e6).round() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        let ends = [0.0, 0.07, 0.5, 1.0, 1.1, 7.0, 10.0, 812.0, 2400.0].map(round_above);
        let expected = [1.0, 0.08, 0.5, 1.0, 1.5, 8.0, 10.0, 1000.0, 3000.0];
        for (end, expected) in ends.iter().zip(expected) {
            assert!((end / expected - 1.0).abs() < 1e-12, "{end} instead of {expected}");
        }
    }
}
