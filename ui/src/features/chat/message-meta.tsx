import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "@/components/ui/mark";
import type { MessageState, MessageView } from "@/ipc/generated";

interface MessageMetaProps {
  message: Pick<MessageView, "model" | "model_name" | "provider_name">;
  state: MessageState;
  children?: ReactNode;
}

/** Who answers: the mark, the model, the provider, and how the answer stands unless it is complete. */
export function MessageMeta({ message, state, children }: MessageMetaProps) {
  const { t } = useTranslation("chat");
  const pieces: string[] = [];
  if (message.model?.provider === "guide") pieces.push(t("guide"));
  else if (message.provider_name) pieces.push(message.provider_name);
  if (state !== "complete") pieces.push(t(`state.${state}`));
  return (
    <div className="mb-1.5 flex min-w-0 items-center gap-2 text-[12.5px] text-text-3">
      <Mark className="size-5 shrink-0" />
      <span className="truncate font-medium text-text-2">{message.model_name ?? message.model?.model}</span>
      {pieces.length > 0 && <span className="min-w-0 truncate">· {pieces.join(" · ")}</span>}
      {children}
    </div>
  );
}
