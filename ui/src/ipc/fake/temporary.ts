import { IpcError } from "../error";
import type { ConversationView } from "../generated";
import type { Handlers, Owner } from "./handlers";

type TemporaryCommand = "begin_temporary" | "close_temporary" | "keep_temporary";

/** A chat that no list and no search knows, in the contract of the real core. */
export function temporaryCommands(core: Owner): Pick<Handlers, TemporaryCommand> {
  const known = () => core.state.conversations;
  return {
    begin_temporary: () => {
      for (const [id, entry] of known()) if (entry.temporary) known().delete(id);
      const view: ConversationView = {
        id: core.newId("conversation"),
        title: "",
        model: null,
        messages: [],
        has_earlier: false,
        draft: "",
      };
      known().set(view.id, { view, updatedAt: Date.now(), trashed: false, temporary: true });
      return view;
    },
    close_temporary: ({ conversation }) => {
      if (known().get(conversation)?.temporary) known().delete(conversation);
    },
    keep_temporary: ({ conversation }) => {
      const entry = known().get(conversation);
      if (!entry?.temporary) throw new IpcError("not_found", "This temporary chat was closed.");
      entry.temporary = false;
      entry.view.title = entry.view.messages[0]?.source.slice(0, 48) ?? "";
      core.notify({ type: "conversations" });
      return entry.view;
    },
  };
}
