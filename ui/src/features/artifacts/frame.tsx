import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { invoke } from "@/ipc/client";
import { toIpcError } from "@/ipc/error";

interface FrameProps {
  title: string;
  source: string;
}

/** What the page in the frame says of itself; it can say anything. */
interface Told {
  blocked: string[];
  error: string;
}

const NOTHING: Told = { blocked: [], error: "" };
const MOST_HOSTS = 5;
const MOST_CHARS = 200;

/** A page of a model in a frame of its own: no origin, no network, no way to the app. */
export function PageFrame({ title, source }: FrameProps) {
  const { t } = useTranslation("artifacts");
  const frame = useRef<HTMLIFrameElement>(null);
  const [url, setUrl] = useState<string | null>(null);
  const [told, setTold] = useState(NOTHING);
  const [failure, setFailure] = useState("");

  useEffect(() => {
    let current = true;
    setTold(NOTHING);
    invoke("show_artifact", { source }).then(
      (page) => current && setUrl(page.url),
      (cause: unknown) => current && setFailure(toIpcError(cause).message),
    );
    return () => {
      current = false;
    };
  }, [source]);

  useEffect(() => {
    const onMessage = ({ source: sender, data }: MessageEvent<unknown>) => {
      if (sender === null || sender !== frame.current?.contentWindow) return;
      setTold((known) => heard(known, data));
    };
    window.addEventListener("message", onMessage);
    return () => window.removeEventListener("message", onMessage);
  }, []);

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {failure !== "" && (
        <p role="alert" className="p-4 text-error text-sm">
          {t("failed", { message: failure })}
        </p>
      )}
      {url !== null && (
        <iframe
          ref={frame}
          key={url}
          src={url}
          title={title}
          sandbox="allow-scripts"
          referrerPolicy="no-referrer"
          className="min-h-0 w-full flex-1 border-0 bg-white"
        />
      )}
      {(told.error !== "" || told.blocked.length > 0) && (
        <div
          role="status"
          className="max-h-28 shrink-0 overflow-y-auto border-line border-t px-4 py-2 text-[12.5px]"
        >
          {told.blocked.length > 0 && (
            <p className="text-text-2">{t("blocked", { hosts: told.blocked.join(", ") })}</p>
          )}
          {told.error !== "" && <p className="text-error">{t("scriptError", { message: told.error })}</p>}
        </div>
      )}
    </div>
  );
}

/** Takes from a message what it may say: names of hosts, and the text of an error. */
function heard(known: Told, data: unknown): Told {
  if (typeof data !== "object" || data === null) return known;
  if ("blocked" in data && typeof data.blocked === "string" && data.blocked !== "") {
    const host = data.blocked.slice(0, MOST_CHARS);
    if (known.blocked.includes(host) || known.blocked.length >= MOST_HOSTS) return known;
    return { ...known, blocked: [...known.blocked, host] };
  }
  if ("error" in data && typeof data.error === "string" && known.error === "")
    return { ...known, error: data.error.slice(0, MOST_CHARS) };
  return known;
}
