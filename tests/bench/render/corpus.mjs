// Makes the answers that are streamed, the same bytes on every machine: node corpus.mjs FOLDER
//   mixed.md       200 KB of prose, lists, tables, code, links, formulas, quotes
//   typescript.md  one fence of 1,000 lines
//   late.md        500 formulas, a table of 200 rows, 100 links that are defined at the end
//   attacks.md     what must not become active, out of the test of it

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const END = "END-OF-ANSWER";
const MIXED_BYTES = 200_000;
const LINES = 1000;

/** Mulberry32. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const WORDS =
  "the a of to and in is that it for with as on be this by are from or an at which have can not when will more your they if one into has two time only its most other some then each after over between because first where while state value server client request stream buffer message thread process memory cache index query table column record update commit branch merge test failure error retry timeout queue worker event loop result option type trait module package build release node replica latency budget window frame paint layout style render tree block token parser syntax theme contrast keyboard focus label model prompt context answer question example detail reason approach constraint measure change naïve façade résumé usually often rarely instead therefore however exactly".split(
    " ",
  );
const NAMES =
  "user order cart item price index cache store queue worker token parser lexer node edge graph state config option result buffer stream chunk frame block cursor session message thread model prompt reply draft folder label query match score rank page offset limit retry delay timer event signal handler router header body cipher digest vault audit trace metric".split(
    " ",
  );

let random = generator(1);
const below = (count) => Math.floor(random() * count);
const pick = (list) => list[below(list.length)];
const many = (count, make) => Array.from({ length: count }, make);
const capital = (word) => word[0].toUpperCase() + word.slice(1);
const name = () => (random() < 0.6 ? pick(NAMES) + capital(pick(NAMES)) : pick(NAMES));
const type = () => capital(pick(NAMES)) + capital(pick(NAMES));

function inline(word) {
  const kind = random();
  if (kind < 0.025) return `**${word} ${pick(WORDS)}**`;
  if (kind < 0.04) return `*${word}*`;
  if (kind < 0.075) return `\`${name()}\``;
  if (kind < 0.085) return `[${word} ${pick(NAMES)}](https://example.com/${pick(NAMES)}?q=${below(999)})`;
  if (kind < 0.089)
    return `$${pick(["O(n \\log n)", "x_i^2 + y_i^2", "\\alpha = \\frac{a}{b}", "p(x \\mid y)"])}$`;
  if (kind < 0.092) return pick(["✅", "🚀", "→"]);
  return word;
}

const sentence = (words = 8 + below(16)) => `${capital(many(words, () => inline(pick(WORDS))).join(" "))}.`;
const paragraph = () => many(2 + below(4), () => sentence()).join(" ");
const heading = () =>
  `${"#".repeat(2 + below(3))} ${capital(many(2 + below(4), () => pick(WORDS)).join(" "))}`;

function list() {
  const numbered = random() < 0.4;
  return many(3 + below(6), (_, at) => {
    const item = `${numbered ? `${at + 1}.` : "-"} ${sentence(5 + below(12))}`;
    return random() < 0.2 ? `${item}\n${numbered ? "   " : "  "}- ${sentence(6)}` : item;
  }).join("\n");
}

function table() {
  const columns = 3 + below(3);
  const row = (cell) => `| ${many(columns, cell).join(" | ")} |`;
  const cell = () => (random() < 0.3 ? `\`${name()}\`` : `${pick(WORDS)} ${below(9999)}`);
  return [row(() => capital(pick(NAMES))), row(() => "---"), ...many(3 + below(8), () => row(cell))].join(
    "\n",
  );
}

const formula = () =>
  `$$\n${pick(["\\hat{\\theta} = \\arg\\max_\\theta \\sum_{i=1}^{n} \\log p(x_i \\mid \\theta)", "\\int_0^\\infty e^{-x^2}\\,dx = \\frac{\\sqrt{\\pi}}{2}", "\\begin{bmatrix} a & b \\\\ c & d \\end{bmatrix}^{-1}"])}\n$$`;

const PIECES = {
  typescript: [
    () => [
      `export interface ${type()} {`,
      `  readonly ${name()}: string;`,
      `  ${name()}?: number | null;`,
      "}",
      "",
    ],
    () => [
      `export async function ${name()}${below(99)}(${name()}: ${type()}, limit = ${below(500)}): Promise<void> {`,
      `  const found: ${type()}[] = [];`,
      "  for (let i = 0; i < limit; i++) {",
      `    // ${many(6, () => pick(WORDS)).join(" ")}`,
      `    if (i % ${2 + below(9)} === 0) found.push({ ${pick(NAMES)}: \`${pick(NAMES)}-\${i}\` });`,
      "  }",
      `  return found.filter((x) => x !== undefined).slice(0, ${below(40)});`,
      "}",
      "",
    ],
    () => [
      `class ${type()} extends Base<${type()}> {`,
      `  #${name()} = new Set<number>([${below(9)}, 0x${below(65535).toString(16)}]);`,
      `  static readonly PATTERN = /^[a-z]+(?:-\\d{${1 + below(4)}})?$/giu;`,
      `  get ${pick(NAMES)}(): boolean { return this.size > ${below(20)}; }`,
      "}",
      "",
    ],
    () => [`const ${name()}${below(999)} = ["${pick(NAMES)}", "${pick(NAMES)}"] as const;`, ""],
  ],
  python: [
    () => [
      `async def ${name()}_${below(99)}(items, *, limit=${below(99)}):`,
      `    """${many(6, () => pick(WORDS)).join(" ")}"""`,
      "    async for item in items.scan(limit):",
      `        if item["${pick(NAMES)}"] > ${below(99)}:`,
      `            yield f"{item!r}"  # ${pick(WORDS)}`,
      "",
    ],
  ],
  rust: [
    () => [
      "#[derive(Debug, Clone)]",
      `pub struct ${type()}<'a> { ${pick(NAMES)}: &'a str, count: u32 }`,
      "",
      `fn ${pick(NAMES)}_${pick(NAMES)}(n: usize) -> Vec<u8> {`,
      `    let map = HashMap::with_capacity(${below(256)}); // ${pick(WORDS)}`,
      "    map.into_iter().take(n).collect()",
      "}",
      "",
    ],
  ],
};

function code(language, lines) {
  const out = [];
  while (out.length < lines) out.push(...pick(PIECES[language])());
  return out.slice(0, lines);
}

const fence = () => {
  const language = pick(["typescript", "typescript", "python", "rust"]);
  return ["```" + language, ...code(language, 6 + below(30)), "```"].join("\n");
};

function block() {
  const kind = random();
  if (kind < 0.42) return paragraph();
  if (kind < 0.56) return list();
  if (kind < 0.66) return heading();
  if (kind < 0.84) return fence();
  if (kind < 0.92) return table();
  if (kind < 0.955) return `> ${paragraph()}`;
  return formula();
}

function mixed() {
  const blocks = [];
  for (let bytes = 0; bytes < MIXED_BYTES; ) {
    const next = block();
    blocks.push(next);
    bytes += Buffer.byteLength(next) + 2;
  }
  return `${[...blocks, END].join("\n\n")}\n`;
}

function late() {
  const numbers = (count) => Array.from({ length: count }, (_, at) => at + 1);
  const row = (at) => `| ${at} | $x_{${at}}^2$ | ${sentence(4)} |`;
  const rows = ["| n | square | remark |", "|--:|--|--|", ...numbers(200).map(row)].join("\n");
  const links = numbers(100).map((at) => `${sentence()} It is told in [chapter ${at}][c${at}].`);
  const definitions = numbers(100).map((at) => `[c${at}]: https://example.com/${at} "Chapter ${at}"`);
  return [...links, ...many(300, formula), rows, definitions.join("\n"), END].join("\n\n");
}

function attacks() {
  const cases = JSON.parse(
    readFileSync(new URL("../../../crates/markdown/tests/attacks.json", import.meta.url)),
  );
  return [...cases.map(({ source }) => source), END].join("\n\n");
}

const folder = process.argv[2] ?? ".";
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "mixed.md"), mixed());
random = generator(2);
writeFileSync(
  join(folder, "typescript.md"),
  ["```typescript", ...code("typescript", LINES - 1), `// ${END}`, "```", ""].join("\n"),
);
random = generator(3);
writeFileSync(join(folder, "late.md"), late());
writeFileSync(join(folder, "attacks.md"), attacks());
