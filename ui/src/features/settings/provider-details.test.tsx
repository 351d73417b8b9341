import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { provider } from "@/ipc/fake/state";
import type { ProviderView } from "@/ipc/generated";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { SettingsPage } from "./page";

const page = <SettingsPage section={null} provider={null} />;

const lab = (fields: Partial<ProviderView> = {}) =>
  provider({ id: "lab", name: "Lab", kind: "custom", default_base_url: null, ...fields });

function coreWith(...providers: ProviderView[]): FakeCore {
  const core = new FakeCore();
  core.state.providers = providers;
  return core;
}

const toast = () => useToasts.getState().toasts.at(-1)?.text;

describe("the details of a custom provider", () => {
  it("go along as they were typed", async () => {
    const { core } = renderWithCore(page);
    await userEvent.click(await screen.findByRole("button", { name: "Add a provider" }));
    await userEvent.type(screen.getByLabelText("Name"), "Classic");
    await userEvent.type(screen.getByLabelText("Base URL"), "https://r.example/deployments/{{model}");
    await userEvent.click(screen.getByText("Advanced"));
    await userEvent.selectOptions(screen.getByLabelText("Where the key goes"), "A header of its own");
    await userEvent.type(screen.getByLabelText("Name of the header"), " api-key ");
    await userEvent.type(screen.getByLabelText("Models"), "gpt-6, , my-deployment");
    await userEvent.click(screen.getByRole("button", { name: "Add a query parameter" }));
    await userEvent.click(screen.getByRole("button", { name: "Add a query parameter" }));
    await userEvent.type(screen.getByLabelText("Query parameter 1 name"), "api-version");
    await userEvent.type(screen.getByLabelText("Query parameter 1 value"), "2024-10-21");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(core.callsOf("save_custom_provider")[0]).toMatchObject({
        base_url: "https://r.example/deployments/{model}",
        auth: { type: "header", name: "api-key" },
        query: [{ name: "api-version", value: "2024-10-21" }],
        models: ["gpt-6", "my-deployment"],
      }),
    );
  });

  it("are in sight where there are any, and stay as they are", async () => {
    const details = {
      auth: { type: "query" as const, name: "key" },
      query: [{ name: "region", value: "eu" }],
      models: ["one", "two"],
      header_names: ["x-new"],
      missing_headers: ["x-new"],
    };
    const { core } = renderWithCore(page, coreWith(lab(details)));
    expect(await screen.findByText("x-new has no value yet.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Edit Lab" }));
    expect(screen.getByLabelText("Name of the parameter")).toHaveValue("key");
    expect(screen.getByLabelText("Header 1 value")).toHaveAttribute("placeholder", "No value yet");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(core.callsOf("save_custom_provider")[0]).toMatchObject({
        auth: details.auth,
        query: details.query,
        models: details.models,
        headers: [{ name: "x-new", value: null }],
      }),
    );
  });

  it("are hidden where there are none", async () => {
    renderWithCore(page, coreWith(lab()));
    await userEvent.click(await screen.findByRole("button", { name: "Edit Lab" }));
    expect(screen.getByText("Advanced").closest("details")).not.toHaveAttribute("open");
  });
});

describe("a provider with an address of its own", () => {
  it("asks for it and for the names of its models", async () => {
    const azure = provider({
      id: "azure",
      name: "Azure OpenAI",
      base_url: "",
      default_base_url: null,
      base_url_example: "https://your-resource.example/openai/v1",
      names_models: true,
    });
    const { core } = renderWithCore(page, coreWith(azure));
    const address = await screen.findByRole("textbox", { name: "Base URL for Azure OpenAI" });
    expect(address).toHaveValue("");
    expect(address).toHaveAttribute("placeholder", "https://your-resource.example/openai/v1");
    const models = screen.getByRole("textbox", { name: "Models of Azure OpenAI" });
    await userEvent.type(models, "mine, yours{Enter}");
    expect(await screen.findByText("The models are saved.")).toBeVisible();
    expect(core.callsOf("set_models")).toEqual([{ provider: "azure", models: ["mine", "yours"] }]);
    expect(models).toHaveValue("mine, yours");
  });
});

describe("a file that describes a provider", () => {
  it("is exported to the disk and the clipboard", async () => {
    const { core } = renderWithCore(page, coreWith(lab()));
    await userEvent.click(await screen.findByRole("button", { name: "Export Lab" }));
    await waitFor(() => expect(core.callsOf("copy_text")[0]?.text).toContain('name = "Lab"'));
    await waitFor(() => expect(toast()).toMatch(/Lab\.parlance-provider\.toml/));
  });

  it("is chosen, read and imported, and the key is asked for", async () => {
    const { core } = renderWithCore(page);
    await userEvent.click(await screen.findByRole("button", { name: "Import a provider…" }));
    const text = 'version = 1\nname = "Lab"\nbase_url = "https://lab.example/v1"\n';
    const chooser = screen.getByLabelText("Choose a file", { selector: "input" });
    await userEvent.upload(chooser, new File([text], "lab.parlance-provider.toml"), { applyAccept: false });
    await waitFor(() => expect(screen.getByLabelText("Or paste its text")).toHaveValue(text));
    await userEvent.click(screen.getByRole("button", { name: "Import" }));
    expect(await screen.findByRole("dialog", { name: "Edit Lab" })).toBeVisible();
    expect(screen.getByLabelText("API key, if it wants one")).toHaveValue("");
    expect(core.callsOf("import_provider")).toEqual([{ text }]);
    expect(toast()).toBe("Lab is imported.");
  });

  it("that describes none is told with its line and stays", async () => {
    const core = new FakeCore();
    core.on("import_provider", () => {
      throw new IpcError("invalid", "Line 3: Unknown field `colour`.");
    });
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Import a provider…" }));
    await userEvent.type(screen.getByLabelText("Or paste its text"), "colour = 1");
    await userEvent.click(screen.getByRole("button", { name: "Import" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Line 3: Unknown field `colour`.");
    expect(screen.getByLabelText("Or paste its text")).toHaveValue("colour = 1");
  });

  it("of the folder has a badge and its own key, and is not changed here", async () => {
    const file = "lab.parlance-provider.toml";
    const core = coreWith(lab({ file, header_names: ["x-team"], missing_headers: ["x-team"] }));
    renderWithCore(page, core);
    const card = await screen.findByRole("region", { name: "Lab" });
    expect(within(card).getByText("From a file")).toBeVisible();
    expect(within(card).getByLabelText("API key for Lab")).toBeVisible();
    for (const name of ["Edit Lab", "Remove Lab", "Export Lab"]) {
      expect(within(card).queryByRole("button", { name })).toBeNull();
    }
    expect(within(card).queryByLabelText("Base URL for Lab")).toBeNull();
    await userEvent.click(within(card).getByRole("button", { name: "Open the folder for providers" }));
    expect(core.callsOf("open_folder")).toEqual([{ folder: "providers" }]);
    const value = within(card).getByLabelText("Value of x-team for Lab");
    await userEvent.type(value, "blue{Enter}");
    await waitFor(() => expect(value).toHaveAttribute("placeholder", "x-team is saved; paste to replace"));
    expect(core.callsOf("set_header_value")).toEqual([{ provider: "lab", name: "x-team", value: "blue" }]);
    expect(value).toHaveValue("");
  });

  it("may say that no key is sent, and then none is asked for", async () => {
    renderWithCore(page, coreWith(lab({ file: "lab.toml", auth: { type: "none" } })));
    const card = await screen.findByRole("region", { name: "Lab" });
    expect(within(card).queryByLabelText("API key for Lab")).toBeNull();
  });

  it("that is broken is told, and read again when asked", async () => {
    const core = new FakeCore();
    core.state.providerFiles.broken = [{ file: "bad.toml", message: "Line 4: No such wire." }];
    renderWithCore(page, core);
    expect(await screen.findByText("bad.toml")).toBeVisible();
    expect(screen.getByText(/Line 4: No such wire\./)).toBeVisible();
    core.state.providerFiles.broken = [];
    await userEvent.click(screen.getByRole("button", { name: "Read the files again" }));
    await waitFor(() => expect(screen.queryByText("bad.toml")).toBeNull());
    expect(core.callsOf("provider_files")).toContainEqual({ refresh: true });
  });
});
