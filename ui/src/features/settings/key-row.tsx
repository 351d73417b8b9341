import { Ellipsis, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { invoke } from "@/ipc/client";
import type { KeyView, ProviderView } from "@/ipc/generated";
import { KeyEdit } from "./key-edit";
import { useKeyFacts } from "./key-facts";
import type { KeyWork } from "./key-work";

interface KeyRowProps {
  provider: ProviderView;
  entry: KeyView;
  work: KeyWork;
  onRemove: () => void;
}

/** One of several keys: chosen by its radio button, changed by its menu. */
export function KeyRow({ provider, entry, work, onRemove }: KeyRowProps) {
  const { t } = useTranslation("settings");
  const [editing, setEditing] = useState<"name" | "secret" | null>(null);
  const id = useId();
  const { place, used, problem } = useKeyFacts(provider, entry);
  const name = entry.name || t("providers.keys.unnamed");
  const own = { provider: provider.id, id: entry.id };

  // Until the menu is closed it holds the focus.
  const toField = (event: Event) => {
    const field = document.getElementById(`${id}-edit`);
    if (!(field instanceof HTMLInputElement)) return;
    event.preventDefault();
    field.focus();
    field.select();
  };
  const done = () => {
    setEditing(null);
    document.getElementById(id)?.focus();
  };
  const rename = (next: string) =>
    work.run(async () => {
      await invoke("rename_key", { ...own, name: next });
      return null;
    });
  const replace = (key: string) => work.check(() => invoke("replace_key", { ...own, key }));

  return (
    <div className="rounded-[10px] px-2 py-1.5 hover:bg-surface">
      <div className="flex items-start gap-2.5">
        <RadioGroup.Item
          id={id}
          value={entry.id}
          aria-describedby={`${id}-facts`}
          {...(entry.in_use && { "data-key-field": provider.id })}
          className="mt-[3px] grid size-4 shrink-0 place-items-center rounded-full border border-text-3 hover:border-text-2 data-[state=checked]:border-text"
        >
          <RadioGroup.Indicator className="size-2 rounded-full bg-text" />
        </RadioGroup.Item>
        <div className="min-w-0 flex-1">
          <label htmlFor={id} className="block break-words font-medium text-[13.5px]">
            {name}
          </label>
          <div id={`${id}-facts`} className="text-[12.5px] leading-snug">
            <p className="text-text-2">{[place, used].filter((fact) => fact !== null).join(" · ")}</p>
            {problem !== null && <p className="break-words text-error">{problem}</p>}
          </div>
        </div>
        {!entry.from_environment && (
          <Menu>
            <MenuTrigger
              aria-label={t("providers.keys.actions", { key: name })}
              disabled={work.busy}
              className="grid size-8 shrink-0 place-items-center rounded-lg text-text-2 hover:bg-hover hover:text-text disabled:opacity-50"
            >
              <Ellipsis className="size-4" />
            </MenuTrigger>
            <MenuContent align="end" onCloseAutoFocus={toField}>
              <MenuItem onSelect={() => setEditing("name")}>
                <Pencil /> {t("providers.keys.rename")}
              </MenuItem>
              <MenuItem onSelect={() => setEditing("secret")}>
                <RefreshCw /> {t("providers.keys.replace")}
              </MenuItem>
              <MenuItem tone="danger" onSelect={onRemove}>
                <Trash2 /> {t("providers.keys.remove")}
              </MenuItem>
            </MenuContent>
          </Menu>
        )}
      </div>
      {editing === "name" && (
        <KeyEdit
          id={`${id}-edit`}
          label={t("providers.keys.nameOf", { key: name })}
          value={entry.name}
          work={work}
          onSave={rename}
          onDone={done}
        />
      )}
      {editing === "secret" && (
        <KeyEdit
          id={`${id}-edit`}
          secret
          label={t("providers.keys.replaceOf", { key: name })}
          value=""
          work={work}
          onSave={replace}
          onDone={done}
        />
      )}
    </div>
  );
}
