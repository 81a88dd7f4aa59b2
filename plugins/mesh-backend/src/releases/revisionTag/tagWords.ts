import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { manifestText } from './manifestText';
import { TagChange } from './tagChange';
import { PlannedTag } from './TagPlanner';

/** Names that a sentence lists. */
const MOST_NAMED = 20;

/** What the approver of a tag's change accepts. */
export function tagStatements(
  { cluster, tag, revision, from }: TagChange,
  { effect, objects }: PlannedTag,
  mayRead: (namespace: string) => boolean,
): string[] {
  const named = effect.namespaces.filter(mayRead);
  const hidden = effect.namespaces.length - named.length;
  const restarts = effect.restarts.filter(({ namespace }) =>
    mayRead(namespace),
  );
  const others = effect.restarts.length - restarts.length;
  return [
    from === null
      ? `Tag ${tag} of ${cluster} is made and leads to revision ${revision}.`
      : `Tag ${tag} of ${cluster} leads to revision ${revision}, no longer to ${from}.`,
    `Written as istioctl tag set writes it: ${objects
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
      .join(', ')}.`,
    ...(effect.namespaces.length > 0
      ? [
          `New pods of these namespaces get the proxy of ${revision}: ${listed(
            named,
            hidden,
            'in namespaces that you may not read',
          )}.`,
        ]
      : []),
    ...(effect.restarts.length > 0
      ? [
          `These keep their proxies until restarted: ${listed(
            restarts.map(
              ({ namespace, kind, name }) => `${kind} ${namespace}/${name}`,
            ),
            others,
            'in namespaces that you may not read',
          )}.`,
        ]
      : []),
    ...effect.unknown,
  ];
}

function listed(names: string[], more: number, where: string): string {
  const shown = names.slice(0, MOST_NAMED);
  const rest = names.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [`${rest} more`] : []),
    ...(more > 0 ? [`${more} ${where}`] : []),
  ].join(', ');
}

/** What is worth knowing about a tag's change now. */
export function tagFindings(
  revision: string,
  planned: PlannedTag,
): RequestFinding[] {
  const { effect, objects, warnings } = planned;
  const { restarts, unknown } = effect;
  return [
    ...warnings.map(
      (message): RequestFinding => ({
        code: 'TAG_WARNING',
        severity: 'warning',
        message,
      }),
    ),
    ...unknown.map(
      (message): RequestFinding => ({
        code: 'TAG_RESTARTS_UNKNOWN',
        severity: 'warning',
        message,
      }),
    ),
    ...(restarts.length > 0
      ? [
          {
            code: 'TAG_RESTARTS',
            severity: 'info' as const,
            message: `${restarts.length} ${
              restarts.length === 1
                ? 'workload keeps its'
                : 'workloads keep their'
            } proxies until restarted.`,
          },
        ]
      : []),
    {
      code: 'TAG_WRITES',
      severity: 'info',
      message: `These objects are written, with the certificate of the injector of ${revision}.`,
      mend: objects.map(one => manifestText(one)).join('---\n'),
    },
  ];
}
