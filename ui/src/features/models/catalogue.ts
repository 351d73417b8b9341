import type { ModelChoice, ModelView, ProviderModels } from "@/ipc/generated";
import { hasModels, sameModel } from "@/lib/model-choice";

/** What the picker lists: providers with models to choose, then those that want something first. */
export interface Catalogue {
  ready: ProviderModels[];
  unavailable: ProviderModels[];
  needsKey: ProviderModels[];
}

function matcher(query: string): (text: string) => boolean {
  const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return (text) => {
    const lower = text.toLocaleLowerCase();
    return words.every((word) => lower.includes(word));
  };
}

/** Narrows the lists to a query. Every word must occur in a model's or its provider's names. */
export function catalogue(providers: ProviderModels[], query: string): Catalogue {
  const matches = matcher(query);
  const found: Catalogue = { ready: [], unavailable: [], needsKey: [] };
  for (const provider of providers) {
    // There is nothing to choose from.
    if (provider.kind === "auto" && !hasModels(providers)) continue;
    if (provider.availability.type === "ready") {
      const models = provider.models.filter((model) =>
        matches(`${provider.name} ${model.name} ${model.model.model}`),
      );
      if (models.length > 0) found.ready.push({ ...provider, models });
    } else if (matches(provider.name)) {
      found[provider.availability.type === "needs_key" ? "needsKey" : "unavailable"].push(provider);
    }
  }
  // The Guide is help, not the first choice once there are real models.
  found.ready.sort((a, b) => Number(a.kind === "guide") - Number(b.kind === "guide"));
  return found;
}

/** A choice with the names that people know, when its provider lists it. */
export function findModel(
  providers: ProviderModels[] | undefined,
  choice: ModelChoice | null,
): { model: ModelView; provider: ProviderModels } | null {
  for (const provider of providers ?? []) {
    const model = provider.models.find((entry) => sameModel(entry.model, choice));
    if (model) return { model, provider };
  }
  return null;
}

/** A number of tokens as people say it: 131072 is "131k", 1050000 is "1.05M". */
export function tokenCount(tokens: number): string {
  if (tokens >= 1_000_000) return `${Number((tokens / 1_000_000).toFixed(2))}M`;
  return tokens >= 1000 ? `${Math.round(tokens / 1000)}k` : String(tokens);
}
