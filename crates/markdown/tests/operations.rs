//! The operations of a streamed text as the tests of the face read them, `ui/src/features/chat/stream/operations.fixture.json`:
//! `UPDATE_FIXTURES=1` writes them anew.

use parlance_markdown::{BlockOp, Cursor, Renderer, render};
use serde_json::{Value, json};

const TEXT: &str = "Words that **grow**, `code`, a [link](https://a.example/b) & a@b.example 😀 — 5 < 6\nand *on and on* to $x^2$ and its end.

1. first with *words*
   - [x] done
   - [ ] to do
2. second

   ```rust
   fn main() {
       let a = \"<b>\";
   }
   ```
3. third, now loose

   > quoted in it
   > and more

| name | size & unit |
|:-----|:----:|
| **one** | 1 < 2 |
| `two` | $y_1$ |
| three | ![alt](https://i.example/p.png) |

> [!NOTE]
> - in a note
> - another one
>   with a second line

- open[^1]
  - deeper
    - deepest **of all**
- [late][a]

[^1]: A note
    that goes on

[a]: https://late.example

    indented code
    of two lines

The end.
";

fn operation(op: BlockOp) -> Value {
    match op {
        BlockOp::Append { block, html } => json!({ "op": "append", "block": block, "html": html }),
        BlockOp::Replace { block, html } => json!({ "op": "replace", "block": block, "html": html }),
        BlockOp::Grow { block, levels, cut } => {
            let level = |level: &parlance_markdown::Level| json!({ "drop": level.drop, "html": level.html });
            let levels: Vec<_> = levels.iter().map(level).collect();
            json!({ "op": "grow", "block": block, "levels": levels, "cut": cut })
        }
        BlockOp::AppendLines { block, html } => json!({ "op": "append_lines", "block": block, "html": html }),
        BlockOp::PartialLine { block, text } => json!({ "op": "partial_line", "block": block, "text": text }),
        BlockOp::Truncate { block } => json!({ "op": "truncate", "block": block }),
    }
}

#[test]
fn the_face_is_tested_with_what_it_is_sent() {
    let mut renderer = Renderer::new();
    let mut cursor = Cursor::default();
    let mut frames = Vec::new();
    let characters: Vec<char> = TEXT.chars().collect();
    for piece in characters.chunks(13) {
        renderer.push(&String::from_iter(piece));
        let mut ops = Vec::new();
        renderer.ops_since(&mut cursor, &mut ops);
        frames.push(ops);
    }
    renderer.finish();
    let mut ops = Vec::new();
    renderer.ops_since(&mut cursor, &mut ops);
    frames.push(ops);
    let frames: Vec<Vec<Value>> =
        frames.into_iter().map(|ops| ops.into_iter().map(operation).collect()).collect();
    let sent = json!({ "frames": frames, "blocks": render(TEXT) });
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/features/chat/stream/operations.fixture.json");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(path, serde_json::to_string_pretty(&sent).unwrap() + "\n").unwrap();
    }
    // As values: in what order keys stand depends on what else is built.
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(kept, sent, "UPDATE_FIXTURES=1 writes it");
}
