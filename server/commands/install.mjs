// Runs before `npm start`, `npm run demo` and `npm test`, on any Node from 20 on and before anything
// is installed: plain JavaScript, no packages. It installs from the lock file where node_modules is
// missing or differs from it, and sees to it that what follows runs on a Node that reads TypeScript.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = join(root, "node_modules", ".bin");
const windows = process.platform === "win32";
const names = ["node", "node.cmd", "node.ps1"].map((name) => join(bin, name));
const packagedNodes = [`node-${windows ? "win" : process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];

if (!isInstalled()) install();
chooseNode();

/** npm keeps a copy of the lock file of what it installed; both name the same versions, or something has to be installed. */
function isInstalled() {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(root, "node_modules", ".package-lock.json"));
  if (!present) return false;
  return Object.entries(wanted ?? {}).every(([path, entry]) => {
    if (path === "") return true;
    if (!present[path]) return entry.peer || (entry.optional && !isMadeForHere(entry));
    return present[path].version === entry.version && existsSync(join(root, path));
  });
}

/** Of the packages per platform, those that npm must have put here; a node_modules copied from another kind of machine lacks them. */
function isMadeForHere({ os, cpu, libc }) {
  return Boolean(os && cpu && !libc) && [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

function packagesIn(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages : undefined;
}

/** No package's install script is needed, and one of them (node-gyp, implied by npm 10) would ask for Python: so none is run. */
function install() {
  say("Đang cài các gói theo package-lock.json…", "Installing the packages of package-lock.json…");
  const args = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  // Without a network npm would try each package again and again, for minutes, before it says so.
  args.push("--fetch-retries=1", "--fetch-retry-mintimeout=2000");
  const npm = process.env.npm_execpath ?? "";
  const done = /npm-cli\.c?js$/.test(npm)
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync(windows ? "npm.cmd" : "npm", args, { cwd: root, stdio: "inherit", shell: windows });
  if (done.status === 0) return;
  stop(
    "Chưa cài được các gói. Kiểm tra mạng (lần đầu cần mạng, hoặc bộ nhớ đệm của npm: thêm --offline), rồi chạy lại đúng lệnh này.",
    "The packages could not be installed. Check the network (the first time needs one, or npm's cache: add --offline), then run the same command again.",
  );
}

/**
 * npm scripts find `node` in node_modules/.bin first: the packaged Node 24 where there is one for this platform, else the machine's own.
 */
function chooseNode() {
  linkPackagedNode();
  if (names.some((name) => existsSync(name)) && readsTypeScript(versionOf(join(bin, windows ? "node.cmd" : "node")))) return;
  // Packaged, but it does not run here (another C library, for instance): out of the way, so that the machine's own is found.
  for (const name of names) rmSync(name, { force: true });
  const own = versionOf(windows ? "node.exe" : "node");
  if (readsTypeScript(own)) return;
  stop(
    `Máy này chưa có gói Node 24 dùng được, và Node đang có là ${own || "không rõ"}. Cài Node 24 trở lên (nodejs.org), rồi chạy lại.`,
    `There is no packaged Node 24 that runs on this machine, and its own Node is ${own || "unknown"}. Install Node 24 or newer (nodejs.org), then run this again.`,
  );
}

/** npm 10 puts no `node` into .bin where the lock file names one for several platforms: the packages contend for the name. */
function linkPackagedNode() {
  const program = packagedNodes
    .map((name) => join(root, "node_modules", name, "bin", windows ? "node.exe" : "node"))
    .find((path) => existsSync(path));
  if (program === undefined || names.some((name) => existsSync(name))) return;
  mkdirSync(bin, { recursive: true });
  if (windows) writeFileSync(join(bin, "node.cmd"), `@"%~dp0\\${relative(bin, program)}" %*\r\n`);
  else symlinkSync(relative(bin, program), join(bin, "node"));
}

function versionOf(program) {
  const shell = windows && program.endsWith(".cmd");
  const asked = spawnSync(shell ? `"${program}"` : program, ["--version"], { encoding: "utf8", shell });
  return asked.status === 0 ? asked.stdout.trim() : "";
}

/** The server runs from its TypeScript sources; Node does that unasked from 22.18 on. */
function readsTypeScript(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18) || (major === 23 && minor >= 6);
}

function say(vietnamese, english) {
  console.error(`${vietnamese}\n${english}`);
}

function stop(vietnamese, english) {
  say(vietnamese, english);
  process.exit(1);
}
