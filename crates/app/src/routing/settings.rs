//! What the user has settled about the choice.

use parlance_ipc::{AppEvent, ChainEntry, IpcError, NoArgs, Routing, Spending, SpendingView};
use parlance_providers::ProviderKind;
use parlance_store::{Calendar, Store, StoreError};

use crate::{App, error};

pub(crate) const NAME: &str = "routing";
/// The beginning of the chain where the user has not settled another: fast and free to begin with.
const SEEDS: [&str; 2] = ["groq", "gemini"];

impl App {
    /// The settings, with every provider that there is in the chain.
    pub async fn routing(&self, _: NoArgs) -> Result<Routing, IpcError> {
        let store = self.store().await?;
        let settings = self.routing_settings(&store).await;
        let chain = self.whole_chain(&settings).await?;
        Ok(Routing { chain, ..settings })
    }

    pub async fn save_routing(&self, routing: Routing) -> Result<(), IpcError> {
        let money = [routing.money_per_day, routing.money_per_month];
        if money.into_iter().flatten().any(|budget| budget <= 0) {
            return Err(error::invalid(
                "A budget is an amount above zero. Leave the field empty for no budget.",
            ));
        }
        let store = self.store().await?;
        store.set_preference(NAME, &routing).await.map_err(error::store)?;
        self.inner.router.lock().settings = Some(routing);
        self.inner.events.send(AppEvent::Routing);
        Ok(())
    }

    /// A provider of the user's is gone: its place in the chain and its limits would be another's of its id.
    pub(crate) async fn forget_in_routing(&self, store: &Store, provider: &str) -> Result<(), IpcError> {
        let mut settings = self.known_routing(store).await.map_err(error::store)?;
        let before = (settings.chain.len(), settings.budgets.len());
        settings.chain.retain(|entry| entry.provider != provider);
        settings.budgets.retain(|budget| budget.provider != provider);
        if before == (settings.chain.len(), settings.budgets.len()) {
            return Ok(());
        }
        store.set_preference(NAME, &settings).await.map_err(error::store)?;
        self.inner.router.lock().settings = Some(settings);
        self.inner.events.send(AppEvent::Routing);
        Ok(())
    }

    /// What was spent of the budgets of money.
    pub async fn spending(&self, _: NoArgs) -> Result<SpendingView, IpcError> {
        let store = self.store().await?;
        let settings = self.routing_settings(&store).await;
        let Calendar { day, month, .. } = store.calendar().await.map_err(error::store)?;
        let mut view = SpendingView { day: None, month: None };
        for (budget, since, place) in
            [(settings.money_per_day, day, &mut view.day), (settings.money_per_month, month, &mut view.month)]
        {
            if let Some(budget) = budget {
                let spent = store.spent(since, None).await.map_err(error::store)?.cost.0;
                *place = Some(Spending { spent, budget });
            }
        }
        Ok(view)
    }

    /// As they were saved; the defaults where they were not, or cannot be read.
    pub(super) async fn routing_settings(&self, store: &Store) -> Routing {
        self.known_routing(store).await.unwrap_or_default()
    }

    /// As they were saved. What cannot be read now is read again by the next question.
    pub(super) async fn known_routing(&self, store: &Store) -> Result<Routing, StoreError> {
        if let Some(known) = self.inner.router.lock().settings.clone() {
            return Ok(known);
        }
        let kept = store.preference(NAME).await.inspect_err(|failure| {
            tracing::error!(kind = ?failure.kind, "the settings of the choice could not be read");
        })?;
        Ok(self.inner.router.lock().settings.get_or_insert(kept.unwrap_or_default()).clone())
    }

    /// The user's order, then whoever is not in it: the seeds, the others of the cloud, the user's own, local servers.
    pub(super) async fn whole_chain(&self, settings: &Routing) -> Result<Vec<ChainEntry>, IpcError> {
        let known = self.provider_kinds().await?;
        let mut chain: Vec<ChainEntry> = settings
            .chain
            .iter()
            .filter(|entry| known.iter().any(|(id, _)| *id == entry.provider))
            .cloned()
            .collect();
        let rank = |id: &str, kind: ProviderKind| match kind {
            _ if SEEDS.contains(&id) => SEEDS.iter().position(|seed| *seed == id).unwrap_or_default(),
            ProviderKind::Cloud => SEEDS.len(),
            ProviderKind::Custom => SEEDS.len() + 1,
            ProviderKind::Local => SEEDS.len() + 2,
        };
        let mut rest: Vec<_> =
            known.into_iter().filter(|(id, _)| !chain.iter().any(|entry| entry.provider == *id)).collect();
        rest.sort_by_key(|(id, kind)| rank(id, *kind));
        chain.extend(rest.into_iter().map(|(provider, _)| ChainEntry { provider, model: None, on: true }));
        Ok(chain)
    }
}
