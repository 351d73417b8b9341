import { useEffect } from "react";
import { invoke } from "@/ipc/client";
import { InOrder } from "@/lib/in-order";
import { useNavigation } from "@/lib/navigation";

const order = new InOrder();

/** Tells the core which conversation somebody looks at: an answer that ends in another one is unread. */
export function useLooking(): void {
  useEffect(() => {
    let told: string | null | undefined;
    const tell = () => {
      const { view } = useNavigation.getState();
      const conversation = !document.hidden && view.kind === "chat" ? view.conversation : null;
      if (conversation === told) return;
      told = conversation;
      // Were it to fail, a dot would stay in the list until the next look: nothing to bother anybody with.
      order.ask("look", () => invoke("look_at", { conversation })).catch(() => undefined);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    const stop = useNavigation.subscribe(tell);
    return () => {
      document.removeEventListener("visibilitychange", tell);
      stop();
    };
  }, []);
}
