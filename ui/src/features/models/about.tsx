import { Pencil, Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/ui/icon-button";
import type { ModelView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import type { Entry } from "./catalogue";
import { useFacts } from "./facts";
import { keepKeys } from "./keep-keys";

interface AboutProps {
  /** Null while the list points at no model. */
  entry: Entry | null;
  onFavourite: (model: ModelView) => void;
  onEdit: (model: ModelView) => void;
}

/** Of one height whatever it says: the rows must not move while the pointer goes over them. */
const FOOT = "flex h-[78px] shrink-0 items-center gap-1 border-line border-t pr-2 pl-4";

/** The foot of the list: what else is known of the model that is pointed at, and what can be done with it. */
export function About({ entry, onFavourite, onEdit }: AboutProps) {
  const { t } = useTranslation("models");
  const facts = useFacts();
  if (!entry) return <div className={FOOT} />;
  const { model } = entry;
  const more = facts.more(model);
  const favourite = model.favourite !== null;
  return (
    <section aria-label={t("about", { name: model.name })} className={FOOT}>
      <p className="line-clamp-4 min-w-0 flex-1 text-[12px] text-text-3 leading-[16px]">
        {more.length > 0 ? more.join(" · ") : t("nothingMore")}
      </p>
      <IconButton
        label={t("favourite", { name: model.name })}
        aria-pressed={favourite}
        side="top"
        onClick={() => onFavourite(model)}
        onKeyDown={keepKeys}
      >
        <Star className={cn(favourite && "fill-current")} strokeWidth={1.75} />
      </IconButton>
      <IconButton
        label={t("edit.open", { name: model.name })}
        side="top"
        onClick={() => onEdit(model)}
        onKeyDown={keepKeys}
      >
        <Pencil strokeWidth={1.75} />
      </IconButton>
    </section>
  );
}
