//! The published clinical figures beside the model's, at every potency, with the potency that makes them most likely.
//!
//! ```sh
//! cargo run --release --example clinical -- 100
//! cargo run --release --example clinical -- 20 discogenic
//! ```
//!
//! The first argument is the number of virtual patients of each indication, the second leaves only rows whose indication
//! begins with it. Cells live on the coarse grid. Finished patients are kept in `output/.blocks` and used again.

use std::error::Error;
use std::path::Path;

use admsc_sim::evidence::outcome::Estimate;
use admsc_sim::evidence::potency::Support;
use admsc_sim::evidence::targets::{Products, Role, Target, blinded_contrasts, bundled};
use admsc_sim::evidence::verdict::{Judgement, judge};
use admsc_sim::export::blocks::BlockFolder;
use admsc_sim::parallel::available_threads;
use admsc_sim::study::clinical::{Asked, Resolution, evaluate};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let patients = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let indication = arguments.next().unwrap_or_default();
    let targets: Vec<Target> = bundled()?.into_iter().filter(|row| row.indication.starts_with(&indication)).collect();
    let asked = Asked::usual(&targets, patients, 1, Resolution::Coarse);
    let open = |key: &str| BlockFolder::under(Path::new("output"), key);
    let evaluation = evaluate(&asked, available_threads(), open, |progress| {
        eprint!("\r{}: {:.0} % of all", progress.group, 100.0 * progress.share);
    })?;
    eprintln!();
    for (name, patients, screened) in &evaluation.populations {
        println!("{name}: {patients} patients of {screened} screened");
    }
    let judgement = judge(&targets, &evaluation.curves);
    print(&judgement, &targets);
    Ok(())
}

fn print(judgement: &Judgement, targets: &[Target]) {
    let cell = |estimate: &Estimate| format!("{:.2} ({:.2}, {:.2})", estimate.value, estimate.low, estimate.high);
    for role in [Role::Fit, Role::Check] {
        println!("\n{}: {:?}", role.name(), judgement.counts(role, false));
        for row in judgement.rows.iter().filter(|row| row.target.role == role) {
            let target = &row.target;
            let model = row.judged_at.as_ref().map_or("–".into(), |met| cell(&met.estimate));
            let ends: Vec<String> = row.shown.iter().map(|met| format!("{:.2}", met.estimate.value)).collect();
            let settled = if row.is_settled { "" } else { " (within Monte Carlo error)" };
            println!(
                "{:22} published {:.2} ({:.2}, {:.2})  model {model}  at 0, 0.1, 0.3, 1: {}  {}{settled}",
                target.id,
                target.value,
                target.low,
                target.high,
                ends.join(" "),
                row.verdict.name()
            );
        }
    }
    let support = |name: &str, found: &Option<Support>| match found {
        Some(found) => println!(
            "{name}: most likely potency {:.2} ({:.2} to {:.2}), {} rows of weight {:.1}, log-likelihood {:.1}",
            found.most_likely, found.low, found.high, found.rows, found.weight, found.log_likelihood
        ),
        None => println!("{name}: no row"),
    };
    println!();
    support("all rows with cells", &judgement.common);
    support("sham-blinded rows", &judgement.blinded);
    support("open rows", &judgement.open);
    println!("\n{:?}", Products::of(targets));
    for contrast in blinded_contrasts(targets) {
        println!(
            "{} on day {}: {:.2} ({:.2}, {:.2}){}",
            contrast.study,
            contrast.visit_day,
            contrast.difference,
            contrast.low,
            contrast.high,
            if contrast.is_null() { ", null" } else { "" }
        );
    }
}
