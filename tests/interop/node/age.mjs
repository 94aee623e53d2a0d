#!/usr/bin/env node
// The part of the `age` command that the tests need, on an implementation that is not ours.
//   age.mjs -d -i KEYFILE [-i KEYFILE…] [-o OUT] [FILE]
//   age.mjs -r RECIPIENT [-r RECIPIENT…] [-a] [-o OUT] [FILE]
// Without FILE it reads standard input; without -o it writes standard output. Nothing is written on failure.

import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { armor, Decrypter, Encrypter } from "age-encryption";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    decrypt: { type: "boolean", short: "d", default: false },
    identity: { type: "string", short: "i", multiple: true, default: [] },
    recipient: { type: "string", short: "r", multiple: true, default: [] },
    armor: { type: "boolean", short: "a", default: false },
    output: { type: "string", short: "o" },
  },
});

function identities(file) {
  const lines = readFileSync(file, "utf8").split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !line.startsWith("#"));
}

async function decrypt(data) {
  const decrypter = new Decrypter();
  for (const identity of values.identity.flatMap(identities)) decrypter.addIdentity(identity);
  const armored = data.subarray(0, 10).toString("latin1") === "-----BEGIN";
  return decrypter.decrypt(armored ? armor.decode(data.toString("latin1")) : data);
}

async function encrypt(data) {
  const encrypter = new Encrypter();
  for (const recipient of values.recipient) encrypter.addRecipient(recipient);
  const sealed = await encrypter.encrypt(data);
  return values.armor ? armor.encode(sealed) : sealed;
}

try {
  if (positionals.length > 1 || values.decrypt === values.recipient.length > 0) {
    throw new Error("either -d with -i KEYFILE, or -r RECIPIENT; and at most one file");
  }
  const data = readFileSync(positionals[0] ?? 0);
  const result = await (values.decrypt ? decrypt(data) : encrypt(data));
  writeFileSync(values.output ?? 1, result);
} catch (error) {
  console.error(`age.mjs: error: ${error.message}`);
  process.exitCode = 1;
}
