import { useEffect } from "react";
import type { ConversationView } from "@/ipc/generated";
import { findRanges } from "@/lib/find-ranges";
import { showMarks } from "@/lib/highlights";
import { useNavigation } from "@/lib/navigation";
import { articleOf, focusMessage } from "./message-places";
import { uncover } from "./stream/code-block";

/** Scrolls to the message that search opened and marks it and the words in it, once it is there. */
export function useReveal(
  conversation: string | null,
  view: ConversationView | undefined,
  show: (message: HTMLElement, place: Element) => void,
): void {
  const reveal = useNavigation((state) => state.reveal);

  useEffect(() => {
    if (!reveal || reveal.conversation !== conversation || !view) return;
    // Of a message that is drawn for the first time the words come to their place only after this.
    const frame = requestAnimationFrame(() => {
      const article = articleOf(reveal.message);
      if (!article) return;
      const marks = findRanges(article, reveal.words, "words");
      showMarks("found", marks);
      uncover(marks[0]?.startContainer.parentElement);
      show(article, marks[0]?.startContainer.parentElement ?? article);
      if (reveal.focus) focusMessage(article);
      article.setAttribute("data-revealed", "");
      article.addEventListener("animationend", () => article.removeAttribute("data-revealed"), {
        once: true,
      });
      useNavigation.getState().clearReveal();
    });
    return () => cancelAnimationFrame(frame);
  }, [reveal, conversation, view, show]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation is the reason to take the marks off.
  useEffect(() => () => showMarks("found", []), [conversation]);
}
