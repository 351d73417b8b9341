import { marked } from "marked";
import { memo, useMemo } from "react";
import { reactArm } from "./react";
import { GfmMarkdown } from "./react-markdown";

const Block = memo(GfmMarkdown);

function Blocks({ text }: { text: string }) {
  const blocks = useMemo(() => marked.lexer(text).map((token) => token.raw), [text]);
  return blocks.map((block, at) => <Block key={at} text={block} />);
}

/** react-markdown by block, as marked's lexer cuts the answer; a block whose text is the same is kept. */
export const arm = reactArm((text) => (
  <div className="prose">
    <Blocks text={text} />
  </div>
));
