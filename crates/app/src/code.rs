//! Code of an answer as a file.

use std::path::PathBuf;

use parlance_ipc::{IpcError, SaveCodeArgs, WrittenFile};

use crate::attachments::plain_name;
use crate::{App, Asked, error, new_file};

impl App {
    /// Has a person choose where the code of a block goes, and writes it there. `ask` is the dialog: it gives `None` where nothing was
    /// chosen, and asks before it gives the path of a file that is there.
    pub async fn save_code(
        &self,
        args: SaveCodeArgs,
        ask: impl AsyncFnOnce(Asked) -> Result<Option<PathBuf>, IpcError>,
    ) -> Result<Option<WrittenFile>, IpcError> {
        let SaveCodeArgs { text, file, language } = args;
        let name = suggested(&parlance_markdown::code_file_name(&file, &language));
        let Some(path) = ask(Asked::NewFile { name, ending: None }).await? else { return Ok(None) };
        let written = path.display().to_string();
        tokio::task::spawn_blocking(move || new_file::replace(&path, text.as_bytes()))
            .await
            .map_err(|_| error::internal("The file was not written."))?
            .map_err(|failure| error::file(&failure))?;
        Ok(Some(WrittenFile { path: written }))
    }
}

/// A name that every system takes. The dot of `.gitignore` stays.
fn suggested(name: &str) -> String {
    let dot = if name.starts_with('.') { "." } else { "" };
    let name = name.replace(['<', '>', ':', '"', '|', '?', '*'], "-");
    format!("{dot}{}", plain_name(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_has_no_folder_and_nothing_that_a_system_refuses() {
        for (name, expected) in [
            ("x.ts", "x.ts"),
            (".gitignore", ".gitignore"),
            ("../a.rs", ".a.rs"),
            ("a<b>:c?.ts", "a-b--c-.ts"),
            ("", "file"),
        ] {
            assert_eq!(suggested(name), expected);
        }
    }
}
