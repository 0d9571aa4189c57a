// Builds static/dist from static/src: one stylesheet, one bundle for each file directly in js/, the icon, and the fonts they name.
// Every file carries a hash of its content in its name; manifest.json says which is which. `asset('app.css')` reads it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const dist = resolve(source, "../dist");

const stylesheets = {
  name: "sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css, loadedUrls } = sass.compile(path, { importers: [new sass.NodePackageImporter(source)] });
      return { contents: css, loader: "css", resolveDir: source, watchFiles: loadedUrls.map((url) => fileURLToPath(url)) };
    });
  },
};

const { metafile, outputFiles } = await esbuild.build({
  absWorkingDir: source,
  entryPoints: ["scss/app.scss", "images/icon.svg", ...readdirSync(join(source, "js")).filter((name) => name.endsWith(".js")).map((name) => `js/${name}`)],
  plugins: [stylesheets],
  outdir: dist,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  external: ["/static/*"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  metafile: true,
  write: false,
  logLevel: "warning",
});

const manifest = {};
for (const [output, { entryPoint, inputs, bytes }] of Object.entries(metafile.outputs)) {
  const origin = entryPoint ?? Object.keys(inputs)[0];
  manifest[basename(origin).replace(/\.scss$/, ".css")] = basename(output);
  console.log(`  static/dist/${basename(output)}  ${(bytes / 1024).toFixed(1)} kB`);
}

// Written only when all of it could be built, so that a mistake leaves the last good files where they are.
mkdirSync(dist, { recursive: true });
const made = new Set(outputFiles.map(({ path }) => basename(path)));
for (const { path, contents } of outputFiles) writeFileSync(path, contents);
const ordered = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(dist, "manifest.json"), JSON.stringify(ordered, null, 2) + "\n");
for (const name of readdirSync(dist)) if (name !== "manifest.json" && !made.has(name)) rmSync(join(dist, name), { recursive: true });
