import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { guideModels, modelView } from "@/ipc/fake/state";
import type { ModelChoice, ModelView, ProviderModels } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { catalogue, tokenCount } from "./catalogue";
import { ModelPicker } from "./picker";

function listed(provider: string, name: string, ...models: string[]): ProviderModels {
  return {
    provider,
    name,
    kind: "cloud",
    availability: { type: "ready" },
    models: models.map((model) => modelView(provider, model, model.toUpperCase())),
  };
}

function coreWithModels(): FakeCore {
  const core = new FakeCore();
  core.state.models = [
    guideModels,
    listed("groq", "Groq", "llama-70b", "gpt-oss"),
    listed("openai", "OpenAI", "gpt-6"),
    { provider: "xai", name: "xAI", kind: "cloud", availability: { type: "needs_key" }, models: [] },
    {
      provider: "lab",
      name: "Lab",
      kind: "custom",
      availability: { type: "unavailable", code: "network", message: "No such host" },
      models: [],
    },
  ];
  return core;
}

function Picker({ first }: { first: ModelChoice | null }) {
  const [value, setValue] = useState(first);
  return <ModelPicker value={value} onChange={setValue} />;
}

const guide = { provider: "guide", model: "guide" };

describe("ModelPicker", () => {
  it("marks the models that make pictures", async () => {
    const core = coreWithModels();
    const [llama] = core.state.models[1]?.models ?? [];
    Object.assign(llama as ModelView, { output: { image: true, pdf: null, audio: null, video: null } });
    renderWithCore(<Picker first={guide} />, core);
    await userEvent.click(await screen.findByRole("button", { name: /^Model:/ }));
    expect(await screen.findByRole("option", { name: /LLAMA-70B.*makes pictures/ })).toBeVisible();
    expect(screen.getByRole("option", { name: /GPT-OSS/ })).not.toHaveTextContent("makes pictures");
  });

  it("says how much a model takes in and what it costs", async () => {
    const core = coreWithModels();
    const [llama, oss] = core.state.models[1]?.models ?? [];
    Object.assign(llama as ModelView, {
      context_tokens: 131_072,
      price: { input: 150_000, output: 2_000_000, cached: null, tiers: [] },
    });
    Object.assign(oss as ModelView, { price: { input: 0, output: 0, cached: null, tiers: [] } });
    renderWithCore(<Picker first={guide} />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Model: Guide" }));
    expect(await screen.findByText(/131k context · \$0\.15 \/ \$2$/)).toBeVisible();
    expect(screen.getByText("free")).toBeVisible();
  });

  it("says the model in its name and takes another by what is typed", async () => {
    renderWithCore(<Picker first={guide} />, coreWithModels());
    await userEvent.click(await screen.findByRole("button", { name: "Model: Guide" }));
    expect(await screen.findByRole("combobox", { name: "Search models" })).toHaveFocus();
    await userEvent.keyboard("groq oss{Enter}");
    expect(await screen.findByRole("button", { name: "Model: GPT-OSS" })).toBeVisible();
  });

  it("shows what stands in a provider's way and leads to its settings", async () => {
    renderWithCore(<Picker first={guide} />, coreWithModels());
    await userEvent.click(await screen.findByRole("button", { name: "Model: Guide" }));
    expect(await screen.findByText("No such host")).toBeVisible();
    await userEvent.click(screen.getByRole("option", { name: /xAI/ }));
    expect(useNavigation.getState().view).toEqual({
      kind: "settings",
      section: "providers",
      provider: "xai",
    });
    expect(screen.queryByRole("combobox")).toBeNull();
  });

  it("asks the providers again", async () => {
    const { core } = renderWithCore(<Picker first={guide} />, coreWithModels());
    await userEvent.click(await screen.findByRole("button", { name: "Model: Guide" }));
    core.state.models = [guideModels, listed("groq", "Groq", "brand-new")];
    await userEvent.click(await screen.findByRole("button", { name: "Ask the providers again" }));
    expect(await screen.findByRole("option", { name: /BRAND-NEW/ })).toBeVisible();
    expect(core.callsOf("list_models")).toContainEqual({ refresh: true });
  });

  it("names a model that its provider no longer lists by its id", async () => {
    renderWithCore(<Picker first={{ provider: "groq", model: "gone-1" }} />, coreWithModels());
    expect(await screen.findByRole("button", { name: "Model: gone-1" })).toBeVisible();
  });

  it("says when nothing matches", async () => {
    renderWithCore(<Picker first={guide} />, coreWithModels());
    await userEvent.click(await screen.findByRole("button", { name: "Model: Guide" }));
    await screen.findByRole("combobox", { name: "Search models" });
    await userEvent.keyboard("zebra");
    await waitFor(() => expect(screen.getByText("No model matches “zebra”.")).toBeVisible());
  });
});

describe("catalogue", () => {
  const { models } = coreWithModels().state;
  it("puts the Guide after real models", () => {
    expect(catalogue(models, "").ready.map((provider) => provider.provider)).toEqual([
      "groq",
      "openai",
      "guide",
    ]);
  });
  it("matches every word, in the provider's or the model's name", () => {
    const found = catalogue(models, "GPT open").ready.flatMap((provider) => provider.models);
    expect(found.map((model) => model.model.model)).toEqual(["gpt-6"]);
  });
  it("drops a ready provider without models", () => {
    expect(catalogue([listed("empty", "Empty")], "").ready).toEqual([]);
  });
});

describe("tokenCount", () => {
  it.each([
    [999, "999"],
    [8192, "8k"],
    [131_072, "131k"],
    [1_050_000, "1.05M"],
    [2_000_000, "2M"],
  ])("%i is %s", (tokens, text) => expect(tokenCount(tokens, "en")).toBe(text));

  it("is written as the language does", () => expect(tokenCount(1_050_000, "de")).toBe("1,05M"));
});
