import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ConversationView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

const PAGE = 40;
/** How near to the first message the reader comes before more are read. */
const NEAR = "1200px 0px 0px 0px";

interface Earlier {
  /** What is shown in place of the earlier messages. */
  mark: RefObject<HTMLButtonElement | null>;
  loading: boolean;
  /** Reads a page of the messages before the first that is shown. */
  load: () => void;
}

/** Reads what stands before the first message as the reader nears it. */
export function useEarlier(
  view: ConversationView | undefined,
  scroller: RefObject<HTMLElement | null>,
): Earlier {
  const { t } = useTranslation("chat");
  const client = useQueryClient();
  const errorText = useErrorText();
  const mark = useRef<HTMLButtonElement>(null);
  const [loading, setLoading] = useState(false);
  /** The message before which is read. Another conversation does not wait for it. */
  const reading = useRef<string | null>(null);
  const conversation = view?.id;
  const before = view?.has_earlier ? view.messages[0]?.id : undefined;

  const load = useCallback(async () => {
    if (conversation === undefined || before === undefined || reading.current === before) return;
    reading.current = before;
    setLoading(true);
    try {
      const earlier = await invoke("earlier_messages", { conversation, before, most: PAGE });
      client.setQueryData<ConversationView>(keys.conversation(conversation), (known) =>
        known?.messages[0]?.id === before
          ? { ...known, ...earlier, messages: [...earlier.messages, ...known.messages] }
          : known,
      );
    } catch (cause) {
      showToast({ tone: "error", text: t("earlierFailed", { message: errorText(cause) }) });
    } finally {
      if (reading.current === before) {
        reading.current = null;
        setLoading(false);
      }
    }
  }, [client, conversation, before, t, errorText]);

  useEffect(() => {
    const element = mark.current;
    if (!element || before === undefined) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void load();
      },
      { root: scroller.current, rootMargin: NEAR },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [before, load, scroller]);

  return { mark, loading, load };
}
