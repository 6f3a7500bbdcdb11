use super::support::{answer, refuse};

#[test]
fn nan_and_infinity_are_refused_as_numbers_and_as_text() {
    for value in ["nan", "-nan", "inf", "+inf", "\"NaN\"", "\"-inf\"", "\"1e999\""] {
        refuse(
            &format!("[drive]\ntnf = «{value}»\n"),
            &[answer("is not a finite number", "expected a plain number", "")],
        );
    }
    refuse("horizon = «\"nan days\"»\n", &[answer("is not a finite number", "expected a time", "")]);
    refuse(
        "[tissue]\nwindow = [\"4 mm\", «\"inf mm\"»]\n",
        &[answer("is not a finite number", "expected a length", "")],
    );
}
