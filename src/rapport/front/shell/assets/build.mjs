// Build what the browser loads: scripts, styles, the sprite of icons and the list of their versions.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../../../../..");
const built = join(here, "../static/shell/built");
const icons = join(root, "node_modules/@tabler/icons/icons");
const watching = process.argv.includes("--watch");
const SCRIPT_LIMIT = 120 * 1024;

async function sprite() {
  const text = await readFile(join(here, "icons.txt"), "utf8");
  const names = text.replace(/^#.*$/gm, "").split(/\s+/).filter(Boolean);
  const symbols = await Promise.all([...new Set(names)].sort().map(symbol));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  await writeFile(join(built, "icons.svg"), svg);
}

async function symbol(name) {
  const filled = name.endsWith("-filled");
  const place = filled ? `filled/${name.slice(0, -7)}.svg` : `outline/${name}.svg`;
  const source = await readFile(join(icons, place), "utf8");
  const body = source
    .slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s*\n\s*/g, "");
  const paint = filled ? ' fill="currentColor" stroke="none"' : "";
  return `<symbol id="${name}" viewBox="0 0 24 24"${paint}>${body}</symbol>`;
}

async function versions() {
  const list = {};
  for (const name of ["app.css", "app.js", "icons.svg"]) {
    const content = await readFile(join(built, name));
    list[name] = createHash("sha256").update(content).digest("hex").slice(0, 10);
  }
  await writeFile(join(built, "versions.json"), JSON.stringify(list));
  return list;
}

async function report(started) {
  const weights = [];
  for (const name of (await readdir(built)).sort()) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const content = await readFile(join(built, name));
    weights.push(`${name} ${(gzipSync(content).length / 1024).toFixed(1)} kB`);
    if (name === "app.js" && gzipSync(content).length > SCRIPT_LIMIT) {
      throw new Error(`app.js weighs more than ${SCRIPT_LIMIT / 1024} kB compressed`);
    }
  }
  console.log(`${weights.join(", ")} compressed; ${Math.round(performance.now() - started)} ms`);
}

const afterwards = {
  name: "sprite and versions",
  setup(build) {
    let started = 0;
    build.onStart(() => {
      started = performance.now();
    });
    build.onEnd(async (result) => {
      if (result.errors.length) return;
      await sprite();
      await copyFile(join(here, "fonts/OFL.txt"), join(built, "inter-OFL.txt"));
      await versions();
      await report(started);
    });
  },
};

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
const options = {
  entryPoints: { app: join(here, "js/app.js"), style: join(here, "css/app.css") },
  entryNames: "app",
  assetNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  outdir: built,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: !watching,
  sourcemap: watching ? "inline" : false,
  legalComments: "none",
  target: ["chrome123", "firefox128", "safari17.5"],
  loader: { ".woff2": "file" },
  logLevel: "warning",
  absWorkingDir: root,
  plugins: [afterwards],
};
if (watching) await (await esbuild.context(options)).watch();
else await esbuild.build(options);
