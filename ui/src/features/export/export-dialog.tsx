import { RadioGroup } from "radix-ui";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { PathField } from "@/components/choose-path";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RadioItem } from "@/components/ui/radio-item";
import "@/i18n/en/data";
import { invoke } from "@/ipc/client";
import type { ExportFormat } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";

const FORMATS: readonly ExportFormat[] = ["markdown", "html", "json"];

const ENDINGS = { markdown: ".md", html: ".html", json: ".json" } as const;

interface ExportDialogProps {
  conversations: readonly string[];
  onClose: () => void;
}

/** Conversations as files, or one of them on paper. */
export function ExportDialog({ conversations, onClose }: ExportDialogProps) {
  const { t, i18n } = useTranslation("data");
  const { t: paths } = useTranslation("paths");
  const printText = useId();
  const errorText = useErrorText();
  const [format, setFormat] = useState<ExportFormat>("markdown");
  const [path, setPath] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [first, ...others] = conversations;

  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
      onClose();
    } catch (cause) {
      setFailure(errorText(cause));
    } finally {
      setBusy(false);
    }
  };
  const openFolder = () =>
    invoke("open_folder", { folder: "downloads" }).catch((cause: unknown) =>
      showToast({ tone: "error", text: errorText(cause) }),
    );
  const choose = (next: ExportFormat) => {
    setFormat(next);
    // A file that was named for one format is named for the other.
    if (path.endsWith(ENDINGS[format])) setPath(path.slice(0, -ENDINGS[format].length) + ENDINGS[next]);
  };
  const save = () =>
    attempt(async () => {
      const written = await invoke("export_conversations", {
        conversations: [...conversations],
        format,
        language: i18n.language,
        folder: path.trim() || null,
      });
      const count = written.files.length;
      const saved = (count === 1 && written.files[0]) || written.folder;
      showToast({
        tone: "plain",
        text: t("export.saved", { count, path: saved }),
        ...(path.trim() === "" && { action: { label: t("openFolder"), run: () => void openFolder() } }),
      });
    });
  const print = (conversation: string) =>
    attempt(async () => {
      await invoke("print_conversation", { conversation, language: i18n.language });
      showToast({ tone: "plain", text: t("export.printed") });
    });

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("export.title", { count: conversations.length })}
      description={t("export.text")}
    >
      <RadioGroup.Root
        aria-label={t("export.format")}
        value={format}
        onValueChange={(next) => choose(next as ExportFormat)}
        className="mt-4 flex flex-col gap-1.5"
      >
        {FORMATS.map((value) => (
          <RadioItem
            key={value}
            value={value}
            aria-label={t(`export.formats.${value}`)}
            aria-describedby={`export-${value}`}
            className="rounded-[12px] border border-line-strong px-3.5 py-2.5 text-left hover:bg-hover data-[state=checked]:border-electric"
          >
            <span className="block font-medium text-sm">{t(`export.formats.${value}`)}</span>
            <span id={`export-${value}`} className="block text-[13px] text-text-2 leading-snug">
              {t(`export.about.${value}`)}
            </span>
          </RadioItem>
        ))}
      </RadioGroup.Root>
      <div className="mt-3">
        <PathField
          label={paths("exportTo")}
          placeholder={paths("exportHere")}
          ask={
            first !== undefined && others.length === 0
              ? { type: "export_one", conversation: first, format }
              : { type: "export_folder" }
          }
          value={path}
          onChange={setPath}
        />
      </div>
      {failure !== null && (
        <p role="alert" className="mt-3 text-error text-sm">
          {failure}
        </p>
      )}
      <div className="mt-5 flex flex-wrap items-center justify-end gap-2">
        {first !== undefined && others.length === 0 && (
          <>
            <p id={printText} className="min-w-0 flex-1 text-[12.5px] text-text-2">
              {t("export.printText")}
            </p>
            <Button
              variant="outline"
              disabled={busy}
              aria-describedby={printText}
              onClick={() => void print(first)}
            >
              {t("export.print")}
            </Button>
          </>
        )}
        <Button variant="primary" disabled={busy} onClick={() => void save()}>
          {t("export.do")}
        </Button>
      </div>
    </Dialog>
  );
}
