import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const FOLDER = join(__dirname, '../../../docs/rbac');
/** The files of what Meshport may read. */
export const FILES = ['read.yaml', 'control-plane.yaml'] as const;

/** The other group that has `gateways`. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

/** A right as the files of docs/rbac grant it. */
export interface Right {
  file: (typeof FILES)[number];
  apiGroup: string;
  /** As in RBAC, e.g. `pods` or `pods/proxy`. */
  resource: string;
  verbs: string[];
  /** The resource, with its group where Istio has one of the same name. */
  name: string;
}

/** Which of a right's verbs an account does not get. */
export type LeftOut = (right: Right) => readonly string[];

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

function documents(file: string): any[] {
  const text = readFileSync(join(FOLDER, file), 'utf8');
  return parseAllDocuments(text).map(document => document.toJS());
}

function isRole({ kind }: { kind: string }): boolean {
  return /^(Cluster)?Role$/.test(kind);
}

function nameOf(resource: string, group: string | undefined): string {
  return resource === 'gateways' && group === GATEWAY_API
    ? `${resource}.${group}`
    : resource;
}

function rightsOf(
  file: Right['file'],
  { apiGroups, resources, verbs }: Rule,
): Right[] {
  return apiGroups.flatMap(apiGroup =>
    resources.map(resource => ({
      file,
      apiGroup,
      resource,
      verbs,
      name: nameOf(resource, apiGroup),
    })),
  );
}

/** Every right that the files grant, read off the files. */
export function publishedRights(): Right[] {
  return FILES.flatMap(file =>
    documents(file)
      .filter(isRole)
      .flatMap(({ rules }: { rules: Rule[] }) => rules)
      .flatMap(rule => rightsOf(file, rule)),
  );
}

/** The published roles and their bindings, for an account of this name and without some of its rights. */
export function rolesFor(account: string, leftOut: LeftOut): object[] {
  const named = (name: string) => `${name}-${account}`;
  const narrowed = (file: Right['file'], rule: Rule) =>
    rightsOf(file, rule).map(right => ({
      apiGroups: [right.apiGroup],
      resources: [right.resource],
      verbs: right.verbs.filter(verb => !leftOut(right).includes(verb)),
    }));
  const subjects = [
    { kind: 'ServiceAccount', name: account, namespace: 'meshport' },
  ];
  return FILES.flatMap(file =>
    documents(file).map(document => {
      const { metadata, roleRef, rules } = document;
      const own = {
        ...document,
        metadata: { ...metadata, name: named(metadata.name) },
      };
      return isRole(document)
        ? {
            ...own,
            rules: rules
              .flatMap((rule: Rule) => narrowed(file, rule))
              .filter(({ verbs }: Rule) => verbs.length > 0),
          }
        : {
            ...own,
            roleRef: { ...roleRef, name: named(roleRef.name) },
            subjects,
          };
    }),
  );
}

/** A row of the table in docs/rbac/README.md. */
export interface Row {
  file: string;
  /** As `Right.name`. */
  name: string;
  /** What the page says without the right. */
  page: string;
}

/** The table "right, feature, what the page says without it". */
export function publishedTable(): Row[] {
  const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const lines = readme.split('\n');
  const head = lines.findIndex(line => /^\| file +\| right +\|/.test(line));
  const rows: Row[] = [];
  let file = '';
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith('|')) break;
    const [first, rights, , page] = line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim());
    file = /`(.*)`/.exec(first)?.[1] ?? file;
    // Verbs are named in brackets.
    for (const [, resource, group] of rights
      .replace(/\(`.*?\)/g, '')
      .matchAll(/`([a-z/]+)`(?: \(([a-z0-9.]+)\))?/g)) {
      rows.push({ file, name: nameOf(resource, group), page });
    }
  }
  return rows;
}
