import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { invoke } from "@/ipc/client";
import type { StorageView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { formatBytes } from "@/lib/format";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { DataJobProgress } from "./data-job";
import { Row } from "./rows";
import { StorageCleaning } from "./storage-cleaning";

/** What takes room. It reads much of the history, so only for who wants to know. */
export function StorageUse() {
  const { t } = useTranslation("data");
  const errorText = useErrorText();
  const [wanted, setWanted] = useState(false);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: keys.storage,
    queryFn: () => invoke("storage", {}),
    enabled: wanted,
    staleTime: 0,
  });
  const measure = () => {
    if (wanted) void refetch();
    setWanted(true);
  };
  return (
    <div>
      <Row title={t("storage.title")} text={t("storage.text")}>
        <Button size="small" variant="outline" disabled={isFetching} onClick={measure}>
          {isFetching ? t("storage.measuring") : t("storage.show")}
        </Button>
      </Row>
      {error && (
        <p role="alert" className="px-4 pb-3 text-[13px] text-error">
          {errorText(error)}
        </p>
      )}
      {data && (
        <div className="flex flex-col gap-5 px-4 pb-4">
          <Parts storage={data} />
          <Largest storage={data} />
          <StorageCleaning storage={data} onCleaned={() => void refetch()} />
          <DataJobProgress kinds={["clean_up"]} />
        </div>
      )}
    </div>
  );
}

function Parts({ storage }: { storage: StorageView }) {
  const { t, i18n } = useTranslation("data");
  const parts: { name: string; bytes: number; within?: boolean }[] = [
    { name: t("storage.database"), bytes: storage.database },
    { name: t("storage.messages"), bytes: storage.messages, within: true },
    { name: t("storage.trash"), bytes: storage.trash, within: true },
    { name: t("storage.index"), bytes: storage.index, within: true },
    { name: t("storage.database_free"), bytes: storage.database_free, within: true },
    { name: t("storage.blobs", { count: storage.blob_count }), bytes: storage.blobs },
    { name: t("storage.copies", { count: storage.copy_count }), bytes: storage.copies },
    ...(storage.backup_count > 0
      ? [{ name: t("storage.backups", { count: storage.backup_count }), bytes: storage.backups }]
      : []),
    ...(storage.set_aside > 0 ? [{ name: t("storage.set_aside"), bytes: storage.set_aside }] : []),
    { name: t("storage.logs"), bytes: storage.logs },
    { name: t("storage.disk_free"), bytes: storage.disk_free },
  ];
  return (
    <table aria-label={t("storage.title")} className="w-full text-[13px]">
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("storage.part")}</th>
          <th scope="col">{t("storage.size")}</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ name, bytes, within }) => (
          <tr key={name} className={within ? "text-text-2" : "border-line border-t"}>
            <th
              scope="row"
              className={within ? "py-0.5 pl-4 text-left font-normal" : "py-1 text-left font-medium"}
            >
              {name}
            </th>
            <td className="text-right tabular-nums">{formatBytes(bytes, i18n.language)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Largest({ storage }: { storage: StorageView }) {
  const { t, i18n } = useTranslation("data");
  const openChat = useNavigation((state) => state.openChat);
  if (storage.conversations.length === 0) return null;
  return (
    <section aria-labelledby="storage-largest">
      <h3 id="storage-largest" className="mb-1 font-medium text-[13px]">
        {t("storage.largest")}
      </h3>
      <ol className="max-h-64 overflow-y-auto text-[13px]">
        {storage.conversations.map((size) => {
          const title = size.title || t("storage.untitled");
          return (
            <li key={size.id} className="flex items-center gap-3 py-0.5">
              {size.in_trash ? (
                <span className="min-w-0 flex-1 truncate text-text-2">
                  {title} · {t("storage.inTrash")}
                </span>
              ) : (
                <button
                  type="button"
                  onClick={() => openChat(size.id)}
                  className="min-w-0 flex-1 truncate rounded text-left hover:underline"
                >
                  {title}
                </button>
              )}
              <span className="text-text-2 tabular-nums">{formatBytes(size.bytes, i18n.language)}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
