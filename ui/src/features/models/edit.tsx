import { useQuery } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { invoke } from "@/ipc/client";
import type { ModelDetails, ModelView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { fieldNumber } from "@/lib/number-format";
import { keys } from "@/lib/query";
import { readings } from "@/lib/read-number";
import { tokenCount } from "./catalogue";
import { fromSaid, PRICE_FIELDS, type Said, TOKEN_FIELDS, toSaid, wrongFields } from "./said";
import { useOverrideModel } from "./use-change-model";

interface EditModelProps {
  model: ModelView;
  onClose: () => void;
}

/** What the person knows better than the provider's list. */
export function EditModel({ model, onClose }: EditModelProps) {
  const { t } = useTranslation("models");
  const { t: common } = useTranslation();
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: keys.modelDetails(model.model),
    queryFn: () => invoke("model_details", { model: model.model }),
    // The list and the person may have said something else since.
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("edit.title", { name: model.name })}
      description={t("edit.text")}
    >
      {data && <EditForm details={data} onClose={onClose} />}
      {error && (
        <div className="mt-4 flex flex-col gap-4">
          <p role="alert" className="text-[13px] text-error">
            {errorText(error)}
          </p>
          <Button variant="outline" className="self-end" onClick={onClose}>
            {common("cancel")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function EditForm({
  details: { said: before, without },
  onClose,
}: {
  details: ModelDetails;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation("models");
  const { t: common } = useTranslation();
  const override = useOverrideModel();
  const errorText = useErrorText();
  const [said, setSaid] = useState(() => toSaid(before, i18n.language));
  const [wrong, setWrong] = useState<(keyof Said)[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const set = (field: keyof Said, value: string) => {
    setSaid({ ...said, [field]: value });
    setWrong(wrong.filter((other) => other !== field));
  };

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    const found = wrongFields(said);
    setWrong(found);
    if (found.length > 0 || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await override(without.model, fromSaid(said));
      onClose();
    } catch (cause) {
      setFailure(errorText(cause));
      setBusy(false);
    }
  };

  const listed = known(without, i18n.language);
  const whatIsWrong = (name: keyof Said) => {
    if (!wrong.includes(name)) return null;
    const two = PRICE_FIELDS.some((price) => price === name) ? readings(said[name].replace("$", "")) : null;
    if (!two) return t("edit.wrong");
    return common("twoReadings", {
      whole: fieldNumber(two.whole, i18n.language),
      decimal: fieldNumber(two.decimal, i18n.language, 2),
    });
  };
  const field = (name: keyof Said, control: (id: string, described: string | undefined) => ReactNode) => (
    <Row
      key={name}
      label={t(`edit.${name}`)}
      wrong={whatIsWrong(name)}
      onReset={said[name] === "" ? null : () => set(name, "")}
    >
      {control}
    </Row>
  );
  const text = (name: keyof Said) =>
    field(name, (id, described) => (
      <Input
        id={id}
        inputMode={name === "name" ? "text" : "decimal"}
        value={said[name]}
        placeholder={listed[name] ?? t("edit.unknown")}
        aria-invalid={wrong.includes(name)}
        aria-describedby={described}
        onChange={(event) => set(name, event.target.value)}
      />
    ));
  const choice = (name: "vision" | "tools", isSo: boolean | null) =>
    field(name, (id) => (
      <Select id={id} value={said[name]} onChange={(event) => set(name, event.target.value)}>
        <option value="">
          {isSo === null ? t("edit.unknown") : t("edit.listed", { value: t(isSo ? "edit.yes" : "edit.no") })}
        </option>
        <option value="yes">{t("edit.yes")}</option>
        <option value="no">{t("edit.no")}</option>
      </Select>
    ));

  return (
    <form noValidate onSubmit={(event) => void onSubmit(event)} className="mt-4 flex flex-col gap-3">
      {text("name")}
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">{TOKEN_FIELDS.map(text)}</div>
      <div className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">{PRICE_FIELDS.map(text)}</div>
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        {choice("vision", without.input.image)}
        {choice("tools", without.tools)}
      </div>
      {failure !== null && (
        <p role="alert" className="text-[13px] text-error">
          {failure}
        </p>
      )}
      <div className="mt-1 flex justify-end gap-2">
        <Button variant="outline" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button type="submit" variant="primary" disabled={busy}>
          {busy ? common("saving") : common("save")}
        </Button>
      </div>
    </form>
  );
}

/** What stands in a field that says nothing. */
function known(model: ModelView, language: string): Partial<Record<keyof Said, string | undefined>> {
  const tokens = (value: number | null) => (value === null ? undefined : tokenCount(value, language));
  const dollars = (value: number | null | undefined) =>
    value === null || value === undefined ? undefined : fieldNumber(value / 1_000_000, language);
  return {
    name: model.name,
    context: tokens(model.context_tokens),
    maxOutput: tokens(model.max_output_tokens),
    priceInput: dollars(model.price?.input),
    priceOutput: dollars(model.price?.output),
    priceCached: dollars(model.price?.cached),
  };
}

interface RowProps {
  label: string;
  /** Null where nothing is. */
  wrong: string | null;
  /** Null where there is nothing to take back. */
  onReset: (() => void) | null;
  children: (id: string, described: string | undefined) => ReactNode;
}

function Row({ label, wrong, onReset, children }: RowProps) {
  const { t } = useTranslation("models");
  const id = useId();
  return (
    <div className="min-w-0">
      <div className="flex h-7 items-center justify-between">
        <label htmlFor={id} className="truncate text-[12.5px] text-text-2">
          {label}
        </label>
        {onReset && (
          <IconButton size="small" label={t("edit.reset", { field: label })} onClick={onReset}>
            <RotateCcw strokeWidth={1.75} />
          </IconButton>
        )}
      </div>
      {children(id, wrong !== null ? `${id}-wrong` : undefined)}
      {wrong !== null && (
        <p id={`${id}-wrong`} role="alert" className="mt-1 text-[12.5px] text-error">
          {wrong}
        </p>
      )}
    </div>
  );
}
