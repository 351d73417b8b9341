import { ListFilter, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import type { TagView } from "@/ipc/generated";
import type { ConversationActions } from "./actions";
import { menus } from "./later";
import { useOrganise } from "./organise-store";
import type { Listing } from "./rows";

interface ToolbarProps {
  tags: TagView[];
  listing: Listing;
  actions: ConversationActions;
}

/** What the list shows, and the menu that changes it. */
export function Toolbar({ tags, listing, actions }: ToolbarProps) {
  const { t } = useTranslation("conversations");
  const { filter } = useOrganise.getState();
  const chosen = tags.find((tag) => tag.id === listing.tag);
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
          onPointerEnter={menus.prefetch}
          onFocus={menus.prefetch}
          className="grid size-8 shrink-0 place-items-center rounded-lg text-text-2 hover:bg-hover hover:text-text"
        >
          <ListFilter className="size-4" strokeWidth={1.75} />
        </MenuTrigger>
        <MenuContent align="end" className="max-h-[70vh] max-w-64 overflow-y-auto">
          <LazyPart source={menus}>
            {({ OptionItems }) => <OptionItems tags={tags} listing={listing} actions={actions} />}
          </LazyPart>
        </MenuContent>
      </Menu>
    </div>
  );
}
