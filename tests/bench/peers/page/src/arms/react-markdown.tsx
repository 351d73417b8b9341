import Markdown from "react-markdown";
import highlight from "rehype-highlight";
import gfm from "remark-gfm";
import { reactArm } from "./react";

const REMARK = [gfm];
const REHYPE = [highlight];

export function GfmMarkdown({ text }: { text: string }) {
  return (
    <Markdown remarkPlugins={REMARK} rehypePlugins={REHYPE}>
      {text}
    </Markdown>
  );
}

/** The whole answer again in each frame. */
export const arm = reactArm((text) => (
  <div className="prose">
    <GfmMarkdown text={text} />
  </div>
));
