//! Providers that the user adds: a name, an address, extra headers, a key.

use parlance_domain::MessageId;
use parlance_ipc::{
    BaseUrlArgs, CustomProviderArgs, ExportedProvider, HeaderValueArgs, ImportProviderArgs, IpcError,
    ProviderArgs, ProviderView, WrittenFile,
};
use parlance_providers::{Header, ProviderFile, normalise_base_url, tidy_models};
use parlance_secrets::{KeyState, Secret};
use parlance_store::CustomProvider;

use super::{details, files, header_account, is_of_program, key_account, of_user, wire};
use crate::{App, error};

const ID_CHARS: usize = 24;

impl App {
    /// Adds a provider or changes one. Everything is checked before anything is kept.
    pub async fn save_custom_provider(&self, args: CustomProviderArgs) -> Result<ProviderView, IpcError> {
        let name =
            ProviderFile::check_name(&args.name).map_err(|e| error::invalid(e.to_string()))?.to_owned();
        let base_url = normalise_base_url(&args.base_url).map_err(|e| error::base_url(&e))?;
        let existing = self.provider_changes().await?.custom;
        let before = args.id.as_ref().map(|id| {
            existing.iter().find(|custom| custom.id == *id).cloned().ok_or_else(error::no_provider)
        });
        let before = before.transpose()?;
        let id = match &before {
            Some(custom) => custom.id.clone(),
            None => self.fresh_id(&name, &existing).await,
        };
        let auth = args.auth.map(details::auth_of_face).transpose();
        let auth = auth.map_err(|e| error::invalid(e.to_string()))?;
        let query = details::query_of_face(args.query)?;

        let mut headers = Vec::new();
        for header in args.headers {
            // The value does not matter for the name's check.
            let checked = Header::new(&header.name, header.value.as_deref().unwrap_or("kept"));
            let header_name = checked.map_err(|e| error::header(&e))?.name().to_owned();
            let value = header.value.map(Secret::header_value).transpose();
            headers.push((header_name, value.map_err(|e| error::invalid(e.to_string()))?));
        }
        let key = args.key.filter(|key| !key.trim().is_empty()).map(Secret::key).transpose();
        let key = key.map_err(|e| error::invalid(e.to_string()))?;

        let description = ProviderFile {
            id: None,
            name,
            base_url,
            wire: wire::of_face(args.wire),
            auth,
            headers: headers.iter().map(|(name, _)| name.clone()).collect(),
            query,
            models: tidy_models(args.models),
        };
        let custom = details::to_row(description, id.clone());
        for gone in before
            .iter()
            .flat_map(|before| &before.header_names)
            .filter(|name| !custom.header_names.contains(name))
        {
            self.forget(&header_account(&id, gone)).await?;
        }
        for (header, value) in headers {
            if let Some(value) = value {
                self.keep(&header_account(&id, &header), value).await?;
            }
        }
        if let Some(key) = key {
            let keys = self.provider_changes().await?.keys;
            self.keep_key(&of_user(custom.clone())?.with_keys(&keys), key).await?;
        }
        self.store().await?.save_provider(&custom).await.map_err(error::store)?;
        self.providers_changed(&id);
        Ok(self.provider_view(self.known_provider(&id).await?).await)
    }

    /// Removes a provider that the user added, with its keys. What it answered stays in the history.
    pub async fn remove_custom_provider(&self, args: ProviderArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        let known = store.providers().await.map_err(error::store)?;
        let custom = known.custom.iter().find(|custom| custom.id == args.provider);
        let custom = custom.cloned().ok_or_else(error::no_provider)?;
        self.forget_keys(&of_user(custom.clone())?.with_keys(&known.keys)).await?;
        for header in &custom.header_names {
            self.forget(&header_account(&custom.id, header)).await?;
        }
        store.remove_provider(&custom.id).await.map_err(error::store)?;
        self.inner.overrides.forget_provider(&custom.id);
        self.providers_changed(&custom.id);
        // It is gone, whatever becomes of the rest.
        let forgotten = self.forget_in_routing(&store, &custom.id).await;
        self.forget_in_network(&store, &custom.id).await.and(forgotten)
    }

    /// A provider that the user added, at another address.
    pub(super) async fn move_custom_provider(&self, args: BaseUrlArgs) -> Result<(), IpcError> {
        let known = self.provider_changes().await?.custom;
        let custom = known.into_iter().find(|custom| custom.id == args.provider);
        let mut custom = custom.ok_or_else(error::no_provider)?;
        custom.base_url = normalise_base_url(&args.base_url).map_err(|e| error::base_url(&e))?.into();
        self.store().await?.save_provider(&custom).await.map_err(error::store)?;
        self.providers_changed(&custom.id);
        Ok(())
    }

    /// Adds the provider that a file describes. Keys and the values of headers are not in it; they are entered afterwards.
    ///
    /// # Errors
    /// `Invalid` with the line, and for an id of a provider that Parlance brings along.
    pub async fn import_provider(&self, args: ImportProviderArgs) -> Result<ProviderView, IpcError> {
        let file = files::parse(&args.text).map_err(error::invalid)?;
        let existing = self.provider_changes().await?.custom;
        let found = self.inner.files.found(false).await;
        let is_free = |id: &String| !existing.iter().any(|custom| custom.id == *id) && !found.holds(id);
        let id = match file.id.clone().filter(is_free) {
            // A key that an earlier provider of this id left behind must not go to another's server.
            Some(id) if !self.has_secret(&id, &file.headers).await => id,
            _ => self.fresh_id(&file.name, &existing).await,
        };
        let custom = details::to_row(file, id.clone());
        self.store().await?.save_provider(&custom).await.map_err(error::store)?;
        self.providers_changed(&id);
        Ok(self.provider_view(of_user(custom)?).await)
    }

    /// Writes the file that describes a provider which the user added.
    pub async fn export_provider(&self, args: ProviderArgs) -> Result<ExportedProvider, IpcError> {
        let known = self.provider_changes().await?.custom;
        let custom = known.into_iter().find(|custom| custom.id == args.provider);
        let file = details::of_row(custom.ok_or_else(error::no_provider)?)?;
        let text = file.to_toml().map_err(|_| error::internal("The file could not be written as text."))?;
        let WrittenFile { path } = self.write_description(&file.name, &text).await?;
        Ok(ExportedProvider { path, text })
    }

    /// Keeps the value of a header that a provider of the user's names; an empty one is forgotten.
    pub async fn set_header_value(&self, args: HeaderValueArgs) -> Result<(), IpcError> {
        let known = self.known_provider(&args.provider).await?;
        let name = args.name.trim().to_ascii_lowercase();
        if !known.header_names.iter().any(|other| other.eq_ignore_ascii_case(&name)) {
            return Err(error::invalid(format!("{} has no header {name}.", known.spec.name)));
        }
        let account = header_account(&args.provider, &name);
        if args.value.trim().is_empty() {
            self.forget(&account).await?;
        } else {
            let value = Secret::header_value(args.value).map_err(|e| error::invalid(e.to_string()))?;
            self.keep(&account, value).await?;
        }
        self.providers_changed(&args.provider);
        Ok(())
    }

    async fn keep(&self, account: &str, secret: Secret) -> Result<(), IpcError> {
        self.inner.secrets.set(account, secret).await.map(drop).map_err(|e| error::secrets(&e))
    }

    async fn forget(&self, account: &str) -> Result<(), IpcError> {
        self.inner.secrets.remove(account).await.map_err(|e| error::secrets(&e))
    }

    async fn has_secret(&self, id: &str, headers: &[String]) -> bool {
        let accounts = headers.iter().map(|name| header_account(id, name)).chain([key_account(id)]);
        for account in accounts {
            if self.inner.secrets.state(&account, None).await != KeyState::NotSet {
                return true;
            }
        }
        let changes = self.provider_changes().await.unwrap_or_default();
        changes.keys.iter().any(|key| key.provider == id)
    }

    /// An id made from the name, free in the directory, in the folder and among the user's own.
    async fn fresh_id(&self, name: &str, existing: &[CustomProvider]) -> String {
        let word: String =
            name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).take(ID_CHARS).collect();
        let id = format!("custom-{word}");
        let taken = is_of_program(&id)
            || self.inner.files.found(false).await.holds(&id)
            || existing.iter().any(|custom| custom.id == id)
            || self.has_secret(&id, &[]).await;
        if word.is_empty() || taken { format!("custom-{}", MessageId::new().0.simple()) } else { id }
    }
}
