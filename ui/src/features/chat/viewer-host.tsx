import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { closeViewer, useViewerRequest } from "./viewer-request";

const viewer = new LazySource(async () => (await import("./images/viewer")).Viewer);

/** The pictures of a message, while somebody looks at them. */
export function ViewerHost() {
  const request = useViewerRequest((state) => state.request);
  if (request === null) return null;
  return (
    <LazyPart source={viewer}>
      {(Viewer) => <Viewer pictures={request.pictures} first={request.index} onClose={closeViewer} />}
    </LazyPart>
  );
}
