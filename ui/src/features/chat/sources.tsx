import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { SourceView } from "@/ipc/generated";

interface SourcesProps {
  sources: SourceView[];
}

/** The sources that an answer names. Their links are opened like those in its text. */
export function Sources({ sources }: SourcesProps) {
  const { t } = useTranslation("chat");
  const heading = useId();
  if (sources.length === 0) return null;
  return (
    <section aria-labelledby={heading} className="mt-3 text-[13.5px] text-text-2">
      <h3 id={heading} className="font-medium">
        {t("sources")}
      </h3>
      <ol className="mt-1 list-decimal pl-5">
        {sources.map((source, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows, and two sources can be alike.
          <Source key={index} source={source} />
        ))}
      </ol>
    </section>
  );
}

function Source({ source: { url, title, quote } }: { source: SourceView }) {
  return (
    <li className="min-w-0 break-words" dir="auto">
      {url === null ? (
        <span>{title ?? quote}</span>
      ) : (
        <a href={url} className="underline underline-offset-2 hover:text-text">
          {title ?? url}
        </a>
      )}
      {quote !== null && (url ?? title) !== null && (
        <blockquote className="text-[12.5px] text-text-3">{quote}</blockquote>
      )}
    </li>
  );
}
