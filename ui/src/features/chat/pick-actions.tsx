import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import type { MessageView } from "@/ipc/generated";
import { CopyButton } from "./copy-button";
import { richText } from "./rich-text";
import type { MessageBody } from "./stream/message-body";

interface PickActionsProps {
  message: MessageView;
  body: MessageBody;
  streaming: boolean;
  onPick: () => void;
}

/** The row under an answer that is compared with others. */
export function PickActions({ message, body, streaming, onPick }: PickActionsProps) {
  const { t } = useTranslation("branches");
  const name = message.model_name ?? message.model?.model ?? "";
  return (
    <div className="sticky bottom-0 flex flex-wrap items-center gap-1.5 bg-surface pt-2 pb-3.5 text-text-3">
      <Button size="small" variant="outline" onClick={onPick}>
        <Check aria-hidden="true" />
        <span className="sr-only">{t("pickName", { name })}</span>
        <span aria-hidden="true">{t("pick")}</span>
      </Button>
      {!streaming && message.source !== "" && (
        <CopyButton content={() => ({ text: message.source, html: richText(body.snapshot()) })} />
      )}
    </div>
  );
}
