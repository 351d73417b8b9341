import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun } from "@/ipc/fake/state";
import { useFindBar } from "@/lib/find-bar";
import { renderWithCore } from "@/test/render";
import { FindBar } from "./find-bar";

function Page() {
  const content = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [more, setMore] = useState(false);
  const shown = useFindBar((state) => state.open);
  return (
    <>
      <button type="button" onClick={useFindBar.getState().show}>
        Somewhere
      </button>
      <div ref={content}>
        <p>High tide and low tide</p>
        <button type="button" aria-expanded={open} aria-controls="thoughts" onClick={() => setOpen(!open)}>
          Thought
        </button>
        <div id="thoughts" hidden={!open}>
          <p>The TIDE turns</p>
        </div>
        {more && <p>One more tide</p>}
      </div>
      <button type="button" onClick={() => setMore(true)}>
        Write
      </button>
      {shown && <FindBar conversation={null} content={content} onLeaveEnd={() => undefined} />}
    </>
  );
}

const status = () => screen.getByRole("status").textContent;

beforeEach(() => {
  useFindBar.setState({ open: false, asked: 0 });
  Element.prototype.scrollIntoView = vi.fn();
});

describe("the bar that finds words", () => {
  it("counts, goes round with Enter, and gives the focus back on Escape", async () => {
    renderWithCore(<Page />, new FakeCore(firstRun()));
    await userEvent.click(screen.getByRole("button", { name: "Somewhere" }));
    expect(screen.getByRole("textbox", { name: "Words to find" })).toHaveFocus();
    await userEvent.keyboard("tide");
    await waitFor(() => expect(status()).toBe("1 of 3"));
    await userEvent.keyboard("{Enter}");
    expect(status()).toBe("2 of 3");
    await userEvent.keyboard("{Shift>}{Enter}{Enter}{/Shift}");
    expect(status()).toBe("3 of 3");
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("search")).toBeNull();
    expect(screen.getByRole("button", { name: "Somewhere" })).toHaveFocus();
  });

  it("unfolds what it goes to, and nothing before", async () => {
    renderWithCore(<Page />, new FakeCore(firstRun()));
    await userEvent.click(screen.getByRole("button", { name: "Somewhere" }));
    await userEvent.keyboard("tide");
    await waitFor(() => expect(status()).toBe("1 of 3"));
    const thought = screen.getByRole("button", { name: "Thought" });
    expect(thought).toHaveAttribute("aria-expanded", "false");
    await userEvent.keyboard("{Enter}{Enter}");
    await waitFor(() => expect(thought).toHaveAttribute("aria-expanded", "true"));
  });

  it("says when nothing is found and goes on finding in what is written meanwhile", async () => {
    renderWithCore(<Page />, new FakeCore(firstRun()));
    await userEvent.click(screen.getByRole("button", { name: "Somewhere" }));
    await userEvent.keyboard("one more");
    await waitFor(() => expect(status()).toBe("Nothing found"));
    await userEvent.click(screen.getByRole("button", { name: "Write" }));
    await waitFor(() => expect(status()).toBe("1 of 1"));
  });
});
