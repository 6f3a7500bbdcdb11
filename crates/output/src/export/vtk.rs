//! XML files of VTK, which ParaView opens: ImageData (`.vti`) for maps, PolyData (`.vtp`) for cells and axons, and a
//! collection (`.pvd`) that tells their days. Numbers stand behind the XML as raw bytes (`AppendedData`), so that they
//! are read back to the same bits.

use std::fmt::Write;

use admsc_model::observe::axons::{self, AxonRow};
use admsc_model::observe::cells::{self, Cell};
use admsc_model::observe::columns::{Column, Form, Row, Value};
use admsc_model::observe::fields::{COLUMNS, FieldStack};

/// Columns that VTK has as points or as time, or that follow from the state.
const LEFT_OUT: [&str; 6] = ["time_days", "kind", "x_um", "y_um", "z_um", "front_x_um"];

/// An array of a VTK file.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// Name: that of the column.
    pub name: &'static str,
    /// Type of the numbers, as VTK calls it.
    pub form: &'static str,
    /// The numbers, little endian.
    bytes: Vec<u8>,
}

/// Name and type of the array for a column of a table; none of one that is left out. A missing number is NaN, or −1
/// where it is whole.
pub fn array_of(column: &Column) -> Option<(&'static str, &'static str)> {
    if LEFT_OUT.contains(&column.name) {
        return None;
    }
    Some(match (column.name, column.form) {
        ("state", _) => ("state_code", "UInt8"),
        ("lineage", _) => ("lineage", "UInt64"),
        (name, Form::Float) => (name, "Float64"),
        (name, Form::Whole | Form::Text) => (name, "Int64"),
    })
}

fn floats(values: impl Iterator<Item = f64>) -> Vec<u8> {
    values.flat_map(f64::to_le_bytes).collect()
}

fn whole(values: impl Iterator<Item = usize>) -> Vec<u8> {
    values.flat_map(|value| (value as i64).to_le_bytes()).collect()
}

/// The columns of rows as arrays.
fn arrays<R: Row>(rows: &[R], states: &[&str]) -> Vec<Array> {
    let values: Vec<_> = rows.iter().map(Row::values).collect();
    let numbered = R::COLUMNS.iter().enumerate();
    let known = numbered.filter_map(|(number, column)| array_of(column).map(|(name, form)| (number, name, form)));
    known
        .map(|(number, name, form)| {
            let cells = values.iter().map(|row| row[number]);
            Array { name, form, bytes: cells.flat_map(|value| bytes_of(value, form, states)).collect() }
        })
        .collect()
}

fn bytes_of(value: Option<Value<'_>>, form: &str, states: &[&str]) -> Vec<u8> {
    match (form, value) {
        ("UInt8", Some(Value::Text(word))) => {
            vec![states.iter().position(|state| *state == word).unwrap_or(u8::MAX.into()) as u8]
        }
        ("UInt64", Some(Value::Text(hexadecimal))) => {
            u64::from_str_radix(hexadecimal.trim_start_matches("id-"), 16).unwrap_or(u64::MAX).to_le_bytes().to_vec()
        }
        ("Float64", Some(Value::Float(value))) => value.to_le_bytes().to_vec(),
        ("Float64", _) => f64::NAN.to_le_bytes().to_vec(),
        (_, Some(Value::Whole(value))) => i64::try_from(value).unwrap_or(i64::MAX).to_le_bytes().to_vec(),
        _ => (-1i64).to_le_bytes().to_vec(),
    }
}

/// A file in the making: its XML, and the numbers that follow it.
struct Document {
    xml: String,
    data: Vec<u8>,
}

impl Document {
    fn begin(kind: &str, whole: &str, day: f64) -> Self {
        let mut document = Self { xml: String::new(), data: Vec::new() };
        document.line(&format!(
            "<?xml version=\"1.0\"?>\n<VTKFile type=\"{kind}\" version=\"1.0\" byte_order=\"LittleEndian\" \
             header_type=\"UInt64\">\n<{kind}{whole}>\n<FieldData>"
        ));
        let time = day.to_le_bytes();
        document.array("TimeValue", "Float64", " NumberOfTuples=\"1\"", &time);
        document.line("</FieldData>");
        document
    }

    fn line(&mut self, text: &str) {
        self.xml += text;
        self.xml.push('\n');
    }

    fn array(&mut self, name: &str, form: &str, shape: &str, bytes: &[u8]) {
        let offset = self.data.len();
        self.line(&format!(
            "<DataArray type=\"{form}\" Name=\"{name}\"{shape} format=\"appended\" offset=\"{offset}\"/>"
        ));
        self.data.extend((bytes.len() as u64).to_le_bytes());
        self.data.extend(bytes);
    }

    fn section(&mut self, name: &str, arrays: &[Array]) {
        self.line(&format!("<{name}>"));
        for array in arrays {
            self.array(array.name, array.form, "", &array.bytes);
        }
        self.line(&format!("</{name}>"));
    }

    fn end(mut self, kind: &str) -> Vec<u8> {
        self.line(&format!("</Piece>\n</{kind}>\n<AppendedData encoding=\"raw\">"));
        let mut bytes = self.xml.into_bytes();
        bytes.push(b'_');
        bytes.extend(self.data);
        bytes.extend(b"\n</AppendedData>\n</VTKFile>\n");
        bytes
    }
}

/// The maps of a day as values of the voxels; the corner of the window is the origin.
pub fn image(stack: &FieldStack) -> Vec<u8> {
    let grid = &stack.grid;
    let extent = format!("0 {} 0 {} 0 {}", grid.nx, grid.ny, grid.nz);
    let [sx, sy, sz] = spacing_um(stack);
    let whole = format!(" WholeExtent=\"{extent}\" Origin=\"0 0 0\" Spacing=\"{sx} {sy} {sz}\"");
    let mut document = Document::begin("ImageData", &whole, stack.time_days);
    document.line(&format!("<Piece Extent=\"{extent}\">"));
    let maps = COLUMNS.iter().zip(&stack.maps);
    let arrays: Vec<Array> = maps
        .map(|(column, map)| Array { name: column.name, form: "Float64", bytes: floats(map.iter().copied()) })
        .collect();
    document.section("CellData", &arrays);
    document.end("ImageData")
}

/// Edges of a voxel along x, y and z, µm; in a section z is its depth.
pub fn spacing_um(stack: &FieldStack) -> [f64; 3] {
    let grid = &stack.grid;
    [grid.spacing_um, grid.spacing_um, grid.size_um()[2] / f64::from(grid.nz)]
}

/// Cells of a day as points.
pub fn points(day: f64, cells: &[Cell]) -> Vec<u8> {
    let mut document = Document::begin("PolyData", "", day);
    let n = cells.len();
    document.line(&format!("<Piece NumberOfPoints=\"{n}\" NumberOfVerts=\"{n}\" NumberOfLines=\"0\">"));
    document.section("PointData", &arrays(cells, &cells::STATES));
    let places = floats(cells.iter().flat_map(|cell| [cell.x_um, cell.y_um, cell.z_um]));
    geometry(&mut document, &places, "Verts", n, 1);
    document.end("PolyData")
}

/// Axons of a day as lines from the window's proximal wall to their fronts.
pub fn lines(day: f64, axons: &[AxonRow]) -> Vec<u8> {
    let mut document = Document::begin("PolyData", "", day);
    let n = axons.len();
    document.line(&format!("<Piece NumberOfPoints=\"{}\" NumberOfVerts=\"0\" NumberOfLines=\"{n}\">", 2 * n));
    document.section("CellData", &arrays(axons, &axons::STATES));
    let places = axons.iter().flat_map(|axon| [0.0, axon.y_um, axon.z_um, axon.front_x_um, axon.y_um, axon.z_um]);
    geometry(&mut document, &floats(places), "Lines", n, 2);
    document.end("PolyData")
}

/// Points, and `count` elements of `size` points each in their order.
fn geometry(document: &mut Document, places: &[u8], elements: &str, count: usize, size: usize) {
    document.line("<Points>");
    document.array("Points", "Float64", " NumberOfComponents=\"3\"", places);
    document.line(&format!("</Points>\n<{elements}>"));
    document.array("connectivity", "Int64", "", &whole(0..count * size));
    document.array("offsets", "Int64", "", &whole((1..=count).map(|element| element * size)));
    document.line(&format!("</{elements}>"));
}

/// The days of a row of files.
pub fn collection<'a>(files: impl Iterator<Item = (f64, &'a str)>) -> Vec<u8> {
    let mut xml = "<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"1.0\" \
                   byte_order=\"LittleEndian\">\n<Collection>\n"
        .to_owned();
    for (day, file) in files {
        // Writing to a string does not fail.
        let _ = writeln!(xml, "<DataSet timestep=\"{day}\" part=\"0\" file=\"{file}\"/>");
    }
    (xml + "</Collection>\n</VTKFile>\n").into_bytes()
}
