//! What providers are called where people read it.

use std::collections::{BTreeMap, BTreeSet};

use parlance_providers::Directory;

use crate::{AUTO, App, guide, routing};

impl App {
    /// The provider's name for people; its id when it is not known any more.
    pub(crate) async fn name_of(&self, id: &str) -> String {
        match self.fixed_name(id) {
            Some(name) => name,
            None => self.provider_names().await.remove(id).unwrap_or_else(|| id.to_owned()),
        }
    }

    /// The names of these providers for people, by id. Where all come with the program nothing is read for it.
    pub(crate) async fn names_of(&self, ids: &BTreeSet<&str>) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        for id in ids.iter().copied() {
            let Some(name) = self.fixed_name(id) else { return self.provider_names().await };
            names.insert(id.to_owned(), name);
        }
        names
    }

    /// The name of a provider that no setting can change.
    fn fixed_name(&self, id: &str) -> Option<String> {
        match id {
            guide::PROVIDER_ID => Some(guide::NAME.to_owned()),
            AUTO => Some(routing::AUTO_NAME.to_owned()),
            id => match Directory::bundled().get(id) {
                Some(spec) => Some(spec.name.clone()),
                None => self.inner.endpoints.known(id).map(|known| known.spec.name),
            },
        }
    }

    /// The providers' names for people, by id.
    pub(crate) async fn provider_names(&self) -> BTreeMap<String, String> {
        let known = self.known_providers().await.unwrap_or_default();
        let own = [(guide::PROVIDER_ID, guide::NAME), (AUTO, routing::AUTO_NAME)];
        let own = own.map(|(id, name)| (id.to_owned(), name.to_owned()));
        known.into_iter().map(|known| (known.spec.id, known.spec.name)).chain(own).collect()
    }
}
