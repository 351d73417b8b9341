import type { SearchFilter } from "@/ipc/generated";

/** A filter as it is typed. */
export function typed(name: string, value: string): string {
  return /[\s"]/.test(value) ? `${name}:"${value.replaceAll('"', "")}"` : `${name}:${value}`;
}

/** The text with one more filter. It goes first: the last word stays the one that is being typed. */
export function withFilter(text: string, filter: string): string {
  return `${filter} ${text.trimStart()}`;
}

/** The text without one of its filters. */
export function withoutFilter(text: string, { start, end }: SearchFilter): string {
  const characters = Array.from(text);
  const before = characters.slice(0, start).join("").trimEnd();
  const after = characters.slice(end).join("").trimStart();
  return before === "" ? after : `${before} ${after}`;
}

/** The text with another value for one of its filters. */
export function withValue(text: string, filter: SearchFilter, value: string): string {
  const characters = Array.from(text);
  const negated = filter.negated ? "-" : "";
  const changed = `${negated}${typed(filter.name, value)}`;
  return `${characters.slice(0, filter.start).join("")}${changed} ${characters.slice(filter.end).join("").trimStart()}`;
}
