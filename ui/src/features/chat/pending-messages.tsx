import { useTranslation } from "react-i18next";
import { useModels } from "@/lib/core";
import { sameModel } from "@/lib/model-choice";
import { MessageMeta } from "./message-meta";
import type { PendingMessage } from "./turns";
import { TypingIndicator } from "./typing-indicator";
import { UserMessage } from "./user-message";

interface PendingMessagesProps {
  pending: PendingMessage;
}

/** A message and the answer it waits for, before the core has answered. */
export function PendingMessages({ pending }: PendingMessagesProps) {
  const { t } = useTranslation("chat");
  const provider = useModels().data?.find((entry) => entry.provider === pending.model.provider);
  const model = provider?.models.find((entry) => sameModel(entry.model, pending.model));
  return (
    <>
      <article aria-label={t("you")} data-status="complete" className="message flex animate-rise justify-end">
        <UserMessage text={pending.text} files={pending.files} />
      </article>
      <article aria-label={t("assistant")} data-status="streaming" className="message min-w-0 animate-rise">
        <MessageMeta
          message={{
            model: pending.model,
            model_name: model?.name ?? null,
            provider_name: provider?.name ?? null,
          }}
          state="streaming"
        />
        <TypingIndicator status={null} provider={provider?.name ?? null} />
      </article>
    </>
  );
}
