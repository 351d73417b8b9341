import { PanelLeft, SquarePen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { IconButton } from "@/components/ui/icon-button";
import { OutlineButton } from "@/features/chat/public";
import { PersonaTag } from "@/features/prompts/public";
import { useComposerRequest } from "@/lib/composer-request";
import { useConversation } from "@/lib/core";
import { useNavigation } from "@/lib/navigation";
import { ariaShortcut } from "@/lib/platform";
import { useIsTemporary } from "@/lib/temporary-chat";
import { TemporaryButton, temporaryPart } from "./temporary-chat";

interface HeaderProps {
  sidebarShown: boolean;
  onShowSidebar: () => void;
}

/** The title of what is shown, and the sidebar's two first things while there is no sidebar. */
export function Header({ sidebarShown, onShowSidebar }: HeaderProps) {
  const { t } = useTranslation();
  const { t: conversations } = useTranslation("conversations");
  const { view, openChat } = useNavigation();
  const focusComposer = useComposerRequest((state) => state.focus);
  const open = view.kind === "chat" ? view.conversation : null;
  const isNew = view.kind === "chat" && open === null;
  const conversation = useConversation(open).data;
  const temporary = useIsTemporary(open);
  const title = open && (temporary ? t("temporaryChat") : (conversation?.title ?? ""));

  return (
    <header className="flex h-[52px] shrink-0 items-center gap-1.5 px-[18px] text-sm max-md:px-2.5">
      {!sidebarShown && (
        <IconButton label={t("openSidebar")} side="right" onClick={onShowSidebar}>
          <PanelLeft strokeWidth={1.75} />
        </IconButton>
      )}
      {title !== null && (
        <h1 className="min-w-0 truncate font-medium text-text">{title || conversations("untitled")}</h1>
      )}
      {open && <PersonaTag conversation={open} />}
      {temporary && open && (
        <LazyPart source={temporaryPart}>
          {({ TemporaryHeader }) => <TemporaryHeader conversation={open} />}
        </LazyPart>
      )}
      {isNew && <TemporaryButton className="ml-auto" />}
      {open && <OutlineButton conversation={open} />}
      {!sidebarShown && !temporary && (
        <IconButton
          label={t("newChat")}
          side="left"
          aria-keyshortcuts={ariaShortcut("N")}
          className={isNew || open ? undefined : "ml-auto"}
          onClick={() => {
            openChat(null);
            focusComposer();
          }}
        >
          <SquarePen strokeWidth={1.75} />
        </IconButton>
      )}
    </header>
  );
}
