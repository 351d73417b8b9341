import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react(), tailwind()],
  clearScreen: false,
  // How large the peers are is not measured.
  build: { target: "safari17", chunkSizeWarningLimit: 4000, modulePreload: false },
});
