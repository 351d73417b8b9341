import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { keyView, withKeys } from "@/ipc/fake/keys";
import { provider } from "@/ipc/fake/state";
import type { KeyCheck, KeyView } from "@/ipc/generated";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";

const page = <SettingsPage section={null} provider={null} />;
const KEY = "sk-test-abcd";
const MINUTE_MS = 60_000;

const work = keyView({ id: "first", name: "Work", state: { type: "keyring", last4: "1111" }, in_use: true });
const own = keyView({ id: "two", name: "Private", state: { type: "session", last4: "2222" } });
const environment = keyView({
  id: "environment",
  name: "OPENAI_API_KEY",
  state: { type: "environment", variable: "OPENAI_API_KEY", last4: "3333" },
  from_environment: true,
});

function coreWith(...keys: KeyView[]): FakeCore {
  const core = new FakeCore();
  core.state.providers = [withKeys(provider({ id: "openai", name: "OpenAI" }), keys)];
  return core;
}

async function several(
  core = coreWith(work, own, environment),
): Promise<{ core: FakeCore; card: HTMLElement }> {
  renderWithCore(page, core);
  await screen.findByRole("radiogroup", { name: "Key in use for OpenAI" });
  return { core, card: screen.getByRole("region", { name: "OpenAI" }) };
}

async function act(key: string, item: string): Promise<void> {
  await userEvent.click(screen.getByRole("button", { name: `Actions for the key ${key}` }));
  await userEvent.click(await screen.findByRole("menuitem", { name: item }));
}

describe("one key", () => {
  it("is a field, and no list", async () => {
    renderWithCore(page, coreWith(keyView({ ...work, name: "" })));
    expect(await screen.findByLabelText("API key for OpenAI")).toBeVisible();
    expect(screen.queryByRole("radiogroup", { name: "Key in use for OpenAI" })).toBeNull();
    expect(screen.queryByText(/^used /)).toBeNull();
  });

  it("says when it was used, or why it was turned away", async () => {
    const used = keyView({ ...work, last_used_at: Date.now() - 3 * MINUTE_MS - 1000 });
    const { unmount } = renderWithCore(page, coreWith(used));
    expect(await screen.findByText("used 3 minutes ago")).toBeVisible();
    unmount();
    const failed = { code: "quota" as const, at: Date.now() - 2 * 60 * MINUTE_MS - 1000 };
    renderWithCore(page, coreWith(keyView({ ...used, last_error: failed })));
    expect(await screen.findByText("Its quota or credit was used up 2 hours ago.")).toBeVisible();
  });

  it("has the focus after it was saved beside one from the environment", async () => {
    renderWithCore(page, coreWith({ ...environment, in_use: true }));
    await userEvent.type(await screen.findByLabelText("API key for OpenAI"), KEY);
    const card = screen.getByRole("region", { name: "OpenAI" });
    await userEvent.click(within(card).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.getByRole("radio", { name: "Key" })).toHaveFocus());
  });

  it("leaves the focus on its field when it is removed, saved or refused", async () => {
    const core = coreWith(work);
    renderWithCore(page, core);
    const card = await screen.findByRole("region", { name: "OpenAI" });
    await userEvent.click(within(card).getByRole("button", { name: "Remove the key of OpenAI" }));
    const field = screen.getByLabelText("API key for OpenAI");
    await waitFor(() => expect(field).toHaveFocus());
    await userEvent.keyboard(KEY);
    await userEvent.click(within(card).getByRole("button", { name: "Save" }));
    await screen.findByText("The key works: 12 models. It is saved.");
    await waitFor(() => expect(field).toHaveFocus());
    core.on("save_key", () => ({ type: "refused", message: "Incorrect API key." }));
    await userEvent.keyboard(KEY);
    await userEvent.click(within(card).getByRole("button", { name: "Save" }));
    await screen.findByText(/OpenAI refused this key/);
    await waitFor(() => expect(field).toHaveFocus());
  });

  it("takes the focus from nobody who has gone on", async () => {
    const core = coreWith();
    core.state.providers.push(provider({ id: "groq", name: "Groq" }));
    let check: (result: KeyCheck) => void = () => undefined;
    core.on("save_key", () => new Promise((resolve) => (check = resolve)));
    renderWithCore(page, core);
    await userEvent.type(await screen.findByLabelText("API key for OpenAI"), `${KEY}{Enter}`);
    const other = screen.getByLabelText("API key for Groq");
    await userEvent.type(other, "gsk-");
    core.state.providers[0] = withKeys(provider({ id: "openai", name: "OpenAI" }), [work]);
    check({ type: "valid", models: 1 });
    await screen.findByText("The key works: 1 model. It is saved.");
    expect(await screen.findByRole("button", { name: "Another key for OpenAI" })).toBeVisible();
    expect(other).toHaveFocus();
  });

  it("becomes one of two", async () => {
    const core = coreWith(work);
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Another key for OpenAI" }));
    expect(screen.getByLabelText("Name of the new key")).toHaveFocus();
    await userEvent.keyboard("Private");
    await userEvent.type(screen.getByLabelText("New key"), ` ${KEY}\n{Enter}`);
    expect(await screen.findByText("The key works: 12 models. It is saved.")).toBeVisible();
    expect(core.callsOf("add_key")).toEqual([{ provider: "openai", name: "Private", key: KEY }]);
    expect(await screen.findByRole("radio", { name: "Work" })).toBeChecked();
    expect(screen.getByRole("radio", { name: "Private" })).not.toBeChecked();
    expect(screen.queryByLabelText("New key")).toBeNull();
    await waitFor(() => expect(screen.getByRole("radio", { name: "Work" })).toHaveFocus());
    expect(document.body.innerHTML).not.toContain(KEY);
  });

  it("is given a number that no other key has", async () => {
    const core = coreWith(keyView({ ...work, name: "Key 2" }));
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Another key for OpenAI" }));
    await userEvent.type(screen.getByLabelText("New key"), `${KEY}{Enter}`);
    await waitFor(() => expect(core.callsOf("add_key")[0]?.name).toBe("Key 3"));
  });

  it("stays the only one when the other is refused", async () => {
    const core = coreWith(work);
    core.on("add_key", () => ({ type: "refused", message: "Incorrect API key." }));
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Another key for OpenAI" }));
    await userEvent.type(screen.getByLabelText("New key"), `${KEY}{Enter}`);
    expect(await screen.findByText(/OpenAI refused this key.*Incorrect API key/)).toBeVisible();
    expect(screen.getByLabelText("New key")).toHaveValue(KEY);
    expect(screen.getByLabelText("New key")).toBeInvalid();
    expect(core.callsOf("add_key")[0]?.name).toBe("Key 2");
    await userEvent.keyboard("{Escape}");
    expect(screen.getByLabelText("API key for OpenAI")).toHaveFocus();
  });
});

describe("several keys", () => {
  it("are a list that tells them apart", async () => {
    const failed = { code: "key" as const, at: Date.now() - 24 * 60 * MINUTE_MS };
    const { card } = await several(
      coreWith(
        keyView({ ...work, last_used_at: Date.now() }),
        keyView({ ...own, last_error: failed }),
        keyView({ id: "three", state: { type: "not_set" } }),
        environment,
      ),
    );
    const described = (name: string) => screen.getByRole("radio", { name });
    expect(described("Work")).toHaveAccessibleDescription("Ends in 1111 · in the keyring · used this minute");
    expect(described("Private")).toHaveAccessibleDescription(
      "Ends in 2222 · until Parlance closes OpenAI did not accept it yesterday.",
    );
    expect(described("Key")).toHaveAccessibleDescription("Not there any more. Enter it again with Replace");
    expect(described("OPENAI_API_KEY")).toHaveAccessibleDescription("Ends in 3333 · from the environment");
    expect(within(card).getByText("Key in the keyring · ends in 1111")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Actions for the key OPENAI_API_KEY" })).toBeNull();
  });

  it("are chosen among, by the keyboard too", async () => {
    const { core, card } = await several();
    await userEvent.click(screen.getByRole("radio", { name: "Private" }));
    expect(await within(card).findByText("Key until Parlance closes · ends in 2222")).toBeVisible();
    // Held down: the list takes the step a moment after the press.
    await userEvent.keyboard("{ArrowDown>}");
    await waitFor(() => expect(screen.getByRole("radio", { name: "OPENAI_API_KEY" })).toBeChecked());
    expect(core.callsOf("use_key").map((args) => args.id)).toEqual(["two", "environment"]);
  });

  it("say why the choice could not be kept", async () => {
    const core = coreWith(work, own);
    core.on("use_key", () => {
      throw new IpcError("disk_full", "");
    });
    const { card } = await several(core);
    await userEvent.click(screen.getByRole("radio", { name: "Private" }));
    expect(await within(card).findByText("The disk is full.")).toBeVisible();
    expect(screen.getByRole("radio", { name: "Work" })).toBeChecked();
  });

  it("get another name", async () => {
    const { core } = await several();
    await act("Private", "Rename");
    const field = await screen.findByLabelText("New name for Private");
    await waitFor(() => expect(field).toHaveFocus());
    await userEvent.keyboard("Home{Enter}");
    const renamed = await screen.findByRole("radio", { name: "Home" });
    expect(core.callsOf("rename_key")).toEqual([{ provider: "openai", id: "two", name: "Home" }]);
    expect(renamed).toHaveFocus();
    expect(screen.queryByLabelText(/New name/)).toBeNull();
  });

  it("keep what was typed when a name is taken", async () => {
    const core = coreWith(work, own);
    core.on("rename_key", () => {
      throw new IpcError("invalid", "Another key has the name “Work”. Choose another one.");
    });
    await several(core);
    await act("Private", "Rename");
    const field = await screen.findByLabelText("New name for Private");
    await userEvent.clear(field);
    await userEvent.type(field, "Work{Enter}");
    expect(await screen.findByText(/Another key has the name “Work”/)).toBeVisible();
    expect(field).toHaveValue("Work");
    expect(field).toHaveAccessibleDescription(/Another key has the name/);
  });

  it("are replaced in place", async () => {
    const failed = { code: "key" as const, at: Date.now() };
    const { core } = await several(coreWith(work, keyView({ ...own, last_error: failed })));
    await act("Private", "Replace");
    await userEvent.type(await screen.findByLabelText("New key in place of Private"), `${KEY}{Enter}`);
    expect(await screen.findByText("The key works: 12 models. It is saved.")).toBeVisible();
    expect(core.callsOf("replace_key")).toEqual([{ provider: "openai", id: "two", key: KEY }]);
    expect(screen.getByRole("radio", { name: "Private" })).toHaveAccessibleDescription(
      "Ends in abcd · in the keyring",
    );
    expect(document.body.innerHTML).not.toContain(KEY);
  });

  it("are removed after a question, and another is in use", async () => {
    const { core } = await several();
    await act("Work", "Remove");
    const dialog = await screen.findByRole("dialog", { name: "Remove the key “Work”?" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(core.callsOf("remove_key")).toEqual([]);
    await act("Work", "Remove");
    await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
    expect(await screen.findByText("The key was removed.")).toBeVisible();
    expect(core.callsOf("remove_key")).toEqual([{ provider: "openai", id: "first" }]);
    expect(screen.queryByRole("radio", { name: "Work" })).toBeNull();
    await waitFor(() => expect(screen.getByRole("radio", { name: "Private" })).toHaveFocus());
    expect(screen.getByRole("radio", { name: "Private" })).toBeChecked();
    await act("Private", "Remove");
    await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.getByLabelText("API key for OpenAI")).toHaveFocus());
  });
});
