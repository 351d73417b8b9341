import { Drama } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LazyPart } from "@/components/lazy-part";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Menu, MenuContent, MenuTrigger } from "@/components/ui/menu";
import { LazySource } from "@/lib/lazy-source";
import { useConversationPersona } from "@/lib/prompts";

const list = new LazySource(async () => (await import("./persona-list")).PersonaList);

/** Says which persona answers, and offers the others. */
export function PersonaButton({ conversation }: { conversation: string | null }) {
  const { t } = useTranslation("persona");
  const [open, setOpen] = useState(false);
  const persona = useConversationPersona(conversation).data;
  // A menu that opens before it can be filled would flicker.
  const onOpenChange = async (next: boolean) => {
    if (next) await list.prefetch();
    setOpen(next);
  };
  const prefetch = { onPointerEnter: list.prefetch, onFocus: list.prefetch };
  return (
    <Menu modal={false} open={open} onOpenChange={onOpenChange}>
      <MenuTrigger asChild>
        {persona ? (
          <Button
            size="small"
            aria-label={t("buttonSet", { name: persona.name })}
            className="max-w-36 data-[state=open]:bg-hover max-sm:max-w-10"
            {...prefetch}
          >
            {persona.icon === "" ? (
              <Drama strokeWidth={1.75} aria-hidden="true" />
            ) : (
              <span aria-hidden="true">{persona.icon}</span>
            )}
            <span className="truncate max-sm:hidden">{persona.name}</span>
          </Button>
        ) : (
          <IconButton label={t("button")} side="top" className="data-[state=open]:bg-hover" {...prefetch}>
            <Drama strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        )}
      </MenuTrigger>
      <MenuContent
        align="start"
        side={conversation === null ? "bottom" : "top"}
        container={document.querySelector("main")}
        className="max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] w-[min(340px,calc(100vw-24px))] overflow-y-auto"
      >
        <LazyPart source={list}>
          {(PersonaList) => <PersonaList conversation={conversation} chosen={persona ?? null} />}
        </LazyPart>
      </MenuContent>
    </Menu>
  );
}
