import { code } from "@streamdown/code";
import { Streamdown } from "streamdown";
import "streamdown/styles.css";
import { reactArm } from "./react";

const PLUGINS = { code };

/** With its plugin for code; every other option as it comes. */
export const arm = reactArm((text, phase) => (
  <Streamdown
    plugins={PLUGINS}
    isAnimating={phase === "streaming"}
    mode={phase === "kept" ? "static" : "streaming"}
  >
    {text}
  </Streamdown>
));
