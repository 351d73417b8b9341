//! Providers that the user adds: a name, an address, extra headers, a key.

use parlance_domain::MessageId;
use parlance_ipc::{CustomProviderArgs, IpcError, ProviderArgs, ProviderView};
use parlance_providers::{Directory, Header, normalise_base_url};
use parlance_secrets::Secret;
use parlance_store::CustomProvider;

use super::{header_account, key_account, of_user, wire};
use crate::{App, error, guide};

const NAME_CHARS: usize = 60;
const ID_CHARS: usize = 24;

impl App {
    /// Adds a provider or changes one. Everything is checked before anything is kept.
    pub async fn save_custom_provider(&self, args: CustomProviderArgs) -> Result<ProviderView, IpcError> {
        let name = args.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_CHARS {
            return Err(error::invalid(format!(
                "Give the provider a name of at most {NAME_CHARS} characters."
            )));
        }
        let base_url = normalise_base_url(&args.base_url).map_err(|e| error::base_url(&e))?;
        let existing = self.provider_changes().await?.custom;
        let before = args.id.as_ref().map(|id| {
            existing.iter().find(|custom| custom.id == *id).cloned().ok_or_else(error::no_provider)
        });
        let before = before.transpose()?;
        let id = before.as_ref().map_or_else(|| fresh_id(&name, &existing), |custom| custom.id.clone());

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

        let custom = CustomProvider {
            id: id.clone(),
            name,
            base_url: base_url.into(),
            wire: wire::of_face(args.wire).name().to_owned(),
            header_names: headers.iter().map(|(name, _)| name.clone()).collect(),
        };
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
            self.keep(&key_account(&id), key).await?;
        }
        self.store().await?.save_provider(&custom).await.map_err(error::store)?;
        self.providers_changed(&id);
        Ok(self.provider_view(of_user(custom)?).await)
    }

    /// Removes a provider that the user added, with its keys. What it answered stays in the history.
    pub async fn remove_custom_provider(&self, args: ProviderArgs) -> Result<(), IpcError> {
        let store = self.store().await?;
        let known = store.providers().await.map_err(error::store)?;
        let custom = known.custom.into_iter().find(|custom| custom.id == args.provider);
        let custom = custom.ok_or_else(error::no_provider)?;
        self.forget(&key_account(&custom.id)).await?;
        for header in &custom.header_names {
            self.forget(&header_account(&custom.id, header)).await?;
        }
        store.remove_provider(&custom.id).await.map_err(error::store)?;
        self.providers_changed(&custom.id);
        Ok(())
    }

    async fn keep(&self, account: &str, secret: Secret) -> Result<(), IpcError> {
        self.inner.secrets.set(account, secret).await.map(drop).map_err(|e| error::secrets(&e))
    }

    async fn forget(&self, account: &str) -> Result<(), IpcError> {
        self.inner.secrets.remove(account).await.map_err(|e| error::secrets(&e))
    }
}

/// An id made from the name, free in the directory and among the user's own.
fn fresh_id(name: &str, existing: &[CustomProvider]) -> String {
    let word: String =
        name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).take(ID_CHARS).collect();
    let id = format!("custom-{word}");
    let taken = Directory::bundled().get(&id).is_some()
        || id == guide::PROVIDER_ID
        || existing.iter().any(|custom| custom.id == id);
    if word.is_empty() || taken { format!("custom-{}", MessageId::new().0.simple()) } else { id }
}
