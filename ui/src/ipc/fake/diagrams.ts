import type { Args, Result } from "../transport";

/** Draws a flowchart of one box, whatever is in it, and nothing else. */
export function drawDiagram({ source, dark }: Args<"draw_diagram">): Result<"draw_diagram"> {
  if (!/^(flowchart|graph)/.test(source.trim()))
    return { type: "refused", problem: "syntax", message: "unexpected word", line: 1 };
  const ground = dark ? "#0f0f0f" : "#fafafa";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"><rect width="200" height="100" fill="${ground}"/><rect x="50" y="25" width="100" height="50" fill="none" stroke="#888"/></svg>`;
  const title = /title: (.+)/.exec(source)?.[1] ?? "";
  return { type: "drawn", svg, width: 200, height: 100, ground, kind: "flowchart", title, description: "" };
}
