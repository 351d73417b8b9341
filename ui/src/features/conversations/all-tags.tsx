import { Trash2 } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { TagView } from "@/ipc/generated";
import type { ConversationActions } from "./actions";
import { useOrganise } from "./organise-store";

/** Every tag: its name, which can be changed in its place, and a way to remove it. */
export function AllTags({ tags, actions }: { tags: TagView[]; actions: ConversationActions }) {
  const { t } = useTranslation("organise");
  return (
    <ul
      aria-label={t("tags.known")}
      className="mt-4 flex max-h-[55vh] flex-col gap-1.5 overflow-y-auto p-0.5"
    >
      {tags.map((tag) => (
        <TagRow
          key={tag.id}
          tag={tag}
          others={tags.filter((entry) => entry.id !== tag.id)}
          actions={actions}
        />
      ))}
      {tags.length === 0 && <li className="text-[13px] text-text-3">{t("tags.none")}</li>}
    </ul>
  );
}

interface TagRowProps {
  tag: TagView;
  others: TagView[];
  actions: ConversationActions;
}

function TagRow({ tag, others, actions }: TagRowProps) {
  const { t } = useTranslation("organise");
  const [name, setName] = useState(tag.name);
  const wanted = name.trim();
  const taken = others.some((entry) => entry.name.toLowerCase() === wanted.toLowerCase());

  const save = async () => {
    if (wanted === "" || taken || wanted === tag.name) return setName(tag.name);
    const saved = await actions.attempt(() => invoke("rename_tag", { tag: tag.id, name: wanted }));
    if (!saved) setName(tag.name);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") void save();
    else if (event.key === "Escape" && name !== tag.name) setName(tag.name);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const remove = () => {
    const { tag: filter, filter: show } = useOrganise.getState();
    if (filter === tag.id) show(null);
    void actions.undoable(
      () => invoke("delete_tag", { tag: tag.id }),
      () => t("tags.deleted", { name: tag.name }),
    );
  };

  return (
    <li className="flex items-center gap-2">
      <Input
        aria-label={t("tags.nameOf", { name: tag.name })}
        aria-invalid={taken || undefined}
        value={name}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
        onBlur={() => void save()}
        onKeyDown={onKeyDown}
      />
      <span className="w-10 shrink-0 text-right text-text-3 text-xs tabular-nums">{tag.count}</span>
      <IconButton label={t("tags.remove", { name: tag.name })} side="left" variant="remove" onClick={remove}>
        <Trash2 />
      </IconButton>
    </li>
  );
}
