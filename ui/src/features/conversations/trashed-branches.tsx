import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2, Undo2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { invoke } from "@/ipc/client";
import type { ConversationView, TrashedBranchView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import type { ConversationActions } from "./actions";
import { useOrganise } from "./organise-store";
import { ShelfDates } from "./shelf-dates";

/** What was deleted of conversations that are still there. */
export function TrashedBranches({ attempt }: Pick<ConversationActions, "attempt">) {
  const { t } = useTranslation("trash");
  const client = useQueryClient();
  const errorText = useErrorText();
  const list = useRef<HTMLUListElement>(null);
  const { data: branches, error } = useQuery({
    queryKey: [...keys.conversations, "trashed-branches"] as const,
    queryFn: () => invoke("trashed_branches", { conversation: null }),
  });

  const putBack = ({ conversation, message }: TrashedBranchView) =>
    attempt(async () => {
      const view = await invoke("restore_branch", { conversation, message });
      client.setQueryData<ConversationView>(keys.conversation(conversation), view);
      useOrganise.getState().ask(null);
      useNavigation.getState().openMessage(conversation, message);
    });
  const forget = async ({ conversation, message }: TrashedBranchView, at: number) => {
    if (!(await attempt(() => invoke("delete_branch_for_good", { conversation, message })))) return;
    // The row goes, and the focus must not go with it.
    const beside = branches?.[at + 1] ?? branches?.[at - 1];
    const next =
      beside && list.current?.querySelector<HTMLElement>(`[data-branch="${beside.message}"] button`);
    (next ?? document.querySelector<HTMLElement>("[role=dialog]"))?.focus();
  };

  return (
    <section aria-labelledby="trashed-branches" className="mt-4">
      <h3 id="trashed-branches" className="mb-2 font-medium text-[13px] text-text-2">
        {t("branches")}
      </h3>
      {error && (
        <p role="alert" className="text-[13px] text-error">
          {t("readFailed", { message: errorText(error) })}
        </p>
      )}
      {branches && (
        <ul
          ref={list}
          aria-labelledby="trashed-branches"
          className="max-h-[35vh] overflow-y-auto rounded-[12px] border border-line"
        >
          {branches.map((branch, at) => (
            <Branch
              key={branch.message}
              branch={branch}
              onPutBack={() => void putBack(branch)}
              onForget={() => void forget(branch, at)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface BranchProps {
  branch: TrashedBranchView;
  onPutBack: () => void;
  onForget: () => void;
}

function Branch({ branch, onPutBack, onForget }: BranchProps) {
  const { t } = useTranslation("trash");
  const { t: organise } = useTranslation("organise");
  const [sure, setSure] = useState(false);
  const excerpt = branch.excerpt || t("noText");
  const said = [
    t(branch.role === "user" ? "question" : "answer"),
    t("in", { title: branch.title || organise("untitled") }),
    t("messages", { count: branch.messages }),
  ];
  return (
    <li
      data-branch={branch.message}
      className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-t first:border-t-0 py-2 pr-2 pl-3"
    >
      <div className="min-w-40 flex-1">
        <p className="truncate text-[13.5px] text-text">{excerpt}</p>
        <p className="truncate text-text-3 text-xs">{said.join(" · ")}</p>
        <ShelfDates at={branch.trashed_at} />
      </div>
      {sure ? (
        <span className="ml-auto flex items-center gap-1.5">
          <span className="text-[13px] text-text-2">{t("sure")}</span>
          <Button size="small" onClick={() => setSure(false)}>
            {t("keep")}
          </Button>
          <Button size="small" variant="danger" autoFocus onClick={onForget}>
            {t("forGood")}
          </Button>
        </span>
      ) : (
        <span className="ml-auto flex items-center gap-1">
          <IconButton label={t("putBackNamed", { excerpt })} size="iconSmall" onClick={onPutBack}>
            <Undo2 aria-hidden="true" />
          </IconButton>
          <IconButton
            label={t("forGoodNamed", { excerpt })}
            size="iconSmall"
            variant="remove"
            onClick={() => setSure(true)}
          >
            <Trash2 aria-hidden="true" />
          </IconButton>
        </span>
      )}
    </li>
  );
}
