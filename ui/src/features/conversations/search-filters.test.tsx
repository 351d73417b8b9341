import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { message } from "@/ipc/fake/state";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { ConversationBrowser } from "./browser";

const field = () => screen.getByRole("searchbox", { name: "Search conversations" });

describe("the filters of a search", () => {
  it("are shown as they are typed and can be taken off", async () => {
    renderWithCore(<ConversationBrowser />);
    await userEvent.type(field(), "tides in:work is:open");
    const filters = await screen.findByRole("list", { name: "Filters" });
    expect(await within(filters).findByText("Folder: work")).toBeVisible();
    expect(await within(filters).findByText("State: open (not known)")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Remove the filter Folder: work" }));
    expect(field()).toHaveValue("tides is:open");
    await waitFor(() => expect(within(filters).queryByText("Folder: work")).toBeNull());
    expect(field()).toHaveFocus();
  });

  it("are offered while one is typed", async () => {
    renderWithCore(<ConversationBrowser />);
    await userEvent.type(field(), "tides in:de");
    await userEvent.click(await screen.findByRole("button", { name: "Deep sea" }));
    expect(field()).toHaveValue('tides in:"Deep sea" ');
  });

  it("are added from a menu by those who do not type them", async () => {
    renderWithCore(<ConversationBrowser />);
    await userEvent.type(field(), "tides");
    await userEvent.click(await screen.findByRole("button", { name: "Add filter" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Written by" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "a model" }));
    expect(field()).toHaveValue("role:assistant tides");
    expect(await screen.findByText("Written by: a model")).toBeVisible();
  });
});

describe("what was found", () => {
  it("tells of further messages, files and the archive, and hands over the words", async () => {
    const core = new FakeCore();
    const messages = [message({ id: "m", role: "user", source: "the tide" })];
    core.state.conversations.set("a", {
      updatedAt: 0,
      trashed: false,
      view: { id: "a", title: "Sea", model: null, has_earlier: false, draft: "", messages },
    });
    core.on("search", () => [
      {
        conversation: "a",
        title: "Sea",
        message: "m",
        snippet: [
          { text: "the ", hit: false },
          { text: "tide", hit: true },
        ],
        // The second one stands beyond the snippet.
        words: ["tide", "coast"],
        in_file: true,
        further: 2,
        archived: true,
        updated_at: 0,
      },
    ]);
    renderWithCore(<ConversationBrowser />, core);
    await userEvent.type(field(), "tide");
    const hit = await screen.findByRole("button", {
      name: /Sea archived in a file the tide 2 more messages/,
    });
    await userEvent.click(hit);
    await waitFor(() =>
      expect(useNavigation.getState().reveal).toEqual({
        conversation: "a",
        message: "m",
        words: ["tide", "coast"],
        focus: false,
      }),
    );
  });
});
