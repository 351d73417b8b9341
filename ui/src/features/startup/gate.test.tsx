import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import type { StartupProblemKind } from "@/ipc/generated";
import { keys } from "@/lib/query";
import { renderWithCore } from "@/test/render";
import { StartupGate } from "./gate";

const gate = (
  <StartupGate>
    <p>the window</p>
  </StartupGate>
);

function failing(kind: StartupProblemKind, copies: string[] = []): FakeCore {
  const core = new FakeCore();
  core.state.startup = {
    type: "failed",
    kind,
    path: "/data/parlance.db",
    detail: "code 11",
    copies: copies.map((name) => ({ name, made_at: Date.UTC(2026, 0, 2), size_bytes: 2_500_000 })),
  };
  return core;
}

describe("StartupGate", () => {
  it("shows the window when the history is open", async () => {
    renderWithCore(gate);
    expect(await screen.findByText("the window")).toBeVisible();
  });

  it("waits while the history opens", async () => {
    const core = new FakeCore();
    core.state.startup = { type: "opening" };
    renderWithCore(gate, core);
    expect(await screen.findByText("Opening your history…")).toBeVisible();
    expect(screen.queryByText("the window")).toBeNull();
  });

  it("says why, where that takes long", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
    try {
      const core = new FakeCore();
      core.state.startup = { type: "opening" };
      renderWithCore(gate, core);
      await screen.findByText("Opening your history…");
      expect(screen.queryByText(/After an update/)).toBeNull();
      act(() => vi.advanceTimersByTime(5_000));
      expect(screen.getByRole("status")).toHaveTextContent(/Nothing is lost if you close the window/);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ["corrupt", "Your history file is damaged"],
    ["newer", "Your history was written by a newer Parlance"],
    ["read_only", "Parlance may not write to its data folder"],
    ["disk_full", "The disk is full"],
    ["locked", "Another program holds your history"],
    ["other", "Your history could not be opened"],
  ] as const)("says what, where and why when it is %s", async (kind, title) => {
    renderWithCore(gate, failing(kind));
    expect(await screen.findByRole("heading", { name: title })).toBeVisible();
    expect(screen.getByText("/data/parlance.db")).toBeVisible();
    expect(screen.getByText("code 11")).toBeVisible();
  });

  it("restores a kept copy and goes on", async () => {
    const { core } = renderWithCore(gate, failing("corrupt", ["before-7.db"]));
    expect(await screen.findByText(/2\.5 MB/)).toBeVisible();
    await userEvent.click(await screen.findByRole("button", { name: /^Restore the copy of/ }));
    expect(await screen.findByText("the window")).toBeVisible();
    expect(core.callsOf("restore_database")).toEqual([{ copy: "before-7.db" }]);
  });

  it("stays, with the reason, when restoring fails", async () => {
    const core = failing("corrupt", ["before-7.db"]);
    core.on("restore_database", () => {
      throw new IpcError("disk_full", "no space");
    });
    renderWithCore(gate, core);
    await userEvent.click(await screen.findByRole("button", { name: /^Restore the copy of/ }));
    expect(await screen.findByText("The disk is full. (no space)")).toBeVisible();
    expect(screen.getByRole("button", { name: /^Restore the copy of/ })).toBeEnabled();
  });

  it("tries again, and opens the folder", async () => {
    const core = failing("read_only");
    renderWithCore(gate, core);
    await userEvent.click(await screen.findByRole("button", { name: "Open data folder" }));
    expect(core.callsOf("open_folder")).toEqual([{ folder: "data" }]);
    core.state.startup = { type: "ready" };
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("the window")).toBeVisible();
  });

  it("keeps the window where a check found damage, and shows the way to a kept copy", async () => {
    const core = failing("corrupt", ["before-7.db"]);
    if (core.state.startup.type === "failed") core.state.startup = { ...core.state.startup, type: "damaged" };
    renderWithCore(gate, core);
    expect(await screen.findByText("the window")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "What can I do?" }));
    expect(await screen.findByText("code 11")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Back to the window" }));
    await userEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByRole("status")).toBeNull();
    expect(screen.getByText("the window")).toBeVisible();
  });

  it("restores a kept copy of a damaged history", async () => {
    const core = failing("corrupt", ["before-7.db"]);
    if (core.state.startup.type === "failed") core.state.startup = { ...core.state.startup, type: "damaged" };
    const { client } = renderWithCore(gate, core);
    client.setQueryData(keys.conversation("c"), { id: "c" });
    client.setQueryData(keys.spending, { day: null, month: null });
    await userEvent.click(await screen.findByRole("button", { name: "What can I do?" }));
    await userEvent.click(await screen.findByRole("button", { name: /^Restore the copy of/ }));
    expect(await screen.findByText("the window")).toBeVisible();
    expect(client.getQueryData(keys.conversation("c"))).toBeUndefined();
    expect(client.getQueryData(keys.spending)).toBeUndefined();
    expect(screen.queryByRole("status")).toBeNull();
  });

  it("says so when the core does not answer at all", async () => {
    const core = new FakeCore();
    core.on("startup", () => {
      throw new IpcError("internal", "no such command");
    });
    renderWithCore(gate, core);
    await waitFor(() => expect(screen.getByText(/does not answer.*no such command/)).toBeVisible());
  });
});
