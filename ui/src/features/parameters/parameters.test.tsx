import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun, modelKey, provider } from "@/ipc/fake/state";
import type { ModelChoice, WireFormat } from "@/ipc/generated";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { IpcError } from "../../ipc/error";
import { OmissionNote, ParametersButton } from "./public";

const model = { provider: "groq", model: "llama" };

let core: FakeCore;

beforeEach(() => {
  core = new FakeCore(firstRun());
});

/** Opens the panel of a conversation's model, whose provider speaks `wire`. */
async function open(wire: WireFormat = "openai-chat", conversation: string | null = "c") {
  core.state.providers = [provider({ id: "groq", name: "Groq", wire })];
  const user = userEvent.setup();
  const result = renderWithCore(<ParametersButton conversation={conversation} model={model} />, core);
  await user.click(await screen.findByRole("button", { name: /^Parameters/ }));
  await screen.findByRole("dialog", { name: "Parameters" });
  return { ...result, user };
}

const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
const choice = (name: string) => screen.getByRole<HTMLSelectElement>("combobox", { name });
const here = () => core.callsOf("set_conversation_parameters").at(-1);
const everywhere = () => core.callsOf("set_model_parameters").at(-1);

describe("ParametersButton", () => {
  const button = (choice: ModelChoice | null) =>
    renderWithCore(<ParametersButton conversation={null} model={choice} />, core);

  it("is not there for the Guide, which cannot be told anything", async () => {
    button({ provider: "guide", model: "guide" });
    await waitFor(() => expect(core.callsOf("parameters")).toHaveLength(1));
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("says how much is set, in the conversation or for the model", async () => {
    core.state.parameters.set("new", { temperature: 0.5, seed: 7 });
    core.state.modelParameters.set(modelKey(model), { temperature: 1, top_p: 0.5 });
    button(model);
    expect(await screen.findByRole("button", { name: "Parameters: 3 set" })).toBeVisible();
  });

  it("reads again what the core says has changed", async () => {
    const { client } = button(model);
    expect(await screen.findByRole("button", { name: "Parameters" })).toBeVisible();
    core.state.parameters.set("new", { seed: 7 });
    await client.invalidateQueries({ queryKey: ["parameters"] });
    expect(await screen.findByRole("button", { name: "Parameters: 1 set" })).toBeVisible();
  });
});

describe("the panel", () => {
  it("saves what is typed for the conversation", async () => {
    const { user } = await open();
    await user.type(field("Temperature"), "0,5");
    await user.type(field("System prompt"), "Be brief.");
    await user.type(field("Stop sequences"), "END{Enter}###");
    const parameters = { temperature: 0.5, system_prompt: "Be brief.", stop: ["END", "###"] };
    await waitFor(() => expect(here()).toEqual({ conversation: "c", parameters }));
    expect(everywhere()).toBeUndefined();
  });

  it("keeps what is typed while it is saved and read again", async () => {
    const { user } = await open();
    await user.type(field("System prompt"), "Be");
    await waitFor(() => expect(here()?.parameters).toEqual({ system_prompt: "Be" }));
    await user.type(field("System prompt"), " brief.");
    expect(field("System prompt")).toHaveValue("Be brief.");
    await waitFor(() => expect(here()?.parameters).toEqual({ system_prompt: "Be brief." }));
  });

  it("saves at once when it is closed, and gives the focus back", async () => {
    const { user } = await open("openai-chat", null);
    await user.type(field("Seed"), "42{Escape}");
    expect(here()).toEqual({ conversation: null, parameters: { seed: 42 } });
    const button = await screen.findByRole("button", { name: "Parameters: 1 set" });
    expect(button).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("textbox", { name: "Seed" })).toHaveValue("42");
  });

  it("takes no number out of its range and says which it is", async () => {
    const { user } = await open();
    await user.type(field("Temperature"), "3");
    expect(field("Temperature")).toBeInvalid();
    expect(field("Temperature")).toHaveAccessibleDescription(/A number from 0 to 2/);
    await user.type(field("Longest answer"), "1.5");
    expect(field("Longest answer")).toBeInvalid();
    await user.tab();
    expect(field("Temperature")).toHaveValue("");
    expect(field("Longest answer")).toHaveValue("1");
    await user.keyboard("{Escape}");
    expect(here()?.parameters).toEqual({ max_output_tokens: 1 });
  });

  it("takes no more stop sequences than providers do", async () => {
    const { user } = await open();
    await user.type(field("Stop sequences"), "a{Enter}b{Enter}c{Enter}d{Enter}e");
    expect(field("Stop sequences")).toBeInvalid();
    await user.keyboard("{Escape}");
    expect(here()?.parameters).toEqual({ stop: ["a", "b", "c", "d"] });
  });

  it("reads thousands as they are set apart", async () => {
    const { user } = await open();
    await user.type(field("Longest answer"), "100,000");
    await waitFor(() => expect(here()?.parameters).toEqual({ max_output_tokens: 100_000 }));
  });

  it("moves a number by its slider", async () => {
    const { user } = await open();
    const slider = screen.getByRole("slider", { name: "Top-p" });
    expect(slider).toHaveAttribute("aria-valuetext", "Default");
    slider.focus();
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(field("Top-p")).toHaveValue("0.9");
    await waitFor(() => expect(here()?.parameters).toEqual({ top_p: 0.9 }));
  });

  it("sets for the model everywhere, and shows in the conversation what comes from there", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("radio", { name: "This model everywhere" }));
    await user.type(field("Temperature"), "0.3");
    await user.selectOptions(choice("Reasoning"), "Low");
    await waitFor(() =>
      expect(everywhere()).toEqual({ model, parameters: { temperature: 0.3, reasoning: { effort: "low" } } }),
    );
    expect(here()).toBeUndefined();
    await user.click(screen.getByRole("radio", { name: "This conversation" }));
    expect(field("Temperature")).toHaveValue("");
    expect(field("Temperature")).toHaveAttribute("placeholder", "0.3 (model)");
    expect(choice("Reasoning")).toHaveDisplayValue("Low (model)");
  });

  it("offers only what the provider can be told", async () => {
    await open("openai-responses");
    expect(choice("Verbosity")).toBeVisible();
    expect(screen.queryByRole("textbox", { name: "Seed" })).toBeNull();
    expect(screen.queryByRole("textbox", { name: "Stop sequences" })).toBeNull();
    expect(within(choice("Reasoning")).queryByRole("option", { name: "By tokens" })).toBeNull();
  });

  it("shows what was set with another model and is not sent to this one", async () => {
    core.state.parameters.set("c", { seed: 7 });
    const { user } = await open("anthropic-messages");
    expect(field("Seed")).toHaveAccessibleDescription("This provider has no such parameter. It is not sent.");
    await user.click(screen.getByRole("button", { name: "Reset: Seed" }));
    await user.keyboard("{Escape}");
    expect(here()?.parameters).toEqual({});
    await user.click(await screen.findByRole("button", { name: "Parameters" }));
    expect(await screen.findByRole("textbox", { name: "Temperature" })).toBeVisible();
    expect(screen.queryByRole("textbox", { name: "Seed" })).toBeNull();
  });

  it("takes a temperature as high as the provider does", async () => {
    const { user } = await open("anthropic-messages");
    await user.type(field("Temperature"), "1.5");
    expect(field("Temperature")).toHaveAccessibleDescription(/A number from 0 to 1/);
  });

  it("sets a number of tokens for thinking where the provider takes one", async () => {
    const { user } = await open("anthropic-messages");
    await user.selectOptions(choice("Reasoning"), "By tokens");
    await user.clear(field("Tokens for thinking"));
    await user.type(field("Tokens for thinking"), "5000");
    await waitFor(() => expect(here()?.parameters).toEqual({ reasoning: { budget_tokens: 5000 } }));
    await user.selectOptions(choice("Reasoning"), "High");
    await waitFor(() => expect(here()?.parameters).toEqual({ reasoning: { effort: "high" } }));
    expect(screen.queryByRole("textbox", { name: "Tokens for thinking" })).toBeNull();
  });

  it("goes back to the default, one by one or all at once", async () => {
    core.state.parameters.set("c", { temperature: 0.5, seed: 7, verbosity: "low" });
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "Reset: Temperature" }));
    expect(field("Temperature")).toHaveValue("");
    expect(field("Temperature")).toHaveFocus();
    await user.selectOptions(choice("Verbosity"), "Default");
    await waitFor(() => expect(here()?.parameters).toEqual({ seed: 7 }));
    await user.click(screen.getByRole("button", { name: "Reset all" }));
    await waitFor(() => expect(here()?.parameters).toEqual({}));
    expect(field("Seed")).toHaveValue("");
    expect(screen.getByRole("button", { name: "Reset all" })).toHaveFocus();
    expect(screen.getByRole("button", { name: "Reset all" })).toHaveAttribute("aria-disabled", "true");
  });

  it("says what the model refuses and tries it again when asked", async () => {
    core.state.refusals.set(modelKey(model), [
      { parameter: "temperature", value: null },
      { parameter: "reasoning", value: "xhigh" },
      { parameter: "stop", value: null },
    ]);
    core.state.parameters.set("c", { temperature: 0.5 });
    const { user, client } = await open();
    expect(screen.getByText("The model refuses “Very high”. It is not sent.")).toBeVisible();
    const [refused] = screen.getAllByText("The model refuses this. It is not sent.") as [HTMLElement];
    await user.click(screen.getAllByRole("button", { name: "Try again" })[0] as HTMLElement);
    expect(core.callsOf("forget_refusals")).toEqual([{ model, parameter: "temperature" }]);
    await client.invalidateQueries({ queryKey: ["parameters"] });
    await waitFor(() => expect(refused).not.toBeInTheDocument());
    expect(screen.getByText("The model refuses “Very high”. It is not sent.")).toBeVisible();
  });

  it("says when nothing was saved", async () => {
    core.on("set_conversation_parameters", () => {
      throw new IpcError("disk_full", "The disk is full.");
    });
    const { user } = await open();
    await user.type(field("Seed"), "1{Escape}");
    await waitFor(() =>
      expect(useToasts.getState().toasts.map((toast) => toast.text)).toEqual([
        expect.stringMatching(/^The parameters were not saved\. .*The disk is full/),
      ]),
    );
  });

  it("does not go on showing what was not saved", async () => {
    core.on("set_conversation_parameters", () => {
      throw new IpcError("disk_full", "The disk is full.");
    });
    const { user } = await open();
    await user.type(field("Seed"), "1{Escape}");
    await waitFor(() => expect(useToasts.getState().toasts).toHaveLength(1));
    expect(await screen.findByRole("button", { name: "Parameters" })).toBeVisible();
  });

  it("has nothing that axe finds", async () => {
    core.state.parameters.set("c", { temperature: 0.5, reasoning: { budget_tokens: 2048 } });
    core.state.refusals.set(modelKey(model), [{ parameter: "temperature", value: null }]);
    await open("anthropic-messages");
    const found = await axe.run(screen.getByRole("dialog"), {
      // The DOM of the tests has no layout.
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    expect(found.violations.map((violation) => violation.id)).toEqual([]);
  });
});

describe("OmissionNote", () => {
  it("says what was not sent and why", () => {
    render(
      <OmissionNote
        omissions={[
          { parameter: "temperature", reason: "refused" },
          { parameter: "seed", reason: "unsupported" },
          { parameter: "reasoning", reason: "refused" },
          { parameter: "top_p", reason: "excluded" },
        ]}
      />,
    );
    expect(screen.getByText("Not sent, since the model refuses it: Temperature, Reasoning")).toBeVisible();
    expect(screen.getByText("Not sent, since this provider has no such parameter: Seed")).toBeVisible();
    expect(screen.getByText("Not sent, since another parameter excludes it: Top-p")).toBeVisible();
  });
});
