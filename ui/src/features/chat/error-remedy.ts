import type { ErrorCode } from "@/ipc/generated";

/** The one thing to do about an error. */
export type Remedy = "settings" | "retry" | "model" | "continue" | "trim" | "compact";

const REMEDIES: Record<ErrorCode, Exclude<Remedy, "continue" | "trim" | "compact">> = {
  key: "settings",
  permission: "model",
  rate_limit: "retry",
  quota: "model",
  budget: "settings",
  network: "retry",
  server: "retry",
  model_not_found: "model",
  context_length: "model",
  content_filter: "model",
  invalid: "retry",
  not_found: "settings",
  busy: "retry",
  disk_full: "retry",
  read_only: "retry",
  database: "retry",
  keyring: "settings",
  internal: "retry",
};

/** `hasWords`: something arrived before the error, and asking again would throw it away. */
export function remedyFor(code: ErrorCode, hasWords: boolean): Remedy {
  const remedy = REMEDIES[code];
  return remedy === "retry" && hasWords ? "continue" : remedy;
}

/** What else can be done: a conversation that is too long can be shortened. Never over words that have come. */
export function moreRemedies(code: ErrorCode, hasWords: boolean): ("trim" | "compact")[] {
  return code === "context_length" && !hasWords ? ["trim", "compact"] : [];
}
