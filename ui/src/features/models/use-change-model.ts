import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ModelChoice, ModelOverride, ModelView, ProviderModels } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { sameModel } from "@/lib/model-choice";
import { keys } from "@/lib/query";
import { showToast } from "@/lib/toasts";

/** Shows a model as it is now, without asking its provider again. */
export function useShowModel(): (changed: ModelView) => void {
  const client = useQueryClient();
  return useCallback(
    (changed) =>
      client.setQueryData<ProviderModels[]>(keys.models, (providers) =>
        providers?.map((provider) =>
          provider.provider === changed.model.provider
            ? {
                ...provider,
                models: provider.models.map((model) =>
                  sameModel(model.model, changed.model) ? changed : model,
                ),
              }
            : provider,
        ),
      ),
    [client],
  );
}

/** Keeps what the person says of a model, and shows it. */
export function useOverrideModel(): (model: ModelChoice, said: ModelOverride) => Promise<void> {
  const client = useQueryClient();
  const show = useShowModel();
  return useCallback(
    async (model, said) => {
      show(await invoke("override_model", { model, said }));
      // Its context may be another one.
      void client.invalidateQueries({ queryKey: keys.gauges });
    },
    [client, show],
  );
}

/** Makes a model a favourite or no longer one: shown at once, taken back when it cannot be kept. */
export function useToggleFavourite(): (model: ModelView) => Promise<void> {
  const { t } = useTranslation("models");
  const client = useQueryClient();
  const show = useShowModel();
  const errorText = useErrorText();
  const underWay = useRef(0);
  return useCallback(
    async (model) => {
      underWay.current += 1;
      // A list that is being read says how it was before.
      await client.cancelQueries({ queryKey: keys.models });
      const all = client.getQueryData<ProviderModels[]>(keys.models) ?? [];
      const places = all.flatMap((provider) => provider.models.map((other) => other.favourite ?? -1));
      const favourite = model.favourite === null;
      show({ ...model, favourite: favourite ? Math.max(-1, ...places) + 1 : null });
      try {
        await invoke("set_favourite", { model: model.model, favourite });
      } catch (cause) {
        show(model);
        showToast({ tone: "error", text: t("notKept", { cause: errorText(cause) }) });
      }
      underWay.current -= 1;
      if (underWay.current === 0) void client.invalidateQueries({ queryKey: keys.models });
    },
    [client, show, errorText, t],
  );
}
