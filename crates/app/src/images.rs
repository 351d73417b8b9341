//! Images of the web: nothing is loaded until a person asks, for one or for all of a host in a conversation.

use std::path::PathBuf;

use parlance_ipc::{ConversationArgs, ImageHostArgs, IpcError, SaveImageArgs, WrittenFile};
use parlance_providers::LoadedImage;

use crate::{App, error, new_file, turns};

impl App {
    /// Fetches a picture that the user clicked on: its MIME type and its bytes.
    pub async fn load_image(&self, url: &str) -> Result<(&'static str, Vec<u8>), IpcError> {
        let LoadedImage { kind, bytes } = self.fetch_image(url).await?;
        Ok((kind.mime(), bytes))
    }

    /// Writes a picture of the web into `folder`, under a name made of what it shows. No file that is there is replaced.
    pub async fn save_image(&self, args: SaveImageArgs, folder: PathBuf) -> Result<WrittenFile, IpcError> {
        let LoadedImage { kind, bytes } = self.fetch_image(&args.url).await?;
        new_file::write(folder, turns::picture_file_name(&args.name), kind.extension(), bytes).await
    }

    /// The hosts whose images are shown in a conversation without being asked for, by their names.
    pub async fn image_hosts(&self, args: ConversationArgs) -> Result<Vec<String>, IpcError> {
        let store = self.history_of(args.conversation).await?;
        store.image_hosts(args.conversation).await.map_err(error::store)
    }

    /// Shows the images of a host, or asks for each of them again. Gives the hosts that are shown then.
    pub async fn set_image_host(&self, args: ImageHostArgs) -> Result<Vec<String>, IpcError> {
        let ImageHostArgs { conversation, host, shown } = args;
        if host.is_empty() {
            return Err(error::invalid("A host has a name."));
        }
        let store = self.history_of(conversation).await?;
        store.set_image_host(conversation, &host, shown).await.map_err(error::store)?;
        store.image_hosts(conversation).await.map_err(error::store)
    }

    async fn fetch_image(&self, url: &str) -> Result<LoadedImage, IpcError> {
        self.proxy_ready().await?;
        parlance_providers::load_image(&self.inner.http, url).await.map_err(|e| error::image(&e))
    }
}
