import { ExternalLink, FileDown, FolderOpen, Pencil, Trash2 } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { ProviderView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";
import { BaseUrlForm } from "./base-url-form";
import { HeaderValues } from "./header-values";
import { ModelsForm } from "./models-form";
import { ProviderKeys } from "./provider-keys";

interface ProviderCardProps {
  provider: ProviderView;
  /** For custom providers alone, of which a file describes none. */
  onEdit?: () => void;
  onRemove?: () => void;
}

export function ProviderCard({ provider, onEdit, onRemove }: ProviderCardProps) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const title = useId();
  const { key_page: keyPage } = provider;
  const failed = (cause: unknown) => showToast({ tone: "error", text: errorText(cause) });
  const getKey = (url: string) => invoke("open_link", { url }).catch(failed);
  const openFolder = () => invoke("open_folder", { folder: "providers" }).catch(failed);
  const exportFile = async () => {
    try {
      const { path, text } = await invoke("export_provider", { provider: provider.id });
      await invoke("copy_text", { text, html: null });
      showToast({ tone: "plain", text: t("providers.exported", { path }) });
    } catch (cause) {
      failed(cause);
    }
  };

  return (
    <section id={`provider-${provider.id}`} aria-labelledby={title} className="scroll-mt-4 px-4 py-3.5">
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-2.5">
        <h3 id={title} className="font-medium text-sm">
          {provider.name}
        </h3>
        {provider.file !== null && (
          <span
            title={t("providers.fileText", { file: provider.file })}
            className="rounded-md border border-line-strong px-1.5 py-px text-[11.5px] text-text-2"
          >
            {t("providers.fromFile")}
          </span>
        )}
        <Status provider={provider} />
        <span className="ml-auto flex gap-0.5">
          {keyPage !== null && provider.key.type === "not_set" && (
            <Button size="small" title={keyPage} onClick={() => void getKey(keyPage)}>
              {t("providers.getKey")}
              <ExternalLink strokeWidth={1.75} />
            </Button>
          )}
          {provider.file !== null && (
            <IconButton label={t("providers.openFolder")} onClick={() => void openFolder()}>
              <FolderOpen strokeWidth={1.75} />
            </IconButton>
          )}
          {onEdit && (
            <IconButton
              label={t("providers.exportOf", { name: provider.name })}
              onClick={() => void exportFile()}
            >
              <FileDown strokeWidth={1.75} />
            </IconButton>
          )}
          {onEdit && (
            <IconButton label={t("providers.editOf", { name: provider.name })} onClick={onEdit}>
              <Pencil strokeWidth={1.75} />
            </IconButton>
          )}
          {onRemove && (
            <IconButton
              label={t("providers.removeOf", { name: provider.name })}
              variant="remove"
              onClick={onRemove}
            >
              <Trash2 strokeWidth={1.75} />
            </IconButton>
          )}
        </span>
      </div>
      <div className="grid items-start gap-2 lg:grid-cols-2">
        {provider.auth?.type !== "none" && <ProviderKeys provider={provider} />}
        {provider.file === null ? (
          <BaseUrlForm provider={provider} />
        ) : (
          <p className="min-w-0 self-center break-all text-[13px] text-text-2">{provider.base_url}</p>
        )}
      </div>
      {provider.names_models && <ModelsForm provider={provider} />}
      {provider.file !== null && <HeaderValues provider={provider} />}
      {provider.file === null && provider.missing_headers.length > 0 && (
        <p className="mt-2 text-[13px] text-text-2">
          {t("providers.missingHeader", { names: provider.missing_headers.join(", ") })}
        </p>
      )}
    </section>
  );
}

function Status({ provider: { key, keys } }: { provider: ProviderView }) {
  const { t } = useTranslation("settings");
  const text = () => {
    switch (key.type) {
      case "keyring":
      case "session":
        return t(`providers.state.${key.type}`, { last4: key.last4 });
      case "environment":
        return t("providers.state.environment", { variable: key.variable, last4: key.last4 });
      default:
        return t(`providers.state.${key.type}`);
    }
  };
  const refused = keys.some((entry) => entry.in_use && entry.last_error !== null);
  const dot = refused ? "bg-error" : DOT[key.type];
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-[12.5px] text-text-2">
      <span aria-hidden="true" className={cn("size-[7px] shrink-0 rounded-full", dot)} />
      {text()}
    </span>
  );
}

const DOT: Record<ProviderView["key"]["type"], string> = {
  not_needed: "bg-line-strong",
  not_set: "bg-line-strong",
  keyring: "bg-success",
  session: "bg-success",
  environment: "bg-success",
  unreachable: "bg-warn",
};
