import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    // WebKitGTK 2.46, WKWebView of macOS 14.5, a current WebView2: light-dark() and all that Tailwind 4 needs.
    target: ["safari17.5", "chrome123"],
    // The content security policy allows fonts from 'self' alone, so none may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: {
    environment: "happy-dom",
    // The fake core's frames show about:blank alone.
    environmentOptions: { happyDOM: { settings: { enableIframePageLoading: true } } },
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
    // Their contrasts are a test's; nothing else of a style sheet is.
    css: { include: /(tokens|code|code-themes)\.css/ },
  },
});
