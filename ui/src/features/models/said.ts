import type { ModelOverride } from "@/ipc/generated";
import { fieldNumber } from "@/lib/number-format";
import { readDecimal, readWhole } from "@/lib/read-number";

/** What is typed about a model. Empty is "as its provider says". */
export interface Said {
  name: string;
  context: string;
  maxOutput: string;
  priceInput: string;
  priceOutput: string;
  priceCached: string;
  vision: "" | "yes" | "no";
  tools: "" | "yes" | "no";
}

export const TOKEN_FIELDS = ["context", "maxOutput"] as const;
export const PRICE_FIELDS = ["priceInput", "priceOutput", "priceCached"] as const;

export function toSaid(said: ModelOverride, language: string): Said {
  const text = (value: number | null) => (value === null ? "" : fieldNumber(value, language));
  const dollars = (price: number | null) => (price === null ? "" : fieldNumber(price / 1_000_000, language));
  const choice = (value: boolean | null) => (value === null ? "" : value ? "yes" : "no");
  return {
    name: said.name ?? "",
    context: text(said.context_tokens),
    maxOutput: text(said.max_output_tokens),
    priceInput: dollars(said.price_input),
    priceOutput: dollars(said.price_output),
    priceCached: dollars(said.price_cached),
    vision: choice(said.vision),
    tools: choice(said.tools),
  };
}

/** The fields that say nothing that could be meant. */
export function wrongFields(said: Said): (keyof Said)[] {
  const tokens = TOKEN_FIELDS.filter((field) => readTokens(said[field]) === undefined);
  const prices = PRICE_FIELDS.filter((field) => readPrice(said[field]) === undefined);
  return [...tokens, ...prices];
}

/** Of fields of which none is wrong. */
export function fromSaid(said: Said): ModelOverride {
  const choice = (value: Said["vision"]) => (value === "" ? null : value === "yes");
  return {
    name: said.name.trim() || null,
    context_tokens: readTokens(said.context) ?? null,
    max_output_tokens: readTokens(said.maxOutput) ?? null,
    price_input: readPrice(said.priceInput) ?? null,
    price_output: readPrice(said.priceOutput) ?? null,
    price_cached: readPrice(said.priceCached) ?? null,
    vision: choice(said.vision),
    tools: choice(said.tools),
  };
}

/** A number of tokens as people write it: 131072, 131,072, 131.072, 128k, 1.05M. Null for none, undefined for nonsense. */
export function readTokens(text: string): number | null | undefined {
  const plain = text.replaceAll(/\s/g, "");
  if (plain === "") return null;
  const [, digits, unit] = /^([\d.,]+)([km]?)$/i.exec(plain) ?? [];
  if (digits === undefined) return undefined;
  const factor = { "": 1, k: 1000, m: 1_000_000 }[(unit ?? "").toLowerCase()] ?? 1;
  const number = factor === 1 ? readWhole(digits) : Number(digits.replace(",", "."));
  const tokens = Math.round(number * factor);
  return Number.isFinite(number) && tokens > 0 && tokens <= 1e9 ? tokens : undefined;
}

/**
 * Millionths of a dollar from dollars, with a point or a comma. Null for none, undefined for nonsense and for what can be read in
 * two ways.
 */
export function readPrice(text: string): number | null | undefined {
  const plain = text.trim().replace(/^\$/, "");
  if (plain === "") return null;
  const dollars = readDecimal(plain);
  return Number.isFinite(dollars) && dollars >= 0 && dollars <= 1e6
    ? Math.round(dollars * 1_000_000)
    : undefined;
}
