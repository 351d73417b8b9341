import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { message } from "@/ipc/fake/state";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { ConversationBrowser } from "./browser";
import { OrganiseDialogs } from "./organise-dialogs";

let core: FakeCore;

beforeEach(async () => {
  core = new FakeCore();
  const messages = ["Which apples?", "And pears?", "And plums?"].map((source, index) =>
    message({ id: `m${index}`, role: "user", source }),
  );
  core.state.conversations.set("c", {
    updatedAt: Date.now(),
    trashed: false,
    view: { id: "c", title: "Fruit", model: null, has_earlier: false, draft: "", messages },
  });
  await core.invoke("trash_branch", { conversation: "c", message: "m2" });
  await core.invoke("trash_branch", { conversation: "c", message: "m1" });
  renderWithCore(
    <>
      <ConversationBrowser />
      <OrganiseDialogs />
    </>,
    core,
  );
  await userEvent.click(await screen.findByRole("button", { name: /^Trash, 0 conversations, 2 branches/ }));
});

const list = () => screen.findByRole("list", { name: "Branches of conversations" });

describe("branches in the trash", () => {
  it("are told with what they say and where from, and put back where they were", async () => {
    const rows = within(await list()).getAllByRole("listitem");
    expect(rows[0]).toHaveTextContent("And pears?Question · in Fruit · 1 message");
    await userEvent.click(screen.getByRole("button", { name: "Put back: And pears?" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(useNavigation.getState()).toMatchObject({
      view: { kind: "chat", conversation: "c" },
      reveal: { message: "m1" },
    });
    expect(core.state.conversations.get("c")?.view.messages).toHaveLength(2);
  });

  it("go for good after a question, and the focus stays in the list", async () => {
    await list();
    await userEvent.click(screen.getByRole("button", { name: "Delete for good: And pears?" }));
    expect(core.callsOf("delete_branch_for_good")).toEqual([]);
    await userEvent.click(screen.getByRole("button", { name: "Delete for good" }));
    await waitFor(async () => expect(within(await list()).getAllByRole("listitem")).toHaveLength(1));
    expect(core.callsOf("delete_branch_for_good")).toEqual([{ conversation: "c", message: "m1" }]);
    await waitFor(() => expect(screen.getByRole("button", { name: "Put back: And plums?" })).toHaveFocus());
  });

  it("are counted where the trash is emptied", async () => {
    await list();
    await userEvent.click(screen.getByRole("button", { name: "Empty trash" }));
    expect(screen.getByRole("alert")).toHaveTextContent(
      "2 branches will be gone for good. This cannot be undone.",
    );
    expect(screen.queryByRole("button", { name: "Restore all" })).toBeNull();
  });
});
