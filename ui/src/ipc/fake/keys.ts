import type { KeyState, KeyView, ProviderView } from "../generated";

export function keyView(fields: Partial<KeyView> & Pick<KeyView, "id" | "state">): KeyView {
  return {
    name: "",
    from_environment: false,
    in_use: false,
    last_used_at: null,
    last_error: null,
    ...fields,
  };
}

/** The keys of a provider of which only the one in use was said. */
export function keysOf(state: KeyState): KeyView[] {
  switch (state.type) {
    case "not_needed":
    case "not_set":
      return [];
    case "environment":
      return [
        keyView({
          id: "environment",
          name: state.variable,
          state,
          from_environment: true,
          in_use: true,
        }),
      ];
    default:
      return [keyView({ id: "first", state, in_use: true })];
  }
}

/** The same keys with this one in use. */
export function inUse(keys: KeyView[], id: string): KeyView[] {
  return keys.map((key) => ({ ...key, in_use: key.id === id }));
}

export function withKeys(provider: ProviderView, keys: KeyView[]): ProviderView {
  return { ...provider, keys, key: keys.find((key) => key.in_use)?.state ?? { type: "not_set" } };
}
