import type { UsageEntry } from "@/ipc/generated";

/** What is added up: tokens, answers and, where it is known, money in millionths of a US dollar. */
export interface Total {
  calls: number;
  tokens: number;
  cost: number;
  /** Some of it has no known price. */
  partial: boolean;
}

export interface DayTotal extends Total {
  /** `2026-11-21` */
  day: string;
}

export interface ModelTotal extends Total {
  provider: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
}

const nothing: Total = { calls: 0, tokens: 0, cost: 0, partial: false };

function plus<T extends Total>(total: T, entry: UsageEntry): T {
  return {
    ...total,
    calls: total.calls + entry.calls,
    tokens: total.tokens + entry.input_tokens + entry.output_tokens,
    cost: total.cost + (entry.cost ?? 0),
    partial: total.partial || entry.unpriced > 0,
  };
}

export function sum(entries: readonly UsageEntry[]): Total {
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
export function byModel(entries: readonly UsageEntry[]): ModelTotal[] {
  const totals = new Map<string, ModelTotal>();
  for (const entry of entries) {
    const key = `${entry.provider}/${entry.model}`;
    const before = totals.get(key) ?? {
      ...nothing,
      provider: entry.provider_name,
      model: entry.model,
      inputTokens: 0,
      outputTokens: 0,
    };
    totals.set(key, {
      ...plus(before, entry),
      inputTokens: before.inputTokens + entry.input_tokens,
      outputTokens: before.outputTokens + entry.output_tokens,
    });
  }
  return [...totals.values()].sort((a, b) => b.cost - a.cost || b.tokens - a.tokens);
}

/** The entries as RFC 4180 has them, with a header. */
export function toCsv(entries: readonly UsageEntry[]): string {
  const quoted = (value: string | number) =>
    /[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value);
  const header =
    "day,provider,model,answers,input_tokens,output_tokens,cached_tokens,reasoning_tokens,cost_usd";
  const rows = entries.map((entry) =>
    [
      entry.day,
      entry.provider,
      entry.model,
      entry.calls,
      entry.input_tokens,
      entry.output_tokens,
      entry.cached_tokens,
      entry.reasoning_tokens,
      entry.cost === null ? "" : entry.cost / 1_000_000,
    ]
      .map(quoted)
      .join(","),
  );
  return `${[header, ...rows].join("\r\n")}\r\n`;
}
