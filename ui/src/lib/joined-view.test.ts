import { describe, expect, it } from "vitest";
import { message } from "@/ipc/fake/state";
import type { ConversationView } from "@/ipc/generated";
import { joinedView } from "./joined-view";

function view(from: number, to: number, has_earlier: boolean): ConversationView {
  const messages = Array.from({ length: to - from }, (_, at) =>
    message({ id: `m${from + at}`, role: "user", source: `${from + at}` }),
  );
  return { id: "c", title: "Title", model: null, messages, has_earlier, draft: "" };
}

const ids = (shown: ConversationView) => shown.messages.map(({ id }) => id);

describe("a conversation that is read again", () => {
  it("keeps the earlier messages that were shown", () => {
    const known = view(10, 40, true);
    const joined = joinedView(known, view(30, 42, true));
    expect(ids(joined)).toEqual(ids(view(10, 42, false)));
    expect(joined.has_earlier).toBe(true);
    expect(joinedView(view(0, 40, false), view(30, 42, true)).has_earlier).toBe(false);
  });

  it("keeps the objects of what has not changed", () => {
    const known = view(10, 40, true);
    const joined = joinedView(known, view(30, 42, true));
    for (const [at, shown] of known.messages.entries()) expect(joined.messages[at]).toBe(shown);
    const changed = view(30, 40, true);
    Object.assign(changed.messages[0] ?? {}, { source: "changed" });
    expect(joinedView(known, changed).messages[20]?.source).toBe("changed");
  });

  it("is what was read where nothing of it was shown", () => {
    expect(ids(joinedView(view(0, 5, false), view(7, 9, true)))).toEqual(["m7", "m8"]);
    expect(ids(joinedView({ ...view(0, 9, false), id: "d" }, view(7, 9, true)))).toEqual(["m7", "m8"]);
    expect(ids(joinedView(view(3, 9, true), view(0, 9, false)))).toEqual(ids(view(0, 9, false)));
    expect(ids(joinedView(view(0, 9, false), view(0, 4, false)))).toEqual(ids(view(0, 4, false)));
  });
});
