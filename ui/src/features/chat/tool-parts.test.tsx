import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import type { PartView, PictureView } from "@/ipc/generated";
import { renderWithCore } from "@/test/render";
import { resetTurns } from "./public";
import { Transcript } from "./transcript";

const picture: PictureView = {
  blob: "cd".repeat(32),
  media_type: "image/png",
  width: 8,
  height: 8,
  alt: "A fox",
};

let core: FakeCore;

function show(parts: PartView[]) {
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: {
      id: "c",
      title: "T",
      model: null,
      has_earlier: false,
      draft: "",
      messages: [message({ id: "a", role: "assistant", source: "src", parts })],
    },
  });
  renderWithCore(<Transcript conversation="c" />, core);
}

beforeEach(() => {
  resetTurns();
  core = new FakeCore(firstRun());
});

it("folds what a tool was asked and what it gave into cards in their place", async () => {
  show([
    { type: "tool_call", name: "weather", arguments: '{"place":"Kiel"}' },
    {
      type: "tool_result",
      name: "weather",
      content: [
        { type: "text", text: "<b>Rain</b>" },
        { type: "text", text: "All day" },
      ],
      is_error: false,
    },
    { type: "text", blocks: ["<p>Take an umbrella.</p>"] },
  ]);
  const call = await screen.findByRole("button", { name: "Tool: weather" });
  const result = await screen.findByRole("button", { name: "Result of weather" });
  const words = screen.getByText("Take an umbrella.");
  expect(call.compareDocumentPosition(result)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(result.compareDocumentPosition(words)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(screen.getByText("<b>Rain</b>")).not.toBeVisible();
  await userEvent.click(result);
  expect(result).toHaveAttribute("aria-expanded", "true");
  expect(screen.getByText("<b>Rain</b>")).toBeVisible();
  expect(screen.getByText("All day")).toBeVisible();
  await userEvent.click(call);
  expect(screen.getByText(/"place": "Kiel"/)).toBeVisible();
});

it("says that a tool failed, shows its pictures, and says that there is nothing", async () => {
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:fox");
  core.loadBlob = () => Promise.resolve(new Blob(["PIXELS"], { type: "image/png" }));
  show([
    { type: "tool_result", name: "clock", content: [], is_error: true },
    { type: "tool_result", name: "camera", content: [{ type: "image", ...picture }], is_error: false },
  ]);
  const failed = await screen.findByRole("button", { name: "clock failed" });
  await userEvent.click(failed);
  expect(screen.getByText("The tool gave nothing.")).toBeVisible();
  await userEvent.click(await screen.findByRole("button", { name: "Result of camera" }));
  const article = within(screen.getByRole("article"));
  expect(await article.findByRole("img", { name: "A fox" })).toBeVisible();
  vi.restoreAllMocks();
});
