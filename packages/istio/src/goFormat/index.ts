export { GoYamlError } from './GoYamlError';
export { canonicalDuration } from './goDuration';
export { fromGoYaml, fromPlainData } from './fromGoYaml';
export { toGoYaml } from './toGoYaml';
export type { JsonValue } from './toGoYaml';
