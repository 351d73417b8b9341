import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TurnStatus } from "@/ipc/generated";

interface TypingIndicatorProps {
  status: TurnStatus | null;
  provider: string | null;
}

/** What the turn does while no words come. Null once they do. */
export function TypingIndicator({ status, provider }: TypingIndicatorProps) {
  const { t } = useTranslation("chat");
  const left = useCountdown(status);
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
    switch (status?.type) {
      case "waiting":
        return t("status.waiting", { seconds: seconds(status.silent_ms) });
      case "retrying":
        return t("status.retrying", { provider: provider ?? t("status.aProvider"), seconds: left });
      case "summarising":
        return t("status.summarising");
      case "limited":
        return t("status.limited", { provider: status.provider, seconds: left });
      case "trying": {
        const names = { passed: status.passed, provider: status.provider };
        if (status.code !== "rate_limit") return t("status.trying", names);
        return status.wait_ms === null
          ? t("status.tryingLimit", names)
          : t("status.tryingLimitFor", { ...names, seconds: seconds(status.wait_ms) });
      }
      case "streaming":
        return t("status.writing");
      default:
        return provider === null ? t("status.connectingPlain") : t("status.connecting", { provider });
    }
  }
}

/** The seconds that are left of a wait, counted down from when it was told. */
function useCountdown(status: TurnStatus | null): number {
  const ms =
    status?.type === "retrying" ? status.delay_ms : status?.type === "limited" ? status.wait_ms : null;
  const [left, setLeft] = useState(() => (ms === null ? 0 : seconds(ms)));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each status is a wait of its own, also one of the same length.
  useEffect(() => {
    if (ms === null) return;
    const until = Date.now() + ms;
    const show = () => setLeft(Math.max(1, Math.ceil((until - Date.now()) / 1000)));
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [status, ms]);
  return left;
}

function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000));
}
