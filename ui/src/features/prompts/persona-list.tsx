import { Check } from "lucide-react";
import { DropdownMenu as Primitive } from "radix-ui";
import { useTranslation } from "react-i18next";
import { MenuItem } from "@/components/ui/menu";
import "@/i18n/en/prompts";
import type { PersonaView } from "@/ipc/generated";
import { useErrorText } from "@/lib/error-text";
import { useNavigation } from "@/lib/navigation";
import { usePrompts } from "@/lib/prompts";
import { useChoosePersona } from "./use-choose-persona";

const NONE = "";

interface PersonaListProps {
  conversation: string | null;
  chosen: PersonaView | null;
}

/** The personas, to choose one or none. */
export function PersonaList({ conversation, chosen }: PersonaListProps) {
  const { t } = useTranslation("prompts");
  const errorText = useErrorText();
  const openSettings = useNavigation((state) => state.openSettings);
  const choose = useChoosePersona(conversation);
  const { data, error } = usePrompts();
  const personas = (data?.personas ?? []).filter((persona) => !persona.hidden);
  return (
    <>
      {error && <p className="px-2.5 py-1.5 text-error">{t("loadFailed", { message: errorText(error) })}</p>}
      <Primitive.RadioGroup
        aria-label={t("choose.title")}
        value={chosen?.id ?? NONE}
        onValueChange={(id) => void choose(personas.find((persona) => persona.id === id) ?? null)}
      >
        <Row value={NONE} icon="" name={t("choose.none")} text="" />
        {personas.map(({ id, icon, name, description }) => (
          <Row key={id} value={id} icon={icon} name={name} text={description} />
        ))}
      </Primitive.RadioGroup>
      <Primitive.Separator className="my-1.5 h-px bg-line" />
      <MenuItem onSelect={() => openSettings("prompts")}>{t("choose.edit")}</MenuItem>
    </>
  );
}

interface RowProps {
  value: string;
  icon: string;
  name: string;
  text: string;
}

function Row({ value, icon, name, text }: RowProps) {
  return (
    <Primitive.RadioItem
      value={value}
      className="flex select-none items-start gap-2.5 rounded-lg px-2.5 py-1.5 outline-none data-[highlighted]:bg-hover"
    >
      <span aria-hidden="true" className="w-5 shrink-0 text-center">
        {icon}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{name}</span>
        {text !== "" && <span className="block truncate text-[12.5px] text-text-2">{text}</span>}
      </span>
      <Primitive.ItemIndicator>
        <Check className="mt-0.5 size-4" strokeWidth={1.75} aria-hidden="true" />
      </Primitive.ItemIndicator>
    </Primitive.RadioItem>
  );
}
