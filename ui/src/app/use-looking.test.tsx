import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { connectTransport } from "@/ipc/client";
import { FakeCore } from "@/ipc/fake/core";
import { useNavigation } from "@/lib/navigation";
import { useLooking } from "./use-looking";

function hide(hidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => useNavigation.setState(useNavigation.getInitialState(), true));

it("tells where somebody looks, each time it changes, and of a hidden window that nobody does", async () => {
  const core = new FakeCore();
  connectTransport(core);
  const looks = () => core.callsOf("look_at").map((call) => call.conversation);
  const { openChat, openSettings, setDrawerOpen } = useNavigation.getState();
  const { unmount } = renderHook(() => useLooking());
  await act(async () => {
    openChat("here");
    setDrawerOpen(true);
    hide(true);
    hide(false);
    openSettings();
  });
  expect(looks()).toEqual([null, "here", null, "here", null]);
  unmount();
  await act(async () => openChat("there"));
  expect(looks()).toHaveLength(5);
});
