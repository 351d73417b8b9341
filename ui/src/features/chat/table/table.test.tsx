import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { bodyOf } from "../bodies";
import { Transcript } from "../transcript";
import { copyOf } from "./copy";

const cells = (tag: string, ...words: string[]) =>
  words
    .map((word, at) => `<${tag}${at === 1 ? ' class="md-right"' : ""} dir="auto">${word}</${tag}>`)
    .join("");
const table = (...rows: string[][]) =>
  `<div class="md-table" tabindex="0"><table><thead><tr>${cells("th", "City", "People")}</tr></thead><tbody>${rows.map((row) => `<tr>${cells("td", ...row)}</tr>`).join("")}</tbody></table></div>`;
const CITIES = table(
  ["<strong>Köln</strong>", "1,084,831"],
  ['<a href="https://aachen.de/" data-link="">Aachen</a>', "252,000"],
  ["Bonn | Beuel, <code>a|b</code>", "—"],
  ["=SUM(A1)", "-5"],
);

let core: FakeCore;

beforeEach(() => {
  core = new FakeCore(firstRun());
  const parts = [{ type: "text" as const, blocks: [CITIES] }];
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: {
      id: "c",
      title: "T",
      model: null,
      has_earlier: false,
      draft: "",
      messages: [message({ id: "a", role: "assistant", source: "src", parts })],
    },
  });
});

const order = () =>
  [...document.querySelectorAll("tbody tr td:first-child")].map((cell) => cell.textContent?.slice(0, 4));

describe("a table", () => {
  it("is put in the order of a column by its header: upwards, downwards, as it was written", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    const people = await screen.findByRole("button", { name: "Sort by People" });
    const head = people.closest("th");
    people.focus();
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(head).toHaveAttribute("aria-sort", "ascending"));
    expect(order()).toEqual(["=SUM", "Aach", "Köln", "Bonn"]);
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(head).toHaveAttribute("aria-sort", "descending"));
    expect(order()).toEqual(["Köln", "Aach", "=SUM", "Bonn"]);
    expect(people).toHaveFocus();

    const city = screen.getByText("City");
    await userEvent.click(city);
    await waitFor(() => expect(city).toHaveAttribute("aria-sort", "ascending"));
    expect(head).not.toHaveAttribute("aria-sort");
    expect(order()).toEqual(["=SUM", "Aach", "Bonn", "Köln"]);
    await userEvent.click(city);
    await userEvent.click(city);
    await waitFor(() => expect(city).not.toHaveAttribute("aria-sort"));
    expect(order()).toEqual(["Köln", "Aach", "Bonn", "=SUM"]);
    expect(document.querySelector("[data-row]")).toBeNull();
  });

  it("keeps its nodes and its order when the history tells it again", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await screen.findByRole("button", { name: "Sort by City" }));
    await waitFor(() => expect(document.querySelector("th[aria-sort]")).not.toBeNull());
    const before = document.querySelector(".md-table-frame");
    bodyOf("a").load([{ type: "text", blocks: [CITIES] }]);
    expect(document.querySelector(".md-table-frame")).toBe(before);
    expect(order()).toEqual(["=SUM", "Aach", "Bonn", "Köln"]);
    bodyOf("a").load([{ type: "text", blocks: [table(["a", "1"])] }]);
    expect(order()).toEqual(["a"]);
  });

  it("stays as it is while it is written", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    const city = await screen.findByRole("button", { name: "Sort by City" });
    city.closest("article")?.setAttribute("data-status", "streaming");
    await userEvent.click(city);
    city.closest("article")?.setAttribute("data-status", "complete");
    await userEvent.click(screen.getByRole("button", { name: "Sort by People" }));
    await waitFor(() => expect(document.querySelectorAll("th[aria-sort]")).toHaveLength(1));
    expect(city.closest("th")).not.toHaveAttribute("aria-sort");
  });

  it("scrolls by itself where it is tall and nobody saw it come", () => {
    const rows = Array.from({ length: 25 }, (_, at) => [`${at}`, "x"]);
    const body = bodyOf("tall");
    body.load([{ type: "text", blocks: [table(...rows), CITIES] }]);
    const [shell] = body.snapshot();
    const frames = shell?.type === "text" ? [...shell.host.children] : [];
    expect(frames.map((frame) => frame.hasAttribute("data-tall"))).toEqual([true, false]);

    const seen = bodyOf("seen");
    seen.apply({ type: "text", part: 0, op: { op: "append", block: 0, html: table(...rows) } });
    seen.seal();
    seen.load([{ type: "text", blocks: [table(...rows)] }]);
    const [own] = seen.snapshot();
    expect(own?.type === "text" && own.host.firstElementChild?.hasAttribute("data-tall")).toBe(false);
  });

  it("is copied from a menu, which gives the focus back", async () => {
    renderWithCore(<Transcript conversation="c" />, core);
    const button = await screen.findByRole("button", { name: "Copy table" });
    await userEvent.click(button);
    const menu = await screen.findByRole("menu", { name: "Copy table" });
    expect(button).toHaveAttribute("aria-expanded", "true");
    await userEvent.click(within(menu).getByRole("menuitem", { name: "As CSV" }));
    await waitFor(() => expect(core.callsOf("copy_text")).toHaveLength(1));
    expect(core.callsOf("copy_text")[0]).toEqual({
      text: 'City,People\r\nKöln,"1,084,831"\r\nAachen,"252,000"\r\n"Bonn | Beuel, a|b",—\r\n\'=SUM(A1),-5\r\n',
      html: null,
    });
    await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
    expect(button).toHaveFocus();
    expect(button).not.toHaveAttribute("aria-expanded");
    expect(useToasts.getState().toasts.at(-1)?.text).toBe("The table was copied as CSV.");
  });

  it("is Markdown that means the same, and rich text without what belongs to the window", () => {
    const body = bodyOf("copied");
    body.load([{ type: "text", blocks: [CITIES] }]);
    const [shell] = body.snapshot();
    const frame = shell?.type === "text" ? shell.host.firstElementChild : null;
    if (!frame) throw new Error("no table");
    expect(copyOf(frame, "markdown").text).toBe(
      [
        "| City | People |",
        "| --- | --: |",
        "| **Köln** | 1,084,831 |",
        "| [Aachen](https://aachen.de/) | 252,000 |",
        "| Bonn \\| Beuel, `a\\|b` | — |",
        "| =SUM(A1) | -5 |",
        "",
      ].join("\n"),
    );
    const rich = copyOf(frame, "rich");
    expect(rich.text.split("\n")[1]).toBe("Köln\t1,084,831");
    expect(rich.html).toMatch(/^<table><thead><tr><th dir="auto">City<\/th>/);
    expect(rich.html).not.toMatch(/button|class|data-/);
  });
});
