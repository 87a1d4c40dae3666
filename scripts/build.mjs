// Builds the front end: app/web/assets and what it imports → var/static, each file named by a hash of its content so
// that browsers may keep it for ever, and manifest.json saying which name is which. `GIRFEC_STATIC` names another folder.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const assets = join(root, 'app/web/assets');
const target = resolve(process.env.GIRFEC_STATIC ?? join(root, 'var/static'));
const building = `${target}.building`;
const copied = [join(root, 'node_modules/@scottish-government/design-system/dist/images/icons/icons.stack.svg'), join(assets, 'icon.svg')];

await rm(building, { recursive: true, force: true });
await mkdir(building, { recursive: true });

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['girfec.css', 'paper.css', 'girfec.js', 'diagram.js', 'designer.js', 'designer-view.js'].map((name) => join(assets, name)),
  outdir: building,
  entryNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  target: ['es2022'],
  minify: true,
  legalComments: 'linked', // bpmn.io asks that its notice travels with the code
  loader: { '.eot': 'file', '.svg': 'file', '.ttf': 'file', '.woff': 'file', '.woff2': 'file' },
  assetNames: '[name]-[hash]',
  metafile: true,
  logLevel: 'warning',
});

const manifest = {};
for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (!entryPoint) continue;
  manifest[basename(entryPoint, extname(entryPoint)) + extname(file)] = basename(file);
}
for (const [file, { cssBundle }] of Object.entries(metafile.outputs)) {
  if (cssBundle) manifest[`${basename(file).replace(/-[A-Z0-9]+\.js$/, '')}.css`] = basename(cssBundle);
}
for (const source of copied) {
  const hash = createHash('sha256').update(await readFile(source)).digest('hex').slice(0, 8).toUpperCase();
  const name = basename(source);
  manifest[name] = `${basename(name, '.svg')}-${hash}.svg`;
  await copyFile(source, join(building, manifest[name]));
}
// The licences of what was bundled travel with it.
const packages = [...new Set(Object.keys(metafile.inputs).map((file) => file.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]))].filter(Boolean).sort();
const licences = [];
for (const name of packages) {
  const folder = join(root, 'node_modules', name);
  for (const file of (await readdir(folder)).filter((each) => /^licen[cs]e/i.test(each))) {
    licences.push(`${name}\n\n${await readFile(join(folder, file), 'utf8')}`);
  }
}
await writeFile(join(building, 'licences.txt'), licences.join(`\n${'-'.repeat(78)}\n\n`));
await writeFile(join(building, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);

await rm(target, { recursive: true, force: true });
await rename(building, target);
