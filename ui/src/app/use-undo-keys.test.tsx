import { fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useUndoKeys } from "./use-undo-keys";

function Field() {
  useUndoKeys();
  return (
    <>
      <textarea aria-label="Message" />
      <button type="button">Send</button>
    </>
  );
}

const command = vi.fn();

function start() {
  Object.assign(document, { execCommand: command });
  render(<Field />);
  return screen.getByLabelText("Message");
}

afterEach(() => {
  command.mockReset();
  Reflect.deleteProperty(document, "execCommand");
});

describe("useUndoKeys", () => {
  it("takes back in a field, and brings again", () => {
    const field = start();
    // False is a default that was prevented: the browser does not do it once more.
    expect(fireEvent.keyDown(field, { key: "z", ctrlKey: true })).toBe(false);
    fireEvent.keyDown(field, { key: "Z", ctrlKey: true, shiftKey: true });
    fireEvent.keyDown(field, { key: "y", ctrlKey: true });
    expect(command.mock.calls).toEqual([["undo"], ["redo"], ["redo"]]);
  });

  it("leaves other keys and other places alone", () => {
    const field = start();
    expect(fireEvent.keyDown(field, { key: "z" })).toBe(true);
    fireEvent.keyDown(field, { key: "z", ctrlKey: true, altKey: true });
    fireEvent.keyDown(field, { key: "x", ctrlKey: true });
    fireEvent.keyDown(screen.getByRole("button"), { key: "z", ctrlKey: true });
    expect(command).not.toHaveBeenCalled();
  });
});
