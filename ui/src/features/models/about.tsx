import { Pencil, Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import type { Entry } from "./catalogue";
import { useFacts } from "./facts";
import { keepKeys } from "./keep-keys";

interface AboutProps {
  entry: Entry;
  onFavourite: () => void;
  onEdit: () => void;
}

/** The foot of the list: what else is known of the model that is pointed at, and what can be done with it. */
export function About({ entry: { model }, onFavourite, onEdit }: AboutProps) {
  const { t } = useTranslation("models");
  const more = useFacts().more(model);
  const favourite = model.favourite !== null;
  return (
    <section
      aria-label={t("about", { name: model.name })}
      className="flex min-h-[54px] items-center gap-1 border-line border-t py-1.5 pr-2 pl-4"
    >
      <p className="line-clamp-3 min-w-0 flex-1 text-[12px] text-text-3 leading-snug">
        {more.length > 0 ? more.join(" · ") : t("nothingMore")}
      </p>
      <IconButton
        label={t("favourite", { name: model.name })}
        aria-pressed={favourite}
        side="top"
        onClick={onFavourite}
        onKeyDown={keepKeys}
      >
        <Star className={cn(favourite && "fill-current")} strokeWidth={1.75} />
      </IconButton>
      <IconButton
        label={t("edit.open", { name: model.name })}
        side="top"
        onClick={onEdit}
        onKeyDown={keepKeys}
      >
        <Pencil strokeWidth={1.75} />
      </IconButton>
    </section>
  );
}
