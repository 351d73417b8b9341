import type { SearchFilter, SearchFilterKey } from "../generated";

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

/** The filters of a search, of texts without quotation marks inside of values. */
export const searchFakes = {
  search_filters: ({ query }: { query: string }): SearchFilter[] =>
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
  filter_values: ({ key }: { key: SearchFilterKey }): string[] => values(key),
};
