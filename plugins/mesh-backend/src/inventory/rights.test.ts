import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { resourceName, WATCHED_KINDS, WatchedKind } from './kinds';

const FOLDER = join(__dirname, '../../../../docs/rbac');
const READ_VERBS = 'get list watch';

/** Files that let single Secrets be read, by their names. */
const NAMES_SECRETS = [
  'ca.yaml',
  'remote-clusters.yaml',
  'root-changes.yaml',
  'tetrate.yaml',
];

/** A right as `RESOURCE VERBS`, by the file that grants it. */
type Rights = Record<string, string[]>;

/** Kinds of the roles by which a port of a pod may be reached. */
const FORWARDING_ROLES: Rights = {
  'control-plane.yaml': ['Role'],
  'root-changes.yaml': ['ClusterRole'],
};

function documentsOf(file: string): any[] {
  return parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map(one =>
    one.toJS(),
  );
}

/** Full name of a resource with its group, as RBAC tells them apart. */
function nameOf(resource: string, group: string): string {
  return group ? `${resource}.${group}` : resource;
}

function grantedBy(file: string): string[] {
  return documentsOf(file)
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups, resources, verbs }: any) =>
      apiGroups.flatMap((group: string) =>
        resources.map(
          (resource: string) =>
            `${nameOf(resource, group)} ${[...verbs].sort().join(' ')}`,
        ),
      ),
    )
    .sort();
}

/** What a row of the table may call a resource: with its group where two bear the name. */
function wordsFor(file: string): Map<string, string> {
  const granted = [
    ...new Set(grantedBy(file).map(right => right.split(' ')[0])),
  ];
  const short = (full: string) => full.split('.')[0];
  return new Map(
    granted.flatMap((full): [string, string][] => {
      const [plural, ...group] = full.split('.');
      const isUnique =
        granted.filter(one => short(one) === plural).length === 1;
      return isUnique
        ? [[plural, full]]
        : [[`${plural} (${group.join('.')})`, full]];
    }),
  );
}

const VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'patch',
  'update',
  'delete',
  'bind',
  'escalate',
];

function verbsIn(cell: string): string | undefined {
  const found = [...cell.matchAll(/`([a-z]+)`/g)]
    .map(([, word]) => word)
    .filter(word => VERBS.includes(word));
  return found.length ? found.sort().join(' ') : undefined;
}

/** The rights in the tables of README.md. */
function tabled(): Rights {
  const rights: Rights = {};
  let file = '';
  let verbsOfTable = READ_VERBS;
  for (const line of readFileSync(join(FOLDER, 'README.md'), 'utf8').split(
    '\n',
  )) {
    if (!line.startsWith('|') || /^\|[\s-|]*$/.test(line)) {
      continue;
    }
    const cells = line
      .slice(1, -1)
      .split('|')
      .map(cell => cell.trim());
    if (/^(file|role)$/.test(cells[0])) {
      file = cells[0] === 'role' ? 'write.yaml' : '';
      verbsOfTable = verbsIn(cells[1]) ?? READ_VERBS;
      continue;
    }
    expect(cells).toHaveLength(4);
    // The feature, and what is said without the right.
    expect(cells[2] && cells[3]).toBeTruthy();
    file = /^`(.*\.yaml)`$/.exec(cells[0])?.[1] ?? file;
    const words = wordsFor(file);
    const verbs = verbsIn(cells[1]) ?? verbsOfTable;
    for (const [, plural, group] of cells[1].matchAll(
      /`([a-z/]{4,})`(?: \(([a-z0-9.]+)\))?/g,
    )) {
      if (VERBS.includes(plural)) {
        continue;
      }
      const word = group ? `${plural} (${group})` : plural;
      (rights[file] ??= []).push(
        `${words.get(word) ?? `unknown ${word}`} ${verbs}`,
      );
    }
  }
  Object.values(rights).forEach(list => list.sort());
  return rights;
}

describe('docs/rbac', () => {
  const files = readdirSync(FOLDER).filter(name => name.endsWith('.yaml'));
  const table = tabled();

  it.each(files)('has every right of %s in its table, and no other', file => {
    expect(table[file]).toEqual(grantedBy(file));
  });

  it('grants the inventory exactly what it follows', () => {
    const followed = (file: string, isHere: (kind: WatchedKind) => boolean) =>
      expect(
        grantedBy(file).filter(right => right.endsWith(READ_VERBS)),
      ).toEqual(
        (WATCHED_KINDS as WatchedKind[])
          .filter(isHere)
          .map(kind => `${resourceName(kind)} ${READ_VERBS}`)
          .sort(),
      );
    followed('read.yaml', kind => !kind.namespace);
    followed('control-plane.yaml', kind => Boolean(kind.namespace));
  });

  it('grants no right to Secrets, and none to everything', () => {
    for (const file of files) {
      for (const right of grantedBy(file)) {
        expect(right).not.toMatch(
          NAMES_SECRETS.includes(file) ? /\*/ : /secrets|\*/,
        );
      }
    }
  });

  it.each(NAMES_SECRETS)('names every Secret that %s lets read', file => {
    const rules = documentsOf(file)
      .flatMap(document => document.rules ?? [])
      .filter(({ resources }) => resources.includes('secrets'));
    expect(rules.length).toBeGreaterThan(0);
    for (const { resourceNames, verbs } of rules) {
      expect(resourceNames.length).toBeGreaterThan(0);
      expect(verbs).not.toContain('list');
      expect(verbs).not.toContain('watch');
    }
  });

  it('names every Secret and role of remote clusters', () => {
    const rules = documentsOf('remote-clusters.yaml').flatMap(
      document => document.rules ?? [],
    );
    expect(rules.length).toBeGreaterThan(5);
    for (const { resourceNames, verbs } of rules) {
      expect(resourceNames.length).toBeGreaterThan(0);
      expect(verbs).not.toContain('list');
      expect(verbs).not.toContain('watch');
    }
  });

  it('lets ports be forwarded in the namespace of istiod, and elsewhere for root changes only', () => {
    for (const file of files) {
      const roles = documentsOf(file).filter(({ rules }) =>
        rules?.some(({ resources }: any) =>
          resources.some((one: string) => one.startsWith('pods/')),
        ),
      );
      expect(roles.map(({ kind }) => kind)).toEqual(
        FORWARDING_ROLES[file] ?? [],
      );
    }
  });
});
