import { MeshFindingDetail } from '@meshport/backstage-plugin-mesh-common';
import { Finding, PatchOperation, YamlPath } from '@meshport/istio';
import { LineCounter, parseDocument, stringify } from 'yaml';
import { StoredObject } from '../inventory';
import { findGitOwner } from '../manifests/owners';
import { Sight, wordsFor } from './maskFinding';
import { unifiedDiff } from './unifiedDiff';

/** Kinds of which the inventory keeps everything that people write. */
const WHOLE = /\.istio\.io\//;

/** An object's YAML with the fields in question, and the mend as a diff. */
export function detailOf(
  finding: Finding,
  sight: Sight,
  find: (resource: Finding['resource']) => StoredObject | undefined,
): Pick<MeshFindingDetail, 'manifest' | 'mendDiff' | 'mended' | 'keptBy'> {
  const object = find(finding.resource);
  const paths = [finding.path, ...(finding.otherPaths ?? [])].filter(
    (one): one is YamlPath => Boolean(one?.length),
  );
  const { mend } = wordsFor(finding, sight);
  const mended = mend && (mend.resource ? find(mend.resource) : object);
  const change = mend && mended && changeOf(mended, mend.patch);
  const changed = mended ?? object;
  const keptBy = changed && findGitOwner(changed);
  return {
    ...(object ? { manifest: manifestOf(object, paths) } : {}),
    ...(keptBy ? { keptBy } : {}),
    ...(change?.diff ? { mendDiff: change.diff } : {}),
    ...(change?.diff && isWhole(mended!)
      ? { mended: { object: change.object, manifest: change.manifest } }
      : {}),
  };
}

function isWhole({ apiVersion }: StoredObject): boolean {
  return WHOLE.test(apiVersion ?? '');
}

/** An object's YAML, and the lines of fields in it. */
export function manifestOf(
  object: StoredObject,
  paths: readonly YamlPath[],
): NonNullable<MeshFindingDetail['manifest']> {
  const text = write(
    shown(
      object,
      paths.some(([key]) => key === 'status'),
    ),
  );
  return {
    text,
    lines: linesOf(text, paths),
    whole: isWhole(object),
  };
}

/** What people write themselves. */
function shown(object: StoredObject, withStatus: boolean) {
  const { apiVersion, kind, metadata, status, ...rest } = object;
  const { name, namespace, labels, annotations } = metadata;
  return {
    apiVersion,
    kind: kind === 'KubernetesGateway' ? 'Gateway' : kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations && Object.keys(annotations).length
        ? { annotations }
        : {}),
    },
    ...rest,
    ...(withStatus ? { status } : {}),
  };
}

function write(value: object): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function linesOf(text: string, paths: readonly YamlPath[]): number[] {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lines = paths.flatMap(path => {
    // Of a field that is not there the nearest one around it is shown.
    for (let length = path.length; length > 0; length -= 1) {
      const parent = document.getIn(path.slice(0, length - 1), true) as any;
      const key = path[length - 1];
      const pair = parent?.items?.find(
        (one: any) => String(one?.key?.value ?? one?.key) === String(key),
      );
      const node = pair?.key ?? parent?.getIn?.([key], true);
      if (node?.range) {
        return [counter.linePos(node.range[0]).line];
      }
    }
    return [];
  });
  return [...new Set(lines)].sort((a, b) => a - b);
}

/** An object with a mend, and how it differs; undefined when it does not fit, as after a change. */
function changeOf(object: StoredObject, patch: readonly PatchOperation[]) {
  const before = shown(object, false);
  const after = applyPatch(before, patch);
  if (!after) {
    return undefined;
  }
  const { apiVersion, kind = '', metadata } = before;
  const { namespace, name } = metadata;
  const manifest = write(after);
  return {
    object: { apiVersion, kind, namespace, name },
    manifest,
    diff: unifiedDiff(
      write(before),
      manifest,
      `${kind} ${namespace ? `${namespace}/` : ''}${name}`,
    ),
  };
}

/** The object with a patch; undefined when it does not fit, as after a change. */
function applyPatch(
  object: object,
  patch: readonly PatchOperation[],
): object | undefined {
  const root = JSON.parse(JSON.stringify(object));
  for (const { op, path, value } of patch) {
    const keys = path
      .split('/')
      .slice(1)
      .map(one => one.replace(/~1/g, '/').replace(/~0/g, '~'));
    const last = keys.pop();
    let parent = root;
    for (const key of keys) {
      parent = Object.hasOwn(Object(parent), key) ? parent[key] : undefined;
    }
    if (typeof parent !== 'object' || parent === null || last === undefined) {
      return undefined;
    }
    if (op !== 'add' && !Object.hasOwn(parent, last)) {
      return undefined;
    }
    if (Array.isArray(parent)) {
      const at = last === '-' ? parent.length : Number(last);
      parent.splice(
        at,
        op === 'add' ? 0 : 1,
        ...(op === 'remove' ? [] : [value]),
      );
    } else if (op === 'remove') {
      delete parent[last];
    } else {
      parent[last] = value;
    }
  }
  return root;
}
