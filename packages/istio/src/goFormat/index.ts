export { GoYamlError } from './GoYamlError';
export { fromGoYaml, fromPlainData } from './fromGoYaml';
export { toGoYaml } from './toGoYaml';
export type { JsonValue } from './toGoYaml';
