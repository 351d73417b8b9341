import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PictureView } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { type LoadedPicture, usePicture } from "./use-picture";
import { openViewer } from "./viewer-request";

const PictureActions = lazy(async () => ({ default: (await import("./picture-actions")).PictureActions }));

interface PicturePartProps {
  picture: PictureView;
}

/** A picture that the model made. Its place is kept free while it is read, so that nothing jumps. */
export function PicturePart({ picture }: PicturePartProps) {
  const { t } = useTranslation("chat");
  const [attempt, setAttempt] = useState(0);
  const loaded = usePicture(picture.blob, attempt);
  const place = useRef<HTMLElement | null>(null);
  useKeepFocus(place, attempt, loaded);
  const at = (element: HTMLElement | null) => {
    place.current = element;
  };
  const name = picture.alt || t("picture.unnamed");
  if (loaded.type === "failed") {
    return (
      <p className="my-2.5 rounded-[14px] border border-line bg-surface px-3.5 py-2.5 text-[13.5px] text-text-2">
        {t("picture.failed", { name })}{" "}
        <button
          ref={at}
          type="button"
          className="text-link underline"
          onClick={() => setAttempt(attempt + 1)}
        >
          {t("picture.again")}
        </button>
      </p>
    );
  }
  const { width, height } = picture;
  const ratio = width !== null && height !== null ? width / height : null;
  const aspect = ratio === null ? undefined : { aspectRatio: ratio };
  const size = ratio === null ? undefined : { width: `min(100%, ${width}px, 70vh * ${ratio})` };
  return loaded.type === "loading" ? (
    <div
      ref={at}
      tabIndex={-1}
      role="img"
      aria-busy="true"
      aria-label={t("picture.loading")}
      style={{ ...aspect, ...size }}
      className="my-2.5 min-h-24 rounded-[14px] bg-surface outline-none"
    />
  ) : (
    <figure style={size} className="group/picture relative my-2.5 w-fit max-w-full">
      <button
        ref={at}
        type="button"
        data-zoom=""
        data-blob={picture.blob}
        data-alt={picture.alt}
        aria-label={t("picture.enlarge", { name })}
        onClick={(event) => openViewer(event.currentTarget)}
        className={cn("block cursor-zoom-in rounded-[14px]", size && "w-full")}
      >
        <img
          src={loaded.url}
          alt={name}
          style={aspect}
          className={cn("block max-h-[70vh] max-w-full rounded-[14px]", size && "w-full")}
        />
      </button>
      <Suspense>
        <PictureActions picture={picture} />
      </Suspense>
    </figure>
  );
}

/** The button that is pressed goes away: what stands in its place has the focus then. */
function useKeepFocus(place: RefObject<HTMLElement | null>, attempt: number, loaded: LoadedPicture): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is loaded decides what stands there.
  useEffect(() => {
    const active = document.activeElement;
    if (attempt > 0 && (active === null || active === document.body)) place.current?.focus();
  }, [place, attempt, loaded.type]);
}
