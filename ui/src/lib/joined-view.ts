import { replaceEqualDeep } from "@tanstack/react-query";
import type { ConversationView } from "@/ipc/generated";

/**
 * A conversation that was read again, which brings its end alone, with the earlier messages that were shown already: what stands
 * before a message is the same as long as that stands there. What has not changed stays the same object.
 */
export function joinedView(known: ConversationView | undefined, read: ConversationView): ConversationView {
  if (known?.id !== read.id) return read;
  const first = read.messages[0]?.id;
  const at = read.has_earlier ? known.messages.findIndex((message) => message.id === first) : -1;
  const before = new Map(known.messages.map((message) => [message.id, message]));
  return {
    ...read,
    messages: [
      ...known.messages.slice(0, Math.max(0, at)),
      ...read.messages.map((message) => replaceEqualDeep(before.get(message.id), message)),
    ],
    has_earlier: at > 0 ? known.has_earlier : read.has_earlier,
  };
}
