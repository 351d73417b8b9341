import { IpcError } from "../error";
import type { ModelChoice, ModelDetails, ModelOverride, ModelView } from "../generated";
import { type FakeState, noOverride } from "./state";

// What the user says of models, in the contract of the real core.

const key = (model: ModelChoice) => `${model.provider}/${model.model}`;

function find(state: FakeState, choice: ModelChoice): ModelView {
  const provider = state.models.find((entry) => entry.provider === choice.provider);
  const model = provider?.models.find((entry) => entry.model.model === choice.model);
  if (!model) throw new IpcError("not_found", `No model ${key(choice)}`);
  return model;
}

export function setFavourite(state: FakeState, choice: ModelChoice, favourite: boolean): void {
  const places = state.models.flatMap((provider) => provider.models.map((model) => model.favourite ?? -1));
  find(state, choice).favourite = favourite ? Math.max(-1, ...places) + 1 : null;
}

export function modelDetails(state: FakeState, choice: ModelChoice): ModelDetails {
  return (
    state.overrides.get(key(choice)) ?? { said: noOverride, without: structuredClone(find(state, choice)) }
  );
}

export function overrideModel(state: FakeState, choice: ModelChoice, said: ModelOverride): ModelView {
  if (said.context_tokens !== null && said.context_tokens <= 0) {
    throw new IpcError("invalid", "A number of tokens is above zero.");
  }
  const model = find(state, choice);
  const { without } = modelDetails(state, choice);
  state.overrides.set(key(choice), { said, without });
  const input = said.price_input ?? without.price?.input;
  const output = said.price_output ?? without.price?.output;
  Object.assign(model, without, {
    favourite: model.favourite,
    name: said.name ?? without.name,
    context_tokens: said.context_tokens ?? without.context_tokens,
    max_output_tokens: said.max_output_tokens ?? without.max_output_tokens,
    price:
      input === undefined || output === undefined
        ? null
        : { input, output, cached: said.price_cached ?? without.price?.cached ?? null },
    input: { ...without.input, image: said.vision ?? without.input.image },
    tools: said.tools ?? without.tools,
  });
  return model;
}
