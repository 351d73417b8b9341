import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { TooltipHost } from "@/components/ui/tooltip-host";
import { StartupGate } from "@/features/startup/gate";
import { pickLanguage } from "@/i18n/language";
import { useErrorText } from "@/lib/error-text";
import { useSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { applyAppearance, applyLanguage } from "./appearance";
import { ErrorBoundary } from "./error-boundary";
import { Toaster } from "./toaster";
import { useAppEvents } from "./use-app-events";
import { Workspace } from "./workspace";

export function App({ client }: { client: QueryClient }) {
  return (
    <ErrorBoundary>
      <QueryClientProvider client={client}>
        <FollowSettings />
        <FollowCore />
        <StartupGate>
          <Workspace />
        </StartupGate>
        <Toaster />
        <TooltipHost />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

function FollowSettings() {
  const settings = useSettings();
  const { i18n } = useTranslation();
  useEffect(() => applyAppearance(settings), [settings]);
  useEffect(() => {
    const follow = () => {
      const language = pickLanguage(settings.language, navigator.languages);
      applyLanguage(language);
      if (i18n.language !== language) void i18n.changeLanguage(language);
    };
    follow();
    window.addEventListener("languagechange", follow);
    return () => window.removeEventListener("languagechange", follow);
  }, [settings.language, i18n]);
  return null;
}

function FollowCore() {
  const errorText = useErrorText();
  useAppEvents();
  useEffect(() => {
    // A promise that nobody awaited failed: say so rather than look as if it had worked.
    const onRejection = (event: PromiseRejectionEvent) => {
      showToast({ tone: "error", text: errorText(event.reason) });
    };
    window.addEventListener("unhandledrejection", onRejection);
    return () => window.removeEventListener("unhandledrejection", onRejection);
  }, [errorText]);
  return null;
}
