import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { Dialog } from "./dialog";

/** A dialog that opens without a trigger, as all of them do. */
function Page({ goes = false, onClosed = () => undefined }: { goes?: boolean; onClosed?: () => void }) {
  const [open, setOpen] = useState(false);
  const [gone, setGone] = useState(false);
  return (
    <>
      <input aria-label="Elsewhere" />
      <section aria-label="Providers" tabIndex={-1}>
        {!gone && (
          <button type="button" onClick={() => setOpen(true)}>
            Ask
          </button>
        )}
      </section>
      <Dialog open={open} onOpenChange={setOpen} title="Sure?">
        <button
          type="button"
          onClick={() => {
            setOpen(false);
            setGone(goes);
            onClosed();
          }}
        >
          Yes
        </button>
      </Dialog>
    </>
  );
}

async function openAndClose() {
  await userEvent.click(screen.getByRole("button", { name: "Ask" }));
  await userEvent.click(await screen.findByRole("button", { name: "Yes" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
}

it("gives the focus back to what had it", async () => {
  render(<Page />);
  await openAndClose();
  await waitFor(() => expect(screen.getByRole("button", { name: "Ask" })).toHaveFocus());
});

it("gives the focus to the section of what is gone", async () => {
  render(<Page goes />);
  await openAndClose();
  await waitFor(() => expect(screen.getByRole("region", { name: "Providers" })).toHaveFocus());
});

it("leaves the focus where it went by itself", async () => {
  let calls = 0;
  const leave = () => {
    queueMicrotask(() => {
      calls += 1;
      screen.getByRole("textbox", { name: "Elsewhere", hidden: true }).focus();
    });
  };
  render(<Page onClosed={leave} />);
  await openAndClose();
  await waitFor(() => expect(calls).toBe(1));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Elsewhere" })).toHaveFocus());
});
