import { type ReactNode, useEffect, useState } from "react";
import { loadThumbnail } from "@/ipc/client";
import { cn } from "@/lib/cn";

interface ThumbnailProps {
  blob: string;
  /** What it is where nothing beside it says so. */
  alt?: string;
  className?: string;
  /** Stands in its place until it is there, and where it cannot be read. */
  children: ReactNode;
}

/** A small view of a picture of the history, cut to its frame. */
export function Thumbnail({ blob, alt = "", className, children }: ThumbnailProps) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    let made: string | null = null;
    loadThumbnail(blob).then(
      (bytes) => {
        if (left) return;
        made = URL.createObjectURL(bytes);
        setUrl(made);
      },
      // What stands in its place stays.
      () => undefined,
    );
    return () => {
      left = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [blob]);
  return (
    <span
      className={cn(
        "flex shrink-0 items-center justify-center overflow-hidden bg-raised text-text-2",
        className,
      )}
    >
      {url === null ? children : <img src={url} alt={alt} className="size-full object-cover" />}
    </span>
  );
}
