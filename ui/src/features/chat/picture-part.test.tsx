import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import type { PictureView } from "@/ipc/generated";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { resetTurns } from "./public";
import { Transcript } from "./transcript";

const blob = "ab".repeat(32);
const picture: PictureView = {
  blob,
  media_type: "image/png",
  width: 1024,
  height: 512,
  alt: "A lighthouse at dusk",
};
const pixels = new Blob(["PIXELS"], { type: "image/png" });

let core: FakeCore;

beforeEach(() => {
  resetTurns();
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:lighthouse");
  core = new FakeCore(firstRun());
  const model = { provider: "openai", model: "gpt-image-2" };
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: {
      id: "c",
      title: "Lighthouse",
      model,
      has_earlier: false,
      draft: "",
      messages: [
        message({ id: "q", role: "user", source: "A lighthouse at dusk" }),
        message({ id: "a", role: "assistant", source: "", model, parts: [{ type: "image", ...picture }] }),
      ],
    },
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

it("shows a picture with what it shows, keeps its place free, and frees it when it is left", async () => {
  const revoke = vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
  let arrive: (bytes: Blob) => void = () => undefined;
  core.loadBlob = () => new Promise((resolve) => (arrive = resolve));
  const { unmount } = renderWithCore(<Transcript conversation="c" />, core);
  const place = await screen.findByRole("img", { name: "The picture is being read…" });
  expect(place).toHaveStyle({ aspectRatio: "2" });
  act(() => arrive(pixels));
  const shown = await screen.findByRole("img", { name: "A lighthouse at dusk" });
  expect(shown).toHaveAttribute("src", "blob:lighthouse");
  expect(shown).toHaveStyle({ aspectRatio: "2" });
  unmount();
  expect(revoke).toHaveBeenCalledWith("blob:lighthouse");
});

it("says when a picture cannot be read, and reads it again", async () => {
  vi.spyOn(URL, "revokeObjectURL").mockImplementation(() => undefined);
  renderWithCore(<Transcript conversation="c" />, core);
  expect(await screen.findByText(/could not be read: A lighthouse at dusk/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(screen.getByRole("button", { name: "Try again" })).toHaveFocus());
  core.blobs.set(blob, pixels);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  const shown = await screen.findByRole("button", { name: "Enlarge: A lighthouse at dusk" });
  await waitFor(() => expect(shown).toHaveFocus());
});

it("is copied and saved by keyboard", async () => {
  core.blobs.set(blob, pixels);
  renderWithCore(<Transcript conversation="c" />, core);
  const copy = await screen.findByRole("button", { name: "Copy picture" });
  copy.focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(core.callsOf("copy_picture")).toEqual([{ blob }]));
  expect(await screen.findByText("Copied")).toBeInTheDocument();
  await userEvent.tab();
  expect(screen.getByRole("button", { name: "Save picture" })).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(core.callsOf("save_picture")).toEqual([{ blob, name: "A lighthouse at dusk" }]));
  await waitFor(() => expect(useToasts.getState().toasts.at(-1)?.text).toMatch(/^Saved as .*\.png$/));
  useToasts.getState().toasts.at(-1)?.action?.run();
  await waitFor(() => expect(core.callsOf("open_folder")).toEqual([{ folder: "downloads" }]));
});

it("says why it could not be copied", async () => {
  core.blobs.set(blob, pixels);
  core.on("copy_picture", () => {
    throw new IpcError("invalid", "This picture is too large to be copied.");
  });
  renderWithCore(<Transcript conversation="c" />, core);
  await userEvent.click(await screen.findByRole("button", { name: "Copy picture" }));
  const said = "The picture was not copied. This picture is too large to be copied.";
  await waitFor(() => expect(useToasts.getState().toasts.at(-1)?.text).toBe(said));
});

it("offers no copy of words where there are none", async () => {
  core.blobs.set(blob, pixels);
  renderWithCore(<Transcript conversation="c" />, core);
  await screen.findByRole("img", { name: "A lighthouse at dusk" });
  expect(screen.getAllByRole("button", { name: "Copy" })).toHaveLength(1);
});

it("shows a picture when its frame comes, also beside words", async () => {
  core.blobs.set(blob, pixels);
  const conversation = core.state.conversations.get("c");
  const { turn } = await core.invoke("regenerate", { conversation: "c", message: "a", model: null });
  expect(conversation?.view.messages.at(-1)?.turn).toBe(turn);
  renderWithCore(<Transcript conversation="c" />, core);
  await waitFor(() => expect(core.turn(turn).watchers).toBe(1));
  act(() => {
    core.turn(turn).frame([
      { type: "text", part: 0, op: { op: "append", block: 0, html: "<p>Here:</p>" } },
      { type: "image", part: 1, picture },
    ]);
  });
  expect(await screen.findByRole("img", { name: "A lighthouse at dusk" })).toBeInTheDocument();
  expect(screen.getByText("Here:")).toBeInTheDocument();
});
