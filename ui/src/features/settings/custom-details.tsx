import { useTranslation } from "react-i18next";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { AuthStyle, CustomProviderArgs, ProviderView } from "@/ipc/generated";
import { Field } from "./field";
import { splitModels } from "./models-form";
import { type Pair, Pairs } from "./pairs";

/** What most custom providers do without. */
export interface CustomDetails {
  /** Empty is the API format's own. */
  auth: AuthStyle["type"] | "";
  authName: string;
  query: Pair[];
  headers: Pair[];
  models: string;
}

const STYLES = ["bearer", "header", "query", "none"] as const;

const STYLE_LABEL = {
  bearer: "providers.custom.authBearer",
  header: "providers.custom.authHeader",
  query: "providers.custom.authQuery",
  none: "providers.custom.authNone",
} as const;

export function detailsOf(
  provider: ProviderView | null,
  hints: { kept: string; missing: string },
): CustomDetails {
  const missing = new Set(provider?.missing_headers);
  return {
    auth: provider?.auth?.type ?? "",
    authName: provider?.auth && "name" in provider.auth ? provider.auth.name : "",
    query: provider?.query.map((pair, id) => ({ id, ...pair })) ?? [],
    headers:
      provider?.header_names.map((name, id) => ({
        id,
        name,
        value: "",
        ...(missing.has(name) ? { hint: hints.missing } : { kept: name, hint: hints.kept }),
      })) ?? [],
    models: provider?.models.join(", ") ?? "",
  };
}

/** As the core takes them. */
export function argsOf(
  details: CustomDetails,
): Pick<CustomProviderArgs, "auth" | "query" | "headers" | "models"> {
  const named = (pairs: Pair[]) => pairs.filter((pair) => pair.name.trim() !== "");
  return {
    auth: authOf(details),
    query: named(details.query).map(({ name, value }) => ({ name: name.trim(), value: value.trim() })),
    headers: named(details.headers)
      // One without a value yet is named all the same, so that it is not lost.
      .map(({ name, value, kept, hint }) => ({
        name: name.trim(),
        value:
          value === "" && (kept === name.trim() || (kept === undefined && hint !== undefined)) ? null : value,
      })),
    models: splitModels(details.models),
  };
}

function authOf({ auth, authName }: CustomDetails): AuthStyle | null {
  switch (auth) {
    case "":
      return null;
    case "header":
    case "query":
      return { type: auth, name: authName.trim() };
    default:
      return { type: auth };
  }
}

interface CustomDetailsFieldsProps {
  details: CustomDetails;
  onChange: (change: Partial<CustomDetails>) => void;
}

export function CustomDetailsFields({ details, onChange }: CustomDetailsFieldsProps) {
  const { t } = useTranslation("settings");
  return (
    <div className="mt-3 flex flex-col gap-3.5">
      <Field label={t("providers.custom.auth")}>
        <Select
          value={details.auth}
          onChange={(event) => onChange({ auth: event.target.value as CustomDetails["auth"] })}
        >
          <option value="">{t("providers.custom.authDefault")}</option>
          {STYLES.map((style) => (
            <option key={style} value={style}>
              {t(STYLE_LABEL[style])}
            </option>
          ))}
        </Select>
      </Field>
      {(details.auth === "header" || details.auth === "query") && (
        <Field
          label={t(
            details.auth === "header" ? "providers.custom.authHeaderName" : "providers.custom.authQueryName",
          )}
        >
          <Input
            required
            value={details.authName}
            placeholder={details.auth === "header" ? "api-key" : "key"}
            onChange={(event) => onChange({ authName: event.target.value })}
          />
        </Field>
      )}
      <Field label={t("providers.custom.models")} text={t("providers.custom.modelsText")}>
        <Input
          value={details.models}
          placeholder={t("providers.modelsPlaceholder")}
          onChange={(event) => onChange({ models: event.target.value })}
        />
      </Field>
      <Pairs
        legend={t("providers.custom.query")}
        text={t("providers.custom.queryText")}
        pairs={details.query}
        onChange={(query) => onChange({ query })}
        namePlaceholder="api-version"
        labels={{
          name: (number) => t("providers.custom.queryName", { number }),
          value: (number) => t("providers.custom.queryValue", { number }),
        }}
        removeLabel={(number) => t("providers.custom.queryRemove", { number })}
        addLabel={t("providers.custom.queryAdd")}
      />
      <Pairs
        legend={t("providers.custom.headers")}
        text={t("providers.custom.headersText")}
        pairs={details.headers}
        onChange={(headers) => onChange({ headers })}
        namePlaceholder="X-Header"
        labels={{
          name: (number) => t("providers.custom.headerName", { number }),
          value: (number) => t("providers.custom.headerValue", { number }),
        }}
        removeLabel={(number) => t("providers.custom.headerRemove", { number })}
        addLabel={t("providers.custom.headerAdd")}
      />
    </div>
  );
}
