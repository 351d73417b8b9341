//! Messages that lie in one another, each in the `children` of the one before: a long conversation is deeper than JSON is read.

use serde_json::Value;

use crate::split::{Element, Splitter, Text, members};

/// On average; a chain twice as deep has half of its text below each.
const MAX_LEVELS: usize = 20_000;

/// Each message of a tree with its parent's place in the list; parents come first. What cannot be read is left out with what is
/// below it.
pub(crate) fn flatten(tree: &[u8]) -> Vec<(Value, Option<usize>)> {
    let mut flat = Vec::new();
    let mut waiting = vec![(tree.to_vec(), None)];
    // The text of what is below is copied once for each level.
    let mut patience_bytes = tree.len().saturating_mul(MAX_LEVELS);
    while let Some((array, parent)) = waiting.pop() {
        let Some(spent) = patience_bytes.checked_sub(array.len()) else { break };
        patience_bytes = spent;
        let Ok(Some(mut splitter)) = Splitter::new(array.as_slice()) else { continue };
        while let Ok(Some(Element { text: Text::Whole(text), .. })) = splitter.next() {
            let Some(members) = members(&text) else { continue };
            let mut message = serde_json::Map::new();
            let mut below = None;
            for (key, value) in members {
                if key == "children" {
                    below = Some(value);
                } else if let Ok(value) = serde_json::from_slice(&value) {
                    message.insert(key, value);
                }
            }
            let at = flat.len();
            flat.push((Value::Object(message), parent));
            waiting.extend(below.map(|below| (below, Some(at))));
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_a_thousand_levels_comes_out_flat() {
        let depth = 1_000;
        let tree: String = (0..depth).map(|n| format!("[{{\"n\":{n},\"children\":")).collect();
        let tree = tree + "[]" + &"}]".repeat(depth);
        let flat = flatten(tree.as_bytes());
        assert_eq!(flat.len(), depth);
        for (at, (message, parent)) in flat.iter().enumerate() {
            assert_eq!((message["n"].as_u64(), *parent), (Some(at as u64), at.checked_sub(1)));
        }
    }
}
