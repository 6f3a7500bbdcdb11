//! The colours of maps: from near white to a mid violet, or of another signal to grey, in steps that look even, so that cells on top
//! stay readable and nothing depends on telling hues apart. Interpolated in Ottosson's Oklab (2020).

use super::Colour;
use admsc_model::math;

/// Colours of the ramp.
pub const LEVELS: usize = 32;

/// What a ramp ends in: lightness, green to red, blue to yellow.
pub type End = [f64; 3];

/// What all of them begin with.
const LOW: End = [0.985, 0.002, 0.0];
/// That of TNFα: violet.
pub const TNF: End = [0.60, 0.045, -0.075];
/// That of CXCL12: grey.
pub const CXCL12: End = [0.62, 0.0, 0.0];

/// Level of a value: 0 up to the last for `highest` and more.
pub fn level(value: f64, highest: f64) -> usize {
    let share = value / highest;
    // What is not a number shows as the lowest level.
    if share > 0.0 { ((share * LEVELS as f64) as usize).min(LEVELS - 1) } else { 0 }
}

/// Colour of a level of a ramp.
pub fn colour(level: usize, high: End) -> Colour {
    let share = level as f64 / (LEVELS - 1) as f64;
    let [l, a, b] = std::array::from_fn(|i| LOW[i] + share * (high[i] - LOW[i]));
    let cube = |x: f64| x * x * x;
    let long = cube(l + 0.3963377774 * a + 0.2158037573 * b);
    let middle = cube(l - 0.1055613458 * a - 0.0638541728 * b);
    let short = cube(l - 0.0894841775 * a - 1.2914855480 * b);
    [
        encoded(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        encoded(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        encoded(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    ]
}

/// Linear light as a byte of sRGB.
fn encoded(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let curved = if light <= 0.0031308 { 12.92 * light } else { 1.055 * math::exp(math::ln(light) / 2.4) - 0.055 };
    (255.0 * curved).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ramp_darkens_evenly_from_near_white() {
        for high in [TNF, CXCL12] {
            let brightness = |level| {
                let [r, g, b] = colour(level, high);
                0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
            };
            assert!(brightness(0) > 245.0 && brightness(LEVELS - 1) < 150.0);
            let steps: Vec<f64> = (1..LEVELS).map(|level| brightness(level - 1) - brightness(level)).collect();
            let mean = steps.iter().sum::<f64>() / steps.len() as f64;
            assert!(steps.iter().all(|step| (step - mean).abs() < 1.3), "{steps:?}");
        }
    }

    #[test]
    fn every_value_has_a_level() {
        let levels = [-1.0, 0.0, 0.49, 1.0, 9.0, f64::NAN, f64::INFINITY].map(|value| level(value, 1.0));
        assert_eq!(levels, [0, 0, 15, 31, 31, 0, 31]);
        assert_eq!(level(0.0, 0.0), 0);
    }
}
