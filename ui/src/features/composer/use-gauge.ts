import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { invoke } from "@/ipc/client";
import type { ContextGauge, GaugeArgs, ModelChoice } from "@/ipc/generated";
import { keys } from "@/lib/query";

/** Pause in typing after which the core is asked. */
const PAUSE_MS = 400;
/** The draft counts in steps of this, so that a word more asks nothing. */
const STEP_BYTES = 256;

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

interface Gauge {
  gauge: ContextGauge | null;
  /** What is shown is of another model or conversation, or nothing yet: the core has not answered. */
  stale: boolean;
  /** Call after the text has changed. Reads it only after a pause. */
  touchGauge: () => void;
}

/** How much of the model's context the next question would take; null where that is not known. */
export function useGauge(conversation: string | null, model: ModelChoice | null, read: () => string): Gauge {
  const [draftBytes, setDraftBytes] = useState(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const touchGauge = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setDraftBytes(Math.ceil(byteLength(read()) / STEP_BYTES) * STEP_BYTES);
    }, PAUSE_MS);
  }, [read]);
  useEffect(() => {
    // The draft of the last time comes into the field by itself.
    touchGauge();
    return () => clearTimeout(timer.current);
  }, [touchGauge]);

  const args: GaugeArgs | null = model && { conversation, model, draft_bytes: draftBytes };
  const { data, isPending, isPlaceholderData } = useQuery({
    queryKey: keys.gauge(args),
    queryFn: () => (args ? invoke("context_gauge", args) : null),
    enabled: args !== null,
    placeholderData: keepPreviousData,
    // Each pause makes an entry, which nobody needs again.
    gcTime: 10_000,
  });
  return { gauge: data ?? null, stale: isPending || isPlaceholderData, touchGauge };
}
