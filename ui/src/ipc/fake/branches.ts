import { IpcError } from "../error";
import type {
  ConversationMap,
  ConversationView,
  MessageView,
  ModelChoice,
  TrashedBranchView,
} from "../generated";
import type { Handlers, Owner } from "./handlers";
import { type FakeConversation, message } from "./state";

type BranchCommand =
  | "edit_question"
  | "compare"
  | "pick_answer"
  | "branch_off"
  | "trash_branch"
  | "restore_branch"
  | "trashed_branches"
  | "delete_branch_for_good"
  | "conversation_map";

/** What these need of the core beyond its state. */
interface Turns {
  /** The conversation of this id, made of `text` where there is none. */
  open: (id: string | null, text: string, model: ModelChoice) => FakeConversation;
  answer: (model: ModelChoice) => MessageView;
  /** Begins the turn that writes `answer`; gives its id. */
  begin: (answer: MessageView) => string;
}

interface Trashed {
  branch: TrashedBranchView;
  messages: MessageView[];
  before: number;
}

/** The tree of a conversation in the contract of the real core, as far as one shown path and a trash can have it. */
export function branchCommands(core: Owner, turns: Turns): Pick<Handlers, BranchCommand> {
  const trash: Trashed[] = [];
  const view = (id: string): ConversationView => {
    const found = core.state.conversations.get(id);
    if (!found) throw new IpcError("not_found", "This conversation is no longer there.");
    return found.view;
  };
  const place = (shown: ConversationView, id: string): number => {
    const at = shown.messages.findIndex((entry) => entry.id === id);
    if (at === -1) throw new IpcError("not_found", "This message is no longer there.");
    return at;
  };
  const changed = (id: string) => {
    core.notify({ type: "conversations" });
    core.notify({ type: "conversation", id });
  };
  const asked = (text: string) => message({ id: core.newId("message"), role: "user", source: text });

  return {
    edit_question: ({ conversation, message: id, text, model }) => {
      const shown = view(conversation);
      const at = place(shown, id);
      const ids = [...(shown.messages[at]?.siblings.ids ?? [])];
      const question = asked(text);
      ids.push(question.id);
      question.siblings = { ids, index: ids.length - 1 };
      const answer = turns.answer(model);
      shown.messages.splice(at);
      shown.messages.push(question, answer);
      return { turn: turns.begin(answer), conversation, view: shown };
    },
    compare: ({ question, others }) => {
      const { view: shown } = turns.open(question.conversation, question.text, question.model);
      const answers = [question.model, ...others].map(turns.answer);
      const ids = answers.map((answer) => answer.id);
      for (const [index, answer] of answers.entries()) answer.siblings = { ids, index };
      shown.messages.push(asked(question.text));
      shown.comparison = { answers };
      return { turns: answers.map(turns.begin), conversation: shown.id, view: shown };
    },
    pick_answer: ({ conversation, message: id }) => {
      const shown = view(conversation);
      const picked = shown.comparison?.answers.find((answer) => answer.id === id);
      if (!picked) throw new IpcError("not_found", "This answer is no longer there.");
      delete shown.comparison;
      shown.messages.push(picked);
      shown.model = picked.model;
      changed(conversation);
      return shown;
    },
    branch_off: ({ conversation, message: id, title }) => {
      const shown = view(conversation);
      const path = structuredClone(shown.messages.slice(0, place(shown, id) + 1));
      const copy: ConversationView = {
        ...shown,
        id: core.newId("conversation"),
        title,
        has_earlier: false,
        draft: "",
        messages: path.map((entry) => {
          const fresh = core.newId("message");
          return { ...entry, id: fresh, siblings: { ids: [fresh], index: 0 } };
        }),
      };
      core.state.conversations.set(copy.id, { view: copy, updatedAt: Date.now(), trashed: false });
      changed(copy.id);
      return copy;
    },
    trash_branch: ({ conversation, message: id }) => {
      const shown = view(conversation);
      const before = place(shown, id);
      const messages = shown.messages.splice(before);
      const first = messages[0];
      if (first) {
        const { role, source } = first;
        const { title } = shown;
        const branch = { conversation, title, message: id, role, excerpt: source, messages: messages.length };
        trash.unshift({ branch: { ...branch, trashed_at: Date.now() }, messages, before });
        core.state.trashedBranches = trash.length;
      }
      changed(conversation);
      return shown;
    },
    restore_branch: ({ conversation, message: id }) => {
      const at = trash.findIndex(({ branch }) => branch.message === id);
      const [found] = at === -1 ? [] : trash.splice(at, 1);
      if (!found) throw new IpcError("not_found", "This message is no longer in the trash.");
      core.state.trashedBranches = trash.length;
      const shown = view(conversation);
      shown.messages.splice(found.before, shown.messages.length, ...found.messages);
      changed(conversation);
      return shown;
    },
    trashed_branches: ({ conversation }) =>
      trash
        .map(({ branch }) => branch)
        .filter((branch) => conversation === null || branch.conversation === conversation),
    delete_branch_for_good: ({ conversation, message: id }) => {
      const at = trash.findIndex(({ branch }) => branch.message === id);
      if (at === -1) throw new IpcError("not_found", "This message is no longer in the trash.");
      trash.splice(at, 1);
      core.state.trashedBranches = trash.length;
      changed(conversation);
    },
    conversation_map: ({ conversation }): ConversationMap => {
      const { messages } = view(conversation);
      return {
        leaf: messages.at(-1)?.id ?? null,
        entries: messages.map(({ id, role, state, source, model_name }, index) => ({
          id,
          parent: messages[index - 1]?.id ?? null,
          role,
          state,
          excerpt: source.slice(0, 160),
          model_name,
        })),
      };
    },
  };
}
