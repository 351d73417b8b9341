import type { ParameterName, ParametersView, ProviderView, WireFormat } from "../generated";

type Offer = Pick<ParametersView, "offered" | "efforts" | "max_temperature" | "takes_budget">;

const EVERY: ParameterName[] = [
  "system_prompt",
  "temperature",
  "top_p",
  "max_output_tokens",
  "reasoning",
  "verbosity",
  "stop",
  "seed",
];

const WITHOUT: Record<WireFormat, ParameterName[]> = {
  "openai-chat": [],
  "openai-responses": ["stop", "seed"],
  "anthropic-messages": ["verbosity", "seed"],
  gemini: ["verbosity"],
  "ollama-chat": ["verbosity"],
};

/** What a provider can be told, roughly as the core knows it. */
export function offer(provider: ProviderView | undefined): Offer {
  if (!provider || provider.kind === "guide")
    return { offered: [], efforts: [], max_temperature: 0, takes_budget: false };
  const { wire } = provider;
  return {
    offered: EVERY.filter((name) => !WITHOUT[wire].includes(name)),
    efforts: ["none", "minimal", "low", "medium", "high"],
    max_temperature: wire === "anthropic-messages" ? 1 : 2,
    takes_budget: wire === "anthropic-messages" || wire === "gemini",
  };
}
