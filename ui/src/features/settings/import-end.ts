import { type QueryClient, QueryObserver } from "@tanstack/react-query";
import i18next from "i18next";
import { invoke } from "@/ipc/client";
import type { ImportStatus } from "@/ipc/generated";
import { useNavigation } from "@/lib/navigation";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

let stop: (() => void) | null = null;

/** Says that the import that runs has ended, wherever the person is by then. */
export function sayWhenEnded(client: QueryClient): void {
  stop?.();
  const watched = new QueryObserver<ImportStatus>(client, {
    queryKey: keys.import,
    queryFn: () => invoke("import_status", {}),
  });
  stop = watched.subscribe(({ data }) => {
    if (data === undefined || data.type === "running") return;
    stop?.();
    stop = null;
    const { view, openSettings } = useNavigation.getState();
    if (data.type !== "ended" || view.kind === "settings") return;
    const action = { label: i18next.t("show", { ns: "import" }), run: () => openSettings("data") };
    showToast({
      tone: data.end === "failed" ? "error" : "plain",
      text: i18next.t(data.end, { ns: "import", name: data.name }),
      action,
    });
  });
}
