use super::*;

fn screen(trajectories: u32, parameters: usize, f: impl Fn(&[f64]) -> f64) -> Vec<Influence> {
    let streams = Streams::new(11, 0);
    let effects: Vec<Vec<f64>> = (0..trajectories)
        .map(|number| {
            let trajectory = trajectory(&streams, number, parameters);
            trajectory.effects(&trajectory.settings.iter().map(|x| f(x)).collect::<Vec<f64>>())
        })
        .collect();
    influences(&effects, &streams)
}

#[test]
fn every_parameter_moves_once_by_two_thirds_between_levels() {
    let streams = Streams::new(2, 0);
    let mut first_moved = [0; 5];
    for number in 0..200 {
        let trajectory = trajectory(&streams, number, 5);
        let mut moved = trajectory.moved.clone();
        first_moved[moved[0]] += 1;
        moved.sort_unstable();
        assert_eq!(moved, [0, 1, 2, 3, 4]);
        assert!(trajectory.settings.iter().flatten().all(|x| [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0].contains(x)));
        for (pair, parameter) in trajectory.settings.windows(2).zip(&trajectory.moved) {
            let changed: Vec<usize> = (0..5).filter(|j| pair[0][*j] != pair[1][*j]).collect();
            assert_eq!(changed, [*parameter]);
            assert!(((pair[1][*parameter] - pair[0][*parameter]).abs() - 2.0 / 3.0).abs() < 1e-15);
        }
    }
    // Each is the first of 40 ± 6 (one standard deviation) trajectories.
    assert!(first_moved.iter().all(|count| (15..=65).contains(count)), "{first_moved:?}");
}

#[test]
fn effects_on_a_linear_function_are_its_slopes() {
    let slopes = [3.0, -2.0, 0.0, 0.5];
    let found = screen(6, 4, |x| 7.0 + x.iter().zip(slopes).map(|(x, slope)| slope * x).sum::<f64>());
    for (influence, slope) in found.iter().zip(slopes) {
        assert!((influence.mean_absolute - slope.abs()).abs() < 1e-12 && (influence.mean - slope).abs() < 1e-12);
        assert!(influence.sd < 1e-12 && (influence.interval[1] - influence.interval[0]).abs() < 1e-12);
    }
}

#[test]
fn what_depends_on_others_has_a_spread_and_no_sign() {
    // y = (x₁ − ½) x₂ has effects of x₂ of ±½ and ±⅙ with mean 0: μ* = ⅓ and σ² = (¼ + 1/36)/2.
    let found = screen(400, 2, |x| (x[0] - 0.5) * x[1]);
    let sd = ((0.25_f64 + 1.0 / 36.0) / 2.0).sqrt();
    assert!((found[1].mean_absolute - 1.0 / 3.0).abs() < 4.0 * (1.0 / 6.0) / 20.0, "{:?}", found[1]);
    assert!(found[1].mean.abs() < 4.0 * sd / 20.0 && (found[1].sd - sd).abs() < 0.03, "{:?}", found[1]);
    assert!(found[1].interval[0] < 1.0 / 3.0 && 1.0 / 3.0 < found[1].interval[1]);
}

/// The function of Morris's paper, of twenty parameters; its last ten have coefficients of random sign there, of size 1
/// here.
fn morris(x: &[f64]) -> f64 {
    let w: Vec<f64> = (1..=20)
        .map(|i| {
            let x = x[i - 1];
            if [3, 5, 7].contains(&i) { 2.0 * (1.1 * x / (x + 0.1) - 0.5) } else { 2.0 * (x - 0.5) }
        })
        .collect();
    let sign = |power: usize| if power.is_multiple_of(2) { 1.0 } else { -1.0 };
    let mut y = 0.0;
    for i in 1..=20 {
        y += if i <= 10 { 20.0 } else { sign(i) } * w[i - 1];
        for j in i + 1..=20 {
            y += if j <= 6 { -15.0 } else { sign(i + j) } * w[i - 1] * w[j - 1];
            for k in j + 1..=20 {
                let triple = w[i - 1] * w[j - 1] * w[k - 1];
                y += if k <= 5 { -10.0 * triple } else { 0.0 };
                let quadruple = |l: usize| 5.0 * triple * w[l - 1];
                y += (k + 1..=4).map(quadruple).sum::<f64>();
            }
        }
    }
    y
}

#[test]
fn the_ten_important_parameters_of_morriss_function_are_found() {
    let found = screen(30, 20, morris);
    let least = found[..10].iter().map(|x| x.mean_absolute).fold(f64::INFINITY, f64::min);
    let most = found[10..].iter().map(|x| x.mean_absolute).fold(0.0, f64::max);
    assert!(least > 2.0 * most, "{least} {most}");
    // Eight to ten act by themselves, in a nearly straight line; one to seven through each other.
    for (number, influence) in (1..=10).zip(&found) {
        let straight = influence.sd < 0.5 * influence.mean_absolute;
        assert_eq!(straight, number >= 8, "{number}: {influence:?}");
    }
}
