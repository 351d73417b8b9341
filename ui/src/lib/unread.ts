import { create } from "zustand";
import { useNavigation } from "./navigation";

/** The conversations with an answer that has ended since somebody last looked. */
export const useUnread = create<{ conversations: ReadonlySet<string> }>()(() => ({
  conversations: new Set(),
}));

function isLookedAt(conversation: string): boolean {
  const { view } = useNavigation.getState();
  return !document.hidden && view.kind === "chat" && view.conversation === conversation;
}

/** An answer has ended there. */
export function noteAnswer(conversation: string): void {
  if (isLookedAt(conversation)) return;
  useUnread.setState(({ conversations }) => ({ conversations: new Set([...conversations, conversation]) }));
}

function lookAtOpen(): void {
  const { conversations } = useUnread.getState();
  const left = new Set([...conversations].filter((conversation) => !isLookedAt(conversation)));
  if (left.size < conversations.size) useUnread.setState({ conversations: left });
}

useNavigation.subscribe(lookAtOpen);
document.addEventListener("visibilitychange", lookAtOpen);
