//! The answer that is streamed: the Markdown of an ordinary long answer.

/// What stands before and behind the time of writing in one chunk.
pub(crate) type Around = (&'static str, &'static str);

const HEADING: [Around; 1] = [("## Part ", "\n\n")];
const SENTENCE: [Around; 4] = [("Then ", ", "), ("`at` ", ", "), ("and **after** ", " "), ("it ends ", ". ")];
const PARAGRAPH_END: [Around; 1] = [("With ", ".\n\n")];
const ITEM: [Around; 3] = [("- item ", " "), ("goes on ", " "), ("to its end ", "\n")];
const FENCE: [Around; 1] = [("\n```rust\nlet first = ", ";\n")];
const LINE: [Around; 2] = [("let next = before(", ", "), ("", ");\n")];
const FENCE_END: [Around; 1] = [("let last = ", ";\n```\n\n")];

/// The chunks without their times: heading, paragraph, list and code, over and over.
pub(crate) fn chunks() -> impl Iterator<Item = Around> {
    [
        HEADING.to_vec(),
        SENTENCE.repeat(9),
        PARAGRAPH_END.to_vec(),
        ITEM.repeat(6),
        FENCE.to_vec(),
        LINE.repeat(9),
        FENCE_END.to_vec(),
    ]
    .concat()
    .into_iter()
    .cycle()
}
