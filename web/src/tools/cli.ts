/** The package's command: `npx licensim copy DIR`. */
import { copyTo } from "./assets.ts";

const USAGE =
  "usage: licensim copy DIR    copies the files of the client for pages into a folder, such as public/licensim";

const [command, folder, ...rest] = process.argv.slice(2);
if (command === "copy" && folder !== undefined && !folder.startsWith("-") && rest.length === 0) {
  copyTo(folder);
  console.log(`the client's files are in ${folder}`);
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
