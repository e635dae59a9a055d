import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.WORKBENCH_URL ?? "http://127.0.0.1:8080";

// The `events` alias is needed in the built page too: vtk.js reaches Node's EventEmitter through xmlbuilder2.
export default defineConfig({
  plugins: [react()],
  base: "/",
  resolve: { alias: { events: "events/" } },
  worker: { format: "es" },
  build: {
    outDir: "dist",
    assetsDir: "assets",
    chunkSizeWarningLimit: 4500,
    sourcemap: false,
  },
  server: { port: 5173, host: "127.0.0.1", proxy: { "/api": server } },
  optimizeDeps: {
    exclude: ["@cornerstonejs/dicom-image-loader", "@cornerstonejs/tools"],
    include: [
      "dicom-parser",
      "fast-deep-equal",
      "lodash.get",
      "xmlbuilder2",
      "seedrandom",
      "spark-md5",
      "@cornerstonejs/codec-charls/decodewasmjs",
      "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs",
      "@cornerstonejs/codec-openjpeg/decodewasmjs",
      "@cornerstonejs/codec-openjph/wasmjs",
      "@cornerstonejs/codec-libjxl/decodewasmjs",
    ],
  },
});
