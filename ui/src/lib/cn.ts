import { type ClassValue, clsx } from "clsx";

/** Joins class names. Of two that set the same property the style sheet picks one: never join two such. */
export function cn(...inputs: ClassValue[]): string {
  return clsx(inputs);
}
