import type { ConversationUsage, UsageEntry } from "@/ipc/generated";

/** What is added up: tokens, answers and, where it is known, money in millionths of a US dollar. */
export interface Total {
  calls: number;
  tokens: number;
  cost: number;
  /** Some of it has no known price. */
  partial: boolean;
  /** Some of it was estimated from list prices, not told by the provider. */
  estimated: boolean;
}

export interface DayTotal extends Total {
  /** `2026-11-21` */
  day: string;
}

/** A row of the table: what one model, provider or conversation used. */
export interface GroupTotal extends Total {
  key: string;
  name: string;
  /** What stands below the name. */
  beside: string | null;
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  reasoningTokens: number;
}

type Counts = Omit<ConversationUsage, "conversation">;

const nothing: Total = { calls: 0, tokens: 0, cost: 0, partial: false, estimated: false };

function plus<T extends Total>(total: T, entry: Counts): T {
  return {
    ...total,
    calls: total.calls + entry.calls,
    tokens: total.tokens + entry.input_tokens + entry.output_tokens,
    cost: total.cost + (entry.cost ?? 0),
    partial: total.partial || entry.unpriced > 0,
    estimated: total.estimated || entry.estimated > 0,
  };
}

export function sum(entries: readonly Counts[]): Total {
  return entries.reduce<Total>(plus, nothing);
}

/** A date as the core writes it. */
export function dayName(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Every day up to `today`, oldest first, also those on which nothing was used. */
export function byDay(entries: readonly UsageEntry[], today: Date, days: number): DayTotal[] {
  const totals = new Map<string, DayTotal>();
  for (let ago = days - 1; ago >= 0; ago -= 1) {
    // Noon: no change of the clocks moves it to another date.
    const day = dayName(new Date(today.getFullYear(), today.getMonth(), today.getDate() - ago, 12));
    totals.set(day, { day, ...nothing });
  }
  for (const entry of entries) {
    const total = totals.get(entry.day);
    if (total) totals.set(entry.day, plus(total, entry));
  }
  return [...totals.values()];
}

/** The models, the one that cost or was used most first. */
export function byModel(entries: readonly UsageEntry[]): GroupTotal[] {
  return grouped(
    entries,
    (entry) => `${entry.provider}/${entry.model}`,
    (entry) => ({ name: entry.model, beside: entry.provider_name }),
  );
}

/** The providers, in the same order. */
export function byProvider(entries: readonly UsageEntry[]): GroupTotal[] {
  return grouped(
    entries,
    (entry) => entry.provider,
    (entry) => ({ name: entry.provider_name, beside: null }),
  );
}

/** A row for a thing that comes once. */
export function groupTotal(key: string, name: string, beside: string | null, counts: Counts): GroupTotal {
  return added({ ...nothing, ...noTokens, key, name, beside }, counts);
}

const noTokens = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, reasoningTokens: 0 };

function grouped(
  entries: readonly UsageEntry[],
  keyOf: (entry: UsageEntry) => string,
  namesOf: (entry: UsageEntry) => Pick<GroupTotal, "name" | "beside">,
): GroupTotal[] {
  const totals = new Map<string, GroupTotal>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const before = totals.get(key) ?? { ...nothing, ...noTokens, key, ...namesOf(entry) };
    totals.set(key, added(before, entry));
  }
  return [...totals.values()].sort((a, b) => b.cost - a.cost || b.tokens - a.tokens);
}

function added(total: GroupTotal, counts: Counts): GroupTotal {
  return {
    ...plus(total, counts),
    inputTokens: total.inputTokens + counts.input_tokens,
    outputTokens: total.outputTokens + counts.output_tokens,
    cachedTokens: total.cachedTokens + counts.cached_tokens,
    reasoningTokens: total.reasoningTokens + counts.reasoning_tokens,
  };
}
