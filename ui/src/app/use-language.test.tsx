import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { renderWithCore } from "@/test/render";
import { Toaster } from "./toaster";
import { useLanguage } from "./use-language";

const file = vi.hoisted(() => ({ missing: true }));

vi.mock("@/i18n/de/strings", async (original) => {
  const { strings } = await original<typeof import("@/i18n/de/strings")>();
  return {
    get strings() {
      if (file.missing) throw new TypeError("it could not be fetched");
      return strings;
    },
  };
});

function Window() {
  useLanguage();
  return <Toaster />;
}

it("stays in the former language where the strings cannot be read, says so, and tries again", async () => {
  const core = new FakeCore();
  core.state.settings.language = "de";
  renderWithCore(<Window />, core);
  expect((await screen.findAllByText("Deutsch could not be loaded."))[0]).toBeVisible();
  expect(document.documentElement.lang).toBe("en");
  file.missing = false;
  const retry = screen.getByRole("button", { name: "Try again" });
  // The notices take the pointer a moment after the first of them is there.
  await waitFor(() => userEvent.click(retry));
  await waitFor(() => expect(document.documentElement.lang).toBe("de"));
  expect(await screen.findByRole("region", { name: /^Hinweise/ })).toBeInTheDocument();
});
