import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import type { RouteView } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { resetTurns, useModelRequests } from "./public";
import { answer, coreWith, model, question, show, text } from "./transcript.fixture";

beforeEach(() => {
  resetTurns();
});

describe("a message", () => {
  it("says why an answer came from whom", async () => {
    const route: RouteView = {
      auto: ["next"],
      passed: [
        {
          model: { provider: "groq", model: "m" },
          provider_name: "Groq",
          code: "rate_limit",
          message: "Slow down.",
          wait_ms: 12_000,
        },
      ],
      left_out: null,
      summary: null,
    };
    show(coreWith(question(), answer({ provider_name: "Google Gemini", route })));
    await userEvent.click(await screen.findByRole("button", { name: "instead of Groq" }));
    const why = await screen.findByRole("dialog", { name: "Why Google Gemini answered" });
    expect(why).toHaveTextContent("Groq is at its limit (for 12 s)");
    expect(why).toHaveTextContent("Slow down.");
    expect(why).toHaveTextContent("Those before it in your chain cannot answer now.");
    await userEvent.click(within(why).getByRole("button", { name: "Change who is asked" }));
    expect(useNavigation.getState().view).toMatchObject({ kind: "settings", section: "routing" });
  });

  it("says what the model was not told, and what it was told in short", async () => {
    const plain = { auto: null, passed: [], left_out: null, summary: null };
    const trimmed = answer({ id: "a1", route: { ...plain, left_out: 3 } });
    const summary = { messages: 1, text: "They spoke of tides." };
    show(coreWith(question(), trimmed, answer({ id: "a2", route: { ...plain, summary } })));
    expect(await screen.findByText(/The 3 oldest messages were left out/)).toBeVisible();
    expect(screen.queryByText("They spoke of tides.")).not.toBeVisible();
    await userEvent.click(screen.getByText("The oldest message went along as a summary"));
    expect(screen.getByText("They spoke of tides.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Auto" })).toBeNull();
  });

  it("opens Settings at the provider whose key was refused", async () => {
    show(coreWith(question(), answer({ state: "failed", parts: [], error: { code: "key", message: "" } })));
    await userEvent.click(await screen.findByRole("button", { name: "Open settings" }));
    expect(useNavigation.getState().view).toEqual({
      kind: "settings",
      section: "providers",
      provider: "groq",
    });
  });

  it("asks for another model when the provider does not have this one", async () => {
    const { count } = useModelRequests.getState();
    const error = { code: "model_not_found", message: "" } as const;
    show(coreWith(question(), answer({ state: "failed", parts: [], error })));
    await userEvent.click(await screen.findByRole("button", { name: "Choose a model" }));
    expect(useModelRequests.getState().count).toBe(count + 1);
  });

  it("offers Continue under an answer that was stopped, and Regenerate asks the chosen model", async () => {
    const core = coreWith(question(), answer({ state: "interrupted" }));
    show(core);
    expect(await screen.findByRole("button", { name: "Continue" })).toBeEnabled();
    await userEvent.click(screen.getByRole("button", { name: "Regenerate" }));
    await waitFor(() =>
      expect(core.callsOf("regenerate")).toEqual([{ conversation: "c", message: "a", model }]),
    );
  });

  it("says why an action did not work and changes nothing", async () => {
    const core = coreWith(question(), answer());
    core.on("regenerate", () => {
      throw new IpcError("busy", "An answer is still being written.");
    });
    show(core);
    await userEvent.click(await screen.findByRole("button", { name: "Regenerate" }));
    await waitFor(() =>
      expect(useToasts.getState().toasts[0]?.text).toContain("An answer is still being written."),
    );
    expect(screen.getByRole("article", { name: "Assistant" })).toHaveAttribute("data-status", "complete");
  });

  it("copies the source with its rich form, and switches between versions", async () => {
    const core = coreWith(
      question(),
      answer({ parts: [text("<p>Be</p>")], siblings: { ids: ["x", "a", "y"], index: 1 } }),
    );
    show(core);
    const reply = await screen.findByRole("article", { name: "Assistant" });
    await userEvent.click(within(reply).getByRole("button", { name: "Copy" }));
    expect(core.callsOf("copy_text")).toEqual([{ text: "**Because.**", html: "<p>Be</p>" }]);
    await userEvent.click(within(reply).getByRole("button", { name: "Next version" }));
    await userEvent.click(within(reply).getByRole("button", { name: "Previous version" }));
    expect(core.callsOf("select_sibling").map((call) => call.message)).toEqual(["y", "x"]);
  });

  it("lists the sources of an answer, whose links lead where they say, and what was left out", async () => {
    const sources = [
      { url: "https://evil.example/", title: "A paper", quote: "So it is." },
      { url: "https://example.com/b", title: null, quote: null },
      { url: null, title: "plan.pdf", quote: "Page one." },
      { url: null, title: null, quote: "Only words." },
    ];
    const core = coreWith(
      question(),
      answer({
        sources,
        dropped: [
          { kind: "image", count: 2 },
          { kind: "tool_choice", count: 1 },
        ],
      }),
    );
    show(core);
    const list = await screen.findByRole("region", { name: "Sources" });
    const items = within(list).getAllByRole("listitem");
    expect(items.map((item) => item.textContent)).toEqual([
      "A paperSo it is.",
      "https://example.com/b",
      "plan.pdfPage one.",
      "Only words.",
    ]);
    expect(within(list).getByText("Page one.")).toBeVisible();
    expect(screen.getByText("2 images were left out: they cannot be sent to this model.")).toBeVisible();
    expect(screen.getByText(/cannot be told which tool/)).toBeVisible();
    await userEvent.click(within(list).getByRole("link", { name: "https://example.com/b" }));
    expect(core.callsOf("open_link")).toEqual([{ url: "https://example.com/b" }]);
    await userEvent.click(within(list).getByRole("link", { name: "A paper" }));
    expect(await screen.findByRole("dialog", { name: "Open this address?" })).toHaveTextContent(
      "https://evil.example/",
    );
    expect(core.callsOf("open_link")).toHaveLength(1);
  });

  it("shows no list of sources where there are none", async () => {
    show(coreWith(question(), answer()));
    await screen.findByRole("article", { name: "Assistant" });
    expect(screen.queryByRole("region", { name: "Sources" })).toBeNull();
  });

  it("folds a question of megabytes instead of laying it all out", async () => {
    show(coreWith(question("line of words\n".repeat(150_000))));
    const mine = await screen.findByRole("article", { name: "You" });
    expect(mine.textContent?.length).toBeLessThan(10_000);
    expect(within(mine).getByRole("button", { name: /Show all \(2\.1 MB\)/ })).toBeEnabled();
  });
});
