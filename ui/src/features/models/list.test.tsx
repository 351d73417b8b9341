import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { showLanguage } from "@/i18n";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { autoModels, guideModels, modelView } from "@/ipc/fake/state";
import type { ModelView, ProviderModels } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { ModelPicker } from "./picker";

function provider(id: string, name: string, ...models: ModelView[]): ProviderModels {
  return { provider: id, name, kind: "cloud", availability: { type: "ready" }, models };
}

const seeing: Partial<ModelView> = {
  context_tokens: 1_000_000,
  max_output_tokens: 128_000,
  price: {
    input: 2_000_000,
    output: 10_000_000,
    cached: 100_000,
    tiers: [{ above_tokens: 272_000, input: 4_000_000, output: 15_000_000, cached: 200_000 }],
  },
  input: { image: true, pdf: true, audio: false, video: false },
  tools: true,
  reasoning: { type: "levels", levels: ["low", "high"] },
  knowledge: "2026-06",
  speed: { calls: 7, first_token_ms: 1400, tokens_per_second: 92 },
};

function core(): FakeCore {
  const fake = new FakeCore();
  fake.state.models = [
    autoModels,
    provider("groq", "Groq", modelView("groq", "oss", "OSS 120B"), modelView("groq", "plain", "Plain")),
    provider("anthropic", "Anthropic", { ...modelView("anthropic", "opus", "Opus"), ...seeing }),
    guideModels,
  ];
  return fake;
}

afterEach(async () => {
  await showLanguage("en");
});

async function open(fake: FakeCore, button = "Model: Guide") {
  const rendered = renderWithCore(
    <ModelPicker value={{ provider: "guide", model: "guide" }} onChange={() => undefined} />,
    fake,
  );
  await userEvent.click(await screen.findByRole("button", { name: button }));
  await screen.findByRole("option", { name: /^OSS 120B/ });
  return rendered;
}

const options = () =>
  within(screen.getByRole("listbox"))
    .queryAllByRole("option")
    .map((option) => option.textContent?.split(" ")[0]);
const groups = () =>
  [...document.querySelectorAll("[cmdk-group-heading]")].map((heading) => heading.textContent);

async function point(name: RegExp) {
  await userEvent.hover(screen.getByRole("option", { name }));
}

describe("a row", () => {
  it("begins with the name and says what the model can do, holds, costs and how fast it was", async () => {
    await open(core());
    const row = screen.getByRole("option", { name: /^Opus/ });
    expect(row).toHaveTextContent("1M context · $2 / $10 · 92 tokens/s after 1.4 s");
    for (const badge of ["vision", "tools", "reasoning"]) expect(within(row).getByText(badge)).toBeVisible();
    const plain = screen.getByRole("option", { name: /^Plain/ });
    expect(plain.textContent).toBe("Plain");
  });

  it("writes numbers and levels in the language of the window", async () => {
    await showLanguage("de");
    const fake = core();
    fake.state.models[2]?.models.forEach((model) => {
      model.context_tokens = 1_050_000;
      if (model.speed) model.speed.tokens_per_second = 1200;
    });
    await open(fake, "Modell: Guide");
    expect(screen.getByRole("option", { name: /^Opus/ })).toHaveTextContent(
      /1,05M.*1\.200 Token\/s nach 1,4 s/,
    );
    await point(/^Opus/);
    const foot = await screen.findByRole("region", { name: /Opus/ });
    expect(foot).toHaveTextContent("denkt nach: wenig, viel");
  });

  it("says the rest at the foot of the list", async () => {
    await open(core());
    await point(/^Opus/);
    const foot = await screen.findByRole("region", { name: "About Opus" });
    for (const fact of [
      "opus · $2 in, $0.10 cached, $10 out per 1M tokens",
      "prompts above 272k: $4 in, $0.20 cached, $15 out",
      "answers up to 128k tokens",
      "reads images and PDF",
      "thinks: low, high",
      "knows up to Jun 2026",
      "measured in your last 7 calls",
    ]) {
      expect(foot).toHaveTextContent(fact);
    }
    await point(/^Plain/);
    expect(await screen.findByRole("region", { name: "About Plain" })).toHaveTextContent(/^plain$/);
    await point(/^Auto/);
    await waitFor(() => expect(screen.queryByRole("region", { name: /^About/ })).toBeNull());
  });
});

describe("filters", () => {
  it("narrow the list by keyboard alone, and go when they are put away", async () => {
    await open(core());
    await userEvent.tab();
    expect(screen.getByRole("button", { name: "Filters" })).toHaveFocus();
    await userEvent.keyboard("{Enter}");
    const vision = await screen.findByRole("button", { name: "Vision" });
    expect(vision).toHaveAttribute("aria-pressed", "false");
    vision.focus();
    await userEvent.keyboard("{Enter}");
    expect(vision).toHaveAttribute("aria-pressed", "true");
    expect(groups()).toEqual(["Anthropic"]);
    // The row that was pointed at has gone: the first one is.
    const first = screen.getByRole("option", { name: /^Opus/ });
    await waitFor(() => expect(first).toHaveAttribute("data-selected", "true"));
    const search = screen.getByRole("combobox", { name: "Search models" });
    await waitFor(() => expect(search).toHaveAttribute("aria-activedescendant", first.id));
    expect(screen.getByRole("button", { name: "Filters: 1 set" })).toHaveAttribute("aria-expanded", "true");
    await userEvent.click(screen.getByRole("button", { name: "Filters: 1 set" }));
    expect(screen.queryByRole("group", { name: "Filters" })).toBeNull();
    expect(options()).toHaveLength(5);
  });

  it("are reached one after the other", async () => {
    await open(core());
    await userEvent.tab();
    await userEvent.keyboard("{Enter}");
    const bar = await screen.findByRole("group", { name: "Filters" });
    await userEvent.tab();
    for (const name of ["Provider", "Vision", "Tools", "Reasoning", "Fast", "Context", "Price"]) {
      await userEvent.tab();
      expect(within(bar).getByRole(/^[PC]/.test(name) ? "combobox" : "button", { name })).toHaveFocus();
    }
  });

  it("are of provider, context and price, too", async () => {
    await open(core());
    await userEvent.click(screen.getByRole("button", { name: "Filters" }));
    const bar = within(await screen.findByRole("group", { name: "Filters" }));
    await userEvent.selectOptions(bar.getByRole("combobox", { name: "Provider" }), "Groq");
    expect(groups()).toEqual(["Groq"]);
    await userEvent.selectOptions(bar.getByRole("combobox", { name: "Context" }), "128k+");
    expect(screen.getByText(/^No model passes these filters\./)).toBeVisible();
    await userEvent.selectOptions(bar.getByRole("combobox", { name: "Provider" }), "Provider");
    expect(groups()).toEqual(["Anthropic"]);
    await userEvent.selectOptions(bar.getByRole("combobox", { name: "Price" }), "up to $5");
    expect(options()).toEqual([]);
    await userEvent.selectOptions(bar.getByRole("combobox", { name: "Price" }), "up to $15");
    expect(groups()).toEqual(["Anthropic"]);
    await userEvent.click(bar.getByRole("button", { name: "Fast" }));
    expect(groups()).toEqual(["Anthropic"]);
  });
});

describe("Tab", () => {
  it("goes round in the list and does not leave it", async () => {
    await open(core());
    await point(/^Opus/);
    const last = await screen.findByRole("button", { name: "Edit details of Opus…" });
    last.focus();
    await userEvent.tab();
    expect(screen.getByRole("combobox", { name: "Search models" })).toHaveFocus();
    await userEvent.tab({ shift: true });
    expect(last).toHaveFocus();
  });
});

describe("favourites", () => {
  it("stand in a group of their own below Auto, and no row moves under the pointer", async () => {
    const fake = core();
    await open(fake);
    await point(/^Opus/);
    const star = await screen.findByRole("button", { name: "Favourite: Opus" });
    star.focus();
    await userEvent.keyboard("{Enter}");
    expect(star).toHaveAttribute("aria-pressed", "true");
    expect(star).toHaveFocus();
    expect(groups()).toEqual(["For each question", "Groq", "Anthropic", "Guide"]);
    await waitFor(() =>
      expect(fake.callsOf("set_favourite")).toEqual([
        { model: { provider: "anthropic", model: "opus" }, favourite: true },
      ]),
    );
    const button = screen.getByRole("button", { name: "Model: Guide" });
    await userEvent.click(button);
    await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
    await userEvent.click(button);
    await screen.findByRole("option", { name: /^OSS 120B/ });
    expect(groups()).toEqual(["For each question", "Favourites", "Groq", "Guide"]);
    expect(screen.getByRole("option", { name: /^Opus/ })).toHaveTextContent("Anthropic · 1M context");
  });

  it("come from the star in the row without choosing the model", async () => {
    const fake = core();
    await open(fake);
    await point(/^Plain/);
    const star = screen.getByRole("option", { name: /^Plain/ }).querySelector("[data-favourite]");
    await userEvent.click(star as Element);
    expect(star).toHaveAttribute("data-favourite", "true");
    expect(fake.callsOf("set_favourite")).toHaveLength(1);
    expect(screen.getByRole("combobox", { name: "Search models" })).toBeVisible();
  });

  it("are not lost to a list that was asked for before", async () => {
    const fake = core();
    const { client } = await open(fake);
    await waitFor(() => expect(client.isFetching()).toBe(0));
    const before = structuredClone(fake.state.models);
    let answer: () => void = () => undefined;
    fake.on("list_models", () => new Promise((resolve) => (answer = () => resolve(before))));
    void client.invalidateQueries({ queryKey: ["models"] });
    await waitFor(() => expect(client.isFetching()).toBe(1));
    fake.on("list_models", () => fake.state.models);
    await point(/^Opus/);
    const star = await screen.findByRole("button", { name: "Favourite: Opus" });
    await userEvent.click(star);
    await act(async () => answer());
    await waitFor(() => expect(client.isFetching()).toBe(0));
    expect(star).toHaveAttribute("aria-pressed", "true");
  });

  it("are taken back when they cannot be kept", async () => {
    const fake = core();
    fake.on("set_favourite", () => {
      throw new IpcError("disk_full", "No space left.");
    });
    await open(fake);
    await point(/^Opus/);
    const star = await screen.findByRole("button", { name: "Favourite: Opus" });
    await userEvent.click(star);
    await waitFor(() => expect(useToasts.getState().toasts).toHaveLength(1));
    expect(star).toHaveAttribute("aria-pressed", "false");
  });
});

describe("details", () => {
  it("go before what the provider says, and are taken back one by one", async () => {
    const fake = core();
    await open(fake);
    await point(/^Opus/);
    await userEvent.click(await screen.findByRole("button", { name: "Edit details of Opus…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Details of Opus" }));
    expect(await dialog.findByLabelText("Context (tokens)")).toHaveAttribute("placeholder", "1M");
    expect(dialog.getByLabelText("Cached input ($)")).toHaveAttribute("placeholder", "0.1");
    await userEvent.type(dialog.getByLabelText("Context (tokens)"), "a lot");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    expect(dialog.getByRole("alert")).toHaveTextContent("Enter a number");
    expect(dialog.getByLabelText("Context (tokens)")).toBeInvalid();
    await userEvent.clear(dialog.getByLabelText("Context (tokens)"));
    await userEvent.type(dialog.getByLabelText("Context (tokens)"), "200k");
    await userEvent.type(dialog.getByLabelText("Input ($)"), "1,5");
    await userEvent.selectOptions(dialog.getByLabelText("Reads images"), "No");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Details of Opus" })).toBeNull());
    const row = screen.getByRole("option", { name: /^Opus/ });
    expect(row).toHaveTextContent("200k context · $1.50 / $10");
    expect(within(row).queryByText("vision")).toBeNull();

    await userEvent.click(await screen.findByRole("button", { name: "Edit details of Opus…" }));
    const again = within(await screen.findByRole("dialog", { name: "Details of Opus" }));
    expect(await again.findByLabelText("Context (tokens)")).toHaveValue("200000");
    await userEvent.click(again.getByRole("button", { name: "Reset: Context (tokens)" }));
    await userEvent.click(again.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(screen.getByRole("option", { name: /^Opus/ })).toHaveTextContent("1M context · $1.50 / $10"),
    );
    expect(fake.callsOf("override_model").at(-1)?.said).toMatchObject({
      context_tokens: null,
      price_input: 1_500_000,
      vision: false,
    });
  });

  it("make the gauges of conversations stale", async () => {
    const fake = core();
    const { client } = await open(fake);
    const key = [...keys.gauges, { conversation: "c" }];
    client.setQueryData(key, null);
    await point(/^Opus/);
    await userEvent.click(await screen.findByRole("button", { name: "Edit details of Opus…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Details of Opus" }));
    await userEvent.type(await dialog.findByLabelText("Context (tokens)"), "8k{Enter}");
    await waitFor(() => expect(client.getQueryState(key)?.isInvalidated).toBe(true));
  });

  it("say why they cannot be read, and let a person go back to where they were", async () => {
    const fake = core();
    fake.on("model_details", () => {
      throw new IpcError("database", "It is locked.");
    });
    await open(fake);
    await point(/^Opus/);
    const pencil = await screen.findByRole("button", { name: "Edit details of Opus…" });
    await userEvent.click(pencil);
    const dialog = within(await screen.findByRole("dialog", { name: "Details of Opus" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("It is locked.");
    await userEvent.click(dialog.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(pencil).toHaveFocus());
  });

  it("say in the core's words what it refuses", async () => {
    const fake = core();
    fake.on("override_model", () => {
      throw new IpcError("invalid", "That is too much.");
    });
    await open(fake);
    await point(/^Opus/);
    await userEvent.click(await screen.findByRole("button", { name: "Edit details of Opus…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Details of Opus" }));
    await userEvent.type(await dialog.findByLabelText("Name"), "Op");
    await userEvent.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent("That is too much.");
  });
});

describe("a long list", () => {
  it("shows its beginning, and more when that is wanted", async () => {
    const fake = core();
    const many = Array.from({ length: 1000 }, (_, index) => modelView("router", `model-${index}`));
    fake.state.models.push(provider("router", "Router", ...many));
    await open(fake);
    const more = screen.getByRole("option", { name: "Show more of 903 models" });
    // Three models of the others, and the Guide and Auto.
    expect(options()).toHaveLength(100 + 2 + 1);
    await userEvent.click(more);
    expect(options()).toHaveLength(200 + 2 + 1);
    expect(screen.getByRole("option", { name: "model-97" })).toHaveAttribute("data-selected", "true");
    await userEvent.type(screen.getByRole("combobox", { name: "Search models" }), "router 999");
    await waitFor(() => expect(options()).toEqual(["model-999"]));
  });
});

describe("opening", () => {
  it("asks who can be asked now", async () => {
    const fake = core();
    const { core: same } = await open(fake);
    await waitFor(() => expect(same.callsOf("list_models").length).toBeGreaterThan(1));
    expect(same.callsOf("list_models").every((args) => !args.refresh)).toBe(true);
  });
});
