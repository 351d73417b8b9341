import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import { useErrorText } from "@/lib/error-text";
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
  const host = useRef<HTMLDivElement>(null);
  const { data: blocks, error } = useQuery({
    queryKey: ["rendered", source],
    queryFn: () => invoke("render_markdown", { source }),
    gcTime: 10_000,
  });
  useEffect(() => {
    // Safe by construction, like the blocks of a message: the core writes it from parsed Markdown with a fixed vocabulary.
    if (host.current && blocks) host.current.innerHTML = blocks.join("");
  }, [blocks]);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">
      {error && <p role="alert">{errorText(error)}</p>}
      <div ref={host} dir="auto" className="md mx-auto max-w-[720px]" />
    </div>
  );
}
