import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { provider } from "@/ipc/fake/state";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";

async function open(core: FakeCore): Promise<HTMLElement> {
  await renderWithCore(<SettingsPage section="network" provider={null} />, core);
  return screen.findByRole("region", { name: "Network" });
}

function patient(...ids: ("openai" | "groq")[]): FakeCore {
  const core = new FakeCore();
  const names = { openai: "OpenAI", groq: "Groq" };
  core.state.providers = ids.map((id) => provider({ id, name: names[id] }));
  const patience = ids.map((id) => ({ provider: id, first_byte_s: 180, idle_s: null }));
  core.state.network.settings = { ...core.state.network.settings, patience };
  return core;
}

describe("the way to the network", () => {
  it("asks for an address before a proxy of one's own is used, and saves it", async () => {
    const core = new FakeCore();
    const section = await open(core);
    await userEvent.click(await within(section).findByRole("radio", { name: "My own" }));
    expect(core.callsOf("save_network")).toEqual([]);
    await userEvent.type(
      within(section).getByRole("textbox", { name: "Address of the proxy" }),
      "http://proxy.example:3128{Enter}",
    );
    await waitFor(() =>
      expect(core.callsOf("save_network").at(-1)).toMatchObject({
        proxy: "own",
        proxy_url: "http://proxy.example:3128",
      }),
    );
    await userEvent.click(within(section).getByRole("radio", { name: "None" }));
    await waitFor(() => expect(core.callsOf("save_network").at(-1)?.proxy).toBe("direct"));
  });

  it("says what is wrong with a file of certificates", async () => {
    const core = new FakeCore();
    core.on("save_network", () => {
      throw new IpcError("invalid", "The file holds no certificate.");
    });
    const section = await open(core);
    await userEvent.type(
      await within(section).findByRole("textbox", { name: "File with certificates" }),
      "/tmp/a.pem{Enter}",
    );
    expect(await within(section).findByRole("alert")).toHaveTextContent("The file holds no certificate.");
  });

  it("waits longer for one provider, until that is taken back", async () => {
    const core = new FakeCore();
    core.state.providers = [provider({ id: "openai", name: "OpenAI" })];
    const section = await open(core);
    await within(section).findByRole("option", { name: "OpenAI" });
    await userEvent.selectOptions(
      within(section).getByRole("combobox", { name: "Wait otherwise for…" }),
      "OpenAI",
    );
    expect(core.callsOf("save_network")).toEqual([]);
    await userEvent.click(within(section).getByRole("button", { name: "Add" }));
    const field = await within(section).findByRole("textbox", { name: "First word, s" });
    await waitFor(() => expect(field).toHaveFocus());
    await userEvent.clear(field);
    await userEvent.type(field, "600{Enter}");
    await waitFor(() =>
      expect(core.callsOf("save_network").at(-1)?.patience).toEqual([
        { provider: "openai", first_byte_s: 600, idle_s: null },
      ]),
    );
    await userEvent.click(within(section).getByRole("button", { name: "Wait for OpenAI as usual" }));
    await waitFor(() => expect(core.callsOf("save_network").at(-1)?.patience).toEqual([]));
    await waitFor(() =>
      expect(within(section).getByRole("combobox", { name: "Wait otherwise for…" })).toHaveFocus(),
    );
  });

  it("moves the focus to the neighbour of a provider that is taken back", async () => {
    const section = await open(patient("openai", "groq"));
    await userEvent.click(await within(section).findByRole("button", { name: "Wait for OpenAI as usual" }));
    await waitFor(() =>
      expect(within(section).getByRole("button", { name: "Wait for Groq as usual" })).toHaveFocus(),
    );
  });

  it("loses no change to another that is still being saved", async () => {
    const core = patient("openai");
    const answers: (() => void)[] = [];
    core.on("save_network", async (settings) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      core.state.network = { ...core.state.network, settings };
      return core.state.network;
    });
    const section = await open(core);
    await userEvent.type(await within(section).findByRole("textbox", { name: "First word, s" }), "0{Enter}");
    await userEvent.type(within(section).getByRole("textbox", { name: "Silence, s" }), "120{Enter}");
    await waitFor(() => expect(answers).toHaveLength(1));
    answers[0]?.();
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    await waitFor(() =>
      expect(core.state.network.settings.patience).toEqual([
        { provider: "openai", first_byte_s: 1800, idle_s: 120 },
      ]),
    );
    expect(core.callsOf("save_network")).toHaveLength(2);
  });
});
