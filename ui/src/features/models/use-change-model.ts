import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import type { ModelView, ProviderModels } from "@/ipc/generated";
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

/** Makes a model a favourite or no longer one: shown at once, taken back when it cannot be kept. */
export function useToggleFavourite(): (model: ModelView) => void {
  const { t } = useTranslation("models");
  const client = useQueryClient();
  const show = useShowModel();
  const errorText = useErrorText();
  return useCallback(
    (model) => {
      const all = client.getQueryData<ProviderModels[]>(keys.models) ?? [];
      const places = all.flatMap((provider) => provider.models.map((other) => other.favourite ?? -1));
      const favourite = model.favourite === null;
      show({ ...model, favourite: favourite ? Math.max(-1, ...places) + 1 : null });
      invoke("set_favourite", { model: model.model, favourite }).catch((cause: unknown) => {
        show(model);
        showToast({ tone: "error", text: t("notKept", { cause: errorText(cause) }) });
      });
    },
    [client, show, errorText, t],
  );
}
