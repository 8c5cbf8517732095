import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.PARLEY_SERVER ?? "http://localhost:4000";

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    proxy: {
      "/api": server,
      "/socket.io": { target: server, ws: true },
    },
  },
  // The policy that the server sends allows no inline data; every asset is a file of its own.
  build: { assetsInlineLimit: 0, target: "baseline-widely-available", chunkSizeWarningLimit: 900 },
});
