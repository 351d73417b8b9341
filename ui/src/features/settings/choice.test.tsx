import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Choice } from "./choice";

const options = ["a", "b", "c"].map((value) => ({ value, label: value.toUpperCase() }));

function show(value: string) {
  const onChange = vi.fn();
  render(
    <>
      <button type="button">before</button>
      <Choice labelledBy="x" value={value} options={options} onChange={onChange} />
    </>,
  );
  return onChange;
}

it("chooses what a quick arrow key goes to, once", async () => {
  const onChange = show("a");
  const first = screen.getByRole("radio", { name: "A" });
  first.focus();
  fireEvent.keyDown(first, { key: "ArrowRight" });
  fireEvent.keyUp(first, { key: "ArrowRight" });
  await waitFor(() => expect(screen.getByRole("radio", { name: "B" })).toHaveFocus());
  expect(onChange.mock.calls).toEqual([["b"]]);
});

it("chooses nothing when the focus comes from elsewhere", async () => {
  const onChange = show("b");
  await userEvent.tab();
  await userEvent.tab();
  expect(screen.getByRole("radio", { name: "B" })).toHaveFocus();
  screen.getByRole("button").focus();
  screen.getByRole("radio", { name: "C" }).focus();
  expect(onChange).not.toHaveBeenCalled();
});
