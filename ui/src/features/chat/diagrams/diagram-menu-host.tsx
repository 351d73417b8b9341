import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { closeDiagramMenu, useDiagramRequest } from "./diagram-request";

const diagramMenu = new LazySource(async () => (await import("./diagram-menu")).DiagramMenu);

/** The menu of a diagram, while it is open. */
export function DiagramMenuHost() {
  const button = useDiagramRequest((state) => state.button);
  if (button === null) return null;
  return (
    <LazyPart source={diagramMenu}>
      {(DiagramMenu) => <DiagramMenu button={button} onClose={closeDiagramMenu} />}
    </LazyPart>
  );
}
