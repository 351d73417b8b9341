import { Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ToolCard, ToolText } from "./tool-card";

interface ToolCallPartProps {
  name: string;
  /** JSON text as the provider sent it, valid or not. */
  args: string;
}

/** A tool that the model asked for: its name, and on request what it was asked with. */
export function ToolCallPart({ name, args }: ToolCallPartProps) {
  const { t } = useTranslation("chat");
  return (
    <ToolCard icon={Wrench} title={t("toolCall.name", { name })}>
      <ToolText text={pretty(args)} />
    </ToolCard>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
