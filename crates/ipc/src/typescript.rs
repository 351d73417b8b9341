//! Writes the TypeScript twin of this crate: every type that a command or a stream mentions, and the map from a command's
//! name to its arguments and result, which types `invoke` on the other side.

use std::collections::BTreeMap;
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

use crate::{AppEvent, DictationBegun, DictationEvent, DropEvent, PartOp, SentenceArgs, TurnEvent};

struct Collector<'a> {
    config: &'a Config,
    declarations: BTreeMap<String, String>,
}

impl Collector<'_> {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let declaration = match T::docs() {
                Some(docs) => format!("{docs}export {}", T::decl(self.config)),
                None => format!("export {}", T::decl(self.config)),
            };
            if self.declarations.insert(T::ident(self.config), declaration).is_some() {
                return;
            }
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Collector<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

/// The whole of `generated.ts`.
pub fn generate() -> String {
    let config = Config::default();
    let mut types = Collector { config: &config, declarations: BTreeMap::new() };
    let mut map = String::new();

    macro_rules! collect {
        ($($name:ident($args:ty) -> $output:ty;)*) => {
            $(
                types.add::<$args>();
                types.add::<$output>();
                line(&mut map, stringify!($name), &<$args as TS>::name(&config), &<$output as TS>::name(&config));
            )*
        };
    }
    crate::app_commands!(collect);
    crate::shell_commands!(collect);
    types.add::<TurnEvent>();
    types.add::<PartOp>();
    types.add::<AppEvent>();
    types.add::<DropEvent>();
    types.add::<SentenceArgs>();
    types.add::<DictationEvent>();
    types.add::<DictationBegun>();

    let mut file = String::from(
        "// Generated from crates/ipc by `UPDATE_TYPES=1 cargo test -p parlance-ipc`. Do not edit.\n\n",
    );
    for declaration in types.declarations.values() {
        file.push_str(declaration);
        file.push_str("\n\n");
    }
    file.push_str("/** What each command takes and gives. */\nexport interface Commands {\n");
    file.push_str(&map);
    file.push_str("}\n");
    file
}

fn line(map: &mut String, name: &str, args: &str, output: &str) {
    let output = if output == "null" { "void" } else { output };
    // Writing to a String cannot fail.
    let _ = writeln!(map, "  {name}: {{ args: {args}; result: {output} }};");
}
