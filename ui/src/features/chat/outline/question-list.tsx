import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { QuestionLine } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";
import { articleOf, questionInView } from "../message-places";

interface QuestionListProps {
  conversation: string;
  onLeave: () => void;
}

/** What was asked in a conversation, and the way to each of it. */
export function QuestionList({ conversation, onLeave }: QuestionListProps) {
  const { t } = useTranslation("chat");
  const client = useQueryClient();
  const errorText = useErrorText();
  const [words, setWords] = useState("");
  const [here] = useState(questionInView);
  const [chosen, setChosen] = useState<string | null>(here);
  const list = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { data, error } = useQuery({
    queryKey: keys.questions(conversation),
    queryFn: () => invoke("questions", { conversation }),
    staleTime: 0,
  });
  const found = useMemo(() => {
    const wanted = words.trim().toLocaleLowerCase();
    return data?.filter(({ text }) => text.toLocaleLowerCase().includes(wanted)) ?? [];
  }, [data, words]);
  const at = Math.max(
    0,
    found.findIndex(({ message }) => message === chosen),
  );
  const active = found[at];

  // The popover has given the focus to what was there when it opened, which is nothing where this code came late.
  useEffect(() => field.current?.focus(), []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is the reason to scroll.
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active?.message]);

  const open = async ({ message }: QuestionLine) => {
    onLeave();
    if (articleOf(message) === null) {
      try {
        const view = await invoke("reveal_message", { conversation, message });
        client.setQueryData(keys.conversation(conversation), view);
      } catch (cause) {
        showToast({ tone: "error", text: errorText(cause) });
        return;
      }
    }
    useNavigation.getState().openMessage(conversation, message, [], true);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 8,
      PageUp: at - 8,
    };
    const next = moves[event.key];
    if (next !== undefined) setChosen(found[Math.max(0, Math.min(found.length - 1, next))]?.message ?? null);
    else if (event.key === "Enter" && active) void open(active);
    else return;
    event.preventDefault();
  };

  return (
    <div className="flex max-h-[min(480px,70vh)] flex-col">
      <label className="flex h-11 shrink-0 items-center gap-2.5 border-line border-b px-4 text-text-2">
        <Search className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={active && `${id}-${active.message}`}
          aria-label={t("outline.find")}
          placeholder={t("outline.find")}
          autoComplete="off"
          spellCheck={false}
          value={words}
          onChange={(event) => setWords(event.target.value)}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-text-2"
        />
      </label>
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={t("outline.name")}
        className="min-h-0 overflow-y-auto p-1.5"
      >
        {found.map((question) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's.
          <div
            key={question.message}
            id={`${id}-${question.message}`}
            role="option"
            tabIndex={-1}
            aria-selected={question === active}
            aria-current={question.message === here ? "location" : undefined}
            onPointerMove={() => setChosen(question.message)}
            onClick={() => void open(question)}
            className={cn(
              "outline-line flex min-h-9 items-center gap-2.5 rounded-[10px] px-2.5 py-1.5",
              question === active && "bg-hover",
            )}
          >
            <span
              aria-hidden="true"
              className={cn(
                "size-1.5 shrink-0 rounded-full",
                question.message === here ? "bg-electric" : "bg-line-strong",
              )}
            />
            <span
              dir="auto"
              className={cn("min-w-0 flex-1 truncate", question.text === "" && "text-text-2 italic")}
            >
              {question.text || t("outline.files")}
            </span>
          </div>
        ))}
        {(error || (data && found.length === 0)) && (
          <p role="status" className="px-2.5 py-2 text-[13px] text-text-2">
            {error ? errorText(error) : t(data?.length === 0 ? "outline.empty" : "outline.none")}
          </p>
        )}
      </div>
    </div>
  );
}
