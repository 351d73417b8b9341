import type { ParameterName, ParametersView, ProviderView, WireFormat } from "../generated";
import type { FakeCore } from "./core";
import type { Handlers } from "./handlers";
import { modelKey } from "./state";

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
function offer(provider: ProviderView | undefined): Offer {
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

/** What is set for models and conversations, and what providers have refused of it. */
export function parameterCommands(
  core: Pick<FakeCore, "state" | "notify">,
): Pick<Handlers, "parameters" | "set_conversation_parameters" | "set_model_parameters" | "forget_refusals"> {
  return {
    parameters: ({ conversation, model }) => ({
      here: core.state.parameters.get(conversation ?? "new") ?? {},
      everywhere: core.state.modelParameters.get(modelKey(model)) ?? {},
      ...offer(core.state.providers.find((entry) => entry.id === model.provider)),
      refused: core.state.refusals.get(modelKey(model)) ?? [],
    }),
    set_conversation_parameters: ({ conversation, parameters }) => {
      core.state.parameters.set(conversation ?? "new", parameters);
      core.notify({ type: "parameters" });
    },
    set_model_parameters: ({ model, parameters }) => {
      core.state.modelParameters.set(modelKey(model), parameters);
      core.notify({ type: "parameters" });
    },
    forget_refusals: ({ model, parameter }) => {
      const key = modelKey(model);
      const known = core.state.refusals.get(key) ?? [];
      core.state.refusals.set(
        key,
        known.filter((refusal) => refusal.parameter !== parameter),
      );
      core.notify({ type: "parameters" });
    },
  };
}
