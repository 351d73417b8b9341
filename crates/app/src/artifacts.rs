//! What answers hold as code and people look at: pages, pictures, documents.

use parlance_ipc::{ArtifactKind, IpcError, OpenArtifactArgs, RenderArgs, WrittenFile};

use crate::{App, error, new_file, view};

/// Above this a document is not drawn: it would be no answer of a model.
const MAX_RENDERED_BYTES: usize = 4 * 1024 * 1024;

impl App {
    /// The blocks of a Markdown document, as those of a message.
    pub async fn render_markdown(&self, args: RenderArgs) -> Result<Vec<String>, IpcError> {
        if args.source.len() > MAX_RENDERED_BYTES {
            return Err(error::invalid("This document is too long to be shown."));
        }
        let rendered =
            tokio::task::spawn_blocking(move || view::blocks(&args.source, parlance_markdown::render));
        rendered.await.map_err(|_| error::internal("The document could not be shown."))
    }

    /// Writes an artifact to a file among the exports, for another program to open.
    pub async fn write_artifact(&self, args: OpenArtifactArgs) -> Result<WrittenFile, IpcError> {
        let extension = match args.kind {
            ArtifactKind::Html => "html",
            ArtifactKind::Svg => "svg",
            ArtifactKind::Markdown => "md",
        };
        let name = parlance_archive::file_name(&args.name, "artifact");
        new_file::write(self.home().exports(), name, extension, args.source.into_bytes()).await
    }
}
