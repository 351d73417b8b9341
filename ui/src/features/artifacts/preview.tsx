import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RenderedDocument } from "@/features/chat/public";
import { invoke } from "@/ipc/client";
import { useErrorText } from "@/lib/error-text";
import { keys } from "@/lib/query";
import type { ArtifactKind } from "./collect";
import { PageFrame } from "./frame";

interface PreviewProps {
  kind: ArtifactKind;
  name: string;
  source: string;
}

/** What an artifact looks like. */
export function Preview({ kind, name, source }: PreviewProps) {
  const { t } = useTranslation("artifacts");
  const title = name || t(`kind.${kind}`);
  if (kind === "html") return <PageFrame title={title} source={source} />;
  if (kind === "svg") return <Picture title={title} source={source} />;
  return <Document source={source} />;
}

/** As a picture: what is in it neither runs nor loads anything. */
function Picture({ title, source }: { title: string; source: string }) {
  const { t } = useTranslation("artifacts");
  const [url, setUrl] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([source], { type: "image/svg+xml" }));
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [source]);
  return (
    <div className="grid min-h-0 flex-1 place-items-center overflow-auto bg-white p-4">
      {broken ? (
        <p role="alert" className="text-[#8f0a19] text-sm">
          {t("brokenPicture")}
        </p>
      ) : (
        url && (
          <img
            src={url}
            alt={title}
            onError={() => setBroken(true)}
            className="max-h-full min-h-24 min-w-24 max-w-full object-contain"
          />
        )
      )}
    </div>
  );
}

function Document({ source }: { source: string }) {
  const errorText = useErrorText();
  const { data: blocks, error } = useQuery({
    queryKey: keys.rendered(source),
    queryFn: () => invoke("render_markdown", { source }),
    gcTime: 10_000,
  });
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
      {error && (
        <p role="alert" className="text-error text-sm">
          {errorText(error)}
        </p>
      )}
      {blocks && <RenderedDocument blocks={blocks} />}
    </div>
  );
}
