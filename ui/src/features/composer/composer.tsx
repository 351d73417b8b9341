import { ArrowUp, ListPlus, Paperclip, Square } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { IconButton } from "@/components/ui/icon-button";
import {
  OverflowQuestion,
  stopAnswer,
  streamingNow,
  useEditLastQuestion,
  useModelRequests,
  useSendMessage,
  useStreaming,
  useUndecided,
} from "@/features/chat/public";
import { ModelPicker } from "@/features/models/public";
import { ParametersButton } from "@/features/parameters/public";
import { PersonaButton, usePromptMenu } from "@/features/prompts/public";
import { DictationButton, DictationHost } from "@/features/voice/public";
import { cn } from "@/lib/cn";
import { useComposerRequest } from "@/lib/composer-request";
import { useErrorText } from "@/lib/error-text";
import { takeFirstField } from "@/lib/first-field";
import { formatBytes } from "@/lib/format";
import { LazySource } from "@/lib/lazy-source";
import { useModelChoice } from "@/lib/model-choice";
import { isComposing, isSendKey } from "@/lib/send-key";
import { useIsTemporary } from "@/lib/temporary-chat";
import { warmFonts } from "@/lib/warm-fonts";
import { AsideChip } from "./aside-chip";
import { pickFiles } from "./attaching";
import { BudgetNotice } from "./budget-notice";
import { CompareButton, ComparedModels } from "./compare";
import { ContextRing } from "./context-ring";
import { forgetDraft, knownDraft } from "./drafts";
import { DropTarget } from "./drop-target";
import { insertAtCaret } from "./insert-at-caret";
import { MAX_MESSAGE_BYTES, oversize } from "./message-size";
import { type ComposerNotice, Notice } from "./notice";
import { deliver, enqueue, giveBack, hold, takeReturned, unqueue, useOutbox } from "./outbox";
import { QueuedChip } from "./queued-chip";
import { slotOf } from "./slot";
import { useDraft } from "./use-draft";
import { useField } from "./use-field";
import { useFiles } from "./use-files";
import { useGauge } from "./use-gauge";
import { useOverflow } from "./use-overflow";

const fileChips = new LazySource(async () => (await import("./file-chips")).FileChips);

interface ComposerProps {
  /** Null writes the first message of a new chat. */
  conversation: string | null;
}

/** Where a message is written, with its model. Each conversation has its own field. */
export function Composer({ conversation }: ComposerProps) {
  return <ComposerField key={slotOf(conversation)} conversation={conversation} />;
}

function ComposerField({ conversation }: ComposerProps) {
  const { t, i18n } = useTranslation("composer");
  const { t: branches } = useTranslation("branches");
  const errorText = useErrorText();
  const field = useField();
  const { ref, read, write, look } = field;
  const [notice, setNotice] = useState<ComposerNotice | null>(null);
  const [draftLost, setDraftLost] = useState<string | null>(null);
  const draft = useDraft(conversation, field, setDraftLost);
  const [model, setModel] = useModelChoice(conversation);
  const { gauge, stale, touchGauge } = useGauge(conversation, model, read);
  const keep = draft.touch;
  const touch = useCallback(() => {
    keep();
    touchGauge();
  }, [keep, touchGauge]);
  const prompts = usePromptMenu({
    ref,
    alone: field.aside === null,
    write,
    onWritten: touch,
    onModel: setModel,
  });
  const temporary = useIsTemporary(conversation);
  const streaming = useStreaming(conversation);
  const undecided = useUndecided(conversation);
  const editLastQuestion = useEditLastQuestion(conversation);
  const send = useSendMessage();
  const attached = useFiles(conversation);
  const { files, arriving, troubles } = attached;
  const empty = field.blank && files.length === 0;
  const toField = useCallback(() => ref.current?.focus(), [ref]);
  const question = useOverflow(gauge, stale);
  const slot = slotOf(conversation);
  const queued = useOutbox((state) => state.queued[slot]);
  const returned = useOutbox((state) => state.returned[slot]);
  const picker = useRef<HTMLDivElement>(null);

  const insert = useCallback(
    (text: string) => {
      const typed = read();
      if (text !== "") write(typed.trim() === "" ? text : `${text}\n\n${typed}`);
    },
    [read, write],
  );

  useLayoutEffect(() => {
    ref.current?.focus();
    const first = conversation === null ? takeFirstField() : null;
    if (!first || first.value === "") return;
    write(first.value);
    ref.current?.setSelectionRange(first.selectionStart, first.selectionEnd);
    touch();
  }, [ref, conversation, write, touch]);
  useFieldRequests(field);
  useModelRequest(picker);

  useEffect(() => {
    if (!returned) return;
    const taken = takeReturned(conversation);
    if (!taken) return;
    insert(taken.text);
    touch();
    if (taken.error) {
      const keyOf = taken.error.code === "key" ? (model?.provider ?? null) : null;
      setNotice({ text: t("notSent", { message: errorText(taken.error) }), keyOf });
    }
  }, [returned, conversation, insert, touch, model, t, errorText]);

  const submit = async () => {
    const text = read();
    if (text.trim() === "" && files.length === 0) return;
    if (arriving.length > 0) {
      setNotice({ text: t("filesArriving"), keyOf: null });
      return;
    }
    const bytes = oversize(text);
    if (bytes !== null) {
      const size = (value: number) => formatBytes(value, i18n.language);
      setNotice({ text: t("tooLarge", { size: size(bytes), max: size(MAX_MESSAGE_BYTES) }), keyOf: null });
      return;
    }
    if (!model) {
      setNotice({ text: t("noModel"), keyOf: null });
      return;
    }
    if (undecided) {
      setNotice({ text: branches("chooseFirst"), keyOf: null });
      return;
    }
    const { queued: behind, sending } = useOutbox.getState();
    const waits = streamingNow(conversation) || behind[slot] !== undefined;
    // The message before it is being asked about, and these words wait for that where they are.
    if (!waits && sending[slot]) return;
    // Files of the new chat cannot wait for a conversation that they are not in.
    if (waits && conversation === null && files.length > 0) return;
    setNotice(null);
    write("");
    touchGauge();
    if (waits) {
      enqueue(conversation, { text, files, model, send, settle: question.settleLater });
      touch();
      return;
    }
    const outgoing = { text, files, model, send };
    const settled = await hold(conversation, outgoing, () => question.settle(conversation, model, text));
    if (!settled.go) return;
    const id = await deliver(conversation, outgoing, settled.overflow);
    if (id === null) return;
    if (conversation === null) carryOver(id);
  };

  // Typed while the first message of the new chat was on its way: it belongs to what that chat has become.
  const carryOver = (id: string) => {
    const typed = ref.current ? read() : (knownDraft(null) ?? "");
    if (typed === "") return;
    write("");
    giveBack(id, typed, null);
    forgetDraft(null);
  };

  const editQueued = () => {
    const waiting = unqueue(conversation);
    if (waiting) insert(waiting.text);
    ref.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (!isComposing(event) && prompts.onKeyDown(event)) return;
    if (isSendKey(event)) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && queued && ref.current?.textLength === 0 && !isComposing(event)) {
      event.preventDefault();
      editQueued();
    } else if (event.key === "ArrowUp" && field.blank && ref.current?.textLength === 0) {
      if (!isComposing(event) && editLastQuestion()) event.preventDefault();
    }
  };

  return (
    <div className="w-full">
      <DropTarget conversation={conversation} onDropped={toField} />
      <DictationHost />
      <OverflowQuestion />
      <BudgetNotice />
      {notice && (
        <Notice
          notice={notice}
          onDismiss={() => {
            setNotice(null);
            toField();
          }}
        />
      )}
      {draftLost !== null && (
        <Notice
          notice={{ text: t("draftLost", { message: draftLost }), keyOf: null }}
          onDismiss={() => {
            setDraftLost(null);
            toField();
          }}
        />
      )}
      {queued && (
        <QueuedChip
          text={queued.text}
          files={(queued.files ?? []).map((file) => file.name)}
          onEdit={editQueued}
          onCancel={() => {
            unqueue(conversation);
            touch();
            toField();
          }}
        />
      )}
      <div
        className={cn(
          "composer rounded-3xl border border-line-strong bg-raised pt-3.5 pr-3.5 pb-2.5 pl-5 shadow-composer transition-[border-color,box-shadow] duration-150",
          temporary && "border-dashed",
        )}
      >
        {files.length + arriving.length + troubles.length > 0 && (
          <LazyPart source={fileChips}>
            {(FileChips) => <FileChips conversation={conversation} attached={attached} onLeave={toField} />}
          </LazyPart>
        )}
        {field.aside !== null && (
          <AsideChip
            chars={field.aside}
            onUnpack={() => {
              field.unpackAside();
              ref.current?.focus();
            }}
            onDrop={() => {
              field.dropAside();
              touch();
              ref.current?.focus();
            }}
          />
        )}
        <textarea
          ref={ref}
          rows={1}
          data-focus-home=""
          aria-label={t("label")}
          placeholder={t("placeholder")}
          onInput={() => {
            look();
            touch();
            prompts.look();
            warmFonts();
          }}
          {...prompts.aria}
          onPaste={(event) => {
            if (attached.onPaste(event)) return;
            field.onPaste(event);
            touch();
          }}
          onKeyDown={onKeyDown}
          className="composer-field block max-h-[40vh] min-h-[26px] w-full resize-none bg-transparent leading-[1.6] outline-none placeholder:text-text-3"
        />
        <ComparedModels conversation={conversation} model={model} />
        <div className="mt-2.5 -ml-2 flex items-center gap-1.5 max-sm:gap-0">
          <IconButton
            label={t("attach")}
            side="top"
            onPointerEnter={fileChips.prefetch}
            onFocus={fileChips.prefetch}
            onClick={async () => {
              if (temporary) setNotice({ text: t("noFilesHere"), keyOf: null });
              else await pickFiles(conversation);
              toField();
            }}
          >
            <Paperclip aria-hidden="true" />
          </IconButton>
          <div ref={picker} className="flex min-w-0">
            <ModelPicker value={model} onChange={setModel} />
          </div>
          <CompareButton conversation={conversation} model={model} />
          <ParametersButton conversation={conversation} model={model} />
          <PersonaButton conversation={conversation} />
          <ContextRing gauge={gauge} />
          <span className="flex-1" />
          {field.noted !== null && (
            <span className="text-[12px] text-text-3 tabular-nums">
              {formatBytes(field.noted, i18n.language)}
            </span>
          )}
          <DictationButton />
          {streaming && !empty && (
            <IconButton label={t("queue")} side="top" variant="ghost" size="round" onClick={() => submit()}>
              <ListPlus aria-hidden="true" />
            </IconButton>
          )}
          {streaming ? (
            <IconButton
              label={t("stop")}
              side="top"
              variant="outline"
              size="round"
              className="ml-1.5"
              onClick={() => {
                stopAnswer(conversation);
                ref.current?.focus();
              }}
            >
              <Square className="size-3! fill-current" aria-hidden="true" />
            </IconButton>
          ) : (
            <IconButton
              label={t("send")}
              side="top"
              variant="primary"
              size="round"
              className="ml-1.5"
              disabled={empty}
              onClick={() => {
                submit();
                // The button goes out with the words.
                toField();
              }}
            >
              <ArrowUp aria-hidden="true" />
            </IconButton>
          )}
        </div>
      </div>
      {prompts.element}
    </div>
  );
}

/** Does what other parts of the window ask of the field. */
function useFieldRequests({ ref, read, write }: ReturnType<typeof useField>): void {
  const request = useComposerRequest((state) => state.request);
  useEffect(() => {
    if (!request) return;
    if (request.kind === "fill") {
      const typed = read();
      write(typed.trim() === "" ? request.text : `${typed}\n\n${request.text}`);
    }
    ref.current?.focus();
    if (request.kind === "insert" && ref.current) insertAtCaret(ref.current, request.text);
    useComposerRequest.getState().clear();
  }, [request, ref, read, write]);
}

/** Opens the model picker when a message asks for another model. */
function useModelRequest(picker: { current: HTMLDivElement | null }): void {
  const count = useModelRequests((state) => state.count);
  const seen = useRef(count);
  useEffect(() => {
    if (count === seen.current) return;
    seen.current = count;
    picker.current?.querySelector("button")?.click();
  }, [count, picker]);
}
