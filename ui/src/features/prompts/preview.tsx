import { useTranslation } from "react-i18next";
import type { OpenedTemplate } from "@/ipc/generated";

interface PreviewProps {
  opened: OpenedTemplate;
  values: readonly string[];
}

/** The text that a template becomes. What is still open stands in it by its name. */
export function Preview({ opened, values }: PreviewProps) {
  const { t } = useTranslation("prompts");
  const pieces = opened.pieces.map((piece, index) => {
    const value = piece.type === "field" ? (values[piece.field] ?? "") : "";
    const open = piece.type === "clipboard" ? t("form.clipboard") : nameOf(opened, piece);
    return { key: index, text: piece.type === "text" ? piece.text : value, open };
  });
  return (
    <section aria-label={t("fill.preview")}>
      <h3 className="font-medium text-[13px]">{t("fill.preview")}</h3>
      <p
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard.
        tabIndex={0}
        dir="auto"
        className="mt-1 max-h-48 overflow-y-auto whitespace-pre-wrap break-words rounded-[10px] border border-line bg-surface px-3 py-2 text-[13.5px] text-text-2 leading-[1.5]"
      >
        {pieces.map(({ key, text, open }) =>
          text === "" && open !== null ? (
            <span key={key} className="rounded-md bg-hover px-1 text-text">
              {open}
            </span>
          ) : (
            <span key={key}>{text}</span>
          ),
        )}
      </p>
    </section>
  );
}

function nameOf(opened: OpenedTemplate, piece: OpenedTemplate["pieces"][number]): string | null {
  return piece.type === "field" ? (opened.fields[piece.field]?.name ?? null) : null;
}
