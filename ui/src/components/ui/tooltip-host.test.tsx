import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IconButton } from "./icon-button";
import { TooltipHost } from "./tooltip-host";

beforeEach(() => {
  vi.useFakeTimers();
  render(
    <>
      <IconButton label="Copy">
        <i data-testid="icon" />
      </IconButton>
      <IconButton label="Delete" />
      <TooltipHost />
    </>,
  );
});

afterEach(() => {
  vi.useRealTimers();
});

const button = (name: string) => screen.getByRole("button", { name });
const rest = (ms: number) => act(() => vi.advanceTimersByTime(ms));
const tooltip = () => screen.queryByRole("tooltip")?.textContent ?? null;

describe("TooltipHost", () => {
  it("shows a control's name once the pointer rests on it, and on the next one at once", () => {
    fireEvent.pointerOver(screen.getByTestId("icon"));
    rest(400);
    expect(tooltip()).toBeNull();
    rest(200);
    expect(tooltip()).toBe("Copy");
    fireEvent.pointerOver(button("Delete"));
    rest(0);
    expect(tooltip()).toBe("Delete");
    fireEvent.pointerOver(document.body);
    expect(tooltip()).toBeNull();
  });

  it("shows the name of a control that the keyboard came to, and takes no focus for it", () => {
    const copy = button("Copy");
    // The DOM of the tests does not know which focus is visible.
    vi.spyOn(copy, "matches").mockReturnValue(true);
    act(() => copy.focus());
    expect(tooltip()).toBe("Copy");
    expect(copy).toHaveFocus();
    fireEvent.keyDown(copy, { key: "Enter" });
    expect(tooltip()).toBeNull();
  });

  it("goes away when the control is used, and does not come for a finger", () => {
    fireEvent.pointerOver(button("Copy"));
    fireEvent.pointerDown(button("Copy"));
    rest(1000);
    expect(tooltip()).toBeNull();
    fireEvent.pointerOver(button("Delete"), { pointerType: "touch" });
    rest(1000);
    expect(tooltip()).toBeNull();
  });
});
