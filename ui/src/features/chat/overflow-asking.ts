import { create } from "zustand";
import type { ContextGauge, Overflow } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";

/** What is done about a conversation that is too long; without `overflow` there is nothing to be done. */
export type Settled = { go: true; overflow?: Overflow } | { go: false };

/** What waits for the choice: a new message, or an answer that is asked for again. */
type Waiting = "message" | "answer";

interface Asked {
  gauge: ContextGauge;
  waiting: Waiting;
  settle: (settled: Settled) => void;
}

/** The one question that is open, if any. */
export const useOverflowAsked = create<{ asked: Asked | null }>()(() => ({ asked: null }));

/** Asks a person where `look` says that the conversation is too long for its model. Nobody is asked who has gone elsewhere. */
export async function askOverflow(
  conversation: string | null,
  waiting: Waiting,
  look: () => Promise<ContextGauge | null>,
): Promise<Settled> {
  let gauge: ContextGauge | null;
  try {
    gauge = await look();
  } catch {
    // The provider has the last word on what it takes.
    return { go: true };
  }
  if (!gauge?.overflow) return { go: true };
  const { view } = useNavigation.getState();
  const inSight = view.kind === "chat" && view.conversation === conversation;
  if (!inSight || useOverflowAsked.getState().asked) return { go: false };
  const known = gauge;
  return new Promise((resolve) => {
    const settle = (settled: Settled) => {
      useOverflowAsked.setState({ asked: null });
      resolve(settled);
    };
    useOverflowAsked.setState({ asked: { gauge: known, waiting, settle } });
  });
}
