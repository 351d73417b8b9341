import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { Composer } from "@/features/composer/composer";
import { FakeCore } from "@/ipc/fake/core";
import { firstRun } from "@/ipc/fake/state";
import type { ContextGauge } from "@/ipc/generated";
import { useImportRequest } from "@/lib/import-request";
import { useNavigation } from "@/lib/navigation";
import { renderWithCore } from "@/test/render";
import { useAppEvents } from "./use-app-events";

function Window() {
  useAppEvents();
  return <Composer conversation="c" />;
}

it("counts anew what grew while it was being counted", async () => {
  const core = new FakeCore(firstRun());
  const model = { provider: "guide", model: "guide" };
  core.state.conversations.set("c", {
    updatedAt: 0,
    trashed: false,
    view: { id: "c", title: "Title", model, messages: [], has_earlier: false, draft: "" },
  });
  const gauge = (tokens: number): ContextGauge => ({
    used_tokens: tokens,
    context_tokens: 1000,
    chosen: null,
    estimated: false,
    overflow: null,
  });
  let counted: (result: ContextGauge) => void = () => undefined;
  core.on("context_gauge", () => new Promise((resolve) => (counted = resolve)));
  renderWithCore(<Window />, core);
  await waitFor(() => expect(core.callsOf("context_gauge")).toHaveLength(1));

  core.on("context_gauge", () => gauge(900));
  core.notify({ type: "conversation", id: "c" });
  counted(gauge(100));
  expect(await screen.findByRole("img", { name: /900 of the 1,000 tokens/ })).toBeVisible();
});

it("shows what is in an export that was brought", async () => {
  const { core } = renderWithCore(<Window />, new FakeCore(firstRun()));
  core.notify({ type: "import_offered", path: "/home/me/export.zip" });
  await waitFor(() =>
    expect(useNavigation.getState().view).toMatchObject({ kind: "settings", section: "data" }),
  );
  expect(useImportRequest.getState().path).toBe("/home/me/export.zip");
});
