//! p values of several tests, adjusted by Holm (1979, Scand J Stat 6:65): the chance that any true null hypothesis of the family is
//! rejected stays below the level, however the tests hang together.
//!
//! With m tests, the smallest p is multiplied by m, the next by m − 1 and so on; none is smaller than one before it in that order,
//! nor larger than 1.

/// The adjusted p values, in the order of `p`. A family of one stays as it is.
pub fn adjusted(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let (mut adjusted, mut before) = (vec![1.0; p.len()], 0.0_f64);
    for (place, test) in order.into_iter().enumerate() {
        before = before.max(p[test] * (p.len() - place) as f64).min(1.0);
        adjusted[test] = before;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holm_agrees_with_statsmodels() {
        // statsmodels 0.15.0: multipletests(p, method="holm")[1]. The second is held up by the third.
        let p = [0.01, 0.04, 0.03, 0.005, 0.6];
        let expected = [0.04, 0.09, 0.09, 0.025, 0.6];
        for (found, expected) in adjusted(&p).into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found}, not {expected}");
        }
        let p = [0.0002, 0.0018, 0.0032, 0.0076, 0.0147, 0.0277, 0.0368, 0.0502];
        let expected = [0.0016, 0.0126, 0.0192, 0.0380, 0.0588, 0.0831, 0.0831, 0.0831];
        for (found, expected) in adjusted(&p).into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
    }

    #[test]
    fn a_family_of_one_stays_and_nothing_exceeds_one() {
        assert_eq!(adjusted(&[0.03]), [0.03]);
        assert_eq!(adjusted(&[]), [0.0; 0]);
        assert_eq!(adjusted(&[0.5, 0.0, 0.7, 0.5]), [1.0, 0.0, 1.0, 1.0]);
    }
}
