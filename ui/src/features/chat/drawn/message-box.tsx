import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MessageView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { articleOf } from "../message-places";
import { drawn } from "./drawn";

/** Stands for a message that is far from what is in view, as high as that. */
export function MessageBox({ message }: { message: MessageView }) {
  const { t } = useTranslation("chat");
  const heading = useId();
  const asks = message.role === "user";
  return (
    <article
      aria-labelledby={heading}
      data-box=""
      data-message={message.id}
      data-role={message.role}
      data-status={message.state}
      tabIndex={-1}
      onFocus={() => articleOf(message.id)?.focus()}
      // A question has its tools in the space below it.
      className={cn("message", asks && "-mb-[22px]")}
      style={{ height: drawn.height(message.id) }}
    >
      <h2 id={heading} className="sr-only">
        {t(asks ? "you" : "assistant")}
      </h2>
    </article>
  );
}
