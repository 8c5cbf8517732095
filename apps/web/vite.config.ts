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
  build: {
    assetsInlineLimit: 0,
    target: "baseline-widely-available",
    // What changes seldom stays in the browser's cache when the application changes.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\// },
            { name: "sdk", test: /src\/noEval|packages\/(?:client|protocol|react)\/|node_modules\/(?:zod|zustand|(?:socket|engine)\.io-(?:client|parser))\// },
          ],
        },
      },
    },
  },
});
