//! Order of the spatial discretisation, against the continuous problem.

use admsc_study::validation::numerics::order;

use super::TestResult;

#[test]
fn the_spatial_order_is_two() -> TestResult {
    println!("\nError against the continuous solution (TNFα, Gaussian source of 150 µm, 6 h), relative L2:");
    println!("{:>10} {:>10} {:>7} {:>10} {:>7}", "voxel µm", "value", "order", "gradient", "order");
    let mut last: Option<[f64; 2]> = None;
    for spacing in [50.0, 25.0, 12.5, 6.25] {
        let errors = order::errors(spacing)?;
        let Some(coarser) = last.replace(errors) else {
            println!("{spacing:>10} {:>10.2e} {:>7} {:>10.2e} {:>7}", errors[0], "", errors[1], "");
            continue;
        };
        let orders = [0, 1].map(|i| (coarser[i] / errors[i]).log2());
        println!("{spacing:>10} {:>10.2e} {:>7.3} {:>10.2e} {:>7.3}", errors[0], orders[0], errors[1], orders[1]);
        assert!(orders.iter().all(|order| (order - 2.0).abs() <= 0.1), "at {spacing} µm: {orders:?}");
    }
    Ok(())
}
