import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** The name under which the suite registers the template. */
export const TEMPLATE = 'egress-gateway-at-address';

/**
 * Writes our published template with one input more: pods have no DNS here, so
 * that the upstream's address is said.
 *
 * @returns A location for the catalog's configuration.
 */
export function writeTemplate(work: string) {
  const published = join(
    __dirname,
    '../../templates/egress-gateway/template.yaml',
  );
  const template = parse(readFileSync(published, 'utf8'));
  template.metadata.name = TEMPLATE;
  for (const step of template.spec.steps) {
    step.input.addresses = '${{ parameters.addresses }}';
  }
  const target = join(work, 'template.yaml');
  writeFileSync(target, stringify(template));
  return { type: 'file', target, rules: [{ allow: ['Template'] }] };
}
