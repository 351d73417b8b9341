import type { ModelChoice, ModelView, ProviderKind, ProviderModels } from "@/ipc/generated";
import { hasModels, sameModel } from "@/lib/model-choice";
import { numberFormat } from "@/lib/number-format";
import { countFilters, type Filters, noFilters, passes } from "./filters";

/** A model with the provider that serves it. */
export interface Entry {
  model: ModelView;
  provider: ProviderModels;
}

/** What the picker lists: favourites, providers with models to choose, then those that want something first. */
export interface Catalogue {
  favourites: Entry[];
  /** Parlance's choice first, the Guide last; without the favourites. */
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

/** Kinds that stand for no model: nothing can be asked of them but their names. */
const OURS: ProviderKind[] = ["auto", "guide"];

/** The places of the favourites, by row. */
export function favouritePlaces(providers: ProviderModels[]): ReadonlyMap<string, number> {
  const models = providers.flatMap((provider) => provider.models);
  return new Map(
    models.flatMap(({ model, favourite }) => (favourite === null ? [] : [[itemValue(model), favourite]])),
  );
}

/** Narrows the lists to a query and to what is asked. Every word must occur in a model's or its provider's names. */
export function catalogue(
  providers: ProviderModels[],
  query: string,
  filters: Filters = noFilters,
  favourites: ReadonlyMap<string, number> = favouritePlaces(providers),
): Catalogue {
  const matches = matcher(query);
  const narrowed = countFilters(filters) > 0;
  const found: Catalogue = { favourites: [], ready: [], unavailable: [], needsKey: [] };
  for (const provider of providers) {
    // There is nothing to choose from.
    if (provider.kind === "auto" && !hasModels(providers)) continue;
    if (narrowed && OURS.includes(provider.kind)) continue;
    if (provider.availability.type === "ready") {
      const models = provider.models.filter(
        (model) =>
          matches(`${provider.name} ${model.name} ${model.model.model}`) && passes(provider, model, filters),
      );
      const isFavourite = ({ model }: ModelView) => favourites.has(itemValue(model));
      found.favourites.push(...models.filter(isFavourite).map((model) => ({ model, provider })));
      const others = models.filter((model) => !isFavourite(model));
      if (others.length > 0) found.ready.push({ ...provider, models: others });
    } else if (!narrowed && matches(provider.name)) {
      found[provider.availability.type === "needs_key" ? "needsKey" : "unavailable"].push(provider);
    }
  }
  const placeOf = ({ model }: Entry) => favourites.get(itemValue(model.model)) ?? 0;
  found.favourites.sort((a, b) => placeOf(a) - placeOf(b));
  // The Guide is help, not the first choice once there are real models.
  const place = (kind: ProviderKind) => Number(kind === "guide") - Number(kind === "auto");
  found.ready.sort((a, b) => place(a.kind) - place(b.kind));
  return found;
}

/** The first rows of the list: thousands would make each key wait. Who stands for no model is not counted. */
export function firstRows(found: Catalogue, limit: number): { shown: Catalogue; hidden: number } {
  const favourites = found.favourites.slice(0, limit);
  let left = limit - favourites.length;
  let hidden = found.favourites.length - favourites.length;
  const ready: ProviderModels[] = [];
  for (const provider of found.ready) {
    const models = OURS.includes(provider.kind) ? provider.models : provider.models.slice(0, left);
    if (!OURS.includes(provider.kind)) left -= models.length;
    hidden += provider.models.length - models.length;
    if (models.length > 0) ready.push({ ...provider, models });
  }
  return { shown: { ...found, favourites, ready }, hidden };
}

/** A choice with the names that people know, when its provider lists it. */
export function findModel(providers: ProviderModels[] | undefined, choice: ModelChoice | null): Entry | null {
  for (const provider of providers ?? []) {
    const model = provider.models.find((entry) => sameModel(entry.model, choice));
    if (model) return { model, provider };
  }
  return null;
}

/** A number of tokens as people say it: 131072 is "131k", 1050000 is "1.05M", or "1,05M" where that is written so. */
export function tokenCount(tokens: number, language: string): string {
  const number = (value: number, digits: number) =>
    numberFormat(language, { maximumFractionDigits: digits }).format(value);
  if (tokens >= 1_000_000) return `${number(tokens / 1_000_000, 2)}M`;
  return tokens >= 1000 ? `${number(tokens / 1000, 0)}k` : number(tokens, 0);
}

/** cmdk knows items by their value, so it must name provider and model. */
export function itemValue(choice: ModelChoice): string {
  return `${choice.provider}/${choice.model}`;
}

/** The values of the models in the list, in its order. */
export function rowValues({ favourites, ready }: Catalogue): string[] {
  const others = ready.filter(({ kind }) => !OURS.includes(kind)).flatMap(({ models }) => models);
  return [...favourites.map(({ model }) => model), ...others].map(({ model }) => itemValue(model));
}

/** The model behind a row, if it is one that something is known of. */
export function entryOf({ favourites, ready }: Catalogue, value: string): Entry | null {
  const is = (model: ModelView) => itemValue(model.model) === value;
  const favourite = favourites.find((entry) => is(entry.model));
  if (favourite) return favourite;
  for (const provider of ready) {
    const model = OURS.includes(provider.kind) ? undefined : provider.models.find(is);
    if (model) return { model, provider };
  }
  return null;
}
