import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { TooltipHost } from "@/components/ui/tooltip-host";
import { StartupGate } from "@/features/startup/gate";
import { useErrorText } from "@/lib/error-text";
import { useSettings } from "@/lib/settings";
import { showToast } from "@/lib/toasts";
import { applyAppearance } from "./appearance";
import { ErrorBoundary } from "./error-boundary";
import { Toaster } from "./toaster";
import { useAppEvents } from "./use-app-events";
import { useLanguage } from "./use-language";
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
  useLanguage();
  useEffect(() => applyAppearance(settings), [settings]);
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
