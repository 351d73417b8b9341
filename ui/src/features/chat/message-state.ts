import type { MessageError, MessageState, MessageView } from "@/ipc/generated";
import type { FollowedTurn } from "./turns";

export interface Standing {
  state: MessageState;
  error: MessageError | null;
}

/** How a message stands: by its turn while this window follows it, since the history is read a moment later. */
export function standing(message: MessageView, followed: FollowedTurn | undefined): Standing {
  if (message.turn !== null && followed?.turn === message.turn) {
    return followed.ended ?? { state: "streaming", error: null };
  }
  return { state: message.state, error: message.error };
}
