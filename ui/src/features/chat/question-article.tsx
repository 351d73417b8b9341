import { Pencil, RotateCw } from "lucide-react";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { IconButton } from "@/components/ui/icon-button";
import type { MessageView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { LazySource } from "@/lib/lazy-source";
import { useBranchActions } from "./branch-actions";
import { CopyButton } from "./copy-button";
import { useEdits } from "./edits";
import { MoreMenu } from "./more-menu";
import { SiblingSwitch } from "./sibling-switch";
import { useMessageActions } from "./use-message-actions";
import { UserMessage } from "./user-message";

const editor = new LazySource(async () => (await import("./question-editor")).QuestionEditor);

interface QuestionArticleProps {
  conversation: string;
  message: MessageView;
  busy: boolean;
  /** Nothing stands below it. */
  last: boolean;
}

/** What the person asked: versions of it, and the field to make another. */
export function QuestionArticle({ conversation, message, busy, last }: QuestionArticleProps) {
  const { t } = useTranslation("chat");
  const { t: branches } = useTranslation("branches");
  const heading = useId();
  const article = useRef<HTMLElement>(null);
  const editing = useEdits((state) => state.open[message.id] === true);
  const actions = useMessageActions(conversation, message);
  const branch = useBranchActions(conversation, message);
  const backToPencil = () =>
    requestAnimationFrame(() => article.current?.querySelector<HTMLElement>("[data-edit]")?.focus());
  return (
    <article
      ref={article}
      aria-labelledby={heading}
      data-status={message.state}
      data-message={message.id}
      data-role="user"
      // Reached by keys that go from message to message.
      tabIndex={-1}
      // Its tools stand in the space before the next message: in its own box, or they would be cut off where it is not painted.
      className={cn("message relative flex flex-col items-end", !editing && "-mb-[22px] pb-6")}
    >
      <h2 id={heading} className="sr-only">
        {t("you")}
      </h2>
      {editing ? (
        <LazyPart source={editor}>
          {(Editor) => (
            <Editor
              conversation={conversation}
              message={message.id}
              text={message.source}
              busy={busy}
              onLeave={backToPencil}
            />
          )}
        </LazyPart>
      ) : (
        <>
          <UserMessage text={message.source} files={message.files} />
          <div className="absolute end-1 bottom-0 z-10 flex h-6 items-center gap-0.5 text-[12.5px] text-text-3">
            <div className="message-tools flex items-center gap-0.5">
              <CopyButton size="iconTiny" content={() => ({ text: message.source, html: null })} />
              <IconButton
                label={branches("edit")}
                size="iconTiny"
                data-edit=""
                onPointerEnter={editor.prefetch}
                onFocus={editor.prefetch}
                onClick={branch.edit}
              >
                <Pencil aria-hidden="true" />
              </IconButton>
              <MoreMenu
                size="iconTiny"
                onBranchOff={branch.branchOff}
                onMap={branch.map}
                onTrash={branch.trash}
              />
            </div>
            {last && !busy && (
              <IconButton label={branches("again")} size="iconTiny" onClick={actions.regenerate}>
                <RotateCw aria-hidden="true" />
              </IconButton>
            )}
            <SiblingSwitch siblings={message.siblings} disabled={busy} onSelect={actions.select} />
          </div>
        </>
      )}
    </article>
  );
}
