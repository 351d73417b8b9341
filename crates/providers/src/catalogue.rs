use std::sync::LazyLock;

use serde::Deserialize;

use crate::{Directory, DirectoryError, Modalities, ModelFacts, Price, Reasoning};

/// What is known of a model beyond its provider's list.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Row")]
pub struct CatalogueEntry {
    pub provider: String,
    pub id: String,
    pub facts: ModelFacts,
}

/// As the file has it, without a table in a table. Serde cannot refuse unknown fields of a flattened struct.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    provider: String,
    id: String,
    context: Option<u64>,
    max_output: Option<u64>,
    price: Option<Price>,
    #[serde(default)]
    input: Modalities,
    #[serde(default)]
    output: Modalities,
    tools: Option<bool>,
    reasoning: Option<Reasoning>,
    knowledge: Option<String>,
}

impl From<Row> for CatalogueEntry {
    fn from(row: Row) -> Self {
        let Row { provider, id, context, max_output, price, input, output, tools, reasoning, knowledge } =
            row;
        let facts = ModelFacts { context, max_output, price, input, output, tools, reasoning, knowledge };
        Self { provider, id, facts }
    }
}

/// Models that the program knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    models: Vec<CatalogueEntry>,
}

#[expect(clippy::expect_used, reason = "the text is part of the program, and a test reads it")]
static BUNDLED: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::parse(include_str!("catalogue.toml")).expect("a valid catalogue"));

impl Catalogue {
    /// The snapshot that comes with the program.
    pub fn bundled() -> &'static Self {
        &BUNDLED
    }

    /// Reads a catalogue in the format of `catalogue.toml`.
    pub fn parse(text: &str) -> Result<Self, DirectoryError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            model: Vec<CatalogueEntry>,
        }
        let File { model: models } = toml::from_str(text)?;
        for (at, entry) in models.iter().enumerate() {
            let problem = if Directory::bundled().get(&entry.provider).is_none() {
                Some("the provider is not in the directory")
            } else if models
                .iter()
                .take(at)
                .any(|other| (&other.provider, &other.id) == (&entry.provider, &entry.id))
            {
                Some("the model is there twice")
            } else {
                None
            };
            if let Some(problem) = problem {
                return Err(DirectoryError::Row { id: entry.id.clone(), problem });
            }
        }
        Ok(Self { models })
    }

    /// The models of one provider.
    pub fn of(&self, provider: &str) -> impl Iterator<Item = &CatalogueEntry> {
        self.models.iter().filter(move |entry| entry.provider == provider)
    }

    /// The entry of a model by its own id, or by the one that its id adds a date or a tag to.
    pub fn get(&self, provider: &str, model: &str) -> Option<&CatalogueEntry> {
        let rest = |entry: &CatalogueEntry| model.strip_prefix(entry.id.as_str()).map(str::to_owned);
        self.models.iter().filter(|entry| entry.provider == provider).find(|entry| {
            rest(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || is_version(&rest))
        })
    }
}

/// `-latest`, `-20261001`, `-2026-10-01`, `@001`: the same model at some time. `-mini` is another one.
fn is_version(rest: &str) -> bool {
    let Some(version) = rest.strip_prefix(['-', '@']) else { return false };
    version == "latest" || !version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_catalogue_is_valid() {
        assert!(Catalogue::bundled().models.len() > 10);
        for entry in &Catalogue::bundled().models {
            assert_ne!(entry.facts, ModelFacts::default(), "{}", entry.id);
            let Some(price) = &entry.facts.price else { continue };
            let tiers = price.tiers.iter();
            let all: Vec<_> = std::iter::once(price.base).chain(tiers.map(|tier| tier.rates)).collect();
            for rates in &all {
                assert!(rates.cached.is_none_or(|cached| cached < rates.input), "{}", entry.id);
            }
            assert!(all.windows(2).all(|pair| pair[0].input < pair[1].input), "{}", entry.id);
            let context = entry.facts.context.unwrap_or(u64::MAX);
            assert!(price.tiers.iter().all(|tier| tier.above_tokens < context), "{}", entry.id);
        }
    }

    #[test]
    fn a_dated_id_is_the_same_model_and_another_name_is_not() {
        let known = |model: &str| Catalogue::bundled().get("anthropic", model).map(|entry| entry.id.as_str());
        for id in [
            "claude-opus-5-5",
            "claude-opus-5-5-20261001",
            "claude-opus-5-5-2026-10-01",
            "claude-opus-5-5-latest",
            "claude-opus-5-5@20261001",
            "claude-opus-5-5:beta",
        ] {
            assert_eq!(known(id), Some("claude-opus-5-5"), "{id}");
        }
        for id in ["claude-opus-5-5-mini", "claude-opus-5", "claude-opus", "claude-opus-5-50x", ""] {
            assert_eq!(known(id), None, "{id}");
        }
        assert_eq!(Catalogue::bundled().get("openai", "claude-opus-5-5"), None);
    }

    #[test]
    fn a_row_says_what_a_model_takes() {
        let opus = &Catalogue::bundled().get("anthropic", "claude-opus-5-5").unwrap().facts;
        assert_eq!((opus.context, opus.max_output), (Some(1_000_000), Some(128_000)));
        assert_eq!((opus.input.image, opus.tools), (Some(true), Some(true)));
        assert!(matches!(&opus.reasoning, Some(Reasoning::Levels(levels)) if levels.len() == 5));
        let oss = &Catalogue::bundled().get("groq", "openai/gpt-oss-120b").unwrap().facts;
        assert_eq!((oss.input.image, oss.output.image), (Some(false), None));
    }

    #[test]
    fn long_prompts_cost_what_the_providers_ask_for_them() {
        let cost = |provider: &str, model: &str, input: u64| {
            let usage = parlance_domain::Usage {
                input_tokens: Some(input),
                output_tokens: Some(1000),
                ..parlance_domain::Usage::default()
            };
            let facts = &Catalogue::bundled().get(provider, model).unwrap().facts;
            facts.price.as_ref().unwrap().cost(&usage).unwrap().0
        };
        let haiku = |input| cost("anthropic", "claude-haiku-5-5", input);
        assert_eq!((haiku(100_000), haiku(100_001)), (10_000 + 500, 50_001 + 2_500));
        let sol = |input| cost("openai", "gpt-6.1-sol-2026-09-29", input);
        assert_eq!((sol(272_000), sol(272_001)), (544_000 + 10_000, 1_088_004 + 15_000));
        let grok = |input| cost("xai", "grok-4.7", input);
        assert_eq!((grok(199_999), grok(200_000)), (399_998 + 6_000, 800_000 + 12_000));
        let argon = |input| cost("gemini", "gemini-4-argon", input);
        assert_eq!(argon(1_000_000), 2_000_000 + 10_000, "one price for all");
    }

    #[test]
    fn a_bad_row_is_refused_with_its_reason() {
        let row = |provider: &str| format!("[[model]]\nprovider = \"{provider}\"\nid = \"m\"\n");
        let problem = |text: &str| Catalogue::parse(text).unwrap_err().to_string();
        assert!(problem(&row("nobody")).contains("not in the directory"));
        assert!(problem(&(row("openai") + &row("openai"))).contains("twice"));
        for line in ["colour = 1", "reasoning = \"perhaps\"", "input = { smell = true }"] {
            assert!(problem(&(row("openai") + line + "\n")).contains("cannot be read"), "{line}");
        }
    }
}
