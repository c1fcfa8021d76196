// Asks the yaml-language-server, over its protocol, what an editor would ask it.
//
// Standard input: {folder, settings, questions: [{file, text, ask, line, character}]}, where `ask` is "diagnostics",
// "completion" or "hover", and line and character count from 0. Standard output: the answers in the same order.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";

const SERVER = new URL("node_modules/yaml-language-server/package.json", import.meta.url);
const PROGRAM = fileURLToPath(new URL("bin/yaml-language-server", SERVER));
// A server that asks a host for anything ends at once.
const OFFLINE = encodeURIComponent("import net from 'node:net'; net.Socket.prototype.connect = () => process.exit(1);");
// The library that the server itself speaks with.
const rpc = createRequire(SERVER)("vscode-jsonrpc/node");

const { folder, settings, questions } = JSON.parse(await text(process.stdin));
const uriOf = (file) => pathToFileURL(join(folder, file)).href;

const server = spawn(process.execPath, ["--import", `data:text/javascript,${OFFLINE}`, PROGRAM, "--stdio"]);
server.stderr.pipe(process.stderr);
server.once("exit", () => {
  console.error("the server ended before it had answered: it failed, or wanted to ask a host");
  process.exit(1);
});
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);

/** The settings of one section as an object: of `yaml`, {"yaml.schemaStore.enable": false} is {schemaStore: {...}}. */
function section(name) {
  const found = {};
  for (const [key, value] of Object.entries(settings)) {
    const [first, ...path] = key.split(".");
    if (first !== name) continue;
    const last = path.pop();
    path.reduce((place, part) => (place[part] ??= {}), found)[last] = value;
  }
  return found;
}

const heard = new Map();
connection.onRequest("workspace/configuration", ({ items }) => items.map((item) => section(item.section)));
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => heard.get(uri)?.(diagnostics));
connection.listen();

/** Open a file, and wait for what is asked about it. */
async function answer({ file, text, ask, line, character }) {
  const uri = uriOf(file);
  const diagnostics = new Promise((resolve) => heard.set(uri, resolve));
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text },
  });
  if (ask === "diagnostics") return diagnostics;
  return connection.sendRequest(`textDocument/${ask}`, { textDocument: { uri }, position: { line, character } });
}

await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: uriOf("."),
  workspaceFolders: [{ uri: uriOf("."), name: "catalog" }],
  capabilities: {
    workspace: { configuration: true },
    textDocument: { completion: { completionItem: { snippetSupport: true } } },
  },
});
await connection.sendNotification("initialized", {});
// This one question is answered only after the server has read its settings.
await connection.sendRequest("textDocument/codeLens", { textDocument: { uri: uriOf("none.yaml") } });

process.stdout.write(JSON.stringify(await Promise.all(questions.map(answer))));
connection.dispose();
server.removeAllListeners("exit");
server.kill();
