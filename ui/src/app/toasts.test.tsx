import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { showToast } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { Toasts } from "./toasts";

it("gives the focus back to where it was when a notice is done with", async () => {
  const undo = vi.fn();
  renderWithCore(
    <>
      <button type="button">a row</button>
      <Toasts />
    </>,
  );
  showToast({ tone: "plain", text: "Saved." });
  showToast({ tone: "plain", text: "Moved.", action: { label: "Undo", run: undo } });
  screen.getByRole("button", { name: "a row" }).focus();
  const button = await screen.findByRole("button", { name: "Undo" });
  fireEvent.keyDown(document, { key: "F8", code: "F8" });
  expect(screen.getByRole("button", { name: "a row" })).not.toHaveFocus();
  button.focus();
  await userEvent.keyboard("{Enter}");
  expect(undo).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByRole("button", { name: "Undo" })).toBeNull());
  expect(screen.getByRole("button", { name: "a row" })).toHaveFocus();
});
