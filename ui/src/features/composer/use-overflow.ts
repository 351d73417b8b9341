import { useRef, useState } from "react";
import { invoke } from "@/ipc/client";
import type { ContextGauge, ModelChoice } from "@/ipc/generated";
import { useSettings } from "@/lib/settings";
import { byteLength } from "./use-gauge";

/** The share of the context from which on the core is asked before a message is sent. */
const CLOSE = 0.6;
/** A token has at least about so many bytes. */
const BYTES_A_TOKEN = 2;

interface OverflowQuestion {
  /** What is asked about now. */
  asking: ContextGauge | null;
  /** Whether the message has to wait for a person's choice. */
  mustAsk: (conversation: string | null, model: ModelChoice, text: string) => Promise<boolean>;
  settle: () => void;
}

/** Asks before a message is sent with which the conversation is too long for the model, where the settings want that. */
export function useOverflow(known: ContextGauge | null): OverflowQuestion {
  const { overflow } = useSettings();
  const [asking, setAsking] = useState<ContextGauge | null>(null);
  const looking = useRef(false);
  return {
    asking,
    mustAsk: async (conversation, model, text) => {
      if (overflow !== "ask" || conversation === null || known === null) return false;
      // The last question to the core is not settled: a second key must not send the message twice.
      if (looking.current) return true;
      const bytes = byteLength(text);
      if (known.used_tokens + bytes / BYTES_A_TOKEN < known.context_tokens * CLOSE) return false;
      looking.current = true;
      try {
        const gauge = await invoke("context_gauge", { conversation, model, draft_bytes: bytes });
        if (!gauge?.overflow) return false;
        setAsking(gauge);
        return true;
      } catch {
        // The provider has the last word on what it takes.
        return false;
      } finally {
        looking.current = false;
      }
    },
    settle: () => setAsking(null),
  };
}
