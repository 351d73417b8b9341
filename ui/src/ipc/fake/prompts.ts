import { IpcError } from "../error";
import type { OpenedTemplate, PersonaView, TemplateField, TemplatePiece, TemplateView } from "../generated";
import type { Handlers, Owner } from "./handlers";

/** Templates and personas, and which conversation has which, by id or `"new"`. */
export interface FakePrompts {
  templates: TemplateView[];
  personas: PersonaView[];
  chosen: Map<string, string>;
  removed: Map<string, TemplateView | PersonaView>;
  /** Null where it holds no text. */
  clipboard: string | null;
}

export function template(fields: Partial<TemplateView> & Pick<TemplateView, "name" | "body">): TemplateView {
  return { id: fields.name, description: "", starter: false, hidden: false, ...fields };
}

export function persona(fields: Partial<PersonaView> & Pick<PersonaView, "name">): PersonaView {
  return {
    id: fields.name,
    icon: "",
    description: "",
    model: null,
    parameters: {},
    starters: [],
    starter: false,
    hidden: false,
    ...fields,
  };
}

export function noPrompts(): FakePrompts {
  return { templates: [], personas: [], chosen: new Map(), removed: new Map(), clipboard: null };
}

/** Enough of the language of templates for the window: names, defaults, lists, the clipboard. */
function open(body: string, clipboard: string | null): OpenedTemplate {
  const fields: TemplateField[] = [];
  const pieces: TemplatePiece[] = body.split(/(\{\{[^{}]+\}\})/).flatMap((part): TemplatePiece[] => {
    const inner = /^\{\{(.+)\}\}$/.exec(part)?.[1];
    if (inner === undefined) return part === "" ? [] : [{ type: "text", text: part }];
    if (inner === "clipboard") {
      return clipboard === null ? [{ type: "clipboard" }] : [{ type: "text", text: clipboard }];
    }
    const [, name = "", sign, rest = ""] = /^([^=:]+)([=:])?(.*)$/.exec(inner) ?? [];
    const options = sign === ":" ? rest.split("|").map((option) => option.trim()) : [];
    let at = fields.findIndex((field) => field.name === name.trim());
    if (at === -1) at = fields.push({ name: name.trim(), value: options[0] ?? rest, options }) - 1;
    return [{ type: "field", field: at }];
  });
  return { fields, pieces };
}

type Named =
  | "list_prompts"
  | "save_template"
  | "save_persona"
  | "duplicate_prompt"
  | "remove_prompt"
  | "restore_prompt"
  | "preview_template"
  | "use_template"
  | "conversation_persona"
  | "choose_persona"
  | "import_prompts"
  | "export_prompts";

export function promptCommands(core: Owner): Pick<Handlers, Named> {
  const all = () => core.state.prompts;
  const changed = () => core.notify({ type: "prompts" });
  const put = <T extends { id: string }>(list: T[], item: T) => {
    const at = list.findIndex((other) => other.id === item.id);
    if (at === -1) list.push(item);
    else list[at] = item;
    changed();
    return item;
  };
  const own = (id: string | null) => (id === null || id.startsWith("starter/") ? core.newId("prompt") : id);
  const find = (id: string): TemplateView | PersonaView => {
    const found = [...all().templates, ...all().personas].find((entry) => entry.id === id);
    if (!found) throw new IpcError("not_found", "This template or persona is not there any more.");
    return found;
  };
  const drop = (id: string) => {
    const prompts = all();
    prompts.templates = prompts.templates.filter((entry) => entry.id !== id);
    prompts.personas = prompts.personas.filter((entry) => entry.id !== id);
  };
  return {
    list_prompts: () => ({ templates: all().templates, personas: all().personas }),
    save_template: (args) => {
      const id = own(args.id);
      const name = args.name.trim().replace(/^\//, "").toLowerCase();
      if (all().templates.some((other) => other.id !== id && other.name === name && !other.starter)) {
        throw new IpcError("invalid", `There is a template /${name} already. Give this one another name.`);
      }
      return put(all().templates, template({ ...args, id, name }));
    },
    save_persona: (args) => put(all().personas, persona({ ...args, id: own(args.id) })),
    duplicate_prompt: ({ id }) => {
      const original = find(id);
      const copy = { ...original, id: core.newId("prompt"), name: `${original.name}-2`, starter: false };
      if ("body" in copy) put(all().templates, copy);
      else put(all().personas, copy);
      return copy.id;
    },
    remove_prompt: ({ id }) => {
      const found = find(id);
      if (found.starter) found.hidden = true;
      else {
        all().removed.set(id, found);
        drop(id);
      }
      changed();
    },
    restore_prompt: ({ id }) => {
      const removed = all().removed.get(id);
      if (!removed) find(id).hidden = false;
      else if ("body" in removed) all().templates.push(removed);
      else all().personas.push(removed);
      changed();
    },
    preview_template: ({ body }) => open(body, null),
    use_template: ({ id }) => {
      const found = find(id);
      return open("body" in found ? found.body : "", all().clipboard ?? "");
    },
    conversation_persona: ({ conversation }) =>
      all().personas.find((entry) => entry.id === all().chosen.get(conversation ?? "new")) ?? null,
    choose_persona: ({ conversation, persona: id, back }) => {
      const place = conversation ?? "new";
      const before = {
        persona: all().chosen.get(place) ?? null,
        parameters: core.state.parameters.get(place) ?? {},
        model:
          conversation === null ? null : (core.state.conversations.get(conversation)?.view.model ?? null),
      };
      const found = id === null ? null : all().personas.find((entry) => entry.id === id);
      if (found) all().chosen.set(place, found.id);
      else all().chosen.delete(place);
      core.state.parameters.set(place, back?.parameters ?? found?.parameters ?? {});
      const entry = conversation === null ? undefined : core.state.conversations.get(conversation);
      const model = back ? back.model : found?.model;
      if (entry && model) entry.view.model = model;
      changed();
      core.notify({ type: "parameters" });
      if (conversation !== null) core.notify({ type: "conversation", id: conversation });
      return before;
    },
    import_prompts: ({ text }) => {
      if (!text.startsWith("version = 1"))
        throw new IpcError("invalid", 'The file does not say "version = 1".');
      put(all().templates, template({ id: core.newId("prompt"), name: "imported", body: "{{x}}" }));
      return { templates: 1, personas: 0, known: 2, renamed: [{ from: "a", to: "a-2" }] };
    },
    export_prompts: () => ({ path: "/home/ada/.local/share/parlance/exports/parlance-prompts.toml" }),
  };
}
