import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/**
 * Refuses a rule that asks of any element whether it is the last child. By one of them, wherever it is meant, WebKit styles the
 * former last child with all that is in it anew at each append: in a block of 1,000 lines that takes a tenth of a second.
 */
function cheapAppends(): Plugin {
  const dear = /(?:^|[\s>+~,(])(?::not\()?:(?:last-child|only-child|nth-last-child|last-of-type|empty)\b/;
  return {
    name: "cheap-appends",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        for (const [, selectors = ""] of String(file.source).matchAll(/([^{};]+)\{/g))
          if (dear.test(selectors)) this.error(`${selectors} makes every append to the transcript slow`);
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), cheapAppends()],
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
