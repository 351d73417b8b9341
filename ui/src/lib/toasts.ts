import { create } from "zustand";

export interface Toast {
  id: number;
  tone: "plain" | "error";
  text: string;
  /** The one thing that can be done about it. */
  action?: { label: string; run: () => void };
}

interface ToastState {
  toasts: Toast[];
  show: (toast: Omit<Toast, "id">) => void;
  dismiss: (id: number) => void;
}

let last = 0;

export const useToasts = create<ToastState>()((set) => ({
  toasts: [],
  show: (toast) => {
    last += 1;
    const id = last;
    // More than three are never read; the oldest go.
    set((state) => ({ toasts: [...state.toasts, { ...toast, id }].slice(-3) }));
  },
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

/** Says something in passing. */
export function showToast(toast: Omit<Toast, "id">): void {
  useToasts.getState().show(toast);
}
