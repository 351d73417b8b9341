import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FileUp, FolderUp } from "lucide-react";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { ImportPreview } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useImportRequest } from "@/lib/import-request";
import { keys } from "@/lib/query";
import { useFocusKept } from "@/lib/use-focus-kept";
import { sayWhenEnded } from "./import-end";
import { ImportPreviewCard } from "./import-preview";
import { ImportStatusCard } from "./import-status";
import { Row, type SettingsRow } from "./rows";

export function useImportRows(): SettingsRow[] {
  const { t } = useTranslation("import");
  return [{ id: "import", text: `${t("title")} ${t("text")} ${t("words")}`, element: <ImportRow /> }];
}

function ImportRow() {
  const { t } = useTranslation("import");
  const client = useQueryClient();
  const errorText = useErrorText();
  const status = useQuery({ queryKey: keys.import, queryFn: () => invoke("import_status", {}) }).data;
  const asked = useImportRequest((state) => state.path);
  const [looking, setLooking] = useState<string | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  const look = useCallback(
    async (path: string) => {
      setLooking(path);
      setPreview(null);
      setFailure(null);
      try {
        setPreview(await invoke("import_preview", { path }));
      } catch (cause) {
        setFailure(errorText(cause));
      } finally {
        setLooking((now) => (now === path ? null : now));
      }
    },
    [errorText],
  );
  useEffect(() => {
    if (asked === null) return;
    useImportRequest.setState({ path: null });
    void look(asked);
  }, [asked, look]);

  const choose = async (folder: boolean) => {
    try {
      const path = await invoke("choose_import", { folder });
      if (path !== null) await look(path);
    } catch (cause) {
      setFailure(errorText(cause));
    }
  };
  const start = async (path: string, deleted_too: boolean) => {
    setFailure(null);
    try {
      client.setQueryData(keys.import, await invoke("import_start", { path, deleted_too }));
      setPreview(null);
      sayWhenEnded(client);
    } catch (cause) {
      setFailure(errorText(cause));
    }
  };
  const run = async (command: "import_cancel" | "import_dismiss") => {
    setFailure(null);
    try {
      await invoke(command, {});
      await client.invalidateQueries({ queryKey: keys.import });
    } catch (cause) {
      setFailure(errorText(cause));
    }
  };

  const running = status?.type === "running";
  // What is shown gives way to what comes next, and buttons go with it.
  const row = useRef<HTMLDivElement>(null);
  const held = useFocusKept(() => row.current?.closest<HTMLElement>("section[tabindex]")?.focus());
  return (
    <div ref={row} {...held}>
      <Row title={t("title")} text={t("text")}>
        {!running && (
          <div className="flex flex-wrap gap-2">
            <Button size="small" variant="outline" onClick={() => void choose(false)}>
              <FileUp strokeWidth={1.75} />
              {t("chooseFile")}
            </Button>
            <Button size="small" variant="outline" onClick={() => void choose(true)}>
              <FolderUp strokeWidth={1.75} />
              {t("chooseFolder")}
            </Button>
          </div>
        )}
      </Row>
      {!running && <PathForm busy={looking !== null} onLook={(path) => void look(path)} />}
      {failure !== null && (
        <p role="alert" className="break-words px-4 pb-3 text-[13px] text-error">
          {failure}
        </p>
      )}
      {looking !== null && <Looking path={looking} onCancel={() => void run("import_cancel")} />}
      {preview !== null && !running && (
        <ImportPreviewCard
          key={preview.path}
          preview={preview}
          onStart={(deletedToo) => void start(preview.path, deletedToo)}
          onCancel={() => setPreview(null)}
        />
      )}
      {status && preview === null && looking === null && (
        <ImportStatusCard
          status={status}
          onCancel={() => void run("import_cancel")}
          onDismiss={() => void run("import_dismiss")}
          onGoOn={(path, deletedToo) => void start(path, deletedToo)}
        />
      )}
    </div>
  );
}

function PathForm({ busy, onLook }: { busy: boolean; onLook: (path: string) => void }) {
  const { t } = useTranslation("import");
  const [path, setPath] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== "" && !busy) onLook(path.trim());
  };
  return (
    <form onSubmit={submit} className="flex gap-2 px-4 pb-3">
      <Input
        value={path}
        aria-label={t("path")}
        placeholder={t("path")}
        onChange={(event) => setPath(event.target.value)}
      />
      <Button type="submit" variant="outline" disabled={busy || path.trim() === ""}>
        {t("look")}
      </Button>
    </form>
  );
}

function Looking({ path, onCancel }: { path: string; onCancel: () => void }) {
  const { t } = useTranslation("import");
  const { t: common } = useTranslation();
  const name = path.split(/[/\\]/).at(-1) ?? path;
  return (
    <div className="flex items-center justify-between gap-3 px-4 pb-3">
      <p role="status" className="min-w-0 break-words text-[13px] text-text-2">
        {t("looking", { name })}
      </p>
      <Button size="small" variant="outline" onClick={onCancel}>
        {common("cancel")}
      </Button>
    </div>
  );
}
