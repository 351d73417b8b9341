import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { showLanguage } from "@/i18n";
import { connectTransport } from "@/ipc/client";
import { FakeCore } from "@/ipc/fake/core";
import { message, modelView } from "@/ipc/fake/state";
import { useNavigation } from "@/lib/navigation";
import { createQueryClient } from "@/lib/query";
import { resetStores } from "@/test/stores";
import { App } from "./app";

function start(core = new FakeCore()): FakeCore {
  connectTransport(core);
  render(<App client={createQueryClient()} />);
  return core;
}

function everyday(): FakeCore {
  const core = new FakeCore();
  for (const [index, title] of ["Bread", "Letters"].entries()) {
    const messages = [message({ id: `m${index}`, role: "user", source: title })];
    core.state.conversations.set(title, {
      updatedAt: Date.now() - index,
      trashed: false,
      view: { id: title, title, model: null, has_earlier: false, draft: "", messages },
    });
  }
  return core;
}

const view = () => useNavigation.getState().view;

beforeEach(async () => {
  resetStores();
  await showLanguage("en");
});

describe("a start in the place of a window that crashed", () => {
  it("says so and leads to the report", async () => {
    const core = new FakeCore();
    Object.assign(core.state.appInfo, { restarted: true, last_crash: "place: src/lib.rs:42" });
    start(core);
    const report = await screen.findByRole("button", { name: "Show the report" });
    // The notices take the pointer a moment after the first of them is there.
    await waitFor(() => userEvent.click(report));
    expect(view()).toMatchObject({ kind: "settings", section: "about" });
    expect(await screen.findByText("place: src/lib.rs:42")).toBeVisible();
  });
});

describe("a first start", () => {
  it("offers a key, and lands in Settings", async () => {
    start();
    await userEvent.click(await screen.findByRole("button", { name: /^Add a key/ }));
    expect(await screen.findByLabelText("API key for OpenAI")).toBeVisible();
  });

  it("offers the server that was found on this machine, and selects its model", async () => {
    const core = new FakeCore();
    const models = [modelView("ollama", "qwen3:8b", "Qwen 3 8B")];
    core.state.localServers = [{ provider: "ollama", name: "Ollama", models }];
    core.state.models.push({
      provider: "ollama",
      name: "Ollama",
      kind: "local",
      availability: { type: "unavailable", code: "network", message: "not asked yet" },
      models,
    });
    start(core);
    await userEvent.click(await screen.findByRole("button", { name: /^Use Ollama/ }));
    expect(await screen.findByRole("button", { name: "Model: Qwen 3 8B" })).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Message" })).toHaveFocus();
    expect(core.state.settings.last_model).toEqual({ provider: "ollama", model: "qwen3:8b" });
  });

  it("looks again for a local server when none was found", async () => {
    const core = start();
    await userEvent.click(await screen.findByRole("button", { name: /^Use a local server/ }));
    expect((await screen.findAllByText(/No local server answers/))[0]).toBeVisible();
    expect(core.callsOf("detect_local")).toHaveLength(2);
  });

  it("offers the Guide, and puts the caret into the message field", async () => {
    start();
    await userEvent.click(await screen.findByRole("button", { name: /^Ask the Guide/ }));
    expect(await screen.findByRole("button", { name: "Model: Guide" })).toBeVisible();
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Message" })).toHaveFocus());
  });

  it("fills in a starter without sending it", async () => {
    const core = start();
    await userEvent.click(await screen.findByRole("button", { name: "How do I add a key?" }));
    await waitFor(() =>
      expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("How do I add a key?"),
    );
    expect(core.callsOf("send_message")).toEqual([]);
  });
});

describe("without a keyring", () => {
  it("says that keys do not last, until the keyring answers", async () => {
    const core = new FakeCore();
    core.state.keyring = { type: "unavailable", reason: "locked" };
    start(core);
    expect(await screen.findByText(/kept only until Parlance closes/)).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect((await screen.findAllByText(/still not available: locked/))[0]).toBeVisible();
    core.on("retry_keyring", () => ({ type: "ready" }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(screen.queryByText(/kept only until Parlance closes/)).toBeNull());
  });
});

describe("what the core says", () => {
  it("is read again when it changed", async () => {
    const core = everyday();
    start(core);
    await screen.findByRole("button", { name: "Bread" });
    const bread = core.state.conversations.get("Bread");
    if (bread) bread.view.title = "Rye bread";
    act(() => core.notify({ type: "conversations" }));
    expect(await screen.findByRole("button", { name: "Rye bread" })).toBeVisible();
  });

  it("asks for the gauge again when a system prompt may have changed", async () => {
    const core = new FakeCore();
    core.state.settings.last_model = { provider: "guide", model: "guide" };
    start(core);
    await waitFor(() => expect(core.callsOf("context_gauge")).toHaveLength(1));
    act(() => core.notify({ type: "parameters" }));
    await waitFor(() => expect(core.callsOf("context_gauge")).toHaveLength(2));
  });

  it("opens the window when the history has opened late", async () => {
    const core = new FakeCore();
    core.state.startup = { type: "opening" };
    start(core);
    await screen.findByText("Opening your history…");
    core.state.startup = { type: "ready" };
    act(() => core.notify({ type: "startup" }));
    expect(await screen.findByRole("heading", { name: "What's on your mind?" })).toBeVisible();
  });
});

describe("appearance", () => {
  it("follows theme, text size and language of the settings at once", async () => {
    const core = start();
    await userEvent.click(await screen.findByRole("button", { name: "Settings" }));
    const themes = await screen.findByRole("radiogroup", { name: "Theme" });
    await userEvent.click(within(themes).getByRole("radio", { name: "Light" }));
    expect(document.documentElement.dataset.theme).toBe("light");
    await userEvent.click(within(themes).getByRole("radio", { name: "System" }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
    await userEvent.click(screen.getByRole("radio", { name: "Deutsch" }));
    expect(await screen.findByRole("heading", { name: "Einstellungen" })).toBeVisible();
    await waitFor(() => expect(document.documentElement.lang).toBe("de"));
    expect(core.state.settings.language).toBe("de");
  });

  it("keeps the sidebar closed for the next start", async () => {
    const core = start();
    await userEvent.click(await screen.findByRole("button", { name: "Close sidebar" }));
    await waitFor(() => expect(screen.queryByRole("searchbox")).toBeNull());
    expect(core.state.settings.sidebar_open).toBe(false);
    await userEvent.click(screen.getByRole("button", { name: "Open sidebar" }));
    expect(await screen.findByRole("searchbox", { name: "Search conversations" })).toBeVisible();
  });
});

describe("shortcuts", () => {
  it("go to settings, a new chat, the search and the message field", async () => {
    start(everyday());
    await screen.findByRole("button", { name: "Bread" });
    await userEvent.keyboard("{Control>},{/Control}");
    expect(view().kind).toBe("settings");
    await userEvent.keyboard("{Control>}n{/Control}");
    expect(view()).toEqual({ kind: "chat", conversation: null });
    await userEvent.keyboard("{Control>}k{/Control}");
    const search = screen.getByRole("searchbox", { name: "Search conversations" });
    await waitFor(() => expect(search).toHaveFocus());
    await userEvent.keyboard("/");
    expect(search).toHaveValue("/");
    const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
    const before = field.value;
    act(() => search.blur());
    await userEvent.keyboard("/");
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveValue(before);
  });

  it("open the sidebar for the search", async () => {
    const core = everyday();
    core.state.settings.sidebar_open = false;
    start(core);
    await screen.findByRole("button", { name: "Open sidebar" });
    await userEvent.keyboard("{Control>}k{/Control}");
    await waitFor(() =>
      expect(screen.getByRole("searchbox", { name: "Search conversations" })).toHaveFocus(),
    );
  });

  it("walk the conversations", async () => {
    start(everyday());
    await screen.findByRole("button", { name: "Bread" });
    await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
    expect(view()).toEqual({ kind: "chat", conversation: "Bread" });
    await userEvent.keyboard("{Alt>}{ArrowDown}{ArrowDown}{/Alt}");
    expect(view()).toEqual({ kind: "chat", conversation: "Letters" });
  });

  it("leave Settings by Escape, but not while something is typed there", async () => {
    start();
    await userEvent.click(await screen.findByRole("button", { name: "Settings" }));
    await userEvent.type(await screen.findByLabelText("API key for OpenAI"), "sk{Escape}");
    expect(view().kind).toBe("settings");
    act(() => (document.activeElement as HTMLElement).blur());
    await userEvent.keyboard("{Escape}");
    expect(view().kind).toBe("chat");
  });
});

describe("a fault while drawing", () => {
  it("becomes a report that can be copied", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const core = everyday();
    // What a core of another version might send.
    core.on("conversation_outline", () => ({ folders: null }) as never);
    start(core);
    expect(await screen.findByRole("heading", { name: "This window ran into a fault" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Copy report" }));
    expect(await screen.findByText("Report copied")).toBeVisible();
    expect(core.callsOf("copy_text")[0]?.text).toMatch(/TypeError/);
  });
});
