//! What a scenario asks to be written of its visits: cells, axons and maps, in the forms it chooses.

use super::directory::Staged;
use super::npz::{self, Array};
use super::parquet::{self, Filled};
use super::{Error, tables, vtk};
use admsc_model::observe::axons::AxonRow;
use admsc_model::observe::cells::Cell;
use admsc_model::observe::columns::{Column, Form};
use admsc_model::observe::fields::{COLUMNS, FieldStack, MAPS};
use admsc_scenario::reading::{Exports, Format};
use admsc_study::visits::Visits;

/// Columns of the maps as a table, a row a voxel: the place of its centre before the maps.
pub const PLACE: [Column; 4] = [
    place("time_days", "Time after the first day."),
    place("x_um", "Centre of the voxel along x."),
    place("y_um", "Centre of the voxel along y."),
    place("z_um", "Centre of the voxel along z; the middle of the depth in a section."),
];

const fn place(name: &'static str, meaning: &'static str) -> Column {
    Column { name, form: Form::Float, optional: false, meaning }
}

/// Columns of `fields.parquet`.
pub fn field_columns() -> Vec<Column> {
    PLACE.into_iter().chain(COLUMNS).collect()
}

/// Writes what is asked for.
///
/// # Errors
/// When a file cannot be encoded or written.
pub fn write(staged: &mut Staged, exports: &Exports, visits: &Visits) -> Result<(), Error> {
    for format in &exports.cells {
        match format {
            Format::Csv => staged.write("cells.csv", &tables::csv("cells.csv", &visits.cells)?)?,
            Format::Parquet => staged.write("cells.parquet", &tables::parquet("cells.parquet", &visits.cells)?)?,
            Format::Vtk => series(staged, "cells", "vtp", &visits.days, |day| {
                vtk::points(day, of_day(&visits.cells, day, |cell: &Cell| cell.time_days))
            })?,
            Format::Npz => {}
        }
    }
    for format in &exports.axons {
        match format {
            Format::Csv => staged.write("axons.csv", &tables::csv("axons.csv", &visits.axons)?)?,
            Format::Parquet => staged.write("axons.parquet", &tables::parquet("axons.parquet", &visits.axons)?)?,
            Format::Vtk => series(staged, "axons", "vtp", &visits.days, |day| {
                vtk::lines(day, of_day(&visits.axons, day, |axon: &AxonRow| axon.time_days))
            })?,
            Format::Npz => {}
        }
    }
    for format in &exports.fields {
        match format {
            Format::Npz => staged.write("fields.npz", &field_arrays(&visits.fields)?)?,
            Format::Parquet => staged.write("fields.parquet", &field_table(&visits.fields)?)?,
            Format::Vtk => {
                let days: Vec<f64> = visits.fields.iter().map(|stack| stack.time_days).collect();
                let stack = |day| visits.fields.iter().find(|stack| stack.time_days == day);
                series(staged, "fields", "vti", &days, |day| stack(day).map_or_else(Vec::new, vtk::image))?;
            }
            Format::Csv => {}
        }
    }
    Ok(())
}

/// The rows of one day, among rows in the order of time.
fn of_day<R>(rows: &[R], day: f64, time: impl Fn(&R) -> f64) -> &[R] {
    &rows[rows.partition_point(|row| time(row) < day)..rows.partition_point(|row| time(row) <= day)]
}

/// A file a day in `vtk`, and the collection that names them.
fn series(
    staged: &mut Staged,
    name: &str,
    extension: &str,
    days: &[f64],
    file: impl Fn(f64) -> Vec<u8>,
) -> Result<(), Error> {
    let names: Vec<String> = days.iter().map(|day| format!("{name}-day-{day:05}.{extension}")).collect();
    for (day, name) in days.iter().zip(&names) {
        staged.write(&format!("vtk/{name}"), &file(*day))?;
    }
    let collection = vtk::collection(days.iter().copied().zip(names.iter().map(String::as_str)));
    staged.write(&format!("vtk/{name}.pvd"), &collection)
}

/// Meaning of the arrays of `fields.npz` besides the maps.
pub const ARRAYS: [(&str, &str, &str); 6] = [
    ("time_days", "(visits)", "Time after the first day."),
    ("x_um", "(nx)", "Centres of the voxels along x."),
    ("y_um", "(ny)", "Centres of the voxels along y."),
    ("z_um", "(nz)", "Centres of the voxels along z; the middle of the depth in a section."),
    ("spacing_um", "(3)", "Edges of a voxel along x, y and z; in a section z is its depth."),
    ("origin_um", "(3)", "Corner of the first voxel."),
];

/// Shape of a map in `fields.npz`.
pub const MAP_SHAPE: &str = "(visits, nz, ny, nx)";

fn field_arrays(stacks: &[FieldStack]) -> Result<Vec<u8>, Error> {
    const FILE: &str = "fields.npz";
    let first = stacks.first().ok_or(Error::Empty)?;
    let grid = &first.grid;
    let spacing = vtk::spacing_um(first);
    let days: Vec<f64> = stacks.iter().map(|stack| stack.time_days).collect();
    let lengths = [grid.nx, grid.ny, grid.nz];
    let axis = |i: usize| (0..lengths[i]).map(|voxel| (f64::from(voxel) + 0.5) * spacing[i]).collect::<Vec<f64>>();
    let axes = [axis(0), axis(1), axis(2)];
    let origin = [0.0; 3];
    let about: [&[f64]; 6] = [&days, &axes[0], &axes[1], &axes[2], &spacing, &origin];
    let about = ARRAYS.iter().zip(about);
    let mut arrays: Vec<Array<'_>> =
        about.map(|((name, ..), values)| Array { name, shape: vec![values.len()], values: vec![values] }).collect();
    let (nz, ny, nx) = grid.shape();
    arrays.extend((0..MAPS).map(|map| Array {
        name: COLUMNS[map].name,
        shape: vec![stacks.len(), nz, ny, nx],
        values: stacks.iter().map(|stack| stack.maps[map].as_slice()).collect(),
    }));
    npz::encode(FILE, &arrays)
}

/// A row a voxel, a group a visit.
fn field_table(stacks: &[FieldStack]) -> Result<Vec<u8>, Error> {
    let group = |stack: &FieldStack| {
        let centre = |axis: usize| (0..stack.grid.len()).map(|voxel| stack.grid.centre_um(voxel)[axis]).collect();
        let places = [vec![stack.time_days; stack.grid.len()], centre(0), centre(1), centre(2)];
        let columns = field_columns().into_iter().zip(places.into_iter().chain(stack.maps.iter().cloned()));
        columns.map(|(column, values)| Filled::from_values(column, values)).collect()
    };
    parquet::encode("fields.parquet", &field_columns(), stacks.iter().map(group))
}
