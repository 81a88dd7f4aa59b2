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
      const isRecord = [
        'objects',
        'args',
        'arguments',
        'flags',
        'options',
        'expected',
        'want',
        'error',
      ].some(key => key in data);
      Object.entries(data).forEach(([key, value]) =>
        readField(
          one,
          key === 'name' && !isRecord ? 'clusterName' : key,
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

/** Records of cases that a file lists, or has by their titles. */
function listedIn({ role, text, path }: CaseFile): [string, Data][] {
  const documents = role === 'data' ? documentsOf(text, path) : [];
  if (documents.length !== 1 || isObject(documents[0])) {
    return [];
  }
  const [{ cases, ...rest }] = [documents[0] as Data];
  const list =
    cases ?? (Array.isArray(documents[0]) ? documents[0] : undefined);
  if (list === undefined || Object.keys(rest).length > (cases ? 0 : Infinity)) {
    return [];
  }
  const entries: [string, Data][] = Array.isArray(list)
    ? list.map((one, i) => [String(i + 1), one])
    : Object.entries(list);
  return entries.every(
    ([, one]) =>
      one && typeof one === 'object' && !isObject(one) && !Array.isArray(one),
  )
    ? entries
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
  const listing = files.filter(file => listedIn(file).length > 0);
  const own = files.filter(file => !listing.includes(file));
  const name = title || basename(folder);
  const listed = listing.flatMap(file =>
    listedIn(file).map(([key, record]) => {
      const one = caseOf(key, [...shared, ...own]);
      Object.entries(record).forEach(([field, value]) =>
        readField(one, field, value),
      );
      return { ...one, title: `${name}: ${one.title}` };
    }),
  );
  const prefixes = prefixesOf(own);
  const isCase =
    listing.length === 0 &&
    own.some(
      ({ role, text, path }) =>
        TELLING.includes(role) ||
        (role === 'data' &&
          documentsOf(text, path).some(
            one => !isObject(one) && (one?.expected ?? one?.error ?? one?.want),
          )),
    );
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
