//! The bench of the mechanism: every row of `validation/mechanism_targets.csv` on cells and in the mean field, with other constants if
//! asked.
//!
//!     cargo run --release --example mechanism_bench -- --seeds 8 --patients 16
//!     cargo run --release --example mechanism_bench -- --mean-field --set drive.tnf=1.04 --set drive.debris=0.2
//!     cargo run --release --example mechanism_bench -- --constants validation/mechanism-constants.txt
//!
//! A file of constants has a key and a value in canonical units a line, `drive.tnf = 1.04`.

use std::error::Error;

use admsc_study::biology::{self, targets};
use admsc_study::threads::available_threads;

struct Asked {
    seeds: u64,
    patients: u32,
    voxel_um: f64,
    mean_field_only: bool,
    constants: Vec<(String, f64)>,
}

fn pair(text: &str) -> Result<(String, f64), Box<dyn Error>> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("{text}: expected KEY=VALUE"))?;
    Ok((key.trim().to_owned(), value.trim().parse()?))
}

fn asked() -> Result<Asked, Box<dyn Error>> {
    let mut asked = Asked { seeds: 8, patients: 16, voxel_um: 25.0, mean_field_only: false, constants: Vec::new() };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--mean-field" {
            asked.mean_field_only = true;
            continue;
        }
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        match name.as_str() {
            "--seeds" => asked.seeds = value.parse()?,
            "--patients" => asked.patients = value.parse()?,
            "--voxel" => asked.voxel_um = value.parse()?,
            "--set" => asked.constants.push(pair(&value)?),
            "--constants" => {
                for line in std::fs::read_to_string(value)?.lines().filter(|line| line.contains('=')) {
                    asked.constants.push(pair(line)?);
                }
            }
            _ => return Err(format!("{name} is not known").into()),
        }
    }
    Ok(asked)
}

fn main() -> Result<(), Box<dyn Error>> {
    let asked = asked()?;
    let threads = available_threads();
    let groups = biology::groups(&asked.constants, asked.voxel_um)?;
    let people = |on_cells| {
        biology::patients(asked.patients, &asked.constants, (asked.voxel_um, on_cells), threads, || eprint!("."))
    };
    let mean_field = (vec![biology::in_mean_field(&groups, threads)?], people(false)?);
    let cells = match asked.mean_field_only {
        true => (Vec::new(), Vec::new()),
        false => {
            let seeds: Vec<u64> = (1..=asked.seeds).collect();
            (biology::on_cells(&groups, &seeds, threads, || eprint!("."))?, people(true)?)
        }
    };
    let (mut weight, mut met) = ([0.0; 2], [0.0; 2]);
    println!(
        "\n{:5}{:>9}{:>7}{:>4} {:6}{:>10} ({:>8} to {:>8}){:>11}",
        "row", "low", "high", "w", "role", "cells", "", "", "mean field"
    );
    for target in targets::bundled()? {
        let values = [&cells, &mean_field].map(|(courses, people)| match courses.is_empty() {
            true => None,
            false => biology::found(&target, courses, people),
        });
        for (place, value) in values.iter().enumerate() {
            if let Some(value) = value {
                weight[place] += target.weight;
                met[place] += if target.holds(value.value) { target.weight } else { 0.0 };
            }
        }
        let mark = |value: f64| {
            if target.holds(value) {
                ' '
            } else if target.hard {
                '!'
            } else {
                '*'
            }
        };
        let [cells, mean_field] = values.map(|value| {
            value.map_or([f64::NAN; 3], |found| {
                [found.value, found.low.unwrap_or(f64::NAN), found.high.unwrap_or(f64::NAN)]
            })
        });
        println!(
            "{:5}{:>9}{:>7}{:>4} {:6}{:>9.3}{} ({:>8.3} to {:>8.3}){:>10.3}{}  {}: {}",
            target.id,
            target.low,
            target.high,
            target.weight,
            format!("{:?}", target.role).to_lowercase(),
            cells[0],
            mark(cells[0]),
            cells[1],
            cells[2],
            mean_field[0],
            mark(mean_field[0]),
            target.experiment,
            target.measure
        );
    }
    println!("weight met: cells {} of {}, mean field {} of {}", met[0], weight[0], met[1], weight[1]);
    Ok(())
}
