import { useSyncExternalStore } from "react";
import type { MessageBody } from "./stream/message-body";

/** Whether anything of the message has arrived. Renders once, when the first part does. */
export function useHasParts(body: MessageBody): boolean {
  return useSyncExternalStore(body.subscribe, () => body.snapshot().length > 0);
}
