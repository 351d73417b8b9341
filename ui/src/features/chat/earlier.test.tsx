import { QueryClientProvider } from "@tanstack/react-query";
import { act, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, message } from "@/ipc/fake/state";
import { useFindBar } from "@/lib/find-bar";
import { keys } from "@/lib/query";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { Transcript } from "./transcript";
import { show } from "./transcript.fixture";

/** Lays nothing out by itself: the test says when the reader has come near. */
class Observer {
  static all: Observer[] = [];
  target: Element | undefined;
  constructor(readonly call: IntersectionObserverCallback) {
    Observer.all.push(this);
  }
  observe(target: Element) {
    this.target = target;
  }
  disconnect() {
    Observer.all = Observer.all.filter((other) => other !== this);
  }
  near() {
    const entry = { isIntersecting: true, target: this.target } as IntersectionObserverEntry;
    this.call([entry], this as unknown as IntersectionObserver);
  }
}

function longConversation(): FakeCore {
  const core = new FakeCore(firstRun());
  const messages = Array.from({ length: 130 }, (_, at) =>
    message({ id: `m${at}`, role: "user", source: `Message ${at}` }),
  );
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    earlier: messages.slice(0, 100),
    view: {
      id: "c",
      title: "Long",
      model: null,
      messages: messages.slice(100),
      has_earlier: true,
      draft: "",
    },
  });
  return core;
}

const shown = () => screen.getAllByRole("article").map((article) => article.dataset.message);
const more = { name: "Show earlier messages" };

describe("a long conversation", () => {
  beforeEach(() => vi.stubGlobal("IntersectionObserver", Observer));
  afterEach(() => {
    vi.unstubAllGlobals();
    Observer.all = [];
    act(() => useFindBar.getState().hide());
  });

  it("shows its end and reads what stands before as the reader nears it", async () => {
    show(longConversation());
    await screen.findByText("Message 129");
    expect(shown()[0]).toBe("m100");
    for (const first of ["m60", "m20", "m0"]) {
      act(() => Observer.all[0]?.near());
      await waitFor(() => expect(shown()[0]).toBe(first));
    }
    expect(shown()).toHaveLength(130);
    expect(screen.queryByRole("button", more)).not.toBeInTheDocument();
  });

  it("keeps what was read when the conversation changes", async () => {
    const core = longConversation();
    const { client } = show(core);
    await userEvent.click(await screen.findByRole("button", more));
    await waitFor(() => expect(shown()[0]).toBe("m60"));
    const { view } = core.state.conversations.get("c") ?? {};
    view?.messages.push(message({ id: "new", role: "user", source: "New" }));
    await act(() => client.invalidateQueries({ queryKey: keys.conversation("c") }));
    await screen.findByText("New");
    expect(shown()[0]).toBe("m60");
    expect(shown()).toHaveLength(71);
  });

  it("says why nothing comes, and lets one try again", async () => {
    const core = longConversation();
    let fails = true;
    core.on("earlier_messages", () => {
      if (fails) throw new IpcError("internal", "The disk is gone.");
      return { messages: [], has_earlier: false };
    });
    show(core);
    await userEvent.click(await screen.findByRole("button", more));
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toMatch(/The disk is gone/));
    fails = false;
    await userEvent.click(screen.getByRole("button", more));
    await waitFor(() => expect(screen.queryByRole("button", more)).not.toBeInTheDocument());
  });

  it("is read when the reader came from another one that is still being read", async () => {
    const core = longConversation();
    const known = core.state.conversations.get("c");
    if (!known) throw new Error("no conversation");
    const messages = known.view.messages.map((one) => ({ ...one, id: `other-${one.id}` }));
    core.state.conversations.set("d", { ...known, view: { ...known.view, id: "d", messages } });
    core.on("earlier_messages", ({ conversation }) =>
      conversation === "c" ? new Promise(() => undefined) : { messages: [], has_earlier: false },
    );
    const { client, rerender } = renderWithCore(<Transcript conversation="c" />, core);
    await userEvent.click(await screen.findByRole("button", more));
    rerender(
      <QueryClientProvider client={client}>
        <Transcript conversation="d" />
      </QueryClientProvider>,
    );
    await waitFor(() => expect(shown()[0]).toBe("other-m100"));
    await userEvent.click(screen.getByRole("button", more));
    await waitFor(() => expect(screen.queryByRole("button", more)).toBeNull());
    expect(core.callsOf("earlier_messages").map(({ conversation }) => conversation)).toEqual(["c", "d"]);
  });

  it("is looked through whole, and what is found is read", async () => {
    Element.prototype.scrollIntoView = vi.fn();
    show(longConversation());
    await screen.findByText("Message 129");
    act(() => useFindBar.getState().show());
    await userEvent.type(await screen.findByRole("textbox", { name: "Words to find" }), "message 3");
    // The one that is nearest, above what is shown.
    await waitFor(() => expect(screen.getByText(/of \d/)).toHaveTextContent("11 of 11"));
    expect(await screen.findByText("Message 39")).toBeVisible();
    expect(shown()[0]).toBe("m39");
    await userEvent.keyboard("{Enter}");
    expect(await screen.findByText("Message 3")).toBeVisible();
    await waitFor(() => expect(screen.getByText(/of \d/)).toHaveTextContent("1 of 11"));
  });
});
