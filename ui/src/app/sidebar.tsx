import { PanelLeft, Plus, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { Mark } from "@/components/ui/mark";
import { ConversationBrowser } from "@/features/conversations/browser";
import { useComposerRequest } from "@/lib/composer-request";
import { useNavigation } from "@/lib/navigation";
import { ariaShortcut, shortcut } from "@/lib/platform";
import { settingsPage } from "./settings-page";

interface SidebarProps {
  onClose: () => void;
}

/** Brand, new chat, search, conversations, settings. Fills what it is put in. */
export function Sidebar({ onClose }: SidebarProps) {
  const { t } = useTranslation();
  const { view, openChat, openSettings } = useNavigation();
  const focusComposer = useComposerRequest((state) => state.focus);

  return (
    <nav aria-label={t("sidebar")} className="flex h-full min-w-0 flex-col gap-1 bg-side px-2.5 pt-3 pb-2.5">
      <div className="flex items-center justify-between px-2 pb-1.5 font-semibold tracking-[-0.02em]">
        <span className="flex items-center gap-[9px]">
          <Mark />
          Parlance
        </span>
        <IconButton label={t("closeSidebar")} className="-mr-1.5" onClick={onClose}>
          <PanelLeft strokeWidth={1.75} />
        </IconButton>
      </div>
      <button
        type="button"
        aria-keyshortcuts={ariaShortcut("N")}
        onClick={() => {
          openChat(null);
          focusComposer();
        }}
        className="flex h-9 shrink-0 items-center gap-2.5 rounded-[10px] px-2.5 font-medium text-sm text-text hover:bg-surface"
      >
        <Plus className="size-[17px]" strokeWidth={1.75} aria-hidden="true" />
        <span className="flex-1 text-left">{t("newChat")}</span>
        <Kbd>{shortcut("N")}</Kbd>
      </button>
      <ConversationBrowser />
      <div className="flex items-center justify-end border-line border-t pt-2">
        <IconButton
          label={t("settings")}
          side="top"
          aria-keyshortcuts={ariaShortcut(",")}
          aria-current={view.kind === "settings" ? "page" : undefined}
          onPointerEnter={settingsPage.prefetch}
          onFocus={settingsPage.prefetch}
          onClick={() => openSettings()}
        >
          <Settings strokeWidth={1.75} />
        </IconButton>
      </div>
    </nav>
  );
}
