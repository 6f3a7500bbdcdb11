use super::support::{answer, refuse_whole};

#[test]
fn the_format_is_one() {
    refuse_whole(
        "format = «2»\nextends = \"builtin:discogenic\"\n",
        &[answer("format must be 1, found 2", "expected", "")],
    );
    refuse_whole(
        "format = «\"1\"»\nextends = \"builtin:discogenic\"\n",
        &[answer("this is a string; a whole number", "a whole number, for example 1", "write 1")],
    );
    refuse_whole(
        "«»extends = \"builtin:discogenic\"\n",
        &[answer("the key format is missing", "format = 1 at the top", "add the line: format = 1")],
    );
}
