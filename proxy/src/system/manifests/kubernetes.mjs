// kubernetes.mjs FILE OUT: writes a module in TypeScript in which each object of a rendered manifest has the type of its
// kind. What the compiler refuses there, a key that is not in the schema or a value of another type, is wrong.
import { readFileSync, writeFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";

const modules = {
  ConfigMap: "kubernetes-models/v1",
  Service: "kubernetes-models/v1",
  Deployment: "kubernetes-models/apps/v1",
  PodDisruptionBudget: "kubernetes-models/policy/v1",
  PodMonitor: "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
};
const objects = parseAllDocuments(readFileSync(process.argv[2], "utf8")).map((document) => document.toJS());
const unknown = objects.filter((object) => !modules[object.kind]);
if (unknown.length) throw new Error(`no schema for ${unknown.map((object) => object.kind)}: add it here`);
writeFileSync(process.argv[3], objects.map((object, i) =>
  `import { I${object.kind} as T${i} } from "${modules[object.kind]}";\n` +
  `export const object${i}: T${i} = ${JSON.stringify(object, null, 1)};\n`).join(""));
