import { CircleAlert, CornerDownRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ToolResultView } from "@/ipc/generated";
import { PicturePart } from "./picture-part";
import { ToolCard, ToolText } from "./tool-card";

interface ToolResultPartProps {
  result: ToolResultView;
}

/** What a tool gave: its name, and on request the words and pictures. */
export function ToolResultPart({ result: { name, content, is_error } }: ToolResultPartProps) {
  const { t } = useTranslation("chat");
  return (
    <ToolCard
      icon={is_error ? CircleAlert : CornerDownRight}
      title={t(is_error ? "toolResult.failed" : "toolResult.name", { name })}
      failed={is_error}
    >
      {content.length === 0 && <p className="px-3.5 py-2.5 text-text-2">{t("toolResult.empty")}</p>}
      {content.map((piece, index) =>
        piece.type === "text" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what a tool gave never changes.
          <ToolText key={index} text={piece.text} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: what a tool gave never changes.
          <div key={index} className="px-3.5">
            <PicturePart picture={piece} />
          </div>
        ),
      )}
    </ToolCard>
  );
}
