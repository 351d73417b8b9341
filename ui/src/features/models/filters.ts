import type { ModelView, ProviderModels } from "@/ipc/generated";

/** What a person asks of the models in the list, beside their names. */
export interface Filters {
  provider: string | null;
  vision: boolean;
  tools: boolean;
  reasoning: boolean;
  /** Fast in the person's own calls. */
  fast: boolean;
  /** At least so many tokens; 0 is no matter. */
  context: number;
  /** At most so many dollars for a million tokens of output; null is no matter. */
  price: number | null;
}

export const noFilters: Filters = {
  provider: null,
  vision: false,
  tools: false,
  reasoning: false,
  fast: false,
  context: 0,
  price: null,
};

/** What there is to choose from. */
export const CONTEXTS = [32_000, 128_000, 200_000, 1_000_000];
export const PRICES = [0, 1, 5, 15];
export const FAST_TOKENS_PER_SECOND = 60;

/** How many of them narrow the list. */
export function countFilters(filters: Filters): number {
  const keys = Object.keys(noFilters) as (keyof Filters)[];
  return keys.filter((key) => filters[key] !== noFilters[key]).length;
}

export function thinks(model: ModelView): boolean {
  return model.reasoning !== null && model.reasoning.type !== "none";
}

/** What is not known is not there: a filter promises something. */
export function passes(provider: ProviderModels, model: ModelView, filters: Filters): boolean {
  const { provider: wanted, vision, tools, reasoning, fast, context, price } = filters;
  return (
    (wanted === null || wanted === provider.provider) &&
    (!vision || model.input.image === true) &&
    (!tools || model.tools === true) &&
    (!reasoning || thinks(model)) &&
    (!fast || (model.speed?.tokens_per_second ?? 0) >= FAST_TOKENS_PER_SECOND) &&
    (context === 0 || (model.context_tokens ?? 0) >= context) &&
    (price === null || dollars(provider, model) <= price)
  );
}

/** For a million tokens of output. What runs on one's own machine costs nothing. */
function dollars(provider: ProviderModels, model: ModelView): number {
  if (model.price) return model.price.output / 1_000_000;
  return provider.kind === "local" ? 0 : Number.POSITIVE_INFINITY;
}
