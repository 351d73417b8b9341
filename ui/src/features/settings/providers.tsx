import { useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { useProviderFiles, useProviders } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { CustomProviderForm } from "./custom-provider-form";
import { ImportForm } from "./import-form";
import { ProviderCard } from "./provider-card";
import { ProviderFilesRow } from "./provider-files";
import { Row, type SettingsRow } from "./rows";

/** The dialog over the list: to add (null) or edit a custom provider, to import one, or to remove it. */
export type ProviderDialog =
  | { kind: "form"; provider: ProviderView | null }
  | { kind: "import" }
  | { kind: "remove"; provider: ProviderView };

export function useProviderRows(open: (dialog: ProviderDialog) => void): SettingsRow[] {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const { data, error } = useProviders();
  const files = useProviderFiles().data;
  if (error) {
    const text = t("providers.loadFailed", { cause: errorText(error) });
    return [{ id: "failed", text, element: <p className="px-4 py-3 text-error text-sm">{text}</p> }];
  }
  const rows: SettingsRow[] = (data ?? [])
    .filter((provider) => provider.kind !== "guide")
    .map((provider) => ({
      id: provider.id,
      text: [
        provider.name,
        provider.base_url,
        t("providers.keyShort"),
        t("providers.baseUrlShort"),
        ...provider.keys.map((key) => key.name),
      ].join(" "),
      element: (
        <ProviderCard
          provider={provider}
          {...(provider.kind === "custom" &&
            provider.file === null && {
              onEdit: () => open({ kind: "form", provider }),
              onRemove: () => open({ kind: "remove", provider }),
            })}
        />
      ),
    }));
  rows.push({
    id: "add",
    text: [
      t("providers.add"),
      t("providers.addText"),
      t("providers.custom.headers"),
      t("providers.custom.query"),
    ].join(" "),
    element: (
      <Row title={t("providers.add")} text={t("providers.addText")}>
        <Button variant="outline" onClick={() => open({ kind: "form", provider: null })}>
          <Plus strokeWidth={1.75} />
          {t("providers.add")}
        </Button>
      </Row>
    ),
  });
  if (data && files) {
    const broken = files.broken.map(({ file, message }) => `${file} ${message}`);
    rows.push({
      id: "files",
      text: [t("providers.files"), t("providers.filesText"), t("providers.import"), ...broken].join(" "),
      element: <ProviderFilesRow files={files} onImport={() => open({ kind: "import" })} />,
    });
  }
  return rows;
}

interface ProviderDialogsProps {
  open: ProviderDialog | null;
  onOpen: (dialog: ProviderDialog) => void;
  onClose: () => void;
}

export function ProviderDialogs({ open, onOpen, onClose: close }: ProviderDialogsProps) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Dialog
        open={open?.kind === "form"}
        onOpenChange={(next) => !next && close()}
        title={
          open?.kind === "form" && open.provider
            ? t("providers.custom.editTitle", { name: open.provider.name })
            : t("providers.custom.addTitle")
        }
        description={t("providers.addText")}
      >
        {open?.kind === "form" && <CustomProviderForm provider={open.provider} onDone={close} />}
      </Dialog>
      <Dialog
        open={open?.kind === "import"}
        onOpenChange={(next) => !next && close()}
        title={t("providers.importTitle")}
        description={t("providers.importText")}
      >
        {open?.kind === "import" && (
          <ImportForm onImported={(provider) => onOpen({ kind: "form", provider })} onCancel={close} />
        )}
      </Dialog>
      <Dialog
        open={open?.kind === "remove"}
        onOpenChange={(next) => !next && close()}
        title={open?.kind === "remove" ? t("providers.confirmRemove", { name: open.provider.name }) : ""}
        description={t("providers.confirmRemoveText")}
      >
        {open?.kind === "remove" && <ConfirmRemove provider={open.provider} onDone={close} />}
      </Dialog>
    </>
  );
}

function ConfirmRemove({ provider, onDone }: { provider: ProviderView; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const errorText = useErrorText();
  const remove = async () => {
    try {
      await invoke("remove_custom_provider", { provider: provider.id });
      await client.invalidateQueries({ queryKey: keys.providers });
      await client.invalidateQueries({ queryKey: keys.models });
    } catch (cause) {
      showToast({ tone: "error", text: errorText(cause) });
    }
    onDone();
  };
  return (
    <div className="mt-5 flex justify-end gap-2">
      <Button variant="outline" onClick={onDone}>
        {t("cancel")}
      </Button>
      <Button variant="danger" onClick={() => void remove()}>
        {t("remove")}
      </Button>
    </div>
  );
}
