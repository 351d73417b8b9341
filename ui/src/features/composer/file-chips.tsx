import "@/i18n/en/files";
import { FileText, Image as ImageIcon, LoaderCircle, TriangleAlert, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Thumbnail } from "@/components/thumbnail";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { DraftFileView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { formatBytes } from "@/lib/format";
import { showToast } from "@/lib/toasts";
import { dismissTroubles, type Trouble } from "./attaching";
import type { Files } from "./use-files";

/** More of them are counted and not listed. */
const LISTED_TROUBLES = 3;

interface FileChipsProps {
  conversation: string | null;
  attached: Files;
  /** Gives the focus back to the field. */
  onLeave: () => void;
}

/** The files beside a draft, what is on its way, and what did not come. */
export function FileChips({ conversation, attached, onLeave }: FileChipsProps) {
  const { t } = useTranslation("files");
  const errorText = useErrorText();
  const list = useRef<HTMLUListElement>(null);
  const { files, arriving, troubles } = attached;

  const remove = async (file: DraftFileView) => {
    const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = files.findIndex((entry) => entry.id === file.id);
    try {
      await invoke("remove_draft_file", { id: file.id });
    } catch (cause) {
      return showToast({ tone: "error", text: errorText(cause) });
    }
    // The chip goes, and the focus must not go with it.
    const next = buttons[at + 1] ?? buttons[at - 1];
    if (next) next.focus();
    else onLeave();
    const { blob, name, media_type, size_bytes, position } = file;
    const restore = () =>
      invoke("restore_draft_file", { conversation, blob, name, media_type, size_bytes, position }).catch(
        (cause: unknown) => showToast({ tone: "error", text: errorText(cause) }),
      );
    showToast({
      tone: "plain",
      text: t("removed", { name }),
      action: { label: t("undo"), run: () => void restore() },
    });
  };

  return (
    <>
      {troubles.length > 0 && (
        <Troubles
          troubles={troubles}
          onDismiss={() => {
            dismissTroubles(conversation);
            onLeave();
          }}
        />
      )}
      {files.length + arriving.length > 0 && (
        <ul
          ref={list}
          aria-label={t("list")}
          className="-ml-2 mb-2.5 flex max-h-[30vh] flex-wrap gap-2 overflow-y-auto p-0.5"
        >
          {files.map((file) => (
            <Chip key={file.id} file={file} onRemove={() => remove(file)} />
          ))}
          {arriving.map((file) => (
            <li
              key={`arriving-${file.key}`}
              aria-busy="true"
              aria-label={t("arriving", { name: file.name })}
              className="flex h-[52px] w-56 max-w-full items-center gap-2.5 rounded-xl border border-line border-dashed px-2.5 text-[13px] text-text-2"
            >
              <LoaderCircle className="size-4 shrink-0 animate-spin" aria-hidden="true" />
              <span className="truncate">{file.name}</span>
            </li>
          ))}
        </ul>
      )}
      <span role="status" className="sr-only">
        {arriving[0] ? t("arriving", { name: arriving[0].name }) : ""}
      </span>
    </>
  );
}

function Chip({ file, onRemove }: { file: DraftFileView; onRemove: () => void }) {
  const { t, i18n } = useTranslation("files");
  const { content } = file;
  const tokens = (count: number) =>
    t("tokens", { tokens: new Intl.NumberFormat(i18n.language).format(count) });
  const said = () => {
    switch (content.type) {
      case "reading":
        return t("reading");
      case "picture":
        return tokens(content.tokens);
      case "text":
        return content.cut
          ? t("cut", { tokens: new Intl.NumberFormat(i18n.language).format(content.tokens) })
          : tokens(content.tokens);
      case "unreadable":
        return t(`unreadable.${content.reason}`);
    }
  };
  const size = formatBytes(file.size_bytes, i18n.language);
  const bad = content.type === "unreadable";
  return (
    <li className="flex min-h-[52px] w-64 max-w-full items-center gap-2.5 rounded-xl border border-line-strong bg-surface p-1.5 pr-1">
      {content.type === "picture" ? (
        <Thumbnail blob={file.blob} className="size-10 rounded-lg">
          <ImageIcon className="size-4" aria-hidden="true" />
        </Thumbnail>
      ) : (
        <span className="flex size-10 shrink-0 items-center justify-center rounded-lg bg-raised text-text-2">
          {bad ? (
            <TriangleAlert className="size-4 text-warning" aria-hidden="true" />
          ) : (
            <FileText className="size-4" aria-hidden="true" />
          )}
        </span>
      )}
      <span className="min-w-0 flex-1 leading-tight">
        <span className="block truncate text-[13px] text-text" title={file.name}>
          {file.name}
        </span>
        <span className="line-clamp-2 text-[11.5px] text-text-2 tabular-nums" title={said()}>
          {size} · {said()}
        </span>
      </span>
      <IconButton label={t("remove", { name: file.name })} size="iconSmall" onClick={onRemove}>
        <X aria-hidden="true" />
      </IconButton>
    </li>
  );
}

function Troubles({ troubles, onDismiss }: { troubles: Trouble[]; onDismiss: () => void }) {
  const { t, i18n } = useTranslation("files");
  const sentence = ({ name, reason }: Trouble) => {
    switch (reason.type) {
      case "too_large":
        return t("refused.too_large", { name, most: formatBytes(reason.most_bytes, i18n.language) });
      case "too_many":
        return t("refused.too_many", { name, most: reason.most });
      case "failed":
        return t("refused.failed", { name, message: reason.message });
      default:
        return t(`refused.${reason.type}`, { name });
    }
  };
  const more = troubles.length - LISTED_TROUBLES;
  return (
    <div
      role="alert"
      className="-ml-2 mb-2.5 flex items-start gap-2 rounded-xl border border-danger-line bg-danger-bg py-1 pr-1 pl-3 text-[13px] text-text"
    >
      <div className="min-w-0 flex-1 break-words py-0.5">
        {troubles.slice(0, LISTED_TROUBLES).map((trouble, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end.
          <p key={index}>{sentence(trouble)}</p>
        ))}
        {more > 0 && <p>{t("more", { count: more })}</p>}
      </div>
      <IconButton label={t("dismiss")} size="iconSmall" onClick={onDismiss}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}
