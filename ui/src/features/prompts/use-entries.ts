import type { ModelChoice } from "@/ipc/generated";
import { useModels } from "@/lib/core";
import { usePrompts } from "@/lib/prompts";
import type { Trigger } from "./trigger";

/** A line of the menu at the message field. */
export type MenuEntry = { key: string; label: string; text: string; starter: boolean } & (
  | { type: "template"; template: string }
  | { type: "model"; model: ModelChoice }
);

/** More are not looked through; another letter finds them. */
const MAX_MODELS = 50;

/** What fits what is typed: names that begin with it before those that hold it. */
export function useEntries(trigger: Trigger | null): { entries: MenuEntry[]; loading: boolean } {
  const prompts = usePrompts();
  const models = useModels();
  if (!trigger) return { entries: [], loading: false };
  const query = trigger.query.toLocaleLowerCase();
  if (trigger.kind === "templates") {
    const entries = (prompts.data?.templates ?? [])
      .filter((template) => !template.hidden)
      .map(
        ({ id, name, description, body, starter }): MenuEntry => ({
          type: "template",
          key: id,
          template: id,
          label: name,
          text: description === "" ? body : description,
          starter,
        }),
      );
    return { entries: ranked(entries, query), loading: prompts.isPending };
  }
  const entries = (models.data ?? [])
    .filter(({ availability }) => availability.type === "ready")
    .flatMap((provider) =>
      provider.models.map(
        ({ model, name }): MenuEntry => ({
          type: "model",
          key: `${model.provider}/${model.model}`,
          model,
          label: name,
          text: provider.name,
          starter: false,
        }),
      ),
    );
  return { entries: ranked(entries, query).slice(0, MAX_MODELS), loading: models.isPending };
}

function ranked(entries: MenuEntry[], query: string): MenuEntry[] {
  const place = ({ label, text, key }: MenuEntry) => {
    const name = label.toLocaleLowerCase();
    if (name.startsWith(query)) return 0;
    if (name.includes(query) || key.toLocaleLowerCase().includes(query)) return 1;
    return text.toLocaleLowerCase().includes(query) ? 2 : 3;
  };
  const places = new Map(entries.map((entry) => [entry, place(entry)]));
  const at = (entry: MenuEntry) => places.get(entry) ?? 3;
  return entries.filter((entry) => at(entry) < 3).sort((a, b) => at(a) - at(b));
}
