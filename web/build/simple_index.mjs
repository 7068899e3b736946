// The site's own package index (PEP 503, plain HTML): one project, one wheel.

import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const page = (title, links) =>
  `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="pypi:repository-version" content="1.0">` +
  `<title>${title}</title></head><body>\n${links.join("\n")}\n</body></html>\n`;

/** Write the index of one wheel, `{name, data}`, into `folder`, replacing what was there. */
export function writeIndex(folder, wheel) {
  const project = wheel.name.split("-")[0];
  const sha256 = createHash("sha256").update(wheel.data).digest("hex");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, project), { recursive: true });
  writeFileSync(join(folder, project, wheel.name), wheel.data);
  writeFileSync(join(folder, "index.html"), page("Packages", [`<a href="${project}/">${project}</a>`]));
  const link = `<a href="${wheel.name}#sha256=${sha256}">${wheel.name}</a>`;
  writeFileSync(join(folder, project, "index.html"), page(project, [link]));
}
