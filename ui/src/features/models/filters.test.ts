import { describe, expect, it } from "vitest";
import { modelView } from "@/ipc/fake/state";
import type { ModelView, ProviderModels } from "@/ipc/generated";
import { countFilters, type Filters, noFilters, passes } from "./filters";

const cloud: ProviderModels = {
  provider: "groq",
  name: "Groq",
  kind: "cloud",
  availability: { type: "ready" },
  models: [],
};
const unknown = modelView("groq", "unknown");
const known: ModelView = {
  ...modelView("groq", "known"),
  context_tokens: 131_072,
  price: { input: 150_000, output: 600_000, cached: null, tiers: [] },
  input: { image: true, pdf: false, audio: null, video: null },
  tools: true,
  reasoning: { type: "levels", levels: ["low", "high"] },
  speed: { calls: 3, first_token_ms: 300, tokens_per_second: 480 },
};

describe("passes", () => {
  it("lets everything through where nothing is asked", () => {
    expect(passes(cloud, unknown, noFilters)).toBe(true);
  });

  it.each<Partial<Filters>>([
    { vision: true },
    { tools: true },
    { reasoning: true },
    { fast: true },
    { context: 128_000 },
    { price: 1 },
  ])("keeps what is known to fit, not what is unknown: %o", (asked) => {
    expect(passes(cloud, known, { ...noFilters, ...asked })).toBe(true);
    expect(passes(cloud, unknown, { ...noFilters, ...asked })).toBe(false);
  });

  it.each<[Partial<Filters>, Partial<ModelView>]>([
    [{ provider: "xai" }, {}],
    [{ vision: true }, { input: { image: false, pdf: true, audio: true, video: true } }],
    [{ reasoning: true }, { reasoning: { type: "none" } }],
    [{ fast: true }, { speed: { calls: 1, first_token_ms: 9, tokens_per_second: 59 } }],
    [{ context: 200_000 }, {}],
    [{ price: 0 }, {}],
  ])("drops what does not fit: %o", (asked, change) => {
    expect(passes(cloud, { ...known, ...change }, { ...noFilters, ...asked })).toBe(false);
  });

  it("counts what runs on this machine as free", () => {
    const free = { ...noFilters, price: 0 };
    expect(passes({ ...cloud, kind: "local" }, unknown, free)).toBe(true);
    expect(
      passes(cloud, { ...known, price: { input: 0, output: 0, cached: null, tiers: [] } }, free),
      "as one that costs nothing",
    ).toBe(true);
  });
});

describe("countFilters", () => {
  it("counts those that narrow", () => {
    expect(countFilters(noFilters)).toBe(0);
    expect(countFilters({ ...noFilters, price: 0, vision: true, provider: "groq" })).toBe(3);
  });
});
