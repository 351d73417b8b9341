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
    <div className="-mb-3.5 sticky bottom-0 flex flex-wrap items-center gap-1.5 bg-surface pt-2 pb-3.5 text-text-3">
      <Button size="small" variant="outline" aria-label={t("pickName", { name })} onClick={onPick}>
        <Check aria-hidden="true" />
        {t("pick")}
      </Button>
      {!streaming && message.source !== "" && (
        <CopyButton content={() => ({ text: message.source, html: richText(body.snapshot()) })} />
      )}
    </div>
  );
}
