import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import type { UsageEntry } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";
import { byDay, byModel, byProvider, dayName, sum } from "./usage-totals";

function entry(fields: Partial<UsageEntry>): UsageEntry {
  return {
    day: "2026-11-21",
    provider: "openai",
    provider_name: "OpenAI",
    model: "gpt-6.1-sol",
    calls: 1,
    unpriced: fields.cost === null ? 1 : 0,
    estimated: 0,
    input_tokens: 100,
    output_tokens: 10,
    cached_tokens: 0,
    reasoning_tokens: 0,
    cost: 300,
    ...fields,
  };
}

describe("usage totals", () => {
  it("has a row for every day, also over a change of the clocks and of the year", () => {
    const days = byDay([entry({ day: "2026-12-31" })], new Date(2027, 0, 1, 0, 30), 3);
    expect(days.map((day) => [day.day, day.calls])).toEqual([
      ["2026-12-30", 0],
      ["2026-12-31", 1],
      ["2027-01-01", 0],
    ]);
    for (const [year, month, day] of [
      [2026, 2, 30],
      [2026, 9, 26],
    ] as const) {
      const names = byDay([], new Date(year, month, day, 23, 59), 60).map((total) => total.day);
      expect(new Set(names).size).toBe(60);
      expect(names.at(-1)).toBe(dayName(new Date(year, month, day)));
    }
  });

  it("adds up, and says when a price is missing", () => {
    const entries = [entry({}), entry({ cost: null, model: "local", input_tokens: 9000 })];
    expect(sum(entries)).toEqual({ calls: 2, tokens: 9120, cost: 300, partial: true, estimated: false });
    expect(byModel([...entries, entry({ day: "2026-11-20", cost: 700 })])).toMatchObject([
      { name: "gpt-6.1-sol", calls: 2, cost: 1000, inputTokens: 200, partial: false },
      { name: "local", calls: 1, cost: 0, partial: true },
    ]);
  });

  it("groups by provider, with cached and thought tokens, and an estimate spreads to the sum", () => {
    const told = entry({ cached_tokens: 40, reasoning_tokens: 4 });
    const rows = byProvider([told, entry({ model: "other", estimated: 1 }), entry({ provider: "xai" })]);
    expect(rows).toMatchObject([
      { key: "openai", calls: 2, cost: 600, cachedTokens: 40, reasoningTokens: 4, estimated: true },
      { key: "xai", calls: 1, estimated: false },
    ]);
  });
});

describe("the usage section", () => {
  const page = <SettingsPage section="usage" provider={null} />;
  const section = async () => within(await screen.findByRole("region", { name: "Usage" }));

  it("says so when nothing was used", async () => {
    renderWithCore(page);
    expect(await (await section()).findByText(/Nothing was used/)).toBeVisible();
  });

  it("shows the sums, a bar for each day and a row for each model, for the time that is chosen", async () => {
    const core = new FakeCore();
    core.state.usage = [
      entry({ day: dayName(new Date()), cost: 2_500_000 }),
      entry({ day: dayName(new Date()), model: "mystery", provider_name: "Lab", cost: null }),
    ];
    renderWithCore(page, core);
    const usage = await section();
    expect(await usage.findByText("$2.50 or more")).toBeVisible();
    const chart = usage.getByRole("list", { name: "Cost by day" });
    expect(within(chart).getAllByRole("listitem")).toHaveLength(30);
    expect(within(chart).getAllByRole("listitem").at(-1)).toHaveTextContent("$2.50");
    expect(usage.getByRole("row", { name: /mystery/ })).toHaveTextContent("no price known");
    await userEvent.click(usage.getByRole("radio", { name: "365 days" }));
    await waitFor(() => expect(core.callsOf("usage").at(-1)).toEqual({ days: 365 }));
    const weeks = await usage.findByRole("list", { name: "Cost by week" });
    expect(within(weeks).getAllByRole("listitem")).toHaveLength(53);
    const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
    const now = new Date();
    const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 6);
    expect(within(weeks).getAllByRole("listitem").at(-1)).toHaveTextContent(
      `${day.formatRange(before, now)}: `.replaceAll(/\s+/g, " "),
    );
  });

  it("tells what a provider said from what is estimated", async () => {
    const core = new FakeCore();
    core.state.usage = [entry({}), entry({ model: "estimated-model", estimated: 1 })];
    renderWithCore(page, core);
    const usage = await section();
    expect(await usage.findByRole("row", { name: /gpt-6.1-sol/ })).toHaveTextContent(/(?<!≈ )\$0\.0003$/);
    expect(usage.getByRole("row", { name: /estimated-model/ })).toHaveTextContent(/≈ \$0\.0003$/);
  });

  it("lists conversations, opens one, and says which are gone", async () => {
    const core = new FakeCore();
    const { day: _, provider: __, provider_name: ___, model: ____, ...counts } = entry({});
    core.state.usage = [entry({})];
    core.state.usageByConversation = [
      { ...counts, conversation: { id: "c", title: "Tides", trashed: false } },
      { ...counts, conversation: { id: "t", title: "Old plans", trashed: true } },
      { ...counts, conversation: null },
    ];
    renderWithCore(page, core);
    const usage = await section();
    await userEvent.click(await usage.findByRole("radio", { name: "Conversation" }));
    expect(await usage.findByRole("row", { name: /Old plans/ })).toHaveTextContent("in the trash");
    expect(usage.queryByRole("button", { name: "Old plans" })).toBeNull();
    expect(usage.getByRole("row", { name: /Deleted and temporary/ })).toBeVisible();
    await userEvent.click(usage.getByRole("button", { name: "Tides" }));
    expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: "c" });
  });

  it("copies the calls as a table", async () => {
    const core = new FakeCore();
    core.state.usage = [entry({})];
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Copy as CSV" }));
    await waitFor(() =>
      expect(core.callsOf("copy_text")[0]?.text).toContain("2026-11-21,openai,gpt-6.1-sol"),
    );
    expect(core.callsOf("usage_csv")).toEqual([{ days: 30 }]);
  });

  it("saves the calls as a file, says where, and opens the folder", async () => {
    const core = new FakeCore();
    core.state.usage = [entry({})];
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Save as CSV" }));
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toContain("exports/parlance-usage.csv"));
    useToasts.getState().toasts[0]?.action?.run();
    await waitFor(() => expect(core.callsOf("open_folder")).toEqual([{ folder: "exports" }]));
  });
});
