import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { KubernetesObject } from '@meshport/istio';
import {
  CaseFile,
  documentsOf,
  fileOf,
  Role,
  TELLING,
} from './remoteSecretFile';
import {
  Data,
  emptyCase,
  expectError,
  objectsIn,
  readField,
  RemoteSecretCase,
} from './remoteSecretRecord';
import { wordsOf } from './remoteSecretWords';
import { UsageError } from './UsageError';

function isObject(one: Data): one is KubernetesObject {
  return typeof one === 'object' && typeof one?.kind === 'string';
}

/** The server of a kubeconfig's current context. */
function hostIn(kubeconfig: Data): string | undefined {
  const named = (list: Data, name: string) =>
    list?.find((one: Data) => one.name === name);
  const context = named(kubeconfig.contexts, kubeconfig['current-context']);
  const [only] = kubeconfig.clusters ?? [];
  return (named(kubeconfig.clusters, context?.context?.cluster) ?? only)
    ?.cluster?.server;
}

function takeData(
  one: RemoteSecretCase,
  documents: Data[],
  path: string,
): void {
  for (const data of documents) {
    if (
      Array.isArray(data) &&
      !data.some(isObject) &&
      data.every(entry => typeof entry === 'string')
    ) {
      one.words.push(...wordsOf(data));
    } else if (isObject(data) && data.kind === 'Config') {
      one.host = hostIn(data);
    } else if (isObject(data) || Array.isArray(data)) {
      one.objects.push(...objectsIn(data));
    } else if (typeof data === 'object') {
      const isTitled =
        isWhole(data) ||
        ['objects', 'args', 'options'].some(key => key in data);
      Object.entries(data).forEach(([key, value]) =>
        readField(
          one,
          key === 'name' && !isTitled ? 'clusterName' : key,
          value,
        ),
      );
    } else {
      throw new UsageError(`${path} has neither objects nor fields of a case.`);
    }
  }
}

function take(one: RemoteSecretCase, { role, path, text }: CaseFile): void {
  const isData = /\.(json|ya?ml)$/.test(path);
  if (role === 'args') {
    const [given] = isData ? documentsOf(text, path) : [text];
    one.words.push(...wordsOf(given));
  } else if (role === 'error' || /^(error|Error): /.test(text)) {
    expectError(one, text);
  } else if (role === 'expected') {
    one.expected = text;
  } else if (role === 'warnings') {
    one.warnings.push(
      ...text
        .split('\n')
        .map(line => line.replace(/^warn: /, ''))
        .filter(Boolean),
    );
  } else if (role === 'exit') {
    one.exitCode = Number(text.trim());
  } else if (role === 'data') {
    takeData(one, documentsOf(text, path), path);
  } else {
    const objects = objectsIn(documentsOf(text, path));
    one[role] = [...(one[role] ?? []), ...objects];
  }
}

/** One of the cases that a file has whole: its title and what is told of it. */
type WholeCase = [string, Data[]];

const EXPECTATIONS =
  /^(expected|want(ed)?|golden|error|want_?err(or|_?str)?|exit_?code)$/i;

function isWhole(data: Data): boolean {
  return (
    data !== null &&
    typeof data === 'object' &&
    !Array.isArray(data) &&
    !isObject(data) &&
    Object.keys(data).some(key => EXPECTATIONS.test(key))
  );
}

/** The cases that a file has whole: one, a list, or a map by title. */
function wholeCasesIn({ role, text, path }: CaseFile): WholeCase[] {
  const documents = role === 'data' ? documentsOf(text, path) : [];
  if (documents.some(isWhole)) {
    return [[basename(path).replace(/\..*$/, ''), documents]];
  }
  const [only, ...more] = documents;
  const list =
    isObject(only) || more.length > 0 ? undefined : only?.cases ?? only;
  const entries: [string, Data][] = Array.isArray(list)
    ? list.map((one, i) => [String(i + 1), one])
    : Object.entries(list ?? {});
  return entries.length > 0 && entries.every(([, one]) => isWhole(one))
    ? entries.map(([key, one]) => [key, [one]])
    : [];
}

function caseOf(title: string, files: CaseFile[]): RemoteSecretCase {
  const one = emptyCase(title);
  files.forEach(file => take(one, file));
  return one;
}

function filesIn(folder: string): { files: CaseFile[]; folders: string[] } {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    files: entries
      .filter(entry => !entry.isDirectory())
      .flatMap(entry => fileOf(join(folder, entry.name)) ?? []),
    folders: entries
      .filter(entry => entry.isDirectory())
      .map(entry => join(folder, entry.name)),
  };
}

function prefixesOf(files: CaseFile[]): string[] {
  const telling = files.filter(({ role }) => TELLING.includes(role));
  const count = (...roles: Role[]) =>
    telling.filter(({ role }) => roles.includes(role)).length;
  const isOne =
    count('args') <= 1 && count('expected') <= 1 && count('error') <= 1;
  return isOne ? [] : [...new Set(telling.map(({ prefix }) => prefix))];
}

/**
 * The cases in a folder and in the folders below it; docs/contributors/conformance.md
 * says what they look like.
 *
 * @param shared - files of the folders above, which every case has as well
 */
export function remoteSecretCases(
  folder: string,
  title = '',
  shared: CaseFile[] = [],
): RemoteSecretCase[] {
  const { files, folders } = filesIn(folder);
  const whole = files.filter(file => wholeCasesIn(file).length > 0);
  const own = files.filter(file => !whole.includes(file));
  const name = title || basename(folder);
  const listed = whole.flatMap(file =>
    wholeCasesIn(file).map(([key, documents]) => {
      const one = caseOf(key, [...shared, ...own]);
      takeData(one, documents, file.path);
      return { ...one, title: `${name}: ${one.title}` };
    }),
  );
  const prefixes = prefixesOf(own);
  const isCase =
    whole.length === 0 && own.some(({ role }) => TELLING.includes(role));
  if (isCase && prefixes.length === 0) {
    const inner = folders.flatMap(one => filesIn(one).files);
    return [caseOf(name, [...shared, ...own, ...inner])];
  }
  const flat = prefixes.map(prefix =>
    caseOf(`${name}/${prefix}`, [
      ...shared,
      ...own.filter(
        file => file.prefix === prefix || !prefixes.includes(file.prefix),
      ),
    ]),
  );
  const below = folders.flatMap(one =>
    remoteSecretCases(
      one,
      title ? `${title}/${basename(one)}` : basename(one),
      [...shared, ...own.filter(({ role }) => !TELLING.includes(role))],
    ),
  );
  return [...listed, ...flat, ...below];
}
