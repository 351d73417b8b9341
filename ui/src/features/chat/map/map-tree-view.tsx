import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConversationMap } from "@/ipc/generated";
import { cn } from "@/lib/cn";
import { type MapRow, mapRows, mapTree } from "./rows";

const ROW_PX = 36;
/** Lines that are drawn beyond the edge, so that scrolling shows no gaps. */
const BEYOND = 8;
/** Deeper branches stand no further in: their words would have no room. */
const DEEPEST = 10;

interface MapTreeViewProps {
  map: ConversationMap;
  onOpen: (message: string) => void;
}

/** The lines of the map as a tree. Only those in sight are in the document: there may be tens of thousands. */
export function MapTreeView({ map, onOpen }: MapTreeViewProps) {
  const { t } = useTranslation("branches");
  const tree = useMemo(() => mapTree(map), [map]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => mapRows(tree, closed), [tree, closed]);
  const [active, setActive] = useState(() => map.leaf ?? tree.main[0] ?? "");
  const at = Math.max(
    0,
    rows.findIndex((row) => row.entry.id === active),
  );
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(0);
  const first = Math.max(0, Math.floor(top / ROW_PX) - BEYOND);
  const end = Math.min(rows.length, Math.ceil((top + height) / ROW_PX) + BEYOND);
  const drawn = rows.slice(first, end);
  const current = rows[at];
  // The active line is always there: the tree names it to whoever cannot see it.
  if (current && (at < first || at >= end)) drawn.push(current);

  const bringIntoSight = useCallback((index: number) => {
    const element = scroller.current;
    if (!element) return;
    const from = index * ROW_PX;
    if (from < element.scrollTop) element.scrollTop = from;
    else if (from + ROW_PX > element.scrollTop + element.clientHeight) {
      element.scrollTop = from + ROW_PX - element.clientHeight;
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: it opens once, at the end of what is shown.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    setHeight(element.clientHeight);
    element.scrollTop = at * ROW_PX - element.clientHeight / 2;
    setTop(element.scrollTop);
    element.focus({ preventScroll: true });
  }, []);

  const go = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!row) return;
    setActive(row.entry.id);
    bringIntoSight(rows.indexOf(row));
  };
  const toggle = (row: MapRow) => {
    setClosed((before) => {
      const now = new Set(before);
      if (!now.delete(row.entry.id)) now.add(row.entry.id);
      return now;
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!current || event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(height / ROW_PX) - 1);
    if (event.key === "ArrowDown") go(at + 1);
    else if (event.key === "ArrowUp") go(at - 1);
    else if (event.key === "PageDown") go(at + page);
    else if (event.key === "PageUp") go(at - page);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "ArrowRight") {
      if (current.open === false) toggle(current);
      else if (current.open) go(at + 1);
    } else if (event.key === "ArrowLeft") {
      if (current.open) toggle(current);
      else if (current.above !== null) go(rows.findIndex((row) => row.entry.id === current.above));
    } else if (event.key === "Enter" || event.key === " ") onOpen(current.entry.id);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={scroller}
      role="tree"
      tabIndex={0}
      aria-label={t("mapTitle")}
      aria-activedescendant={current ? lineId(current.entry.id) : undefined}
      onKeyDown={onKeyDown}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      // All of it, also what is folded: the dialog keeps its size.
      style={{ height: map.entries.length * ROW_PX + 2 }}
      className="mt-4 max-h-[min(56vh,560px)] overflow-y-auto rounded-xl border border-line outline-offset-2"
    >
      <div role="none" className="relative" style={{ height: rows.length * ROW_PX }}>
        {drawn.map((row) => (
          <MapLine
            key={row.entry.id}
            row={row}
            top={(row === current ? at : first + drawn.indexOf(row)) * ROW_PX}
            active={row === current}
            onOpen={onOpen}
            onToggle={(toggled) => {
              setActive(toggled.entry.id);
              toggle(toggled);
            }}
          />
        ))}
      </div>
    </div>
  );
}

function lineId(message: string): string {
  return `map-${message}`;
}

interface MapLineProps {
  row: MapRow;
  top: number;
  active: boolean;
  onOpen: (message: string) => void;
  onToggle: (row: MapRow) => void;
}

function MapLine({ row, top, active, onOpen, onToggle }: MapLineProps) {
  const { t } = useTranslation("branches");
  const { entry, level, place, size, open, shown } = row;
  const who = entry.role === "user" ? t("you") : (entry.model_name ?? t("noText"));
  const inset = 8 + (Math.min(level, DEEPEST) - 1) * 18;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names the active line.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the tree's.
    <div
      id={lineId(entry.id)}
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={size}
      aria-expanded={open ?? undefined}
      aria-selected={active}
      aria-current={shown ? "true" : undefined}
      onClick={() => onOpen(entry.id)}
      className={cn(
        "absolute inset-x-0 flex h-9 items-center gap-2 pr-3 text-sm",
        active ? "bg-hover" : "hover:bg-raised",
      )}
      style={{ top, paddingInlineStart: inset }}
    >
      <span
        aria-hidden="true"
        onClick={(event) => {
          if (open === null) return;
          event.stopPropagation();
          onToggle(row);
        }}
        className="grid size-5 shrink-0 place-items-center text-text-3"
      >
        {open !== null && <ChevronRight className={cn("size-4 transition-transform", open && "rotate-90")} />}
      </span>
      <span
        aria-hidden="true"
        className={cn("size-1.5 shrink-0 rounded-full", shown ? "bg-electric" : "bg-line-strong")}
      />
      <span className="max-w-[34%] shrink-0 truncate text-[12.5px] text-text-2">{who}</span>
      <span dir="auto" className={cn("min-w-0 flex-1 truncate", shown ? "text-text" : "text-text-2")}>
        {entry.excerpt || t("noText")}
      </span>
    </div>
  );
}
