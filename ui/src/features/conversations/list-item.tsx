import type { ReactNode } from "react";

/** Where an item of the list stands: its number among `count`, and its distance from the top in CSS pixels. */
export interface Place {
  index: number;
  top: number;
  count: number;
  /** Tab comes here. */
  tabbable: boolean;
}

interface ListItemProps {
  place: Place;
  heading?: string | null;
  /** What is dropped here goes into this folder; into none where it is empty. */
  drop?: string | undefined;
  dropName?: string;
  children: ReactNode;
}

/** One of a list of which the others need not be drawn. */
export function ListItem({ place, heading = null, drop, dropName, children }: ListItemProps) {
  return (
    <li
      aria-setsize={place.count}
      aria-posinset={place.index + 1}
      data-index={place.index}
      data-drop={drop}
      data-drop-name={dropName}
      style={{ top: place.top }}
      className="absolute inset-x-0 rounded-[10px] pb-1 data-over:bg-hover"
    >
      {heading !== null && <h2 className="px-2.5 pt-3.5 pb-1 font-medium text-text-3 text-xs">{heading}</h2>}
      {children}
    </li>
  );
}
