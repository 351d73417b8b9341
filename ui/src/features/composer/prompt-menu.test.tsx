import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { resetTurns } from "@/features/chat/public";

import { FakeCore } from "@/ipc/fake/core";
import { template } from "@/ipc/fake/prompts";
import { firstRun } from "@/ipc/fake/state";
import { renderWithCore } from "@/test/render";
import { Composer } from "./composer";
import { resetDrafts } from "./drafts";

let core: FakeCore;

beforeEach(() => {
  resetTurns();
  resetDrafts();
  core = new FakeCore(firstRun());
  core.state.prompts.templates = [
    template({ name: "sign", body: "Kind regards, Ada" }),
    template({ name: "summarise", body: "Sum up {{topic}} in {{how: a line|a page}}." }),
    template({ name: "clip", body: "Of {{clipboard}}" }),
    template({ name: "gone", body: "x", starter: true, hidden: true }),
  ];
});

async function show() {
  renderWithCore(<Composer conversation={null} />, core);
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
  await screen.findByRole("button", { name: "Model: Guide" });
  return { field, user: userEvent.setup() };
}

const options = () => screen.queryAllByRole("option").map((option) => option.textContent);

describe("the slash menu", () => {
  it("narrows as one types and puts the chosen text in the place of the slash", async () => {
    const { field, user } = await show();
    await user.type(field, "/");
    await screen.findByRole("listbox", { name: "Templates" });
    await waitFor(() => expect(options()).toHaveLength(3));
    await user.type(field, "s");
    await waitFor(() =>
      expect(options()).toEqual(["/signKind regards, Ada", expect.stringMatching("/summ")]),
    );
    expect(field).toHaveAttribute("aria-activedescendant", screen.getAllByRole("option")[0]?.id);
    await user.keyboard("{ArrowDown}{ArrowUp}{Enter}");
    await waitFor(() => expect(field).toHaveValue("Kind regards, Ada"));
    expect(field).toHaveFocus();
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(core.callsOf("send_message")).toEqual([]);
  });

  it("asks for variables, shows what comes of them, and sends nothing", async () => {
    const { field, user } = await show();
    await user.type(field, "/summ");
    await screen.findByRole("listbox");
    await user.keyboard("{Tab}");
    const dialog = await screen.findByRole("dialog", { name: "Fill in /summarise" });
    await waitFor(() => expect(screen.getByRole("textbox", { name: "topic" })).toHaveFocus());
    await user.keyboard("tides {{{{how}}");
    await user.selectOptions(screen.getByRole("combobox", { name: "how" }), "a page");
    expect(dialog).toHaveTextContent("Sum up tides {{how}} in a page.");
    await user.click(screen.getByRole("textbox", { name: "topic" }));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(field).toHaveValue("Sum up tides {{how}} in a page."));
    await waitFor(() => expect(field).toHaveFocus());
    expect(core.callsOf("send_message")).toEqual([]);
  });

  it("leaves the slash after Escape, and what is no template can be sent", async () => {
    const { field, user } = await show();
    await user.type(field, "/s");
    await screen.findByRole("listbox");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("listbox")).toBeNull());
    expect(field).toHaveValue("/s");
    await user.keyboard("i");
    expect(screen.queryByRole("listbox")).toBeNull();
    await user.clear(field);
    await user.type(field, "/usr/bin{Enter}");
    await waitFor(() => expect(core.callsOf("send_message").map(({ text }) => text)).toEqual(["/usr/bin"]));
  });

  it("does not take the Enter of an input method", async () => {
    const { field, user } = await show();
    await user.type(field, "/sign");
    await screen.findByRole("listbox");
    const enter = new KeyboardEvent("keydown", {
      key: "Enter",
      bubbles: true,
      cancelable: true,
      isComposing: true,
    });
    field.dispatchEvent(enter);
    expect(enter.defaultPrevented).toBe(false);
    expect(core.callsOf("use_template")).toEqual([]);
  });

  it("goes back to the field when the form is left", async () => {
    const { field, user } = await show();
    await user.type(field, "/summ");
    await screen.findByRole("listbox");
    await user.keyboard("{Enter}");
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(field).toHaveFocus());
    expect(field).toHaveValue("/summ");
  });

  it("offers models behind an at sign", async () => {
    const { field, user } = await show();
    await user.type(field, "hello @gui");
    await screen.findByRole("listbox", { name: "Models" });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(field).toHaveValue("hello "));
  });
});
