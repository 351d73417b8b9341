import { type QueryClient, type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { invoke } from "@/ipc/client";
import type { ModelChoice, Parameters, ParametersView } from "@/ipc/generated";
import { beforeClose } from "@/lib/before-close";
import { keys } from "@/lib/query";

/** Where parameters hold: in the conversation, or for the model in every one. */
export type Scope = "here" | "everywhere";

/** Pause in typing after which they are saved. */
const PAUSE_MS = 300;

/** What is set for a conversation (null: the new chat) and for a model, and what can be. */
export function useParameters(
  conversation: string | null,
  model: ModelChoice | null,
): UseQueryResult<ParametersView> {
  return useQuery({
    queryKey: keys.parametersOf(conversation, model),
    queryFn: () => invoke("parameters", { conversation, model: model ?? { provider: "", model: "" } }),
    enabled: model !== null,
  });
}

/** The fields that are set. */
export function countSet(parameters: Parameters): number {
  return Object.values(parameters).filter((value) => value !== undefined).length;
}

interface Place {
  conversation: string | null;
  model: ModelChoice;
  onFailure: (cause: unknown) => void;
}

/** Saves what is changed, after a pause in typing and at the latest when the panel goes away. */
export function useSaveParameters(place: Place): (scope: Scope, parameters: Parameters) => void {
  const client = useQueryClient();
  const waiting = useRef(new Map<Scope, Parameters>());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(place);
  latest.current = place;

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const changes = [...waiting.current];
    waiting.current.clear();
    const { onFailure } = latest.current;
    const saved = changes.map(([scope, parameters]) =>
      save(client, latest.current, scope, parameters).catch((cause: unknown) => {
        void client.invalidateQueries({ queryKey: keys.parameters });
        onFailure(cause);
      }),
    );
    return Promise.all(saved);
  }, [client]);

  useEffect(() => {
    const notBeforeClose = beforeClose(flush);
    return () => {
      notBeforeClose();
      void flush();
    };
  }, [flush]);

  return useCallback(
    (scope, parameters) => {
      waiting.current.set(scope, parameters);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, PAUSE_MS);
    },
    [flush],
  );
}

function save(
  client: QueryClient,
  { conversation, model }: Place,
  scope: Scope,
  parameters: Parameters,
): Promise<void> {
  // Shown at once: the answer of the core may take a moment, and its event reads it again.
  client.setQueryData<ParametersView>(
    keys.parametersOf(conversation, model),
    (view) => view && { ...view, [scope]: parameters },
  );
  return scope === "here"
    ? invoke("set_conversation_parameters", { conversation, parameters })
    : invoke("set_model_parameters", { model, parameters });
}
