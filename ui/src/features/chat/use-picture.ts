import { useEffect, useState } from "react";
import { loadBlob } from "@/ipc/client";

export type LoadedPicture = { type: "loading" } | { type: "shown"; url: string } | { type: "failed" };

/** The address of the bytes of a picture that the history keeps, as long as it is shown. */
export function usePicture(blob: string | null, attempt: number): LoadedPicture {
  const [loaded, setLoaded] = useState<LoadedPicture>({ type: "loading" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads it again.
  useEffect(() => {
    let left = false;
    let url: string | null = null;
    setLoaded({ type: "loading" });
    if (blob === null) return;
    loadBlob(blob).then(
      (bytes) => {
        if (left) return;
        url = URL.createObjectURL(bytes);
        setLoaded({ type: "shown", url });
      },
      () => {
        if (!left) setLoaded({ type: "failed" });
      },
    );
    return () => {
      left = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [blob, attempt]);
  return loaded;
}
