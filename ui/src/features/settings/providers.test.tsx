import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { provider } from "@/ipc/fake/state";
import type { KeyCheck } from "@/ipc/generated";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";

const page = <SettingsPage section={null} provider={null} />;
const KEY = "sk-test-abcd";

async function enterKey(core: FakeCore, key = KEY): Promise<HTMLElement> {
  renderWithCore(page, core);
  await userEvent.type(await screen.findByLabelText("API key for OpenAI"), key);
  await userEvent.keyboard("{Enter}");
  return screen.getByRole("region", { name: "OpenAI" });
}

function answering(check: KeyCheck): FakeCore {
  const core = new FakeCore();
  core.on("save_key", () => check);
  return core;
}

describe("a key", () => {
  it("is saved, checked, forgotten by the field, and shown by its last four", async () => {
    const core = new FakeCore();
    const card = await enterKey(core, `  ${KEY}\n`);
    expect(await within(card).findByText("The key works: 12 models. It is saved.")).toBeVisible();
    expect(core.callsOf("save_key")).toEqual([{ provider: "openai", key: KEY }]);
    expect(screen.getByLabelText("API key for OpenAI")).toHaveValue("");
    expect(await within(card).findByText("Key in the keyring · ends in abcd")).toBeVisible();
    expect(document.body.innerHTML).not.toContain(KEY);
  });

  it("stays in the field when the provider refuses it", async () => {
    const card = await enterKey(answering({ type: "refused", message: "Incorrect API key." }));
    expect(
      await within(card).findByText("OpenAI refused this key, so it was not saved. Incorrect API key."),
    ).toBeVisible();
    expect(screen.getByLabelText("API key for OpenAI")).toHaveValue(KEY);
    expect(screen.getByLabelText("API key for OpenAI")).toBeInvalid();
  });

  it("is saved unchecked when the provider cannot be asked", async () => {
    const card = await enterKey(answering({ type: "unchecked", message: "No connection." }));
    expect(
      await within(card).findByText("The key is saved but could not be checked. No connection."),
    ).toBeVisible();
  });

  it("may be one that lists no models", async () => {
    const card = await enterKey(answering({ type: "restricted" }));
    expect(await within(card).findByText(/OpenAI knows it, but it may not list models/)).toBeVisible();
  });

  it("keeps what was typed when the core fails", async () => {
    const core = new FakeCore();
    core.on("save_key", () => {
      throw new IpcError("keyring", "timed out");
    });
    const card = await enterKey(core);
    expect(await within(card).findByText(/keyring does not answer.*timed out/)).toBeVisible();
    expect(screen.getByLabelText("API key for OpenAI")).toHaveValue(KEY);
  });

  it("is hidden unless asked for", async () => {
    renderWithCore(page);
    const field = await screen.findByLabelText("API key for OpenAI");
    const card = screen.getByRole("region", { name: "OpenAI" });
    expect(field).toHaveAttribute("type", "password");
    await userEvent.click(within(card).getByRole("button", { name: "Show key" }));
    expect(field).toHaveAttribute("type", "text");
    await userEvent.click(within(card).getByRole("button", { name: "Hide key" }));
    expect(field).toHaveAttribute("type", "password");
  });

  it("can be removed, unless it comes from the environment", async () => {
    const core = new FakeCore();
    core.state.providers = [
      provider({ id: "openai", name: "OpenAI", key: { type: "keyring", last4: "abcd" } }),
      provider({
        id: "groq",
        name: "Groq",
        key: { type: "environment", variable: "GROQ_API_KEY", last4: "91ab" },
      }),
    ];
    renderWithCore(page, core);
    expect(await screen.findByText("Key from the environment (GROQ_API_KEY) · ends in 91ab")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Remove the key of Groq" })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Remove the key of OpenAI" }));
    expect(await screen.findByText("The key was removed.")).toBeVisible();
    expect(await screen.findByText("No key")).toBeVisible();
  });
});

describe("a base URL", () => {
  it("is saved and goes back to the default", async () => {
    const { core } = renderWithCore(page);
    const field = await screen.findByRole("textbox", { name: "Base URL for OpenAI" });
    await userEvent.clear(field);
    await userEvent.type(field, "http://localhost:9/v1/{Enter}");
    await userEvent.click(
      await screen.findByRole("button", { name: "Base URL of OpenAI back to the default" }),
    );
    await waitFor(() => expect(field).toHaveValue("https://api.openai.example/v1"));
    expect(core.callsOf("set_base_url").map((args) => args.base_url)).toEqual(["http://localhost:9/v1/", ""]);
  });

  it("stays as typed when it is no address, with the reason", async () => {
    const core = new FakeCore();
    core.on("set_base_url", () => {
      throw new IpcError("invalid", "“foo” is not an address");
    });
    renderWithCore(page, core);
    const field = await screen.findByRole("textbox", { name: "Base URL for OpenAI" });
    await userEvent.clear(field);
    await userEvent.type(field, "foo{Enter}");
    expect(await screen.findByText(/“foo” is not an address/)).toBeVisible();
    expect(field).toHaveValue("foo");
    expect(field).toBeInvalid();
  });
});

describe("a custom provider", () => {
  it("is added with headers and a key", async () => {
    const { core } = renderWithCore(page);
    await userEvent.click(await screen.findByRole("button", { name: "Add a provider" }));
    await userEvent.type(screen.getByLabelText("Name"), "Lab");
    await userEvent.type(screen.getByLabelText("Base URL"), "https://lab.example/v1");
    await userEvent.selectOptions(screen.getByLabelText("API format"), "Anthropic Messages");
    await userEvent.click(screen.getByText("Advanced"));
    await userEvent.click(screen.getByRole("button", { name: "Add a header" }));
    await userEvent.type(screen.getByLabelText("Header 1 name"), "X-Team");
    await userEvent.type(screen.getByLabelText("Header 1 value"), "blue");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("region", { name: "Lab" })).toBeVisible();
    expect(core.callsOf("save_custom_provider")).toEqual([
      {
        id: null,
        name: "Lab",
        base_url: "https://lab.example/v1",
        wire: "anthropic-messages",
        auth: null,
        headers: [{ name: "X-Team", value: "blue" }],
        query: [],
        models: [],
        key: null,
      },
    ]);
  });

  it("keeps saved header values that were not typed again, but not under another name", async () => {
    const core = new FakeCore();
    const lab = { id: "lab", name: "Lab", kind: "custom" as const, default_base_url: null };
    core.state.providers = [provider({ ...lab, header_names: ["X-Keep", "X-Old"] })];
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Edit Lab" }));
    const second = screen.getByLabelText("Header 2 name");
    await userEvent.clear(second);
    await userEvent.type(second, "X-New");
    await userEvent.type(screen.getByLabelText("Header 2 value"), "v");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(core.callsOf("save_custom_provider")[0]?.headers).toEqual([
        { name: "X-Keep", value: null },
        { name: "X-New", value: "v" },
      ]),
    );
  });

  it("says in the form what is wrong and keeps it open", async () => {
    const core = new FakeCore();
    core.on("save_custom_provider", () => {
      throw new IpcError("invalid", "The address needs http or https");
    });
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Add a provider" }));
    await userEvent.type(screen.getByLabelText("Name"), "Lab");
    await userEvent.type(screen.getByLabelText("Base URL"), "ftp://x");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The address needs http or https");
  });

  it("is removed only after a second word", async () => {
    const core = new FakeCore();
    core.state.providers = [provider({ id: "lab", name: "Lab", kind: "custom" })];
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Remove Lab" }));
    expect(core.callsOf("remove_custom_provider")).toEqual([]);
    await userEvent.click(await screen.findByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Lab" })).toBeNull());
  });
});
