import type { OpenedTemplate } from "@/ipc/generated";

/** A template with these values in its fields. They are not looked into. */
export function joined({ pieces, fields }: OpenedTemplate, values: readonly string[]): string {
  return pieces
    .map((piece) => {
      if (piece.type === "text") return piece.text;
      return piece.type === "field" ? (values[piece.field] ?? fields[piece.field]?.value ?? "") : "";
    })
    .join("");
}
