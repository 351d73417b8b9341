import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import { modelView } from "@/ipc/fake/state";
import { renderWithCore } from "@/test/render";
import { useFacts } from "./facts";
import { ModelList } from "./list";

vi.mock("./facts", async (original) => {
  const facts = await original<typeof import("./facts")>();
  return { ...facts, useFacts: vi.fn(facts.useFacts) };
});

const nothing = () => undefined;

it("is not drawn anew when another row is pointed at", async () => {
  const core = new FakeCore();
  const models = Array.from({ length: 50 }, (_, index) => modelView("router", `model-${index}`));
  core.state.models = [
    { provider: "router", name: "Router", kind: "cloud", availability: { type: "ready" }, models },
  ];
  const { client } = renderWithCore(<ModelList value={null} onChoose={nothing} onLeave={nothing} />, core);
  const row = (name: string) => screen.findByRole("option", { name });
  await waitFor(async () => expect(await row("model-0")).toHaveAttribute("data-selected", "true"));
  await waitFor(() => expect(client.isFetching()).toBe(0));
  const search = screen.getByRole("combobox", { name: "Search models" });
  search.focus();
  vi.mocked(useFacts).mockClear();
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  await waitFor(async () => expect(await row("model-2")).toHaveAttribute("data-selected", "true"));
  await waitFor(async () =>
    expect(search).toHaveAttribute("aria-activedescendant", (await row("model-2")).id),
  );
  // The foot of the list, which says more of the row.
  expect(vi.mocked(useFacts).mock.calls.length).toBeLessThan(models.length);
});
