import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ConversationUsage, UsageEntry } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { Choice } from "./choice";
import { UsageTable } from "./usage-table";
import { byModel, byProvider, groupTotal } from "./usage-totals";

const GROUPS = ["model", "provider", "conversation"] as const;
type Group = (typeof GROUPS)[number];

/** Who or what used how much: by model, provider or conversation. */
export function UsageGroups({ entries, days }: { entries: UsageEntry[]; days: number }) {
  const { t } = useTranslation("settings");
  const label = useId();
  const [group, setGroup] = useState<Group>("model");
  const name = t(`usage.group.${group}`);
  return (
    <div className="mt-4">
      <span id={label} className="sr-only">
        {t("usage.groupBy")}
      </span>
      <Choice
        labelledBy={label}
        value={group}
        options={GROUPS.map((value) => ({ value, label: t(`usage.group.${value}`) }))}
        onChange={setGroup}
      />
      {group === "conversation" ? (
        <Conversations days={days} name={name} />
      ) : (
        <UsageTable name={name} rows={group === "model" ? byModel(entries) : byProvider(entries)} />
      )}
    </div>
  );
}

function Conversations({ days, name }: { days: number; name: string }) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const openChat = useNavigation((state) => state.openChat);
  const { data, error } = useQuery({
    queryKey: keys.usageByConversation(days),
    queryFn: () => invoke("usage_by_conversation", { days }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  if (error) {
    return (
      <p role="alert" className="py-3 text-[13px] text-error">
        {errorText(error)}
      </p>
    );
  }
  const row = ({ conversation, ...counts }: ConversationUsage) =>
    conversation === null
      ? groupTotal("", t("usage.deleted"), null, counts)
      : groupTotal(
          conversation.id,
          conversation.title,
          conversation.trashed ? t("usage.trashed") : null,
          counts,
        );
  const there = new Set(
    data?.flatMap(({ conversation }) => (conversation && !conversation.trashed ? [conversation.id] : [])),
  );
  return (
    <UsageTable
      name={name}
      rows={(data ?? []).map(row)}
      onOpen={(key) => (there.has(key) ? () => openChat(key) : null)}
    />
  );
}
