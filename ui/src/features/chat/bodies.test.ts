import { describe, expect, it } from "vitest";
import type { PartView } from "@/ipc/generated";
import { bodyOf, keepBody, restBody } from "./bodies";

const text = (html: string): PartView => ({ type: "text", blocks: [html] }) as PartView;
const words = (message: string) =>
  bodyOf(message)
    .snapshot()
    .map((shell) => ("host" in shell ? shell.host.textContent : shell.type));

describe("the body of a message", () => {
  it("is whole before it is drawn for the first time", () => {
    expect(bodyOf("new", [text("<p>This.</p>")]).sealed).toBe(true);
    expect(words("new")).toEqual(["This."]);
  });

  it("stays what it is when it is known, also after it rested", () => {
    const body = bodyOf("known", [text("<p>This.</p>")]);
    expect(bodyOf("known", [text("<p>Other.</p>")])).toBe(body);
    restBody("known");
    expect(bodyOf("known", [text("<p>Other.</p>")])).toBe(body);
    keepBody("known", body);
    expect(words("known")).toEqual(["This."]);
  });

  it("is empty and open while a turn writes it", () => {
    expect(bodyOf("written").sealed).toBe(false);
    expect(words("written")).toEqual([]);
  });
});
