import { useTranslation } from "react-i18next";
import type { ModelView, PriceTierView, ProviderModels, ReasoningEffort } from "@/ipc/generated";
import { roundMoney } from "@/lib/money";
import { numberFormat } from "@/lib/number-format";
import { tokenCount } from "./catalogue";
import { thinks } from "./filters";

const EFFORTS: readonly ReasoningEffort[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

interface Facts {
  /** What a row says under the name. */
  row: (entry: { model: ModelView; provider: ProviderModels }, withProvider: boolean) => string[];
  /** What a model can do, in a word each. */
  badges: (model: ModelView) => string[];
  /** Everything else that is known. */
  more: (model: ModelView) => string[];
}

/** What is known of models, in words. What is not known is not said. */
export function useFacts(): Facts {
  const { t, i18n } = useTranslation("models");
  const { t: parameters } = useTranslation("parameters");
  const price = (amount: number) => roundMoney(amount, i18n.language);
  const seconds = (ms: number) => {
    const digits = ms < 1000 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 2 };
    return numberFormat(i18n.language, digits).format(ms / 1000);
  };
  const named = (has: ModelView["input"]) =>
    new Intl.ListFormat(i18n.language, { type: "conjunction" }).format(
      (["image", "pdf", "audio", "video"] as const)
        .filter((kind) => has[kind])
        .map((kind) => t(`kinds.${kind}`)),
    );
  const size = (tokens: number) => tokenCount(tokens, i18n.language);
  // What a provider calls otherwise stays in its words.
  const level = (name: string) => {
    const effort = EFFORTS.find((known) => known === name);
    return effort ? parameters(`effort.${effort}`).toLocaleLowerCase(i18n.language) : name;
  };
  const known = (facts: (string | false)[]) => facts.filter((fact) => fact !== false);

  const long = ({ above_tokens, input, output, cached }: PriceTierView) => {
    const sums = { size: size(above_tokens), input: price(input), output: price(output) };
    return cached === null ? t("priceTier", sums) : t("priceTierCached", { ...sums, cached: price(cached) });
  };

  const speed = ({ speed }: ModelView): string[] => {
    if (speed === null) return [];
    const after = { seconds: seconds(speed.first_token_ms) };
    const rate = speed.tokens_per_second;
    return [rate === null ? t("firstWord", after) : t("speed", { speed: rate, ...after })];
  };

  return {
    row: ({ model, provider }, withProvider) => {
      if (provider.kind === "guide") return [t("offlineHelp")];
      if (provider.kind === "auto") return [t("auto")];
      return known([
        withProvider && provider.name,
        model.output.image === true && t("makesImages"),
        provider.kind === "local" && t("onThisMachine"),
        model.context_tokens !== null && t("context", { size: size(model.context_tokens) }),
        model.price !== null &&
          (model.price.input === 0 && model.price.output === 0
            ? t("free")
            : t("price", { input: price(model.price.input), output: price(model.price.output) })),
        ...speed(model),
      ]);
    },
    badges: (model) =>
      known([
        model.input.image === true && t("badges.vision"),
        model.input.audio === true && t("badges.audio"),
        model.tools === true && t("badges.tools"),
        thinks(model) && t("badges.reasoning"),
      ]),
    more: (model) => {
      const { reasoning, price: cost } = model;
      const reads = named(model.input);
      const makes = named(model.output);
      return known([
        model.name !== model.model.model && model.model.model,
        cost !== null &&
          cost.input + cost.output > 0 &&
          (cost.cached === null
            ? t("priceLong", { input: price(cost.input), output: price(cost.output) })
            : t("priceCached", {
                input: price(cost.input),
                cached: price(cost.cached),
                output: price(cost.output),
              })),
        ...(cost?.tiers ?? []).map(long),
        model.max_output_tokens !== null && t("maxOutput", { size: size(model.max_output_tokens) }),
        reads !== "" && t("reads", { kinds: reads }),
        makes !== "" && t("makes", { kinds: makes }),
        reasoning !== null &&
          (reasoning.type === "levels"
            ? t("reasoning.levels", { levels: reasoning.levels.map(level).join(", ") })
            : t(`reasoning.${reasoning.type}`)),
        model.knowledge !== null && t("knowledge", { date: month(model.knowledge, i18n.language) }),
        model.speed !== null && t("measured", { count: model.speed.calls }),
      ]);
    },
  };
}

/** "June 2026": a day would say more than the providers mean. */
function month(date: string, language: string): string {
  const [year, number] = date.split("-").map(Number);
  const day = new Date(year ?? 0, (number ?? 1) - 1, 1);
  return new Intl.DateTimeFormat(language, { month: "short", year: "numeric" }).format(day);
}
