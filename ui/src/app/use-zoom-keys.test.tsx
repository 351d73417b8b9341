import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { IpcError } from "@/ipc/error";
import { FakeCore } from "@/ipc/fake/core";
import { useSettingsQuery } from "@/lib/settings";
import { useToasts } from "@/lib/toasts";
import { renderWithCore } from "@/test/render";
import { resetStores } from "@/test/stores";
import { useZoomKeys } from "./use-zoom-keys";

function Zoom() {
  useZoomKeys();
  return <output>{useSettingsQuery().data?.zoom}</output>;
}

beforeEach(resetStores);

it("zooms with Ctrl and +, = and -, and goes back with 0", async () => {
  const core = new FakeCore();
  renderWithCore(<Zoom />, core);
  await screen.findByText("100");
  const press = (key: string, fields = {}) =>
    fireEvent.keyDown(document.body, { key, ctrlKey: true, ...fields });
  expect(press("="), "the browser does not do it once more").toBe(false);
  press("+", { shiftKey: true });
  await screen.findByText("125");
  press("-");
  await waitFor(() => expect(core.state.settings.zoom).toBe(110));
  press("0");
  await waitFor(() => expect(core.state.settings.zoom).toBe(100));
  press("0");
  expect(press("+", { ctrlKey: false })).toBe(true);
  expect(core.callsOf("save_settings")).toHaveLength(4);
});

it("says when it could not be kept", async () => {
  const core = new FakeCore();
  core.on("save_settings", () => {
    throw new IpcError("internal", "No.");
  });
  renderWithCore(<Zoom />, core);
  await screen.findByText("100");
  fireEvent.keyDown(document.body, { key: "+", ctrlKey: true });
  await waitFor(() => expect(useToasts.getState().toasts[0]?.tone).toBe("error"));
  await screen.findByText("100");
});
