import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { invoke, watchApp } from "@/ipc/client";
import type { AppEvent } from "@/ipc/generated";
import { keepEverything } from "@/lib/before-close";
import { offerImport } from "@/lib/import-request";
import { keys } from "@/lib/query";

/** What an event of the core makes stale. */
function staleKeys(event: AppEvent): (readonly string[])[] {
  switch (event.type) {
    case "conversations":
      return [keys.conversations];
    case "conversation":
      // An answer may have cost something.
      return [keys.conversation(event.id), keys.spending, keys.gauges];
    case "providers":
      return [keys.providers, keys.localServers, keys.routing];
    case "models":
      return [keys.models, keys.gauges];
    case "secrets":
      return [keys.keyring, keys.providers];
    case "routing":
      return [keys.routing, keys.spending, keys.gauges];
    case "network":
      return [keys.network];
    case "settings":
      return [keys.settings];
    case "parameters":
      // The system prompt counts.
      return [keys.parameters, keys.gauges];
    case "data":
      return [keys.dataJob, keys.backups];
    case "backup_failed":
      return [keys.backups];
    case "draft_files":
      return [keys.draftFiles, keys.gauges];
    case "import":
      return [keys.import];
    case "import_offered":
    case "closing":
      return [];
    case "prompts":
      return [keys.prompts];
    case "startup":
      return [
        keys.startup,
        keys.conversations,
        keys.newChatDraft,
        keys.draftFiles,
        keys.parameters,
        keys.prompts,
      ];
  }
}

function refresh(client: QueryClient, event: AppEvent): void {
  if (event.type === "backup_failed") void import("./backup-failed").then((part) => part.tellBackupFailed());
  if (event.type === "import_offered") offerImport(event.path);
  // The core does not wait for ever, and there is nobody left to tell of a failure.
  if (event.type === "closing")
    keepEverything().then(() => invoke("close_window", {}).catch(() => undefined));
  for (const queryKey of staleKeys(event)) void readAgain(client, queryKey);
}

async function readAgain(client: QueryClient, queryKey: readonly string[]): Promise<void> {
  // The first count of a long conversation takes a while, and invalidating alone would let it go on with what was before.
  if (queryKey === keys.gauges) await client.cancelQueries({ queryKey });
  await client.invalidateQueries({ queryKey });
}

/** Reads again what the core says has changed, for as long as the window lives. */
export function useAppEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    let over = false;
    let unwatch: (() => void) | undefined;
    watchApp((event) => refresh(client, event)).then(
      (end) => {
        if (over) return end();
        unwatch = end;
        // What changed between the first reads and the watch was said to nobody.
        refresh(client, { type: "startup" });
      },
      // Without events the window still works; the core's log has the cause.
      () => undefined,
    );
    return () => {
      over = true;
      unwatch?.();
    };
  }, [client]);
}
