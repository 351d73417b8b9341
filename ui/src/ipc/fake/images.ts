import type { FakeCore } from "./core";
import type { Handlers } from "./handlers";

/** Images of the web, and code as a file. */
export function imageCommands(
  core: Pick<FakeCore, "imageHosts">,
): Pick<
  Handlers,
  | "image_hosts"
  | "set_image_host"
  | "copy_image"
  | "save_image"
  | "save_code"
  | "save_diagram"
  | "copy_diagram"
> {
  const hosts = (conversation: string) => [...(core.imageHosts.get(conversation) ?? [])].sort();
  return {
    image_hosts: ({ conversation }) => hosts(conversation),
    set_image_host: ({ conversation, host, shown }) => {
      const all = new Set(core.imageHosts.get(conversation));
      if (shown) all.add(host);
      else all.delete(host);
      core.imageHosts.set(conversation, all);
      return hosts(conversation);
    },
    copy_image: () => undefined,
    save_image: () => ({ path: "/home/me/Downloads/parlance-picture.png" }),
    save_diagram: ({ name }) => ({ path: `/home/me/Downloads/${name}.png` }),
    copy_diagram: () => undefined,
    save_code: ({ file }) => ({ path: `/home/me/Downloads/${file || "code.txt"}` }),
  };
}
