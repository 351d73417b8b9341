import { Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Omission, OmissionReason } from "@/ipc/generated";

const REASONS: readonly OmissionReason[] = ["refused", "unsupported", "excluded"];

/** What was set for an answer and not sent, a line a reason. */
export function OmissionNote({ omissions }: { omissions: readonly Omission[] }) {
  const { t, i18n } = useTranslation("parameters");
  const list = new Intl.ListFormat(i18n.language, { type: "unit" });
  return REASONS.map((reason) => {
    const names = omissions
      .filter((omission) => omission.reason === reason)
      .map((omission) => t(`name.${omission.parameter}`));
    if (names.length === 0) return null;
    return (
      <p key={reason} className="mt-2 flex items-start gap-1.5 text-[12.5px] text-text-3 leading-snug">
        <Info className="mt-px size-3.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <span className="min-w-0">{t(`notSent.${reason}`, { names: list.format(names) })}</span>
      </p>
    );
  });
}
