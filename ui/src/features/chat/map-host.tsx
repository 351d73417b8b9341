import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { closeMap, useMapRequest } from "./map-request";

const mapDialog = new LazySource(async () => (await import("./map/map-dialog")).MapDialog);

/** The map of all branches, while somebody looks at it. */
export function MapHost() {
  const conversation = useMapRequest((state) => state.conversation);
  if (conversation === null) return null;
  return (
    <LazyPart source={mapDialog}>
      {(MapDialog) => <MapDialog conversation={conversation} onClose={closeMap} />}
    </LazyPart>
  );
}
