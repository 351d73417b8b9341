import { FileDown } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { PathField } from "@/components/choose-path";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";
import { DataJobProgress } from "./data-job";
import { Row } from "./rows";

/** Everything as one file, behind a passphrase if the person wants that. */
export function ExportAll() {
  const { t, i18n } = useTranslation("data");
  const { t: paths } = useTranslation("paths");
  const errorText = useErrorText();
  const said = useId();
  const [path, setPath] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const openFolder = () =>
    invoke("open_folder", { folder: "downloads" }).catch((cause: unknown) =>
      showToast({ tone: "error", text: errorText(cause) }),
    );
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== again) return setFailure(t("all.differ"));
    setBusy(true);
    setFailure(null);
    try {
      const written = await invoke("export_everything", {
        folder: path.trim() || null,
        passphrase: passphrase || null,
      });
      const conversations = written.conversations.toLocaleString(i18n.language);
      const missing = written.missing_blobs;
      showToast({
        tone: "plain",
        text: [
          t("all.saved", { conversations, path: written.path }),
          ...(missing > 0 ? [t("all.missing", { count: missing })] : []),
        ].join(" "),
        ...(path.trim() === "" && { action: { label: t("openFolder"), run: () => void openFolder() } }),
      });
      setPassphrase("");
      setAgain("");
    } catch (cause) {
      setFailure(errorText(cause));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => void onSubmit(event)}>
      <Row title={t("all.title")} text={t("all.text")}>
        <Button type="submit" size="small" variant="outline" disabled={busy}>
          <FileDown strokeWidth={1.75} />
          {t("all.do")}
        </Button>
      </Row>
      <div className="flex flex-col gap-2 px-4 pb-3.5">
        <PathField
          label={paths("exportTo")}
          placeholder={paths("exportHere")}
          ask={{ type: "export_all", sealed: passphrase !== "" }}
          value={path}
          onChange={setPath}
        />
        <div className="flex flex-wrap gap-2">
          <Input
            type="password"
            autoComplete="new-password"
            aria-label={t("all.passphrase")}
            aria-describedby={said}
            placeholder={t("all.passphrase")}
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
            className="max-w-[260px]"
          />
          {passphrase !== "" && (
            <Input
              type="password"
              autoComplete="new-password"
              aria-label={t("all.repeat")}
              placeholder={t("all.repeat")}
              value={again}
              onChange={(event) => setAgain(event.target.value)}
              className="max-w-[260px]"
            />
          )}
        </div>
        {passphrase !== "" && (
          <p id={said} className="text-[13px] text-text-2">
            {t("all.lost")}
          </p>
        )}
        {failure !== null && (
          <p role="alert" className="text-[13px] text-error">
            {failure}
          </p>
        )}
        <DataJobProgress kinds={["export"]} />
      </div>
    </form>
  );
}
