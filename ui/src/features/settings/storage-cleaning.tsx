import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { CleanUp, StorageView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { formatBytes } from "@/lib/format";

interface StorageCleaningProps {
  storage: StorageView;
  onCleaned: () => void;
}

/** What can be cleaned up, what that means, and what it gave. */
export function StorageCleaning({ storage, onCleaned }: StorageCleaningProps) {
  const { t, i18n } = useTranslation("data");
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState<{ what: CleanUp; text: string; bad: boolean } | null>(null);
  const size = (bytes: number) => formatBytes(bytes, i18n.language);

  const clean = async (what: CleanUp) => {
    setBusy(true);
    setAsking(false);
    try {
      const { before, after } = await invoke("clean_up", { what });
      setOutcome({
        what,
        text: t("storage.cleaned", { before: size(before), after: size(after) }),
        bad: false,
      });
      onCleaned();
    } catch (cause) {
      setOutcome({ what, text: errorText(cause), bad: true });
    } finally {
      setBusy(false);
    }
  };
  const offers: { what: CleanUp; text: string }[] = [
    { what: "orphans", text: t("storage.orphansText") },
    ...(storage.copy_count > 1 ? [{ what: "old_copies" as const, text: t("storage.old_copiesText") }] : []),
    { what: "compact", text: t("storage.compactText", { size: size(storage.database_free) }) },
  ];
  return (
    <section aria-labelledby="storage-clean">
      <h3 id="storage-clean" className="mb-1 font-medium text-[13px]">
        {t("storage.clean")}
      </h3>
      <ul className="divide-y divide-line">
        {offers.map(({ what, text }) => (
          <li
            key={what}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 py-2 text-[13px]"
          >
            <div className="min-w-0 max-w-[420px]">
              <p>{t(`storage.${what}`)}</p>
              <p className="text-text-2 leading-snug">{text}</p>
              {outcome?.what === what && (
                <p
                  role={outcome.bad ? "alert" : "status"}
                  className={outcome.bad ? "text-error" : "text-text-2"}
                >
                  {outcome.text}
                </p>
              )}
            </div>
            {what === "old_copies" && asking ? (
              <span className="flex gap-1.5">
                <Button size="small" variant="danger" onClick={() => void clean(what)}>
                  {t("storage.sure")}
                </Button>
                <Button size="small" variant="outline" autoFocus onClick={() => setAsking(false)}>
                  {t("storage.keep")}
                </Button>
              </span>
            ) : (
              <Button
                size="small"
                variant="outline"
                disabled={busy}
                aria-label={t("storage.doNamed", { what: t(`storage.${what}`) })}
                onClick={() => (what === "old_copies" ? setAsking(true) : void clean(what))}
              >
                {t("storage.do")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
