import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { askOverflow, type Settled } from "@/features/chat/public";
import { invoke } from "@/ipc/client";
import type { ContextGauge, ModelChoice, Settings } from "@/ipc/generated";
import { defaultSettings } from "@/lib/default-settings";
import { keys } from "@/lib/query";
import { byteLength } from "./use-gauge";

/** The share of the context from which on the core is asked before a message is sent. */
const CLOSE = 0.6;
/** A token has at least about so many bytes. */
const BYTES_A_TOKEN = 2;

type Question = (conversation: string | null, model: ModelChoice, text: string) => Promise<Settled>;

interface OverflowQuestions {
  /** For a message that is sent now. */
  settle: Question;
  /** For one that has waited: its conversation has grown meanwhile, and may be out of sight. */
  settleLater: Question;
}

/** Asks before a message is sent with which the conversation is too long for the model, where the settings want that. */
export function useOverflow(known: ContextGauge | null, stale: boolean): OverflowQuestions {
  const client = useQueryClient();
  const looking = useRef(false);
  const look = useCallback(
    async (conversation: string | null, model: ModelChoice, text: string) => {
      const { overflow } = client.getQueryData<Settings>(keys.settings) ?? defaultSettings;
      if (overflow !== "ask" || conversation === null) return null;
      return invoke("context_gauge", { conversation, model, draft_bytes: byteLength(text) });
    },
    [client],
  );
  const settleLater = useCallback<Question>(
    (conversation, model, text) =>
      askOverflow(conversation, "message", () => look(conversation, model, text)),
    [look],
  );
  return {
    settle: async (conversation, model, text) => {
      if (!stale) {
        if (known === null) return { go: true };
        const most = known.used_tokens + byteLength(text) / BYTES_A_TOKEN;
        if (most < known.context_tokens * CLOSE) return { go: true };
      }
      // The question before is not settled.
      if (looking.current) return { go: false };
      looking.current = true;
      try {
        return await settleLater(conversation, model, text);
      } finally {
        looking.current = false;
      }
    },
    settleLater,
  };
}
