import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { Drawer } from "./drawer";

function Page() {
  const [open, setOpen] = useState(true);
  return (
    <>
      <textarea aria-label="Message" data-focus-home="" />
      <Drawer open={open} onOpenChange={setOpen} title="Sidebar">
        <button type="button" onClick={() => setOpen(false)}>
          Close
        </button>
      </Drawer>
    </>
  );
}

it("gives the focus to the message when nothing had it before", async () => {
  render(<Page />);
  await userEvent.click(await screen.findByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Message" })).toHaveFocus());
});
