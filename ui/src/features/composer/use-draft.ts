import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";
import { beforeClose } from "@/lib/before-close";
import { useConversation } from "@/lib/core";
import { keys } from "@/lib/query";
import { Draft, knownDraft, takeEarly } from "./drafts";
import type { Field } from "./use-field";

/** Fills the field with its draft and keeps what is written on disk. Returns the keeper. */
export function useDraft(
  conversation: string | null,
  field: Field,
  onFailure: (message: string | null) => void,
): { touch: () => void } {
  const { ref, read, write } = field;
  const draft = useRef<Draft | null>(null);
  const { text: saved, failure } = useSavedDraft(conversation);
  const filled = useRef(false);

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const kept = new Draft({ conversation, read, onFailure });
    draft.current = kept;
    if (filled.current) kept.open();
    const flush = () => void kept.flush();
    const notBeforeClose = beforeClose(() => kept.flush());
    element.addEventListener("blur", flush);
    document.addEventListener("visibilitychange", flush);
    return () => {
      element.removeEventListener("blur", flush);
      document.removeEventListener("visibilitychange", flush);
      notBeforeClose();
      kept.close();
      draft.current = null;
    };
  }, [conversation, ref, read, onFailure]);

  useEffect(() => {
    if (filled.current) return;
    const known = knownDraft(conversation) ?? saved;
    if (known === undefined) return;
    filled.current = true;
    draft.current?.open();
    if (saved !== undefined) draft.current?.settle(saved);
    const early = takeEarly(conversation);
    const typed = read();
    // Typed before the draft had arrived: both are kept.
    if (known !== "" || early !== "") write([known, early, typed].filter(Boolean).join("\n\n"));
    if (early !== "" || typed !== "") draft.current?.touch();
  }, [conversation, saved, read, write]);

  useEffect(() => {
    if (failure === null) return;
    onFailure(toIpcError(failure).message);
    return () => onFailure(null);
  }, [failure, onFailure]);

  const touch = useCallback(() => draft.current?.touch(), []);
  return { touch };
}

/** Pause before a draft that could not be read is read again. Until then none is saved, for it would replace that one. */
const RETRY_MS = 2000;

/** The draft that the core holds, undefined until it has said, and why it could not say. */
function useSavedDraft(conversation: string | null): { text: string | undefined; failure: Error | null } {
  const view = useConversation(conversation);
  const fresh = useQuery({
    queryKey: keys.newChatDraft,
    queryFn: () => invoke("new_chat_draft", {}),
    enabled: conversation === null,
    retry: true,
    retryDelay: RETRY_MS,
  });
  return conversation === null
    ? { text: fresh.data, failure: fresh.failureReason }
    : { text: view.data?.draft, failure: view.failureReason };
}
