import { useEffect, useRef } from "react";
import { LinkConfirm } from "./link-confirm";
import { BlockList } from "./stream/block-list";
import { useBlockClicks } from "./use-block-clicks";

interface RenderedDocumentProps {
  /** As the core renders a message. */
  blocks: readonly string[];
}

/** Blocks that are no message's, with all that can be done to those of a message. */
export function RenderedDocument({ blocks }: RenderedDocumentProps) {
  const host = useRef<HTMLDivElement>(null);
  const [link, closeLink] = useBlockClicks(host, null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    element.replaceChildren();
    const list = new BlockList(element);
    blocks.forEach((html, block) => {
      list.apply({ op: "append", block, html });
    });
  }, [blocks]);
  return (
    <>
      <div ref={host} dir="auto" data-document="" className="md mx-auto max-w-[720px]" />
      <LinkConfirm request={link} onClose={closeLink} />
    </>
  );
}
