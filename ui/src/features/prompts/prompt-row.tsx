import { Copy, Ellipsis, EyeOff, FileDown, Pencil, Trash2 } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { cn } from "@/lib/cn";
import type { PromptWork } from "./use-prompt-work";

interface PromptRowProps {
  prompt: { id: string; starter: boolean; hidden: boolean };
  /** For people. */
  name: string;
  icon: string;
  text: string;
  work: PromptWork;
  onEdit: () => void;
}

/** A template or a persona in its list. */
export function PromptRow({ prompt, name, icon, text, work, onEdit }: PromptRowProps) {
  const { t } = useTranslation("prompts");
  const { id, starter, hidden } = prompt;
  const row = useRef<HTMLLIElement>(null);
  const remove = () => {
    // The row goes away, and the focus must not go with it.
    const next = row.current?.nextElementSibling ?? row.current?.previousElementSibling;
    next?.querySelector("button")?.focus();
    void work.remove({ id, name, starter });
  };
  return (
    <li ref={row} className="flex items-center gap-1 rounded-[10px] hover:bg-raised">
      <button
        type="button"
        disabled={hidden}
        onClick={onEdit}
        className="flex min-w-0 flex-1 items-baseline gap-2.5 rounded-[10px] px-2 py-1.5 text-left text-sm"
      >
        {icon !== "" && <span aria-hidden="true">{icon}</span>}
        <span className={cn("max-w-[50%] shrink-0 truncate", hidden ? "text-text-3" : "font-medium")}>
          {name}
        </span>
        <span className="min-w-0 flex-1 truncate text-[13px] text-text-2">{text}</span>
        {starter && (
          <span className="shrink-0 text-[12px] text-text-3">{t(hidden ? "hidden" : "starter")}</span>
        )}
      </button>
      {hidden ? (
        <Button size="small" aria-label={`${t("show")}: ${name}`} onClick={() => void work.restore(id)}>
          {t("show")}
        </Button>
      ) : (
        <Menu>
          <MenuTrigger asChild>
            <IconButton label={t("actions", { name })} side="left">
              <Ellipsis strokeWidth={1.75} aria-hidden="true" />
            </IconButton>
          </MenuTrigger>
          <MenuContent align="end">
            <MenuItem onSelect={onEdit}>
              <Pencil strokeWidth={1.75} aria-hidden="true" />
              {t("edit")}
            </MenuItem>
            <MenuItem onSelect={() => void work.duplicate(id)}>
              <Copy strokeWidth={1.75} aria-hidden="true" />
              {t("duplicate")}
            </MenuItem>
            <MenuItem onSelect={() => void work.exportPrompts([id])}>
              <FileDown strokeWidth={1.75} aria-hidden="true" />
              {t("export")}
            </MenuItem>
            <MenuItem tone={starter ? "plain" : "danger"} onSelect={remove}>
              {starter ? (
                <EyeOff strokeWidth={1.75} aria-hidden="true" />
              ) : (
                <Trash2 strokeWidth={1.75} aria-hidden="true" />
              )}
              {t(starter ? "hide" : "delete")}
            </MenuItem>
          </MenuContent>
        </Menu>
      )}
    </li>
  );
}
