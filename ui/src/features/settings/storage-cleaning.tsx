import "@/i18n/en/trash";
import { useEffect, useRef, useState } from "react";
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

interface Offer {
  what: CleanUp;
  name: string;
  text: string;
  /** The words of the question that comes first, where nothing brings it back. */
  sure?: { yes: string; no: string };
}

/** What can be cleaned up, what that means, and what it gave. */
export function StorageCleaning({ storage, onCleaned }: StorageCleaningProps) {
  const { t, i18n } = useTranslation("data");
  const { t: trash } = useTranslation("trash");
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState<CleanUp | null>(null);
  const [outcome, setOutcome] = useState<{ what: CleanUp; text: string; bad: boolean } | null>(null);
  // The button that was pressed may have gone.
  const said = useRef<HTMLParagraphElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each outcome is gone to once.
  useEffect(() => said.current?.focus(), [outcome]);
  const size = (bytes: number) => formatBytes(bytes, i18n.language);

  const clean = async (what: CleanUp) => {
    setBusy(true);
    setAsking(null);
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
  const offers: Offer[] = [
    ...(storage.trash > 0 || outcome?.what === "trash"
      ? [
          {
            what: "trash" as const,
            name: trash("storage.name"),
            text: trash("storage.text", { size: size(storage.trash) }),
            sure: { yes: trash("storage.sure"), no: trash("storage.keep") },
          },
        ]
      : []),
    { what: "orphans", name: t("storage.orphans"), text: t("storage.orphansText") },
    ...(storage.copy_count > 1 || outcome?.what === "old_copies"
      ? [
          {
            what: "old_copies" as const,
            name: t("storage.old_copies"),
            text: t("storage.old_copiesText"),
            sure: { yes: t("storage.sure"), no: t("storage.keep") },
          },
        ]
      : []),
    {
      what: "compact",
      name: t("storage.compact"),
      text: t("storage.compactText", { size: size(storage.database_free) }),
    },
  ];
  return (
    <section aria-labelledby="storage-clean">
      <h3 id="storage-clean" className="mb-1 font-medium text-[13px]">
        {t("storage.clean")}
      </h3>
      <ul>
        {offers.map(({ what, name, text, sure }) => (
          <li
            key={what}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 border-line border-t first:border-t-0 py-2 text-[13px]"
          >
            <div className="min-w-0 max-w-[420px]">
              <p>{name}</p>
              <p className="text-text-2 leading-snug">{text}</p>
              {outcome?.what === what && (
                <p
                  ref={said}
                  tabIndex={-1}
                  role={outcome.bad ? "alert" : "status"}
                  className={outcome.bad ? "text-error" : "text-text-2"}
                >
                  {outcome.text}
                </p>
              )}
            </div>
            {sure && asking === what ? (
              <span className="flex gap-1.5">
                <Button size="small" variant="danger" onClick={() => void clean(what)}>
                  {sure.yes}
                </Button>
                <Button size="small" variant="outline" autoFocus onClick={() => setAsking(null)}>
                  {sure.no}
                </Button>
              </span>
            ) : (
              <Button
                size="small"
                variant="outline"
                disabled={busy}
                aria-label={t("storage.doNamed", { what: name })}
                onClick={() => (sure ? setAsking(what) : void clean(what))}
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
