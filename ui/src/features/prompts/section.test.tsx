import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { persona, template } from "@/ipc/fake/prompts";
import { firstRun } from "@/ipc/fake/state";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { PromptsSection } from "./section";

let core: FakeCore;

beforeEach(() => {
  core = new FakeCore(firstRun());
  core.state.prompts.templates = [
    template({ name: "report", body: "On {{topic}}" }),
    template({ id: "starter/plan", name: "plan", description: "Steps", body: "Plan", starter: true }),
  ];
  core.state.prompts.personas = [persona({ name: "Editor", icon: "🖋️" })];
});

async function show() {
  renderWithCore(<PromptsSection />, core);
  await screen.findByRole("button", { name: "/report On {{topic}}" });
  return userEvent.setup();
}

const names = (list: string) =>
  within(screen.getByRole("list", { name: list }))
    .getAllByRole("listitem")
    .map((row) => row.querySelector("button")?.textContent);

describe("Prompts in Settings", () => {
  it("writes a template with a look at what it asks", async () => {
    const user = await show();
    await user.click(screen.getByRole("button", { name: "New template" }));
    await user.type(screen.getByRole("textbox", { name: "Name, to type behind /" }), "report");
    await user.click(screen.getByRole("textbox", { name: "Text" }));
    await user.paste("To {{whom=Ada}}: {{clipboard}}");
    await screen.findByText("Asks for: whom");
    await waitFor(() =>
      expect(screen.getByRole("region", { name: "Preview" })).toHaveTextContent("To Ada: clipboard"),
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("There is a template /report already.");
    await user.type(screen.getByRole("textbox", { name: "Name, to type behind /" }), "2");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(names("Templates")).toHaveLength(3));
    expect(core.state.prompts.templates.at(-1)).toMatchObject({
      name: "report2",
      body: "To {{whom=Ada}}: {{clipboard}}",
    });
  });

  it("deletes with a way back, and hides a starter", async () => {
    const user = await show();
    await user.click(screen.getByRole("button", { name: "Actions for /report" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
    await waitFor(() => expect(names("Templates")).toHaveLength(1));
    useToasts.getState().toasts[0]?.action?.run();
    await waitFor(() => expect(names("Templates")).toHaveLength(2));
    await user.click(screen.getByRole("button", { name: "Actions for /plan" }));
    await user.click(await screen.findByRole("menuitem", { name: "Hide" }));
    await user.click(await screen.findByRole("button", { name: "Show again: /plan" }));
    await screen.findByRole("button", { name: "Actions for /plan" });
    expect(core.callsOf("restore_prompt").map(({ id }) => id)).toEqual(["report", "starter/plan"]);
  });

  it("saves a starter as a copy", async () => {
    const user = await show();
    await user.click(screen.getByRole("button", { name: /^\/plan/ }));
    expect(screen.getByRole("dialog")).toHaveTextContent("What you save is a copy of your own.");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(core.callsOf("save_template")[0]?.id).toBe("starter/plan");
  });

  it("edits a persona with its parameters", async () => {
    const user = await show();
    await user.click(screen.getByRole("button", { name: "Editor" }));
    expect(screen.getByRole("dialog")).toHaveTextContent("keep what they have");
    await user.type(await screen.findByRole("textbox", { name: "System prompt" }), "Be kind.");
    await user.type(screen.getByRole("textbox", { name: "Icon" }), "✍");
    await user.type(screen.getByRole("textbox", { name: "Beginnings" }), "Edit this{Enter}Shorten this");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(core.callsOf("save_persona")).toEqual([
      {
        id: "Editor",
        name: "Editor",
        icon: "✍",
        description: "",
        model: null,
        parameters: { system_prompt: "Be kind." },
        starters: ["Edit this", "Shorten this"],
      },
    ]);
  });

  it("finds by every word, and says when there is nothing", async () => {
    const user = await show();
    const search = screen.getByRole("searchbox", { name: "Search templates and personas" });
    await user.type(search, "steps pl");
    await waitFor(() => expect(names("Templates")).toEqual([expect.stringContaining("/plan")]));
    await user.clear(search);
    await user.type(search, "nowhere");
    expect(await screen.findByRole("status")).toHaveTextContent("matches “nowhere”");
  });

  it("imports what was pasted and says what came of it", async () => {
    const user = await show();
    await user.click(screen.getByRole("button", { name: "Import" }));
    const field = screen.getByRole("textbox", { name: "What is in the file" });
    await user.click(field);
    await user.paste("nonsense");
    const dialog = within(screen.getByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Import" }));
    expect(await screen.findByRole("alert")).toHaveTextContent('does not say "version = 1"');
    await user.clear(field);
    await user.paste("version = 1");
    await user.click(dialog.getByRole("button", { name: "Import" }));
    await waitFor(() =>
      expect(useToasts.getState().toasts.map(({ text }) => text)).toEqual([
        "Imported: 1 template. 2 were here already. a is now a-2.",
      ]),
    );
  });

  it("has nothing that axe finds", async () => {
    const user = await show();
    const check = async (root: Element) => {
      const found = await axe.run(root, {
        // The DOM of the tests has no layout.
        rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
      });
      expect(found.violations.map((violation) => violation.id)).toEqual([]);
    };
    await check(document.body);
    await user.click(screen.getByRole("button", { name: "Editor" }));
    await screen.findByRole("textbox", { name: "System prompt" });
    await check(screen.getByRole("dialog"));
  });
});
