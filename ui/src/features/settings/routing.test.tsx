import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { modelView, noRouting, provider } from "@/ipc/fake/state";
import type { Routing } from "@/ipc/generated";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";

function coreWithChain(): FakeCore {
  const core = new FakeCore();
  const key = { type: "session", last4: "0001" } as const;
  core.state.providers = [
    provider({ id: "groq", name: "Groq", key }),
    provider({ id: "gemini", name: "Google Gemini", key }),
    provider({ id: "xai", name: "xAI" }),
    provider({ id: "mistral", name: "Mistral", key }),
  ];
  core.state.models = ["groq", "gemini", "mistral"].map((id) => ({
    provider: id,
    name: id,
    kind: "cloud",
    availability: { type: "ready" },
    models: [modelView(id, `${id}-1`, `${id} One`)],
  }));
  const chain = ["groq", "gemini", "xai", "mistral"].map((id) => ({ provider: id, model: null, on: true }));
  core.state.routing = { ...noRouting, chain };
  return core;
}

async function open(core: FakeCore): Promise<HTMLElement> {
  await renderWithCore(<SettingsPage section="routing" provider={null} />, core);
  return screen.findByRole("region", { name: "Auto and limits" });
}

function saved(core: FakeCore): Routing | undefined {
  return core.callsOf("save_routing").at(-1);
}

describe("who is asked", () => {
  it("lists who can be asked and moves them past those who cannot", async () => {
    const core = coreWithChain();
    const section = await open(core);
    await within(section).findByText("Groq");
    expect(within(section).queryByText("xAI")).toBeNull();
    await userEvent.click(within(section).getByRole("button", { name: "Move Mistral up" }));
    await waitFor(() => expect(saved(core)).toBeDefined());
    expect(saved(core)?.chain.map((entry) => entry.provider)).toEqual(["groq", "mistral", "gemini", "xai"]);
    expect(within(section).getByRole("button", { name: "Move Groq up" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });

  it("keeps the focus on the arrow that brings somebody to the top", async () => {
    const core = coreWithChain();
    const section = await open(core);
    const arrow = await within(section).findByRole("button", { name: "Move Google Gemini up" });
    await userEvent.click(arrow);
    await waitFor(() => expect(arrow).toHaveAttribute("aria-disabled", "true"));
    expect(arrow).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    expect(core.callsOf("save_routing")).toHaveLength(1);
  });

  it("turns a provider off and names its model", async () => {
    const core = coreWithChain();
    const section = await open(core);
    await userEvent.click(await within(section).findByRole("switch", { name: "Groq" }));
    await waitFor(() => expect(saved(core)?.chain[0]).toEqual({ provider: "groq", model: null, on: false }));
    await userEvent.selectOptions(
      within(section).getByRole("combobox", { name: "Model at Google Gemini" }),
      "gemini One",
    );
    await waitFor(() => expect(saved(core)?.chain[1]?.model).toBe("gemini-1"));
  });

  it("keeps the limits of a provider, and refuses what is no number", async () => {
    const core = coreWithChain();
    const section = await open(core);
    const field = (await within(section).findAllByLabelText("Requests a day"))[0] as HTMLElement;
    await userEvent.type(field, "many{Enter}");
    expect(await within(section).findByRole("alert")).toHaveTextContent("above zero");
    expect(saved(core)).toBeUndefined();
    await userEvent.clear(field);
    await userEvent.type(field, "50{Enter}");
    await waitFor(() =>
      expect(saved(core)?.budgets).toEqual([
        {
          provider: "groq",
          requests_per_minute: null,
          requests_per_day: 50,
          tokens_per_minute: null,
          tokens_per_day: null,
        },
      ]),
    );
  });

  it("keeps a budget in dollars and shows what was spent of it", async () => {
    const core = coreWithChain();
    core.state.spending = { day: { spent: 4_000_000, budget: 5_000_000 }, month: null };
    const section = await open(core);
    expect(await within(section).findByText("$4.00 of $5.00 spent")).toBeVisible();
    await userEvent.type(within(section).getByLabelText("A month"), "20,5{Enter}");
    await waitFor(() => expect(saved(core)?.money_per_month).toBe(20_500_000));
  });

  it("reads thousands as they are set apart, and shows them plainly", async () => {
    const core = coreWithChain();
    const section = await open(core);
    const field = (await within(section).findAllByLabelText("Tokens a day"))[0] as HTMLElement;
    await userEvent.type(field, "100.000{Enter}");
    await waitFor(() => expect(saved(core)?.budgets[0]?.tokens_per_day).toBe(100_000));
    await waitFor(() => expect(field).toHaveValue("100000"));
  });

  it("does not guess whether a budget is a thousand or one", async () => {
    const core = coreWithChain();
    const section = await open(core);
    const field = await within(section).findByLabelText("A month");
    await userEvent.type(field, "1,000{Enter}");
    expect(await within(section).findByRole("alert")).toHaveTextContent("Write 1000 or 1.00.");
    expect(saved(core)).toBeUndefined();
    await userEvent.clear(field);
    await userEvent.type(field, "1.00{Enter}");
    await waitFor(() => expect(saved(core)?.money_per_month).toBe(1_000_000));
  });

  it("saves once when Enter is pressed and the field is left", async () => {
    const core = coreWithChain();
    const section = await open(core);
    const field = await within(section).findByLabelText("A day");
    await userEvent.type(field, "7");
    fireEvent.keyDown(field, { key: "Enter" });
    fireEvent.blur(field);
    await waitFor(() => expect(saved(core)?.money_per_day).toBe(7_000_000));
    expect(core.callsOf("save_routing")).toHaveLength(1);
  });

  it("takes a change back that could not be saved", async () => {
    const core = coreWithChain();
    core.on("save_routing", () => {
      throw new Error("disk");
    });
    const section = await open(core);
    const fast = await within(section).findByRole("radio", { name: "Fast" });
    await userEvent.click(fast);
    await waitFor(() => expect(within(section).getByRole("radio", { name: "Balanced" })).toBeChecked());
    expect(fast).not.toBeChecked();
  });
});
