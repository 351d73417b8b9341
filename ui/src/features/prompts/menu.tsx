import { Popover as Primitive } from "radix-ui";
import { type RefObject, useEffect, useImperativeHandle, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import "@/i18n/en/prompts";
import { invoke } from "@/ipc/client";
import type { ModelChoice, OpenedTemplate } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { showToast } from "@/lib/toasts";
import { FillDialog } from "./fill-dialog";
import { joined } from "./pieces";
import type { Trigger } from "./trigger";
import { type MenuEntry, useEntries } from "./use-entries";

/** What the keys of the field do in the menu. */
export interface MenuHandle {
  /** Whether there was anything to go to. */
  move: (step: 1 | -1) => boolean;
  /** Whether there was anything to choose, or will be in a moment. */
  choose: () => boolean;
}

interface PromptMenuProps {
  id: string;
  field: RefObject<HTMLTextAreaElement | null>;
  /** Null while nothing is open. */
  trigger: Trigger | null;
  handle: RefObject<MenuHandle | null>;
  /** The id of the entry that Enter chooses. */
  onActive: (id: string | null) => void;
  onLeave: () => void;
  onReplace: (from: number, to: number, text: string) => void;
  onChosen: () => void;
  onModel: (model: ModelChoice) => void;
}

interface Filling {
  name: string;
  opened: OpenedTemplate;
  from: number;
  /** What stands there now, to be replaced. */
  typed: string;
}

export function PromptMenu(props: PromptMenuProps) {
  const { id, field, trigger, handle, onActive, onLeave, onReplace, onChosen, onModel } = props;
  const { t, i18n } = useTranslation("prompts");
  const errorText = useErrorText();
  const { entries, loading } = useEntries(trigger);
  const [at, setAt] = useState(0);
  const [filling, setFilling] = useState<Filling | null>(null);
  const [result, setResult] = useState<string | null>(null);
  const place = trigger && `${trigger.kind} ${trigger.query}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another word begins at its first entry.
  useEffect(() => setAt(0), [place]);
  const shown = trigger !== null && entries.length > 0;
  const current = shown ? Math.min(at, entries.length - 1) : -1;
  const optionId = (index: number) => `${id}-${index}`;
  useEffect(() => onActive(shown ? `${id}-${current}` : null), [onActive, shown, current, id]);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);

  /** The slash and what is behind it may have grown meanwhile: then the text goes where the caret is. */
  const put = ({ from, typed }: Pick<Filling, "from" | "typed">, text: string) => {
    const element = field.current;
    if (!element) return;
    if (element.value.startsWith(typed, from)) onReplace(from, from + typed.length, text);
    else onReplace(element.selectionStart, element.selectionEnd, text);
  };

  const choose = async (entry: MenuEntry) => {
    const element = field.current;
    if (!trigger || !element) return;
    const { from, to } = trigger;
    const typed = element.value.slice(from, to);
    onChosen();
    if (entry.type === "model") {
      onModel(entry.model);
      put({ from, typed }, "");
      return;
    }
    try {
      const opened = await invoke("use_template", { id: entry.template, language: i18n.language });
      if (opened.fields.length === 0) put({ from, typed }, joined(opened, []));
      else setFilling({ name: entry.label, opened, from, typed });
    } catch (cause) {
      showToast({ tone: "error", text: t("fill.failed", { message: errorText(cause) }) });
    }
  };

  useImperativeHandle(handle, () => ({
    move: (step) => {
      if (!shown) return false;
      setAt((current + step + entries.length) % entries.length);
      return true;
    },
    choose: () => {
      const entry = entries[current];
      if (entry) void choose(entry);
      return entry !== undefined || (trigger !== null && loading);
    },
  }));

  const virtualRef = useMemo(
    () => ({
      get current() {
        return (field.current?.closest(".composer") ?? field.current) as HTMLElement;
      },
    }),
    [field],
  );
  return (
    <>
      <span role="status" className="sr-only">
        {shown &&
          t(trigger.kind === "templates" ? "menu.found" : "menu.foundModels", { count: entries.length })}
      </span>
      <Primitive.Root open={shown} onOpenChange={(next) => !next && onLeave()}>
        <Primitive.Anchor virtualRef={virtualRef} />
        <Primitive.Portal container={field.current?.closest("main") ?? null}>
          <Primitive.Content
            id={id}
            role="listbox"
            aria-label={trigger ? t(`menu.${trigger.kind}`) : undefined}
            side="top"
            align="start"
            sideOffset={8}
            collisionPadding={12}
            onOpenAutoFocus={(event) => event.preventDefault()}
            onCloseAutoFocus={(event) => event.preventDefault()}
            onInteractOutside={(event) => {
              // The field is where the menu is steered from.
              if (event.target === field.current) event.preventDefault();
            }}
            className="z-40 max-h-[min(320px,var(--radix-popover-content-available-height))] w-(--radix-popover-trigger-width) animate-rise overflow-y-auto rounded-[18px] border border-line-strong bg-float p-1.5 text-sm text-text shadow-float"
          >
            {entries.map((entry, index) => (
              <div
                key={entry.key}
                id={optionId(index)}
                role="option"
                tabIndex={-1}
                aria-selected={index === current}
                // The focus stays in the field.
                onPointerDown={(event) => event.preventDefault()}
                onPointerMove={() => setAt(index)}
                onClick={() => void choose(entry)}
                onKeyDown={() => undefined}
                className={cn(
                  "flex cursor-default select-none items-baseline gap-3 rounded-xl px-3 py-[7px]",
                  index === current && "bg-hover",
                )}
              >
                <span className="max-w-[60%] shrink-0 truncate font-medium">
                  {entry.type === "template" && <span className="text-text-3">/</span>}
                  {entry.label}
                </span>
                <span className="min-w-0 flex-1 truncate text-[13px] text-text-2">{entry.text}</span>
                {entry.starter && (
                  <span className="shrink-0 text-[12px] text-text-3 max-sm:hidden">{t("starter")}</span>
                )}
              </div>
            ))}
          </Primitive.Content>
        </Primitive.Portal>
      </Primitive.Root>
      <FillDialog
        filling={filling}
        onDone={(text) => {
          setResult(text);
          onLeave();
        }}
        onClosed={(event) => {
          event.preventDefault();
          field.current?.focus();
          if (filling && result !== null) put(filling, result);
          setResult(null);
          setFilling(null);
        }}
      />
    </>
  );
}
