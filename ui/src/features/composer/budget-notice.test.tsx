import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { FakeCore } from "@/ipc/fake/core";
import type { SpendingView } from "@/ipc/generated";
import { renderWithCore } from "@/test/render";
import { BudgetNotice } from "./budget-notice";

const DOLLAR = 1_000_000;

function coreWith(spending: SpendingView): FakeCore {
  const core = new FakeCore();
  core.state.spending = spending;
  return core;
}

afterEach(() => {
  vi.useRealTimers();
});

it("says that a day is used up rather than that a month nearly is", async () => {
  const day = { spent: 5 * DOLLAR, budget: 5 * DOLLAR };
  const month = { spent: 85 * DOLLAR, budget: 100 * DOLLAR };
  renderWithCore(<BudgetNotice />, coreWith({ day, month }));
  expect(await screen.findByText("Today’s budget of $5.00 is used up.")).toBeVisible();
});

it("says of two that are nearly used up the longer one", async () => {
  const day = { spent: 4 * DOLLAR, budget: 5 * DOLLAR };
  const month = { spent: 85 * DOLLAR, budget: 100 * DOLLAR };
  renderWithCore(<BudgetNotice />, coreWith({ day, month }));
  expect(await screen.findByText("$85.00 of this month’s $100.00 are spent.")).toBeVisible();
});

it("goes when a new day begins", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: new Date(2026, 10, 21, 23, 50) });
  const core = coreWith({ day: { spent: 5 * DOLLAR, budget: 5 * DOLLAR }, month: null });
  renderWithCore(<BudgetNotice />, core);
  await screen.findByText(/Today’s budget/);
  core.state.spending = { day: { spent: 0, budget: 5 * DOLLAR }, month: null };
  vi.setSystemTime(new Date(2026, 10, 22, 8, 0));
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  await waitFor(() => expect(screen.queryByText(/Today’s budget/)).toBeNull());
});
