//! What answers hold as code and people look at: pages, pictures, documents.

use parlance_domain::Timestamp;
use parlance_ipc::{
    ArtifactKind, ArtifactPlace, IpcError, KeepArtifactArgs, OpenArtifactArgs, RenderArgs, WrittenFile,
};
use parlance_store as store;

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

    /// What somebody made of an artifact, beside which the answer stays as it was written.
    pub async fn artifact_edit(&self, place: ArtifactPlace) -> Result<Option<String>, IpcError> {
        let store = self.history_of(place.conversation).await?;
        store.artifact_edit(of_store(place)).await.map_err(error::store)
    }

    pub async fn keep_artifact_edit(&self, args: KeepArtifactArgs) -> Result<(), IpcError> {
        let KeepArtifactArgs { place, text } = args;
        if text.as_ref().is_some_and(|text| text.len() > MAX_RENDERED_BYTES) {
            return Err(error::invalid("This is too long to be kept. Save it as a file."));
        }
        let store = self.history_of(place.conversation).await?;
        let kept = store.keep_artifact_edit(of_store(place), text.as_deref(), Timestamp::now());
        kept.await.map_err(error::store)
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

fn of_store(ArtifactPlace { conversation, message, block }: ArtifactPlace) -> store::ArtifactPlace {
    store::ArtifactPlace { conversation, message, block }
}
