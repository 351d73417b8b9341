import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";
import { resetDrafts } from "@/features/composer/drafts";
import { showLanguage } from "@/i18n";
import { connectTransport } from "@/ipc/client";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { message } from "@/ipc/fake/state";
import { useNavigation } from "@/lib/navigation";
import { createQueryClient } from "@/lib/query";
import { useTemporaryChat } from "@/lib/temporary-chat";
import { resetStores } from "@/test/stores";
import { App } from "./app";

let core: FakeCore;

beforeEach(async () => {
  resetStores();
  resetTurns();
  resetDrafts();
  await showLanguage("en");
  core = new FakeCore();
  core.state.conversations.set("bread", {
    updatedAt: Date.now(),
    trashed: false,
    view: {
      id: "bread",
      title: "Bread",
      model: null,
      has_earlier: false,
      draft: "",
      messages: [message({ id: "m", role: "user", source: "Bread" })],
    },
  });
  connectTransport(core);
  render(<App client={createQueryClient()} />);
});

const field = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
const shown = () => {
  const { view } = useNavigation.getState();
  return view.kind === "chat" ? view.conversation : view.kind;
};

async function begin() {
  await userEvent.click(await screen.findByRole("button", { name: "Temporary chat" }));
  await screen.findByText(/^Nothing of it is written to the disk/);
  return useTemporaryChat.getState().chat?.id;
}

async function ask(text: string) {
  await screen.findByRole("button", { name: "Model: Guide" });
  await userEvent.type(await field(), `${text}{Enter}`);
  await waitFor(() => expect([...core.turns.values()].length).toBeGreaterThan(0));
  act(() => {
    for (const { id } of core.turns.values()) core.endTurn(id, "complete", []);
  });
}

describe("a temporary chat", () => {
  it("is begun from the new chat and by its keys, and is in no list", async () => {
    const id = await begin();
    expect(shown()).toBe(id);
    await waitFor(async () => expect(await field()).toHaveFocus());
    expect(screen.getByRole("heading", { level: 1, name: "Temporary chat" })).toBeVisible();
    await ask("secret?");
    expect(core.callsOf("send_message").at(-1)?.conversation).toBe(id);
    expect(await screen.findByRole("button", { name: "Keep this chat" })).toBeVisible();
    const list = screen.getByRole("list", { name: "Conversations" });
    expect(within(list).queryByText("secret?")).toBeNull();
    expect(within(list).getByRole("button", { name: "Bread" })).toBeVisible();
  });

  it("closes without a word while there is nothing to lose", async () => {
    const id = await begin();
    await userEvent.keyboard("{Control>}n{/Control}");
    expect(shown()).toBeNull();
    expect(core.callsOf("close_temporary")).toEqual([{ conversation: id }]);
    await userEvent.keyboard("{Control>}{Shift>}N{/Shift}{/Control}");
    await waitFor(() => expect(shown()).not.toBeNull());
  });

  it("asks before it is left, and stays where one wants to stay", async () => {
    const id = await begin();
    await ask("secret?");
    await userEvent.click(screen.getByRole("button", { name: "Bread" }));
    const dialog = await screen.findByRole("dialog", { name: "Close the temporary chat?" });
    expect(shown()).toBe(id);
    await userEvent.click(within(dialog).getByRole("button", { name: "Stay here" }));
    expect(shown()).toBe(id);
    expect(core.callsOf("close_temporary")).toEqual([]);

    await userEvent.click(screen.getByRole("button", { name: "Bread" }));
    await userEvent.click(await screen.findByRole("button", { name: "Close it" }));
    expect(shown()).toBe("bread");
    expect(core.callsOf("close_temporary")).toEqual([{ conversation: id }]);
    expect(await screen.findByRole("heading", { level: 1, name: "Bread" })).toBeVisible();
  });

  it("can be kept, and is a conversation like any other then", async () => {
    const id = await begin();
    await ask("secret?");
    await userEvent.click(await screen.findByRole("button", { name: "Keep this chat" }));
    expect(await screen.findByRole("button", { name: "secret?" })).toBeVisible();
    expect(screen.getByRole("heading", { level: 1, name: "secret?" })).toBeVisible();
    expect(await field()).toHaveFocus();
    await userEvent.click(screen.getByRole("button", { name: "Bread" }));
    expect(shown()).toBe("bread");
    expect(core.callsOf("keep_temporary")).toEqual([{ conversation: id }]);
    expect(core.callsOf("close_temporary")).toEqual([]);
  });

  it("stays as it is where it cannot be kept, and says why", async () => {
    const id = await begin();
    await ask("secret?");
    core.on("keep_temporary", () => {
      throw new IpcError("busy", "An answer is still being written.");
    });
    await userEvent.click(screen.getByRole("button", { name: "Close the temporary chat" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "Keep this chat" }));
    expect(await screen.findByText(/^The chat was not kept/)).toBeVisible();
    expect(shown()).toBe(id);
    expect(useTemporaryChat.getState().chat?.id).toBe(id);
  });

  it("outlives a look into Settings", async () => {
    const id = await begin();
    await ask("secret?");
    act(() => useNavigation.getState().openSettings());
    act(() => useNavigation.getState().closeSettings());
    expect(shown()).toBe(id);
    expect(core.callsOf("close_temporary")).toEqual([]);
  });

  it("takes no files, and says so before it asks for one", async () => {
    await begin();
    await userEvent.click(screen.getByRole("button", { name: "Attach files" }));
    expect(await screen.findByText(/^A temporary chat takes no files/)).toBeVisible();
    expect(core.callsOf("pick_files")).toEqual([]);
  });
});
