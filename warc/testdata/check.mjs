// Checks a WARC with eyes that are not ours: warcio parses it, node's own
// crypto takes the digests. Usage: node check.mjs FILE
import { createReadStream } from "node:fs";
import { createHash } from "node:crypto";
import { WARCParser } from "warcio";

const problems = [];
const seen = new Map(); // date and address of each response
const sha256 = (bytes) => "sha256:" + createHash("sha256").update(bytes).digest("hex");
let records = 0;

async function bytesOf(record) {
  const parts = [];
  for await (const part of record) parts.push(part);
  return Buffer.concat(parts);
}

// Once with the HTTP head apart, for payloads; once without, for blocks.
for (const parseHttp of [true, false]) {
  const parser = new WARCParser(createReadStream(process.argv[2]), { keepHeadersCase: false, parseHttp });
  for await (const record of parser) {
    const field = (name) => record.warcHeader(name);
    const where = `${field("WARC-Type")} at ${record._offset}`;
    const body = await bytesOf(record);
    if (!parseHttp) {
      records++;
      if (String(body.length) !== field("Content-Length")) problems.push(`${where}: ${body.length} bytes`);
      if (sha256(body) !== field("WARC-Block-Digest")) problems.push(`${where}: block digest`);
      continue;
    }
    if (record.warcType === "response") {
      seen.set(field("WARC-Date") + " " + record.warcTargetURI, field("WARC-Payload-Digest"));
      if (sha256(body) !== field("WARC-Payload-Digest")) problems.push(`${where}: payload digest`);
    }
    if (record.warcType === "revisit") {
      const original = seen.get(field("WARC-Refers-To-Date") + " " + field("WARC-Refers-To-Target-URI"));
      if (original === undefined) problems.push(`${where}: refers to nothing`);
      const same = field("WARC-Payload-Digest");
      if (same && same !== original) problems.push(`${where}: refers to another payload`);
    }
  }
}
console.log(`${process.argv[2]}: ${records} records, ${problems.length} problems`);
for (const p of problems) console.log("  " + p);
process.exit(problems.length || !records ? 1 : 0);
