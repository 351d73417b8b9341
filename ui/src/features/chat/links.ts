/** Whether a link's visible text already says the host that it leads to, so that nothing is left to confirm. */
export function saysWhereItGoes(text: string, href: string): boolean {
  const said = text.trim();
  // Letters that look like others need the address spelled out.
  if (!/^[\x21-\x7e]+$/.test(said)) return false;
  const target = parse(href);
  if (!target) return false;
  if (target.protocol === "mailto:") return said.toLowerCase() === target.pathname.toLowerCase();
  if (!said.includes(".")) return false;
  const named = parse(/^https?:\/\//i.test(said) ? said : `${target.protocol}//${said}`);
  return named !== null && named.host === target.host && named.username === "" && target.username === "";
}

function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
