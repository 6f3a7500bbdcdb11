use super::support::{answer, refuse};

#[test]
fn forms_that_an_export_does_not_take_are_told_with_those_it_does() {
    refuse(
        "[output]\ncells = [«\"npz\"»]\naxons = «true»\nfields = [\"npz\", «\"vtl\"»]\ntimeseries = «\"parquet\"»\n",
        &[
            answer("output.cells must be \"csv\" or \"parquet\" or \"vtk\", found \"npz\"", "\"csv\" or", ""),
            answer("this is a boolean", "an array of \"csv\", \"parquet\", \"vtk\"", ""),
            answer("output.fields must be", "\"npz\" or \"parquet\" or \"vtk\"", "did you mean \"vtk\"?"),
            answer("this is a string", "an array of \"csv\", \"parquet\"", ""),
        ],
    );
    refuse("[output]\ncells = «1»\n", &[answer("a whole number", "true, false or an array of \"csv\"", "")]);
}

#[test]
fn exports_that_would_fill_the_memory_are_refused_at_the_largest() {
    let days: Vec<String> = (0..1000).map(|day| format!("\"{day} d\"")).collect();
    let large = "[tissue]\nwindow = [\"16 mm\", \"16 mm\"]\nvoxel = \"25 um\"\n";
    let output =
        format!("horizon = \"1000 d\"\n{large}[output]\nvisits = [{}]\ncells = «[\"csv\"]»\n", days.join(", "));
    refuse(
        &format!("{output}fields = [\"vtk\"]\n"),
        &[answer("exports at 1001 visits need about", "fewer visits, or fewer exports", "")],
    );
}
