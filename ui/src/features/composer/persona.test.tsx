import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { PersonaCards, PersonaTag } from "@/features/prompts/public";
import { FakeCore } from "@/ipc/fake/core";
import { persona } from "@/ipc/fake/prompts";
import { autoModels, firstRun, modelView } from "@/ipc/fake/state";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { Composer } from "./composer";
import { resetDrafts } from "./drafts";

const gpt = { provider: "openai", model: "gpt" };
const editor = persona({
  name: "Editor",
  icon: "🖋️",
  description: "Edits",
  model: gpt,
  parameters: { temperature: 0.3 },
  starters: ["Edit: "],
});

let core: FakeCore;

beforeEach(() => {
  resetTurns();
  resetDrafts();
  const state = firstRun();
  const [guide, ...rest] = state.models;
  const openai = { ...autoModels, provider: "openai", name: "OpenAI", kind: "cloud" as const };
  state.models = [guide, { ...openai, models: [modelView("openai", "gpt", "GPT")] }, ...rest.slice(1)].filter(
    (provider) => provider !== undefined,
  );
  core = new FakeCore(state);
  core.state.prompts.personas = [editor, persona({ name: "Tutor" }), persona({ name: "Old", hidden: true })];
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: {
      id: "c",
      title: "Title",
      model: { provider: "guide", model: "guide" },
      messages: [],
      has_earlier: false,
      draft: "",
    },
  });
});

async function choose(name: string | RegExp) {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Persona/ }));
  await user.click(await screen.findByRole("menuitemradio", { name }));
  return user;
}

describe("the persona of a chat", () => {
  it("brings its model to the new chat, and takes it away again", async () => {
    renderWithCore(<Composer conversation={null} />, core);
    await screen.findByRole("button", { name: "Model: Guide" });
    await choose(/Editor/);
    await screen.findByRole("button", { name: "Persona: Editor" });
    await screen.findByRole("button", { name: "Model: GPT" });
    expect(core.callsOf("choose_persona")).toEqual([
      { conversation: null, persona: "Editor", language: "en", back: null },
    ]);
    expect(useToasts.getState().toasts).toEqual([]);
    await choose("No persona");
    await screen.findByRole("button", { name: "Model: Guide" });
  });

  it("can be chosen in a conversation, is named there, and is undone", async () => {
    renderWithCore(
      <>
        <PersonaTag conversation="c" />
        <Composer conversation="c" />
      </>,
      core,
    );
    await screen.findByRole("button", { name: "Model: Guide" });
    const user = await choose(/Editor/);
    await screen.findByText("Persona: Editor");
    await screen.findByRole("button", { name: "Model: GPT" });
    const [toast] = useToasts.getState().toasts;
    expect(toast?.text).toBe("From now on with Editor: its parameters and its model hold here.");
    toast?.action?.run();
    await waitFor(() => expect(screen.queryByText("Persona: Editor")).toBeNull());
    await screen.findByRole("button", { name: "Model: Guide" });
    await user.click(screen.getByRole("button", { name: "Persona" }));
    const rows = within(await screen.findByRole("menu")).getAllByRole("menuitemradio");
    expect(rows.map((row) => row.textContent)).toEqual(["No persona", "🖋️EditorEdits", "Tutor"]);
  });

  it("is offered where nothing was said yet", async () => {
    const user = userEvent.setup();
    renderWithCore(<PersonaCards />, core);
    const cards = await screen.findByRole("list", { name: "Begin with a persona" });
    expect(within(cards).getAllByRole("button")).toHaveLength(2);
    await user.click(within(cards).getByRole("button", { name: "Editor" }));
    await waitFor(() => expect(core.state.prompts.chosen.get("new")).toBe("Editor"));
  });
});
