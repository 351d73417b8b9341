import { act, cleanup, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import page from "../index.html?raw";

/** What the windows of a test have drawn. */
const roots = vi.hoisted<Root[]>(() => []);

vi.mock("react-dom/client", async (original) => {
  const real = await original<typeof import("react-dom/client")>();
  const createRoot: typeof real.createRoot = (...args) => {
    const root = real.createRoot(...args);
    roots.push(root);
    return root;
  };
  return { ...real, createRoot };
});

beforeEach(() => {
  cleanup();
  vi.resetModules();
  const root = new DOMParser().parseFromString(page, "text/html").querySelector("#root");
  document.body.replaceChildren(root as Element);
});

// A window that outlived its test would go on saving its draft when there is no page any more.
afterEach(async () => {
  await waitFor(() => expect(roots).toHaveLength(1));
  for (const root of roots.splice(0)) act(() => root.unmount());
});

/** Runs the page's script against a core. Every start has its own modules, as every window has. */
async function open(core: FakeCore): Promise<void> {
  const { connectTransport } = await import("@/ipc/client");
  connectTransport(core);
  await import("./first-frame");
}

/** A core whose history opens when it is told to. */
function slowCore() {
  const core = new FakeCore();
  let openHistory: () => void = () => undefined;
  const opened = new Promise<void>((done) => {
    openHistory = done;
  });
  core.on("startup", () => opened.then(() => ({ type: "ready" })));
  return { core, openHistory };
}

const firstFrame = () => document.querySelector("[data-first-frame]");
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });

async function typeIntoFirstFrame(): Promise<HTMLTextAreaElement> {
  const first = await waitFor(field);
  expect(first).toHaveFocus();
  first.value = "Hello wold";
  first.setSelectionRange(8, 8);
  return first;
}

describe("the first frame", () => {
  it("hands what was typed, with the caret, to the field of the app", async () => {
    const { core, openHistory } = slowCore();
    await open(core);
    const first = await typeIntoFirstFrame();
    openHistory();
    await waitFor(() => expect(field()).not.toBe(first));
    expect(firstFrame()).toBeNull();
    await userEvent.keyboard("r");
    expect(field()).toHaveValue("Hello world");
    await waitFor(() => expect(core.callsOf("save_draft").at(-1)?.text).toBe("Hello world"));
    expect(core.callsOf("window_ready")).toHaveLength(1);
  });

  it("keeps what was typed beside the draft of the last time", async () => {
    const { core, openHistory } = slowCore();
    core.on("new_chat_draft", () => "kept");
    await open(core);
    const first = await typeIntoFirstFrame();
    openHistory();
    await waitFor(() => expect(field()).not.toBe(first));
    await waitFor(() => expect(field()).toHaveValue("kept\n\nHello wold"));
  });

  it("keeps what was typed while the app says that the history is slow to open", async () => {
    const { core, openHistory } = slowCore();
    await open(core);
    await typeIntoFirstFrame();
    expect(await screen.findByRole("status")).toHaveTextContent("Opening your history");
    expect(firstFrame()).toBeNull();
    openHistory();
    await waitFor(() => expect(field()).toHaveValue("Hello wold"));
  });

  it("stands in the theme, language and shape of the settings", async () => {
    const { core } = slowCore();
    Object.assign(core.state.settings, { theme: "light", language: "de", sidebar_open: false });
    await open(core);
    await waitFor(() => expect(core.callsOf("window_ready")).toHaveLength(1));
    expect(document.documentElement).toHaveAttribute("lang", "de");
    expect(document.documentElement).toHaveAttribute("data-theme", "light");
    expect(screen.getByRole("textbox", { name: "Nachricht" })).toBe(firstFrame()?.querySelector("textarea"));
    expect(firstFrame()?.querySelector("[data-side]")).toHaveAttribute("hidden");
  });
});
