import type { SearchFilterKey } from "../generated";
import type { FakeCore } from "./core";
import type { Handlers } from "./handlers";

const NAMES: Record<string, SearchFilterKey> = {
  in: "folder",
  tag: "tag",
  model: "model",
  provider: "provider",
  role: "role",
  before: "before",
  after: "after",
  has: "has",
  is: "is",
};
const VALUES: Partial<Record<SearchFilterKey, string[]>> = {
  folder: ["Deep sea", "Work"],
  tag: ["salt"],
  role: ["user", "assistant"],
  has: ["image", "file", "code"],
  is: ["pinned", "archived"],
};

function values(key: SearchFilterKey): string[] {
  return VALUES[key] ?? [];
}

/** Search for letters, and the filters of a search: of texts without quotation marks inside of values. */
export function searchCommands(
  core: Pick<FakeCore, "state">,
): Pick<Handlers, "search" | "search_filters" | "filter_values"> {
  return {
    search: ({ query }) => {
      const wanted = query.trim().toLowerCase();
      return [...core.state.conversations.values()].flatMap(({ view, updatedAt, trashed, temporary }) => {
        const hit = view.messages.find((entry) => entry.source.toLowerCase().includes(wanted));
        const inTitle = view.title.toLowerCase().includes(wanted);
        if (trashed || temporary || wanted === "" || (!hit && !inTitle)) return [];
        const at = hit?.source.toLowerCase().indexOf(wanted) ?? -1;
        return [
          {
            conversation: view.id,
            title: view.title,
            message: hit?.id ?? null,
            snippet: hit
              ? [
                  { text: hit.source.slice(Math.max(0, at - 24), at), hit: false },
                  { text: hit.source.slice(at, at + wanted.length), hit: true },
                  { text: hit.source.slice(at + wanted.length, at + wanted.length + 60), hit: false },
                ]
              : [{ text: view.title, hit: false }],
            words: hit ? [hit.source.slice(at, at + wanted.length)] : [],
            in_file: false,
            further: 0,
            archived: false,
            updated_at: updatedAt,
          },
        ];
      });
    },
    search_filters: ({ query }) =>
      [...query.matchAll(/(?<=^|\s)(-?)([a-z]+):(?:"([^"]*)"?|(\S*))/gi)].flatMap((match) => {
        const [whole, minus, name = "", quoted, bare] = match;
        const key = NAMES[name.toLowerCase()];
        if (!key) return [];
        const value = quoted ?? bare ?? "";
        const start = Array.from(query.slice(0, match.index)).length;
        const wanted = value.toLowerCase();
        const known = values(key).some((it) => it.toLowerCase().startsWith(wanted));
        const complete = values(key).some((it) => it.toLowerCase() === wanted);
        return [
          {
            key,
            name: name.toLowerCase(),
            value,
            negated: minus === "-",
            start,
            end: start + Array.from(whole).length,
            known: value !== "" && known,
            suggestions: complete ? [] : values(key).filter((it) => it.toLowerCase().includes(wanted)),
          },
        ];
      }),
    filter_values: ({ key }) => values(key),
  };
}
