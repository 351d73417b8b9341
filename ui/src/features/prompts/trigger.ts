/** What the menu at the message field offers. */
export type MenuKind = "templates" | "models";

/** The place that what is chosen takes: from the sign that opened the menu to the caret. */
export interface Trigger {
  kind: MenuKind;
  from: number;
  to: number;
  query: string;
}

/** Longer words are no names. */
const MAX_QUERY_CHARS = 60;

/**
 * What is being typed: `/` at the start of a field that holds nothing else, or `@` at the start of a word. A second slash is a
 * path, and white space ends both.
 */
export function findTrigger(text: string, caret: number): Trigger | null {
  const before = text.slice(Math.max(0, caret - MAX_QUERY_CHARS - 2), caret);
  if (caret === text.length && before.length === caret) {
    const slash = /^\/([^\s/]*)$/.exec(before);
    if (slash) return { kind: "templates", from: 0, to: caret, query: slash[1] ?? "" };
  }
  const at = /(?:^|\s)@([^\s@]*)$/.exec(before);
  if (!at) return null;
  const query = at[1] ?? "";
  if (query.length > MAX_QUERY_CHARS) return null;
  return { kind: "models", from: caret - query.length - 1, to: caret, query };
}
