import { useTranslation } from "react-i18next";
import type { TurnStatus } from "@/ipc/generated";

interface TypingIndicatorProps {
  status: TurnStatus | null;
  provider: string | null;
}

/** What the turn does while no words come. Null once they do. */
export function TypingIndicator({ status, provider }: TypingIndicatorProps) {
  const { t } = useTranslation("chat");
  return (
    <p className="flex items-center gap-2.5 py-1 text-[13.5px] text-text-2">
      <span className="typing-dots flex gap-1" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{words()}</span>
    </p>
  );

  function words(): string {
    if (status?.type === "waiting") return t("status.waiting", { seconds: seconds(status.silent_ms) });
    if (status?.type === "retrying") {
      const name = provider ?? t("status.aProvider");
      return t("status.retrying", { provider: name, seconds: seconds(status.delay_ms) });
    }
    if (status?.type === "streaming") return t("status.writing");
    return provider === null ? t("status.connectingPlain") : t("status.connecting", { provider });
  }
}

function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000));
}
