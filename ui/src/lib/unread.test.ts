import { beforeEach, expect, it } from "vitest";
import { useNavigation } from "./navigation";
import { noteAnswer, useUnread } from "./unread";

const unread = () => [...useUnread.getState().conversations];

beforeEach(() => useUnread.setState(useUnread.getInitialState(), true));

it("notes answers of conversations that nobody looks at, until they are opened", () => {
  useNavigation.getState().openChat("here");
  noteAnswer("here");
  noteAnswer("there");
  noteAnswer("elsewhere");
  expect(unread()).toEqual(["there", "elsewhere"]);
  useNavigation.getState().openSettings();
  noteAnswer("here");
  expect(unread()).toEqual(["there", "elsewhere", "here"]);
  useNavigation.getState().openChat("there");
  expect(unread()).toEqual(["elsewhere", "here"]);
});

it("counts a hidden window as nobody", () => {
  const hide = (hidden: boolean) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  };
  useNavigation.getState().openChat("here");
  hide(true);
  noteAnswer("here");
  expect(unread()).toEqual(["here"]);
  hide(false);
  expect(unread()).toEqual([]);
});
