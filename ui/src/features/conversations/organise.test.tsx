import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { message } from "@/ipc/fake/state";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { ConversationBrowser } from "./browser";
import { OrganiseDialogs } from "./organise-dialogs";

function coreWith(titles: string[]): FakeCore {
  const core = new FakeCore();
  for (const [index, title] of titles.entries()) {
    core.state.conversations.set(title, {
      updatedAt: Date.now() - index * 1000,
      trashed: false,
      view: {
        id: title,
        title,
        model: null,
        has_earlier: false,
        draft: "",
        messages: [message({ id: `${title}-m`, role: "user", source: title })],
      },
    });
  }
  return core;
}

const start = (titles = ["Bread", "Letters", "Tax"]) =>
  renderWithCore(
    <>
      <ConversationBrowser />
      <OrganiseDialogs />
    </>,
    coreWith(titles),
  );
const row = (name: string) => screen.findByRole("button", { name });
const gone = (name: string) => waitFor(() => expect(screen.queryByRole("button", { name })).toBeNull());
const undo = async () => {
  const toast = await waitFor(() => {
    const last = useToasts.getState().toasts.at(-1);
    expect(last?.action?.label).toBe("Undo");
    return last;
  });
  act(() => toast?.action?.run());
};
const said = () => useToasts.getState().toasts.at(-1)?.text;
const choose = async (opener: string, item: string) => {
  await userEvent.click(await screen.findByRole("button", { name: opener }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
};
const newFolder = async (name: string) => {
  await choose("List options", "New folder");
  await userEvent.type(await screen.findByRole("textbox", { name: "Name of the folder" }), `${name}{Enter}`);
};

describe("the focus", () => {
  it("goes to the next conversation when its own leaves the list", async () => {
    start();
    (await row("Letters")).focus();
    await userEvent.keyboard("{Shift>}{F10}{/Shift}");
    await userEvent.click(await screen.findByRole("menuitem", { name: "Archive" }));
    await gone("Letters");
    await waitFor(() => expect(screen.getByRole("button", { name: "Tax" })).toHaveFocus());
  });
});

describe("a dialog from a row's menu", () => {
  it("gives the focus back to the row", async () => {
    start();
    (await row("Letters")).focus();
    await userEvent.keyboard("{Shift>}{F10}{/Shift}");
    await userEvent.click(await screen.findByRole("menuitem", { name: "Tags…" }));
    await screen.findByRole("dialog");
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("button", { name: "Letters" })).toHaveFocus());
  });
});

describe("folders", () => {
  it("take conversations, open, and give them back when they are deleted", async () => {
    start();
    await row("Bread");
    await newFolder("Work");
    const folder = await row("Work, folder with 0 conversations");
    (await row("Letters")).focus();
    await choose("Actions for Letters", "Move to…");
    await userEvent.click(await screen.findByRole("button", { name: "Work" }));
    await gone("Letters");
    expect(said()).toBe("1 conversation is in “Work”.");
    await userEvent.click(await row("Work, folder with 1 conversation"));
    expect(await row("Letters")).toBeVisible();

    folder.focus();
    await userEvent.keyboard("{Delete}");
    await gone("Work, folder with 1 conversation");
    expect(await row("Letters")).toBeVisible();
    await undo();
    expect(await row("Work, folder with 1 conversation")).toBeVisible();
  });

  it("have names of their own", async () => {
    const { core } = start();
    await row("Bread");
    await newFolder("Work");
    await row("Work, folder with 0 conversations");
    await newFolder("work");
    expect(await screen.findByText("There is already a folder of this name.")).toBeVisible();
    expect(core.callsOf("create_folder")).toHaveLength(1);
  });
});

describe("a selection", () => {
  it("is made by keyboard, and goes into the trash and back as one", async () => {
    const { core } = start();
    (await row("Bread")).focus();
    await userEvent.keyboard(" ");
    expect(await row("Bread")).toHaveAttribute("aria-pressed", "true");
    await userEvent.keyboard("{Shift>}{ArrowDown}{/Shift}");
    await waitFor(async () => expect(await row("Letters")).toHaveAttribute("aria-pressed", "true"));
    expect(await row("Tax")).toHaveAttribute("aria-pressed", "false");
    const bar = within(await screen.findByRole("toolbar", { name: "Selected conversations" }));
    expect(bar.getByRole("status")).toHaveTextContent("2 selected");
    await userEvent.click(bar.getByRole("button", { name: "Delete" }));
    await gone("Letters");
    expect(core.callsOf("change_conversations")).toEqual([
      { conversations: ["Bread", "Letters"], change: { type: "trashed", set: true } },
    ]);
    expect(said()).toBe("2 conversations are in the trash.");
    await undo();
    expect(await row("Letters")).toBeVisible();
    expect(screen.queryByRole("toolbar")).toBeNull();
  });

  it("reaches over what was never drawn, and Escape leaves it", async () => {
    const titles = Array.from({ length: 300 }, (_, number) => `Chat ${number}`);
    start(titles);
    (await row("Chat 0")).focus();
    expect(screen.queryByRole("button", { name: "Chat 250" })).toBeNull();
    await userEvent.keyboard("{Control>}a{/Control}");
    const bar = await screen.findByRole("toolbar");
    await waitFor(() => expect(within(bar).getByRole("status")).toHaveTextContent("300 selected"));
    (await row("Chat 0")).focus();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("toolbar")).toBeNull();
    await userEvent.keyboard("{End}");
    await waitFor(async () => expect(await row("Chat 299")).toHaveFocus());
  });

  it("is made with Control and with Shift, and opens nothing", async () => {
    start();
    await row("Bread");
    const user = userEvent.setup();
    await user.keyboard("{Control>}");
    await user.click(await row("Bread"));
    await user.keyboard("{/Control}{Shift>}");
    await user.click(await row("Tax"));
    await user.keyboard("{/Shift}");
    await waitFor(async () => expect(await row("Letters")).toHaveAttribute("aria-pressed", "true"));
    expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: null });
  });
});

describe("tags", () => {
  it("are made by being given, and filter the list", async () => {
    start();
    (await row("Letters")).focus();
    await choose("Actions for Letters", "Tags…");
    await userEvent.type(await screen.findByRole("textbox", { name: "New tag" }), "later{Enter}");
    expect(await screen.findByRole("checkbox", { name: "later" })).toBeChecked();
    await userEvent.keyboard("{Escape}");
    await userEvent.click(await screen.findByRole("button", { name: "List options" }));
    await userEvent.click(await screen.findByRole("menuitemradio", { name: /later/ }));
    await gone("Bread");
    expect(await row("Letters")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /Show all conversations/ }));
    expect(await row("Bread")).toBeVisible();
  });
});

describe("pins and order", () => {
  it("puts a pinned conversation on top, and sorts by title", async () => {
    const { core } = start(["b", "c", "a"]);
    (await row("a")).focus();
    await choose("Actions for a", "Pin");
    expect(await screen.findByRole("heading", { name: "Pinned" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "List options" }));
    await userEvent.click(await screen.findByRole("menuitemradio", { name: "Title" }));
    await waitFor(() => expect(core.callsOf("save_settings").at(-1)).toMatchObject({ list_sort: "title" }));
    await undo();
    await waitFor(() => {
      const items = screen
        .getAllByRole("listitem")
        .map((item) => within(item).getAllByRole("button")[0]?.textContent);
      expect(items).toEqual(["a", "b", "c"]);
    });
  });
});

describe("the trash", () => {
  it("restores, and deletes for good when it was asked twice", async () => {
    const { core } = start();
    for (const title of ["Bread", "Letters"]) {
      (await row(title)).focus();
      await userEvent.keyboard("{Delete}");
      await gone(title);
    }
    await userEvent.click(await row("Trash, 2 conversations"));
    const trash = within(await screen.findByRole("dialog", { name: "Trash" }));
    expect(await trash.findByRole("checkbox", { name: "Bread" })).toBeVisible();
    expect(trash.getAllByText(/30 days left/)).toHaveLength(2);
    await userEvent.click(trash.getByRole("checkbox", { name: "Bread" }));
    await userEvent.click(trash.getByRole("button", { name: "Restore 1" }));
    await waitFor(() => expect(trash.queryByRole("checkbox", { name: "Bread" })).toBeNull());
    await userEvent.click(trash.getByRole("button", { name: "Empty trash" }));
    expect(trash.getByRole("alert")).toHaveTextContent("1 conversation will be gone for good");
    expect(core.callsOf("empty_trash")).toHaveLength(0);
    await userEvent.click(trash.getByRole("button", { name: "Delete for good" }));
    expect(await trash.findByText("The trash is empty.")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(await row("Bread")).toBeVisible();
  });
});
