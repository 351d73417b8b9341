//! What describes a provider of the user's own, on its way between a face, a file and the history.

use std::collections::BTreeMap;

use parlance_ipc::{AuthStyle, IpcError, QueryParameter};
use parlance_llm::Wire;
use parlance_providers::{Auth, AuthError, ProviderFile, normalise_base_url, query_name};
use parlance_store::CustomProvider;

use crate::error;

pub(super) fn auth_of_face(style: AuthStyle) -> Result<Auth, AuthError> {
    match style {
        AuthStyle::Bearer => Ok(Auth::Bearer),
        AuthStyle::Header { name } => Auth::header(&name),
        AuthStyle::Query { name } => Auth::query(&name),
        AuthStyle::None => Ok(Auth::None),
    }
}

pub(super) fn auth_to_face(auth: Auth) -> AuthStyle {
    match auth {
        Auth::Bearer => AuthStyle::Bearer,
        Auth::Header(name) => AuthStyle::Header { name },
        Auth::Query(name) => AuthStyle::Query { name },
        Auth::None => AuthStyle::None,
    }
}

pub(super) fn query_of_face(parameters: Vec<QueryParameter>) -> Result<BTreeMap<String, String>, IpcError> {
    let mut query = BTreeMap::new();
    for parameter in parameters {
        let name = query_name(&parameter.name).map_err(|e| error::invalid(e.to_string()))?;
        query.insert(name.to_owned(), parameter.value.trim().to_owned());
    }
    Ok(query)
}

pub(super) fn query_to_face(query: BTreeMap<String, String>) -> Vec<QueryParameter> {
    query.into_iter().map(|(name, value)| QueryParameter { name, value }).collect()
}

/// The row of the history for `file` under `id`.
pub(super) fn to_row(file: ProviderFile, id: String) -> CustomProvider {
    CustomProvider {
        id,
        name: file.name,
        base_url: file.base_url.into(),
        wire: file.wire.name().to_owned(),
        header_names: file.headers,
        auth: file.auth.map(|auth| auth.to_string()),
        query: file.query,
        models: file.models,
    }
}

/// A row as this version reads it. What a newer one wrote gives way to the best guess: the server's refusal says more than we
/// could.
pub(super) fn of_row(row: CustomProvider) -> Result<ProviderFile, IpcError> {
    Ok(ProviderFile {
        base_url: normalise_base_url(&row.base_url).map_err(|e| error::base_url(&e))?,
        wire: Wire::named(&row.wire).unwrap_or(Wire::OpenaiChat),
        auth: row.auth.and_then(|auth| Auth::parse(&auth).ok()),
        id: Some(row.id),
        name: row.name,
        headers: row.header_names,
        query: row.query,
        models: row.models,
    })
}
