import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { invoke } from "@/ipc/client";
import type { TagView } from "@/ipc/generated";
import { keys } from "@/lib/query";
import type { ConversationActions } from "./actions";
import { CheckBox } from "./check-box";

interface GiveTagsProps {
  conversations: string[];
  tags: TagView[];
  actions: ConversationActions;
}

/** Which tags some conversations have. A box that is neither on nor off is a tag that some of them have. */
export function GiveTags({ conversations, tags, actions }: GiveTagsProps) {
  const { t } = useTranslation("organise");
  const [name, setName] = useState("");
  const { data: used } = useQuery({
    queryKey: [...keys.conversations, "tags", conversations],
    queryFn: () => invoke("tags_of", { conversations }),
  });
  const countOf = (tag: string) => used?.find((entry) => entry.tag === tag)?.count ?? 0;
  const give = (tag: string, given: boolean) =>
    actions.attempt(() =>
      invoke("change_conversations", { conversations, change: { type: "tag", tag, given } }),
    );
  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === "") return;
    const done = await actions.attempt(async () => {
      const tag = await invoke("create_tag", { name: wanted });
      await invoke("change_conversations", { conversations, change: { type: "tag", tag, given: true } });
    });
    if (done) setName("");
  };

  return (
    <>
      <form onSubmit={(event) => void onSubmit(event)} className="mt-4 flex gap-2">
        <Input
          aria-label={t("tags.new")}
          placeholder={t("tags.new")}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" variant="outline" disabled={name.trim() === ""}>
          <Plus aria-hidden="true" /> {t("tags.give")}
        </Button>
      </form>
      <ul aria-label={t("tags.known")} className="mt-3 max-h-[45vh] overflow-y-auto">
        {tags.map((tag) => {
          const count = countOf(tag.id);
          const all = count === conversations.length;
          return (
            <li key={tag.id} className="flex rounded-[10px] px-2.5 hover:bg-hover">
              <CheckBox checked={all} some={count > 0 && !all} onChange={() => void give(tag.id, !all)}>
                {tag.name}
              </CheckBox>
            </li>
          );
        })}
      </ul>
      {tags.length === 0 && <p className="mt-3 text-[13px] text-text-3">{t("tags.none")}</p>}
    </>
  );
}
