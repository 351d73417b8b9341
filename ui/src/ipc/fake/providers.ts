import { IpcError } from "../error";
import type { KeyState, KeyView } from "../generated";
import type { Handlers, Owner } from "./handlers";
import { inUse, keyView, withKeys } from "./keys";
import { provider } from "./state";

type ProviderCommand =
  | "save_key"
  | "add_key"
  | "replace_key"
  | "rename_key"
  | "use_key"
  | "remove_key"
  | "set_base_url"
  | "save_custom_provider"
  | "remove_custom_provider"
  | "set_models"
  | "set_header_value"
  | "import_provider"
  | "export_provider";

/** Keys, addresses and descriptions of providers, in the contract of the real core. */
export function providerCommands(core: Owner): Pick<Handlers, ProviderCommand> {
  const changeKeys = (id: string, change: (keys: KeyView[]) => KeyView[]) => {
    core.state.providers = core.state.providers.map((entry) =>
      entry.id === id ? withKeys(entry, change(entry.keys)) : entry,
    );
    core.notify({ type: "providers" });
    core.notify({ type: "models" });
  };
  const kept = (key: string): KeyState => {
    const last4 = key.slice(-4);
    return core.state.keyring.type === "ready" ? { type: "keyring", last4 } : { type: "session", last4 };
  };
  return {
    save_key: ({ provider, key }) => {
      changeKeys(provider, (keys) => {
        const old = keys.find((entry) => entry.in_use && !entry.from_environment);
        const entered = keyView({ id: "first", ...old, state: kept(key), last_error: null });
        const others = keys.filter((entry) => entry.id !== entered.id);
        return inUse([entered, ...others], entered.id);
      });
      return { type: "valid", models: 12 };
    },
    add_key: ({ provider, name, key }) => {
      const added = keyView({ id: core.newId("key"), name, state: kept(key) });
      changeKeys(provider, (keys) => {
        const entered = keys.filter((entry) => !entry.from_environment);
        const environment = keys.filter((entry) => entry.from_environment);
        const all = [...entered, added, ...environment];
        return keys.some((entry) => entry.in_use) ? all : inUse(all, added.id);
      });
      return { type: "valid", models: 12 };
    },
    replace_key: ({ provider, id, key }) => {
      const state = kept(key);
      changeKeys(provider, (keys) =>
        keys.map((entry) =>
          entry.id === id ? { ...entry, state, last_used_at: null, last_error: null } : entry,
        ),
      );
      return { type: "valid", models: 12 };
    },
    rename_key: ({ provider, id, name }) =>
      changeKeys(provider, (keys) => keys.map((entry) => (entry.id === id ? { ...entry, name } : entry))),
    use_key: ({ provider, id }) => changeKeys(provider, (keys) => inUse(keys, id)),
    remove_key: ({ provider, id }) =>
      changeKeys(provider, (keys) => {
        const others = keys.filter((entry) => entry.id !== id);
        const next = others.find((entry) => entry.in_use) ?? others[0];
        return next ? inUse(others, next.id) : [];
      }),
    set_base_url: ({ provider, base_url }) => {
      for (const entry of core.state.providers) {
        if (entry.id === provider) entry.base_url = base_url || (entry.default_base_url ?? "");
      }
      core.notify({ type: "providers" });
    },
    save_custom_provider: ({ id, name, base_url, wire, auth, headers, query, models, key }) => {
      const saved = provider({
        id: id ?? core.newId("custom"),
        name,
        kind: "custom",
        wire,
        auth,
        key: key ? { type: "keyring", last4: key.slice(-4) } : { type: "not_set" },
        key_page: null,
        base_url,
        default_base_url: null,
        header_names: headers.map((header) => header.name),
        query,
        models,
      });
      core.state.providers = [...core.state.providers.filter((entry) => entry.id !== saved.id), saved];
      core.notify({ type: "providers" });
      return saved;
    },
    remove_custom_provider: ({ provider }) => {
      core.state.providers = core.state.providers.filter((entry) => entry.id !== provider);
      core.notify({ type: "providers" });
    },
    set_models: ({ provider: id, models }) => {
      for (const entry of core.state.providers) if (entry.id === id) entry.models = models;
      core.notify({ type: "providers" });
    },
    set_header_value: ({ provider: id, name }) => {
      for (const entry of core.state.providers) {
        if (entry.id === id) entry.missing_headers = entry.missing_headers.filter((other) => other !== name);
      }
      core.notify({ type: "providers" });
    },
    import_provider: ({ text }) => {
      const field = (name: string) => new RegExp(`^${name} = "(.*)"$`, "m").exec(text)?.[1];
      const name = field("name");
      if (name === undefined) throw new IpcError("invalid", "Line 1: Missing field `name`.");
      const base_url = field("base_url") ?? "";
      const imported = provider({ id: core.newId("custom"), name, kind: "custom", base_url, key_page: null });
      imported.default_base_url = null;
      core.state.providers = [...core.state.providers, imported];
      core.notify({ type: "providers" });
      return imported;
    },
    export_provider: ({ provider: id }) => {
      const found = core.state.providers.find((entry) => entry.id === id);
      if (!found) throw new IpcError("not_found", "");
      const path = `${core.state.providerFiles.folder}/exported/${found.name}.parlance-provider.toml`;
      return { path, text: `version = 1\nname = "${found.name}"\nbase_url = "${found.base_url}"\n` };
    },
  };
}
