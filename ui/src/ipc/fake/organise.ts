import { IpcError } from "../error";
import type {
  Changed,
  ConversationChange,
  ConversationRow,
  FolderView,
  ListPlace,
  ListSort,
  PageArgs,
  TagView,
} from "../generated";
import type { Handlers, Owner } from "./handlers";
import type { FakeConversation } from "./state";

type OrganiseCommand =
  | "conversation_page"
  | "conversation_ids"
  | "conversation_outline"
  | "change_conversations"
  | "take_back"
  | "create_folder"
  | "rename_folder"
  | "order_folders"
  | "delete_folder"
  | "create_tag"
  | "rename_tag"
  | "delete_tag"
  | "tags_of"
  | "delete_for_good"
  | "empty_trash";

/** Where a conversation is, beside what the chat knows of it. */
interface Order {
  folder: string | null;
  tags: string[];
  pinnedAt: number | null;
  archivedAt: number | null;
  trashedAt: number;
}

/** Folders, tags, pins, the archive and the trash, in the contract of the real core. */
export function organiseCommands(core: Owner): Pick<Handlers, OrganiseCommand> {
  let folders: Omit<FolderView, "count">[] = [];
  let tags: Omit<TagView, "count">[] = [];
  const orders = new Map<string, Order>();
  const done = new Map<number, () => void>();

  const orderOf = (id: string): Order => {
    const known = orders.get(id);
    if (known) return known;
    const order = { folder: null, tags: [], pinnedAt: null, archivedAt: null, trashedAt: Date.now() };
    orders.set(id, order);
    return order;
  };
  const placeOf = (entry: FakeConversation): ListPlace | null => {
    const { folder, pinnedAt, archivedAt } = orderOf(entry.view.id);
    if (entry.temporary) return null;
    if (entry.trashed) return { type: "trash" };
    if (archivedAt !== null) return { type: "archived" };
    if (pinnedAt !== null) return { type: "pinned" };
    return folder === null ? { type: "loose" } : { type: "folder", folder };
  };
  const same = (one: ListPlace, other: ListPlace) =>
    one.type === other.type &&
    (one.type !== "folder" || other.type !== "folder" || one.folder === other.folder);
  const createdAt = (entry: FakeConversation) => entry.view.messages[0]?.created_at ?? entry.updatedAt;
  const compare = (place: ListPlace, sort: ListSort) => (a: FakeConversation, b: FakeConversation) => {
    if (place.type === "trash") return orderOf(b.view.id).trashedAt - orderOf(a.view.id).trashedAt;
    if (sort === "title") return a.view.title.localeCompare(b.view.title);
    return sort === "created" ? createdAt(b) - createdAt(a) : b.updatedAt - a.updatedAt;
  };
  const has = (entry: FakeConversation, tag: string | null) =>
    tag === null || orderOf(entry.view.id).tags.includes(tag);
  const listed = ({ place, tag, sort, offset, limit }: PageArgs) =>
    [...core.state.conversations.values()]
      .filter((entry) => {
        const at = placeOf(entry);
        return at !== null && same(at, place) && has(entry, tag);
      })
      .sort(compare(place, sort))
      .slice(offset, offset + limit);
  const row = (entry: FakeConversation): ConversationRow => {
    const { folder, tags: given, pinnedAt, archivedAt, trashedAt } = orderOf(entry.view.id);
    return {
      id: entry.view.id,
      title: entry.view.title,
      folder,
      tags: given,
      pinned: pinnedAt !== null,
      archived: archivedAt !== null,
      created_at: createdAt(entry),
      updated_at: entry.updatedAt,
      trashed_at: entry.trashed ? trashedAt : null,
      streaming: entry.view.messages.some((message) => message.state === "streaming"),
      unread: entry.unread === true,
    };
  };
  const finish = (conversations: number, takeBack: () => void): Changed => {
    const change = done.size + 1;
    done.set(change, takeBack);
    core.notify({ type: "conversations" });
    return { change, conversations };
  };
  const apply = (entry: FakeConversation, change: ConversationChange) => {
    const order = orderOf(entry.view.id);
    if (change.type === "folder") order.folder = change.folder;
    else if (change.type === "pinned") order.pinnedAt = change.set ? Date.now() : null;
    else if (change.type === "archived") order.archivedAt = change.set ? Date.now() : null;
    else if (change.type === "trashed") {
      entry.trashed = change.set;
      order.trashedAt = Date.now();
    } else {
      order.tags = order.tags.filter((tag) => tag !== change.tag);
      if (change.given) order.tags.push(change.tag);
    }
  };
  const named = (entries: { id: string; name: string }[], name: string, except?: string) =>
    entries.find((entry) => entry.id !== except && entry.name.toLowerCase() === name.toLowerCase());
  const refuse = (name: string) => new IpcError("invalid", `There is already one called ${name}.`);

  return {
    conversation_page: (args) => listed(args).map(row),
    conversation_ids: (args) => listed(args).map((entry) => entry.view.id),
    conversation_outline: ({ tag, sort, bounds }) => {
      const count = (place: ListPlace) =>
        listed({ place, tag, sort, offset: 0, limit: Number.POSITIVE_INFINITY }).length;
      const loose = bounds.map(() => 0);
      for (const entry of listed({
        place: { type: "loose" },
        tag,
        sort,
        offset: 0,
        limit: Number.POSITIVE_INFINITY,
      })) {
        const time = sort === "created" ? createdAt(entry) : entry.updatedAt;
        const period = bounds.findIndex((since) => time >= since);
        const at = period === -1 ? bounds.length - 1 : period;
        loose[at] = (loose[at] ?? 0) + 1;
      }
      const listing = [...core.state.conversations.values()].filter((entry) => !entry.trashed);
      return {
        pinned: count({ type: "pinned" }),
        folders: folders.map((folder) => ({
          ...folder,
          count: count({ type: "folder", folder: folder.id }),
        })),
        loose,
        archived: count({ type: "archived" }),
        trash: count({ type: "trash" }),
        trashed_branches: core.state.trashedBranches,
        tags: tags
          .map((entry) => ({ ...entry, count: listing.filter((known) => has(known, entry.id)).length }))
          .sort((a, b) => a.name.localeCompare(b.name)),
      };
    },
    change_conversations: ({ conversations, change }) => {
      const entries = conversations.flatMap((id) => core.state.conversations.get(id) ?? []);
      if (entries.length === 0) throw new IpcError("not_found", "This is not in the history any more.");
      const before = entries.map((entry) => ({
        entry,
        trashed: entry.trashed,
        order: structuredClone(orderOf(entry.view.id)),
      }));
      for (const entry of entries) apply(entry, change);
      return finish(entries.length, () => {
        for (const { entry, trashed, order } of before) {
          entry.trashed = trashed;
          orders.set(entry.view.id, order);
        }
      });
    },
    take_back: ({ change }) => {
      const takeBack = done.get(change);
      if (!takeBack) throw new IpcError("not_found", "This can no longer be undone.");
      takeBack();
      done.set(change, () => undefined);
      core.notify({ type: "conversations" });
    },
    create_folder: ({ name }) => {
      if (named(folders, name)) throw refuse(name);
      const id = core.newId("folder");
      folders.push({ id, name });
      core.notify({ type: "conversations" });
      return id;
    },
    rename_folder: ({ folder, name }) => {
      if (named(folders, name, folder)) throw refuse(name);
      folders = folders.map((entry) => (entry.id === folder ? { ...entry, name } : entry));
      core.notify({ type: "conversations" });
    },
    order_folders: ({ folders: order }) => {
      folders = folders.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
      core.notify({ type: "conversations" });
    },
    delete_folder: ({ folder }) => {
      const before = folders;
      const members = [...orders.values()].filter((order) => order.folder === folder);
      folders = folders.filter((entry) => entry.id !== folder);
      for (const member of members) member.folder = null;
      return finish(members.length, () => {
        folders = before;
        for (const member of members) member.folder ??= folder;
      });
    },
    create_tag: ({ name }) => {
      const known = named(tags, name);
      if (known) return known.id;
      const id = core.newId("tag");
      tags.push({ id, name });
      core.notify({ type: "conversations" });
      return id;
    },
    rename_tag: ({ tag, name }) => {
      if (named(tags, name, tag)) throw refuse(name);
      tags = tags.map((entry) => (entry.id === tag ? { ...entry, name } : entry));
      core.notify({ type: "conversations" });
    },
    delete_tag: ({ tag }) => {
      const before = tags;
      const members = [...orders.values()].filter((order) => order.tags.includes(tag));
      tags = tags.filter((entry) => entry.id !== tag);
      for (const member of members) member.tags = member.tags.filter((entry) => entry !== tag);
      return finish(members.length, () => {
        tags = before;
        for (const member of members) member.tags.push(tag);
      });
    },
    tags_of: ({ conversations }) =>
      tags.flatMap(({ id }) => {
        const count = conversations.filter((entry) => orderOf(entry).tags.includes(id)).length;
        return count > 0 ? [{ tag: id, count }] : [];
      }),
    delete_for_good: ({ conversations }) => {
      for (const id of conversations) core.state.conversations.delete(id);
      core.notify({ type: "conversations" });
    },
    empty_trash: () => {
      for (const [id, entry] of core.state.conversations) {
        if (entry.trashed) core.state.conversations.delete(id);
      }
      core.notify({ type: "conversations" });
    },
  };
}
