import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, FolderOpen, RotateCw } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { invoke } from "@/ipc/client";
import type { Startup, StartupProblem } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { formatBytes, formatMoment } from "@/lib/format";
import { keys } from "@/lib/query";
import { BackupChoice } from "./backup-choice";

interface ProblemProps {
  problem: StartupProblem;
  /** Back to a history that is open all the same; without it, it can be tried again. */
  onBack?: () => void;
}

/** What is wrong with the history: what, where, why, and what can be done. */
export function Problem({ problem, onBack }: ProblemProps) {
  const { t } = useTranslation("startup");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [busy, setBusy] = useState<"retry" | string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const attempt = async (what: string, ask: () => Promise<Startup>) => {
    setBusy(what);
    setFailure(null);
    try {
      client.setQueryData(keys.startup, await ask());
    } catch (cause) {
      setFailure(errorText(cause));
    } finally {
      setBusy(null);
    }
  };
  const restored = async (ask: () => Promise<Startup>) => {
    const startup = await ask();
    // What was read of the other history is not true of this one.
    client.removeQueries({ type: "inactive" });
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.startup[0] });
    return startup;
  };
  const openFolder = () =>
    invoke("open_folder", { folder: "data" }).catch((cause: unknown) => setFailure(errorText(cause)));

  return (
    <main className="h-full overflow-y-auto">
      <div className="mx-auto flex min-h-full max-w-[600px] flex-col justify-center gap-5 p-6">
        <Mark className="size-8" />
        <div role="alert">
          <h1 className="font-semibold text-2xl tracking-[-0.025em]">{t(`title.${problem.kind}`)}</h1>
          <p className="mt-1.5 text-text-2">{t(`body.${problem.kind}`)}</p>
        </div>
        <dl className="rounded-2xl border border-line bg-surface p-4 text-[13.5px]">
          {problem.path !== "" && (
            <>
              <dt className="text-text-3">{t("where")}</dt>
              <dd className="mb-3 select-text break-all font-mono text-[12.5px]">{problem.path}</dd>
            </>
          )}
          <dt className="text-text-3">{t("cause")}</dt>
          <dd className="select-text break-words">{problem.detail}</dd>
        </dl>
        {problem.kind === "corrupt" && (
          <Copies
            problem={problem}
            busy={busy}
            onRestore={(copy) =>
              void attempt(copy, () => restored(() => invoke("restore_database", { copy })))
            }
          />
        )}
        {problem.kind === "corrupt" && (
          <BackupChoice
            busy={busy}
            onReplace={(path, passphrase) =>
              void attempt(path, () => restored(() => invoke("replace_history", { path, passphrase })))
            }
          />
        )}
        {failure !== null && (
          <p role="alert" className="text-error text-sm">
            {failure}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          {onBack ? (
            <Button variant="outline" disabled={busy !== null} onClick={onBack}>
              <ArrowLeft strokeWidth={1.75} />
              {t("damage.back")}
            </Button>
          ) : (
            <Button
              // What is damaged stays so: going back to a copy comes before.
              variant={problem.kind === "corrupt" ? "outline" : "primary"}
              disabled={busy !== null}
              onClick={() => void attempt("retry", () => invoke("retry_startup", {}))}
            >
              <RotateCw strokeWidth={1.75} />
              {busy === "retry" ? t("trying") : common("tryAgain")}
            </Button>
          )}
          <Button variant="outline" onClick={() => void openFolder()}>
            <FolderOpen strokeWidth={1.75} />
            {t("openFolder")}
          </Button>
        </div>
      </div>
    </main>
  );
}

interface CopiesProps {
  problem: StartupProblem;
  busy: string | null;
  onRestore: (copy: string) => void;
}

function Copies({ problem, busy, onRestore }: CopiesProps) {
  const { t, i18n } = useTranslation("startup");
  if (problem.copies.length === 0) return <p className="text-sm text-text-2">{t("noCopies")}</p>;
  return (
    <section aria-labelledby="copies">
      <h2 id="copies" className="mb-2 font-medium text-sm">
        {t("copies")}
      </h2>
      <ul className="rounded-2xl border border-line">
        {problem.copies.map((copy) => {
          const date = formatMoment(copy.made_at, i18n.language);
          return (
            <li
              key={copy.name}
              className="flex items-center gap-3 border-line border-t first:border-t-0 px-4 py-2.5 text-sm"
            >
              <span className="min-w-0 flex-1">
                {t("copy", { date, size: formatBytes(copy.size_bytes, i18n.language) })}
              </span>
              <Button
                size="small"
                variant="outline"
                aria-label={t("restoreNamed", { date })}
                disabled={busy !== null}
                onClick={() => onRestore(copy.name)}
              >
                {busy === copy.name ? t("restoring") : t("restore")}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
