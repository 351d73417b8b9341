import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { artifactPane, useArtifact } from "@/features/artifacts/public";
import { OrganiseDialogs } from "@/features/conversations/organise-dialogs";
import { ReadingHost } from "@/features/voice/public";
import { cn } from "@/lib/cn";
import { useErrorText } from "@/lib/error-text";
import { useNarrow } from "@/lib/media";
import { useNavigation } from "@/lib/navigation";
import { useChangeSettings, useSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { ChatView } from "./chat-view";
import { CutOffImport } from "./cut-off-import";
import { Drawer } from "./drawer";
import { LazyExportDialog } from "./export-dialog";
import { Header } from "./header";
import { KeyringBanner } from "./keyring-banner";
import { settingsPage } from "./settings-page";
import { Sidebar } from "./sidebar";
import { beginTemporary, LeaveTemporary } from "./temporary-chat";
import { useLooking } from "./use-looking";
import { useRestartNotice } from "./use-restart-notice";
import { useShortcuts } from "./use-shortcuts";
import { useUndoKeys } from "./use-undo-keys";
import { useZoomKeys } from "./use-zoom-keys";

/** The window once the history is open: sidebar beside, or over, what is shown. */
export function Workspace() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const { view, drawerOpen, setDrawerOpen } = useNavigation();
  const { sidebar_open: wanted } = useSettings();
  const artifact = useArtifact((state) => state.shown);
  const changeSettings = useChangeSettings();
  const narrow = useNarrow();

  const setSidebar = useCallback(
    (open: boolean) => {
      if (narrow) return setDrawerOpen(open);
      changeSettings({ sidebar_open: open }).catch((cause: unknown) =>
        showToast({ tone: "error", text: errorText(cause) }),
      );
    },
    [narrow, setDrawerOpen, changeSettings, errorText],
  );
  const showSidebar = useCallback(() => {
    if (narrow || !wanted) setSidebar(true);
  }, [narrow, wanted, setSidebar]);
  const client = useQueryClient();
  const openTemporary = useCallback(() => void beginTemporary(client), [client]);
  useShortcuts({ showSidebar, openTemporary });
  useUndoKeys();
  useZoomKeys();
  useLooking();
  useRestartNotice();

  // One that was left open would lie over the next narrow window.
  useEffect(() => {
    if (!narrow) setDrawerOpen(false);
  }, [narrow, setDrawerOpen]);

  const shown = wanted && !narrow;
  // It lies over everything there, but WebKitGTK would draw the scroll bars through it.
  const beside = artifact !== null && view.kind === "chat";
  const covered = beside && "max-lg:invisible";
  return (
    <div className="flex h-full overflow-hidden">
      {shown && (
        <div className={cn("w-[268px] shrink-0 border-line border-r", covered)}>
          <Sidebar onClose={() => setSidebar(false)} />
        </div>
      )}
      {narrow && (
        <Drawer open={drawerOpen} onOpenChange={setDrawerOpen} title={t("sidebar")}>
          <Sidebar onClose={() => setDrawerOpen(false)} />
        </Drawer>
      )}
      <main className={cn("flex min-h-0 min-w-0 flex-1 flex-col", beside && "lg:min-w-[360px]", covered)}>
        {(view.kind === "chat" || !shown) && (
          <Header sidebarShown={shown} onShowSidebar={() => setSidebar(true)} />
        )}
        <KeyringBanner />
        <CutOffImport />
        {view.kind === "settings" ? (
          <>
            <LazyPart source={settingsPage}>
              {(SettingsPage) => <SettingsPage section={view.section} provider={view.provider} />}
            </LazyPart>
            <ReadingHost />
          </>
        ) : (
          <ChatView conversation={view.conversation} />
        )}
      </main>
      {beside && (
        <LazyPart source={artifactPane}>{(ArtifactPane) => <ArtifactPane artifact={artifact} />}</LazyPart>
      )}
      <LazyExportDialog />
      <LeaveTemporary />
      <OrganiseDialogs />
    </div>
  );
}
