//! The examples of the extensions in the GitHub Flavored Markdown specification, 0.29-gfm, <https://github.github.com/gfm/>: our
//! HTML says the same, except for what `gfm-differences.txt` lists with a reason. All its other examples are those of CommonMark.

mod specification;

use specification::{assert_equal, examples};

#[test]
fn the_extensions_say_what_the_specification_says() {
    // An address that begins with www. is asked for by https here: what remains to be equal is where it begins and ends.
    let specified = include_str!("gfm-examples.txt").replace("\"http://www.", "\"https://www.");
    let examples = examples(&specified);
    assert_eq!(examples.len(), 25);
    assert_equal(&examples, include_str!("gfm-differences.txt"));
}
