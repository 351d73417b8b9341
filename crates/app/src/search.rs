//! The search over the history, as it is typed.

use parlance_ipc::{
    ErrorCode, FilterValuesArgs, IpcError, SearchArgs, SearchFilter, SearchFilterKey, SearchHit, SnippetPiece,
};
use parlance_store::{Filter, FilterKey, Hit};
use tokio::sync::watch;

use crate::{App, error};

const HITS: usize = 50;
const SUGGESTIONS: usize = 8;

/// Counts the searches. Only the newest is waited for.
#[derive(Default)]
pub(crate) struct Searches(watch::Sender<u64>);

impl Searches {
    /// Waits until another search has begun.
    fn begin(&self) -> impl Future<Output = ()> + use<> {
        self.0.send_modify(|count| *count += 1);
        let mut newer = self.0.subscribe();
        async move {
            // Where nobody can begin another one, none is waited for.
            if newer.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl App {
    /// What was found for the newest question. One that is overtaken stops and says that it is `busy`.
    pub async fn search(&self, args: SearchArgs) -> Result<Vec<SearchHit>, IpcError> {
        let overtaken = self.inner.searches.begin();
        let store = self.store().await?;
        tokio::select! {
            hits = store.search(&args.query, HITS) => {
                Ok(hits.map_err(error::store)?.into_iter().map(search_hit).collect())
            }
            () = overtaken => Err(IpcError::new(ErrorCode::Busy, "A newer search has begun.")),
        }
    }

    /// The filters in what was typed, in order.
    pub async fn search_filters(&self, args: SearchArgs) -> Result<Vec<SearchFilter>, IpcError> {
        let mut views = Vec::new();
        for filter in parlance_store::filters(&args.query) {
            let values = self.store().await?.filter_values(filter.key).await.map_err(error::store)?;
            views.push(view(filter, &values));
        }
        Ok(views)
    }

    /// What a filter may be given. Nothing for dates.
    pub async fn filter_values(&self, args: FilterValuesArgs) -> Result<Vec<String>, IpcError> {
        self.store().await?.filter_values(store_key(args.key)).await.map_err(error::store)
    }
}

fn search_hit(hit: Hit) -> SearchHit {
    SearchHit {
        conversation: hit.conversation,
        title: hit.title,
        message: hit.message,
        snippet: hit
            .snippet
            .into_iter()
            .map(|piece| SnippetPiece { text: piece.text, hit: piece.hit })
            .collect(),
        words: hit.words,
        in_file: hit.in_file,
        further: hit.further,
        archived: hit.archived,
        updated_at: hit.updated_at.0,
    }
}

fn view(filter: Filter, values: &[String]) -> SearchFilter {
    let value = filter.value.to_lowercase();
    let is_in = |test: fn(&str, &str) -> bool| values.iter().any(|it| test(&it.to_lowercase(), &value));
    let known = match filter.key {
        FilterKey::Before | FilterKey::After => parlance_store::search_date(&value).is_some(),
        FilterKey::Model => is_in(|it, value| it.contains(value)),
        FilterKey::Has | FilterKey::Is => is_in(|it, value| it == value),
        _ => is_in(|it, value| it.starts_with(value)),
    };
    let complete = values.iter().any(|it| it.to_lowercase() == value);
    let suggestions = values.iter().filter(|it| !complete && it.to_lowercase().contains(&value));
    SearchFilter {
        key: ipc_key(filter.key),
        name: filter.key.name().to_owned(),
        known: known && !value.is_empty(),
        suggestions: suggestions.take(SUGGESTIONS).cloned().collect(),
        value: filter.value,
        negated: filter.negated,
        start: filter.start,
        end: filter.end,
    }
}

fn store_key(key: SearchFilterKey) -> FilterKey {
    match key {
        SearchFilterKey::Folder => FilterKey::Folder,
        SearchFilterKey::Tag => FilterKey::Tag,
        SearchFilterKey::Model => FilterKey::Model,
        SearchFilterKey::Provider => FilterKey::Provider,
        SearchFilterKey::Role => FilterKey::Role,
        SearchFilterKey::Before => FilterKey::Before,
        SearchFilterKey::After => FilterKey::After,
        SearchFilterKey::Has => FilterKey::Has,
        SearchFilterKey::Is => FilterKey::Is,
    }
}

fn ipc_key(key: FilterKey) -> SearchFilterKey {
    match key {
        FilterKey::Folder => SearchFilterKey::Folder,
        FilterKey::Tag => SearchFilterKey::Tag,
        FilterKey::Model => SearchFilterKey::Model,
        FilterKey::Provider => SearchFilterKey::Provider,
        FilterKey::Role => SearchFilterKey::Role,
        FilterKey::Before => SearchFilterKey::Before,
        FilterKey::After => SearchFilterKey::After,
        FilterKey::Has => SearchFilterKey::Has,
        FilterKey::Is => SearchFilterKey::Is,
    }
}
