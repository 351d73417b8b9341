import { useTranslation } from "react-i18next";
import type { ImportSkips } from "@/ipc/generated";

/** Numbers with their names below. */
export function Figures({ figures }: { figures: [name: string, value: string][] }) {
  return (
    <dl className="flex flex-wrap gap-x-9 gap-y-3 max-sm:gap-x-6">
      {figures.map(([name, value]) => (
        <div key={name} className="flex flex-col-reverse">
          <dt className="text-[12.5px] text-text-2">{name}</dt>
          <dd className="font-semibold text-[19px] tabular-nums leading-tight tracking-[-0.02em]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What was left out, and why. */
export function Skipped({ skipped }: { skipped: ImportSkips }) {
  const { t } = useTranslation("import");
  if (skipped.count === 0) return null;
  const more = skipped.count - skipped.first.length;
  return (
    <details className="text-[13px] text-text-2">
      <summary className="w-fit cursor-pointer rounded-md">{t("skipped", { count: skipped.count })}</summary>
      <ul className="mt-1.5 flex max-h-48 flex-col gap-1 overflow-y-auto">
        {skipped.first.map(({ title, reason }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change, and titles repeat.
          <li key={at} className="flex flex-wrap justify-between gap-x-4">
            <span className="min-w-0 break-words text-text">{title === "" ? t("noTitle") : title}</span>
            <span>{t(`reason.${reason}`)}</span>
          </li>
        ))}
        {more > 0 && <li>{t("skippedMore", { count: more })}</li>}
      </ul>
    </details>
  );
}
