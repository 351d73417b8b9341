import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useNavigation } from "@/lib/navigation";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { filterSections } from "./filter";
import { SettingsPage } from "./page";

const page = <SettingsPage section={null} provider={null} />;

describe("SettingsPage", () => {
  it("narrows to what is searched and says when there is nothing", async () => {
    renderWithCore(page);
    await screen.findByRole("region", { name: "OpenAI" });
    const search = screen.getByRole("searchbox", { name: "Search settings" });
    await userEvent.type(search, "groq");
    await waitFor(() => expect(screen.queryByRole("region", { name: "OpenAI" })).toBeNull());
    expect(screen.getByRole("region", { name: "Groq" })).toBeVisible();
    expect(screen.queryByRole("heading", { name: "Appearance" })).toBeNull();
    await userEvent.type(search, " zebra");
    expect(await screen.findByText("No setting matches “groq zebra”.")).toBeVisible();
  });

  it("lands on the key field of the provider that was asked for", async () => {
    renderWithCore(<SettingsPage section="providers" provider="groq" />);
    await waitFor(() => expect(screen.getByLabelText("API key for Groq")).toHaveFocus());
  });

  it("lands on a section whose rows come later", async () => {
    const core = new FakeCore();
    let answer: () => void = () => undefined;
    core.on("routing", () => new Promise((resolve) => (answer = () => resolve(core.state.routing))));
    renderWithCore(<SettingsPage section="routing" provider={null} />, core);
    await screen.findByRole("region", { name: "OpenAI" });
    answer();
    await waitFor(() => expect(screen.getByRole("region", { name: "Auto and limits" })).toHaveFocus());
  });

  it("takes the focus from nobody who types", async () => {
    const core = new FakeCore();
    const { providers } = core.state;
    let answer: () => void = () => undefined;
    core.on("list_providers", () => new Promise((resolve) => (answer = () => resolve(providers))));
    renderWithCore(<SettingsPage section="providers" provider="groq" />, core);
    await waitFor(() => expect(core.callsOf("list_providers")).not.toEqual([]));
    const search = screen.getByRole("searchbox", { name: "Search settings" });
    await userEvent.type(search, "gr");
    answer();
    await screen.findByLabelText("API key for Groq");
    expect(search).toHaveFocus();
    await userEvent.clear(search);
    await screen.findByLabelText("API key for OpenAI");
    expect(search).toHaveFocus();
  });

  it("saves a theme and takes it back, with a word, when saving fails", async () => {
    const { core } = renderWithCore(page);
    const theme = within(await screen.findByRole("radiogroup", { name: "Theme" }));
    await userEvent.click(theme.getByRole("radio", { name: "Light" }));
    await waitFor(() => expect(core.state.settings.theme).toBe("light"));
    core.on("save_settings", () => {
      throw new IpcError("read_only", "settings.json");
    });
    await userEvent.click(theme.getByRole("radio", { name: "Dark" }));
    await waitFor(() => expect(useToasts.getState().toasts[0]?.text).toMatch(/could not be saved/));
    await waitFor(() => expect(theme.getByRole("radio", { name: "Light" })).toBeChecked());
  });

  it("changes the text size by keyboard within its limits", async () => {
    const { core } = renderWithCore(page);
    const slider = await screen.findByRole("slider", { name: "Text size" });
    await waitFor(() => expect(slider).toHaveAttribute("aria-valuenow", "15"));
    slider.focus();
    await userEvent.keyboard("{End}{ArrowRight}");
    await waitFor(() => expect(core.state.settings.text_size).toBe(20));
  });

  it("opens folders and copies diagnostics through the core", async () => {
    const core = new FakeCore();
    core.state.appInfo.last_crash = "panicked at the disco";
    renderWithCore(page, core);
    await userEvent.click(await screen.findByRole("button", { name: "Open logs folder" }));
    await userEvent.click(screen.getByRole("button", { name: "Open data folder" }));
    await userEvent.click(screen.getByRole("button", { name: "Copy diagnostics" }));
    await waitFor(() => expect(core.callsOf("copy_text")).toEqual([{ text: "Parlance 0.1.0", html: null }]));
    expect(core.callsOf("open_folder")).toEqual([{ folder: "logs" }, { folder: "data" }]);
    expect(screen.getByText("panicked at the disco")).toBeVisible();
  });

  it("says what each way of shortening a conversation does, and keeps the choice", async () => {
    const { core } = renderWithCore(page);
    const choice = await screen.findByRole("radiogroup", { name: "When a conversation gets too long" });
    expect(within(choice).getByRole("radio", { name: "Ask" })).toBeChecked();
    await userEvent.click(within(choice).getByRole("radio", { name: "Summarise the oldest" }));
    expect(await screen.findByText(/The model summarises the oldest messages/)).toBeVisible();
    expect(core.callsOf("save_settings").at(-1)).toMatchObject({ overflow: "compact" });
  });

  it("goes back to the chat it came from", async () => {
    renderWithCore(page);
    useNavigation.getState().openChat("c1");
    useNavigation.getState().openSettings();
    await userEvent.click(await screen.findByRole("button", { name: "Back" }));
    expect(useNavigation.getState().view).toEqual({ kind: "chat", conversation: "c1" });
  });
});

describe("filterSections", () => {
  const sections = [
    {
      id: "appearance" as const,
      title: "Appearance",
      rows: [
        { id: "theme", text: "Theme dark", element: null },
        { id: "size", text: "Text size", element: null },
      ],
    },
  ];
  it("keeps all of a section whose title matches", () => {
    expect(filterSections(sections, "appear")[0]?.rows).toHaveLength(2);
  });
  it("keeps the rows that hold every word", () => {
    expect(filterSections(sections, "DARK appearance")[0]?.rows.map((row) => row.id)).toEqual(["theme"]);
  });
});
