const SELECTORS = {
  button: "button, [role=button]",
  textbox:
    "textarea, input:not([type]), input[type=text], input[type=password], input[type=url], [role=textbox]",
  searchbox: "input[type=search], [role=searchbox]",
  list: "ul, ol, [role=list]",
  log: "[role=log]",
  article: "article, [role=article]",
  link: "a[href]",
  option: "[role=option]",
  dialog: "[role=dialog], [role=alertdialog]",
  heading: "h1, h2, h3, h4, [role=heading]",
  alert: "[role=alert], [role=status]",
  combobox: "[role=combobox], select",
  radio: "input[type=radio], [role=radio]",
  switch: "[role=switch]",
  menuitem: "[role=menuitem]",
  tab: "[role=tab]",
  separator: "hr, [role=separator]",
  complementary: "aside, [role=complementary]",
};

function text_of(element) {
  const copy = element.cloneNode(true);
  // A field inside its own label is no part of its name.
  for (const hidden of copy.querySelectorAll("[aria-hidden=true], select, textarea")) hidden.remove();
  return copy.textContent;
}

function name_of(element) {
  const labelled = (element.getAttribute("aria-labelledby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "")
    .join(" ")
    .trim();
  const label = element.getAttribute("aria-label") ?? (labelled || (element.labels?.[0] && text_of(element.labels[0])));
  return (label ?? text_of(element) ?? "").replace(/\s+/g, " ").trim();
}

// What stands behind an open dialog comes after what is in it.
function find(role, name) {
  const found = [...document.querySelectorAll(SELECTORS[role])].filter(
    (element) =>
      element.getClientRects().length > 0 &&
      (name.endsWith("…") ? name_of(element).startsWith(name.slice(0, -1)) : name_of(element) === name),
  );
  const in_front = found.filter((element) => !element.closest("[aria-hidden=true]"));
  return in_front.length > 0 ? in_front : found;
}
