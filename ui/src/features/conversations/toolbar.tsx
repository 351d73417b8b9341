import { Check, FolderPlus, ListChecks, ListFilter, Tags, X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import type { ListSort, TagView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useChangeSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { useOrganise } from "./organise-store";
import type { Listing } from "./rows";
import { useSelection } from "./selection";

const SORTS: ListSort[] = ["updated", "created", "title"];

/** What the list shows, in which order, and what can be made in it. */
export function Toolbar({ tags, listing }: { tags: TagView[]; listing: Listing }) {
  const { t } = useTranslation("conversations");
  const errorText = useErrorText();
  const changeSettings = useChangeSettings();
  const { ask, filter } = useOrganise.getState();
  const chosen = tags.find((tag) => tag.id === listing.tag);
  const sortBy = (list_sort: ListSort) =>
    changeSettings({ list_sort }).catch((cause: unknown) =>
      showToast({ tone: "error", text: t("failed", { cause: errorText(cause) }) }),
    );

  return (
    <div className="flex h-8 shrink-0 items-center justify-between gap-2 pl-2.5">
      {chosen ? (
        <Button size="small" variant="outline" className="min-w-0" onClick={() => filter(null)}>
          <span className="truncate">{chosen.name}</span>
          <X aria-hidden="true" />
          <span className="sr-only">{t("filterOff")}</span>
        </Button>
      ) : (
        <span className="font-medium text-text-3 text-xs">{t("others")}</span>
      )}
      <Menu>
        <MenuTrigger
          aria-label={t("options")}
          className="grid size-8 shrink-0 place-items-center rounded-lg text-text-2 hover:bg-hover hover:text-text"
        >
          <ListFilter className="size-4" strokeWidth={1.75} />
        </MenuTrigger>
        <MenuContent align="end" className="max-h-[70vh] max-w-64 overflow-y-auto">
          <MenuItem onSelect={() => ask({ kind: "folder", folder: null, conversations: [] })}>
            <FolderPlus /> {t("newFolder")}
          </MenuItem>
          <MenuItem onSelect={() => useSelection.getState().begin()}>
            <ListChecks /> {t("selectMany")}
          </MenuItem>
          <div className="px-2.5 pt-2 pb-1 text-text-3 text-xs">{t("sortBy")}</div>
          {SORTS.map((sort) => (
            <Choice key={sort} chosen={sort === listing.sort} onSelect={() => void sortBy(sort)}>
              {t(`sort.${sort}`)}
            </Choice>
          ))}
          {tags.length > 0 && (
            <>
              <div className="px-2.5 pt-2 pb-1 text-text-3 text-xs">{t("filterBy")}</div>
              {tags.map((tag) => (
                <Choice
                  key={tag.id}
                  chosen={tag.id === listing.tag}
                  onSelect={() => filter(tag.id === listing.tag ? null : tag.id)}
                >
                  {tag.name} <span className="text-text-3 text-xs">{tag.count}</span>
                </Choice>
              ))}
              <MenuItem onSelect={() => ask({ kind: "allTags" })}>
                <Tags /> {t("allTags")}
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
    </div>
  );
}

interface ChoiceProps {
  chosen: boolean;
  onSelect: () => void;
  children: ReactNode;
}

function Choice({ chosen, onSelect, children }: ChoiceProps) {
  return (
    <MenuItem role="menuitemradio" aria-checked={chosen} onSelect={onSelect}>
      <Check className={chosen ? "" : "invisible"} /> {children}
    </MenuItem>
  );
}
