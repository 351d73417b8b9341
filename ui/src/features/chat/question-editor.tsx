import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { useErrorText } from "@/lib/error-text";
import { useModelChoice } from "@/lib/model-choice";
import { isComposing, isSendKey } from "@/lib/send-key";
import { editQuestion } from "./branch-actions";
import { closeEditor, editedText, keepEditedText } from "./edits";

/** Above this the field keeps one height: measuring it for each key would take longer than the key may. */
const MEASURED_CHARS = 20_000;

interface QuestionEditorProps {
  conversation: string;
  message: string;
  text: string;
  busy: boolean;
  /** Gives the focus back to what opened it. */
  onLeave: () => void;
}

/** A question in the hands of who asked it: Enter sends another version of it, Escape leaves it as it is. */
export function QuestionEditor({ conversation, message, text, busy, onLeave }: QuestionEditorProps) {
  const { t } = useTranslation("branches");
  const client = useQueryClient();
  const errorText = useErrorText();
  const [model] = useModelChoice(conversation);
  const field = useRef<HTMLTextAreaElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const problemId = useId();

  const grow = () => {
    const element = field.current;
    if (!element || element.textLength > MEASURED_CHARS) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the field is filled once, when it opens.
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.value = editedText(message) ?? text;
    grow();
    element.focus();
    element.setSelectionRange(element.textLength, element.textLength);
    element.scrollIntoView({ block: "nearest" });
  }, []);

  const leave = () => {
    closeEditor(message);
    onLeave();
  };

  const send = async () => {
    const wanted = field.current?.value ?? "";
    if (sending) return;
    if (wanted.trim() === "") return setProblem(t("editEmpty"));
    if (busy) return setProblem(t("editBusy"));
    if (!model) return setProblem(t("noModel"));
    setProblem(null);
    setSending(true);
    try {
      await editQuestion(client, conversation, message, wanted, model);
      keepEditedText(message, null);
      closeEditor(message);
      document.querySelector<HTMLElement>("[data-focus-home]")?.focus();
    } catch (cause) {
      setProblem(t("editFailed", { message: errorText(cause) }));
      setSending(false);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isSendKey(event)) {
      event.preventDefault();
      void send();
    } else if (event.key === "Escape" && !isComposing(event)) {
      event.preventDefault();
      leave();
    }
  };

  return (
    <div className="w-full rounded-[20px] border border-user-line bg-user-bg px-4 pt-3 pb-2.5">
      <textarea
        ref={field}
        rows={text.length > MEASURED_CHARS ? 12 : 1}
        dir="auto"
        aria-label={t("editName")}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        onInput={(event) => {
          keepEditedText(message, event.currentTarget.value);
          grow();
        }}
        onKeyDown={onKeyDown}
        className="block max-h-[50vh] min-h-[26px] w-full resize-none bg-transparent leading-[1.6] outline-none"
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <p id={problemId} role="alert" className="min-w-0 flex-1 text-[13px] text-error">
          {problem}
        </p>
        <Button size="small" onClick={leave}>
          {t("cancel")}
        </Button>
        <Button size="small" variant="primary" disabled={sending} onClick={() => void send()}>
          {t("send")}
        </Button>
      </div>
    </div>
  );
}
