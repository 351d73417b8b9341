import { create } from "zustand";

/** The chat that is never written. There is one at a time. */
export interface TemporaryChat {
  id: string;
  /** Whether nothing was asked or typed in it: then there is nothing to lose. */
  isBlank: () => boolean;
  /** Takes it out of the core and out of what the window remembers. */
  forget: () => void;
}

interface TemporaryChatState {
  chat: TemporaryChat | null;
  /** Whoever wants to go elsewhere waits until it is settled what becomes of the chat. */
  leaving: (() => void) | null;
}

export const useTemporaryChat = create<TemporaryChatState>()(() => ({ chat: null, leaving: null }));

/** Whether the conversation is the temporary chat. */
export function useIsTemporary(conversation: string | null): boolean {
  return useTemporaryChat(({ chat }) => chat !== null && chat.id === conversation);
}

/** Goes to another conversation, at once or when it is settled what becomes of the temporary chat that is left. */
export function leaveFor(conversation: string | null, go: () => void): void {
  const { chat } = useTemporaryChat.getState();
  if (chat === null || chat.id === conversation) go();
  else if (chat.isBlank()) closeTemporary(go);
  else useTemporaryChat.setState({ leaving: go });
}

/** Closes the temporary chat and goes on. Nothing of it remains. */
export function closeTemporary(go: () => void): void {
  const { chat } = useTemporaryChat.getState();
  useTemporaryChat.setState({ chat: null, leaving: null });
  go();
  chat?.forget();
}
