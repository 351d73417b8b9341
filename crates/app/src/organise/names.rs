//! Folders and tags by their names. Two folders, or two tags, of one name could not be told apart, so there are none.

use parlance_domain::Timestamp;
use parlance_ipc::{
    AppEvent, Changed, FolderOfArgs, IpcError, NewNameArgs, OrderFoldersArgs, RenameFolderArgs,
    RenameTagArgs, TagArgs,
};
use parlance_store::Store;

use super::changes::Deed;
use crate::{App, error};

const NAME_CHARS: usize = 60;

impl App {
    /// Gives the id of the new folder.
    pub async fn create_folder(&self, args: NewNameArgs) -> Result<String, IpcError> {
        let name = name(&args.name)?;
        let store = self.store().await?;
        free_folder_name(&store, &name, None).await?;
        let id = store.add_folder(&name, Timestamp::now()).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Conversations);
        Ok(id.to_string())
    }

    pub async fn rename_folder(&self, args: RenameFolderArgs) -> Result<(), IpcError> {
        let name = name(&args.name)?;
        let store = self.store().await?;
        free_folder_name(&store, &name, Some(args.folder)).await?;
        store.rename_folder(args.folder, &name).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Conversations);
        Ok(())
    }

    /// Puts these folders first, in this order.
    pub async fn order_folders(&self, args: OrderFoldersArgs) -> Result<(), IpcError> {
        self.store().await?.order_folders(&args.folders).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Conversations);
        Ok(())
    }

    /// Its conversations stay.
    pub async fn delete_folder(&self, args: FolderOfArgs) -> Result<Changed, IpcError> {
        let deleted = self.store().await?.delete_folder(args.folder).await.map_err(error::store)?;
        let members = deleted.members();
        Ok(self.done(Deed::FolderDeleted(deleted), members))
    }

    /// Gives the id of the tag of this name, which is made where there is none.
    pub async fn create_tag(&self, args: NewNameArgs) -> Result<String, IpcError> {
        let name = name(&args.name)?;
        let store = self.store().await?;
        let known = store.tags().await.map_err(error::store)?;
        if let Some(tag) = known.iter().find(|tag| same(&tag.name, &name)) {
            return Ok(tag.id.to_string());
        }
        let id = store.add_tag(&name, Timestamp::now()).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Conversations);
        Ok(id.to_string())
    }

    pub async fn rename_tag(&self, args: RenameTagArgs) -> Result<(), IpcError> {
        let name = name(&args.name)?;
        let store = self.store().await?;
        let known = store.tags().await.map_err(error::store)?;
        if known.iter().any(|tag| tag.id != args.tag && same(&tag.name, &name)) {
            return Err(taken(&name));
        }
        store.rename_tag(args.tag, &name).await.map_err(error::store)?;
        self.inner.events.send(AppEvent::Conversations);
        Ok(())
    }

    /// Takes it from every conversation.
    pub async fn delete_tag(&self, args: TagArgs) -> Result<Changed, IpcError> {
        let deleted = self.store().await?.delete_tag(args.tag).await.map_err(error::store)?;
        let members = deleted.members();
        Ok(self.done(Deed::TagDeleted(deleted), members))
    }
}

async fn free_folder_name(
    store: &Store,
    name: &str,
    of: Option<parlance_domain::FolderId>,
) -> Result<(), IpcError> {
    let known = store.folders().await.map_err(error::store)?;
    if known.iter().any(|folder| Some(folder.id) != of && same(&folder.name, name)) {
        return Err(taken(name));
    }
    Ok(())
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn taken(name: &str) -> IpcError {
    error::invalid(format!("There is already one called {name}."))
}

/// As it is kept: on one line, without spaces around it.
fn name(wanted: &str) -> Result<String, IpcError> {
    let name = wanted.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(error::invalid("A name needs at least one character.")),
        1..=NAME_CHARS => Ok(name),
        _ => Err(error::invalid("A name has 60 characters at most.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_with_something_in_it() {
        assert_eq!(name("  Tax \n 2026 ").unwrap(), "Tax 2026");
        assert!(name(" \t ").is_err());
        assert!(name(&"ä".repeat(NAME_CHARS)).is_ok());
        assert!(name(&"ä".repeat(NAME_CHARS + 1)).is_err());
        assert!(same("Ärger", "ärger"));
    }
}
