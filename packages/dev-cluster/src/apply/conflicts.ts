import type { ManagedFieldsEntry } from '../objects';
import { StatusError } from '../api/status';
import { printPath } from './fieldSet';
import type { Owner } from './ownership';

// The time is left out: managers are compared without it.
function printOwner({
  manager,
  operation,
  apiVersion,
  subresource,
}: ManagedFieldsEntry) {
  const name = JSON.stringify(manager);
  const whole = subresource
    ? `${name} with subresource "${subresource}"`
    : name;
  if (operation !== 'Update') return whole;
  return `${whole} using ${apiVersion}`;
}

/** The refusal of an apply, in the words of the real server. */
export function applyConflict(
  found: { owner: Owner; path: string[] }[],
): StatusError {
  const causes = found.map(({ owner, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${printOwner(owner.entry)}`,
    field: printPath(path),
  }));
  let text: string;
  if (found.length === 1) {
    text = `${causes[0].message}: ${causes[0].field}`;
  } else {
    const byManager = new Map<string, string[]>();
    for (const { owner, path } of found) {
      const name = printOwner(owner.entry);
      byManager.set(name, [...(byManager.get(name) ?? []), printPath(path)]);
    }
    text = [...byManager]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, paths]) =>
        [`conflicts with ${name}:`, ...paths.map(path => `- ${path}`)].join(
          '\n',
        ),
      )
      .join('\n');
  }
  return new StatusError(
    409,
    'Conflict',
    `Apply failed with ${found.length} conflict${
      found.length === 1 ? '' : 's'
    }: ${text}`,
    { causes },
  );
}
