import { LazyPart } from "@/components/lazy-part";
import { LazySource } from "@/lib/lazy-source";
import { useToasts } from "@/lib/toasts";

const toasts = new LazySource(async () => (await import("./toasts")).Toasts);

/** What is said in passing, from the first word on. */
export function Toaster() {
  const wanted = useToasts((state) => state.toasts.length > 0);
  if (!wanted && toasts.value === null) return null;
  return (
    <div className="-translate-x-1/2 fixed bottom-6 left-1/2 z-50 w-[min(440px,calc(100vw-24px))]">
      <LazyPart source={toasts}>{(Toasts) => <Toasts />}</LazyPart>
    </div>
  );
}
