import { Scissors } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RouteView } from "@/ipc/generated";

/** Says what of the conversation the model was not told, or was told in short; the summary unfolds. */
export function OverflowNote({ route }: { route: RouteView }) {
  const { t } = useTranslation("chat");
  const { left_out: leftOut, summary } = route;
  const line = "flex items-center gap-2 text-[13px] text-text-3";
  const icon = <Scissors className="size-3.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />;
  if (summary) {
    const title = t("overflow.summarised", { count: summary.messages });
    if (summary.text === "") {
      return (
        <p className={`mb-2 ${line}`}>
          {icon}
          {title}
        </p>
      );
    }
    return (
      <details className="mb-2">
        <summary className={`${line} w-fit cursor-pointer rounded hover:text-text-2`}>
          {icon}
          {title}
        </summary>
        <p className="mt-1.5 whitespace-pre-wrap break-words border-line-strong border-l-2 pl-3 text-[13.5px] text-text-2">
          {summary.text}
        </p>
      </details>
    );
  }
  if (leftOut === null) return null;
  return (
    <p className={`mb-2 ${line}`}>
      {icon}
      {t("overflow.leftOut", { count: leftOut })}
    </p>
  );
}
