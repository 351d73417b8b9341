import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { ReadAloudButton } from "@/features/voice/public";
import type { MessageStats, MessageView } from "@/ipc/generated";
import { money } from "@/lib/money";
import type { BranchActions } from "./branch-actions";
import { CopyButton } from "./copy-button";
import { duration } from "./format";
import { MoreMenu } from "./more-menu";
import { richText } from "./rich-text";
import { SiblingSwitch } from "./sibling-switch";
import type { MessageBody } from "./stream/message-body";
import type { MessageActions } from "./use-message-actions";

interface AnswerActionsProps {
  conversation: string;
  message: MessageView;
  body: MessageBody;
  /** Another turn writes this conversation: nothing may start beside it. */
  busy: boolean;
  actions: MessageActions;
  branch: BranchActions;
}

/** The row under an answer. Its numbers show on hover and focus. */
export function AnswerActions({ conversation, message, body, busy, actions, branch }: AnswerActionsProps) {
  const { t, i18n } = useTranslation("chat");
  return (
    <div className="-ml-2 mt-1 flex min-h-8 flex-wrap items-center gap-0.5 text-[12.5px] text-text-3">
      {message.source !== "" && (
        <CopyButton content={() => ({ text: message.source, html: richText(body.snapshot()) })} />
      )}
      {message.source !== "" && <ReadAloudButton conversation={conversation} message={message.id} />}
      <IconButton label={t("actions.regenerate")} disabled={busy} onClick={actions.regenerate}>
        <RotateCw aria-hidden="true" />
      </IconButton>
      <MoreMenu
        onOtherModel={busy ? undefined : actions.regenerateBy}
        onBranchOff={branch.branchOff}
        onMap={branch.map}
        onTrash={branch.trash}
      />
      <SiblingSwitch siblings={message.siblings} disabled={busy} onSelect={actions.select} />
      {message.stats && <span className="answer-stats ml-2.5 tabular-nums">{statsText(message.stats)}</span>}
    </div>
  );

  function statsText(stats: MessageStats): string {
    const pieces: string[] = [];
    if (stats.duration_ms !== null) pieces.push(duration(stats.duration_ms, i18n.language));
    if (stats.output_tokens !== null) pieces.push(t("stats.tokens", { count: stats.output_tokens }));
    if (stats.cost !== null) {
      const amount = money(stats.cost, i18n.language);
      pieces.push(stats.cost_estimated ? t("stats.cost", { amount }) : amount);
    }
    return pieces.join(" · ");
  }
}
