import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { Composer } from "./composer";
import { resetDrafts } from "./drafts";

function coreThatHears(provider: string | null = "openai"): FakeCore {
  const core = new FakeCore();
  core.state.settings.dictation = { provider, model: "", language: null, microphone: null };
  return core;
}

const show = (core: FakeCore) => renderWithCore(<Composer conversation={null} />, core);
const button = () => screen.getByRole("button", { name: "Dictate" });
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });

async function listening(core: FakeCore): Promise<void> {
  await screen.findByText("Listening");
  act(() => core.voice.hear?.({ type: "level", peak: 0.25, elapsed_ms: 65_000 }));
}

beforeEach(resetDrafts);

describe("dictating", () => {
  it("begins with a click, shows what is heard, and puts the words where the caret is", async () => {
    const core = coreThatHears();
    show(core);
    await userEvent.type(field(), "one two");
    field().setSelectionRange(3, 3);
    await userEvent.click(button());
    await listening(core);
    expect(screen.getByText("1:05")).toBeInTheDocument();
    expect(document.querySelector<HTMLElement>("[data-level] > *")?.style.width).toBe("50%");
    await userEvent.click(screen.getByRole("button", { name: "End dictation" }));
    await waitFor(() => expect(field()).toHaveValue("one dictated words two"));
    expect(field()).toHaveFocus();
    expect(screen.queryByRole("region", { name: "Dictation" })).toBeNull();
    expect(core.callsOf("send_message")).toEqual([]);
  });

  it("listens for as long as the key is held", async () => {
    const core = coreThatHears();
    show(core);
    const at = (timeStamp: number) => ({ key: " ", timeStamp });
    const down = new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true });
    const up = new KeyboardEvent("keyup", { key: " ", bubbles: true, cancelable: true });
    Object.defineProperty(down, "timeStamp", { value: at(1_000).timeStamp });
    Object.defineProperty(up, "timeStamp", { value: at(3_000).timeStamp });
    fireEvent(button(), down);
    await listening(core);
    expect(core.callsOf("finish_dictation")).toEqual([]);
    fireEvent(screen.getByRole("button", { name: "End dictation" }), up);
    await waitFor(() => expect(field()).toHaveValue("dictated words"));
  });

  it("keeps nothing after Escape", async () => {
    const core = coreThatHears();
    show(core);
    await userEvent.click(button());
    await listening(core);
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("region", { name: "Dictation" })).toBeNull();
    expect(core.callsOf("cancel_dictation")).toEqual([{ dictation: 1 }]);
    expect(core.callsOf("finish_dictation")).toEqual([]);
    expect(field()).toHaveFocus();
  });

  it("keeps a recording that was not written down for another try", async () => {
    const core = coreThatHears();
    core.on("finish_dictation", () => {
      throw new IpcError("network", "connection refused");
    });
    show(core);
    await userEvent.click(button());
    await listening(core);
    await userEvent.click(screen.getByRole("button", { name: "Write it down" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("connection refused");
    core.on("finish_dictation", () => ({ text: "at last" }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(field()).toHaveValue("at last"));
    expect(core.callsOf("finish_dictation")).toEqual([{ dictation: 1 }, { dictation: 1 }]);
  });

  it("writes down what was heard when the recording ends by itself", async () => {
    const core = coreThatHears();
    show(core);
    await userEvent.click(button());
    await listening(core);
    act(() => core.voice.hear?.({ type: "full" }));
    await waitFor(() => expect(field()).toHaveValue("dictated words"));
  });

  it("says why no microphone listens, and that no words were heard", async () => {
    const core = coreThatHears();
    core.voice.begun = { type: "silent", problem: "refused" };
    show(core);
    await userEvent.click(button());
    expect(await screen.findByRole("alert")).toHaveTextContent("does not let Parlance use the microphone");
    core.voice.begun = { type: "recording", dictation: 2, longest_ms: 600_000 };
    core.on("finish_dictation", () => ({ text: "" }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    await listening(core);
    await userEvent.click(screen.getByRole("button", { name: "Write it down" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No words were heard.");
  });

  it("without anybody who writes it down opens no microphone and leads to the settings", async () => {
    const core = coreThatHears(null);
    show(core);
    await userEvent.click(button());
    expect(await screen.findByRole("alert")).toHaveTextContent("Choose in Settings who writes down");
    expect(core.voice.hear).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Open settings" }));
    expect(useNavigation.getState().view).toMatchObject({ kind: "settings", section: "voice" });
  });
});
