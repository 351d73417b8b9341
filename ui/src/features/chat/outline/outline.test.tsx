import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { goToMessage, OutlineButton, resetTurns } from "../public";
import { Transcript } from "../transcript";
import { answer, coreWith, question } from "../transcript.fixture";
import { questionList, useOutlineRequest } from "./request";

const apples = { ...question("Which apples keep?"), id: "q1" };
const pears = { ...question("And pears?"), id: "q2" };
const files = { ...question(""), id: "q3" };

function show() {
  const core = coreWith(apples, { ...answer(), id: "a1" }, pears, { ...answer(), id: "a2" }, files);
  useNavigation.getState().openChat("c");
  return renderWithCore(
    <>
      <OutlineButton conversation="c" />
      <Transcript conversation="c" />
    </>,
    core,
  );
}

const open = async () => {
  await userEvent.click(await screen.findByRole("button", { name: "Questions of this conversation" }));
  const field = await screen.findByRole("combobox", { name: "Find a question" });
  await waitFor(() => expect(field).toHaveFocus());
  return field;
};
const focused = () => (document.activeElement as HTMLElement).dataset.message;

beforeEach(() => {
  resetTurns();
  useOutlineRequest.getState().setOpen(false);
});

describe("the outline of questions", () => {
  // The first one: its code is not there yet.
  it("takes what is typed also when its code comes late", async () => {
    show();
    await screen.findByText("And pears?");
    expect(questionList.value).toBeNull();
    act(() => useOutlineRequest.getState().setOpen(true));
    await waitFor(() => expect(screen.getByRole("combobox", { name: "Find a question" })).toHaveFocus());
    await userEvent.keyboard("pear");
    expect(await screen.findAllByRole("option")).toHaveLength(1);
  });

  it("lists what was asked, and finds it by its words", async () => {
    show();
    const field = await open();
    const list = screen.getByRole("listbox", { name: "Questions" });
    await waitFor(() =>
      expect(
        within(list)
          .getAllByRole("option")
          .map((option) => option.textContent),
      ).toEqual(["Which apples keep?", "And pears?", "Files only"]),
    );
    await userEvent.type(field, "PEAR");
    expect(within(list).getAllByRole("option")).toHaveLength(1);
    await userEvent.type(field, "s and plums");
    expect(screen.getByText("No question has these words.")).toBeVisible();
  });

  it("goes to one by keys and gives it the focus", async () => {
    show();
    await open();
    // Nothing is laid out here: what was asked last counts as in view.
    expect(await screen.findByRole("option", { current: "location" })).toHaveTextContent("Files only");
    await userEvent.keyboard("{ArrowUp}{Enter}");
    await waitFor(() => expect(focused()).toBe("q2"));
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("gives the focus back when nothing was chosen", async () => {
    show();
    await open();
    await userEvent.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Questions of this conversation" })).toHaveFocus(),
    );
  });
});

describe("keys from message to message", () => {
  it("begin at the end and stop at the first", async () => {
    show();
    await screen.findByText("And pears?");
    expect(goToMessage(-1)).toBe(true);
    expect(focused()).toBe("q3");
    for (const expected of ["a2", "q2", "a1", "q1", "q1"]) {
      goToMessage(-1);
      expect(focused()).toBe(expected);
    }
    goToMessage(1);
    expect(focused()).toBe("a1");
  });

  it("do nothing where there is no transcript", () => {
    expect(goToMessage(1)).toBe(false);
  });
});
