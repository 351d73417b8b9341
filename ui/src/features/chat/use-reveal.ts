import { useEffect } from "react";
import type { ConversationView } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";

/** Scrolls to the message that search opened and marks it, once it is there. */
export function useReveal(
  conversation: string | null,
  view: ConversationView | undefined,
  unpin: () => void,
): void {
  const reveal = useNavigation((state) => state.reveal);

  useEffect(() => {
    if (!reveal || reveal.conversation !== conversation || !view) return;
    const article = document.querySelector(`[data-message="${CSS.escape(reveal.message)}"]`);
    if (!article) return;
    unpin();
    article.scrollIntoView({ block: "center" });
    article.setAttribute("data-revealed", "");
    article.addEventListener("animationend", () => article.removeAttribute("data-revealed"), { once: true });
    useNavigation.getState().clearReveal();
  }, [reveal, conversation, view, unpin]);
}
