import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { invoke } from "@/ipc/client";
import type { Settings } from "@/ipc/generated";
import { defaultSettings } from "./default-settings";
import { keys } from "./query";

export function useSettingsQuery(): UseQueryResult<Settings> {
  return useQuery({ queryKey: keys.settings, queryFn: () => invoke("get_settings", {}) });
}

export function useSettings(): Settings {
  return useSettingsQuery().data ?? defaultSettings;
}

/** Changes some settings: shown at once, then saved; taken back when saving fails. */
export function useChangeSettings(): (change: Partial<Settings>) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (change) => {
      const before = client.getQueryData<Settings>(keys.settings) ?? defaultSettings;
      const after = { ...before, ...change };
      client.setQueryData(keys.settings, after);
      try {
        await invoke("save_settings", after);
      } catch (cause) {
        client.setQueryData(keys.settings, before);
        throw cause;
      }
    },
    [client],
  );
}
