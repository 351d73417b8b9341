import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useConversations } from "@/lib/core";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { useToday } from "@/lib/use-today";
import { useConversationActions } from "./actions";
import { groupByPeriod } from "./groups";
import { ConversationRow } from "./row";

/** The conversations by how long ago they were last written. */
export function ConversationList() {
  const { t, i18n } = useTranslation("conversations");
  const { data: rows, error } = useConversations();
  const errorText = useErrorText();
  const today = useToday();
  const { rename, trash } = useConversationActions();
  const current = useNavigation((state) => (state.view.kind === "chat" ? state.view.conversation : null));
  const groups = useMemo(
    () =>
      groupByPeriod(rows ?? [], today, i18n.language, {
        previous7: t("previous7"),
        previous30: t("previous30"),
      }),
    [rows, today, i18n.language, t],
  );

  if (error) return <Note text={t("loadFailed", { cause: errorText(error) })} />;
  return (
    <>
      <ul aria-label={t("list")}>
        {groups.flatMap((group) =>
          group.conversations.map((row, index) => (
            <ConversationRow
              key={row.id}
              row={row}
              heading={index === 0 ? group.label : null}
              current={row.id === current}
              onRename={rename}
              onTrash={trash}
            />
          )),
        )}
      </ul>
      {rows?.length === 0 && <Note text={t("empty")} />}
    </>
  );
}

export function Note({ text }: { text: string }) {
  return <p className="px-2.5 py-2 text-[13px] text-text-3">{text}</p>;
}
